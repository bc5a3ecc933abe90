import { useEffect, useState } from "preact/hooks";
import type { Application, Brief, Card, Explanation, Page } from "../centre/answers.ts";
import type { Centre, TroubleCode } from "../centre/ask.ts";
import type { CaseFile } from "./case.tsx";
import { toDecide, type Shown } from "./queue.tsx";

/** The most that is read of one state at once; a clerk takes from the top. */
const queueMax = 100;

type QueueView = {
  readonly items: readonly Brief[];
  readonly file: CaseFile | undefined;
  readonly trouble: TroubleCode | undefined;
};

/** The queue, and the case that was chosen of it; read again whenever `turn` counts up. */
export function useQueue(centre: Centre, shown: Shown, chosen: string | undefined, turn: number): QueueView {
  const [items, setItems] = useState<readonly Brief[]>([]);
  const [file, setFile] = useState<CaseFile>();
  const [trouble, setTrouble] = useState<TroubleCode>();
  useEffect(() => {
    let over = false;
    void readQueue(centre, shown).then((read) => {
      if (over) return;
      if (read.ok) setItems(read.value);
      setTrouble(read.ok ? undefined : read.trouble);
    });
    return () => {
      over = true;
    };
  }, [shown, turn]);
  useEffect(() => {
    let over = false;
    if (chosen === undefined) setFile(undefined);
    else
      void readCase(centre, chosen).then((read) => {
        if (!over) setFile(read);
      });
    return () => {
      over = true;
    };
  }, [chosen, turn]);
  return { items, file: file?.application.number === chosen ? file : undefined, trouble };
}

async function readQueue(centre: Centre, shown: Shown) {
  const states = shown === "to-decide" ? toDecide : [shown];
  const items: Brief[] = [];
  for (const state of states) {
    const query = { state, limit: String(queueMax) };
    const page = await centre.get<Page<Brief>>("/staff/v1/applications", query);
    if (!page.ok) return page;
    items.push(...page.value.items);
  }
  return { ok: true as const, value: items };
}

async function readCase(centre: Centre, number: string): Promise<CaseFile | undefined> {
  const read = await centre.get<Application>(`/staff/v1/applications/${number}`);
  if (!read.ok) return undefined;
  const application = read.value;
  const { cardRef, office, business, channel, reason, agentAtTerminal } = application;
  const agentActs = agentAtTerminal === undefined ? undefined : "yes";
  const [card, rule] = await Promise.all([
    cardRef === undefined ? undefined : centre.get<Card>(`/staff/v1/cards/${cardRef}`),
    centre.get<Explanation>(`/staff/v1/rules/${office}/explanation`, {
      ...{ business, channel, reason, agentActs },
    }),
  ]);
  return {
    application,
    ...(card?.ok === true && { card: card.value }),
    ...(rule.ok && { rule: rule.value }),
  };
}
