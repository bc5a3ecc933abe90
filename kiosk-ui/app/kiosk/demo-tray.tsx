import { useState } from "preact/hooks";
import type { DemoAction, DemoTray as Tray } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { MiniCard } from "../design/mini-card.tsx";
import { useVisit } from "../visit.ts";
import { Dialog } from "./dialog.tsx";

type Props = { readonly tray: Tray; readonly onDemo: (action: DemoAction) => void };

/**
 * The hands at the virtual devices. It stands outside the kiosk's frame and looks like nothing in it, so that
 * nobody takes it for a part of the service.
 */
export function DemoTray({ tray, onDemo }: Props) {
  const { say } = useVisit();
  const [reading, setReading] = useState<number | undefined>(undefined);
  const words = kiosk.demo;
  const paper = reading === undefined ? undefined : tray.papers[reading];
  return (
    <aside class="tray" aria-label={say(words.title)}>
      <h2>{say(words.title)}</h2>
      <h3>{say(words.cards)}</h3>
      <ul class="tray-cards">
        {tray.cards.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              class={`tray-card ${card.inserted ? "tray-card-inserted" : ""}`}
              aria-label={`${say(card.inserted ? words.pull : words.insert)} ${card.label}`}
              aria-pressed={card.inserted}
              onClick={() => {
                onDemo(card.inserted ? { type: "demo.pull" } : { type: "demo.insert", cardId: card.id });
              }}
            >
              <MiniCard life={card.life} />
              {card.label.split(" · ").map((part) => (
                <span key={part} class="tray-label">
                  {part}
                </span>
              ))}
              <span class="tray-verb">{say(card.inserted ? words.pull : words.insert)}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>{say(words.printer)}</h3>
      <button
        type="button"
        class="tray-button"
        aria-pressed={tray.paperOut}
        onClick={() => {
          onDemo({ type: "demo.paper", out: !tray.paperOut });
        }}
      >
        {say(tray.paperOut ? words.loadPaper : words.takePaper)}
      </button>
      {tray.idCards !== undefined && <AtCounter idCards={tray.idCards} onDemo={onDemo} />}
      <h3>{say(words.papers)}</h3>
      {tray.papers.length === 0 && <p class="tray-none">{say(words.noPapers)}</p>}
      <ul class="tray-papers">
        {tray.papers.map((_text, place) => (
          <li key={String(place)}>
            <button
              type="button"
              class="tray-button"
              aria-label={say(words.paper(place + 1))}
              onClick={() => {
                setReading(place);
              }}
            >
              {place + 1}
            </button>
          </li>
        ))}
      </ul>
      {paper !== undefined && (
        <Dialog
          title={say(words.papers)}
          onScrim={() => {
            setReading(undefined);
          }}
        >
          <pre class="paper-text" tabIndex={0}>
            {paper}
          </pre>
          <div class="choices">
            <button
              type="button"
              class="choice choice-primary"
              onClick={() => {
                setReading(undefined);
              }}
            >
              {say(kiosk.frame.close)}
            </button>
          </div>
        </Dialog>
      )}
    </aside>
  );
}

/** Identity cards and a code, for whoever acts for a holder. */
function AtCounter(props: {
  readonly idCards: NonNullable<Tray["idCards"]>;
  readonly onDemo: (action: DemoAction) => void;
}) {
  const { say } = useVisit();
  const { idCards, onDemo } = props;
  const [code, setCode] = useState("WT-2026-0001");
  const words = kiosk.demo;
  const placed = idCards.find((card) => card.placed);
  return (
    <>
      <h3>{say(words.idCards)}</h3>
      <select
        class="tray-button"
        aria-label={say(words.idCards)}
        value={placed?.id ?? ""}
        onChange={(event) => {
          const cardId = event.currentTarget.value;
          onDemo(cardId === "" ? { type: "demo.lift-id" } : { type: "demo.place-id", cardId });
        }}
      >
        <option value="">{say(placed === undefined ? words.place : words.lift)}</option>
        {idCards.map((card) => (
          <option key={card.id} value={card.id}>
            {card.label}
          </option>
        ))}
      </select>
      <h3>{say(words.scanner)}</h3>
      <form
        class="tray-scan"
        onSubmit={(event) => {
          event.preventDefault();
          if (code !== "") onDemo({ type: "demo.scan", text: code });
        }}
      >
        <input
          aria-label={say(words.scanText)}
          value={code}
          maxLength={200}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <button type="submit" class="tray-button">
          {say(words.scan)}
        </button>
      </form>
    </>
  );
}
