import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { lintBytes } from "../card/profile-lint.ts";
import { profileById, profiles } from "../card/profile.ts";
import { faultResult, finish } from "./output.ts";

/** `cardhall profile`: checks and shows card profiles. */
export function profileCommand(parent: Command): void {
  const command = parent.command("profile").description("card profiles: check one, list them, show one");
  command
    .command("lint <file>")
    .description("check a profile or a region's overlay; exit 1 where a finding is an error")
    .option("--json")
    .action((file: string, options: { json?: boolean }) => {
      finish(lint(file), options.json === true);
    });
  command
    .command("list")
    .description("the profiles there are")
    .option("--json")
    .action((options: { json?: boolean }) => {
      const known = profiles.map(({ id, nameZh, nameEn }) => ({ id, nameZh, nameEn }));
      const lines = known.map(({ id, nameZh, nameEn }) => `${id}  ${nameZh} ${nameEn}`);
      finish({ json: { ok: true, profiles: known }, lines, ok: true }, options.json === true);
    });
  command
    .command("show <id>")
    .description("a profile as it is used, its bases merged in, as JSON")
    .action((id: string) => {
      const profile = profileById(id);
      const shown = { json: profile ?? {}, lines: [], ok: true };
      const known = profiles.map((each) => each.id).join(", ");
      finish(
        profile === undefined ? faultResult("no-such-profile", `known profiles: ${known}`) : shown,
        true,
      );
    });
}

function lint(file: string) {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return faultResult("no-such-file", error instanceof Error ? error.message : String(error));
  }
  const findings = lintBytes(bytes);
  const ok = findings.every(({ severity }) => severity !== "error");
  const lines = findings.map(
    ({ code, path, message, severity }) =>
      `${severity}  ${path === "" ? "(file)" : path}  ${code}: ${message.en} ${message.zh}`,
  );
  return { json: { ok, findings }, lines: lines.length === 0 ? ["no findings"] : lines, ok };
}
