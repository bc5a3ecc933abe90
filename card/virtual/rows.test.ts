import { expect, test } from "vitest";
import type { VirtualSocialSecurityCard } from "./card.ts";
import { select, record, lives, cardIn, ask, auth, maced, session, uk0d, bk, uksse } from "./for-tests.ts";

/* Default card section 4, row by row: what stands there, in each life. */

type Row = readonly [
  what: string,
  prepare: (card: VirtualSocialSecurityCard) => void,
  command: string | ((card: VirtualSocialSecurityCard) => string),
  /** Status words in active, frozen, cancelled; a card blocked whole always says 6A81. */
  expected: readonly [string, string, string],
];

const selected = (card: VirtualSocialSecurityCard): void => void ask(card, select);
const fresh = (): void => undefined;

const rows: readonly Row[] = [
  ["SELECT SSSE by name", fresh, select, ["6115", "6283", "9303"]],
  ["SELECT DDF1, P1 00", fresh, "00A4000002DDF1", ["6115", "6283", "9303"]],
  ["SELECT DDF1, P1 01", fresh, "00A4010002DDF1", ["6115", "6283", "9303"]],
  ["SELECT SSSE with a trailing Le", fresh, `${select}00`, ["6115", "6283", "9303"]],
  ["GET RESPONSE after it", selected, "00C0000015", ["9000", "9000", "9000"]],
  ["GET RESPONSE, nothing waiting", fresh, "00C0000015", ["6985", "6985", "6985"]],
  ["GET RESPONSE, wrong Le", selected, "00C0000000", ["6C15", "6C15", "6C15"]],
  ["SELECT MF", selected, "00A40000023F00", ["9000", "9000", "9000"]],
  ["SELECT DF01 by FID", selected, "00A4000002DF01", ["610C", "6985", "6985"]],
  ["SELECT DF03 by FID, P1 01", selected, "00A4010002DF03", ["610C", "6985", "6985"]],
  ["SELECT DF04 by AID", selected, "00A4040006D15600000503", ["610C", "6985", "6985"]],
  ["SELECT EF05, P1 00", selected, "00A4000002EF05", ["9000", "9000", "9000"]],
  ["SELECT EF06, P1 02", selected, "00A4020002EF06", ["9000", "9000", "9000"]],
  ["SELECT an unknown EF", selected, "00A4000002EF1F", ["6A82", "6A82", "6A82"]],
  ["SELECT an EF at MF", fresh, "00A4000002EF05", ["6A82", "6A82", "6A82"]],
  ["SELECT part of a name", fresh, "00A40400047378312E", ["6A82", "6A82", "6A82"]],
  ["SELECT, P2 not 00", fresh, "00A4040C0F7378312E73682EC9E7BBE1B1A3D5CF", ["6A86", "6A86", "6A86"]],
  ["READ RECORD EF05/01", selected, "00B2012812", ["9000", "9000", "9000"]],
  ["READ RECORD EF05 number 7", selected, "00B2072C0B", ["9000", "9000", "9000"]],
  ["READ RECORD EF0D/EE", selected, "00B2EE681A", ["9000", "9000", "9000"]],
  ["READ RECORD EE, Le 00", selected, "00B2EE6800", ["6C1A", "6C1A", "6C1A"]],
  ["READ RECORD EE, bare header", selected, "00B2EE68", ["6C1A", "6C1A", "6C1A"]],
  ["READ RECORD EF06/08", selected, "00B2083014", ["9000", "9000", "6985"]],
  ["READ RECORD, no such tag", selected, "00B2992812", ["6A83", "6A83", "6A83"]],
  ["READ RECORD number 0", selected, "00B2002C12", ["6A83", "6A83", "6A83"]],
  ["READ RECORD, no such SFI", selected, "00B201F812", ["6A82", "6A82", "6A82"]],
  ["READ RECORD, SFI at MF", fresh, "00B2012812", ["6986", "6986", "6986"]],
  ["READ RECORD, no current EF", selected, "00B2010012", ["6986", "6986", "6986"]],
  ["READ RECORD, other P2 bits", selected, "00B2012912", ["6A86", "6A86", "6A86"]],
  ["READ RECORD with data", selected, "00B201281200", ["6700", "6700", "6700"]],
  ["GET CHALLENGE", selected, "0084000008", ["9000", "9000", "9000"]],
  ["GET CHALLENGE, Le 00", selected, "0084000000", ["6C08", "6C08", "6C08"]],
  ["VERIFY, right", selected, "0020000003123456", ["9000", "6985", "6985"]],
  ["VERIFY, wrong", selected, "0020000003654321", ["63C5", "6985", "6985"]],
  ["VERIFY, Lc not 03", selected, "002000000412345600", ["6700", "6700", "6700"]],
  ["VERIFY at MF", fresh, "0020000003123456", ["6985", "6985", "6985"]],
  ["INTERNAL AUTHENTICATE", selected, "008800001001020304050607080102030405060708", ["6108", "6108", "6985"]],
  [
    "INTERNAL AUTHENTICATE at MF",
    fresh,
    "008800001001020304050607080102030405060708",
    ["6985", "6985", "6985"],
  ],
  ["EXTERNAL AUTHENTICATE 05", session, (card) => auth(card, ...bk), ["9000", "9000", "6985"]],
  ["EXTERNAL AUTHENTICATE 0D", session, (card) => auth(card, ...uk0d), ["9000", "9000", "6985"]],
  ["EXTERNAL AUTHENTICATE 0D, wrong", session, (card) => auth(card, "BK", "0D"), ["63C2", "63C2", "6985"]],
  ["EXTERNAL AUTHENTICATE 05, no R", selected, (card) => auth(card, ...bk), ["6984", "6984", "6985"]],
  ["EXTERNAL AUTHENTICATE 04", session, (card) => auth(card, ...uksse), ["9000", "6985", "6985"]],
  ["EXTERNAL AUTHENTICATE 06", session, (card) => auth(card, "PUK", "06"), ["9000", "6985", "6985"]],
  [
    "EXTERNAL AUTHENTICATE, unknown key",
    session,
    (card) => auth(card, "RK1", "84"),
    ["6A88", "6A88", "6985"],
  ],
  ["EXTERNAL AUTHENTICATE with STK", session, (card) => auth(card, "STK", "02"), ["6A88", "6A88", "6985"]],
  ["EXTERNAL AUTHENTICATE, Lc not 10", session, "0082000508 0011223344556677", ["6700", "6700", "6700"]],
  [
    "04 DC on EE",
    (c) => {
      session(c, uk0d);
    },
    (c) => maced(c, `04DCEE681E${record}`),
    ["9000", "6985", "6985"],
  ],
  [
    "04 DC on EE by number",
    (c) => {
      session(c, uk0d);
    },
    (c) => maced(c, `04DC036C1E${record}`),
    ["9000", "6985", "6985"],
  ],
  ["04 DC on EE without AUTH", session, (c) => maced(c, `04DCEE681E${record}`), ["6982", "6985", "6985"]],
  ["00 DC on EE without AUTH", session, `00DCEE681A${record}`, ["6982", "6985", "6985"]],
  [
    "00 DC on EE with AUTH",
    (c) => {
      session(c, uk0d);
    },
    `00DCEE681A${record}`,
    ["6987", "6985", "6985"],
  ],
  [
    "04 DC on EE, wrong MAC",
    (c) => {
      session(c, uk0d);
    },
    `04DCEE681E${record}00000000`,
    ["6988", "6985", "6985"],
  ],
  [
    "04 DC on EE, wrong Lc",
    (c) => {
      session(c, uk0d);
    },
    `04DCEE681D${record}000000`,
    ["6700", "6985", "6985"],
  ],
  [
    "04 DC on EE, other tag inside",
    (c) => {
      session(c, uk0d);
    },
    (c) => maced(c, `04DCEE681EEA${record.slice(2)}`),
    ["6A80", "6985", "6985"],
  ],
  [
    "04 DC, no such record",
    (c) => {
      session(c, uk0d);
    },
    (c) => maced(c, `04DCEF681E${record}`),
    ["6A83", "6985", "6985"],
  ],
  [
    "00 DC on EF05 with AUTH",
    (c) => {
      session(c, uksse);
    },
    "00DC052806050420230101",
    ["9000", "6985", "6985"],
  ],
  [
    "00 DC on EF06 with AUTH",
    (c) => {
      session(c, uksse);
    },
    "00DC0A30030A0132",
    ["9000", "6985", "6985"],
  ],
  ["00 DC on EF05 without AUTH", session, "00DC052806050420230101", ["6982", "6985", "6985"]],
  [
    "04 DC on EF05 with AUTH",
    (c) => {
      session(c, uksse);
    },
    (c) => maced(c, "04DC05280A050420230101"),
    ["6882", "6985", "6985"],
  ],
  [
    "00 DC, other length inside",
    (c) => {
      session(c, uksse);
    },
    "00DC052806050320230101",
    ["6A80", "6985", "6985"],
  ],
  [
    "84 1E 00 00",
    (c) => {
      session(c, bk);
    },
    (c) => maced(c, "841E000004"),
    ["9000", "6985", "9303"],
  ],
  [
    "84 1E 00 01",
    (c) => {
      session(c, bk);
    },
    (c) => maced(c, "841E000104"),
    ["9000", "9000", "9303"],
  ],
  [
    "84 18 00 00",
    (c) => {
      session(c, bk);
    },
    (c) => maced(c, "8418000004"),
    ["6985", "9000", "9303"],
  ],
  [
    "84 16 00 00",
    (c) => {
      session(c, bk);
    },
    (c) => maced(c, "8416000004"),
    ["9000", "9000", "6985"],
  ],
  ["84 1E 00 01 without AUTH", session, (c) => maced(c, "841E000104"), ["6982", "6982", "9303"]],
  [
    "84 1E 00 01 with AUTH(0D) only",
    (c) => {
      session(c, uk0d);
    },
    (c) => maced(c, "841E000104"),
    ["6982", "6982", "9303"],
  ],
  [
    "84 1E 00 01, wrong MAC",
    (c) => {
      session(c, bk);
    },
    "841E000104 00000000",
    ["6988", "6988", "9303"],
  ],
  [
    "84 1E, P2 02",
    (c) => {
      session(c, bk);
    },
    (c) => maced(c, "841E000204"),
    ["6A86", "6A86", "6A86"],
  ],
  [
    "84 1E, Lc not 04",
    (c) => {
      session(c, bk);
    },
    "841E000008 0011223344556677",
    ["6700", "6700", "6700"],
  ],
  ["84 1E at MF", fresh, "841E000104 00000000", ["6985", "6985", "6985"]],
  ["00 1E", selected, "001E000004 00000000", ["6E00", "6E00", "6E00"]],
  ["00 18", selected, "0018000004 00000000", ["6E00", "6E00", "6E00"]],
  ["00 16", selected, "0016000004 00000000", ["6E00", "6E00", "6E00"]],
  ["another CLA", selected, "80CA9F7F00", ["6E00", "6E00", "6E00"]],
  ["another INS", selected, "00D6960000", ["6D00", "6D00", "6D00"]],
  ["three bytes", selected, "00A404", ["6700", "6700", "6700"]],
  ["fewer bytes than Lc says", selected, "00A404000F7378", ["6700", "6700", "6700"]],
];

test.each(rows)("%s", (_what, prepare, command, expected) => {
  for (const [index, life] of lives.entries()) {
    const card = cardIn(life);
    prepare(card);
    const text = typeof command === "string" ? command : command(card);
    expect([life, ask(card, text).slice(-4)]).toEqual([life, expected[index] ?? "6A81"]);
  }
});
