import { expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import * as command from "./commands.ts";

const mac = fromHex("01020304");
const eight = fromHex("1122334455667788");

test.each([
  ["SELECT by name", command.selectByName(fromHex("D15600000500")), "00A4040006D15600000500"],
  ["SELECT by FID", command.selectByFid(0xdf01), "00A4000002DF01"],
  ["SELECT by FID", command.selectByFid(0xef05, 0x02), "00A4020002EF05"],
  ["GET RESPONSE", command.getResponse(0x15), "00C0000015"],
  ["READ RECORD 01", command.readRecord({ sfi: 5, tag: 1, length: 16 }), "00B2012812"],
  ["READ RECORD EE", command.readRecord({ sfi: 0x0d, tag: 0xee, length: 24 }), "00B2EE681A"],
  ["GET CHALLENGE", command.getChallenge(), "0084000008"],
  [
    "INTERNAL AUTHENTICATE",
    command.internalAuthenticate(eight, eight),
    "008800001011223344556677881122334455667788",
  ],
  [
    "EXTERNAL AUTHENTICATE",
    command.externalAuthenticate(0x0d, eight, eight),
    "0082000D1011223344556677881122334455667788",
  ],
  ["VERIFY", command.verifyPin(fromHex("123456")), "0020000003123456"],
  [
    "UPDATE RECORD",
    command.updateRecord({ sfi: 5, tag: 5, value: fromHex("20230101") }),
    "00DC052806050420230101",
  ],
  [
    "UPDATE RECORD",
    command.updateRecord({ sfi: 5, tag: 5, value: fromHex("20230101"), mac }),
    "04DC05280A05042023010101020304",
  ],
  ["APPLICATION BLOCK", command.applicationBlock("temporary", mac), "841E00000401020304"],
  ["APPLICATION BLOCK", command.applicationBlock("permanent", mac), "841E00010401020304"],
  ["APPLICATION UNBLOCK", command.applicationUnblock(mac), "841800000401020304"],
])("%s is written as the specification writes it (%#)", (name, { name: given, bytes }, expected) => {
  expect([given, hex(bytes)]).toEqual([name, expected]);
});

test("a record that is not the one asked for is garbled, with what came", () => {
  expect(command.readRecord({ sfi: 5, tag: 1, length: 1 }).parse(fromHex("020131"))).toEqual({
    ok: false,
    fault: { kind: "garbled", during: "READ RECORD 01", expected: "tag 01", received: "020131" },
  });
});

test("what no card could be asked is a bug", () => {
  expect(() => command.selectByName(new Uint8Array(17))).toThrow();
  expect(() => command.readRecord({ sfi: 31, tag: 1, length: 1 })).toThrow();
  expect(() => command.readRecord({ sfi: 5, tag: 1, length: 300 })).toThrow();
  expect(() => command.externalAuthenticate(5, mac, eight)).toThrow();
});
