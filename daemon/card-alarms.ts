import type { StatusLights } from "../hardware/ports.ts";
import type { CardAlarm } from "./forgotten-card.ts";

/** What a forgotten card moves: light, sound, the desk; and what is known of it afterwards. */
export interface CardAlarms {
  hear(alarm: CardAlarm): void;
  /** Seconds until the desk is called, 0 once it was; absent while nobody has forgotten a card. */
  deskInSeconds(): number | undefined;
  counters(): { readonly forgotten: number; readonly deskCalls: number };
}

/** The name that the hall's own command for the desk is given, before the seconds. */
const alertName = "card-forgotten";

export function cardAlarms(parts: {
  readonly lights: Pick<StatusLights, "set">;
  /** Makes one short sound; answers with why it did not. Absent: this terminal has no sound. */
  readonly beep?: () => Promise<string | undefined>;
  /** Calls the desk; answers with why it did not. Absent: the desk sees the attention light and the doctor. */
  readonly callDesk?: (alert: string, seconds: number) => Promise<string | undefined>;
  readonly log: (what: object) => void;
  /** The countdown has moved. */
  readonly onChange: () => void;
}): CardAlarms {
  const { lights, log } = parts;
  const counted = { forgotten: 0, deskCalls: 0 };
  let deskInSeconds: number | undefined;

  function failed(what: string): (why: string | undefined) => void {
    return (why) => {
      if (why !== undefined) log({ failed: what, why });
    };
  }
  function calm(): void {
    deskInSeconds = undefined;
    lights.set("card-reader", { flash: "off", colour: "green" });
    lights.set("attention", { flash: "off", colour: "red" });
  }

  return {
    hear(alarm) {
      // Second by second is for the screen, not for the log.
      if (alarm.kind !== "countdown") log({ alarm });
      switch (alarm.kind) {
        case "light":
          if (alarm.flash === "off") calm();
          else if (alarm.flash === "slow") lights.set("card-reader", { flash: "slow", colour: "green" });
          else lights.set("card-reader", { flash: "quick", colour: "red" });
          break;
        case "countdown":
          deskInSeconds = alarm.deskInSeconds;
          break;
        case "beep":
          void parts.beep?.().then(failed("beep"));
          return;
        case "desk-alert":
          counted.deskCalls++;
          lights.set("attention", { flash: "continuous", colour: "red" });
          void parts.callDesk?.(alertName, Math.round(alarm.lyingMs / 1_000)).then(failed("desk alert"));
          return;
        case "taken":
          counted.forgotten++;
          return;
        case "capture":
          return;
      }
      parts.onChange();
    },
    deskInSeconds: () => deskInSeconds,
    counters: () => ({ ...counted }),
  };
}
