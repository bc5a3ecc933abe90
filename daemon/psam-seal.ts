import { fromHex } from "../card/bytes.ts";
import { exchange } from "../card/exchange.ts";
import type { ScriptStep } from "../card/life.ts";
import { profileById } from "../card/profile.ts";
import { isSound } from "../card/script.ts";
import { psamMacs, selectPsam, type PsamFault } from "../card/psam.ts";
import type { ScriptAnswer, ScriptOrderAnswer } from "../central/contract-operation.ts";
import type { CardConnection, CardReader } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";

/** Why nothing was sealed. The holder's card was not written on for it. */
export type SealFault =
  | PsamFault
  /** The centre orders what this terminal has no PSAM for. */
  | { readonly kind: "no-psam" }
  /** Its parts do not belong together: no centre of ours sends it. */
  | { readonly kind: "unsound-order"; readonly plan: string }
  | { readonly kind: "unknown-profile"; readonly profile: string };

/** The security module in this terminal's second reader. It holds the keys, this process never does. */
export interface Psam {
  /** Is it there, and does it answer as a PSAM? Nothing when it does. */
  check(): Promise<SealFault | undefined>;
  /** The steps of an order for the card session with this challenge. */
  seal(order: ScriptOrderAnswer, challenge: Uint8Array): Promise<Result<ScriptStep[], SealFault>>;
}

/** Each time connected anew and held alone, so that no other program meets a key that was derived for us. */
export function psamIn(reader: CardReader): Psam {
  async function held<Value>(
    work: (connection: CardConnection) => Promise<Result<Value, PsamFault>>,
  ): Promise<Result<Value, PsamFault>> {
    const connected = await reader.connect({ exclusive: true });
    if (!connected.ok) return fail({ ...connected.fault, during: "PSAM CONNECT" });
    try {
      return await work(connected.value);
    } finally {
      await connected.value.end();
    }
  }

  return {
    async check() {
      const answered = await held(async (connection) => {
        const first = await exchange(connection, selectPsam("3des"));
        // One that has the keys of the other cipher only says so with a status word.
        return first.ok || first.fault.kind !== "refused" ? first : exchange(connection, selectPsam("sm4"));
      });
      return answered.ok ? undefined : answered.fault;
    },
    async seal(order, challenge) {
      const profile = profileById(order.profile);
      if (profile === undefined) return fail({ kind: "unknown-profile", profile: order.profile });
      const { plan, target, record, validity, segment, issuerNumber } = order;
      const card = { issuerNumber, atr: fromHex(order.atr) };
      const wanted = { profile, plan, target, record, validity, segment, card, challenge };
      if (!isSound(wanted)) return fail({ kind: "unsound-order", plan });
      return held((connection) => psamMacs(connection, wanted));
    },
  };
}

/** What goes to the card: the centre's own script, or its order sealed here. */
export async function stepsOf(
  answer: Exclude<ScriptAnswer, { result: "refused" }>,
  challenge: Uint8Array,
  psam: Psam | undefined,
): Promise<Result<readonly ScriptStep[], SealFault>> {
  if (answer.result === "script") return ok(answer.steps);
  return psam === undefined ? fail({ kind: "no-psam" }) : psam.seal(answer, challenge);
}
