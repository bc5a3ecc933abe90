import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { profileById } from "../../card/profile.ts";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { until } from "../stand.ts";
import { putUpCardStand, type CardStand } from "./card-stand.ts";

/* Other people's tools, over a real pcscd, against a virtual card of each profile: opensc-tool and opensc-explorer. */

let stand: CardStand;
beforeAll(async () => {
  stand = await putUpCardStand();
});
afterAll(() => stand.stop());

async function opensc(program: string, ...args: string[]): Promise<string> {
  // OpenSC's default driver guesses nothing about the card.
  const child = spawn(program, ["-c", "default", ...args], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: stand.socket },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 20_000,
  });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (out += text));
  await new Promise((done, refuse) => {
    child.once("error", refuse);
    child.once("close", done);
  });
  return out;
}

/** Status word and data of each answer that a tool printed; the data is as long as was asked for at most. */
function answersIn(text: string, lengths: readonly number[]): string[] {
  const blocks = text.split("Received (").slice(1);
  return blocks.map((block, index) => {
    const [, sw1 = "", sw2 = ""] = /SW1=0x(\w\w), SW2=0x(\w\w)/.exec(block) ?? [];
    let left = lengths[index] ?? 0;
    const data = block
      .split("\n")
      .slice(1)
      .map((line) => {
        // Bytes stand in up to 16 columns of three, their text behind them.
        const bytes = line.slice(0, 48).trim().split(" ").slice(0, Math.min(16, left));
        if (!bytes.every((byte) => /^[0-9A-F]{2}$/.test(byte))) return "";
        left -= bytes.length;
        return bytes.join("");
      })
      .join("");
    return `${data}${sw1}${sw2}`;
  });
}

const select = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF";
const cards = [...new Set(defaultCards.map(({ person }) => person.profile))].flatMap((id) => {
  const profile = profileById(id);
  const card = defaultCards.find(({ person }) => person.profile === id);
  return profile === undefined || card === undefined ? [] : [{ id, profile, card }];
});

test("there is a card of every generation", () => {
  expect(cards.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["cn-ssc-1.00-3des", "cn-ssc-2.00-3des", "cn-ssc-3.00-3des", "cn-ssc-3.00-sm4"]),
  );
});

describe.each(cards)("$id", ({ card, profile }) => {
  /** What the card holds in EF05: as it was issued, `tag len value`. */
  const issued = card.image().files.find(({ directory, fid }) => directory === "DDF1" && fid === "EF05");
  const fields = profile.files["DDF1/EF05"]?.records ?? [];
  const records = fields.map((field) => ({
    command: `00B2${field.tag}28${(field.len + 2).toString(16).padStart(2, "0").toUpperCase()}`,
    length: field.len + 2,
    expected:
      field.read === undefined
        ? `${issued?.records.find((record) => record.startsWith(field.tag)) ?? "no record"}9000`
        : "6982",
  }));

  beforeAll(async () => {
    await stand.insert(card.id);
    await until("pcscd has the card", async () => {
      const said = await opensc("opensc-tool", "-a");
      return said.replaceAll(":", "").toUpperCase().includes(card.person.atr);
    });
  });
  afterAll(() => stand.pull());

  test("opensc-tool selects the SSSE and reads every issuer record, byte for byte; what is closed is closed", async () => {
    expect(records.length).toBe(7);
    const sent = [select, ...records.map(({ command }) => command)].flatMap((apdu) => ["-s", apdu]);
    const text = await opensc("opensc-tool", ...sent);
    // With T=0 it fetches the FCI behind 61xx by itself, and shows 9000 in its place.
    const [first, ...rest] = answersIn(text, [0, ...records.map(({ length }) => length)]);
    expect(first?.slice(-4)).toBe("9000");
    expect(rest).toEqual(records.map(({ expected }) => expected));
  });

  test("opensc-tool is told what is not there, and its wrong lengths are put right by 6Cxx", async () => {
    const sent = [select, "00B2FF2806", "00A4000002EFFF", "00B2032800", "0084000004", "00FF000000"];
    const text = await opensc("opensc-tool", ...sent.flatMap((apdu) => ["-s", apdu]));
    const answers = answersIn(text, [0, 0, 0, 6, 0, 0]);
    expect(answers[1]).toBe("6A83");
    expect(answers[2]).toBe("6A82");
    expect(answers[3]).toBe(records[2]?.expected);
    // Whatever it makes of a challenge of four bytes, it gets no other answer than the card's eight or its 6C08.
    expect(answers[4]).toMatch(/^(6C08|9000)$/);
    expect(answers[5]).toBe("6D00");
  });

  test("opensc-explorer walks by name, sees the DF's name and reads records by tag and by number", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cardhall-opensc-"));
    try {
      const script = join(folder, "script");
      const lines = [
        "cd aid:7378312E73682EC9E7BBE1B1A3D5CF",
        "info",
        `apdu ${records[2]?.command ?? ""}`,
        "apdu 00A4000002EF05",
        "apdu 00B2030006",
        "apdu 00B2030406",
        "quit",
      ];
      writeFileSync(script, `${lines.join("\n")}\n`);
      const text = await opensc("opensc-explorer", script);
      expect(text).toContain("DF name:                 sx1.sh.");
      const answers = answersIn(text, [6, 0, 6, 6]);
      const version = records[2]?.expected;
      expect(answers.map((answer) => answer.slice(-4))).toEqual(["9000", "9000", "9000", "9000"]);
      expect([answers[0], answers[2], answers[3]]).toEqual([version, version, version]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
