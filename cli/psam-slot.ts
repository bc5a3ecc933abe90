import { virtualPsam } from "../card/virtual/psam.ts";
import { bankCard, muteCard } from "../card/virtual/strangers.ts";
import { insertIntoVpcd, vpcdPort, type ChipCard } from "../hardware/reader/vpcd-link.ts";

/** What lies in the second slot: the PSAM, nothing, one that answers no reset, or a card that is no PSAM. */
export const psamStates = ["right", "absent", "mute", "wrong"] as const;
type PsamState = (typeof psamStates)[number];

const cardOf: Readonly<Record<Exclude<PsamState, "absent">, () => ChipCard>> = {
  right: virtualPsam,
  mute: muteCard,
  wrong: bankCard,
};

/** The second slot of the virtual reader, and a hand at it. */
export function psamSlot(port = vpcdPort + 1) {
  let lying: { pull(): void } | undefined;
  return {
    becomes(state: PsamState): void {
      lying?.pull();
      lying =
        state === "absent" ? undefined : insertIntoVpcd(cardOf[state](), { port, onGone: () => undefined });
    },
  };
}
