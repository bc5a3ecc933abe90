import { desk as words, stateNames } from "../../../words/desk.ts";
import { businessNames, channelNames } from "../../../words/regional-rules.ts";
import type { ApplicationState, Brief } from "../centre/answers.ts";
import type { StaffAt } from "../centre/staff-page.tsx";

/** What the queue shows: all that a clerk may decide, or one state. */
export type Shown = "to-decide" | ApplicationState;
export const toDecide = ["awaiting-second-approval", "awaiting-approval"] as const;

const states = Object.keys(stateNames) as ApplicationState[];

export function Queue(props: {
  readonly at: StaffAt;
  readonly items: readonly Brief[];
  readonly shown: Shown;
  readonly chosen: string | undefined;
  readonly onShow: (shown: Shown) => void;
  readonly onChoose: (number: string) => void;
}) {
  const { at, items, shown, chosen } = props;
  const { say, times, person } = at;
  return (
    <nav class="queue" aria-label={say(words.queue)}>
      <label>
        <span>
          {say(words.queue)} · {items.length}
        </span>
        <select value={shown} onChange={(event) => props.onShow(event.currentTarget.value as Shown)}>
          <option value="to-decide">{say(words.toDecide)}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {say(stateNames[state])}
            </option>
          ))}
        </select>
      </label>
      {items.length === 0 && <p class="hint">{say(words.empty)}</p>}
      <ol>
        {items.map((brief) => (
          <li key={brief.number}>
            <button
              type="button"
              data-number={brief.number}
              aria-current={brief.number === chosen ? "true" : undefined}
              onClick={() => props.onChoose(brief.number)}
            >
              <strong>{say(businessNames[brief.business])}</strong>
              <span class={`state ${brief.state}`}>{say(stateNames[brief.state])}</span>
              <span>
                {brief.holderNameMasked} · {say(channelNames[brief.channel])}
              </span>
              <span class="fine">
                {times.time(brief.submittedAtMs)}
                {brief.claimedBy !== undefined && ` · ${brief.claimedBy === person.subject ? "●" : "○"}`}
                {brief.claimedBy !== undefined && ` ${brief.claimedBy}`}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
