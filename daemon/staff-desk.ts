import { z } from "zod";
import { fromHex, hex } from "../card/bytes.ts";
import { readFileTree } from "../card/file-tree.ts";
import { profileById } from "../card/profile.ts";
import { readCard } from "../card/read-card.ts";
import { meaningOf } from "../card/status-words.ts";
import type { Clock } from "../hardware/clock.ts";
import type { CardConnection, CardReader, ReceiptPrinter } from "../hardware/ports.ts";
import { setPaper } from "../hardware/printer/paper.ts";
import { fileLinesOf } from "./file-lines.ts";
import { latenciesOf } from "./latencies.ts";
import { isStaffCode, type StaffMember } from "./staff-code.ts";
import type { StaffLog } from "./staff-log.ts";
import { triedDevices, type Tried, type TriedDevice } from "./staff-tries.ts";

/**
 * Diagnostics, for a technician: exclusive (no visit runs meanwhile) and negotiated (the running visit ends first).
 * Nobody gets in without a code, after a few wrong ones nobody for a while, and everything done stands in the log
 * before it is done.
 */
export type StaffDesk = { answer(message: unknown): Promise<StaffAnswer> };
type StaffAnswer =
  | { readonly ok: true; readonly [fact: string]: unknown }
  | { readonly ok: false; readonly fault: StaffFault; readonly detail?: string };
type StaffFault =
  | "not-understood"
  | "not-let-in"
  | "locked"
  | "waiting-for-visit"
  | "pin-not-here"
  | "no-card-read"
  | "log-broken";

export type StaffParts = {
  readonly staff: readonly StaffMember[];
  readonly log: StaffLog;
  readonly reader: CardReader;
  readonly printer: ReceiptPrinter;
  /** One of the other devices, by hand; waits for the technician. */
  readonly tryDevice: (device: TriedDevice) => Promise<Tried>;
  readonly terminal: {
    /** The terminal is the technician's alone. */
    ours(): boolean;
    tell(event: "staff.entered" | "staff.acted" | "staff.left"): void;
  };
  /** Devices and counters as they are now, asked often. */
  readonly look: () => Promise<object>;
  /** The doctor's report, asked seldom. */
  readonly report: () => Promise<object>;
  readonly mintToken: () => string;
  readonly clock: Clock;
  readonly wallMs: () => number;
};

const apduHex = z.string().regex(/^([0-9A-Fa-f]{2}){4,261}$/);
const message = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("enter"), staff: z.string().max(64), code: z.string().max(128) }),
  z.strictObject({ op: z.literal("look"), token: z.string().max(128) }),
  z.strictObject({ op: z.literal("report"), token: z.string().max(128) }),
  z.strictObject({
    op: z.literal("apdu"),
    token: z.string().max(128),
    apdus: z.array(apduHex).min(1).max(16),
  }),
  z.strictObject({ op: z.literal("tree"), token: z.string().max(128) }),
  z.strictObject({
    op: z.literal("loop"),
    token: z.string().max(128),
    rounds: z.number().int().min(1).max(500),
  }),
  z.strictObject({ op: z.literal("print-test"), token: z.string().max(128) }),
  z.strictObject({ op: z.literal("try"), token: z.string().max(128), device: z.enum(triedDevices) }),
  z.strictObject({ op: z.literal("leave"), token: z.string().max(128) }),
]);
type Work = Exclude<z.infer<typeof message>, { op: "enter" | "leave" | "look" | "report" }>;

const wrongMost = 5;
const lockedMs = 15 * 60_000;
/** VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER: a PIN has no business in a console. */
const pinInstructions = [0x20, 0x24, 0x2c];
/** GET CHALLENGE: changes nothing, and every card answers something. */
const loopApdu = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08);

export function staffDesk(parts: StaffParts): StaffDesk {
  const { log, terminal, wallMs } = parts;
  let session: { readonly token: string; readonly staff: string } | undefined;
  let jobs = 0;

  /** Counted in the log, so that a restart forgets nothing. */
  function locked(): boolean {
    const entries = log.entries();
    const lastIn = entries.findLastIndex(({ did }) => did === "entered");
    const wrong = entries.slice(lastIn + 1).filter(({ did }) => did === "refused");
    return wrong.length >= wrongMost && wallMs() - (wrong.at(-1)?.atMs ?? 0) < lockedMs;
  }

  const note = (staff: string, did: string, detail?: string): void => {
    try {
      log.append({ atMs: wallMs(), staff, did, ...(detail === undefined ? {} : { detail }) });
    } catch (error) {
      throw new NotOnRecord(error instanceof Error ? error.message : "unknown");
    }
  };

  async function enter(staff: string, code: string): Promise<StaffAnswer> {
    if (locked()) return { ok: false, fault: "locked" };
    const member = parts.staff.find(({ id }) => id === staff);
    // Asked also when nobody is known by that name, so that time does not tell names.
    const right = await isStaffCode(code, member?.codeHash ?? nobody);
    // Many may have been asked side by side: those that were refused meanwhile count.
    if (locked()) return { ok: false, fault: "locked" };
    if (member === undefined || !right) {
      note("", "refused");
      return { ok: false, fault: "not-let-in" };
    }
    note(member.id, "entered");
    session = { token: parts.mintToken(), staff: member.id };
    terminal.tell("staff.entered");
    return { ok: true, token: session.token, ours: terminal.ours() };
  }

  async function work(order: Work, staff: string): Promise<StaffAnswer> {
    switch (order.op) {
      case "apdu": {
        const apdus = order.apdus.map((text) => fromHex(text.toUpperCase()));
        if (apdus.some((apdu) => pinInstructions.includes(apdu[1] ?? 0)))
          return { ok: false, fault: "pin-not-here" };
        // Headers only: what was sent into a card may be a secret.
        note(staff, "apdu", apdus.map((apdu) => hex(apdu.subarray(0, 4))).join(" "));
        return withCard(parts.reader, async (connection) => {
          const exchanges = [];
          for (const apdu of apdus) {
            const startMs = parts.clock.nowMs();
            const answer = await connection.transmit(apdu);
            const tookMs = parts.clock.nowMs() - startMs;
            if (!answer.ok) {
              exchanges.push({ command: hex(apdu), tookMs, fault: answer.fault.kind });
              break;
            }
            const statusWord = hex(answer.value.slice(-2));
            const meaning = meaningOf(statusWord) ?? null;
            exchanges.push({
              command: hex(apdu),
              tookMs,
              data: hex(answer.value.slice(0, -2)),
              statusWord,
              meaning,
            });
          }
          return { ok: true, atr: connection.atr, exchanges };
        });
      }
      case "tree":
        note(staff, "file tree");
        return withCard(parts.reader, async (connection) => {
          const facts = await readCard(connection);
          const profile = facts.ok ? profileById(facts.value.evidence.profile) : undefined;
          if (!facts.ok || profile === undefined)
            return { ok: false, fault: "no-card-read", detail: facts.ok ? "no profile" : facts.fault.kind };
          const tree = await readFileTree(connection, profile);
          return tree.ok
            ? { ok: true, profile: profile.id, lines: fileLinesOf(tree.value) }
            : { ok: false, fault: "no-card-read", detail: tree.fault.kind };
        });
      case "loop":
        note(staff, "loop test", String(order.rounds));
        return withCard(parts.reader, async (connection) => {
          const times: number[] = [];
          let errors = 0;
          for (let round = 0; round < order.rounds; round++) {
            const startMs = parts.clock.nowMs();
            const answer = await connection.transmit(loopApdu);
            if (answer.ok) times.push(parts.clock.nowMs() - startMs);
            else {
              errors++;
              // A dead connection answers nothing more: the rest would only repeat that.
              break;
            }
          }
          return { ok: true, rounds: times.length + errors, errors, ...latenciesOf(times) };
        });
      case "try":
        note(staff, "device tried", order.device);
        return { ok: true, tried: await parts.tryDevice(order.device) };
      case "print-test": {
        note(staff, "print test");
        const paper = setPaper(testSlip(staff, new Date(wallMs()).toISOString()));
        const outcome = await parts.printer.print({
          jobId: `test-${String(wallMs())}-${String(++jobs)}`,
          bytes: paper.bytes,
        });
        return { ok: true, outcome, text: paper.text };
      }
    }
  }

  return {
    async answer(given) {
      const parsed = message.safeParse(given);
      if (!parsed.success) return { ok: false, fault: "not-understood" };
      const order = parsed.data;
      try {
        if (order.op === "enter") return await enter(order.staff, order.code);
        if (session === undefined || order.token !== session.token) return { ok: false, fault: "not-let-in" };
        const { staff } = session;
        if (order.op === "leave") {
          note(staff, "left");
          session = undefined;
          terminal.tell("staff.left");
          return { ok: true };
        }
        if (order.op === "look") return { ok: true, ours: terminal.ours(), ...(await parts.look()) };
        if (!terminal.ours()) return { ok: false, fault: "waiting-for-visit" };
        terminal.tell("staff.acted");
        if (order.op === "report") return { ok: true, report: await parts.report() };
        return await work(order, staff);
      } catch (error) {
        // What cannot be written down is not done.
        if (error instanceof NotOnRecord) return { ok: false, fault: "log-broken", detail: error.message };
        throw error;
      }
    },
  };
}

class NotOnRecord extends Error {}

const nobody = `scrypt:${"00".repeat(16)}:${"00".repeat(32)}`;

async function withCard(
  reader: CardReader,
  use: (connection: CardConnection) => Promise<StaffAnswer>,
): Promise<StaffAnswer> {
  const connected = await reader.connect({ exclusive: false });
  if (!connected.ok) {
    const { fault } = connected;
    return {
      ok: false,
      fault: "no-card-read",
      detail: "detail" in fault ? `${fault.kind}: ${fault.detail}` : fault.kind,
    };
  }
  try {
    return await use(connected.value);
  } finally {
    await connected.value.end();
  }
}

/** Nothing on it could pass for a certificate. */
const testSlip = (staff: string, at: string): string =>
  [
    "^打印测试 PRINTER TEST",
    "",
    "中文 ABC 0123456789",
    `${staff} ${at}`,
    "",
    "此条无效 NOT A CERTIFICATE",
  ].join("\n");
