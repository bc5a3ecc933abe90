import { fromHex } from "../card/bytes.ts";
import { diversified } from "../card/cipher-suite.ts";
import { keyOf, profileById, type KeyName, type Profile } from "../card/profile.ts";
import { issuerScript } from "../card/script.ts";
import { testRootOf } from "../card/virtual/test-keys.ts";
import type { MacOrder, MacService } from "../central/hsm.ts";
import { fail, ok } from "../hardware/result.ts";
import { rememberingSuite } from "./cards.ts";
import type { Scene } from "./scene.ts";

const slowMsMax = 12_000;

/** The development keys as the centre has them, remembering what they gave, and sometimes away or slow. */
export function simHsm(scene: Scene): MacService {
  const { faults, world } = scene;
  return {
    warnings: [],
    async issuerScript(order) {
      if (faults.strikes("hsm-unavailable")) return fail({ kind: "hsm-unavailable", detail: "simulated" });
      if (faults.strikes("hsm-slow")) await world.sleep(faults.detail.below(slowMsMax));
      return ok(scriptFor(order));
    },
  };
}

/** `changed` lets a mutant have another profile's order of steps under the same keys. */
export function scriptFor(order: MacOrder, changed: (profile: Profile) => Profile = (same) => same) {
  const profile = profileById(order.profile);
  if (profile === undefined) throw new Error(`simulation: no profile ${order.profile}`);
  const suite = rememberingSuite(profile);
  const identity = { issuerNumber: order.issuerNumber, atr: fromHex(order.atr) };
  const cardKey = (name: KeyName): Uint8Array =>
    diversified(suite, testRootOf(name), keyOf(profile, name).factors, identity);
  return issuerScript({ ...order, profile: changed(profile), cardKey, suite });
}
