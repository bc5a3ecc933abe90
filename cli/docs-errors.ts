import { catalogue, faultCodes } from "../words/errors.ts";
import { findingCatalogue, findingCodes, severities, type FindingEntry } from "../words/findings.ts";
import type { Phrase } from "../words/language.ts";

/** docs/errors.md: the whole catalogue, as a clerk or a technician looks it up by its code. */
export function errorsPage(): string {
  const both = (phrase: Phrase): string => `${phrase.zh}<br>${phrase.en}`;
  const faults = faultCodes.map((code) => {
    const { what, next, clerk, technician } = catalogue[code];
    const third = technician === undefined ? "" : both(technician);
    return `| \`${code}\` | ${both(what)} | ${both(next)} | ${both(clerk)} | ${third} |`;
  });
  const found = severities.flatMap((severity) =>
    findingCodes
      .map((code) => [code, findingCatalogue[code] as FindingEntry] as const)
      .filter(([, entry]) => entry.severity === severity)
      .map(
        ([code, { who, what, why, next }]) =>
          `| \`${code}\` | ${severity} | ${who} | ${both(what)} | ${both(why)} | ${both(next)} |`,
      ),
  );
  return [
    "# Errors and findings",
    "",
    "Written by `npm run docs` from `words/errors*.ts` and `words/findings*.ts`; a test fails when it is stale.",
    "",
    "## What a person at the kiosk can meet",
    "",
    "The code stands small on the screen, for the clerk.",
    "",
    "| code | what happened | what the holder does | the clerk | the technician |",
    "|---|---|---|---|---|",
    ...faults,
    "",
    "## What `cardhall doctor` and the diagnostics page find",
    "",
    "`error`: nobody can be served, or not safely; `warning`: something is missing or soon will be; `info`: good to know.",
    "",
    "| code | severity | who acts | what | why | what to do |",
    "|---|---|---|---|---|---|",
    ...found,
    "",
  ].join("\n");
}
