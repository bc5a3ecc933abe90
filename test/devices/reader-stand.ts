import { putUpStand } from "../../cli/hall.ts";
import { person } from "../../cli/person.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import type { Screen } from "../../daemon/screen.ts";
import { stateFolder, until } from "../stand.ts";

/** A stand, a daemon on it, and the hands that these tests need: everything but the card and its slot is real. */
export async function readerStand() {
  process.env["CARDHALL_LOG"] ??= "silent";
  const state = stateFolder();
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const daemon = await startDaemon(stand.daemonConfig);
  await until("the reader is found", () => daemon.device().reader.media !== "unknown");
  const table: { disturbance: string; recoveredMs: number }[] = [];

  /** Nobody waits for the goodbye to fade. */
  const visitOver = (withinMs = 30_000): Promise<void> =>
    until(
      "the visit is over",
      async () => {
        const screen = daemon.screen();
        if (screen.name === "goodbye") daemon.act({ type: "continue" });
        if (screen.name === "fault") daemon.act({ type: "continue" });
        if (screen.name === "take-card" || (screen.name === "fault" && screen.cardInside))
          await stand.card({ op: "pull" });
        return screen.name === "welcome";
      },
      withinMs,
    );

  /** The shortest visit there is: the card is read, shown and taken again. */
  async function look(card = "card-1"): Promise<void> {
    await stand.card({ op: "insert", id: card });
    await until("the card is shown", () => daemon.screen().name === "your-card", 30_000);
    daemon.act({ type: "exit" });
    await stand.card({ op: "pull" });
    await visitOver();
  }

  /** A whole visit that writes on the card; throws unless it ends well. */
  async function write(kind: "freeze" | "unfreeze", card = "card-2"): Promise<void> {
    const visit = await person(daemon, stand.card, { kind, card });
    if (visit.fault !== undefined) throw new Error(`${kind}: ${visit.fault}`);
    await visitOver();
  }

  /** Runs a disturbance and notes how long it takes until the reader serves again. */
  async function recovers(disturbance: string, disturb: () => Promise<unknown>): Promise<void> {
    const startMs = performance.now();
    await disturb();
    await until("the reader is back", () => daemon.device().reader.device === "online", 30_000);
    table.push({ disturbance, recoveredMs: Math.round(performance.now() - startMs) });
  }

  return {
    state,
    stand,
    daemon,
    visitOver,
    look,
    write,
    recovers,
    async pcscd(order: "kill" | "stop" | "start"): Promise<void> {
      const answer = (await stand.card({ op: "pcscd", do: order })) as { ok?: boolean } | undefined;
      if (answer?.ok !== true) throw new Error(`pcscd ${order}: ${JSON.stringify(answer)}`);
    },
    reported: (): string => tableOf(table),
    async close(): Promise<void> {
      await daemon.close();
      await stand.stop();
      state.remove();
    },
  };
}

function tableOf(rows: readonly { readonly disturbance: string; readonly recoveredMs: number }[]): string {
  const kinds = [...new Set(rows.map((row) => row.disturbance))];
  const lines = kinds.map((kind) => {
    const times = rows
      .filter((row) => row.disturbance === kind)
      .map((row) => row.recoveredMs)
      .sort((one, other) => one - other);
    const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
    const numbers = [times.length, at(0.5), at(1)].map((number) => String(number).padStart(8));
    return `  ${kind.padEnd(44)}${numbers.join("")}`;
  });
  return [`  ${"time to recover (ms)".padEnd(44)}   times     p50     max`, ...lines].join("\n");
}

/** Does something once, as soon as such a screen appears and before the person sees it. */
export function onScreen(daemon: Daemon, fits: (screen: Screen) => boolean, hand: () => unknown): () => void {
  let done = false;
  return daemon.watch((screen) => {
    if (!fits(screen) || done) return;
    done = true;
    hand();
  });
}

export type ReaderStand = Awaited<ReturnType<typeof readerStand>>;
