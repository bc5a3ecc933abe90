import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { WebSocketServer, type WebSocket } from "ws";
import { sampleFrame } from "./samples.ts";

/*
 * The built page in Debian's Chromium, under the content security policy it ships with, before a daemon that the
 * caller plays: it sends samples and hears what the page answers.
 */

const home = fileURLToPath(new URL("../..", import.meta.url));
const built = join(home, "kiosk-ui/dist/app");
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:";
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};
export const token = "token-of-this-test-0123456789";

type OpenPage = { readonly page: Page; readonly complaints: string[] };

export type PageStand = {
  readonly address: string;
  readonly browser: Browser;
  /** Every file of the built page, by its path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly links: readonly WebSocket[];
  /** What pages sent over their links. */
  readonly heard: unknown[];
  /** What pages offered as WebSocket subprotocols. */
  readonly offered: readonly string[];
  /** A page whose console must stay silent: a refused inline style or script would be said there. */
  open(width: number, height: number): Promise<OpenPage>;
  /** A page with a link, showing this sample. */
  visit(
    look: string,
    before?: (page: Page) => Promise<void>,
  ): Promise<OpenPage & { readonly link: WebSocket }>;
  close(): Promise<void>;
};

export const show = (link: WebSocket, look: string, more: object = {}): void => {
  link.send(JSON.stringify({ ...sampleFrame(look, false), ...more }));
};

export async function openPageStand(): Promise<PageStand> {
  if (!existsSync(join(built, "index.html")))
    execFileSync(execPath, [join(home, "packaging/build-web.mjs")], { stdio: "inherit" });
  // Read once, as the daemon does: a build that runs meanwhile changes nothing.
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(built, { recursive: true, encoding: "utf8" }))
    if (extname(name) !== "") files.set(`/${name}`, readFileSync(join(built, name)));

  const links: WebSocket[] = [];
  const heard: unknown[] = [];
  const offered: string[] = [];
  const codes = new Set<string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/session") {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const { code } = JSON.parse(body) as { code: string };
        const known = codes.delete(code);
        response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
        response.end(JSON.stringify(known ? { token } : {}));
      });
      return;
    }
    const name = path === "/" ? "/index.html" : path;
    const file = files.get(name);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(name)] ?? "",
      "content-security-policy": policy,
    });
    response.end(file);
  });
  const sockets = new WebSocketServer({ server, path: "/link", handleProtocols: () => "cardhall.v1" });
  sockets.on("connection", (link, request) => {
    offered.push(request.headers["sec-websocket-protocol"] ?? "");
    link.on("message", (data, isBinary) => {
      const bytes = data as Buffer;
      const message = isBinary ? { photo: bytes } : (JSON.parse(bytes.toString()) as object);
      // That it draws a page says all the time; what a person did is what the tests ask for.
      if (!("drawn" in message)) heard.push(message);
    });
    links.push(link);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

  async function open(width: number, height: number): Promise<OpenPage> {
    const context = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    return { page, complaints };
  }

  return {
    address,
    browser,
    files,
    links,
    heard,
    offered,
    open,
    async visit(look, before) {
      codes.add("one-time-code-1");
      heard.length = 0;
      const known = links.length;
      const { page, complaints } = await open(1080, 1920);
      await before?.(page);
      await page.goto(`${address}#code=one-time-code-1`);
      while (links.length === known) await page.waitForTimeout(20);
      const link = links.at(-1);
      if (link === undefined) throw new Error("no link");
      show(link, look);
      await page.waitForSelector(`[data-screen="${sampleFrame(look, false)?.screen.name ?? look}"]`);
      return { page, link, complaints };
    },
    async close() {
      await browser.close();
      for (const link of links) link.terminate();
      server.close();
    },
  };
}

/** Runs in a page: the picture at the given size, its bytes (red, green, blue, opacity) in base64. */
export async function drawSmall(size: {
  readonly address: string;
  readonly halfWidth: number;
  readonly halfHeight: number;
}): Promise<string> {
  const image = new Image();
  image.src = size.address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = size.halfWidth;
  canvas.height = size.halfHeight;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("screens: no canvas");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, size.halfWidth, size.halfHeight);
  const { data } = pen.getImageData(0, 0, size.halfWidth, size.halfHeight);
  let bytes = "";
  for (const byte of data) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** Two pictures later: whatever follows a drawing by itself has been done. */
export const atRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let picture = 0; picture < 2; picture += 1)
      await new Promise<void>((drawn) => {
        requestAnimationFrame(() => setTimeout(drawn));
      });
  });
