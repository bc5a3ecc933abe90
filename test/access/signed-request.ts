import { createHash, createPrivateKey, sign } from "node:crypto";
import { httpbis } from "http-message-signatures";
import { terminalComponents } from "../../central/contract-signature.ts";
import { readIdentity } from "../../daemon/terminal-identity.ts";

/** A POST as a terminal signs it, made apart from the terminal's own code. */
export async function signedRequest(
  stand: { readonly url: string; readonly state: { readonly nowMs: number }; identityOf(id: string): string },
  terminalId: string,
  path: string,
  body: string,
): Promise<{ readonly headers: Record<string, string> }> {
  const key = createPrivateKey(readIdentity(stand.identityOf(terminalId)).key);
  const { headers } = await httpbis.signMessage(
    {
      fields: [...terminalComponents],
      params: ["created", "expires", "nonce", "keyid", "alg"],
      paramValues: { created: new Date(stand.state.nowMs), nonce: "a-nonce-of-a-test-1" },
      key: {
        id: terminalId,
        alg: "ecdsa-p256-sha256",
        sign: (data) => Promise.resolve(sign("sha256", data, { key, dsaEncoding: "ieee-p1363" })),
      },
    },
    {
      method: "POST",
      url: `${stand.url}${path}`,
      headers: {
        "content-type": "application/json",
        "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
        "cardhall-terminal": terminalId,
        "cardhall-journal": "1 ab",
      },
    },
  );
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { headers: Object.fromEntries(lower) as Record<string, string> };
}
