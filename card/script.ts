import assert from "node:assert/strict";
import { concat, fromHex, hex } from "./bytes.ts";
import { firstIcv, mac8, sessionKey, tripleDes } from "./crypto.ts";
import {
  applicationBlock,
  applicationUnblock,
  externalAuthenticate,
  updateRecord,
  type CardCommand,
} from "./commands.ts";
import type { Life, ScriptStep, StatusRecord, Target } from "./life.ts";
import { sfiOf, type KeyName, type Profile } from "./profile.ts";
import { statusRecordValue } from "./status-record.ts";

/** Which commands a card still needs; the profile says what each plan sends (default card, section 6). */
export type ScriptPlan =
  "freeze" | "unfreeze" | "cancel" | "cancel-from-frozen" | "finish-block" | "finish-record";

export type ScriptOrder = {
  readonly profile: Profile;
  readonly plan: ScriptPlan;
  readonly target: Target;
  /** Written by the plans that write a record. */
  readonly record: StatusRecord;
  /** R, 8 bytes: the current challenge of the card session. */
  readonly challenge: Uint8Array;
  /** The card's own (diversified) key; session keys are derived from it and the challenge here. */
  readonly cardKey: (name: KeyName) => Uint8Array;
};

const targetOfPlan: Readonly<Partial<Record<ScriptPlan, Target>>> = {
  freeze: "frozen",
  unfreeze: "active",
  cancel: "cancelled",
  "cancel-from-frozen": "cancelled",
};

/**
 * The MAC'd commands of one card session, in order; pure. First the external authentications that the plan
 * needs, then its steps under one MAC chain: ICV zero, then the full MAC of the command before (default card
 * section 3). A plan, target and record that do not belong together are a bug and throw.
 */
export function issuerScript(order: ScriptOrder): ScriptStep[] {
  const { profile, plan, target, challenge, cardKey } = order;
  const { auth, steps } = profile.operations[plan];
  assert(challenge.length === profile.auth.challengeLength, "a challenge of the profile's length");
  assert((targetOfPlan[plan] ?? target) === target, "a plan that leads to the target");
  assert(profile.auth.challengeUse === "session", "a challenge that lives for the whole session");

  const authentications = auth.map((name) => {
    const session = sessionKey(cardKey(name), challenge);
    return externalAuthenticate(
      Number.parseInt(profile.keys[name].id, 16),
      tripleDes(session, challenge),
      challenge,
    );
  });

  const macKey = sessionKey(cardKey("STK"), challenge);
  let icv = firstIcv();
  const secured = steps.map((step) => {
    const [input, finish] = commandOf(step, order);
    const mac = mac8(macKey, icv, input);
    if (profile.mac.chain) icv = mac;
    return finish(mac.subarray(0, profile.mac.length));
  });

  return [...authentications, ...secured].map(listed);
}

type Unfinished = readonly [macInput: Uint8Array, finish: (mac: Uint8Array) => CardCommand<void>];

/** What the MAC covers (the command with its final Lc, without the MAC) and the command once it is known. */
function commandOf(step: Profile["operations"]["freeze"]["steps"][number], order: ScriptOrder): Unfinished {
  switch (step) {
    case "record":
      return recordUpdate(order);
    case "appUnblock":
      return [fromHex("8418000004"), applicationUnblock];
    case "appBlockTemporary":
      return [fromHex("841E000004"), (mac) => applicationBlock("temporary", mac)];
    case "appBlockPermanent":
      return [fromHex("841E000104"), (mac) => applicationBlock("permanent", mac)];
    case "byTarget":
      assert(order.target !== "active", "a block to finish");
      return commandOf(order.target === "frozen" ? "appBlockTemporary" : "appBlockPermanent", order);
  }
}

function recordUpdate({ profile, record, target }: ScriptOrder): Unfinished {
  assert(record.target === target, "a record that says the target");
  const value = statusRecordValue(record, profile);
  const place = {
    sfi: sfiOf(profile.statusRecord.file),
    tag: Number.parseInt(profile.statusRecord.tag, 16),
    value,
  };
  const input = updateRecord({ ...place, mac: new Uint8Array(profile.mac.length) }).bytes;
  return [input.subarray(0, -profile.mac.length), (mac) => updateRecord({ ...place, mac })];
}

const listed = (command: CardCommand<void>): ScriptStep => ({
  name: command.name,
  apdu: hex(concat(command.bytes)),
  allowed: ["9000"],
});

export type { Life };
