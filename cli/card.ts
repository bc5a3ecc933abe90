import type { Command } from "commander";
import { readFileTree } from "../card/file-tree.ts";
import type { CardFault } from "../card/faults.ts";
import { maskCardNumber, maskName, maskNationalNumber } from "../card/masking.ts";
import { profileById } from "../card/profile.ts";
import { readCard, type CardFacts } from "../card/read-card.ts";
import { fileLinesOf } from "../daemon/file-lines.ts";
import { visitFaultOfRead } from "../daemon/faults.ts";
import { sleep, systemClock } from "../hardware/clock.ts";
import type { CardConnection, CardReader } from "../hardware/ports.ts";
import { pcscReader } from "../hardware/reader/pcsc-reader.ts";
import { fail, type Result } from "../hardware/result.ts";
import { catalogue } from "../words/errors.ts";
import { lifeNames } from "../words/operations.ts";
import { findHall } from "./hall-file.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

type Options = {
  readonly state: string;
  readonly reader: string;
  readonly socket?: string;
  readonly json?: boolean;
};

/** A reader's host needs a moment to find pcscd and its readers. */
const readerMs = 3_000;
const lookMs = 50;

/** `cardhall card`: what the card in the reader says, masked; nothing is written, no PIN is tried. */
export function cardCommand(parent: Command): void {
  const command = parent.command("card").description("read the card in the reader");
  const add = (
    name: string,
    description: string,
    work: (connection: CardConnection) => Promise<Result<CommandResult, CardFault>>,
  ): void => {
    command
      .command(name)
      .description(description)
      .option("--state <folder>", "a running hall's state folder: its reader is used", ".cardhall")
      .option("--reader <name>", "part of the PC/SC reader's name", "")
      .option("--socket <path>", "another pcscd's socket than the system's")
      .option("--json")
      .action(async (options: Options) => {
        const result = await withCard(options, work);
        if (result.ok) finish(result.value, options.json === true);
        else {
          const { code, detail } = visitFaultOfRead(result.fault);
          const { what, next } = catalogue[code];
          finish(
            faultResult(code, `${what.en} ${next.en}${detail === undefined ? "" : ` [${detail}]`}`),
            options.json === true,
          );
        }
      });
  };
  add("info", "issuer, number, version, validity, holder (masked), life", async (connection) => {
    const facts = await readCard(connection);
    return facts.ok ? { ok: true, value: infoOf(facts.value) } : facts;
  });
  add("status", "what the card is now: life and status record", async (connection) => {
    const facts = await readCard(connection);
    if (!facts.ok) return facts;
    const { life, record, selectStatusWord, cardRef } = facts.value.evidence;
    const json = { cardRef, life, selectStatusWord, record };
    return { ok: true, value: { json, lines: [`${lifeNames[life].en} (${selectStatusWord})`], ok: true } };
  });
  add("tree", "the file structure, decoded and masked", async (connection) => {
    const facts = await readCard(connection);
    if (!facts.ok) return facts;
    const profile = profileById(facts.value.evidence.profile);
    if (profile === undefined) throw new Error("card: a profile that was just detected is gone");
    const tree = await readFileTree(connection, profile);
    if (!tree.ok) return tree;
    const files = fileLinesOf(tree.value);
    const lines = files.flatMap((file) => [
      `${"  ".repeat(file.depth)}${file.path}  ${file.nameZh} ${file.nameEn}  [${file.access}]`,
      ...file.records.map(
        (record) =>
          `${"  ".repeat(file.depth + 1)}${record.tag}  ${record.nameZh} ${record.nameEn}: ${record.value}`,
      ),
    ]);
    return {
      ok: true,
      value: { json: { atr: connection.atr, profile: profile.id, files }, lines, ok: true },
    };
  });
}

function infoOf(facts: CardFacts): CommandResult {
  const { evidence, holder } = facts;
  const json = {
    atr: evidence.atr,
    profile: evidence.profile,
    issuer: { number: facts.issuer.number, region: `${facts.issuer.provinceZh}${facts.issuer.regionZh}` },
    cardNumber: maskCardNumber(facts.cardNumber),
    version: facts.version,
    issuedOn: facts.issuedOn,
    expiresOn: facts.expiresOn,
    holder:
      holder === undefined
        ? null
        : { name: maskName(holder.name), nationalNumber: maskNationalNumber(holder.nationalNumber) },
    life: evidence.life,
    warnings: facts.warnings,
  };
  const lines = [
    `Issuer       ${json.issuer.number} ${json.issuer.region}`,
    `Card number  ${json.cardNumber}`,
    `Holder       ${json.holder === null ? "closed" : `${json.holder.name} ${json.holder.nationalNumber}`}`,
    `Version      ${json.version} (${json.profile})`,
    `Valid        ${json.issuedOn} to ${json.expiresOn}`,
    `Life         ${lifeNames[json.life].en}`,
    `ATR          ${json.atr}`,
    ...facts.warnings.map((warning) => `Warning      ${warning}`),
  ];
  return { json, lines, ok: true };
}

async function withCard<Value>(
  options: Options,
  work: (connection: CardConnection) => Promise<Result<Value, CardFault>>,
): Promise<Result<Value, CardFault>> {
  const hall = findHall(options.state)?.socket ?? "";
  const socket = options.socket ?? (hall === "" ? undefined : hall);
  const reader = pcscReader({
    reader: options.reader,
    ...(socket === undefined ? {} : { socket }),
    clock: systemClock,
    chance: Math.random,
  });
  try {
    await settled(reader);
    const connected = await reader.connect({ exclusive: false });
    if (!connected.ok) return fail({ ...connected.fault, during: "CONNECT" });
    const result = await work(connected.value);
    await connected.value.end();
    return result;
  } finally {
    await reader.close();
  }
}

/** Waits until the reader has said whether a card lies there, or for as long as it may take. */
async function settled(reader: CardReader): Promise<void> {
  for (let waited = 0; waited < readerMs && reader.status().media === "unknown"; waited += lookMs)
    await sleep(systemClock, lookMs);
}
