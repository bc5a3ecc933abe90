import { connect, type Socket } from "node:net";

/** What lies in a virtual reader: anything that has an answer to reset and answers APDUs. */
export interface ChipCard {
  /** Power on, or reset: the ATR; empty for a mute card. */
  powerOn(): Uint8Array;
  powerOff(): void;
  reset(): Uint8Array;
  /** `undefined`: no answer ever comes (a hanging card). A promise: a slow one. */
  answer(apdu: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** One-byte frames are control codes of the vpcd driver (vsmartcard, vpcd.h). */
const control = { off: 0, on: 1, reset: 2, atr: 4 } as const;

/** The ports on which the vpcd driver waits for cards: slot 0 and slot 1. */
export const vpcdPort = 35963;

/** Answers the driver's presence poll before the first power-on; no card's own ATR. */
const placeholderAtr = Uint8Array.of(0x3b, 0x00);
/** What a mute card "answers": the driver drops a card that sends nothing, pcscd calls this one unresponsive. */
const unreadableAtr = Uint8Array.of(0x00);

/** A pcscd that was restarted listens again within a moment; the card still lies in its slot. */
const againMs = 50;

/**
 * Puts a card into a slot of a real pcscd that runs Debian's vsmartcard-vpcd driver: a TCP connection is a card
 * in the reader, its end by `pull` is the card pulled. When pcscd ends instead, the card stays where it is and loses
 * its power, and the next pcscd finds it there. Frames are a 2-byte big-endian length and the payload.
 */
export function insertIntoVpcd(
  card: ChipCard,
  options: { readonly port: number; readonly onGone: () => void },
): { pull(): void } {
  let pulled = false;
  let socket: Socket | undefined;
  let again: NodeJS.Timeout | undefined;
  const link = (): void => {
    socket = linkTo(card, options.port, () => {
      card.powerOff();
      if (pulled) options.onGone();
      else again = setTimeout(link, againMs);
    });
  };
  link();
  return {
    pull() {
      if (pulled) return;
      pulled = true;
      clearTimeout(again);
      if (socket?.destroyed === false) socket.destroy();
      else options.onGone();
    },
  };
}

function linkTo(card: ChipCard, port: number, onClose: () => void): Socket {
  const socket: Socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let buffered: Buffer = Buffer.alloc(0);
  let atr: Uint8Array = placeholderAtr;
  /** A mute card is there (the driver's poll must see it) and fails only its power-on. */
  let muteNow = false;

  const power = (answerToReset: Uint8Array): void => {
    muteNow = answerToReset.length === 0;
    atr = muteNow ? placeholderAtr : answerToReset;
  };

  const send = (payload: Uint8Array): void => {
    const frame = Buffer.alloc(2 + payload.length);
    frame.writeUInt16BE(payload.length);
    frame.set(payload, 2);
    socket.write(frame);
  };
  let frames = 0;
  const take = (payload: Buffer): void => {
    frames += 1;
    if (payload.length !== 1) {
      const answer = card.answer(new Uint8Array(payload));
      const frame = frames;
      const give = (bytes: Uint8Array | undefined): void => {
        // An answer that comes after another question would be taken for the answer to that one.
        if (bytes !== undefined && frame === frames && !socket.destroyed) send(bytes);
      };
      if (answer instanceof Promise) void answer.then(give);
      else give(answer);
      return;
    }
    switch (payload[0]) {
      case control.off:
        card.powerOff();
        return;
      case control.on:
        power(card.powerOn());
        return;
      case control.reset:
        power(card.reset());
        return;
      case control.atr:
        // Asked after each power-on, and about twice a second to see whether a card lies there.
        send(muteNow ? unreadableAtr : atr);
        muteNow = false;
        return;
      default:
        return;
    }
  };
  socket.on("data", (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE()) {
      const end = 2 + buffered.readUInt16BE();
      const payload = buffered.subarray(2, end);
      buffered = buffered.subarray(end);
      take(payload);
    }
  });
  socket.on("error", () => undefined);
  socket.on("close", onClose);
  return socket;
}
