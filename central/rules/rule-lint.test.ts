import { describe, expect, test } from "vitest";
import { mergePatch } from "../../card/profile-overlay.ts";
import { ruleFindingCodes } from "./rule-findings.ts";
import { lintRules } from "./rule-lint.ts";
import { signedRules } from "./rule-signature.ts";
import { publishedKey, shippedRuleFiles } from "./shipped-rules.ts";

const [base] = shippedRuleFiles;
const parts = { base: base?.data, trusted: [publishedKey] };

/** A region's file of these changes, named and signed, so that what is found is what was planted. */
const overlay = (change: object, head: object = {}) => ({
  region: "990700",
  version: 1,
  nameZh: "示例市庚",
  nameEn: "Example City G",
  base: "default",
  confirmed: [],
  unconfirmed: Object.keys(change),
  change,
  ...head,
});
const signed = (file: object) => JSON.stringify(signedRules({ ...file }, publishedKey));
const found = (text: string) => lintRules(text, parts).map(({ code, path }) => [code, path]);

/** The default with something in it changed, as a whole file. */
const whole = (change: object) => signed(mergePatch(base?.data, { ...change, signature: null }) as object);

describe("the shipped files", () => {
  test.each(shippedRuleFiles.map(({ name, data }) => [name, data] as const))(
    "%s: no finding",
    (_name, data) => {
      expect(lintRules(JSON.stringify(data), parts)).toEqual([]);
    },
  );
});

const clean = signed(overlay({ freeze: { temporaryDays: 7 } }));

const planted: Readonly<Record<(typeof ruleFindingCodes)[number], readonly [text: string, path: string]>> = {
  "not-json": ["{", ""],
  "unknown-name": [signed(overlay({ freeze: { temporaryWeeks: 1 } })), "freeze.temporaryWeeks"],
  "wrong-shape": [signed(overlay({ freeze: { temporaryDays: 0 } })), "freeze.temporaryDays"],
  "unknown-region": [signed(overlay({ freeze: { temporaryDays: 7 } }, { region: "123456" })), "region"],
  "changes-nothing": [signed(overlay({ freeze: { temporaryDays: 5 } })), "freeze.temporaryDays"],
  "removes-nothing": [
    signed(overlay({ business: { cancel: { telephone: null } } })),
    "business.cancel.telephone",
  ],
  "not-named": [
    signed(overlay({ freeze: { temporaryDays: 7 } }, { unconfirmed: [] })),
    "freeze.temporaryDays",
  ],
  "no-such-path": [signed(overlay({}, { unconfirmed: ["freeze.weeks"] })), "unconfirmed"],
  "both-confirmed": [
    signed(overlay({}, { confirmed: [{ path: "fees", source: "x" }], unconfirmed: ["fees"] })),
    "confirmed",
  ],
  "no-channel": [
    whole({ business: { cancel: { counter: null, agent: null, online: null, kiosk: null } } }),
    "business.cancel",
  ],
  "holder-not-known": [
    signed(overlay({ business: { transfer: { online: { documents: [] } } } })),
    "business.transfer.online.documents",
  ],
  "agent-not-known": [
    signed(overlay({ business: { cancel: { agent: { documents: ["card", "agent-identity-document"] } } } })),
    "business.cancel.agent.documents",
  ],
  "photo-of-nobody": [
    signed(
      overlay({
        business: { cancel: { counter: { documents: ["identity-document", "photo-of-both"] } } },
      }),
    ),
    "business.cancel.counter.documents",
  ],
  "card-not-shown": [
    signed(overlay({ business: { cancel: { kiosk: { documents: ["identity-document"] } } } })),
    "business.cancel.kiosk.documents",
  ],
  "nobody-looks": [
    signed(overlay({ business: { cancel: { counter: { approval: "automatic" } } } })),
    "business.cancel.counter.documents",
  ],
  "reason-nowhere": [
    signed(overlay({ cancel: { reasons: { other: { documents: [], channels: ["telephone"] } } } })),
    "cancel.reasons.other",
  ],
  "margin-too-long": [
    signed(overlay({ unfreeze: { withinHours: 2, liftMarginMinutes: 120 } })),
    "unfreeze.liftMarginMinutes",
  ],
  "check-left-out": [
    signed(overlay({ cancel: { settlementChecks: ["medical-expenses"] } })),
    "cancel.settlementChecks",
  ],
  "not-signed": [JSON.stringify(overlay({ freeze: { temporaryDays: 7 } })), "signature"],
  "signature-wrong": [clean.replace('"temporaryDays":7', '"temporaryDays":8'), "signature"],
  "unknown-signer": [
    clean.replace(/"keyId":"[0-9a-f]{16}"/, '"keyId":"0123456789abcdef"'),
    "signature.keyId",
  ],
};

describe("each finding, planted", () => {
  test.each(ruleFindingCodes.map((code) => [code, ...planted[code]] as const))("%s", (code, text, path) => {
    expect(found(text)).toContainEqual([code, path]);
  });

  test("and what was not planted is not found", () => {
    expect(found(clean)).toEqual([]);
  });
});

test("a region without a way to stop a lost card is refused, and so is one whose cards stay frozen for good", () => {
  const closed = { counter: null, agent: null, online: null, telephone: null, kiosk: null };
  expect(found(whole({ business: { "freeze-temporary": closed, "freeze-formal": closed } }))).toContainEqual([
    "no-channel",
    "business.freeze-formal",
  ]);
  const lifted = { business: { unfreeze: closed } };
  expect(found(whole({ ...lifted, freeze: { formalLifts: false } }))).toEqual([]);
  expect(found(whole({ ...lifted, freeze: { formalLifts: false, temporaryDays: "never" } }))).toContainEqual([
    "no-channel",
    "business.unfreeze",
  ]);
});

test("nobody examines a paper that a reason asks for at a terminal", () => {
  const reasons = { reasons: { "settled-abroad": { documents: ["settlement-proof"] } } };
  expect(found(signed(overlay({ cancel: reasons })))).toContainEqual([
    "nobody-looks",
    "cancel.reasons.settled-abroad.documents",
  ]);
  const careful = { reasons: { "settled-abroad": { documents: ["settlement-proof"], approval: "clerk" } } };
  expect(found(signed(overlay({ cancel: careful })))).toEqual([]);
});
