import { mkdtempSync, rmSync } from "node:fs";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect } from "vitest";
import { openEnrolled } from "../../central/access/open-enrolled.ts";
import { offer } from "../../central/access/enrolment.ts";
import { openTerminalAuthority } from "../../central/access/terminal-authority.ts";
import { sha256 } from "../../central/answers.ts";
import { centreOver } from "../../central/centre.ts";
import { monotoneClock } from "../../central/clock.ts";
import { tokenText } from "../../central/contract-enrolment.ts";
import { developmentKeys } from "../../central/development-keys.ts";
import { chipOf, headerOf, lookAt, openTestStore } from "../../central/for-tests.ts";
import { enrol } from "../../cli/enrol.ts";
import { centreClient } from "../../daemon/central-client.ts";
import { enrolledFetch } from "../../daemon/enrolled-fetch.ts";
import { systemClock } from "../../hardware/clock.ts";

const operator = { subject: "dev-operator" };

/** A centre that listens for enrolled terminals on loopback, and what a terminal needs to come to it. */
export async function enrolledStand() {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-access-"));
  const store = await openTestStore();
  // Certificates are judged by the machine's clock as well. Begun eighty days ago, they are good by both, also when
  // the stand's clock goes on by two months.
  const state = { nowMs: Date.now() - 80 * 86_400_000 };
  const clock = monotoneClock(() => state.nowMs, 0);
  const log = pino({ level: "silent" });
  const authorityFile = join(folder, "authority.pem");
  const enrolled = await openEnrolled(
    { host: "127.0.0.1", port: 0, names: ["127.0.0.1", "localhost"], authorityFile },
    {
      centre: centreOver(store, developmentKeys(), clock),
      pause: () => Promise.resolve(),
      store,
      nowMs: clock.nowMs,
      log,
    },
  );
  const authority = await openTerminalAuthority(authorityFile, state.nowMs);
  let tokens = 0;
  let nonces = 0;
  const lines: { close(): void }[] = [];
  const kept = <Line extends { close(): void }>(line: Line): Line => {
    lines.push(line);
    return line;
  };

  /** What the operator hands over for this terminal. */
  async function token(terminalId: string): Promise<string> {
    const secret = `${String(++tokens)}-${"s".repeat(40)}`;
    const offered = { terminalId, tokenHash: sha256(secret) };
    await store.write((tx) => offer(tx, state.nowMs, offered, operator));
    return tokenText(secret, authority.fingerprint);
  }
  const identityOf = (terminalId: string): string => join(folder, terminalId);

  return {
    url: enrolled.url,
    store,
    state,
    authority,
    authorityFile,
    token,
    identityOf,
    tick: enrolled.tick,
    enrol: (terminalId: string, given: string, centre = enrolled.url) =>
      enrol({ centre, token: given, identity: identityOf(terminalId) }),
    async enrolled(terminalId: string) {
      const done = await enrol({
        centre: enrolled.url,
        token: await token(terminalId),
        identity: identityOf(terminalId),
      });
      if (!done.ok) throw new Error(done.lines.join());
      return this.line(terminalId);
    },
    /** The terminal's line to the centre; `says`: the name it gives in its messages. */
    line(terminalId: string, says = terminalId) {
      const renewals: string[] = [];
      const header = () => headerOf(says);
      const line = enrolledFetch({
        folder: identityOf(terminalId),
        url: enrolled.url,
        nowMs: () => state.nowMs,
        mintNonce: () => `nonce-${String(++nonces)}-${"n".repeat(16)}`,
        header,
        onRenewed: (result) => void renewals.push(result),
      });
      const client = centreClient({
        url: enrolled.url,
        header,
        clock: systemClock,
        fetch: line.fetch,
        onReach: () => undefined,
      });
      return kept({ client, fetch: line.fetch, close: line.close, renewals });
    },
    /** A line that a test made itself, closed with the stand. */
    kept,
    async close() {
      for (const line of lines) line.close();
      await enrolled.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a terminal asks for in these tests. */
export const freeze = {
  kind: "freeze" as const,
  reason: "not-used-now" as const,
  evidence: lookAt(chipOf("card-1")),
};

/** How a terminal hears that the centre does not take its word. */
export const refused = (detail?: string) =>
  expect.objectContaining({
    ok: false,
    fault: { kind: "centre-refused", status: 401, code: "unauthorised" },
    ...(detail === undefined ? {} : { detail }),
  });

/** One request over TLS as somebody else might send it. */
export const over = (
  url: string,
  options: RequestOptions,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((answered, failed) => {
    const sent = httpsRequest(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => {
        answered({ status: response.statusCode ?? 0, text });
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });
