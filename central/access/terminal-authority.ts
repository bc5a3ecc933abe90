// @peculiar/x509 loads with nothing less.
import "reflect-metadata";
import { createHash, createPublicKey } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as x509 from "@peculiar/x509";
import { fail, ok, type Result } from "../../hardware/result.ts";

/** Short, so that a key that was copied unseen is worth little; renewed at two thirds. */
export const certificateLifeMs = 90 * 86_400_000;
const authorityLifeMs = 10 * 365 * 86_400_000;
/** A terminal's clock may be behind by so much. */
const backdatedMs = 3_600_000;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

type Certified = {
  /** PEM, the certificate alone. */
  readonly certificate: string;
  /** SHA-256 of its DER, lower-case hex. */
  readonly fingerprint: string;
  readonly expiresMs: number;
};

/**
 * The small built-in authority: it certifies the centre's own listener and its terminals, and nobody else trusts it.
 * For development and for one centre; a region with a PKI of its own lets that sign.
 */
export type TerminalAuthority = {
  /** PEM of its own certificate. */
  readonly certificate: string;
  readonly fingerprint: string;
  /** A client certificate over `publicKey` (PEM); its common name is the terminal's. */
  readonly certifyTerminal: (publicKey: string, terminalId: string, nowMs: number) => Promise<Certified>;
  /** A fresh key and certificate for the centre's listener, good for these host names and addresses. */
  readonly certifyListener: (
    names: readonly string[],
    nowMs: number,
  ) => Promise<{ readonly key: string; readonly certificate: string }>;
};

/** The key and certificate in `file`, made with mode 0600 when absent. */
export async function openTerminalAuthority(file: string, nowMs: number): Promise<TerminalAuthority> {
  const { key, certificate } = existsSync(file) ? await read(file) : await make(file, nowMs);
  const signed = async (
    subject: string,
    publicKey: x509.PublicKey,
    nowMs: number,
    extensions: x509.Extension[],
  ): Promise<x509.X509Certificate> =>
    x509.X509CertificateGenerator.create({
      subject,
      issuer: certificate.subject,
      publicKey,
      signingKey: key,
      signingAlgorithm: algorithm,
      notBefore: new Date(nowMs - backdatedMs),
      notAfter: new Date(nowMs + certificateLifeMs),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
        ...extensions,
      ],
    });

  return {
    certificate: certificate.toString("pem"),
    fingerprint: fingerprintOf(certificate),
    async certifyTerminal(publicKey, terminalId, nowMs) {
      const made = await signed(nameOf(terminalId), new x509.PublicKey(publicKey), nowMs, [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ]);
      return {
        certificate: made.toString("pem"),
        fingerprint: fingerprintOf(made),
        expiresMs: made.notAfter.getTime(),
      };
    },
    async certifyListener(names, nowMs) {
      const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const made = await signed(nameOf("cardhall centre"), await publicKeyOf(keys), nowMs, [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value): x509.JsonGeneralName => ({ type: isAddress(value) ? "ip" : "dns", value })),
        ),
      ]);
      return { key: await keyText(keys.privateKey), certificate: made.toString("pem") };
    },
  };
}

/** The key that asks to be certified, as PEM, if the request is signed by it and it is an EC key on P-256. */
export async function requestedKey(request: string): Promise<Result<string, "garbled" | "wrong-signature">> {
  try {
    const read = new x509.Pkcs10CertificateRequest(request);
    const key = createPublicKey(read.publicKey.toString("pem"));
    if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") return fail("garbled");
    if (!(await read.verify())) return fail("wrong-signature");
    return ok(key.export({ type: "spki", format: "pem" }).toString());
  } catch {
    return fail("garbled");
  }
}

/** A key made here and now, and the request to have it certified: what a terminal does when it enrols. */
export async function newRequest(name: string): Promise<{ readonly key: string; readonly request: string }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: nameOf(name),
    keys,
    signingAlgorithm: algorithm,
  });
  return { key: await keyText(keys.privateKey), request: request.toString("pem") };
}

type Kept = { readonly key: CryptoKey; readonly certificate: x509.X509Certificate };

async function read(file: string): Promise<Kept> {
  const [key, certificate] = x509.PemConverter.decode(readFileSync(file, "utf8"));
  if (key === undefined || certificate === undefined) throw new Error(`${file}: no key and certificate`);
  return {
    key: await crypto.subtle.importKey("pkcs8", key, algorithm, false, ["sign"]),
    certificate: new x509.X509Certificate(certificate),
  };
}

async function make(file: string, nowMs: number): Promise<Kept> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: nameOf("Cardhall terminal authority"),
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(nowMs - backdatedMs),
    notAfter: new Date(nowMs + authorityLifeMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(await publicKeyOf(keys)),
    ],
  });
  putOnce(file, `${await keyText(keys.privateKey)}\n${certificate.toString("pem")}\n`);
  return read(file);
}

/** Whole or not at all, and never over an authority that another process made meanwhile: terminals may trust it. */
function putOnce(file: string, text: string): void {
  const whole = `${file}.${String(process.pid)}`;
  writeFileSync(whole, text, { mode: 0o600 });
  try {
    linkSync(whole, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(whole);
  }
}

const publicKeyOf = (keys: CryptoKeyPair): Promise<x509.PublicKey> => x509.PublicKey.create(keys.publicKey);

const keyText = async (key: CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");

/** Written as a list, so that no character of a name is read as syntax. */
const nameOf = (commonName: string): string => new x509.Name([{ CN: [commonName] }]).toString();

const fingerprintOf = (certificate: x509.X509Certificate): string =>
  createHash("sha256").update(new Uint8Array(certificate.rawData)).digest("hex");

const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(":");
