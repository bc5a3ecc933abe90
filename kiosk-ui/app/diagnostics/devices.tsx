import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { Look, PrinterLook, ReportView } from "./answers.ts";
import { DeviceCard, Figures, Sparkline, type Say, type Tone } from "./parts.tsx";

/** The devices as they are now. What was not answered is unknown, and unknown is never green. */
export function Devices(props: {
  readonly look: Look;
  readonly report: ReportView | undefined;
  readonly say: Say;
}) {
  const { look, report, say } = props;
  const { reader, health, counters } = look;
  const last = look.trace.at(-1);
  const centre = report?.facts.centre;
  return (
    <section class="devices" aria-label={say(words.devices)}>
      <DeviceCard
        name={say(words.reader)}
        state={health.lost ?? reader.device}
        tone={reader.device === "online" ? "good" : reader.device === "starting" ? "unknown" : "bad"}
      >
        <Sparkline
          label={say(words.lastAnswer)}
          times={look.trace.slice(-40).map(({ fault, tookMs }) => (fault === undefined ? tookMs : undefined))}
        />
        <Figures
          rows={[
            ["PC/SC", reader.name === "" ? "–" : reader.name],
            [say(words.card), reader.media],
            [say(words.atr), reader.atr ?? "–"],
            [say(words.lastAnswer), last === undefined ? "–" : ms(last.tookMs)],
            [say(words.exchanges), `${String(counters.exchanges)} / ${String(counters.faults)}`],
            [say(words.restarts), String(health.respawns)],
          ]}
        />
      </DeviceCard>
      {look.printer !== undefined && (
        <DeviceCard name={say(words.printer)} state={look.printer.device} tone={toneOf(look.printer)}>
          <Lamps printer={look.printer} say={say} />
        </DeviceCard>
      )}
      <DeviceCard
        name={say(words.centre)}
        state={centre?.answer ?? "–"}
        tone={centre?.answer === "ok" ? "good" : centre === undefined ? "unknown" : "bad"}
      >
        <Figures
          rows={[
            ["URL", centre?.url ?? "–"],
            [say(words.roundTrip), centre?.roundTripMs === undefined ? "–" : ms(centre.roundTripMs)],
            [say(words.skew), centre?.skewMs === undefined ? "–" : ms(centre.skewMs)],
          ]}
        />
      </DeviceCard>
      <DeviceCard
        name={say(words.machine)}
        state={report === undefined ? "–" : say(words.ours)}
        tone={report === undefined ? "unknown" : report.ok ? "good" : "bad"}
      >
        <Figures rows={report === undefined ? [] : machineRows(report, say)} />
      </DeviceCard>
    </section>
  );
}

/** The printer's bits, lit like lamps. */
function Lamps({ printer, say }: { readonly printer: PrinterLook; readonly say: Say }) {
  const lamps: readonly (readonly [string, string, Tone])[] = [
    [say(words.online), printer.device, printer.device === "online" ? "good" : "bad"],
    [
      say(words.paper),
      printer.paper,
      printer.paper === "full" ? "good" : printer.paper === "low" ? "attention" : tell(printer.paper),
    ],
    [say(words.coverOpen), openOf(printer.coverOpen), bit(printer.coverOpen)],
    [say(words.cutterFault), faultOf(printer.cutterFault), bit(printer.cutterFault)],
  ];
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

const tell = (value: string): Tone => (value === "unknown" ? "unknown" : "bad");
const bit = (value: string): Tone => (value === "no" ? "good" : tell(value));
const openOf = (value: string): string => (value === "no" ? "closed" : value === "yes" ? "open" : value);
const faultOf = (value: string): string => (value === "no" ? "ok" : value === "yes" ? "stuck" : value);
const toneOf = (printer: PrinterLook): Tone =>
  printer.device !== "online" ? tell(printer.device) : printer.paper === "full" ? "good" : "attention";

const ms = (value: number): string =>
  `${Math.abs(value) < 10 ? value.toFixed(1) : String(Math.round(value))} ms`;
function machineRows(report: ReportView, say: Say): (readonly [string, string])[] {
  const { disk, journal, setUp } = report.facts;
  return [
    [say(words.disk), disk.freeMb === undefined ? "–" : `${String(disk.freeMb)} MB`],
    [
      say(words.fsync),
      disk.fsyncMs === undefined ? "–" : `${ms(disk.fsyncMs.p50)} / ${ms(disk.fsyncMs.max)}`,
    ],
    [say(words.journal), journal === null ? "–" : `${String(journal.entries)} / ${String(journal.open)}`],
    [say(words.versions), `Cardhall ${setUp.cardhall} · Node ${setUp.node} · OpenSSL ${setUp.openssl}`],
  ];
}
