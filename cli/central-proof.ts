import { Option, type Command } from "commander";
import { certificateAlgorithms, type CertificateAlgorithm } from "../central/proof/certificate-key.ts";
import type { ProofOptions } from "../central/proof/open-proof.ts";

export type ProofWords = {
  readonly personalKeyFile?: string;
  readonly certificateKeyFile?: string;
  readonly certificateSignature: CertificateAlgorithm;
  readonly hsmModule?: string;
  readonly hsmToken: string;
  readonly hsmPinFile?: string;
};

export const proofWords = (command: Command): Command =>
  command
    .option("--personal-key-file <file>", "seals personal fields in the database, made when absent")
    .option("--certificate-key-file <file>", "signs certificates and the audit trail, made when absent")
    .addOption(
      new Option("--certificate-signature <algorithm>", "what signs certificates from now on")
        .choices(certificateAlgorithms)
        .default("ed25519"),
    )
    .option("--hsm-module <file>", "PKCS#11 library of the token that holds the issuers' card keys")
    .option("--hsm-token <label>", "the token's label", "cardhall")
    .option("--hsm-pin-file <file>", "a file, for its owner alone, that holds the token's PIN");

/** Beside SQLite's file by themselves; where the database is a server, in this folder. */
export function proofOptions(words: ProofWords, database: string): ProofOptions {
  const onServer = database.includes("://");
  const personalKeyFile = words.personalKeyFile ?? (onServer ? "central.personal-key" : undefined);
  const certificateKeyFile = words.certificateKeyFile ?? (onServer ? "central.certificate-key" : undefined);
  const { hsmModule, hsmToken, hsmPinFile } = words;
  if (hsmModule !== undefined && hsmPinFile === undefined)
    throw new Error("--hsm-module needs --hsm-pin-file");
  return {
    certificateSignature: words.certificateSignature,
    ...(personalKeyFile !== undefined && { personalKeyFile }),
    ...(certificateKeyFile !== undefined && { certificateKeyFile }),
    ...(hsmModule !== undefined &&
      hsmPinFile !== undefined && { hsm: { module: hsmModule, label: hsmToken, pinFile: hsmPinFile } }),
  };
}
