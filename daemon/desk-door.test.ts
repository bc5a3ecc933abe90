import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../hardware/clock.ts";
import { deskDoor } from "./desk-door.ts";
import { frameOf, screenStand } from "./screen-stand.ts";
import type { Action, DeskFrame, Screen } from "./screen.ts";

/** The clerk's page at a desk's terminal: let in by the centre's word about its code, and to less than the kiosk's page. */

const page = "https://centre.example";
const codeOf = (n: number): string => `a-code-of-some-length-${String(n)}`;
const card: Extract<Screen, { name: "your-card" }>["card"] = {
  issuer: { number: "371700", regionZh: "菏泽市", regionEn: "Heze" },
  holderMasked: "赵*禾",
  nationalNumberMasked: "371702********9972",
  cardNumberMasked: "*****0118",
  version: "2.00",
  issuedOn: "2022-03-15",
  expiresOn: "2032-03-15",
  expired: false,
  life: "active",
  atr: "3B",
  profile: "p",
};

let asked: string[];
let answer: "paired" | "unknown-code" | "unreachable";
let acted: Action[];
let nowMs: number;
let stand: Awaited<ReturnType<typeof screenStand>>;
beforeEach(async () => {
  asked = [];
  acted = [];
  answer = "paired";
  nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, after: () => () => undefined };
  const desk = deskDoor({
    origin: page,
    clock,
    ask: (hash) => {
      asked.push(hash);
      return Promise.resolve(answer);
    },
    onAction: (action) => acted.push(action),
    cardRef: () => "37170000000000000000000000000001",
  });
  stand = await screenStand({ desk });
  stand.server.show(frameOf({ name: "your-card", card, choices: [] }));
});
afterEach(() => stand.close());

const linkWith = (code: string, headers: Record<string, string> = { origin: page }) =>
  stand.open({ path: "/desk", headers, protocols: ["cardhall.desk.v1", `code.${code}`] });
const frame = (link: ReturnType<typeof linkWith>): DeskFrame => link.frames.at(-1) as unknown as DeskFrame;

test("a code that the centre knows opens one link; the centre is asked about its hash, never told the code", async () => {
  const link = linkWith(codeOf(1));
  expect(await link.opened).toBe(101);
  expect(asked).toEqual([createHash("sha256").update(codeOf(1)).digest("hex")]);
  await link.heard();
  expect(frame(link)).toMatchObject({
    terminalId: "demo-1",
    cardRef: "37170000000000000000000000000001",
    screen: { name: "your-card", card: { holderMasked: "赵*禾" } },
  });
  nowMs += 1_000;
  expect(await linkWith(codeOf(1)).opened, "the same code again").toBe(401);
  expect(asked).toHaveLength(1);
});

describe("nobody else is let in", () => {
  test.each([
    ["the kiosk's own origin", () => linkWith(codeOf(1), { origin: stand.origin }), 403],
    ["a page elsewhere", () => linkWith(codeOf(1), { origin: "https://elsewhere.example" }), 403],
    ["no origin", () => linkWith(codeOf(1), {}), 403],
    ["another name for this machine", () => linkWith(codeOf(1), { origin: page, host: "evil.example" }), 421],
    [
      "no code",
      () => stand.open({ path: "/desk", headers: { origin: page }, protocols: ["cardhall.desk.v1"] }),
      401,
    ],
    ["a short code", () => linkWith("short"), 401],
    ["the desk's page at the kiosk's door", () => stand.open({ headers: { origin: page } }), 403],
  ])("%s", async (_who, link, status) => {
    expect(await link().opened).toBe(status);
    expect(asked).toEqual([]);
  });

  test("a code that the centre does not know, and none while the centre is silent", async () => {
    answer = "unknown-code";
    expect(await linkWith(codeOf(1)).opened).toBe(401);
    answer = "unreachable";
    expect(await linkWith(codeOf(2)).opened).toBe(503);
  });

  test("whoever guesses: the third code of a second is not even asked about", async () => {
    answer = "unknown-code";
    const said = [];
    for (const n of [1, 2, 3]) said.push(await linkWith(codeOf(n)).opened);
    expect(said).toEqual([401, 401, 429]);
    expect(asked).toHaveLength(2);
  });
});

test("the clerk's page never sees what is unmasked, the card's files or the certificate's picture", async () => {
  const link = linkWith(codeOf(1));
  await link.opened;
  const personal = { holder: "赵青禾", nationalNumber: "371702200105169972", cardNumber: "A00000118" };
  stand.server.show(frameOf({ name: "your-card", card, choices: [], personal, files: [] }));
  await link.heard();
  expect(JSON.stringify(link.frames)).not.toContain("赵青禾");
  expect(frame(link).screen).toEqual({ name: "your-card", card, choices: [] });
  const result = { kind: "freeze", opId: "1", certificateNo: "2", life: "frozen", legal: "frozen" } as const;
  const certificate = { certificateNo: "2", svg: "<svg>赵青禾</svg>", print: "printed" } as const;
  stand.server.show(frameOf({ name: "take-certificate", result, certificate }));
  await link.heard();
  expect(frame(link).screen).toMatchObject({ name: "take-certificate", certificate: { certificateNo: "2" } });
  expect(JSON.stringify(link.frames)).not.toContain("赵青禾");
});

test("it goes through the visit's questions, on the screen that it saw, and the kiosk's page stays beside it", async () => {
  const own = await stand.page();
  const link = linkWith(codeOf(1));
  await link.opened;
  link.act(1, { type: "choose", kind: "cancel" });
  await link.heard();
  expect(acted).toEqual([{ type: "choose", kind: "cancel" }]);
  stand.server.show(frameOf({ name: "reading" }));
  link.act(1, { type: "back" });
  await link.heard();
  expect(acted).toHaveLength(1);
  expect(own.socket.readyState).toBe(1);
});

test.each([
  ["unmasking", { type: "show-personal" }],
  ["the card's files", { type: "show-files" }],
  ["calling itself", { type: "call-clerk" }],
])("%s closes the link, and is not done", async (_what, action) => {
  const link = linkWith(codeOf(1));
  await link.opened;
  link.act(1, action);
  expect((await link.closed).code).toBe(1008);
  expect(acted).toEqual([]);
});

test("another clerk's page takes the desk, and the one before is told so", async () => {
  const first = linkWith(codeOf(1));
  await first.opened;
  const second = linkWith(codeOf(2));
  await second.opened;
  expect((await first.closed).code).toBe(4001);
  expect(second.socket.readyState).toBe(1);
});
