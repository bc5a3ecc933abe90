import { console as words } from "../../../words/console.ts";
import type { Lift, Lifts } from "../centre/answers.ts";
import type { StaffAt } from "../centre/staff-page.tsx";

const hourMs = 3_600_000;
/** Bands of the horizon: what is higher than one band is drawn over it, darker. */
const bands = 3;
const [columnWidth, height] = [24, 72];
/** Overdue, then one for each hour that is left. */
const columns = 25;
const listed = 8;

/** Lifts by the hours that are left, as a horizon chart: it stays one hand high however many there are. */
export function Clocks(props: { readonly lifts: Lifts; readonly nowMs: number; readonly at: StaffAt }) {
  const { nowMs, at } = props;
  const { say, times } = at;
  const { lifts, oldestOpenMs } = props.lifts;
  if (lifts.length === 0) return <p class="hint">{say(words.clocksNone)}</p>;
  const counts = countsOf(lifts, nowMs);
  const band = Math.max(1, Math.ceil(Math.max(...counts) / bands));
  return (
    <>
      <p class="hint">{say(words.clocksHint)}</p>
      <svg
        class="horizon"
        viewBox={`0 0 ${columns * columnWidth + 14} ${height + 18}`}
        role="img"
        aria-label={say(words.clocks)}
      >
        {counts.flatMap((count, column) =>
          Array.from({ length: bands }, (_, n) => {
            const part = Math.min(1, Math.max(0, count - n * band) / band);
            return (
              <rect
                key={`${column}.${n}`}
                class={column === 0 ? `overdue band-${n}` : `band-${n}`}
                x={column * columnWidth + 1}
                width={columnWidth - 2}
                y={height - part * height}
                height={part * height}
              />
            );
          }),
        )}
        <line x1="0" x2={columns * columnWidth} y1={height} y2={height} />
        {counts.map(
          (count, column) =>
            column > 0 &&
            column % 4 === 0 && (
              <text key={column} x={(column + 0.5) * columnWidth} y={height + 14}>
                {column}
                {say(words.hoursLeft)}
                <title>{count}</title>
              </text>
            ),
        )}
        <text class="first" x="1" y={height + 14}>
          {say(words.overdue)}
        </text>
      </svg>
      <p>
        {say(words.oldest)} <strong>{Math.floor(oldestOpenMs / hourMs)}</strong> {say(words.hoursLeft)}
      </p>
      <ol class="lifts">
        {lifts.slice(0, listed).map((lift) => (
          <li key={lift.opId} class={lift.alarm}>
            <code>{lift.applicationNumber ?? lift.opId}</code>
            <span>{lift.office}</span>
            <span>
              {say(words.due)} {times.time(lift.dueAtMs)}
            </span>
            <strong>
              {lift.alarm === "overdue" ? say(words.overdue) : lift.alarm === "none" ? "" : lift.alarm}
            </strong>
          </li>
        ))}
      </ol>
    </>
  );
}

/** How many are due in each hour from now on; the first place is what is overdue. */
function countsOf(lifts: readonly Lift[], nowMs: number): readonly number[] {
  const counts = Array.from({ length: columns }, () => 0);
  for (const { dueAtMs } of lifts) {
    const column = Math.min(columns - 1, Math.max(0, Math.ceil((dueAtMs - nowMs) / hourMs)));
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return counts;
}
