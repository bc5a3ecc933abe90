import { execFile } from "node:child_process";

const commandMs = 20_000;

/** Runs a configured command without a shell; answers with why it failed, or nothing. */
export function runCommand(command: readonly string[]): Promise<string | undefined> {
  const [file = "", ...args] = command;
  return new Promise((done) => {
    execFile(file, args, { timeout: commandMs }, (error) =>
      done(error === null ? undefined : error.message.slice(0, 200)),
    );
  });
}
