import type { Life } from "../../../card/life.ts";
import { consoleTerminals as words } from "../../../words/console-terminals.ts";
import { console as consoleWords } from "../../../words/console.ts";
import type { Phrase } from "../../../words/language.ts";
import { lifeNames } from "../../../words/operations.ts";
import type { Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

export type Contradiction = {
  readonly cardRef: string;
  readonly atMs: number;
  readonly life: Life;
  readonly epoch?: number;
};

type Told = { readonly result: "reconciled" | "nothing-contradicts" | "not-our-card" | "restoring" };

const refused = (code: string, what: Phrase, next: Phrase): Outcome => ({
  kind: "refused",
  refusal: { result: "refused", code, what, next },
});

function outcomeOf({ result }: Told, say: StaffAt["say"]): Outcome {
  switch (result) {
    case "reconciled":
      return { kind: "done", text: say(words.reconciled) };
    case "nothing-contradicts":
      return { kind: "done", text: say(words.agreesNow) };
    case "not-our-card":
      return refused(result, words.notOurs, words.notOursNext);
    case "restoring":
      return refused(result, words.notYet, words.notYetNext);
  }
}

/** Cards that nothing known at the centre explains, for whoever may have them brought into line. */
export function Contradicting(props: {
  readonly at: StaffAt;
  readonly cards: readonly Contradiction[];
  readonly mayAct: boolean;
  readonly onOutcome: (outcome: Outcome) => void;
}) {
  const { at, cards, mayAct, onOutcome } = props;
  const { centre, say, times } = at;
  async function bringIntoLine(cardRef: string): Promise<void> {
    const path = `/staff/v1/restoration/${cardRef}/reconciliation`;
    const answer = await centre.post<Told>(path, {});
    if (!answer.ok) return onOutcome({ kind: "trouble", code: answer.trouble });
    onOutcome(outcomeOf(answer.value, say));
  }
  if (cards.length === 0) return null;
  return (
    <>
      <table>
        <caption>{say(words.contradicting)}</caption>
        <thead>
          <tr>
            <th scope="col">{say(consoleWords.cardRef)}</th>
            <th scope="col">{say(words.shows)}</th>
            <th scope="col">{say(words.reconcile)}</th>
          </tr>
        </thead>
        <tbody>
          {cards.map(({ cardRef, atMs, life, epoch }) => (
            <tr key={cardRef}>
              <th scope="row">
                <code>{cardRef}</code>
              </th>
              <td>
                {say(lifeNames[life])} · {say(consoleWords.epoch)} {epoch ?? "–"} · {times.time(atMs)}
              </td>
              <td>
                {mayAct && (
                  <button type="button" onClick={() => void bringIntoLine(cardRef)}>
                    {say(words.reconcile)}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{say(words.contradictingHint)}</p>
    </>
  );
}
