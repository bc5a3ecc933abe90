import type {
  CardConnection,
  CardReader,
  PrinterStatus,
  PrintOutcome,
  ReceiptPrinter,
} from "../../hardware/ports.ts";
import type { Stopper } from "./stop.ts";

/** A reader whose terminal may be stopped around each APDU, inside lists too. */
export function stoppableReader(reader: CardReader, stop: Stopper): CardReader {
  const guarded = (connection: CardConnection): CardConnection => {
    const transmit: CardConnection["transmit"] = async (apdu) => {
      const leave = stop.enter("apdu");
      const answer = await connection.transmit(apdu);
      leave();
      return answer;
    };
    return {
      get atr() {
        return connection.atr;
      },
      transmit,
      async transmitList(commands) {
        const answers: Uint8Array[] = [];
        for (const { apdu, allowed } of commands) {
          const answer = await transmit(apdu);
          if (!answer.ok) return { answers, fault: answer.fault };
          answers.push(answer.value);
          if (!allowed.includes(Buffer.from(answer.value.slice(-2)).toString("hex").toUpperCase())) break;
        }
        return { answers };
      },
      powerCycle: () => connection.powerCycle(),
      end: () => connection.end(),
    };
  };
  return {
    ...reader,
    async connect(options) {
      const connected = await reader.connect(options);
      return connected.ok ? { ok: true, value: guarded(connected.value) } : connected;
    },
  };
}

export type Paper = {
  readonly terminalId: string;
  readonly certificateNo: string;
  readonly copy: number | undefined;
  readonly text: string;
};

export const ready: PrinterStatus = { device: "online", paper: "full", coverOpen: "no", cutterFault: "no" };

/** A printer that puts its papers on a pile. `state` may be changed while it stands. */
export function pilePrinter(options: {
  readonly terminalId: string;
  readonly stop: Stopper;
  readonly state: { status: PrinterStatus; outcome?: PrintOutcome };
  /** Hears of each paper while it is printed. */
  readonly onPaper: (paper: Paper) => Promise<void>;
}): ReceiptPrinter {
  const { terminalId, stop, state, onPaper } = options;
  return {
    name: "pile",
    status: () => Promise.resolve(state.status),
    async print({ jobId, bytes }) {
      const leave = stop.enter("printer");
      if (state.outcome?.kind !== "not-started") await onPaper(readPaper(terminalId, bytes));
      leave();
      return state.outcome ?? { kind: "printed", proof: `job ${jobId}` };
    },
    close: () => Promise.resolve(),
  };
}

/** What stands on a paper, out of its bytes: GB18030, Kanji mode switches taken out. */
function readPaper(terminalId: string, bytes: Uint8Array): Paper {
  const text = new TextDecoder("gb18030").decode(bytes);
  const certificateNo = /\d{6}-\d{4}-\d{6}/.exec(text)?.[0] ?? "";
  const copy = /补打 *(?:\x1c[.&])* *第(?:\x1c[.&])*(\d+)/u.exec(text)?.[1];
  return { terminalId, certificateNo, copy: copy === undefined ? undefined : Number(copy), text };
}
