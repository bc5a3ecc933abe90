import { expect, test } from "vitest";
import { hex } from "./bytes.ts";
import { readFileTree, type FileNode } from "./file-tree.ts";
import { connectTo, defaultCard, setRecord } from "./for-tests.ts";
import { profileById } from "./profile.ts";
import { virtualCard } from "./virtual/card.ts";
import { defaultCards } from "./virtual/default-cards.ts";
import type { CardImage } from "./virtual/image.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");

async function treeOf(change?: (image: CardImage) => void, transparent = false) {
  const card = defaultCard(1, change);
  const before = card.image();
  const asked: string[] = [];
  const watched = { ...card, answer: (apdu: Uint8Array) => (asked.push(hex(apdu)), card.answer(apdu)) };
  const { connection } = connectTo(watched);
  const tree = await readFileTree(connection, profile, { transparent });
  expect(card.image()).toEqual(before);
  return { tree: tree.ok ? tree.value : expect.fail(tree.fault.kind), asked, card };
}

const line = ({ path, access, needs }: FileNode): string => `${path} ${access} ${needs}`;

test("an active card shows the SSSE's files and what its applications would need", async () => {
  const { tree } = await treeOf();
  // Every file of the profile in its order, under its directory; what is free is read, the rest says what it asks for.
  expect(tree.map(({ path }) => path)).toEqual([
    "3F00",
    ...Object.keys(profile.directories).flatMap((fid) => [
      fid,
      ...Object.keys(profile.files).filter((path) => path.startsWith(`${fid}/`)),
    ]),
  ]);
  for (const [path, { read }] of Object.entries(profile.files)) {
    const node = tree.find((candidate) => candidate.path === path);
    expect([path, node?.access, node?.needs]).toEqual([path, read === "free" ? "read" : "closed", read]);
  }
  expect(tree.filter(({ path }) => /^(3F00|DDF1|DF04)/.test(path)).map(line)).toEqual(
    expect.arrayContaining([
      "3F00 read free",
      "DDF1 read free",
      "DDF1/EF05 read free",
      "DDF1/EF06 read free",
      "DDF1/EF0D read free",
      "DF04 read free",
      "DF04/EF05 closed PIN",
      "DF04/EF06 closed PIN&AUTH(84)",
    ]),
  );
  const depths = Object.fromEntries(tree.map(({ path, depth }) => [path, depth]));
  expect(depths).toMatchObject({ "3F00": 0, DDF1: 1, "DDF1/EF05": 2, DF01: 2, "DF04/EF06": 3 });
  expect(tree[2]?.records.map(({ tag, value }) => `${tag} ${value}`)).toEqual([
    "01 371700D15600000500120001D68145B9",
    "02 1",
    "03 2.00",
    "04 371700000001000000000000",
    "05 20220315",
    "06 20320315",
    "07 H02600118",
  ]);
  expect(tree[3]?.records[1]).toEqual({
    tag: "09",
    nameZh: "姓名",
    nameEn: "Name",
    value: "赵青禾",
    bytes: `D5D4C7E0BACC${"00".repeat(24)}`,
    personal: true,
    is: "name",
  });
});

test("looking around tries no PIN and no key, writes nothing, and leaves the SSSE selected", async () => {
  const { asked, card } = await treeOf();
  expect(asked.every((apdu) => /^00(A4|B0|B2|C0)/.test(apdu))).toBe(true);
  expect(hex(card.answer(Uint8Array.of(0x00, 0xb2, 0x02, 0x28, 0x03)))).toBe("0201319000");
});

test("on a frozen card the applications are closed by 6985; on a cancelled one the holder too", async () => {
  const { tree: frozen } = await treeOf((image) => {
    image.life = "frozen";
  });
  expect(frozen.find(({ path }) => path === "DF01")).toMatchObject({ access: "closed", closedBy: "6985" });
  expect(frozen.find(({ path }) => path === "DF04/EF06")).toMatchObject({ access: "closed" });
  expect(frozen.find(({ path }) => path === "DDF1/EF06")?.records).toHaveLength(7);
  const { tree: cancelled } = await treeOf((image) => {
    image.life = "cancelled";
  });
  expect(cancelled.find(({ path }) => path === "DDF1/EF06")).toMatchObject({
    access: "closed",
    closedBy: "6985",
    records: [],
  });
  expect(cancelled.find(({ path }) => path === "DDF1/EF0D")?.records).toHaveLength(3);
});

test("what is not on the card is not present; one absent record hides no other; odd bytes are shown as hex", async () => {
  const { tree } = await treeOf((image) => {
    image.directories = image.directories.filter(({ fid }) => fid !== "DF03");
    image.files = image.files.filter(({ fid }) => fid !== "EF0D" && fid !== "EF08");
    image.files[1]?.records.splice(2, 1);
    setRecord(image, "EF06", `091E${"1B".repeat(30)}`);
  });
  const at = (path: string) => tree.find((node) => node.path === path);
  expect([
    at("DF03")?.access,
    at("DF03/EF16")?.access,
    at("DDF1/EF0D")?.access,
    at("DF01/EF08")?.access,
  ]).toEqual(Array(4).fill("not-present"));
  expect(at("DDF1/EF06")?.records).toHaveLength(6);
  expect(at("DDF1/EF06")?.records[1]?.value).toBe("1B".repeat(30));
});

test("torn anywhere it is a fault", async () => {
  for (let apdu = 0; apdu < 30; apdu += 3) {
    const { reader, connection } = connectTo(defaultCard(1));
    reader.plan([{ apdu, when: "before" }]);
    expect(await readFileTree(connection, profile)).toMatchObject({ ok: false, fault: { kind: "torn" } });
  }
});

test("each condition of a file is said, and that it is not met; a blocked application is one of them", async () => {
  const { tree } = await treeOf();
  const at = (path: string, nodes = tree) => nodes.find((node) => node.path === path)?.conditions;
  expect(at("DDF1/EF05")).toEqual([]);
  expect(at("DF04/EF05")).toEqual([{ condition: "PIN", met: false }]);
  expect(at("DF04/EF06")).toEqual([
    { condition: "PIN", met: false },
    { condition: "AUTH(84)", met: false },
  ]);
  const { tree: frozen } = await treeOf((image) => {
    image.life = "frozen";
  });
  expect(at("DF04/EF05", frozen)).toEqual([
    { condition: "PIN", met: false },
    { condition: "active", met: false },
  ]);
});

test("a transparent file is read only when that is asked for, to its end, and is personal", async () => {
  const { tree: without, asked: askedWithout } = await treeOf();
  expect(without.find(({ path }) => path === "DDF1/EF08")).toMatchObject({ access: "read", records: [] });
  expect(askedWithout.filter((apdu) => apdu.startsWith("00B0"))).toEqual([]);
  const { tree, asked } = await treeOf(undefined, true);
  const photo = tree.find(({ path }) => path === "DDF1/EF08");
  expect(photo?.records).toHaveLength(1);
  expect(photo?.records[0]).toMatchObject({ tag: "bin", personal: true });
  expect(photo?.records[0]?.bytes).toHaveLength(4096 * 2);
  expect(asked.filter((apdu) => apdu.startsWith("00B0")).length).toBeGreaterThan(4096 / 256);
});

test("a record that is kept closer than its file is not asked for, and says what it wants", async () => {
  const three = profileById("cn-ssc-3.00-3des") ?? expect.fail("no profile");
  const image = defaultCards.find(({ person }) => person.profile === three.id)?.image();
  const card = virtualCard(image ?? expect.fail("no card"), (length) => new Uint8Array(length));
  const asked: string[] = [];
  const { connection } = connectTo({
    ...card,
    answer: (apdu) => (asked.push(hex(apdu)), card.answer(apdu)),
  });
  const tree = await readFileTree(connection, three);
  const issuer = tree.ok ? tree.value.find(({ path }) => path === "DDF1/EF05") : undefined;
  expect(issuer?.records.map(({ tag }) => tag)).toEqual(["01", "02", "03", "04", "05", "06"]);
  expect(issuer?.closedRecords).toMatchObject([
    { tag: "07", needs: "AUTH(0A)", conditions: [{ condition: "AUTH(0A)", met: false }] },
  ]);
  expect(asked.some((apdu) => apdu.startsWith("00B20728"))).toBe(false);
});
