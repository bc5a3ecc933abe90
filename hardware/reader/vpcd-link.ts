import { connect, type Socket } from "node:net";

/** What lies in a virtual reader: anything that has an answer to reset and answers APDUs. */
export interface ChipCard {
  /** Power on, or reset: the ATR; empty for a mute card. */
  powerOn(): Uint8Array;
  powerOff(): void;
  reset(): Uint8Array;
  /** `undefined`: no answer ever comes (a hanging card). */
  answer(apdu: Uint8Array): Uint8Array | undefined;
}

/** One-byte frames are control codes of the vpcd driver (vsmartcard, vpcd.h). */
const control = { off: 0, on: 1, reset: 2, atr: 4 } as const;

/** The ports on which the vpcd driver waits for cards: slot 0 and slot 1. */
export const vpcdPort = 35963;

/** Answers the driver's presence poll before the first power-on; no card's own ATR. */
const placeholderAtr = Uint8Array.of(0x3b, 0x00);
/** What a mute card "answers": the driver drops a card that sends nothing, pcscd calls this one unresponsive. */
const unreadableAtr = Uint8Array.of(0x00);

/**
 * Puts a card into a slot of a real pcscd that runs Debian's vsmartcard-vpcd driver: a TCP connection is a card
 * in the reader, its end is the card pulled. Frames are a 2-byte big-endian length and the payload.
 */
export function insertIntoVpcd(
  card: ChipCard,
  options: { readonly port: number; readonly onGone: () => void },
): { pull(): void } {
  const socket: Socket = connect({ host: "127.0.0.1", port: options.port, noDelay: true });
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
  const take = (payload: Buffer): void => {
    if (payload.length !== 1) {
      const answer = card.answer(new Uint8Array(payload));
      if (answer !== undefined && !socket.destroyed) send(answer);
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
  socket.on("close", () => {
    card.powerOff();
    options.onGone();
  });
  return { pull: () => socket.destroy() };
}
