import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { profileSchema } from "../card/profile-schema.ts";
import { ruleSchema } from "../central/rules/rule-schema.ts";
import { diagramOf } from "../daemon/machine-diagram.ts";
import { sessionMachine } from "../daemon/session-machine.ts";
import { terminalMachine, type TerminalSteps } from "../daemon/terminal-machine.ts";
import { errorsPage } from "./docs-errors.ts";

/**
 * `node cli/docs.ts [--check] [FOLDER]`: writes the documents that are drawn from the program itself, into docs/
 * or FOLDER. With `--check` it writes nothing, and exits 1 naming each document that says something else by now.
 */

/** A machine is only looked at here: no step is ever asked for. */
const noSteps = {} as TerminalSteps;

const page = (title: string, about: string, diagram: string): string =>
  `# ${title}\n\n${about}\n\nDrawn by \`npm run docs\` from the machine itself; a test fails when it is stale.\n\n` +
  `\`\`\`mermaid\n${diagram}\`\`\`\n`;

const documents: Readonly<Record<string, string>> = {
  "errors.md": errorsPage(),
  "card-profile.schema.json": `${JSON.stringify(profileSchema(), undefined, 2)}\n`,
  "regional-rules.schema.json": `${JSON.stringify(ruleSchema(), undefined, 2)}\n`,
  "machines/terminal.md": page(
    "The terminal, between and around visits",
    "It begins at `starting` after every stop. `serving` is one visit: see [session](session.md).",
    diagramOf(terminalMachine(noSteps)),
  ),
  "machines/session.md": page(
    "One person's visit",
    "From the card in the reader to the card in the hand and the paper taken. Nothing but the write itself moves " +
      "`writingCard`. A bug in any step ends the visit, and puts the terminal out of service.",
    diagramOf(sessionMachine(noSteps)),
  ),
};

const given = process.argv.slice(2);
const folder = given.find((word) => !word.startsWith("--")) ?? join(import.meta.dirname, "../docs");
for (const [name, text] of Object.entries(documents)) {
  const file = join(folder, name);
  if (!given.includes("--check")) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } else if (written(file) !== text) {
    process.stderr.write(`docs: stale: ${file} (npm run docs writes it)\n`);
    process.exitCode = 1;
  }
}

function written(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
