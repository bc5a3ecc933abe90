import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import { certificateJwk } from "../central/proof/certificate-key.ts";
import { verifiedCertificate } from "../central/proof/certificate-text.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

/** One key, or what `/public/v1/certificate-keys` answers. */
const keysFile = z.union([
  z
    .object({ keys: z.array(z.object({ key: certificateJwk })) })
    .transform(({ keys }) => keys.map(({ key }) => key)),
  certificateJwk.transform((key) => [key]),
]);

/** `cardhall certificate verify TEXT`: whether a certificate's QR code is the centre's. Needs no network. */
export function certificateCommand(parent: Command): void {
  parent
    .command("certificate")
    .description("certificates of the centre")
    .command("verify <text>")
    .description("hold what a certificate's QR code says against the centre's public keys")
    .option("--keys <file>", "the keys, as the centre publishes them", "certificate-keys.json")
    .option("--json")
    .action((text: string, options: { keys: string; json?: boolean }) => {
      finish(verify(text, options.keys), options.json === true);
    });
}

function verify(text: string, file: string): CommandResult {
  const keys = keysFile.parse(JSON.parse(readFileSync(file, "utf8")));
  const verified = verifiedCertificate(text, keys);
  if (!verified.ok) return faultResult(verified.fault, "this text is not a certificate of the centre's");
  const { number, kind, doneAtMs, issuerNumber, legal, holder, algorithm } = verified.value;
  return {
    json: { ok: true, number, kind, doneAtMs, issuerNumber, legal, holder, algorithm },
    lines: [
      `certificate ${number}: ${kind}, ${new Date(doneAtMs).toISOString()}`,
      `issuer ${issuerNumber}, at the centre ${legal}, holder mark ${holder}, signed with ${algorithm}`,
    ],
    ok: true,
  };
}
