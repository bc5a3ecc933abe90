import { expect, test } from "vitest";
import { backOffMs, codeIn, openLink, type LinkDoors, type Socket } from "./link.ts";
import { sampleFrame } from "./samples.ts";

const code = "one-time_code-123";
const token = "a-token-of-sixteen-or-more";
const frameText = JSON.stringify(sampleFrame("welcome", false));

/** A browser held by hand: time passes by `pass`, sockets are opened and dropped by the test. */
function handHeld(options: { fragment?: string; kept?: string; answers?: (number | "away")[] }) {
  const told: string[] = [];
  const asked: string[] = [];
  const waits: { delayMs: number; task: () => void }[] = [];
  const sockets: {
    protocols: readonly string[];
    sent: string[];
    closed: boolean;
    say(data: unknown): void;
    drop(code: number): void;
  }[] = [];
  const answers = [...(options.answers ?? [200])];
  let fragment = options.fragment ?? "";
  let kept = options.kept ?? null;
  const doors: LinkDoors = {
    clock: {
      now: () => new Date(0),
      after: (delayMs, task) => {
        const wait = { delayMs, task };
        waits.push(wait);
        return () => {
          waits.splice(waits.indexOf(wait), 1);
        };
      },
    },
    fragment: () => fragment,
    clearFragment: () => {
      fragment = "";
    },
    readToken: () => kept,
    keepToken: (given) => {
      kept = given;
    },
    askForToken: (given) => {
      asked.push(given);
      const status = answers.shift() ?? 200;
      if (status === "away") return Promise.reject(new Error("connection refused"));
      return Promise.resolve({ status, body: status === 200 ? { token } : undefined });
    },
    openSocket: (protocols) => {
      let onMessage: (data: unknown) => void = () => undefined;
      let onClose: (code: number) => void = () => undefined;
      const held = {
        protocols,
        sent: [] as string[],
        closed: false,
        say: (data: unknown) => {
          onMessage(data);
        },
        drop: (why: number) => {
          onClose(why);
        },
      };
      sockets.push(held);
      const socket: Socket = {
        send: (message) =>
          held.sent.push(typeof message === "string" ? message : `photo ${message.join(" ")}`),
        close: () => {
          held.closed = true;
        },
        onMessage: (listener) => {
          onMessage = listener;
        },
        onClose: (listener) => {
          onClose = listener;
        },
      };
      return socket;
    },
  };
  const link = openLink(doors, {
    onFrame: (frame) => told.push(frame.screen.name),
    onDown: () => told.push("down"),
    onTakenOver: () => told.push("taken-over"),
    onNotAdmitted: () => told.push("not-admitted"),
  });
  const settle = () => new Promise((done) => setImmediate(done));
  const pass = async () => {
    waits.shift()?.task();
    await settle();
  };
  return { link, told, asked, waits, sockets, pass, settle, fragment: () => fragment, kept: () => kept };
}

test("the code is spent once, leaves the address bar, and the token goes over in the subprotocol", async () => {
  const page = handHeld({ fragment: `#code=${code}` });
  await page.settle();
  expect(page.asked).toEqual([code]);
  expect(page.fragment()).toBe("");
  expect(page.kept()).toBe(token);
  expect(page.sockets[0]?.protocols).toEqual(["cardhall.v1", `token.${token}`]);
  page.sockets[0]?.say(frameText);
  expect(page.told).toEqual(["welcome"]);
});

test("a code is kept while the daemon is away, and not asked for again once it was refused", async () => {
  const page = handHeld({ fragment: `#code=${code}`, answers: ["away", 503, 401] });
  await page.settle();
  await page.pass();
  await page.pass();
  expect(page.asked).toEqual([code, code, code]);
  expect(page.told).toEqual(["down", "down", "not-admitted"]);
  expect(page.waits).toHaveLength(0);
});

test("a page opened again goes on with its token; a spent code does not shut it out", async () => {
  const page = handHeld({ fragment: `#code=${code}`, kept: token, answers: [401] });
  await page.settle();
  expect(page.sockets).toHaveLength(1);
});

test("without code and token nobody is admitted, and a token that is no token is not sent", () => {
  expect(handHeld({}).told).toEqual(["not-admitted"]);
  expect(handHeld({ kept: "not a token, x" }).told).toEqual(["not-admitted"]);
});

test("the link comes back for ever, from half a second to five, and starts small again after a frame", async () => {
  const page = handHeld({ kept: token });
  const delays: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    page.sockets.at(-1)?.drop(1006);
    delays.push(page.waits[0]?.delayMs ?? -1);
    await page.pass();
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
  page.sockets.at(-1)?.say(frameText);
  page.sockets.at(-1)?.drop(1006);
  expect(page.waits[0]?.delayMs).toBe(500);
  expect(backOffMs(10_000)).toBe(5_000);
});

test("a message that is no frame ends the connection instead of leaving an old screen standing", () => {
  const page = handHeld({ kept: token });
  page.sockets[0]?.say(frameText);
  page.sockets[0]?.say('{"v":1}');
  expect(page.sockets[0]?.closed).toBe(true);
  page.sockets[0]?.drop(1000);
  expect(page.told).toEqual(["welcome", "down"]);
});

test("a page that was taken over does not fight, and comes back only when a person asks", async () => {
  const page = handHeld({ kept: token });
  page.sockets[0]?.drop(4001);
  expect(page.told).toEqual(["taken-over"]);
  expect(page.waits).toHaveLength(0);
  page.link.takeBack();
  await page.settle();
  expect(page.sockets).toHaveLength(2);
});

test("an action names the frame that the person saw", () => {
  const page = handHeld({ kept: token });
  page.link.act(7, { type: "choose", kind: "freeze" });
  page.link.demo({ type: "demo.pull" });
  expect(page.sockets[0]?.sent.map((text) => JSON.parse(text) as unknown)).toEqual([
    { v: 1, frameNo: 7, action: { type: "choose", kind: "freeze" } },
    { v: 1, demo: { type: "demo.pull" } },
  ]);
});

test("a closed link asks for nothing more", () => {
  const page = handHeld({ kept: token });
  page.link.close();
  page.sockets[0]?.drop(1000);
  expect(page.told).toEqual([]);
  expect(page.waits).toHaveLength(0);
});

test("only a fragment that is a code and nothing else is one", () => {
  expect(codeIn(`#code=${code}`)).toBe(code);
  for (const fragment of [
    "",
    "#",
    "#code=",
    "#code=short",
    `#x&code=${code}`,
    `#code=${code}&x`,
    "#code=a b c d e f g",
  ])
    expect(codeIn(fragment)).toBeUndefined();
});
