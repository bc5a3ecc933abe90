import { expect, test } from "vitest";
import { diffDumps } from "./diff.ts";
import { dumpOf, parseDump, type CardDump } from "./dump.ts";
import { readFileTree } from "./file-tree.ts";
import { connectTo, defaultCard, setRecord } from "./for-tests.ts";
import { profileById } from "./profile.ts";
import type { CardImage } from "./virtual/image.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");

async function dumped(masked: boolean, change?: (image: CardImage) => void, number = 1): Promise<CardDump> {
  const { connection } = connectTo(defaultCard(number, change));
  const tree = await readFileTree(connection, profile);
  if (!tree.ok) return expect.fail(tree.fault.kind);
  const said = { profile: profile.id, life: "active", selectStatusWord: "6115" } as const;
  return dumpOf({ atr: connection.atr, ...said }, tree.value, { masked });
}

/** Of card 1's holder; none of it may stand in a masked dump, decoded or as bytes. */
const secrets = ["赵青禾", "D5D4C7E0BACC", "371702200105169972", "333731373032323030313035", "H02600118"];

test("a masked dump holds nothing that names the holder; an unmasked one all of it", async () => {
  const masked = JSON.stringify(await dumped(true));
  const open = JSON.stringify(await dumped(false));
  for (const secret of secrets) {
    expect([secret, masked.includes(secret)]).toEqual([secret, false]);
    expect([secret, open.includes(secret)]).toEqual([secret, true]);
  }
  expect(masked).toContain("赵*禾");
});

test("a dump is parsed back to what it was, and what is none is refused with where", async () => {
  const dump = await dumped(false);
  expect(parseDump(JSON.parse(JSON.stringify(dump)))).toEqual({ ok: true, value: dump });
  expect(parseDump({ ...dump, format: "x" })).toMatchObject({
    ok: false,
    fault: expect.stringMatching(/^format/),
  });
  expect(parseDump({ ...dump, more: 1 }).ok).toBe(false);
  expect(parseDump(null).ok).toBe(false);
});

test("two readings of one card are the same; unmasked, so that it can be told", async () => {
  expect(diffDumps(await dumped(false), await dumped(false))).toEqual([]);
});

test("a changed record, a missing file and another life are each named once", async () => {
  const before = await dumped(false);
  const after = await dumped(false, (image) => {
    setRecord(image, "EF05", "060420330315");
    image.files = image.files.filter(({ directory, fid }) => `${directory}/${fid}` !== "DDF1/EF0D");
  });
  const differences = diffDumps(before, { ...after, life: "frozen" });
  expect(differences).toContainEqual({ path: "life", kind: "changed", before: "active", after: "frozen" });
  expect(differences).toContainEqual({
    path: "DDF1/EF05",
    tag: "06",
    kind: "changed",
    before: "20320315",
    after: "20330315",
  });
  expect(differences).toContainEqual({
    path: "DDF1/EF0D",
    kind: "changed",
    before: "read",
    after: "not-present 6A82",
  });
  expect(differences.filter(({ path }) => path === "DDF1/EF0D").map(({ kind }) => kind)).toEqual([
    "changed",
    "only-before",
    "only-before",
    "only-before",
  ]);
  expect(differences.filter(({ path }) => path === "DDF1/EF05")).toHaveLength(1);
});

test("what is masked in one or both and looks alike cannot be told: unknown is never the same", async () => {
  const masked = await dumped(true);
  const alike = diffDumps(masked, masked);
  expect(alike.length).toBeGreaterThan(0);
  expect(new Set(alike.map(({ kind }) => kind))).toEqual(new Set(["cannot-tell"]));
  const other = diffDumps(masked, await dumped(true, undefined, 2));
  expect(other.find(({ path, tag }) => path === "DDF1/EF06" && tag === "09")?.kind).toBe("changed");
});
