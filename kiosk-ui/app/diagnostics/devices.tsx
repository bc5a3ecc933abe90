import { deviceStates, phraseOf } from "../../../words/device-states.ts";
import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { Look, PrinterLook, ReportView } from "./answers.ts";
import { OtherDevices } from "./other-devices.tsx";
import {
  DeviceCard,
  Figures,
  Lamps,
  Sparkline,
  stateTone,
  type Lamp,
  type Say,
  type Tone,
} from "./parts.tsx";

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
  const state = (word: string): string => say(phraseOf(deviceStates, word));
  return (
    <section class="devices" aria-label={say(words.devices)}>
      <DeviceCard
        name={say(words.reader)}
        state={state(health.lost ?? reader.device)}
        tone={stateTone(reader.device)}
      >
        <Sparkline
          label={say(words.lastAnswer)}
          times={look.trace.slice(-40).map(({ fault, tookMs }) => (fault === undefined ? tookMs : undefined))}
        />
        <Figures
          rows={[
            ["PC/SC", reader.name === "" ? "–" : reader.name],
            [say(words.card), state(reader.media)],
            [say(words.atr), reader.atr ?? "–"],
            [say(words.lastAnswer), last === undefined ? "–" : ms(last.tookMs)],
            [say(words.exchanges), `${String(counters.exchanges)} / ${String(counters.faults)}`],
            [say(words.restarts), String(health.respawns)],
          ]}
        />
      </DeviceCard>
      {look.printer !== undefined && (
        <DeviceCard name={say(words.printer)} state={state(look.printer.device)} tone={toneOf(look.printer)}>
          <Lamps lamps={printerLamps(look.printer, say)} />
          <Figures rows={[[say(words.papers), paperFigures(look)]]} />
        </DeviceCard>
      )}
      <OtherDevices look={look} report={report} say={say} />
      <DeviceCard
        name={say(words.centre)}
        state={centre === undefined || centre === null ? "–" : state(centre.answer)}
        tone={centre?.answer === "ok" ? "good" : centre === undefined ? "unknown" : "bad"}
      >
        <Figures
          rows={[
            ["URL", centre?.url ?? "–"],
            [say(words.roundTrip), centre?.roundTripMs === undefined ? "–" : ms(centre.roundTripMs)],
            [say(words.skew), centre?.skewMs === undefined ? "–" : ms(centre.skewMs)],
            [say(words.certificate), report === undefined ? "–" : certificateEnd(report, say)],
          ]}
        />
      </DeviceCard>
      <DeviceCard
        name={say(words.machine)}
        state={say(report === undefined ? words.notExamined : report.ok ? words.well : words.needsCare)}
        tone={report === undefined ? "unknown" : report.ok ? "good" : "bad"}
      >
        <Figures rows={report === undefined ? [] : machineRows(report, say)} />
      </DeviceCard>
    </section>
  );
}

/** The printer's bits, lit like lamps. */
function printerLamps(printer: PrinterLook, say: Say): readonly Lamp[] {
  const state = (word: string): string => say(phraseOf(deviceStates, word));
  return [
    [say(words.online), state(printer.device), printer.device === "online" ? "good" : "bad"],
    [
      say(words.paper),
      state(printer.paper),
      printer.paper === "full" ? "good" : printer.paper === "low" ? "attention" : tell(printer.paper),
    ],
    [say(words.coverOpen), state(openOf(printer.coverOpen)), bit(printer.coverOpen)],
    [say(words.cutterFault), state(faultOf(printer.cutterFault)), bit(printer.cutterFault)],
  ];
}

const tell = (value: string): Tone => (value === "unknown" ? "unknown" : "bad");
const bit = (value: string): Tone => (value === "no" ? "good" : tell(value));
const openOf = (value: string): string => (value === "no" ? "closed" : value === "yes" ? "open" : value);
const faultOf = (value: string): string => (value === "no" ? "fine" : value === "yes" ? "stuck" : value);
const toneOf = (printer: PrinterLook): Tone =>
  printer.device !== "online" ? tell(printer.device) : printer.paper === "full" ? "good" : "attention";

function paperFigures({ counters: { paper } }: Look): string {
  return `${String(paper.printed)} / ${String(paper.unconfirmed)} / ${(paper.rollMm / 1_000).toFixed(1)} m`;
}
function certificateEnd({ facts }: ReportView, say: Say): string {
  const { certificate } = facts.surroundings;
  return certificate === undefined
    ? say(words.noCertificate)
    : new Date(certificate.validToMs).toISOString().slice(0, 10);
}

const ms = (value: number): string =>
  `${Math.abs(value) < 10 ? value.toFixed(1) : String(Math.round(value))} ms`;
function machineRows(report: ReportView, say: Say): (readonly [string, string])[] {
  const { disk, journal, setUp, surroundings } = report.facts;
  const list = (names: readonly string[]): string =>
    names.length === 0 ? say(words.none) : names.join(", ");
  return [
    [say(words.disk), disk.freeMb === undefined ? "–" : `${String(disk.freeMb)} MB`],
    [
      say(words.fsync),
      disk.fsyncMs === undefined ? "–" : `${ms(disk.fsyncMs.p50)} / ${ms(disk.fsyncMs.max)}`,
    ],
    [say(words.journal), journal === null ? "–" : `${String(journal.entries)} / ${String(journal.open)}`],
    [say(words.network), list(surroundings.network)],
    [say(words.touch), list(surroundings.touch)],
    [say(words.sound), list(surroundings.sound)],
    [
      say(words.versions),
      `Cardhall ${setUp.cardhall} · Node ${setUp.node} · OpenSSL ${setUp.openssl} · pcscd ${surroundings.pcscd} · ${surroundings.system}`,
    ],
  ];
}
