import { deviceStates, phraseOf } from "../../../words/device-states.ts";
import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { Look, ReportView, Sight } from "./answers.ts";
import { DeviceCard, Figures, Lamps, stateTone, type Lamp, type Say, type Tone } from "./parts.tsx";

/** All that lies on the counter beside the card reader and the printer, one lamp each. */
export function OtherDevices(props: {
  readonly look: Look;
  readonly report: ReportView | undefined;
  readonly say: Say;
}) {
  const { look, report, say } = props;
  const others = look.sights.filter(({ name }) => name !== "card-reader" && name !== "printer");
  const notFitted = report?.facts.devices?.notFitted ?? [];
  const lamps: readonly Lamp[] = [
    ...others.map((sight): Lamp => [say(words.deviceNames[sight.name]), wordOf(sight, say), toneOf(sight)]),
    ...notFitted.map((name): Lamp => [say(words.deviceNames[name]), say(words.notFitted), "unknown"]),
  ];
  const worst = others.find((sight) => stateTone(sight.device) !== "good");
  return (
    <DeviceCard
      name={say(words.otherDevices)}
      state={
        others.length === 0
          ? say(words.notFitted)
          : say(worst === undefined ? words.well : words.deviceNames[worst.name])
      }
      tone={others.length === 0 ? "unknown" : worst === undefined ? "good" : stateTone(worst.device)}
    >
      <Lamps lamps={lamps} />
      <Figures
        rows={[
          [say(words.forgotten), `${String(look.counters.forgotten)} / ${String(look.counters.deskCalls)}`],
        ]}
      />
    </DeviceCard>
  );
}

function wordOf({ device, losses }: Sight, say: Say): string {
  const state = say(phraseOf(deviceStates, device));
  return losses === 0 ? state : `${state} · ${say(words.losses)} ${String(losses)} ${say(words.times)}`;
}

/** A device that is there now and was lost before is not quite trusted. */
const toneOf = ({ device, losses }: Sight): Tone =>
  device === "online" && losses > 0 ? "attention" : stateTone(device);
