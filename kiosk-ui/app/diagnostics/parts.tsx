import type { ComponentChildren } from "preact";
import type { Phrase } from "../../../words/language.ts";

export type Say = (phrase: Phrase) => string;
export type Tone = "good" | "attention" | "bad" | "unknown";

/** A device with its pulse: state first, figures below. */
export function DeviceCard(props: {
  readonly name: string;
  readonly state: string;
  readonly tone: Tone;
  readonly children: ComponentChildren;
}) {
  return (
    <article class="device">
      <h3>{props.name}</h3>
      <p class="state" data-tone={props.tone}>
        <span class="lamp" data-tone={props.tone} aria-hidden="true" />
        {props.state}
      </p>
      {props.children}
    </article>
  );
}

/** How a device's own word for its state is coloured. What was not answered is never green. */
export const stateTone = (state: string): Tone =>
  state === "online" ? "good" : state === "starting" || state === "unknown" ? "unknown" : "bad";

export type Lamp = readonly [name: string, value: string, tone: Tone];

export function Lamps({ lamps }: { readonly lamps: readonly Lamp[] }) {
  return (
    <ul class="lamps">
      {lamps.map(([name, value, tone]) => (
        <li key={name}>
          <span class="lamp" data-tone={tone} aria-hidden="true" />
          <span>{name}</span>
          <strong>{value}</strong>
        </li>
      ))}
    </ul>
  );
}

export function Figures({ rows }: { readonly rows: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl class="figures">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Latencies of the newest exchanges, oldest left; a fault is a gap. */
export function Sparkline({
  times,
  label,
}: {
  readonly times: readonly (number | undefined)[];
  readonly label: string;
}) {
  const most = Math.max(1, ...times.map((ms) => ms ?? 0));
  return (
    <svg class="sparkline" viewBox="0 0 120 28" preserveAspectRatio="none" role="img" aria-label={label}>
      {times.map((ms, index) => (
        <rect
          key={index}
          x={(index * 120) / Math.max(1, times.length)}
          width={Math.max(0.8, 100 / Math.max(1, times.length))}
          y={ms === undefined ? 0 : 28 - Math.max(1.5, (ms / most) * 27)}
          height={ms === undefined ? 28 : Math.max(1.5, (ms / most) * 27)}
          class={ms === undefined ? "lost" : "took"}
        />
      ))}
    </svg>
  );
}

const edges = ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1 s", "> 1 s"];

export function Histogram({ bars, label }: { readonly bars: readonly number[]; readonly label: string }) {
  const most = Math.max(1, ...bars);
  return (
    <ol class="histogram" aria-label={label}>
      {bars.map((count, index) => (
        <li key={index}>
          <span class="count">{count > 0 ? count : ""}</span>
          <svg viewBox="0 0 10 40" preserveAspectRatio="none" aria-hidden="true">
            <rect x="1" width="8" y={40 - (count / most) * 40} height={(count / most) * 40} />
          </svg>
          <span class="edge">{edges[index]}</span>
        </li>
      ))}
    </ol>
  );
}
