import { fromHex } from "../card/bytes.ts";
import { diversified, suiteOf } from "../card/cipher-suite.ts";
import { keyOf, profileById, type KeyName } from "../card/profile.ts";
import { issuerScript } from "../card/script.ts";
import { testRootOf } from "../card/virtual/test-keys.ts";
import { fail, ok } from "../hardware/result.ts";
import type { MacService } from "./hsm.ts";

/** The warning that a centre on test keys shows for as long as it runs. */
const testKeysWarning = "published-test-keys";

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
      const suite = suiteOf(profile);
      const cardKey = (name: KeyName): Uint8Array =>
        diversified(suite, testRootOf(name), keyOf(profile, name).factors, identity);
      return Promise.resolve(ok(issuerScript({ ...order, profile, cardKey })));
    },
  };
}
