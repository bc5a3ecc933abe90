import { readFileSync } from "node:fs";
import { developmentKeys } from "../development-keys.ts";
import type { MacService } from "../hsm.ts";
import { fileBeside } from "../open-store.ts";
import type { Store } from "../store.ts";
import type { SignCertificate } from "../certificates.ts";
import { newestHead, signHead } from "./audit-tree.ts";
import type { CertificateAlgorithm, CertificateJwk } from "./certificate-key.ts";
import { certificateRing } from "./certificate-ring.ts";
import { signedCertificateText } from "./certificate-text.ts";
import { newRing, ringIn } from "./key-files.ts";
import { pkcs11Keys, type Pkcs11Options } from "./pkcs11-keys.ts";
import { sealedStore } from "./sealed-store.ts";

export type ProofOptions = {
  /** Seals personal fields; made with mode 0600 when absent. Beside SQLite's file unless told otherwise. */
  readonly personalKeyFile?: string;
  /** Signs certificates and heads of the audit trail; made and kept likewise. */
  readonly certificateKeyFile?: string;
  /** Ed25519 unless told otherwise. SM2 has a key of its own, beside the other one. */
  readonly certificateSignature?: CertificateAlgorithm;
  /** The issuers' keys in a PKCS#11 token; published test keys, for virtual cards only, when absent. */
  readonly hsm?: { readonly module: string; readonly label: string; readonly pinFile: string };
};

type Proof = {
  readonly hsm: MacService;
  readonly sealed: (store: Store) => Store;
  readonly signed: SignCertificate;
  /** Their public halves are what certificates and heads are held to. */
  readonly keys: readonly CertificateJwk[];
  /** Signs what was appended to the audit trail since the last head, at most so often. */
  readonly tick: (store: Store, nowMs: () => number) => Promise<void>;
  readonly close: () => void;
};

/** How long the trail may grow without a head. */
const headEveryMs = 60_000;
/** A message waits inside its transaction for its script. */
const scriptDeadlineMs = 3_000;

type ProofChance = {
  readonly random: (bytes: number) => Uint8Array;
  readonly after: Pkcs11Options["after"];
};

/** Wires this room. Throws where a key file cannot be read: nothing is served from half a centre. */
export function openProof(options: ProofOptions & { readonly database: string }, chance: ProofChance): Proof {
  const { database, hsm } = options;
  const ringFile = options.personalKeyFile ?? fileBeside(database, "personal-key");
  const keyFile = options.certificateKeyFile ?? fileBeside(database, "certificate-key");
  if (database.includes("://") && (ringFile === undefined || keyFile === undefined))
    throw new Error("a centre on PostgreSQL needs --personal-key-file and --certificate-key-file");

  const random32 = () => chance.random(32);
  const ring = ringFile === undefined ? newRing(random32) : ringIn(ringFile, random32);
  const { signing, heads, all } = certificateRing(keyFile, options.certificateSignature ?? "ed25519");
  const token = hsm === undefined ? undefined : pkcs11Keys({ ...tokenOf(hsm), after: chance.after });
  return {
    hsm: token ?? developmentKeys(),
    sealed: (store) => sealedStore(store, ring, () => chance.random(12)),
    signed: (facts) => signedCertificateText(facts, signing),
    keys: all,
    tick: (store, nowMs) =>
      store.write(async (tx) => {
        const head = await newestHead(tx);
        if (head === undefined || head.at_ms + headEveryMs <= nowMs()) await signHead(tx, nowMs(), heads);
      }),
    close: () => token?.close(),
  };
}

const tokenOf = ({ module, label, pinFile }: NonNullable<ProofOptions["hsm"]>) => ({
  place: { module, label, pin: readFileSync(pinFile, "utf8").trim() },
  deadlineMs: scriptDeadlineMs,
});
