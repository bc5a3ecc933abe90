import { expect, test } from "vitest";
import { concat, fromHex, hex } from "./bytes.ts";
import { diversified, suiteOf } from "./cipher-suite.ts";
import { mac8 } from "./crypto.ts";
import { keyOf, profileById, type KeyName } from "./profile.ts";
import { issuerScript, segmentsOf } from "./script.ts";
import { virtualCard } from "./virtual/card.ts";
import { exampleCards } from "./virtual/default-cards.ts";
import { testRootOf } from "./virtual/test-keys.ts";

/* A card whose challenge serves one command: every command is a segment of its own. */

const profile = profileById("cn-example-990400-single-challenge") ?? expect.fail("no profile");
const made = exampleCards.find(({ person }) => person.profile === profile.id) ?? expect.fail("no card");
const identity = { issuerNumber: made.person.issuerNumber, atr: fromHex(made.person.atr) };
const cardKey = (name: KeyName): Uint8Array =>
  diversified(suiteOf(profile), testRootOf(name), keyOf(profile, name).factors, identity);
const record = {
  epoch: 1,
  target: "frozen",
  opTag: "8A1B2C3D4E5F6071",
  time: "20260302103015",
  region: "990400",
} as const;

const segment = (number: number, challenge: string): string[] =>
  issuerScript({
    profile,
    plan: "freeze",
    target: "frozen",
    record,
    challenge: fromHex(challenge),
    cardKey,
    segment: number,
  }).map(({ apdu }) => apdu);

const challenges = ["1122334455667788", "2233445566778899", "33445566778899AA", "445566778899AABB"];
const select = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF";

function card() {
  const left = [...challenges];
  const chip = virtualCard(made.image(), () => fromHex(left.shift() ?? "0000000000000000"));
  return { chip, ask: (apdu: string): string => hex(chip.answer(fromHex(apdu))) };
}

test("a freeze is four segments of one command each, in the order of the profile", () => {
  expect(segmentsOf(profile, "freeze")).toBe(4);
  expect(segmentsOf(profile, "cancel-from-frozen")).toBe(2);
  const whole = challenges.map((challenge, index) => segment(index, challenge));
  expect(whole.map((apdus) => apdus.map((apdu) => apdu.slice(0, 8)))).toEqual([
    ["0082000D"],
    ["00820005"],
    ["04DCEE68"],
    ["841E0000"],
  ]);
  expect(() => segment(4, challenges[0] ?? "")).toThrow();
});

test("its MAC is made with STK itself from four bytes of the challenge, as PBOC cards have it", () => {
  const [apdu = ""] = segment(3, "445566778899AABB");
  const icv = concat(fromHex("44556677"), new Uint8Array(4));
  expect(apdu.slice(-8)).toBe(hex(mac8(cardKey("STK"), icv, fromHex("841E000004"))).slice(0, 8));
});

test("with a fresh challenge each the card takes them all and is frozen", () => {
  const { chip, ask } = card();
  ask(select);
  for (const [index, challenge] of challenges.entries()) {
    expect(ask("0084000008")).toBe(`${challenge}9000`);
    for (const apdu of segment(index, challenge)) expect(ask(apdu)).toBe("9000");
  }
  expect(chip.image().life).toBe("frozen");
});

test("a challenge that was used serves no second command", () => {
  const { chip, ask } = card();
  ask(select);
  ask("0084000008");
  const [first = ""] = segment(0, challenges[0] ?? "");
  const [second = ""] = segment(1, challenges[0] ?? "");
  expect([ask(first), ask(second)]).toEqual(["9000", "6984"]);
  expect(chip.image().life).toBe("active");
});
