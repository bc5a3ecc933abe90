import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Option, type Command } from "commander";
import type { Life, OperationKind } from "../card/life.ts";
import { lifeOfLegal, reasonsFor, type Legal, type Reason } from "../central/contract.ts";
import { startDaemon, type Daemon } from "../daemon/main.ts";
import type { CardView, Screen } from "../daemon/screen.ts";
import { catalogue, faultCodes, type FaultCode } from "../words/errors.ts";
import { putUpStand, type Stand } from "./hall.ts";
import { finish } from "./output.ts";

type Options = {
  readonly state?: string;
  readonly card: string;
  readonly reason?: Reason;
  readonly json?: boolean;
};

/** `legal` is absent where the centre did not say. */
type Seen = { readonly life: Life; readonly legal?: Legal };

export type JourneyReport = {
  readonly ok: boolean;
  readonly fault?: string;
  readonly card: { readonly before: { life: Life | "unknown" }; readonly after: { life: Life | "unknown" } };
  readonly centre: {
    readonly before: { life: "active" | "frozen" | "cancelled" | "unknown" };
    readonly after: { life: "active" | "frozen" | "cancelled" | "unknown" };
  };
  readonly certificateNo: string | null;
  readonly printedText: string;
  readonly timingsMs: Readonly<Record<string, number>>;
};

const journeyMs = 90_000;
const gapMs = 700;

/** `cardhall journey`: one whole visit without a screen, through the same daemon, reader, printer and centre. */
export function journeyCommand(parent: Command): void {
  const command = parent.command("journey").description("one whole journey without a screen");
  for (const kind of ["cancel", "freeze", "unfreeze"] as const)
    command
      .command(kind)
      .description(`${kind} the virtual card`)
      .option("--state <folder>", "keeps and reuses card, journal and centre; without it all is new")
      .option("--card <id>", "which virtual card", "card-1")
      .addOption(new Option("--reason <code>", "why the holder asks").choices(reasonsFor[kind]))
      .option("--json")
      .action(async (options: Options) => {
        const kept = options.state !== undefined;
        const stateDir = options.state ?? mkdtempSync(join(tmpdir(), "cardhall-journey-"));
        try {
          const report = await journey(kind, stateDir, options);
          finish({ json: report, lines: linesOf(kind, report), ok: report.ok }, options.json === true);
        } finally {
          if (!kept) rmSync(stateDir, { recursive: true, force: true });
        }
        // Whatever still holds a handle has been told to end; a command does not wait for it.
        setTimeout(() => process.exit(), 2_000).unref();
      });
}

export async function journey(
  kind: OperationKind,
  stateDir: string,
  options: Pick<Options, "card" | "reason">,
): Promise<JourneyReport> {
  const bornMs = performance.now();
  const stand = await putUpStand({ stateDir, quiet: true });
  let daemon: Daemon | undefined;
  try {
    process.env["CARDHALL_LOG"] ??= "error";
    daemon = await startDaemon(stand.daemonConfig);
    const standMs = performance.now() - bornMs;
    const papersBefore = papersOf(stand.paperDir).length;
    const visit = await person(daemon, stand, kind, options);
    const after = await lookAgain(daemon, stand, options.card);
    const printed = papersOf(stand.paperDir).slice(papersBefore);
    const fault = visit.fault ?? (after === undefined ? "card-not-recognised" : undefined);
    return {
      ok: fault === undefined,
      ...(fault === undefined ? {} : { fault }),
      card: {
        before: { life: visit.before?.life ?? "unknown" },
        after: { life: after?.life ?? visit.before?.life ?? "unknown" },
      },
      centre: {
        before: { life: centreLife(visit.before) },
        after: { life: centreLife(after ?? visit.before) },
      },
      certificateNo: visit.certificateNo ?? null,
      printedText: printed.map((name) => readFileSync(join(stand.paperDir, name), "utf8")).join("\n"),
      timingsMs: {
        stand: Math.round(standMs),
        ...visit.timingsMs,
        total: Math.round(performance.now() - bornMs),
      },
    };
  } finally {
    await daemon?.close();
    await stand.stop();
  }
}

type Visit = {
  readonly fault?: string;
  readonly before?: Seen;
  readonly certificateNo?: string;
  readonly timingsMs: Readonly<Record<string, number>>;
};

/** What a person at the kiosk would do, screen by screen. */
function person(
  daemon: Daemon,
  stand: Stand,
  kind: OperationKind,
  options: Pick<Options, "card" | "reason">,
): Promise<Visit> {
  const startMs = performance.now();
  const timingsMs: Record<string, number> = {};
  const mark = (name: string): void => {
    timingsMs[name] ??= Math.round(performance.now() - startMs);
  };
  return new Promise((done) => {
    let before: Seen | undefined;
    let fault: string | undefined;
    let certificateNo: string | undefined;
    let inserted = false;
    let leaving = false;
    const end = (): void => {
      clearTimeout(timer);
      stop();
      done({
        timingsMs,
        ...(fault === undefined ? {} : { fault }),
        ...(before === undefined ? {} : { before }),
        ...(certificateNo === undefined ? {} : { certificateNo }),
      });
    };
    const timer = setTimeout(() => {
      fault ??= "terminal-fault";
      end();
    }, journeyMs);
    const leave = (why?: string): void => {
      fault ??= why;
      leaving = true;
      daemon.act({ type: "exit" });
    };
    const see = (card: CardView): void => {
      before ??= { life: card.life, ...(card.legal === undefined ? {} : { legal: card.legal }) };
    };
    const on = (screen: Screen): void => {
      switch (screen.name) {
        case "welcome":
        case "insert-card":
          if (inserted) end();
          else {
            inserted = true;
            void stand.card({ op: "insert", id: options.card });
          }
          return;
        case "your-card": {
          mark("card");
          see(screen.card);
          if (leaving) return;
          const choice = screen.choices.find((offered) => offered.kind === kind);
          if (choice === undefined || choice.refusedBecause !== undefined)
            leave(choice?.refusedBecause ?? "terminal-fault");
          else daemon.act({ type: "choose", kind });
          return;
        }
        case "reason":
          daemon.act({ type: "give-reason", reason: options.reason ?? screen.reasons[0] ?? "other" });
          return;
        case "confirm":
          daemon.act({ type: "confirm" });
          return;
        case "writing":
          see(screen.card);
          return;
        case "result":
          mark("written");
          certificateNo = screen.result.certificateNo;
          daemon.act({ type: "continue" });
          return;
        case "take-card":
          void stand.card({ op: "pull" });
          return;
        case "put-card-back":
          void stand.card({ op: "insert", id: options.card });
          return;
        case "take-certificate":
          if (screen.certificate.print === "printing") return;
          mark("printed");
          if (screen.certificate.print === "owed")
            fault ??= screen.certificate.printerFault ?? "printer-unconfirmed";
          daemon.act({ type: "continue" });
          return;
        case "fault":
          if (screen.card !== undefined) see(screen.card);
          fault ??= screen.fault;
          if (screen.cardInside) void stand.card({ op: "pull" });
          daemon.act({ type: "continue" });
          return;
        case "out-of-service":
          fault ??= screen.fault;
          end();
          return;
        case "goodbye":
          end();
          return;
        case "starting":
        case "reading":
        case "still-there":
          return;
      }
    };
    // In a turn of its own, so that an answer to one screen is never given inside its showing.
    const stop = daemon.watch((screen) => setImmediate(on, screen));
  });
}

/** The card put in once more: what it and the centre say after it all. */
async function lookAgain(daemon: Daemon, stand: Stand, card: string): Promise<Seen | undefined> {
  await stand.card({ op: "pull" });
  await new Promise((wake) => setTimeout(wake, gapMs));
  await stand.card({ op: "insert", id: card });
  return new Promise((seen) => {
    const timer = setTimeout(() => {
      stop();
      seen(undefined);
    }, 10_000);
    let stop = (): void => undefined;
    const on = (screen: Screen): void => {
      if (screen.name !== "your-card" && screen.name !== "fault") return;
      clearTimeout(timer);
      stop();
      const { card: shown } = screen;
      seen(
        shown === undefined
          ? undefined
          : { life: shown.life, ...(shown.legal === undefined ? {} : { legal: shown.legal }) },
      );
    };
    stop = daemon.watch((screen) => setImmediate(on, screen));
  });
}

const papersOf = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".txt"))
      .sort();
  } catch {
    return [];
  }
};

const centreLife = (seen: Seen | undefined): "active" | "frozen" | "cancelled" | "unknown" =>
  seen?.legal === undefined ? "unknown" : lifeOfLegal[seen.legal];

function linesOf(kind: OperationKind, report: JourneyReport): string[] {
  const known = faultCodes.find((code): code is FaultCode => code === report.fault);
  return [
    report.ok
      ? `${kind}: done, certificate ${report.certificateNo ?? "none"}`
      : `${kind}: ${report.fault ?? ""}`,
    ...(known === undefined ? [] : [`  ${catalogue[known].what.en}`, `  ${catalogue[known].next.en}`]),
    `  card    ${report.card.before.life} -> ${report.card.after.life}`,
    `  centre  ${report.centre.before.life} -> ${report.centre.after.life}`,
    ...(report.printedText === "" ? [] : ["", report.printedText]),
  ];
}
