/** What a shell says of a program that SIGPIPE ended. Node ignores that signal, and hears of a closed pipe as an error. */
const endedByPipe = 141;

/**
 * Whoever read our data has read enough (`| head -1`): the program ends without a word, as others do.
 * Words for people may go unheard: nobody's reading them is no reason to break off what is under way.
 */
export function endWhenNobodyReads({ stdout, stderr }: Pick<NodeJS.Process, "stdout" | "stderr">): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(endedByPipe);
    throw error;
  });
  stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
