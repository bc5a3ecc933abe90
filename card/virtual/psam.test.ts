import { expect, test } from "vitest";
import { fromHex, hex } from "../bytes.ts";
import { virtualPsam } from "./psam.ts";

/* Facts about the card, 4.2 to 4.4 and the vectors of 4.6, through nothing but bytes. */

const root = fromHex("404142434445464748494A4B4C4D4E4F");
const atr8 = "8684440300506407";
const city = "3337313730307378";
const province = "3337303030307368";
const r = "1122334455667788";
const select3des = "00A4040006D15600000590";
const selectSm4 = "00A4040006D15600000591";

type Line = readonly [command: string, answer: string];

function replay(psam: ReturnType<typeof virtualPsam>, lines: readonly Line[]): void {
  for (const [command, answer] of lines)
    expect([command, hex(psam.answer(fromHex(command.replaceAll(" ", ""))))]).toEqual([
      command,
      answer.replaceAll(" ", ""),
    ]);
}

test("a 3DES chain of three levels ends in the published E and the five published MACs", () => {
  const psam = virtualPsam({ keys: [{ usage: 0x68, id: 0x01, root }] });
  const derive: Line = [`BFDE680120 ${atr8} ${city} ${province} ${r}`, "9000"];
  replay(psam, [
    [select3des, "610C"],
    derive,
    ["80FA000008 0102030405060708", "6108"],
    ["00C0000008", "92C7B063A5726F4B 9000"],
  ]);
  for (const [command, mac] of [
    ["8424000004", "9447528F"],
    ["841E000004", "CC77138A"],
    ["841E000104", "2523E12A"],
    ["8416000004", "339CD51A"],
    ["8418000004", "28C750B2"],
  ] as const) {
    replay(psam, [derive, [`80FA050010 0000000000000000 ${command}800000`, "6108"]]);
    expect(hex(psam.answer(fromHex("00C0000008"))).slice(0, 8)).toBe(mac);
  }
});

test("an SM4 chain of two levels ends in the published MAC", () => {
  const psam = virtualPsam();
  replay(psam, [
    [selectSm4, "610C"],
    [`BFDE480918 ${atr8} ${city} ${r}`, "9000"],
    [`80FA050020 ${"00".repeat(16)} 841E000004 80 ${"00".repeat(10)}`, "6110"],
  ]);
  const answer = hex(psam.answer(fromHex("00C0000010")));
  expect(answer).toHaveLength(36);
  expect(answer.slice(0, 8)).toBe("9EFD8E21");
});

test("its directory answers to AID and FID, and its FCI waits for GET RESPONSE as T=0 has it", () => {
  const psam = virtualPsam();
  for (const select of [select3des, "00A4000002DF01"])
    replay(psam, [
      [select, "610C"],
      ["00C0000000", "6C0C"],
      ["00C000000D", "6C0C"],
      ["00C0000002", "6F0A 610A"],
      ["00C000000A", "8406D15600000590A500 9000"],
      ["00C0000001", "6985"],
    ]);
});

test.each<[string, string, readonly Line[]]>([
  ["too short a command", "6700", [["80FA00", ""]]],
  ["another class", "6E00", [["84FA000008 1122334455667788", ""]]],
  ["another instruction", "6D00", [["80FB000008 1122334455667788", ""]]],
  ["a command for a card", "6D00", [["0084000008", ""]]],
  ["data against Lc", "6700", [["BFDE480918 1122", ""]]],
  ["an unknown directory", "6A82", [["00A4040006D15600000592", ""]]],
  ["part of an AID", "6A82", [["00A4040005D156000005", ""]]],
  ["SELECT otherwise", "6A86", [["00A4020002DF01", ""]]],
  ["a key before any directory", "6985", [[`BFDE480918 ${atr8} ${city} ${r}`, ""]]],
  ["a key that it does not hold", "6A88", [select(), [`BFDE480A18 ${atr8} ${city} ${r}`, ""]]],
  ["a level too few", "6700", [select(), [`BFDE480908 ${atr8}`, ""]]],
  ["a level too many", "6700", [select(), [`BFDE281118 ${atr8} ${city} ${r}`, ""]]],
  ["half a factor", "6700", [select(), [`BFDE480914 ${atr8} ${city} 11223344`, ""]]],
  ["a value without a key", "6985", [select(), [`80FA000008 ${r}`, ""]]],
  [
    "a second value of one key",
    "6985",
    [select(), stk(), [`80FA000008 ${r}`, "6108"], [`80FA000008 ${r}`, ""]],
  ],
  ["a key after another SELECT", "6985", [select(), stk(), select(), [`80FA000008 ${r}`, ""]]],
  ["a mode that nobody uses", "6A86", [select(), stk(), [`80FA010008 ${r}`, ""]]],
  ["a D of nine bytes", "6700", [select(), stk(), [`80FA000009 ${r}00`, ""]]],
  ["a MAC over nothing", "6700", [select(), stk(), [`80FA050008 ${r}`, ""]]],
  ["a MAC over half a block", "6700", [select(), stk(), [`80FA05000C ${r} 11223344`, ""]]],
  ["a MAC of a key that only encrypts", "6985", [select(), irk(), [`80FA050010 ${r}${r}`, ""]]],
])("%s is refused with %s", (_what, statusWord, lines) => {
  const psam = virtualPsam();
  replay(psam, lines.slice(0, -1));
  const [last = ""] = lines.at(-1) ?? [];
  expect(hex(psam.answer(fromHex(last.replaceAll(" ", ""))))).toBe(statusWord);
});

function select(): Line {
  return [select3des, "610C"];
}
function stk(): Line {
  return [`BFDE480918 ${atr8} ${city} ${r}`, "9000"];
}
function irk(): Line {
  return [`BFDE670820 ${atr8} ${city} ${province} ${r}`, "9000"];
}

test("a key that only encrypts does encrypt", () => {
  replay(virtualPsam(), [select(), irk(), [`80FA000008 ${r}`, "6108"]]);
});

test("a reset forgets the key and the directory", () => {
  const psam = virtualPsam();
  replay(psam, [select(), stk()]);
  psam.powerOff();
  expect(hex(psam.answer(fromHex(`80FA000008${r}`)))).toBe("6F00");
  expect(hex(psam.powerOn())).toMatch(/^3B7D940000/);
  replay(psam, [
    [`80FA000008 ${r}`, "6985"],
    [stk()[0], "6985"],
  ]);
});

test("it holds the keys of the reference table by usage and id, and none beside them", () => {
  const psam = virtualPsam();
  const table = [
    "6708",
    "4809",
    "4812",
    "2811",
    "4810",
    "485D",
    "4813",
    "4842",
    "672E",
    "2726",
    "2840",
    "285C",
  ];
  for (const place of table) {
    const levels = Number.parseInt(place.slice(0, 1), 16) >> 1;
    const factors = [atr8, city, province].slice(0, levels).join("");
    replay(psam, [
      select(),
      [`BFDE${place}${(8 * levels + 8).toString(16).padStart(2, "0")}${factors}${r}`, "9000"],
    ]);
  }
  for (const place of ["4811", "2809", "6709", "0000"])
    replay(psam, [select(), [`BFDE${place}18${atr8}${city}${r}`, "6A88"]]);
});
