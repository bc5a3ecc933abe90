import { createHash, verify } from "node:crypto";
import { httpbis } from "http-message-signatures";
import {
  isInnerList,
  parseDictionary,
  serializeInnerList,
  serializeItem,
  type BareItem,
} from "structured-headers";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { clockSkewMs, signatureLifeMs } from "../contract-signature.ts";

/** A request as it came: `url` with the host it was sent to, `body` the text that was received. */
type SignedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** Why a signature proves nothing. */
export type SignatureFault =
  | "missing"
  | "malformed"
  /** It covers more or less than the contract asks for. */
  | "wrong-cover"
  /** The body is not the one that was signed. */
  | "other-body"
  /** Expired, made in the future, or good for too long. */
  | "wrong-time"
  | "unknown-key"
  | "wrong-signature"
  /** Heard before. */
  | "replayed";

type Algorithm = "ed25519" | "ecdsa-p256-sha256";

/** What a signature says of itself; true only once `isBy` has said so. */
export type Signature = {
  readonly keyId: string;
  readonly nonce: string;
  readonly expiresMs: number;
  /** Whether this key made it. `publicKey`: PEM. */
  readonly isBy: (publicKey: string, algorithm: Algorithm) => boolean;
};

/** Longer header fields are not read. */
const headerMax = 2_048;

/**
 * The one signature of a request, held against the contract: it covers exactly `components`, its digest is the
 * body's, and its time is now. The library's own `verifyMessage` accepts any one of several signatures and any
 * cover that contains what is asked for; here there is one way to be right.
 */
export function readSignature(
  request: SignedRequest,
  components: readonly string[],
  nowMs: number,
): Result<Signature, SignatureFault> {
  const input = headerOf(request, "signature-input");
  const value = headerOf(request, "signature");
  if (input === undefined || value === undefined) return fail("missing");
  const read = parse(input, value);
  if (read === undefined) return fail("malformed");
  const { cover, params, signature, signatureParams } = read;

  if (cover.length !== components.length || !components.every((name) => cover.includes(name)))
    return fail("wrong-cover");
  if (headerOf(request, "content-digest") !== digestOf(request.body)) return fail("other-body");

  const { created, expires, nonce, keyid, alg } = params;
  if (typeof created !== "number" || typeof expires !== "number") return fail("malformed");
  if (typeof nonce !== "string" || !/^[\w+/=-]{16,64}$/.test(nonce)) return fail("malformed");
  if (typeof keyid !== "string" || keyid.length > 128) return fail("malformed");
  const [createdMs, expiresMs] = [created * 1000, expires * 1000];
  if (createdMs > nowMs + clockSkewMs || expiresMs <= nowMs || expiresMs - createdMs > signatureLifeMs)
    return fail("wrong-time");

  const base = baseOf(request, cover, signatureParams);
  if (base === undefined) return fail("malformed");
  return ok({
    keyId: keyid,
    nonce,
    expiresMs,
    // A key is of one kind, so that nobody chooses by `alg` how it is used.
    isBy: (publicKey, algorithm) =>
      alg === algorithm &&
      verify(
        algorithm === "ed25519" ? null : "sha256",
        Buffer.from(base, "utf8"),
        { key: publicKey, dsaEncoding: "ieee-p1363" },
        signature,
      ),
  });
}

/** RFC 9530: `sha-256=:...:` of the body as it was sent. */
const digestOf = (body: string): string =>
  `sha-256=:${createHash("sha256").update(body, "utf8").digest("base64")}:`;

function headerOf({ headers }: SignedRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" && value.length <= headerMax ? value : undefined;
}

type Read = {
  readonly cover: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly signature: Buffer;
  /** As it is signed itself (RFC 9421 2.3). */
  readonly signatureParams: string;
};

/** One label with an inner list of plain strings, and the bytes under the same label. */
function parse(input: string, value: string): Read | undefined {
  try {
    const inputs = parseDictionary(input);
    const values = parseDictionary(value);
    const [label = ""] = inputs.keys();
    const list = inputs.get(label);
    const item = values.get(label);
    if (inputs.size !== 1 || values.size !== 1 || list === undefined || item === undefined) return undefined;
    if (!isInnerList(list) || !(item[0] instanceof ArrayBuffer)) return undefined;
    const [items, params] = list;
    const cover = items.map(([name, options]) =>
      typeof name === "string" && options.size === 0 ? name : undefined,
    );
    if (!cover.every((name) => name !== undefined) || new Set(cover).size !== cover.length) return undefined;
    return {
      cover,
      params: Object.fromEntries(params),
      signature: Buffer.from(item[0]),
      signatureParams: serializeInnerList(list),
    };
  } catch {
    return undefined;
  }
}

/** The text that was signed (RFC 9421 2.5); nothing where the request lacks what it should cover. */
function baseOf(
  { method, url, headers }: SignedRequest,
  cover: readonly string[],
  signatureParams: string,
): string | undefined {
  const present = Object.entries(headers).filter((each): each is [string, string | string[]] => !!each[1]);
  try {
    const lines = httpbis.createSignatureBase(
      { fields: cover.map((name) => serializeItem([name, new Map<string, BareItem>()])) },
      { method, url, headers: Object.fromEntries(present) },
    );
    return httpbis.formatSignatureBase([...lines, ['"@signature-params"', [signatureParams]]]);
  } catch {
    return undefined;
  }
}
