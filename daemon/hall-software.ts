import type { Server } from "node:net";
import type { CardFacts } from "../card/card-facts.ts";
import { iReadCardLine, iReadCardOk } from "../card/ireadcard.ts";
import { serveControl } from "../hardware/control-line.ts";

/** Of LD/T 33's own error numbers: no card lies there, or none was read in this visit. */
const noCard = -2;
const badParameters = -14;

/**
 * A door for hall software on this machine that speaks the vendors' `iReadCardBas`: one JSON line over a Unix socket,
 * {"op":"iReadCardBas"} answered by {"code":0,"line":"371700|...|"}. UNMASKED, so the socket's folder decides who may
 * ask. It tells what the running visit has read and never touches the reader: a write cannot be disturbed from here.
 */
export function serveHallSoftware(
  socketPath: string,
  facts: () => CardFacts | undefined,
  deviceNumber: string,
): Promise<Server> {
  return serveControl(socketPath, (message) => {
    if (
      typeof message !== "object" ||
      message === null ||
      !("op" in message) ||
      message.op !== "iReadCardBas"
    )
      return Promise.resolve({ ok: false, code: badParameters });
    const card = facts();
    return Promise.resolve(
      card === undefined
        ? { ok: false, code: noCard }
        : {
            ok: true,
            code: iReadCardOk,
            line: iReadCardLine(card, { terminalNumber: "", deviceNumber }),
          },
    );
  });
}
