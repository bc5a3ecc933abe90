import { createHash, sign } from "node:crypto";
import { Agent, request as httpsRequest } from "node:https";
import { httpbis } from "http-message-signatures";
import { z } from "zod";
import { header as messageHeader, type Header } from "../central/contract.ts";
import { enrolAnswer } from "../central/contract-enrolment.ts";
import {
  journalHeader,
  journalText,
  terminalComponents,
  terminalHeader,
} from "../central/contract-signature.ts";
import { readIdentity, writeIdentity, type TerminalIdentity } from "./terminal-identity.ts";

/** Longer answers are cut off; the longest of the contract is far below. */
const answerMax = 4 * 1024 * 1024;
/** After a renewal that did not work. */
const renewAgainMs = 3_600_000;

/**
 * How an enrolled terminal asks: mutual TLS 1.3 with the centre's own authority pinned, and each request signed with
 * the terminal's key (contract-signature.ts). It takes what centreClient gives it, and renews its certificate on the
 * way when two thirds of its life are over.
 */
export function enrolledFetch(options: {
  /** Where the identity lies; a renewed certificate is written there. */
  readonly folder: string;
  readonly url: string;
  readonly nowMs: () => number;
  readonly mintNonce: () => string;
  /** For what has no message of its own: the terminal and its journal's place now. */
  readonly header: () => Pick<Header, "terminalId" | "journal">;
  readonly onRenewed?: (result: "renewed" | "failed") => void;
}): { readonly fetch: typeof fetch; readonly close: () => void } {
  let identity = readIdentity(options.folder);
  let agent = agentOf(identity);
  let renewAtMs = identity.renewAtMs;

  const ask = async (url: string, method: string, body: string, signal?: AbortSignal): Promise<Response> => {
    const { journal } = saidIn(body) ?? options.header();
    const signed = await signedHeaders({ ...options, url, method, body, journal, identity });
    return send({ url, method, headers: signed, body, agent, ...(signal !== undefined && { signal }) });
  };

  /** On the way of a message, so for no longer than whoever sends it waits. */
  async function renew(signal?: AbortSignal): Promise<void> {
    // Set first: one renewal at a time, and one that fails is not tried at each message.
    renewAtMs = options.nowMs() + renewAgainMs;
    try {
      const response = await ask(`${options.url}/v1/terminals/renew`, "POST", "", signal);
      const answer = enrolAnswer.parse(await response.json());
      writeIdentity(options.folder, { ...identity, certificate: answer.certificate });
      identity = readIdentity(options.folder);
      renewAtMs = identity.renewAtMs;
      // What is under way ends with the certificate it began with.
      agent = agentOf(identity);
      options.onRenewed?.("renewed");
    } catch {
      options.onRenewed?.("failed");
    }
  }

  return {
    async fetch(input, init = {}) {
      const signal = init.signal ?? undefined;
      if (options.nowMs() >= renewAtMs) await renew(signal);
      const body = typeof init.body === "string" ? init.body : "";
      return ask(input as string, init.method ?? "GET", body, signal);
    },
    close: () => {
      agent.destroy();
    },
  };
}

const agentOf = ({ key, certificate, authority }: TerminalIdentity): Agent =>
  new Agent({ key, cert: certificate, ca: authority, minVersion: "TLSv1.3", keepAlive: true, maxSockets: 4 });

/** The header of the message in this body: what the signature's headers repeat. */
function saidIn(body: string): Header | undefined {
  if (body === "") return undefined;
  return z.object({ header: messageHeader }).safeParse(JSON.parse(body)).data?.header;
}

async function signedHeaders(request: {
  readonly url: string;
  readonly method: string;
  readonly body: string;
  readonly journal: Header["journal"];
  readonly identity: TerminalIdentity;
  readonly nowMs: () => number;
  readonly mintNonce: () => string;
}): Promise<Record<string, string>> {
  const { identity, body } = request;
  const { terminalId, signingKey } = identity;
  const digest = createHash("sha256").update(body, "utf8").digest("base64");
  const headers = {
    "content-digest": `sha-256=:${digest}:`,
    [terminalHeader]: terminalId,
    [journalHeader]: journalText(request.journal),
    ...(body !== "" && { "content-type": "application/json" }),
  };
  const signed = await httpbis.signMessage(
    {
      name: "cardhall",
      fields: [...terminalComponents],
      params: ["created", "expires", "nonce", "keyid", "alg"],
      paramValues: { created: new Date(request.nowMs()), nonce: request.mintNonce() },
      key: {
        id: terminalId,
        alg: "ecdsa-p256-sha256",
        sign: (data) => Promise.resolve(sign("sha256", data, { key: signingKey, dsaEncoding: "ieee-p1363" })),
      },
    },
    { method: request.method, url: request.url, headers },
  );
  return Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
}

/** Node's own `fetch` shows no client certificate; this asks once, follows nothing, and reads so much at most. */
const send = (request: {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly agent: Agent;
  readonly signal?: AbortSignal;
}): Promise<Response> =>
  new Promise((answered, failed) => {
    const { url, body, ...options } = request;
    const sent = httpsRequest(url, options, (response) => {
      const pieces: Buffer[] = [];
      let length = 0;
      response.on("data", (piece: Buffer) => {
        length += piece.length;
        if (length > answerMax) response.destroy(new Error("the answer is too long"));
        else pieces.push(piece);
      });
      response.on("error", failed);
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString("utf8");
        answered(new Response(text, { status: response.statusCode ?? 599 }));
      });
    });
    sent.on("error", failed);
    sent.end(body === "" ? undefined : body);
  });
