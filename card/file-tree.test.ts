import { expect, test } from "vitest";
import { hex } from "./bytes.ts";
import { readFileTree, type FileNode } from "./file-tree.ts";
import { connectTo, defaultCard, setRecord } from "./for-tests.ts";
import { profileById } from "./profile.ts";
import type { CardImage } from "./virtual/image.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");

async function treeOf(change?: (image: CardImage) => void) {
  const card = defaultCard(1, change);
  const before = card.image();
  const asked: string[] = [];
  const watched = { ...card, answer: (apdu: Uint8Array) => (asked.push(hex(apdu)), card.answer(apdu)) };
  const { connection } = connectTo(watched);
  const tree = await readFileTree(connection, profile);
  expect(card.image()).toEqual(before);
  return { tree: tree.ok ? tree.value : expect.fail(tree.fault.kind), asked, card };
}

const line = ({ path, access, needs }: FileNode): string => `${path} ${access} ${needs}`;

test("an active card shows the SSSE's files and what its applications would need", async () => {
  const { tree } = await treeOf();
  expect(tree.map(line)).toEqual([
    "3F00 read free",
    "DDF1 read free",
    "DDF1/EF05 read free",
    "DDF1/EF06 read free",
    "DDF1/EF0D read free",
    "DF01 read free",
    "DF01/EF08 closed PIN",
    "DF02 read free",
    "DF02/EF05 closed PIN",
    "DF03 read free",
    "DF03/EF16 closed PIN",
    "DF04 read free",
    "DF04/EF05 closed PIN",
    "DF04/EF06 closed PIN&AUTH(84)",
  ]);
  expect(tree.map(({ depth }) => depth)).toEqual([0, 1, 2, 2, 2, 2, 3, 2, 3, 2, 3, 2, 3, 3]);
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
    personal: true,
    is: "name",
  });
});

test("looking around tries no PIN and no key, writes nothing, and leaves the SSSE selected", async () => {
  const { asked, card } = await treeOf();
  expect(asked.every((apdu) => /^00(A4|B2|C0)/.test(apdu))).toBe(true);
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
