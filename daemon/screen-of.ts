import type { SnapshotFrom } from "xstate";
import { reasonsFor, type FreezeForm } from "../central/contract.ts";
import type { FreezeFormView, Screen } from "./screen.ts";
import { temporaryUntil } from "./session-setup.ts";
import type { sessionMachine } from "./session-machine.ts";
import type { terminalMachine } from "./terminal-machine.ts";

type TerminalSnapshot = SnapshotFrom<ReturnType<typeof terminalMachine>>;
type SessionSnapshot = SnapshotFrom<ReturnType<typeof sessionMachine>>;

/** What the screen shows in each state of the two machines. Pure. */
export function screenOf(terminal: TerminalSnapshot): Screen {
  if (terminal.matches("starting")) return { name: "starting" };
  if (terminal.matches("outOfService")) return { name: "out-of-service", fault: terminal.context.fault };
  if (terminal.matches("shutOut")) return { name: "out-of-service", fault: "terminal-quarantined" };
  if (terminal.matches("diagnostics")) return { name: "out-of-service", fault: "in-maintenance" };
  if (terminal.matches("farewell")) return { name: "goodbye" };
  if (terminal.matches({ idle: { awaitingReader: "missing" } }))
    return { name: "out-of-service", fault: "reader-missing" };
  if (terminal.matches({ idle: "awaitingReader" })) return { name: "starting" };
  if (terminal.matches({ idle: "inviting" })) return { name: "insert-card" };
  if (terminal.matches("serving")) {
    const session = terminal.children["session"]?.getSnapshot() as SessionSnapshot | undefined;
    return session === undefined ? { name: "reading" } : sessionScreenOf(session);
  }
  return { name: "welcome" };
}

function sessionScreenOf(session: SessionSnapshot): Screen {
  const { context } = session;
  const { card, fault, result, certificate } = context;
  // A card we could not read is asked back on the fault's own screen: there is no card to draw.
  const unread = session.matches("takingCard") && card === undefined;
  if ((session.matches("showingFault") || unread) && fault !== undefined)
    return {
      name: "fault",
      fault: fault.code,
      cardInside: context.cardInside,
      ...(fault.detail === undefined ? {} : { detail: fault.detail }),
      ...(fault.operationNo === undefined ? {} : { operationNo: fault.operationNo }),
      ...(card === undefined ? {} : { card }),
    };
  if (session.matches("stillThere"))
    return {
      name: "still-there",
      secondsLeft: context.unhurried ? 60 : 30,
      ...(card === undefined ? {} : { card }),
    };
  if (session.matches("awaitingCard"))
    return { name: "put-card-back", kind: context.kind, wrongCard: context.wrongCard };
  if (session.matches("finished")) return { name: "goodbye" };
  if (result !== undefined && (session.matches("printing") || session.matches("takingCertificate")))
    return {
      name: "take-certificate",
      result,
      certificate: certificate ?? { certificateNo: result.certificateNo, svg: "", print: "printing" },
    };
  if (session.matches("readingCard"))
    return { name: "reading", ...(context.firstFacts === undefined ? {} : { card: context.firstFacts }) };
  if (card === undefined) return { name: "reading" };
  if (session.matches("takingCard"))
    return {
      name: "take-card",
      card,
      overdue: context.overdue,
      ...(result === undefined ? {} : { result }),
    };
  // The card is looked at once more, and the centre asked.
  if (session.matches("undoing")) return { name: "reading" };
  if (session.matches("offeringUndo")) return { name: "unfinished", card, kind: context.kind };
  if (session.matches("showingUndone")) return { name: "undone", card, kind: context.kind };
  if (session.matches("showingResult") && result !== undefined) return { name: "result", card, result };
  if (session.matches("writingCard") || session.matches("writingAgain"))
    return { name: "writing", card, kind: context.kind, bead: context.bead, resumed: context.resumed };
  if (session.matches({ attending: "confirming" }) && context.reason !== undefined)
    return {
      name: "confirm",
      card,
      kind: context.kind,
      reason: context.reason,
      asker: context.asker,
      ...(context.freeze === undefined ? {} : { freeze: freezeOf(context.freeze, temporaryUntil(context)) }),
      ...(context.printerFault === undefined ? {} : { printerFault: context.printerFault }),
    };
  if (session.matches({ attending: "choosingReason" }) || session.matches({ attending: "checkingPrinter" }))
    return { name: "reason", card, kind: context.kind, reasons: reasonsFor[context.kind] };
  if (session.matches({ attending: "sayingWho" })) return { name: "who-asks", card, kind: context.kind };
  if (session.matches({ attending: "provingIdentity" }) || session.matches({ attending: "proofMissing" }))
    return {
      name: "identity",
      card,
      kind: context.kind,
      proof: context.proof,
      proven: context.proven,
      ...(context.proofFault === undefined ? {} : { fault: context.proofFault }),
    };
  if (session.matches({ attending: "takingPhoto" })) return { name: "agent-photo", card, kind: context.kind };
  if (session.matches({ attending: "choosingForm" }))
    return { name: "freeze-form", card, temporaryUntil: temporaryUntil(context) ?? "" };
  if (session.matches("attending"))
    return {
      name: "your-card",
      card,
      choices: context.choices,
      ...(context.personal === undefined ? {} : { personal: context.personal }),
      ...(context.applications.length === 0 ? {} : { applications: context.applications }),
      ...(context.lastCertificateNo === undefined ? {} : { lastCertificateNo: context.lastCertificateNo }),
      ...(session.matches({ attending: "showingFiles" }) && context.files !== undefined
        ? { files: context.files }
        : {}),
    };
  return { name: "reading" };
}

const freezeOf = (form: FreezeForm, until: string | undefined): FreezeFormView =>
  form === "temporary" ? { form, until } : { form };
