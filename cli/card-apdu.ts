import { fromHex, hex } from "../card/bytes.ts";
import { meaningOf } from "../card/status-words.ts";
import { fail, ok } from "../hardware/result.ts";
import { showCard, type CardOptions } from "./card-session.ts";
import { faultResult, finish } from "./output.ts";

/** A technician's list, typed by hand. */
const maxCommands = 64;
/** Header, Lc, 255 bytes of data, Le: short APDUs are all that these cards take. */
const maxApduBytes = 261;

/** `cardhall card apdu HEX...`: sends what it is given, one after the other, and explains each status word. */
export async function cardApdu(given: readonly string[], options: CardOptions): Promise<void> {
  const commands = given.map((text) => text.replaceAll(/[\s:]/g, "").toUpperCase());
  const wrong = commands.find((text) => !/^([0-9A-F]{2}){4,}$/.test(text) || text.length / 2 > maxApduBytes);
  if (wrong !== undefined || commands.length > maxCommands) {
    const why =
      wrong === undefined ? `at most ${maxCommands} commands` : `not a command APDU in hex: ${wrong}`;
    finish(faultResult("not-hex", why), options.json === true);
    process.exitCode = 2;
    return;
  }
  await showCard(options, async (connection) => {
    const exchanges = [];
    for (const command of commands) {
      const answer = await connection.transmit(fromHex(command));
      if (!answer.ok) return fail({ ...answer.fault, during: `APDU ${command}` });
      const statusWord = hex(answer.value.slice(-2));
      const meaning = meaningOf(statusWord);
      exchanges.push({
        command,
        data: hex(answer.value.slice(0, -2)),
        statusWord,
        meaningZh: meaning?.zh ?? "未知状态字",
        meaningEn: meaning?.en ?? "Unknown status word",
        source: meaning?.source ?? null,
      });
    }
    const lines = exchanges.flatMap(({ command, data, statusWord, meaningZh, meaningEn }) => [
      `> ${command}`,
      `< ${data === "" ? "" : `${data} `}${statusWord}  ${meaningZh} ${meaningEn}`,
    ]);
    return ok({ json: { ok: true, atr: connection.atr, exchanges }, lines, ok: true });
  });
}
