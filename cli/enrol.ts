import { createHash, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { authorityAnswer, enrolAnswer, readToken } from "../central/contract-enrolment.ts";
import { writePrivate } from "../daemon/private-files.ts";
import { writeIdentity } from "../daemon/terminal-identity.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

/** `cardhall enrol`: makes this terminal's key and has it certified by the centre, with the token of an operator. */
export function enrolCommand(parent: Command): void {
  parent
    .command("enrol")
    .description("make this terminal's key and have the centre certify it")
    .requiredOption("--centre <url>", "https://... where the centre listens for terminals")
    .requiredOption("--token <text>", "what `cardhall central enrol-token` printed; or a file that holds it")
    .option("--identity <folder>", "where key and certificates are kept", "terminal-identity")
    .option("--json")
    .action(async (options: Wish & { readonly json?: boolean }) =>
      finish(await enrol(options), options.json === true),
    );
}

type Wish = { readonly centre: string; readonly token: string; readonly identity: string };

const patienceMs = 10_000;
const answerMax = 64 * 1024;

/**
 * The token's last part says whose authority the centre shows, so the secret goes to nobody else. The key is on
 * the disk before anything is asked: an answer that got lost is asked for again with the same one.
 */
export async function enrol(wish: Wish): Promise<CommandResult> {
  const token = readToken(existsSync(wish.token) ? readFileSync(wish.token, "utf8") : wish.token);
  if (token === undefined)
    return faultResult("token-garbled", "this is no enrolment token; ask for a new one");
  const centre = wish.centre.replace(/\/$/, "");
  if (!centre.startsWith("https://"))
    return faultResult("not-https", "terminals are enrolled at an https:// address only");
  const folder = resolve(wish.identity);
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  const shown = await ask(`${centre}/v1/authority`, { method: "GET", rejectUnauthorized: false });
  if (typeof shown === "string") return faultResult("centre-unreachable", shown);
  const authority = authorityAnswer.safeParse(shown.body).data?.authority;
  if (authority === undefined || fingerprintOf(authority) !== token.fingerprint)
    return faultResult(
      "other-centre",
      "this is not the centre that the token is for: nothing was sent; check the address",
    );

  const own = await ownKey(folder);
  const body = JSON.stringify({ token: token.secret, request: own.request });
  const trusted = { method: "POST", ca: authority, minVersion: "TLSv1.3" } as const;
  const answered = await ask(`${centre}/v1/enrol`, trusted, body);
  if (typeof answered === "string") return faultResult("centre-unreachable", answered);
  const enrolled = enrolAnswer.safeParse(answered.body);
  if (answered.status === 401)
    return faultResult("token-refused", "the token is unknown, used or older than a day; ask for a new one");
  if (!enrolled.success) return faultResult("centre-refused", `status ${String(answered.status)}`);

  const { terminalId, certificate } = enrolled.data;
  writeIdentity(folder, { key: own.key, certificate, authority });
  rmSync(join(folder, pendingName));
  const { validTo } = new X509Certificate(certificate);
  return {
    ok: true,
    json: { ok: true, terminalId, identity: folder, validTo },
    lines: [
      `${terminalId} is enrolled; its certificate is good until ${validTo} and renews itself`,
      `configure the daemon: "centre": ${JSON.stringify({ url: centre, identity: folder })}`,
    ],
  };
}

const pendingName = "enrolment.json";
const pending = z.object({ key: z.string(), request: z.string() });

async function ownKey(folder: string): Promise<z.infer<typeof pending>> {
  const file = join(folder, pendingName);
  if (existsSync(file)) return pending.parse(JSON.parse(readFileSync(file, "utf8")));
  const { newRequest } = await import("../central/access/terminal-authority.ts");
  const made = await newRequest("terminal");
  writePrivate(file, JSON.stringify(made));
  return made;
}

/** SHA-256 of the certificate in a PEM text; nothing for what is none. */
function fingerprintOf(text: string): string | undefined {
  try {
    return createHash("sha256").update(new X509Certificate(text).raw).digest("hex");
  } catch {
    return undefined;
  }
}

/** One question; a text says why there is no answer. */
const ask = (
  url: string,
  options: RequestOptions,
  body?: string,
): Promise<string | { readonly status: number; readonly body: unknown }> =>
  new Promise((answered) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const sent = httpsRequest(url, { ...options, headers, timeout: patienceMs }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
        if (text.length > answerMax) response.destroy(new Error("the answer is too long"));
      });
      response.on("error", (error) => {
        answered(error.message);
      });
      response.on("end", () => {
        answered({ status: response.statusCode ?? 0, body: parsed(text) });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", (error) => {
      answered(error.message);
    });
    sent.end(body);
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
