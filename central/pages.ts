import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { FastifyInstance } from "fastify";

/** One built file of the centre's pages. */
type PageFile = { readonly type: string; readonly bytes: Buffer };

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};
const filesMax = 200;
const index = "index.html";

/** Nothing of another origin, nothing inline, in nobody's frame. */
const policyWith = (connect: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${connect}; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function permitted(camera: "()" | "(self)"): string {
  return `camera=${camera}, microphone=(), geolocation=(), usb=(), serial=(), hid=()`;
}

const pageHeaders = {
  "content-security-policy": policyWith("'self'"),
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": permitted("()"),
} as const;

/**
 * The built pages (desk, console, public page) by their paths, read once: what is not in this list cannot be asked
 * for, however a path is written. Empty where nothing was built: the centre answers its API without them.
 */
export function readPages(folder: string): ReadonlyMap<string, PageFile> {
  const files = namesIn(folder).filter((name) => extname(name) in types && statSync(name).isFile());
  if (files.length > filesMax) throw new Error(`pages: more than ${String(filesMax)} files in ${folder}`);
  return new Map(
    files.map((name) => {
      const path = `/${relative(folder, name).split(sep).join("/")}`;
      const served = path.endsWith(`/${index}`) ? path.slice(0, -index.length) : path;
      return [served, { type: types[extname(name)] ?? "", bytes: readFileSync(name) }];
    }),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Where the page of this desk speaks to the terminal beside it, on the clerk's own machine; nowhere for any other. */
export type DeskPort = (terminalId: string) => Promise<number | undefined>;

const deskPage = "/desk/";

/** Serves the pages. Who may see what is in them is decided where they ask: they hold nothing themselves. */
export function mountPages(
  scope: FastifyInstance,
  files: ReadonlyMap<string, PageFile>,
  deskPort: DeskPort = () => Promise.resolve(undefined),
): void {
  for (const [path, { type, bytes }] of files) {
    scope.get(path, async (request, reply) => {
      const named = path === deskPage ? deskIn(request.query) : undefined;
      const port = named === undefined ? undefined : await deskPort(named);
      void reply.headers(pageHeaders);
      // A photo of holder and agent is taken at the desk, and nowhere else.
      if (path === deskPage) void reply.header("permissions-policy", permitted("(self)"));
      if (port !== undefined)
        void reply.header("content-security-policy", policyWith(`'self' ws://127.0.0.1:${String(port)}`));
      return reply.type(type).send(bytes);
    });
    // The built page names its files relative to its own folder.
    if (path.endsWith("/") && path !== "/")
      scope.get(path.slice(0, -1), (_request, reply) => reply.redirect(path, 308));
  }
}

/** `?desk=TERMINAL`, where it is a terminal's name and stands there once. */
function deskIn(query: unknown): string | undefined {
  const { desk } = query as { readonly desk?: unknown };
  return typeof desk === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(desk) ? desk : undefined;
}
