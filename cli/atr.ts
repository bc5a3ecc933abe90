import type { Command } from "commander";
import { readAtr, type Atr } from "../card/atr.ts";
import { fromHex } from "../card/bytes.ts";
import { cityOfAtr } from "../card/issuer.ts";
import { finish, faultResult, type CommandResult } from "./output.ts";

/** More than any ATR: 33 bytes is the standard's most, and what is longer is still explained. */
const maxHexDigits = 512;

/** `cardhall atr HEX`: what an answer to reset says. */
export function atrCommand(parent: Command): void {
  parent
    .command("atr <hex...>")
    .description("explain an answer to reset (ISO/IEC 7816-3)")
    .option("--json")
    .action((given: readonly string[], options: { json?: boolean }) => {
      const digits = given.join("").replaceAll(/[\s:]/g, "").toUpperCase();
      const valid = /^([0-9A-F]{2})*$/.test(digits) && digits.length <= maxHexDigits;
      finish(
        valid
          ? explained(readAtr(fromHex(digits)))
          : faultResult("not-hex", "an ATR is an even number of hex digits"),
        options.json === true,
      );
      if (!valid) process.exitCode = 2;
    });
}

function explained(atr: Atr): CommandResult {
  const { timing, historical, socialSecurity: layout } = atr;
  const city = layout === undefined ? undefined : cityOfAtr(layout.city);
  const json = {
    ...atr,
    interfaceBytes: Object.fromEntries(atr.interfaceBytes),
    ...(layout === undefined ? {} : { socialSecurity: { ...layout, cityZh: city?.zh ?? null } }),
  };
  const rate =
    timing.fi === undefined || timing.di === undefined ? "reserved" : `Fi ${timing.fi}, Di ${timing.di}`;
  const lines = [
    `ATR              ${atr.atr}`,
    `Convention       ${atr.convention}`,
    `Protocols        ${atr.protocols.map((protocol) => `T=${protocol}`).join(", ")}`,
    `Interface bytes  ${atr.interfaceBytes.map(([name, value]) => `${name} ${value}`).join(", ") || "none"}`,
    `Timing           ${rate}, extra guard time ${timing.extraGuardTimeEtu} ETU`,
    ...(timing.t1 === undefined ? [] : [`T=1              ${JSON.stringify(timing.t1)}`]),
    ...(timing.classes === undefined
      ? []
      : [
          `Supply           classes ${timing.classes.join("")}, clock stop ${timing.clockStop ?? "not said"}`,
        ]),
    `Historical       ${atr.historicalBytes || "none"} (${historical.kind})`,
    ...historical.objects.map(({ tag, value, name }) => `  ${tag} ${name}: ${value}`),
    `TCK              ${atr.tck}`,
    ...(layout === undefined
      ? []
      : [
          `Chip vendor      ${layout.vendor}, COS ${layout.cos}, card maker ${layout.maker}`,
          `City             ${layout.city} ${city?.zh ?? "unknown"}`,
          `Chip serial      ${layout.serial}`,
        ]),
    ...atr.warnings.map((warning) => `Warning          ${warning}`),
  ];
  return { json, lines, ok: true };
}
