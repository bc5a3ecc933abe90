import { fromHex } from "../card/bytes.ts";
import { diversify } from "../card/crypto.ts";
import { profileById, type KeyName } from "../card/profile.ts";
import { issuerScript } from "../card/script.ts";
import { testRoots } from "../card/virtual/test-keys.ts";
import { fail, ok } from "../hardware/result.ts";
import type { MacService } from "./hsm.ts";

/** The warning that a centre on test keys shows for as long as it runs. */
export const testKeysWarning = "published-test-keys";

/**
 * A MacService in this process, for virtual cards: the published test roots of default card section 3, for
 * every issuer. Anyone can freeze or cancel a card that was issued with them.
 */
export function developmentKeys(): MacService {
  return {
    warnings: [testKeysWarning],
    issuerScript(order) {
      const { issuerNumber } = order;
      const profile = profileById(order.profile);
      if (profile === undefined)
        return Promise.resolve(fail({ kind: "no-such-keys", profile: order.profile, issuerNumber }));

      const identity = { issuerNumber, atr: fromHex(order.atr) };
      const cardKey = (name: KeyName): Uint8Array =>
        diversify(testRoots[name], profile.keys[name].factors, identity);
      const { plan, target, record, challenge } = order;
      return Promise.resolve(ok(issuerScript({ profile, plan, target, record, challenge, cardKey })));
    },
  };
}
