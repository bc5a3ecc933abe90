import { expect, test } from "vitest";
import { hex } from "../../card/bytes.ts";
import { journalIntent } from "../../daemon/operation-begin.ts";
import { carryOut } from "../../daemon/card-write.ts";
import { look } from "../../card/look.ts";
import type { CardReader } from "../../hardware/ports.ts";
import { ok } from "../../hardware/result.ts";
import { openHall, reasonOf } from "./hall.ts";

/** The tag and length of the status record, as READ RECORD answers with it. */
const statusRecord = "EE18";

/** One bit of the region turns over in the first `times` looks that find the new record. */
function garbling(reader: CardReader, times: number): CardReader {
  let left = times;
  return {
    status: () => reader.status(),
    watch: (onChange) => reader.watch(onChange),
    close: () => reader.close(),
    async connect(options) {
      const connected = await reader.connect(options);
      if (!connected.ok) return connected;
      const real = connected.value;
      return ok({
        get atr() {
          return real.atr;
        },
        async transmit(apdu) {
          const answer = await real.transmit(apdu);
          const isNew = answer.ok && hex(answer.value).startsWith(`${statusRecord}0100000001`);
          if (!isNew || left === 0) return answer;
          left -= 1;
          return ok(answer.value.with(-3, (answer.value.at(-3) ?? 0) ^ 1));
        },
        transmitList: (commands) => real.transmitList(commands),
        powerCycle: () => real.powerCycle(),
        end: () => real.end(),
      });
    },
  };
}

/** A freeze whose read-back comes garbled so often. */
async function frozenWith(times: number) {
  const hall = await openHall();
  const terminal = hall.boot();
  await terminal.steps.start();
  terminal.insert();
  const parts = { ...terminal.parts, reader: garbling(terminal.reader, times) };
  const connected = await terminal.reader.connect({ exclusive: false });
  if (!connected.ok) throw new Error("no card");
  const seen = await look(connected.value, { profile: parts.profile, resetBeforeRead: false });
  await connected.value.end();
  if (!seen.ok) throw new Error(JSON.stringify(seen.fault));
  const opId = journalIntent(parts, { kind: "freeze", reason: reasonOf("freeze"), evidence: seen.value });
  const outcome = await carryOut(parts, opId, () => undefined);
  return { outcome, phases: terminal.journal.entriesOf(opId).map(({ body }) => body.phase), parts, opId };
}

test("a bit that turned over in the read-back is found out by another look, in the same visit", async () => {
  const { outcome, phases } = await frozenWith(1);
  expect(outcome.kind).toBe("done");
  expect(phases.filter((phase) => phase === "readback")).toHaveLength(2);
});

test("a read-back that stays wrong is a clerk's, and the next visit looks again", async () => {
  const { outcome, parts, opId } = await frozenWith(2);
  expect(outcome.kind).toBe("contradiction");
  expect((await carryOut(parts, opId, () => undefined)).kind).toBe("done");
});
