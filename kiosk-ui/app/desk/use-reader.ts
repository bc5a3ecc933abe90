import { useEffect, useRef, useState } from "preact/hooks";
import type { Action } from "../../../daemon/screen.ts";
import type { Brief, Card, DeskTerminal, Page } from "../centre/answers.ts";
import type { Centre } from "../centre/ask.ts";
import { linkReader, type ReaderHands, type ReaderLink, type ReaderParts } from "./reader-link.ts";

/** What the page needs of the browser for a reader beside it. */
export type ReaderBrowser = Pick<ReaderParts, "newCode" | "sha256" | "open"> & {
  /** The desk that the page's address names: only there may it speak. */
  readonly named?: string;
  /** Opens the page anew for this desk, or for none. */
  readonly goTo: (terminalId: string | undefined) => void;
};

/** What the centre knows of the card in the reader. */
export type CardAtDesk = {
  readonly cardRef: string;
  /** Absent where another city looks after it. */
  readonly card?: Card;
  readonly applications: readonly Brief[];
};

export type ReaderAt = {
  /** The desks to choose from; undefined until they were read. */
  readonly desks: readonly DeskTerminal[] | undefined;
  readonly link: ReaderLink | undefined;
  readonly atDesk: CardAtDesk | undefined;
  readonly act: (action: Action) => void;
  readonly connect: () => void;
};

/** `turn`: counts up whenever something was done to an application, so that the card's case is read again. */
export function useReader(centre: Centre, browser: ReaderBrowser, turn: number): ReaderAt {
  const [desks, setDesks] = useState<readonly DeskTerminal[]>();
  const [link, setLink] = useState<ReaderLink>();
  const [atDesk, setAtDesk] = useState<CardAtDesk>();
  const [tries, setTries] = useState(0);
  const hands = useRef<ReaderHands | undefined>(undefined);
  useEffect(() => {
    void centre.get<Page<DeskTerminal>>("/staff/v1/desks").then((read) => {
      setDesks(read.ok ? read.value.items : []);
    });
  }, [tries]);
  const { named } = browser;
  const screenPort = desks?.find(({ terminalId }) => terminalId === named)?.screenPort;
  useEffect(() => {
    if (named === undefined || screenPort === undefined) return undefined;
    let over = false;
    const parts = { centre, terminalId: named, screenPort, ...browser };
    const onChange = (now: ReaderLink): void => {
      if (!over) setLink(now);
    };
    const opening = linkReader({ ...parts, onChange }).then((opened) => {
      hands.current = opened;
      return opened;
    });
    return () => {
      over = true;
      void opening.then(({ close }) => close());
    };
  }, [named, screenPort, tries]);

  const frame = link?.kind === "on" ? link.frame : undefined;
  const cardRef = frame?.cardRef;
  // After each of these the centre knows something new of the card.
  const moment = frame?.screen.name ?? "";
  useEffect(() => {
    let over = false;
    if (cardRef === undefined) setAtDesk(undefined);
    else
      void readCase(centre, cardRef).then((read) => {
        if (!over) setAtDesk(read);
      });
    return () => {
      over = true;
    };
  }, [cardRef, moment, turn]);

  return {
    desks,
    link,
    atDesk: atDesk?.cardRef === cardRef ? atDesk : undefined,
    act: (action) => {
      if (frame !== undefined) hands.current?.act(frame.frameNo, action);
    },
    connect: () => setTries((n) => n + 1),
  };
}

async function readCase(centre: Centre, cardRef: string): Promise<CardAtDesk> {
  const path = `/staff/v1/cards/${cardRef}`;
  const [card, open] = await Promise.all([
    centre.get<Card>(path),
    centre.get<Page<Brief>>(`${path}/applications`),
  ]);
  return {
    cardRef,
    ...(card.ok && { card: card.value }),
    applications: open.ok ? open.value.items : [],
  };
}
