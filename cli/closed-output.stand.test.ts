import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { program } from "./child.ts";

/** Runs a command whose reader is gone before its first word; says how it ended and what it complained of. */
function unread(
  words: readonly string[],
  unheard: "stdout" | "stderr",
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  child[unheard].destroy();
  let said = "";
  child[unheard === "stdout" ? "stderr" : "stdout"].on("data", (text: Buffer) => (said += String(text)));
  return new Promise((ended) => {
    child.once("close", (code) => {
      ended({ code, said });
    });
  });
}

test.each([
  ["central openapi"],
  ["atr 3B6D000000814348318684371700120001 --json"],
  ["profile lint nowhere.json"],
])("`cardhall %s | head` ends quietly, as SIGPIPE ends a program", async (words) => {
  expect(await unread([program, ...words.split(" ")], "stdout")).toEqual({ code: 141, said: "" });
});

test("complaints that nobody hears end nothing that is under way", async () => {
  const goesOn = `import { endWhenNobodyReads } from ${JSON.stringify(new URL("closed-output.ts", import.meta.url))};
    endWhenNobodyReads(process);
    process.stderr.write("a complaint");
    setTimeout(() => process.stdout.write("done"), 50);`;
  expect(await unread(["--input-type=module", "--eval", goesOn], "stderr")).toEqual({
    code: 0,
    said: "done",
  });
});
