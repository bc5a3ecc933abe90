import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Option, type Command } from "commander";
import type { Life, OperationKind } from "../card/life.ts";
import { lifeOfLegal, reasonsFor, type Reason } from "../central/contract.ts";
import { startDaemon, type Daemon } from "../daemon/main.ts";
import type { Screen } from "../daemon/screen.ts";
import { catalogue, faultCodes, type FaultCode } from "../words/errors.ts";
import { putUpStand, type Stand } from "./hall.ts";
import { finish } from "./output.ts";
import { person, type Seen } from "./person.ts";

type Options = {
  readonly state?: string;
  readonly card: string;
  readonly reason?: Reason;
  readonly mac: "hsm" | "psam";
  readonly json?: boolean;
};

type JourneyReport = {
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
      .addOption(
        new Option("--mac <who>", "who seals the card's commands").choices(["hsm", "psam"]).default("hsm"),
      )
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
  options: Pick<Options, "card" | "reason"> & Partial<Pick<Options, "mac">>,
): Promise<JourneyReport> {
  const bornMs = performance.now();
  const stand = await putUpStand({ stateDir, quiet: true, psam: options.mac === "psam" });
  let daemon: Daemon | undefined;
  try {
    process.env["CARDHALL_LOG"] ??= "error";
    daemon = await startDaemon(stand.daemonConfig);
    const standMs = performance.now() - bornMs;
    const papersBefore = papersOf(stand.paperDir).length;
    const visit = await person(daemon, stand.card, { kind, ...options });
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
