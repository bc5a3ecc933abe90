import type {
  CardConnection,
  CardReader,
  ListAnswer,
  ListedCommand,
  ReaderFault,
  ReaderStatus,
} from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";

/** Anything that can lie in a virtual reader: it has a reset and answers APDUs. */
type Insertable = {
  /** Cold reset; answers with the ATR, empty when mute. */
  powerOn(): Uint8Array;
  powerOff(): void;
  answer(apdu: Uint8Array): Uint8Array;
};

/**
 * A hand that pulls the card during transmit number `apdu` (from 0, counted since the plan was made, inside
 * lists too), before or after the card has acted on it. The caller sees `torn`, then `no-card`.
 */
type Tear = { readonly apdu: number; readonly when: "before" | "after" };

type VirtualReader = CardReader & {
  insert(card: Insertable): void;
  pull(): void;
  /** Replaces the plan and counts from 0 again. */
  plan(tears: readonly Tear[]): void;
  /** Transmits since the last plan. */
  transmits(): number;
};

type Held = { readonly card: Insertable; atr: string };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();

/** A reader in memory, for tests and simulation. It knows no card content and no clock. */
export function virtualReader(options: { readonly name?: string } = {}): VirtualReader {
  const { name = "Virtual reader" } = options;
  const listeners = new Set<(status: ReaderStatus) => void>();
  let held: Held | undefined;
  let tears: readonly Tear[] = [];
  let transmits = 0;
  let closed = false;
  const open = new Map<symbol, { readonly exclusive: boolean }>();

  function status(): ReaderStatus {
    const device = closed ? "offline" : "online";
    if (held === undefined) return { device, name, media: closed ? "unknown" : "not-present" };
    const { atr } = held;
    return { device, name, media: "present", ...(atr === "" ? {} : { atr }) };
  }

  const tell = (): void => {
    for (const listener of [...listeners]) listener(status());
  };

  function pull(): void {
    if (held === undefined) return;
    held.card.powerOff();
    held = undefined;
    // A card that is gone is held by nobody, whoever has not ended yet.
    open.clear();
    tell();
  }

  function transmit(mine: Held, apdu: Uint8Array): Result<Uint8Array, ReaderFault> {
    if (closed) return fail({ kind: "reader-lost", detail: "closed" });
    if (held !== mine) return fail({ kind: "no-card" });
    const number = transmits;
    transmits += 1;
    const tear = tears.find((planned) => planned.apdu === number);
    if (tear?.when === "before") {
      pull();
      return fail({ kind: "torn" });
    }
    const answer = mine.card.answer(Uint8Array.from(apdu));
    if (tear === undefined) return ok(answer);
    pull();
    return fail({ kind: "torn" });
  }

  function transmitList(mine: Held, commands: readonly ListedCommand[]): ListAnswer {
    const answers: Uint8Array[] = [];
    for (const { apdu, allowed } of commands) {
      const answer = transmit(mine, apdu);
      if (!answer.ok) return { answers, fault: answer.fault };
      answers.push(answer.value);
      if (!allowed.includes(hex(answer.value.slice(-2)))) break;
    }
    return { answers };
  }

  function connection(mine: Held, id: symbol): CardConnection {
    const ended = (): boolean => !open.has(id);
    const gone = (): ReaderFault =>
      closed ? { kind: "reader-lost", detail: "closed" } : { kind: "no-card" };
    return {
      get atr() {
        return mine.atr;
      },
      transmit: (apdu) => Promise.resolve(ended() ? fail(gone()) : transmit(mine, apdu)),
      transmitList: (commands) =>
        Promise.resolve(ended() ? { answers: [], fault: gone() } : transmitList(mine, commands)),
      powerCycle() {
        if (closed || ended() || held !== mine) return Promise.resolve(fail(gone()));
        mine.card.powerOff();
        mine.atr = hex(mine.card.powerOn());
        return Promise.resolve(mine.atr === "" ? fail({ kind: "mute-card" }) : ok(mine.atr));
      },
      end() {
        open.delete(id);
        return Promise.resolve();
      },
    };
  }

  return {
    status,
    watch(listener) {
      listeners.add(listener);
      listener(status());
      return () => {
        listeners.delete(listener);
      };
    },
    connect({ exclusive }) {
      if (closed) return Promise.resolve(fail({ kind: "reader-lost", detail: "closed" }));
      if (held === undefined) return Promise.resolve(fail({ kind: "no-card" }));
      if (held.atr === "") return Promise.resolve(fail({ kind: "mute-card" }));
      if ([...open.values()].some((other) => exclusive || other.exclusive))
        return Promise.resolve(fail({ kind: "reader-busy", detail: "another connection holds the card" }));
      const id = Symbol("connection");
      open.set(id, { exclusive });
      return Promise.resolve(ok(connection(held, id)));
    },
    close() {
      closed = true;
      open.clear();
      tell();
      listeners.clear();
      return Promise.resolve();
    },
    insert(card) {
      pull();
      held = { card, atr: hex(card.powerOn()) };
      tell();
    },
    pull,
    plan(next) {
      tears = next;
      transmits = 0;
    },
    transmits: () => transmits,
  };
}
