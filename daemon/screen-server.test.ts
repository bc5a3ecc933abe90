import { createConnection, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashOf } from "./screen-server.ts";
import { frameOf, screenStand } from "./screen-stand.ts";

let stand: Awaited<ReturnType<typeof screenStand>>;
beforeEach(async () => {
  stand = await screenStand();
});
afterEach(() => stand.close());

const welcome = frameOf({ name: "welcome" });
const inserting = frameOf({ name: "insert-card" });

/** Says raw words to the server and waits for what it says back until it hangs up. */
function say(words: string): Promise<string> {
  return new Promise((heard) => {
    let received = "";
    const socket = createConnection(stand.port, "127.0.0.1", () => socket.write(words));
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => heard(received));
  });
}
const upgrade = (path: string, host: string, origin: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

describe("only this machine, by its own name", () => {
  test("nothing listens on any other address of this machine", async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, address }) => family === "IPv4" && address !== "127.0.0.1")
      .map(({ address }) => address);
    // 127.0.0.2 is this machine too, wherever the test runs.
    for (const address of [...others, "127.0.0.2"]) {
      const outcome = await new Promise<string>((settle) => {
        const socket: Socket = createConnection(stand.port, address, () => settle("open"));
        socket.setTimeout(1_000, () => settle("silent"));
        socket.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? "error"));
        socket.on("connect", () => socket.destroy());
      });
      expect(outcome, address).not.toBe("open");
    }
    expect((await stand.ask("GET", "/")).status).toBe(200);
  });

  test.each(["evil.test", "evil.test:80", "127.0.0.1", "127.0.0.1:1", "localhost.evil.test"])(
    "a page under the name %j is misdirected: 421",
    async (host) => {
      expect((await stand.ask("GET", "/", { host })).status).toBe(421);
      const { origin } = stand;
      expect((await stand.ask("POST", "/session", { host, origin }, '{"code":"code-1"}')).status).toBe(421);
      const link = stand.open({ headers: { host, origin }, token: "any" });
      expect(await link.opened).toBe(421);
      expect(stand.codes.size).toBe(3);
    },
  );

  test("a caller that gives no name at all is misdirected", async () => {
    expect(await say("GET / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 421 /);
  });

  test("its own names are its number and localhost", async () => {
    for (const name of ["127.0.0.1", "localhost"])
      expect((await stand.ask("GET", "/", { host: `${name}:${String(stand.port)}` })).status).toBe(200);
  });
});

describe("only the daemon's own page", () => {
  const origins: readonly [string, Record<string, string>][] = [
    ["no origin", {}],
    ["a null origin", { origin: "null" }],
    ["another page's origin", { origin: "https://evil.test" }],
    ["the right host on another port", { origin: "http://127.0.0.1:1" }],
    ["the right host over https", { origin: "https://127.0.0.1" }],
    ["an application's origin", { origin: "app://cardhall" }],
  ];
  test.each(origins)("%s opens no session and no link: 403", async (_name, headers) => {
    expect((await stand.spend("code-1", headers)).status).toBe(403);
    expect(stand.codes.has("code-1")).toBe(true);
    const { token } = await stand.page("code-2");
    const link = stand.open({ token, headers });
    expect(await link.opened).toBe(403);
  });

  test("no answer invites another page in: not one CORS header, and no preflight", async () => {
    const headers = { origin: "https://evil.test", "access-control-request-method": "POST" };
    const answers = [
      await stand.ask("OPTIONS", "/session", headers),
      await stand.ask("GET", "/", headers),
      await stand.spend("code-1", headers),
      await stand.spend("code-1"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 200, 403, 200]);
    for (const answer of answers)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });
});

describe("only with a code, and then with its token", () => {
  test("a code buys one session, once", async () => {
    const first = await stand.spend("code-1");
    expect(first.status).toBe(200);
    expect(JSON.parse(first.body)).toEqual({ token: "token-1" });
    expect((await stand.spend("code-1")).status).toBe(401);
    expect([...stand.hashes]).toEqual([hashOf("token-1")]);
    expect(stand.kept()).toBe(1);
  });

  test.each(["", "code-", "code-11", "CODE-1", "__proto__"])("%j is no code: 401", async (code) => {
    expect((await stand.spend(code)).status).toBe(401);
    expect(stand.hashes.size).toBe(0);
  });

  test.each(["", "{", "null", "[]", '{"code":1}', '{"code":"code-1","more":1}', "code=code-1"])(
    "the body %j is not understood: 401",
    async (body) => {
      const { origin } = stand;
      expect((await stand.ask("POST", "/session", { origin }, body)).status).toBe(401);
      expect(stand.codes.size).toBe(3);
    },
  );

  test("a body that does not end is not read to its end", async () => {
    const { origin } = stand;
    const body = JSON.stringify({ code: "code-1", more: "x".repeat(1_000_000) });
    const answer = await stand.ask("POST", "/session", { origin }, body).catch(() => undefined);
    expect(answer?.status ?? 401).toBe(401);
    expect(stand.codes.has("code-1")).toBe(true);
  });

  test("a link opens with the token, and not without, with another, or with the code", async () => {
    const { token } = await stand.page();
    for (const wrong of ["", "token-", "token-2", "code-1", "code-2", hashOf(token)]) {
      const link = stand.open({ token: wrong });
      expect(await link.opened, wrong).toBe(401);
    }
    expect(await stand.open({ protocols: ["cardhall.v1"] }).opened).toBe(401);
    expect(await stand.open({ protocols: [`token.${token}`] }).opened).toBe(401);
    const right = stand.open({ token });
    expect(await right.opened).toBe(101);
    // What is answered is the protocol, never the token.
    expect(right.socket.protocol).toBe("cardhall.v1");
  });

  test("a token in the address opens nothing", async () => {
    const { token } = await stand.page();
    expect(await stand.open({ path: `/link?token=${token}` }).opened).toBe(401);
    expect(await stand.open({ path: "/other", token }).opened).toBe(404);
  });

  test("a session survives the daemon's own restart, because its hash was kept", async () => {
    const { token } = await stand.page();
    const { hashes } = stand;
    await stand.close();
    stand = await screenStand({ sessions: { hashes, keep: () => undefined } });
    expect(await stand.open({ token }).opened).toBe(101);
    const stranger = await screenStand();
    expect(await stranger.open({ token }).opened).toBe(401);
    await stranger.close();
  });

  test("whoever guesses codes is told to wait: 429 at the twenty-first of a second, and no code is spent", async () => {
    for (let guess = 0; guess < 20; guess += 1)
      expect((await stand.spend(`guess-${String(guess)}`)).status).toBe(401);
    expect((await stand.spend("code-1")).status).toBe(429);
    expect(stand.codes.has("code-1")).toBe(true);
    stand.pass(1_000);
    expect((await stand.spend("code-1")).status).toBe(200);
  });

  test("a strange page's guesses do not make the kiosk's own page wait", async () => {
    for (let guess = 0; guess < 100; guess += 1)
      expect((await stand.spend("guess", { origin: "https://evil.test" })).status).toBe(403);
    expect((await stand.spend("code-1")).status).toBe(200);
  });

  test("at most 64 sessions are kept, the oldest goes first", async () => {
    const { token } = await stand.page();
    for (let more = 0; more < 64; more += 1) {
      stand.codes.add(`more-${String(more)}`);
      stand.pass(1_000);
      expect((await stand.spend(`more-${String(more)}`)).status).toBe(200);
    }
    expect(stand.hashes.size).toBe(64);
    expect(await stand.open({ token }).opened).toBe(401);
  });
});

describe("the page's files", () => {
  test("are served with headers that let the page load and reach nothing else", async () => {
    const { status, headers, body } = await stand.ask("GET", "/");
    expect([status, body]).toEqual([200, "<title>Cardhall</title>"]);
    const policy = String(headers["content-security-policy"]);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split("; ")).toContain(part);
    expect(policy).not.toContain("unsafe");
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect(headers["permissions-policy"]).toContain("usb=()");
    expect(headers["permissions-policy"]).toContain("camera=(self), microphone=()");
  });

  test("every answer carries them, a refusal too", async () => {
    for (const answer of [
      await stand.ask("GET", "/nothing"),
      await stand.ask("GET", "/", { host: "evil.test" }),
      await stand.spend("wrong"),
      await stand.spend("code-1"),
    ])
      expect(answer.headers).toMatchObject({
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      });
  });

  test.each([
    "/../package.json",
    "/..%2fpackage.json",
    "/%2e%2e/package.json",
    "/app.js/../../package.json",
    "/....//package.json",
    "/app.js%00",
    "//etc/passwd",
    "/etc/passwd",
    "/index.html/",
    "/session",
    "/link",
    "/..\\..\\package.json",
  ])("%s is not among them: 404", async (path) => {
    expect(
      await say(`GET ${path} HTTP/1.1\r\nHost: localhost:${String(stand.port)}\r\nConnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 404 /);
  });

  test("a GET changes nothing, whatever it names", async () => {
    for (const path of ["/session?code=code-1", "/session", "/?code=code-1", "/link?token=x"])
      await stand.ask("GET", path, { origin: stand.origin }, '{"code":"code-1"}');
    expect(stand.codes.size).toBe(3);
    expect(stand.hashes.size).toBe(0);
    expect([stand.kept(), stand.actions]).toEqual([0, []]);
  });

  test.each(["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])("%s is not known here: 404", async (method) => {
    expect((await stand.ask(method, "/", { origin: stand.origin })).status).toBe(404);
  });
});

describe("a hostile program of this machine does not stop the daemon", () => {
  test.each(["//", "///", "http://[", "http://a:99999/", "*"])(
    "with the address %s, asked for or for a link",
    async (path) => {
      const host = `127.0.0.1:${String(stand.port)}`;
      expect(await say(upgrade(path, host, stand.origin))).toMatch(/^HTTP\/1\.1 4\d\d |^$/);
      await say(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect((await stand.ask("GET", "/")).status).toBe(200);
    },
  );

  test("by hanging up while it is refused a link", async () => {
    for (let time = 0; time < 20; time += 1)
      await new Promise<void>((gone) => {
        const socket = createConnection(stand.port, "127.0.0.1", () => {
          socket.write(upgrade("/link", "evil.test", stand.origin), () => socket.resetAndDestroy());
        });
        socket.on("error", () => undefined);
        socket.on("close", () => gone());
      });
    expect((await stand.ask("GET", "/")).status).toBe(200);
  });

  test("by keeping the connection of a refused link half open", async () => {
    const outcome = await new Promise<string>((settle) => {
      const socket = createConnection({ port: stand.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(upgrade("/link", "evil.test", stand.origin));
      socket.resume();
      // Only a server that has let go answers further words with a reset.
      const pushing = setInterval(() => socket.write("still here"), 20);
      setTimeout(() => settle("held open"), 2_000);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearInterval(pushing);
        settle("let go");
      });
    });
    expect(outcome).toBe("let go");
  });

  test("with words that are no HTTP", async () => {
    expect(await say("\u0000\u0001nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect((await stand.ask("GET", "/")).status).toBe(200);
  });
});

describe("the screen that is shown", () => {
  test("comes whole to whoever opens a link, and again at each change, with a number that rises", async () => {
    stand.server.show(welcome);
    const page = await stand.page();
    await page.heard();
    expect(page.frames).toEqual([{ v: 1, frameNo: 1, ...welcome }]);
    const next = page.nextFrame();
    stand.server.show(inserting);
    expect(await next).toEqual({ v: 1, frameNo: 2, ...inserting });
  });

  test("is not sent again when nothing changed", async () => {
    stand.server.show(welcome);
    const page = await stand.page();
    stand.server.show(welcome);
    await page.heard();
    expect(page.frames).toHaveLength(1);
  });
});
