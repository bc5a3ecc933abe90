import { console as words } from "../../../words/console.ts";
import { operationNames } from "../../../words/operations.ts";
import type { Activity } from "../centre/answers.ts";
import type { StaffAt } from "../centre/staff-page.tsx";

const kinds = ["freeze", "unfreeze", "cancel"] as const;
const [columnWidth, height] = [25, 90];

/** Operations in each hour, their kinds stacked; the same figures as a table for whoever reads rather than looks. */
export function ActivityChart({ activity, at }: { readonly activity: Activity; readonly at: StaffAt }) {
  const { say, times } = at;
  const { hours, whole } = activity;
  const most = Math.max(1, ...hours.map((hour) => kinds.reduce((sum, kind) => sum + hour[kind], 0)));
  return (
    <>
      <ul class="legend">
        {kinds.map((kind) => (
          <li key={kind} class={kind}>
            {say(operationNames[kind])} <strong>{hours.reduce((sum, hour) => sum + hour[kind], 0)}</strong>
          </li>
        ))}
      </ul>
      <svg
        class="activity"
        viewBox={`0 0 ${hours.length * columnWidth} ${height + 18}`}
        role="img"
        aria-label={say(words.activity)}
      >
        {hours.flatMap((hour, column) => {
          let below = 0;
          return kinds.map((kind) => {
            const tall = (hour[kind] / most) * (height - 12);
            below += tall;
            return (
              <rect
                key={`${column}.${kind}`}
                class={kind}
                x={column * columnWidth + 2}
                width={columnWidth - 4}
                y={height - below}
                height={tall}
              />
            );
          });
        })}
        <line x1="0" x2={hours.length * columnWidth} y1={height} y2={height} />
        <text class="first" x="0" y="10">
          {most}
        </text>
        {hours.map(
          ({ fromMs }, column) =>
            column % 6 === 0 && (
              <text key={fromMs} class="first" x={column * columnWidth} y={height + 14}>
                {times.time(fromMs)}
              </text>
            ),
        )}
      </svg>
      {!whole && <p class="hint">{say(words.activityPart)}</p>}
      <details>
        <summary>{say(words.atTable)}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{say(words.hour)}</th>
              {kinds.map((kind) => (
                <th key={kind} scope="col">
                  {say(operationNames[kind])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hours.map((hour) => (
              <tr key={hour.fromMs}>
                <th scope="row">{times.time(hour.fromMs)}</th>
                {kinds.map((kind) => (
                  <td key={kind}>{hour[kind]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
