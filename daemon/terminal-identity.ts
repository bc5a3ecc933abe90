import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivate } from "./private-files.ts";

/** What an enrolled terminal is known by; PEM texts. */
export type TerminalIdentity = {
  /** The common name of the certificate. */
  readonly terminalId: string;
  readonly key: string;
  readonly certificate: string;
  /** The authority that certified this terminal and its centre, and the only one that is believed. */
  readonly authority: string;
  readonly signingKey: KeyObject;
  /** From here on a new certificate is asked for: two thirds of this one's life. */
  readonly renewAtMs: number;
};

const names = {
  key: "terminal-key.pem",
  certificate: "terminal-certificate.pem",
  authority: "authority.pem",
};

/** Readable by this user only; the key last, so that whoever finds it finds the rest. */
export function writeIdentity(
  folder: string,
  identity: Pick<TerminalIdentity, "key" | "certificate" | "authority">,
): void {
  writePrivate(join(folder, names.authority), identity.authority);
  writePrivate(join(folder, names.certificate), identity.certificate);
  writePrivate(join(folder, names.key), identity.key);
}

/** Throws when the folder holds no whole identity: a terminal nobody knows has nobody to serve. */
export function readIdentity(folder: string): TerminalIdentity {
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const certificate = read(names.certificate);
  const key = read(names.key);
  const shown = new X509Certificate(certificate);
  const signingKey = createPrivateKey(key);
  if (!shown.checkPrivateKey(signingKey)) throw new Error(`${folder}: the key is not the certificate's`);
  const [, terminalId] = /^CN=(.+)$/m.exec(shown.subject) ?? [];
  if (terminalId === undefined) throw new Error(`${folder}: the certificate names no terminal`);
  const [from, to] = [shown.validFromDate.getTime(), shown.validToDate.getTime()];
  return {
    terminalId,
    key,
    certificate,
    authority: read(names.authority),
    signingKey,
    renewAtMs: from + ((to - from) * 2) / 3,
  };
}
