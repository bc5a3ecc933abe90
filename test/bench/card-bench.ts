import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { publicReading } from "../../card/ahead.ts";
import { fromHex, hex } from "../../card/bytes.ts";
import { readRecord } from "../../card/commands.ts";
import { exchange } from "../../card/exchange.ts";
import { profiles } from "../../card/profile.ts";
import { readCard } from "../../card/read-card.ts";
import { sleep, systemClock } from "../../hardware/clock.ts";
import type { CardConnection } from "../../hardware/ports.ts";
import { pcscReader } from "../../hardware/reader/pcsc-reader.ts";
import { putUpCardStand } from "../conformance/card-stand.ts";
import { stateFolder } from "../stand.ts";

const rounds = 12;
const runsPerRound = 25;
/** Both clients are new at first: their first runs are thrown away. */
const warmRuns = 20;
const readerMs = 10_000;

/** The steps of an issuer script are as long as this one: EXTERNAL AUTHENTICATE with a key that no card has. */
const authenticate = fromHex(`008200FF10${"00".repeat(16)}`);
/** Four commands of a script's length, each refused before any counter is touched (6A88). */
const script = Array.from({ length: 4 }, () => ({ apdu: authenticate, allowed: ["6A88"] }));

type Series = { readonly ours: number[]; readonly bare: number[] };

/**
 * What the reader's process costs: one exchange, a list and a whole public reading through it, beside a C program
 * over libpcsclite that sends the same bytes to the same card of the same pcscd. The two take turns in short rounds,
 * so that what else the machine does comes to both.
 */
export async function cardBench(): Promise<object> {
  const state = stateFolder();
  const stand = await putUpCardStand();
  const reader = pcscReader({
    reader: "",
    socket: stand.socket,
    clock: systemClock,
    chance: Math.random,
  });
  try {
    const client = buildClient(state.dir);
    await stand.insert("card-1");
    for (let waited = 0; reader.status().media !== "present"; waited += 50) {
      if (waited > readerMs) throw new Error("no card in the reader");
      await sleep(systemClock, 50);
    }
    const [profile] = profiles;
    if (profile === undefined) throw new Error("no profile");
    const version = readRecord({ sfi: 5, tag: 0x03, length: 4 });
    const plan = publicReading(profile);
    const selecting = plan.slice(0, 1).map(({ apdu }) => apdu);
    const one: Series = { ours: [], bare: [] };
    const list: Series = { ours: [], bare: [] };
    const reading: Series = { ours: [], bare: [] };

    const connected = await reader.connect({ exclusive: false });
    if (!connected.ok) throw new Error(connected.fault.kind);
    const connection = connected.value;
    const bare = (commands: readonly Uint8Array[], runs: number): Promise<number[][]> =>
      runClient(client, stand.socket, commands, runs);
    await timed(warmRuns, () => readCard(connection));
    await checkAnswers(connection);

    for (let round = 0; round < rounds; round++) {
      await exchangeOk(connection);
      one.ours.push(...(await timed(runsPerRound, () => exchange(connection, version))));
      // The SSSE stays selected between the two: the card is shared, and nobody resets it.
      one.bare.push(...(await bare([version.bytes], runsPerRound)).map(sum));
      list.ours.push(...(await timed(runsPerRound, () => connection.transmitList(script))));
      list.bare.push(
        ...(
          await bare(
            script.map(({ apdu }) => apdu),
            runsPerRound,
          )
        ).map(sum),
      );
      reading.ours.push(...(await timed(runsPerRound, () => readCard(connection))));
      reading.bare.push(
        ...(
          await bare(
            plan.map(({ apdu }) => apdu),
            runsPerRound,
          )
        ).map(sum),
      );
    }
    const echoMs = await timed(100, () => connection.transmitList([]));
    await connection.end();

    async function exchangeOk(card: CardConnection): Promise<void> {
      for (const apdu of selecting) await card.transmit(apdu);
    }
    const figures = {
      commandsOfReading: plan.length,
      commandsOfList: script.length,
      one: spread(one),
      list: spread(list),
      reading: spread(reading),
      emptyRequestMs: { p50: round(at(echoMs, 0.5)), p99: round(at(echoMs, 0.99)) },
    };
    process.stdout.write(
      [
        line("one exchange", figures.one, 2.5),
        line(`a list of ${script.length}`, figures.list, 1.8),
        line(`a full public reading (${plan.length} APDUs)`, figures.reading, 1.8),
        `of which the way to the reader's process and back, nothing sent: p50 ${figures.emptyRequestMs.p50} ms`,
        "",
      ].join("\n"),
    );
    return figures;
  } finally {
    await reader.close();
    await stand.stop();
    state.remove();
  }
}

/** A measurement of refusals would be fast and say nothing. */
async function checkAnswers(connection: CardConnection): Promise<void> {
  const facts = await readCard(connection);
  if (!facts.ok || facts.value.holder === undefined) throw new Error("the card was not read");
  const { answers } = await connection.transmitList(script);
  const words = answers.map((answer) => hex(answer.slice(-2)));
  if (words.join() !== script.map(() => "6A88").join())
    throw new Error(`the list was answered ${words.join()}`);
}

function buildClient(dir: string): string {
  const program = join(dir, "card-client");
  const source = join(import.meta.dirname, "card-client.c");
  const gcc = spawnSync("gcc", ["-O2", "-I/usr/include/PCSC", "-o", program, source, "-lpcsclite"], {
    encoding: "utf8",
  });
  if (gcc.status !== 0) throw new Error(`gcc: ${gcc.stderr}`);
  return program;
}

/** Runs the C program once; of each run of the list the milliseconds of each transmit. */
async function runClient(
  program: string,
  socket: string,
  commands: readonly Uint8Array[],
  runs: number,
): Promise<number[][]> {
  const child = spawn(program, [String(runs)], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: socket },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stdin.end(`${commands.map(hex).join("\n")}\n\n`);
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`card-client ended with ${String(code)}`);
  return out
    .trim()
    .split("\n")
    .map((text) => text.split(" ").map((nanoseconds) => Number(nanoseconds) / 1e6));
}

async function timed(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    const fromMs = performance.now();
    await work();
    milliseconds.push(performance.now() - fromMs);
  }
  return milliseconds;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const at = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
const round = (value: number): number => Math.round(value * 1000) / 1000;

const spread = ({ ours, bare }: Series) => ({
  runs: ours.length,
  oursMs: { p50: round(at(ours, 0.5)), p99: round(at(ours, 0.99)) },
  bareMs: { p50: round(at(bare, 0.5)), p99: round(at(bare, 0.99)) },
  ratioP50: round(at(ours, 0.5) / at(bare, 0.5)),
  ratioP99: round(at(ours, 0.99) / at(bare, 0.99)),
});

const line = (
  what: string,
  { oursMs, bareMs, ratioP50, ratioP99 }: ReturnType<typeof spread>,
  aim: number,
): string =>
  `${what}: ratio p50 ${ratioP50}, p99 ${ratioP99} (aim ${aim}); ours p50 ${oursMs.p50} ms, C client p50 ${bareMs.p50} ms`;
