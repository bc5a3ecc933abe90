import type { IdCard } from "../ports.ts";
import { layOutIdCard } from "./card-layout.ts";
import { idReaderCommands, idReaderStatus, type IdReaderCommand } from "./commands.ts";
import { ga467Frame, ga467Framer } from "./ga467.ts";

/** A GA 467 reader that lives on bytes alone. Pure: no clock, no I/O. */
export interface VirtualIdReader {
  /** The answers are what the reader sends back at once. */
  receive(bytes: Uint8Array): Uint8Array;
  place(card: IdCard): void;
  /** A card must be lifted before it is found again, as with the real readers. */
  lift(): void;
  /** What the next READ CARD does; once. */
  failNextRead(how: "unreadable" | "broken-frame" | "half-frame"): void;
  /** Stands still: takes bytes and answers nothing. */
  stick(stuck: boolean): void;
  /** Commands it was never taught. */
  unknown(): number;
}

const isCommand = (payload: Uint8Array, command: IdReaderCommand): boolean =>
  payload.length === 2 && command.bytes.every((byte, at) => payload[at] === byte);

export function virtualIdReader(): VirtualIdReader {
  const framer = ga467Framer();
  let card: IdCard | undefined;
  /** `read`: it will not be found again until it is lifted. */
  let state: "absent" | "placed" | "found" | "selected" | "read" = "absent";
  let trouble: "unreadable" | "broken-frame" | "half-frame" | undefined;
  let stuck = false;
  let unknown = 0;

  const say = (status: number, data: readonly number[] | Uint8Array = []): Uint8Array =>
    ga467Frame([0, 0, status, ...data]);

  function read(): Uint8Array {
    if (card === undefined || state !== "selected") return say(idReaderStatus.readFailed);
    const frame = say(idReaderStatus.good, layOutIdCard(card));
    const how = trouble;
    trouble = undefined;
    switch (how) {
      case "unreadable":
        return say(idReaderStatus.readFailed);
      case "broken-frame":
        return frame.with(100, (frame[100] ?? 0) ^ 0x55);
      case "half-frame":
        return frame.subarray(0, 700);
      case undefined:
        state = "read";
        return frame;
    }
  }
  function answer(payload: Uint8Array): Uint8Array {
    if (isCommand(payload, idReaderCommands.status)) return say(idReaderStatus.good);
    if (isCommand(payload, idReaderCommands.find)) {
      if (state === "absent" || state === "read") return say(idReaderStatus.notFound);
      state = "found";
      return say(idReaderStatus.found, [0, 0, 0, 0]);
    }
    if (isCommand(payload, idReaderCommands.select)) {
      if (state !== "found") return say(idReaderStatus.notSelected);
      state = "selected";
      return say(idReaderStatus.good, [0, 0, 0, 0, 0, 0, 0, 0]);
    }
    if (isCommand(payload, idReaderCommands.read)) return read();
    unknown++;
    return say(idReaderStatus.unknownCommand);
  }

  return {
    receive(bytes) {
      const answers: number[] = [];
      for (const piece of framer.feed(bytes)) {
        if (stuck) continue;
        if (piece.kind === "frame") answers.push(...answer(piece.payload));
        else answers.push(...say(piece.why === "length" ? idReaderStatus.length : idReaderStatus.checkByte));
      }
      return Uint8Array.from(answers);
    },
    place(placed) {
      card = placed;
      state = "placed";
    },
    lift() {
      card = undefined;
      state = "absent";
    },
    failNextRead: (how) => (trouble = how),
    stick: (to) => (stuck = to),
    unknown: () => unknown,
  };
}
