import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { httpbis } from "http-message-signatures";
import { registerKey } from "../../central/access/authorities.ts";
import { developmentPeople } from "../../central/access/development-people.ts";
import { bearer, ownOrigin, type peopleStand } from "../../central/access/for-tests.ts";
import { authorityComponents, authorityReadComponents } from "../../central/contract-signature.ts";

type Stand = Awaited<ReturnType<typeof peopleStand>>;

export type Sent = {
  readonly method: "GET" | "POST";
  readonly url: string;
  /** The JSON text; empty for none. */
  readonly body: string;
  readonly key: string;
};

/** Adds what proves who calls. */
type CallerOf = (sent: Sent) => Promise<Record<string, string>>;

/** Everybody who may call: each duty of the staff, an authority, a terminal, and a stranger. */
export async function callersOf(stand: Stand): Promise<ReadonlyMap<string, CallerOf>> {
  const callers = new Map<string, CallerOf>([
    ["stranger", () => Promise.resolve({})],
    ["terminal", () => Promise.resolve({ authorization: `Bearer ${bearer}` })],
  ]);
  for (const { subject } of developmentPeople) {
    const session = await stand.signIn(subject);
    callers.set(subject, () => Promise.resolve(session));
  }

  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const [operator] = developmentPeople.filter(({ roles }) => roles.includes("operator"));
  if (operator === undefined) throw new Error("nobody runs the centre");
  const public_key = publicKey.export({ type: "spki", format: "pem" }).toString();
  const key = { key_id: "fuzz", authority: "public-security", public_key };
  await stand.store.write((tx) => registerKey(tx, stand.state.nowMs, key, operator));
  let nonces = 0;
  callers.set("authority", async ({ method, url, body, key: idempotencyKey }) => {
    const headers = {
      "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
      ...(method === "POST" && { "idempotency-key": idempotencyKey }),
    };
    const signed = await httpbis.signMessage(
      {
        fields: [...(method === "POST" ? authorityComponents : authorityReadComponents)],
        params: ["created", "expires", "nonce", "keyid", "alg"],
        paramValues: {
          created: new Date(stand.state.nowMs),
          nonce: `nonce-of-the-fuzz-${String(++nonces)}`,
        },
        key: { id: "fuzz", alg: "ed25519", sign: (data) => Promise.resolve(sign(null, data, privateKey)) },
      },
      { method, url: `${ownOrigin}${url}`, headers },
    );
    return signed.headers;
  });
  return callers;
}
