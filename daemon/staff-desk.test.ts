import { expect, test } from "vitest";
import { hashStaffCode } from "./staff-code.ts";
import { staffDesk, type StaffParts } from "./staff-desk.ts";
import type { StaffEntry } from "./staff-log.ts";

test("codes that are tried all at once are counted like those tried one after the other", async () => {
  const entries: StaffEntry[] = [];
  const codeHash = await hashStaffCode("a right code", "ab".repeat(16));
  const desk = staffDesk({
    staff: [{ id: "A-1", codeHash }],
    log: {
      append: (entry: Omit<StaffEntry, "seq">) => void entries.push({ seq: entries.length + 1, ...entry }),
      entries: () => entries,
    },
    terminal: { ours: () => true, tell: () => undefined },
    mintToken: () => "token",
    wallMs: () => 1,
  } as unknown as StaffParts);
  const enter = (code: string) => desk.answer({ op: "enter", staff: "A-1", code });
  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, at) => enter(`wrong ${String(at)}`)).concat(enter("a right code")),
  );
  const said = answers.map((answer) => (answer.ok ? "in" : answer.fault));
  expect(said.filter((word) => word === "not-let-in")).toHaveLength(5);
  expect(said.filter((word) => word === "locked")).toHaveLength(5);
  expect(entries.map(({ did }) => did)).toEqual(Array.from({ length: 5 }, () => "refused"));
});
