import type { Action } from "./screen.ts";
import type { TerminalEvent } from "./terminal-machine.ts";

/** What a person did on the screen, in the terminal's words. */
export function eventOf(action: Exclude<Action, { type: "call-clerk" }>): TerminalEvent {
  switch (action.type) {
    case "begin":
      return { type: "person.began" };
    case "choose":
      return { type: "person.chose", kind: action.kind };
    case "say-who":
      return { type: "person.saidWho", asker: action.asker };
    case "choose-form":
      return { type: "person.choseForm", form: action.form };
    case "continue-application":
      return { type: "person.continuedApplication", number: action.number };
    case "again":
      return { type: "person.triedAgain" };
    case "show-personal":
      return { type: "person.unmasked" };
    case "hide-personal":
      return { type: "person.masked" };
    case "print-again":
      return { type: "person.askedCopy" };
    case "pace":
      return { type: "person.chosePace", unhurried: action.unhurried };
    case "give-reason":
      return { type: "person.gaveReason", reason: action.reason };
    case "confirm":
      return { type: "person.confirmed" };
    case "undo":
      return { type: "person.undid" };
    case "show-files":
      return { type: "person.askedFiles" };
    case "hide-files":
      return { type: "person.closedFiles" };
    case "back":
      return { type: "person.wentBack" };
    case "exit":
      return { type: "person.left" };
    case "continue":
      return { type: "person.continued" };
    case "touch":
      return { type: "person.touched" };
  }
}
