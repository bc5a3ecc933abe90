import { expect, test } from "vitest";
import { judge, type JudgedOperation } from "./evidence.ts";
import { connectTo } from "./for-tests.ts";
import type { Evidence, Life, Target } from "./life.ts";
import { look } from "./look.ts";
import { methodOf } from "./operation-method.ts";
import { profileById } from "./profile.ts";
import { virtualCard } from "./virtual/card.ts";
import { exampleCards } from "./virtual/default-cards.ts";
import type { CardImage } from "./virtual/image.ts";

/* Cities that mark a card otherwise than by blocking it: what a look proves there. */

const expiry = "cn-example-990100-expiry-date";
const centre = "cn-example-990200-centre-only";
const record = "cn-example-990300-status-record";

async function lookAt(id: string, change: (image: CardImage) => void = () => undefined) {
  const profile = profileById(id) ?? expect.fail(`no profile ${id}`);
  const image = (exampleCards.find(({ person }) => person.profile === id) ?? expect.fail("no card")).image();
  change(image);
  const card = virtualCard(image, (length) => new Uint8Array(length));
  const seen = await look(connectTo(card).connection, { profile, resetBeforeRead: true });
  return seen.ok ? seen.value : expect.fail(JSON.stringify(seen.fault));
}

const put = (text: string) => (image: CardImage) => {
  const file = image.files.find(({ records }) => records.some((each) => each.startsWith(text.slice(0, 4))));
  const index = file?.records.findIndex((each) => each.startsWith(text.slice(0, 4))) ?? -1;
  if (file === undefined || index < 0) throw new Error("no such record");
  file.records[index] = text;
};

test.each([
  ["060420330508", "active"],
  ["060420260302", "frozen"],
  ["060420230508", "cancelled"],
  ["060420200101", "unknown"],
])("expiry date %s is life %s, and there is no record", async (text, life) => {
  expect(await lookAt(expiry, put(text))).toMatchObject({ life, record: "absent", selectStatusWord: "6115" });
});

test("a bit that turns over in one of the dates on its way is not taken for a write", async () => {
  const profile = profileById(expiry) ?? expect.fail("no profile");
  const image = (
    exampleCards.find(({ person }) => person.profile === expiry) ?? expect.fail("no card")
  ).image();
  const { connection } = connectTo(virtualCard(image, (length) => new Uint8Array(length)));
  let dates = 0;
  const noisy: typeof connection = {
    ...connection,
    async transmit(apdu: Uint8Array) {
      const answer = await connection.transmit(apdu);
      if (!answer.ok || answer.value[0] !== 0x06) return answer;
      dates += 1;
      return dates === 1
        ? { ok: true, value: answer.value.map((byte, at) => (at === 3 ? byte ^ 0x10 : byte)) }
        : answer;
    },
  };
  const seen = await look(noisy, { profile, resetBeforeRead: true });
  expect(seen).toMatchObject({ ok: false, fault: { kind: "garbled" } });
  expect(dates).toBe(2);
});

test("a status record's target is the life; a record that is none leaves it unknown", async () => {
  const value = (target: string) => `EE1801000000${target}8A1B2C3D4E5F607120260302103015990300`;
  expect(await lookAt(record, put(value("0101")))).toMatchObject({ life: "frozen", record: { epoch: 1 } });
  expect(await lookAt(record, put(value("0202")))).toMatchObject({ life: "cancelled" });
  expect(await lookAt(record, put(value("0109")))).toMatchObject({ life: "unknown", record: "garbled" });
});

test("a card marked at the centre alone is active, whatever the centre says", async () => {
  expect(await lookAt(centre)).toMatchObject({ life: "active", record: "absent" });
});

const operation = (target: Target, from?: Life): JudgedOperation => ({
  epoch: 2,
  target,
  opTag: "8A1B2C3D4E5F6071",
  ...(from === undefined ? {} : { from }),
});
const seen = (profile: string, life: Life): Evidence => ({
  cardRef: "0".repeat(32),
  atr: "3B00",
  profile,
  life,
  selectStatusWord: "6115",
  record: "absent",
  resetBeforeRead: true,
});

test.each([
  [expiry, "active", "frozen", "freeze"],
  [expiry, "frozen", "frozen", "applied"],
  [expiry, "frozen", "active", "unfreeze"],
  [expiry, "frozen", "cancelled", "cancel-from-frozen"],
  [expiry, "active", "cancelled", "cancel"],
  [expiry, "cancelled", "cancelled", "applied"],
  [expiry, "cancelled", "active", "contradicts"],
  [expiry, "unknown", "frozen", "contradicts"],
  [centre, "active", "frozen", "applied"],
  [centre, "active", "active", "applied"],
  [centre, "active", "cancelled", "applied"],
  [centre, "frozen", "active", "contradicts"],
  [centre, "unknown", "frozen", "contradicts"],
] as const)("%s, %s on the card, %s wanted: %s", (profile, life, target, expected) => {
  const verdict = judge(seen(profile, life), operation(target));
  expect(verdict.kind === "unfinished" ? verdict.plan : verdict.kind).toBe(expected);
});

test.each([
  ["cn-ssc-2.00-3des", "block"],
  [expiry, "expiry-date"],
  [centre, "centre-only"],
  [record, "status-record"],
])("%s marks its cards by %s", (id, method) => {
  const profile = profileById(id) ?? expect.fail("no profile");
  for (const target of ["frozen", "active", "cancelled"] as const)
    expect(methodOf(profile, target)).toBe(method);
});
