/** What a command says and how it ends: exit 0 done, 1 fault (named), 2 usage. Data on stdout, the rest on stderr. */
export type CommandResult = {
  /** With `--json` this object alone goes to stdout. */
  readonly json: object;
  /** Without it, these lines. */
  readonly lines: readonly string[];
  readonly ok: boolean;
};

export function finish(result: CommandResult, asJson: boolean): void {
  process.stdout.write(asJson ? `${JSON.stringify(result.json)}\n` : `${result.lines.join("\n")}\n`);
  process.exitCode = result.ok ? 0 : 1;
}

/** A fault on stdout as JSON (or on stderr as words), exit 1. */
export const faultResult = (fault: string, detail: string): CommandResult => ({
  json: { ok: false, fault, detail },
  lines: [`${fault}: ${detail}`],
  ok: false,
});

export const say = (line: string): void => void process.stderr.write(`cardhall: ${line}\n`);
