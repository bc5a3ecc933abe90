import { fromHex, hex } from "../card/bytes.ts";
import { diversified, suiteOf } from "../card/cipher-suite.ts";
import type { CardIdentity } from "../card/crypto.ts";
import { keyOf, profileById, type KeyName, type Profile } from "../card/profile.ts";
import { issuerScript } from "../card/script.ts";
import { testRootOf } from "../card/virtual/test-keys.ts";
import type { MacService } from "../central/hsm.ts";
import { fail, ok } from "../hardware/result.ts";
import type { Scene } from "./scene.ts";
import type { Seal } from "./seal.ts";

const slowMsMax = 12_000;

/** The development keys as the centre has them, sometimes away or slow. */
export function simHsm(scene: Scene): MacService {
  const { faults, world } = scene;
  return {
    warnings: [],
    async issuerScript(order) {
      if (faults.strikes("hsm-unavailable")) return fail({ kind: "hsm-unavailable", detail: "simulated" });
      if (faults.strikes("hsm-slow")) await world.sleep(faults.detail.below(slowMsMax));
      return ok(sealFor(scene)(order));
    },
  };
}

/** The development keys at work, for the centre and for a PSAM alike. */
export const sealFor =
  (scene: Pick<Scene, "suiteOf">): Seal =>
  (order, changed = (same) => same) => {
    const profile = profileById(order.profile);
    if (profile === undefined) throw new Error(`simulation: no profile ${order.profile}`);
    const suite = scene.suiteOf(profile);
    const identity = { issuerNumber: order.issuerNumber, atr: fromHex(order.atr) };
    const cardKey = (name: KeyName): Uint8Array => cardKeyOf(profile, name, identity);
    return issuerScript({ ...order, profile: changed(profile), cardKey, suite });
  };

/** The cards of the box are the same in each run, and so are their keys: these are the real ones. */
const cardKeys = new Map<string, Uint8Array>();

function cardKeyOf(profile: Profile, name: KeyName, card: CardIdentity): Uint8Array {
  const of = `${profile.id} ${name} ${card.issuerNumber} ${hex(card.atr)}`;
  let key = cardKeys.get(of);
  if (key === undefined) {
    key = diversified(suiteOf(profile), testRootOf(name), keyOf(profile, name).factors, card);
    cardKeys.set(of, key);
  }
  return key;
}
