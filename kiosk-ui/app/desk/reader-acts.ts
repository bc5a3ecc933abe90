import type { Action, DeskFrame, Screen } from "../../../daemon/screen.ts";
import { deskReader as words } from "../../../words/desk-reader.ts";
import { catalogue } from "../../../words/errors.ts";
import { kiosk } from "../../../words/kiosk.ts";
import type { Phrase } from "../../../words/language.ts";
import { beadNames, operationNames, operationsDone, reasonNames } from "../../../words/operations.ts";

/** One thing that the clerk can do in the visit now; keys are the digits in this order. */
export type ReaderAct = {
  readonly name: Phrase;
  readonly action: Action;
  /** Cannot be undone: asked for twice. */
  readonly grave?: boolean;
  /** Says whether an agent stands at the desk: the clerk reads their papers, the terminal does not. */
  readonly agentHere?: boolean;
};

const act = (name: Phrase, action: Action): ReaderAct => ({ name, action });
const back = act(words.back, { type: "back" });
const takeCard = act(words.takeCard, { type: "exit" });
const goOn = act(words.next, { type: "continue" });

/** What each of the visit's screens lets a clerk do; nothing while a card is written, or where only hands help. */
export function readerActs(screen: Screen): readonly ReaderAct[] {
  switch (screen.name) {
    case "your-card":
      return [
        ...(screen.applications ?? [])
          .filter(({ state }) => state === "awaiting-card")
          .map(({ number, kind }) =>
            act(kiosk["your-card"].continueApplication(operationNames[kind]), {
              type: "continue-application",
              number,
            }),
          ),
        ...screen.choices
          .filter(({ refusedBecause }) => refusedBecause === undefined)
          .map(({ kind }) => act(operationNames[kind], { type: "choose", kind })),
        ...(screen.lastCertificateNo === undefined ? [] : [act(words.printAgain, { type: "print-again" })]),
        takeCard,
      ];
    case "who-asks":
      return [
        { ...act(words.holder, { type: "say-who", asker: "holder" }), agentHere: false },
        { ...act(words.agentHere, { type: "say-who", asker: "holder" }), agentHere: true },
        back,
      ];
    case "freeze-form":
      return [
        act(kiosk["freeze-form"].temporary, { type: "choose-form", form: "temporary" }),
        act(kiosk["freeze-form"].formal, { type: "choose-form", form: "formal" }),
        back,
      ];
    case "reason":
      return [
        ...screen.reasons.map((reason) => act(reasonNames[reason], { type: "give-reason", reason })),
        back,
      ];
    case "confirm":
      return [
        { ...act(words.confirmOnce, { type: "confirm" }), grave: screen.kind === "cancel" },
        back,
        takeCard,
      ];
    case "unfinished":
      return [
        act(kiosk.unfinished.finish, { type: "confirm" }),
        act(kiosk.unfinished.undo, { type: "undo" }),
      ];
    case "undone":
    case "still-there":
      return [goOn, takeCard];
    case "result":
    case "take-certificate":
    case "fault":
      return [goOn];
    case "starting":
    case "welcome":
    case "insert-card":
    case "reading":
    case "identity":
    case "agent-photo":
    case "writing":
    case "put-card-back":
    case "take-card":
    case "goodbye":
    case "out-of-service":
      return [];
  }
}

/** Where the visit stands, in one sentence. */
export function standingOf({ screen }: DeskFrame): Phrase {
  switch (screen.name) {
    case "starting":
      return kiosk.starting.question;
    case "welcome":
    case "insert-card":
    case "goodbye":
      return words.empty;
    case "reading":
      return words.reading;
    case "your-card":
      return kiosk["your-card"].question;
    case "who-asks":
      return kiosk["who-asks"].question(operationNames[screen.kind]);
    case "identity":
    case "agent-photo":
      return words.atTerminal;
    case "freeze-form":
      return kiosk["freeze-form"].question;
    case "reason":
      return kiosk.reason.question(operationNames[screen.kind]);
    case "confirm":
      return kiosk.confirm.question(operationNames[screen.kind]);
    case "unfinished":
      return kiosk.unfinished.question(operationNames[screen.kind]);
    case "undone":
      return kiosk.undone.question(operationNames[screen.kind]);
    case "writing":
      return beadNames[screen.bead];
    case "put-card-back":
      return screen.wrongCard ? kiosk["put-card-back"].wrongCard : kiosk["put-card-back"].question;
    case "result":
      return operationsDone[screen.result.kind];
    case "take-card":
      return kiosk["take-card"].question;
    case "take-certificate":
      return kiosk["take-certificate"][screen.certificate.print];
    case "still-there":
      return kiosk["still-there"].question;
    case "fault":
    case "out-of-service":
      return catalogue[screen.fault].what;
  }
}
