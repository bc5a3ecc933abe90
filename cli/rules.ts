import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Option, type Command } from "commander";
import { legalStates } from "../central/contract.ts";
import { lintRules } from "../central/rules/rule-lint.ts";
import { businesses, cancelReasons, channels } from "../central/rules/rule-shape.ts";
import { signedRules } from "../central/rules/rule-signature.ts";
import { publishedKey, shippedRuleFiles, shippedRules } from "../central/rules/shipped-rules.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";
import { explain, type ExplainOptions } from "./rules-explain.ts";
import { ed25519Jwk, keyIdOf, type Ed25519Jwk } from "../central/ed25519.ts";

type Asked = { readonly json?: boolean };

/** `cardhall rules`: checks, signs and explains what regions decide for themselves. */
export function rulesCommand(parent: Command): void {
  const command = parent
    .command("rules")
    .description("regional rules: check, sign, list, explain a decision");
  command
    .command("lint <file>")
    .description("check a region's rules; exit 1 where a finding is an error")
    .option("--key <file...>", "keys that may sign, besides the published one")
    .option("--json")
    .action((file: string, options: Asked & { key?: readonly string[] }) => {
      finish(lint(file, options.key ?? []), options.json === true);
    });
  command
    .command("sign <file>")
    .description("sign a region's rules in place, once they are free of errors")
    .requiredOption("--key <file>", "Ed25519 key as JSON (JWK), made with mode 0600 when absent")
    .option("--json")
    .action((file: string, options: Asked & { key: string }) => {
      finish(sign(file, options.key), options.json === true);
    });
  command
    .command("list")
    .description("the regions that have rules of their own")
    .option("--json")
    .action((options: Asked) => {
      finish(list(), options.json === true);
    });
  command
    .command("explain")
    .description("what the rules say of one request, and why, as a holder reads it")
    .addOption(
      new Option("--operation <business>", "what is asked for")
        .choices([...businesses, "freeze"])
        .makeOptionMandatory(),
    )
    .addOption(new Option("--channel <channel>", "how it is asked for").choices(channels).default("counter"))
    .addOption(new Option("--reason <reason>", "why a card is cancelled").choices(cancelReasons))
    .option("--card <cardRef>", "card identification code; its first six digits are the region")
    .option("--region <code>", "GB/T 2260 code, where there is no card")
    .option("--file <file>", "a region's rules to be tried, signed or not")
    .option("--database <place>", "the centre's store, to look the card up in")
    .addOption(new Option("--legal <state>", "what the centre holds of the card").choices(legalStates))
    .option("--replaced", "a replacement was ordered")
    .option("--json")
    .action(async (options: Asked & ExplainOptions) => {
      finish(await explain(options), options.json === true);
    });
}

const [base] = shippedRuleFiles;

function lint(file: string, keyFiles: readonly string[]): CommandResult {
  const text = textOf(file);
  if (typeof text !== "string") return text;
  const keys: Ed25519Jwk[] = [publishedKey];
  for (const each of keyFiles) {
    const key = keyOf(each);
    if (key === undefined) return faultResult("not-a-key", each);
    keys.push(key);
  }
  const findings = lintRules(text, { base: base?.data, trusted: keys });
  const ok = findings.every(({ severity }) => severity !== "error");
  const lines = findings.map(
    ({ code, path, message, severity }) =>
      `${severity}  ${path === "" ? "(file)" : path}  ${code}: ${message.en} ${message.zh}`,
  );
  return { json: { ok, findings }, lines: lines.length === 0 ? ["no findings"] : lines, ok };
}

function sign(file: string, keyFile: string): CommandResult {
  const text = textOf(file);
  if (typeof text !== "string") return text;
  const faults = lintRules(text, { base: base?.data, trusted: [] }).filter(
    ({ severity, code }) => severity === "error" && code !== "signature-wrong",
  );
  if (faults.length > 0) return lint(file, []);
  makeKey(keyFile);
  const key = keyOf(keyFile);
  if (key?.d === undefined) return faultResult("not-a-key", `${keyFile} has no private Ed25519 key`);
  // Lint has read it as an object of rules.
  const signed = signedRules(JSON.parse(text) as Record<string, unknown>, key);
  writeFileSync(file, `${JSON.stringify(signed, undefined, 2)}\n`);
  const { kty, crv, x } = key;
  const json = { ok: true, keyId: keyIdOf(key), publicKey: { kty, crv, x } };
  return { json, lines: [`signed with ${json.keyId}`, JSON.stringify(json.publicKey)], ok: true };
}

/** Never writes over a key that is there. */
function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync("ed25519");
  try {
    const text = `${JSON.stringify(privateKey.export({ format: "jwk" }))}\n`;
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function keyOf(file: string): Ed25519Jwk | undefined {
  try {
    return ed25519Jwk.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | CommandResult {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return faultResult("no-such-file", error instanceof Error ? error.message : String(error));
  }
}

function list(): CommandResult {
  const { everywhere, regions } = shippedRules;
  const all = [everywhere, ...regions.values()].map(({ region, version, nameZh, nameEn }) => ({
    region,
    version,
    nameZh,
    nameEn,
  }));
  const lines = all.map(
    ({ region, version, nameZh, nameEn }) => `${region}  v${String(version)}  ${nameZh} ${nameEn}`,
  );
  return { json: { ok: true, rules: all }, lines, ok: true };
}
