import type { CardConnection, ReaderFault } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { concat, excerpt, fromHex, hexFrom } from "./bytes.ts";
import { getResponse, selectByName, type CardCommand } from "./commands.ts";
import type { CardFault } from "./faults.ts";
import type { Life } from "./life.ts";
import type { Profile } from "./profile.ts";

/*
 * One question to a card. 61xx (data waiting) and 6Cxx (ask again with this length) of T=0, ISO/IEC 7816-3,
 * are handled here and nowhere else.
 */

const maxGetResponses = 16;
const maxAnswerLength = 64 * 1024;

type Raw = {
  readonly data: Uint8Array;
  /** 4 upper-case hex digits. */
  readonly statusWord: string;
};

/**
 * Asks the card one question: command, bytes, connection, bytes, answer.
 * At most one repetition after 6Cxx, 16 GET RESPONSE and 64 KiB of data.
 */
export async function exchange<Answer>(
  connection: CardConnection,
  command: CardCommand<Answer>,
): Promise<Result<Answer, CardFault>> {
  const first = await sendOnce(connection, command.bytes, command.name);
  if (!first.ok) return first;
  const waits = first.value.statusWord.startsWith("61");
  const whole = waits
    ? await collect(connection, first.value, command.name)
    : short(first.value, command.name);
  if (!whole.ok) return whole;
  const { data, statusWord } = whole.value;
  if (statusWord !== "9000") return fail({ kind: "refused", during: command.name, statusWord });
  return command.parse(data);
}

/** What a SELECT of the social security environment says; `statusWord` as it came, 4 upper-case hex digits. */
export type Selected = {
  readonly statusWord: string;
  readonly life: Life;
  /** Data that came with the status word; T=0 leaves it waiting behind 61xx. */
  readonly data: Uint8Array;
};

/**
 * SELECT SSSE. Its status word is the card's life (profile field `life`), so no status word is a fault here;
 * one that the profile does not name is life `unknown`. Waiting data is left with the card.
 */
export async function selectSsse(
  connection: CardConnection,
  profile: Profile,
): Promise<Result<Selected, CardFault>> {
  const { bytes } = selectByName(fromHex(profile.select.ssse));
  const answer = await sendOnce(connection, bytes, "SELECT SSSE");
  if (!answer.ok) return answer;
  const { statusWord, data } = answer.value;
  return ok({ statusWord, life: lifeOf(statusWord, profile), data });
}

function lifeOf(statusWord: string, { life }: Profile): Life {
  const says = (patterns: readonly string[]) =>
    patterns.some((pattern) => pattern === statusWord || pattern === `${statusWord.slice(0, 2)}xx`);
  if (says(life.active)) return "active";
  if (says(life.frozen)) return "frozen";
  if (says(life.cancelled)) return "cancelled";
  return says(life.cardBlocked) ? "card-blocked" : "unknown";
}

/** Sends, and once more with the length the card asks for when it answers 6Cxx. */
async function sendOnce(
  connection: CardConnection,
  bytes: Uint8Array,
  during: string,
): Promise<Result<Raw, CardFault>> {
  const answer = rawOf(await connection.transmit(bytes), during);
  // A command of five bytes or fewer ends with its Le; a longer one has data, and no Le to correct in T=0.
  if (!answer.ok || !answer.value.statusWord.startsWith("6C") || bytes.length > 5) return answer;
  const le = fromHex(answer.value.statusWord.slice(2));
  return rawOf(await connection.transmit(concat(bytes.subarray(0, 4), le)), during);
}

/** Gathers what 61xx says is waiting. */
async function collect(
  connection: CardConnection,
  first: Raw,
  during: string,
): Promise<Result<Raw, CardFault>> {
  let answer = first;
  let { data } = first;
  for (let asked = 0; answer.statusWord.startsWith("61"); asked += 1) {
    const waiting = Number.parseInt(answer.statusWord.slice(2), 16);
    if (asked === maxGetResponses || data.length > maxAnswerLength)
      return fail({ kind: "garbled", during, expected: "an answer that ends", received: answer.statusWord });
    const rest = await sendOnce(connection, getResponse(waiting).bytes, during);
    if (!rest.ok) return rest;
    answer = rest.value;
    // The command itself was accepted, so a refusal now does not mean that nothing was done.
    if (!/^(9000|61..)$/.test(answer.statusWord))
      return fail({ kind: "garbled", during, expected: "the waiting data", received: answer.statusWord });
    data = concat(data, answer.data);
  }
  return short({ data, statusWord: answer.statusWord }, during);
}

/** An answer that is not longer than one may be. */
function short(answer: Raw, during: string): Result<Raw, CardFault> {
  const { length } = answer.data;
  if (length <= maxAnswerLength) return ok(answer);
  return fail({ kind: "garbled", during, expected: "at most 64 KiB", received: `${String(length)} bytes` });
}

function rawOf(response: Result<Uint8Array, ReaderFault>, during: string): Result<Raw, CardFault> {
  if (!response.ok) return fail({ ...response.fault, during });
  const answer = response.value;
  const end = answer.length - 2;
  if (end < 0) return fail({ kind: "garbled", during, expected: "a status word", received: excerpt(answer) });
  return ok({ data: answer.slice(0, end), statusWord: hexFrom(answer, end) });
}
