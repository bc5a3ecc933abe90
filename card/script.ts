import assert from "node:assert/strict";
import { bcd, concat, fromHex, hex } from "./bytes.ts";
import { macStart, suiteOf, type CipherSuite } from "./cipher-suite.ts";
import {
  applicationBlock,
  applicationUnblock,
  externalAuthenticate,
  updateRecord,
  type CardCommand,
} from "./commands.ts";
import { expiryFor } from "./expiry-life.ts";
import type { ScriptPlan, ScriptStep, StatusRecord, Target } from "./life.ts";
import { fieldOf, keyOf, sfiOf, type KeyName, type Profile } from "./profile.ts";
import { statusRecordOf, statusRecordValue } from "./status-record.ts";

export type { ScriptPlan };

/** What a card has to be sent, before whoever holds its keys has sealed it. */
export type UnsealedOrder = {
  readonly profile: Profile;
  readonly plan: ScriptPlan;
  readonly target: Target;
  /** Written by the plans that write a record; its time is the operation's. */
  readonly record: StatusRecord;
  /** As personalised, YYYY-MM-DD; for the plans that write the expiry date. */
  readonly validity?: { readonly issuedOn: string; readonly expiresOn: string };
  /** From 0; only for cards whose challenge serves one command. */
  readonly segment?: number;
};

type ScriptOrder = UnsealedOrder & {
  /** R, 8 bytes: the current challenge of the card session. */
  readonly challenge: Uint8Array;
  /** The card's own (diversified) key; session keys are derived from it and the challenge here. */
  readonly cardKey: (name: KeyName) => Uint8Array;
  /** In place of the profile's ciphers, for a caller that remembers what they gave. */
  readonly suite?: CipherSuite;
};

/** One command that still lacks what only a key gives. */
export type UnsealedStep =
  | { readonly kind: "plain"; readonly command: CardCommand<void> }
  /** Wants E of some D, 8 bytes each, under the session key of `key`. */
  | {
      readonly kind: "authenticate";
      readonly key: KeyName;
      readonly finish: (cryptogram: Uint8Array, data: Uint8Array) => CardCommand<void>;
    }
  /** Wants the first bytes of the MAC over `input`, the command with its final Lc, without the MAC. */
  | {
      readonly kind: "mac";
      readonly input: Uint8Array;
      readonly finish: (mac: Uint8Array) => CardCommand<void>;
    };

const targetOfPlan: Readonly<Partial<Record<ScriptPlan, Target>>> = {
  freeze: "frozen",
  unfreeze: "active",
  cancel: "cancelled",
  "cancel-from-frozen": "cancelled",
};

/** In how many parts a plan is sent, each with a challenge of its own. */
export function segmentsOf(profile: Profile, plan: ScriptPlan): number {
  const { auth, steps } = profile.operations[plan];
  return profile.auth.challengeUse === "session" ? 1 : auth.length + steps.length;
}

/** Whether plan, target, record and segment belong together: for orders that came from somewhere else. */
export const isSound = ({ profile, plan, target, record, segment = 0 }: UnsealedOrder): boolean =>
  profile.operations[plan].steps.length > 0 &&
  (targetOfPlan[plan] ?? target) === target &&
  !(plan === "finish-block" && target === "active") &&
  record.target === target &&
  segment < segmentsOf(profile, plan);

/**
 * The commands of one card session, or one segment of it, in order; pure. First the external authentications
 * that the plan needs, then its steps (default card section 3). A plan, target and record that do not belong
 * together are a bug and throw.
 */
export function unsealedScript(order: UnsealedOrder): UnsealedStep[] {
  const { profile, plan, target, segment = 0 } = order;
  const { auth, steps } = profile.operations[plan];
  assert(steps.length > 0, "a plan that sends something to the card");
  assert((targetOfPlan[plan] ?? target) === target, "a plan that leads to the target");
  assert(segment < segmentsOf(profile, plan), "a segment that the plan has");

  const whole = profile.auth.challengeUse === "session";
  const authNow = whole ? auth : auth.slice(segment, segment + 1);
  const stepsNow = whole
    ? steps
    : steps.slice(Math.max(0, segment - auth.length)).slice(0, 1 - authNow.length);
  return [
    ...authNow.map((name) => authentication(name, profile)),
    ...stepsNow.map((step) => commandOf(step, order)),
  ];
}

/** The same, sealed with keys at hand: those steps that the card wants MAC'd under one MAC chain. */
export function issuerScript(order: ScriptOrder): ScriptStep[] {
  const { profile, challenge, cardKey, suite = suiteOf(profile) } = order;
  assert(challenge.length === profile.auth.challengeLength, "a challenge of the profile's length");
  let chain: ReturnType<typeof macStart> | undefined;
  const sealed = (step: UnsealedStep): CardCommand<void> => {
    switch (step.kind) {
      case "plain":
        return step.command;
      case "authenticate": {
        const session = suite.div(cardKey(step.key), challenge);
        return step.finish(suite.cryptogram(session, challenge), challenge);
      }
      case "mac": {
        chain ??= macStart(profile, cardKey("STK"), challenge, suite);
        const mac = suite.mac(chain.key, chain.icv, step.input);
        if (profile.mac.chain) chain = { ...chain, icv: mac };
        return step.finish(mac.subarray(0, profile.mac.length));
      }
    }
  };
  return unsealedScript(order).map((step) => listed(sealed(step)));
}

function authentication(key: KeyName, profile: Profile): UnsealedStep {
  const keyId = Number.parseInt(keyOf(profile, key).id, 16);
  const finish = (cryptogram: Uint8Array, data: Uint8Array): CardCommand<void> =>
    externalAuthenticate(keyId, cryptogram, data);
  return { kind: "authenticate", key, finish };
}

type Step = Profile["operations"]["freeze"]["steps"][number];

function commandOf(step: Step, order: UnsealedOrder): UnsealedStep {
  switch (step) {
    case "record":
      return statusUpdate(order);
    case "expiryDate":
      return expiryUpdate(order);
    case "appUnblock":
      return { kind: "mac", input: fromHex("8418000004"), finish: applicationUnblock };
    case "appBlockTemporary":
      return {
        kind: "mac",
        input: fromHex("841E000004"),
        finish: (mac) => applicationBlock("temporary", mac),
      };
    case "appBlockPermanent":
      return {
        kind: "mac",
        input: fromHex("841E000104"),
        finish: (mac) => applicationBlock("permanent", mac),
      };
    case "byTarget":
      assert(order.target !== "active", "a block to finish");
      return commandOf(order.target === "frozen" ? "appBlockTemporary" : "appBlockPermanent", order);
  }
}

function statusUpdate({ profile, record, target }: UnsealedOrder): UnsealedStep {
  assert(record.target === target, "a record that says the target");
  const { file, tag } = statusRecordOf(profile);
  return recordUpdate(profile, file, tag, statusRecordValue(record, profile));
}

function expiryUpdate({ profile, record, target, validity }: UnsealedOrder): UnsealedStep {
  assert(validity !== undefined, "the card's dates");
  const dates = {
    issuedOn: validity.issuedOn.replaceAll("-", ""),
    expiresOn: validity.expiresOn.replaceAll("-", ""),
  };
  const { file, field } = fieldOf(profile, "expiresOn");
  return recordUpdate(profile, file, field.tag, bcd(expiryFor(target, dates, record.time.slice(0, 8))));
}

/** With a MAC where the file's write condition asks for one. */
function recordUpdate(profile: Profile, file: string, tag: string, value: Uint8Array): UnsealedStep {
  const place = { sfi: sfiOf(file), tag: Number.parseInt(tag, 16), value };
  if (profile.files[file]?.write.endsWith("&MAC(STK)") !== true)
    return { kind: "plain", command: updateRecord(place) };
  const { length } = profile.mac;
  const input = updateRecord({ ...place, mac: new Uint8Array(length) }).bytes.subarray(0, -length);
  return { kind: "mac", input, finish: (mac) => updateRecord({ ...place, mac }) };
}

/** As the reader's process takes it. */
export const listed = (command: CardCommand<void>): ScriptStep => ({
  name: command.name,
  apdu: hex(concat(command.bytes)),
  allowed: ["9000"],
});
