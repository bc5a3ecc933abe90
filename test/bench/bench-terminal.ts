import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { v7 } from "uuid";
import { opTagOf } from "../../central/register.ts";
import { benchCard } from "./centre-cards.ts";

type Answer = { readonly status: number; readonly body: Record<string, unknown> };
/** Sends one message; rejects when no answer came. */
export type Post = (path: string, message: object) => Promise<Answer>;

/** A terminal that freezes one card after another, each at its first reading: M1 and M3 as on the wire. */
export function benchTerminal(terminalId: string, post: Post) {
  const identity = { v: 1, terminalId, bootId: randomUUID() };
  let seq = 0;
  const header = () => {
    seq += 1;
    return { ...identity, journal: { seq, head: seq.toString(16).padStart(64, "0") } };
  };
  const region = benchCard.region;
  const personalised = {
    epoch: 0,
    target: "active",
    opTag: "0".repeat(16),
    time: "20220315000000",
    region,
  };
  return async (card: number): Promise<{ readonly opId: string; readonly certificateNo: string }> => {
    const opId = v7();
    const { atr, profile } = benchCard;
    const look = { cardRef: benchCard.refOf(card), atr, profile, resetBeforeRead: true };
    const authorised = await post(`/v1/operations/${opId}/authorise`, {
      header: header(),
      kind: "freeze",
      reason: "misuse-suspected",
      evidence: { ...look, life: "active", selectStatusWord: "6115", record: personalised },
    });
    const { epoch, result } = authorised.body;
    if (result !== "authorised") throw new Error(`card ${String(card)}: ${JSON.stringify(authorised)}`);
    const record = { epoch, target: "frozen", opTag: opTagOf(opId), time: "20260302103015", region };
    const evidence = { ...look, life: "frozen", selectStatusWord: "6283", record };
    const reported = await post(`/v1/operations/${opId}/report`, {
      header: header(),
      epoch,
      outcome: { kind: "seen", evidence, statusWords: ["9000"] },
    });
    if (reported.body["result"] !== "done")
      throw new Error(`card ${String(card)}: ${JSON.stringify(reported)}`);
    return { opId, certificateNo: String(reported.body["certificateNo"]) };
  };
}

/** Messages over one kept-alive connection to a centre on loopback. */
export function postTo(url: string, token: string): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (path, message) =>
    new Promise((answered, failed) => {
      const text = JSON.stringify(message);
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      };
      const asked = request(`${url}${path}`, { agent, method: "POST", headers }, (response) => {
        let said = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
        response.on("error", failed);
        response.on("end", () => {
          answered({ status: response.statusCode ?? 0, body: JSON.parse(said) as Answer["body"] });
        });
      });
      asked.on("error", failed);
      asked.end(text);
    });
}
