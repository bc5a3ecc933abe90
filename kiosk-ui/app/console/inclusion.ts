import type { AuditEntry, TreeHead } from "../centre/answers.ts";

/*
 * What a browser can tell by itself of an entry of the audit trail, trusting nothing that the centre says of it:
 * that its content has its hash, that this hash is in the tree of the signed head (RFC 9162 section 2.1.3.2), and
 * that the head is signed (Ed25519 over canonical JSON, RFC 8785).
 */

type Check = "holds" | "fails" | "unchecked";
export type Checks = { readonly entryHash: Check; readonly inTree: Check; readonly headSigned: Check };

/** Bytes as WebCrypto takes them. */
type Bytes = Uint8Array<ArrayBuffer>;

export type Proof = {
  readonly entry: AuditEntry;
  readonly head: TreeHead;
  /** From the leaf upward, lower-case hex. */
  readonly proof: readonly string[];
};
export type PublicKey = { readonly keyId: string; readonly key: JsonWebKey };

export async function checked(
  subtle: SubtleCrypto,
  { entry, head, proof }: Proof,
  keys: readonly PublicKey[],
): Promise<Checks> {
  const sha256 = async (bytes: Bytes): Promise<Bytes> =>
    new Uint8Array(await subtle.digest("SHA-256", bytes));
  const own = hexOf(await sha256(encode(contentOf(entry))));
  const inTree = await isIncluded(sha256, entry, head, proof);
  return {
    entryHash: own === entry.hash ? "holds" : "fails",
    inTree: inTree ? "holds" : "fails",
    headSigned: await signedBy(subtle, head, keys),
  };
}

/** Canonical JSON of the row as it was hashed: its members in order of their names. */
const contentOf = (entry: AuditEntry): string =>
  JSON.stringify({
    at_ms: entry.atMs,
    card_ref: entry.cardRef,
    detail: entry.detail,
    event: entry.event,
    op_id: entry.opId,
    previous: entry.previous,
    seq: entry.seq,
    terminal_id: entry.terminalId,
  });

/** RFC 9162 section 2.1.3.2, with the entry's place in the tree counted from 0. */
async function isIncluded(
  sha256: (bytes: Bytes) => Promise<Bytes>,
  entry: AuditEntry,
  head: TreeHead,
  proof: readonly string[],
): Promise<boolean> {
  const leaf = bytesOf(entry.hash);
  if (leaf === undefined || entry.seq < 1 || entry.seq > head.size) return false;
  let [place, last] = [entry.seq - 1, head.size - 1];
  let hash = await sha256(joined(Uint8Array.of(0), leaf));
  for (const text of proof) {
    const beside = bytesOf(text);
    if (beside === undefined || last === 0) return false;
    const isRight = place % 2 === 1 || place === last;
    hash = await sha256(
      isRight ? joined(Uint8Array.of(1), beside, hash) : joined(Uint8Array.of(1), hash, beside),
    );
    // The right edge of the tree has nothing beside it for as long as its place is even.
    if (isRight) while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && hexOf(hash) === head.root;
}

const half = (n: number): number => Math.floor(n / 2);

async function signedBy(subtle: SubtleCrypto, head: TreeHead, keys: readonly PublicKey[]): Promise<Check> {
  const known = keys.find(({ keyId }) => keyId === head.keyId);
  if (known === undefined) return "fails";
  const { atMs, root, size } = head;
  const text = JSON.stringify({ atMs, root, size, tree: "cardhall-audit" });
  try {
    const key = await subtle.importKey("jwk", known.key, "Ed25519", false, ["verify"]);
    const isTrue = await subtle.verify("Ed25519", key, fromBase64url(head.signature), encode(text));
    return isTrue ? "holds" : "fails";
  } catch {
    // A browser without Ed25519; it says so rather than guess.
    return "unchecked";
  }
}

const encode = (text: string): Bytes => new TextEncoder().encode(text);

function joined(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hexOf = (bytes: Bytes): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Of a SHA-256 in lower-case hex; nothing for anything else. */
const bytesOf = (text: string): Bytes | undefined =>
  /^[0-9a-f]{64}$/.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : undefined;

const fromBase64url = (text: string): Bytes =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
