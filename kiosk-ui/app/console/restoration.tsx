import { useState } from "preact/hooks";
import type { OperationKind } from "../../../card/life.ts";
import { consoleTerminals as words } from "../../../words/console-terminals.ts";
import { console as consoleWords } from "../../../words/console.ts";
import { operationNames } from "../../../words/operations.ts";
import { OutcomeLine, Panel, Trouble, useAnswer, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { Contradicting, type Contradiction } from "./contradicting.tsx";

type Restoration = {
  readonly restoring: boolean;
  readonly terminals: readonly { readonly terminalId: string; readonly state: string }[];
  readonly reviews: readonly {
    readonly opId: string;
    readonly cardRef: string;
    readonly kind?: string;
    readonly epoch?: number;
    readonly certificateNo?: string;
  }[];
  readonly contradicting: readonly Contradiction[];
};

/** What a centre that was put back from a backup waits for, and what terminals' journals say that it has forgotten. */
export function RestorationReview({ at }: { readonly at: StaffAt }) {
  const { centre, say, person } = at;
  const [turn, setTurn] = useState(0);
  const [outcome, setOutcome] = useState<Outcome>();
  const read = useAnswer(() => centre.get<Restoration>("/staff/v1/restoration"), [turn]);
  const mayApprove = person.roles.some((role) => role === "operator" || role === "supervisor");
  async function takeUp(cardRef: string): Promise<void> {
    const answer = await centre.post(`/staff/v1/restoration/${cardRef}/approval`, {});
    setOutcome(
      answer.ok ? { kind: "done", text: say(words.takenUp) } : { kind: "trouble", code: answer.trouble },
    );
    setTurn((n) => n + 1);
  }
  const known = read?.ok === true ? read.value : undefined;
  const reviews = known?.reviews ?? [];
  const cards = [...new Set(reviews.map(({ cardRef }) => cardRef))];
  return (
    <Panel title={say(words.restoration)} wide>
      {read?.ok === false && <Trouble code={read.trouble} say={say} />}
      <OutcomeLine outcome={outcome} say={say} />
      {known !== undefined && !known.restoring && cards.length + known.contradicting.length === 0 && (
        <p class="hint">{say(words.notRestoring)}</p>
      )}
      {known?.restoring === true && (
        <>
          <p class="warning">{say(words.restoring)}</p>
          <p>
            {say(words.waitsFor)}:{" "}
            {known.terminals.map(({ terminalId }) => (
              <code key={terminalId}>{terminalId} </code>
            ))}
          </p>
        </>
      )}
      {cards.length > 0 && (
        <table>
          <caption>{say(words.reviews)}</caption>
          <thead>
            <tr>
              <th scope="col">{say(consoleWords.cardRef)}</th>
              <th scope="col">{say(consoleWords.operation)}</th>
              <th scope="col">{say(words.takeUp)}</th>
            </tr>
          </thead>
          <tbody>
            {cards.map((cardRef) => (
              <tr key={cardRef}>
                <th scope="row">
                  <code>{cardRef}</code>
                </th>
                <td>
                  {reviews
                    .filter((review) => review.cardRef === cardRef)
                    .map(({ opId, kind, epoch, certificateNo }) => (
                      <p key={opId}>
                        {kind !== undefined && kind in operationNames
                          ? say(operationNames[kind as OperationKind])
                          : kind}{" "}
                        · {say(consoleWords.epoch)} {epoch ?? "–"} · <code>{opId}</code>
                        {certificateNo !== undefined && ` · ${say(words.certificate)} ${certificateNo}`}
                      </p>
                    ))}
                </td>
                <td>
                  {mayApprove && (
                    <button type="button" onClick={() => void takeUp(cardRef)}>
                      {say(words.takeUp)}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Contradicting
        at={at}
        cards={known?.contradicting ?? []}
        mayAct={mayApprove}
        onOutcome={(told) => {
          setOutcome(told);
          setTurn((n) => n + 1);
        }}
      />
    </Panel>
  );
}
