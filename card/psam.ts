import assert from "node:assert/strict";
import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { concat, excerpt, fromHex } from "./bytes.ts";
import { suiteOf } from "./cipher-suite.ts";
import type { CardCommand } from "./commands.ts";
import { factor, pad, type CardIdentity, type FactorName } from "./crypto.ts";
import { exchange } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import type { ScriptStep } from "./life.ts";
import { keyOf, type KeyName, type Profile } from "./profile.ts";
import { listed, unsealedScript, type UnsealedOrder, type UnsealedStep } from "./script.ts";

/*
 * The security module of a terminal (PSAM) as every public driver asks it: facts about the card, 4.2 to 4.4. It
 * holds the issuers' roots and gives what they make of a card's factors and challenge, never a key.
 */

/** Why a PSAM sealed nothing. Nothing was sent to the holder's card. */
export type PsamFault =
  CardFault | { readonly kind: "no-psam-key"; readonly during: string; readonly key: string };

/**
 * Where its keys lie. That of 3DES is public; no public source names one for SM4, so that one is an assumption. A
 * PSAM that has only the other answers 6A82 here, before a wrong cipher can cost the holder's card a try.
 */
export const psamDirectories = {
  "3des": { fid: "DF01", aid: "D15600000590" },
  sm4: { fid: "DF02", aid: "D15600000591" },
} as const;

/** SELECT of the directory with the keys for one cipher, by its AID. */
export function selectPsam(algorithm: keyof typeof psamDirectories): CardCommand<void> {
  const aid = fromHex(psamDirectories[algorithm].aid);
  return {
    name: "PSAM SELECT",
    bytes: concat(Uint8Array.of(0x00, 0xa4, 0x04, 0x00, aid.length), aid),
    parse: () => ok(undefined),
  };
}

/**
 * Makes the key at `usage`, `id` the working one, diversified by `factors`: the card's first and the province's
 * last, as every trace has them, though the PSAM applies them the other way round; R at the very end.
 */
function deriveKey(
  place: { readonly usage: number; readonly id: number },
  factors: readonly Uint8Array[],
): CardCommand<void> {
  const data = concat(...factors);
  assert(data.length >= 8 && data.length <= 0x20 && data.length % 8 === 0, "one to four factors of 8 bytes");
  return {
    name: "PSAM DERIVE KEY",
    bytes: concat(Uint8Array.of(0xbf, 0xde, place.usage, place.id, data.length), data),
    parse: () => ok(undefined),
  };
}

/** E of 8 bytes D under the working key. */
function psamEncrypt(data: Uint8Array): CardCommand<Uint8Array> {
  assert(data.length === 8, "D of 8 bytes");
  return crypt("PSAM ENCRYPT", 0x00, data, 8);
}

/** The MAC over whole, already padded blocks under the working key, uncut: as many bytes as the ICV has. */
function psamMac(icv: Uint8Array, blocks: Uint8Array): CardCommand<Uint8Array> {
  assert(blocks.length > 0 && blocks.length % icv.length === 0, "whole blocks");
  return crypt("PSAM MAC", 0x05, concat(icv, blocks), icv.length);
}

function crypt(name: string, p1: number, data: Uint8Array, length: number): CardCommand<Uint8Array> {
  assert(data.length <= 0xff, "data of one short APDU");
  return {
    name,
    bytes: concat(Uint8Array.of(0x80, 0xfa, p1, 0x00, data.length), data),
    parse: (answer) =>
      answer.length === length
        ? ok(answer)
        : fail({
            kind: "garbled",
            during: name,
            expected: `${String(length)} bytes`,
            received: excerpt(answer),
          }),
  };
}

/** An order, and which card it is for: what the PSAM diversifies by. */
export type PsamOrder = UnsealedOrder & { readonly card: CardIdentity; readonly challenge: Uint8Array };

/**
 * Seals an order with the PSAM on `connection`: the same steps, byte for byte, as the HSM's. Each value gets its
 * key derived anew, as in every public trace, so that no PSAM has to keep one for longer.
 */
export async function psamMacs(
  connection: CardConnection,
  order: PsamOrder,
): Promise<Result<ScriptStep[], PsamFault>> {
  const { profile, challenge } = order;
  assert(challenge.length === profile.auth.challengeLength, "a challenge of the profile's length");
  const selected = await exchange(connection, selectPsam(profile.auth.algorithm));
  if (!selected.ok) return selected;

  const { macLength } = suiteOf(profile);
  let icv = new Uint8Array(macLength);
  if (profile.mac.iv === "challenge") icv.set(challenge.subarray(0, 4));
  const steps: ScriptStep[] = [];
  for (const step of unsealedScript(order)) {
    if (step.kind === "plain") {
      steps.push(listed(step.command));
      continue;
    }
    const value = await valueFor(connection, step, icv, order);
    if (!value.ok) return value;
    if (step.kind === "authenticate") {
      steps.push(listed(step.finish(value.value, challenge)));
      continue;
    }
    if (profile.mac.chain) icv = new Uint8Array(value.value);
    steps.push(listed(step.finish(value.value.subarray(0, profile.mac.length))));
  }
  return ok(steps);
}

/** The one value a step lacks: its key, then E or the MAC. */
async function valueFor(
  connection: CardConnection,
  step: Exclude<UnsealedStep, { kind: "plain" }>,
  icv: Uint8Array,
  { profile, card, challenge }: PsamOrder,
): Promise<Result<Uint8Array, PsamFault>> {
  const name = step.kind === "authenticate" ? step.key : "STK";
  const place = placeOf(profile, name);
  if (!place.ok) return place;
  const session = step.kind === "authenticate" || profile.mac.key === "session";
  const levels = place.value.factors.map((each) => factor(each, card));
  const derived = await exchange(
    connection,
    deriveKey(place.value, session ? [...levels, challenge] : levels),
  );
  if (!derived.ok) return derived;
  return exchange(
    connection,
    step.kind === "authenticate" ? psamEncrypt(challenge) : psamMac(icv, pad(step.input, icv.length)),
  );
}

type KeyPlace = { readonly usage: number; readonly id: number; readonly factors: readonly FactorName[] };

/** A PSAM counts a key's levels by its usage byte; a profile that counts others would get another card's key. */
function placeOf(profile: Profile, name: KeyName): Result<KeyPlace, PsamFault> {
  const { psam, factors } = keyOf(profile, name);
  const [usage = 0, id = 0] = fromHex((psam ?? "").replace(":", ""));
  if (psam === undefined || usage >> 5 !== factors.length)
    return fail({ kind: "no-psam-key", during: "PSAM DERIVE KEY", key: name });
  return ok({ usage, id, factors: factors.toReversed() });
}
