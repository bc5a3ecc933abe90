import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { program, startChild, stopChild } from "../../cli/child.ts";
import { askControl } from "../../hardware/control-line.ts";

/* A real pcscd of its own with the box of virtual cards, and nothing else of a hall. */

export type CardStand = {
  /** For any libpcsclite client: PCSCLITE_CSOCK_NAME. */
  readonly socket: string;
  /** Puts the card into the reader, once it is as issued again. */
  insert(id: string): Promise<void>;
  pull(): Promise<void>;
  stop(): Promise<void>;
};

const standScript = fileURLToPath(new URL("../../packaging/virtual-stand.sh", import.meta.url));
const readyMs = 20_000;
const handsMs = 3_000;

export async function putUpCardStand(): Promise<CardStand> {
  const dir = mkdtempSync(join(tmpdir(), "cardhall-"));
  const control = join(dir, "card.sock");
  const serve = ["virtual-card", "serve", "--cards", join(dir, "cards"), "--control", control];
  const child = await startChild([standScript, dir, process.execPath, program, ...serve], {
    name: "virtual reader",
    readyMs,
    quiet: true,
  });
  const hand = async (message: object): Promise<void> => {
    const answer = (await askControl(control, message, handsMs)) as { ok?: boolean } | undefined;
    if (answer?.ok !== true) throw new Error(`virtual cards: ${JSON.stringify(answer)}`);
  };
  return {
    socket: join(dir, "pcscd.comm"),
    insert: (id) => hand({ op: "insert", id }),
    pull: () => hand({ op: "pull" }),
    async stop() {
      await stopChild(child.process, 4_000);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
