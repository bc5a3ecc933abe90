import type { Clock } from "../hardware/clock.ts";
import type { CentreClient } from "./central-client.ts";
import { deskDoor, type DeskDoor } from "./desk-door.ts";
import type { Action } from "./screen.ts";

/** A terminal on a clerk's desk: whose page is let in, and how the centre learns where to find it. */
export type DeskConfig = {
  /** The centre's address as the clerk's browser names it: the one origin that the desk's door opens to. */
  readonly page: string;
};

type Desk = {
  readonly door: DeskDoor;
  /** Tells the centre where this terminal's screen is, until it was heard once. */
  announce(): Promise<void>;
};

export function putUpDesk(parts: {
  readonly config: DeskConfig;
  readonly centre: Pick<CentreClient, "desk">;
  readonly clock: Clock;
  readonly onAction: (action: Action) => void;
  readonly cardRef: () => string | undefined;
  readonly screenPort: () => number;
  readonly log: (what: object) => void;
}): Desk {
  const { config, centre, clock, onAction, cardRef, screenPort, log } = parts;
  let announced: "not-yet" | "under-way" | "done" = "not-yet";
  const door = deskDoor({
    origin: new URL(config.page).origin,
    clock,
    onAction,
    cardRef,
    async ask(codeHash) {
      const answered = await centre.desk({ screenPort: screenPort(), codeHash });
      if (!answered.ok) return answered.fault.kind === "centre-unreachable" ? "unreachable" : "unknown-code";
      log({ desk: answered.value.result });
      return answered.value.result === "paired" ? "paired" : "unknown-code";
    },
  });
  return {
    door,
    async announce() {
      if (announced !== "not-yet") return;
      announced = "under-way";
      const told = await centre.desk({ screenPort: screenPort() });
      announced = told.ok && told.value.result === "desk" ? "done" : "not-yet";
      if (told.ok && told.value.result === "no-desk") log({ desk: "the centre knows of no desk here" });
    },
  };
}
