import { console as words } from "../../../words/console.ts";
import { stateNames } from "../../../words/desk.ts";
import type { Activity, ApplicationState, Brief, Lifts, Page } from "../centre/answers.ts";
import { Panel, Trouble, useAnswer } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { ActivityChart } from "./activity-chart.tsx";
import { Clocks } from "./clocks.tsx";

/** States that mean work for somebody. */
const counted: readonly ApplicationState[] = [
  "awaiting-approval",
  "awaiting-second-approval",
  "submitted",
  "returned-for-correction",
  "awaiting-card",
];
/** The most that one question counts. */
const countMax = 200;

export function Overview({ at, now }: { readonly at: StaffAt; readonly now: () => number }) {
  const { centre, say } = at;
  const lifts = useAnswer(() => centre.get<Lifts>("/staff/v1/clocks"), []);
  const activity = useAnswer(() => centre.get<Activity>("/staff/v1/activity"), []);
  return (
    <>
      <Panel title={say(words.queue)} wide>
        <ul class="tiles">
          {counted.map((state) => (
            <li key={state}>
              <QueueCount at={at} state={state} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={say(words.clocks)}>
        {lifts?.ok === false && <Trouble code={lifts.trouble} say={say} />}
        {lifts?.ok === true && <Clocks lifts={lifts.value} nowMs={now()} at={at} />}
      </Panel>
      <Panel title={say(words.activity)}>
        {activity?.ok === false && <Trouble code={activity.trouble} say={say} />}
        {activity?.ok === true && <ActivityChart activity={activity.value} at={at} />}
      </Panel>
    </>
  );
}

function QueueCount({ at, state }: { readonly at: StaffAt; readonly state: ApplicationState }) {
  const { centre, say } = at;
  const query = { state, limit: String(countMax) };
  const page = useAnswer(() => centre.get<Page<Brief>>("/staff/v1/applications", query), []);
  if (page?.ok === false) return <Trouble code={page.trouble} say={say} />;
  return (
    <p class="tile">
      <strong>
        {page === undefined ? "…" : page.value.items.length}
        {page?.value.next !== undefined && <small>{say(words.queueMore)}</small>}
      </strong>
      <span>{say(stateNames[state])}</span>
    </p>
  );
}
