import { expect, test } from "vitest";
import { fromHex, hex } from "../../card/bytes.ts";
import { getChallenge } from "../../card/commands.ts";
import { exchange } from "../../card/exchange.ts";
import { look } from "../../card/look.ts";
import { fail } from "../../hardware/result.ts";
import type { ScriptAnswer } from "../../central/contract-operation.ts";
import type { CentreClient } from "../../daemon/central-client.ts";
import { carryOut } from "../../daemon/card-write.ts";
import { journalIntent } from "../../daemon/operation-begin.ts";
import { openHall, reasonOf, type Hall, type Terminal } from "./hall.ts";
import { journeys, prepare, type Journey } from "./visit.ts";

type Script = Extract<ScriptAnswer, { result: "script" }>;

/** The signing device answers when nobody waits any more: the first script is made, and heard by nobody. */
function lateOnce(centre: CentreClient): { readonly centre: CentreClient; readonly late: Script[] } {
  const late: Script[] = [];
  return {
    late,
    centre: {
      ...centre,
      async script(...asked) {
        const answered = await centre.script(...asked);
        if (late.length > 0 || !answered.ok || answered.value.result !== "script") return answered;
        late.push(answered.value);
        return fail({ kind: "centre-unreachable", detail: "TimeoutError" });
      },
    },
  };
}

/** Somebody sends the late script to the card after all, in a session of its own; answers the status words. */
async function replay(terminal: Terminal, script: Script): Promise<string[]> {
  const connected = await terminal.reader.connect({ exclusive: true });
  if (!connected.ok) throw new Error(connected.fault.kind);
  await connected.value.powerCycle();
  // As a terminal comes to it: only the random number is another one.
  await look(connected.value, { profile: terminal.parts.profile, resetBeforeRead: true });
  await exchange(connected.value, getChallenge());
  const { answers } = await connected.value.transmitList(
    script.steps.map(({ apdu, allowed }) => ({ apdu: fromHex(apdu), allowed })),
  );
  await connected.value.end();
  return answers.map((bytes) => hex(bytes.slice(-2)));
}

const shown = (hall: Hall) => {
  const { life, files } = hall.card.image();
  return JSON.stringify([life, files]);
};

test.each(journeys.map((journey): [string, Journey] => [journey.name, journey]))(
  "row 23, %s: a script that comes after its time is dead on this card, before and after the next one",
  async (_name, journey) => {
    const hall = await openHall();
    await prepare(hall, journey);
    const terminal = hall.boot();
    terminal.insert();
    await terminal.steps.readCard();
    const { centre, late } = lateOnce(terminal.parts.centre);
    const parts = { ...terminal.parts, centre };
    const { evidence } = terminal.steps.facts() ?? expect.fail("no card was read");
    const opId = journalIntent(parts, { kind: journey.kind, reason: reasonOf(journey.kind), evidence });
    expect((await carryOut(parts, opId, () => undefined)).kind).toBe("centre-away");
    const [script] = late;
    if (script === undefined) throw new Error("no script was late");

    const before = shown(hall);
    expect((await replay(terminal, script)).at(-1)).not.toBe("9000");
    expect(shown(hall)).toBe(before);

    expect((await carryOut(parts, opId, () => undefined)).kind).toBe("done");
    const after = shown(hall);
    expect((await replay(terminal, script)).at(-1)).not.toBe("9000");
    expect(shown(hall)).toBe(after);

    // Two scripts were issued, and one of them wrote.
    const { operations } = await hall.centre.books(hall.cardRef);
    expect(operations.at(-1)).toMatchObject({ scripts: 2, state: "done" });
    expect(operations.at(-1)?.certificate_no).toMatch(/^\d{6}-\d{4}-\d{6}$/);
  },
);
