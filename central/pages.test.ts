import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mountPages, readPages } from "./pages.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-pages-"));
  for (const name of ["desk", "assets"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "desk/index.html"), "<p>desk</p>");
  writeFileSync(join(folder, "assets/desk.js"), "desk()");
  writeFileSync(join(folder, "assets/notes.txt"), "not for anybody");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const served = () => {
  const app = fastify();
  mountPages(app, readPages(folder), (desk) => Promise.resolve(desk === "T-9" ? 17_001 : undefined));
  return (url: string) => app.inject({ url });
};

test("a page is served with nothing of another origin and nothing inline in it", async () => {
  const page = await served()("/desk/");
  expect([page.statusCode, page.headers["content-type"], page.body]).toEqual([
    200,
    "text/html; charset=utf-8",
    "<p>desk</p>",
  ]);
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
});

test.each([
  ["/desk/?desk=T-9", "connect-src 'self' ws://127.0.0.1:17001;"],
  ["/desk/?desk=T-8", "connect-src 'self';"],
  ["/desk/?desk=T-9&desk=T-9", "connect-src 'self';"],
  ["/desk/?desk=T-9%20ws:%2F%2Fevil.example", "connect-src 'self';"],
  ["/desk/", "connect-src 'self';"],
  ["/assets/desk.js?desk=T-9", "connect-src 'self';"],
])("%s may speak to its own terminal on this machine, and nowhere else", async (url, connect) => {
  const policy = String((await served()(url)).headers["content-security-policy"]);
  expect(policy).toContain(`; ${connect}`);
});

test("the desk's page alone may have a camera's picture, and no page anything else", async () => {
  const permitted = async (url: string) => String((await served()(url)).headers["permissions-policy"]);
  const nothingElse = "microphone=(), geolocation=(), usb=(), serial=(), hid=()";
  expect(await permitted("/desk/")).toBe(`camera=(self), ${nothingElse}`);
  expect(await permitted("/desk/?desk=T-9")).toBe(`camera=(self), ${nothingElse}`);
  expect(await permitted("/assets/desk.js")).toBe(`camera=(), ${nothingElse}`);
});

test("without the slash the browser is led to it, so that the page finds its files", async () => {
  const moved = await served()("/desk");
  expect([moved.statusCode, moved.headers.location]).toEqual([308, "/desk/"]);
});

test.each(["/assets/notes.txt", "/desk/../../etc/passwd", "/desk/%2e%2e/assets/notes.txt", "/assets/"])(
  "%s is not among the pages",
  async (url) => {
    expect((await served()(url)).statusCode).toBe(404);
  },
);

test("where nothing was built nothing is served", () => {
  expect([...readPages(join(folder, "absent"))]).toEqual([]);
});
