import { Command } from "commander";
import { endWhenNobodyReads } from "./closed-output.ts";
import { say } from "./output.ts";

/**
 * The `cardhall` command. Thin: one file a subcommand, loaded only when it is called.
 * Exit codes: 0 done, 1 fault (named), 2 usage.
 */
const program = new Command("cardhall")
  .description("social security card terminal: service hall, card tools, virtual devices")
  .exitOverride((stop) => {
    process.exit(stop.exitCode === 0 ? 0 : 2);
  });

endWhenNobodyReads(process);
const [wanted] = process.argv.slice(2);
const all = wanted === undefined || wanted.startsWith("-") || wanted === "help";
if (all || wanted === "start") (await import("./start.ts")).startCommand(program);
if (all || wanted === "journey") (await import("./journey.ts")).journeyCommand(program);
if (all || wanted === "card") (await import("./card.ts")).cardCommand(program);
if (all || wanted === "atr") (await import("./atr.ts")).atrCommand(program);
if (all || wanted === "daemon") (await import("./parts.ts")).daemonCommand(program);
if (all || wanted === "screen") (await import("./screen.ts")).screenCommand(program);
if (all || wanted === "central") (await import("./central.ts")).centralCommand(program);
if (all || wanted === "enrol") (await import("./enrol.ts")).enrolCommand(program);
if (all || wanted === "virtual-card") (await import("./virtual-card.ts")).virtualCardCommand(program);
if (all || wanted === "virtual-printer")
  (await import("./virtual-printer.ts")).virtualPrinterCommand(program);
if (all || ["virtual-counter", "virtual-id-reader", "virtual-scanner"].includes(wanted))
  (await import("./virtual-counter.ts")).virtualCounterCommand(program);
if (all || wanted === "profile") (await import("./profile.ts")).profileCommand(program);
if (all || wanted === "rules") (await import("./rules.ts")).rulesCommand(program);
if (all || wanted === "doctor") (await import("./doctor.ts")).doctorCommand(program);
if (all || wanted === "staff-code") (await import("./staff-code.ts")).staffCodeCommand(program);
if (all || wanted === "journal") (await import("./journal.ts")).journalCommand(program);
if (all || wanted === "audit") (await import("./audit.ts")).auditCommand(program);
if (all || wanted === "certificate") (await import("./certificate.ts")).certificateCommand(program);
if (all || wanted === "simulate") (await import("./simulate.ts")).simulateCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
