import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCentral } from "../../central/main.ts";
import { shippedRuleFiles } from "../../central/rules/shipped-rules.ts";
import { seedRegion } from "../../central/seed-region.ts";
import { memoryStore } from "../../central/store-memory.ts";
import { cardhall, stateFolder } from "../stand.ts";
import { rulesIn } from "./rules-folder.ts";

/**
 * A real centre on a port of its own with a seeded region and its pages, and people who work with it over HTTP. In
 * Heze two clerks have to agree before a card is cancelled, which is how the shipped example 990500 has it.
 */
const heze = "371700";
/** Enough for each test to be tried again: nobody comes twice. */
const holders = 200;
const token = "a-token-of-enough-length";

export async function openCentreStand() {
  const { dir, remove } = stateFolder();
  const database = join(dir, "central.db");
  const seeded = await cardhall(
    "central",
    "seed",
    "--database",
    database,
    "--holders",
    String(holders),
    "--json",
  );
  if (seeded.code !== 0) throw new Error(seeded.stderr);
  const central = await startCentral({
    database,
    token,
    port: 0,
    signIn: { kind: "development" },
    rules: rulesIn(join(dir, "rules"), ofHeze()),
    pagesFolder: fileURLToPath(new URL("../../kiosk-ui/dist/centre", import.meta.url)),
    // As many people in a minute as no hall has; the rates have tests of their own.
    rates: { public: 1_000, staff: 10_000, signIn: 1_000, authority: 600 },
    logLevel: "error",
  });
  const { url } = central;

  /** Somebody of the staff with their session, asking without a browser. */
  async function staff(subject: string) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ subject });
    const signed = await fetch(`${url}/staff/v1/sign-in/development`, { method: "POST", headers, body });
    const cookie = signed.headers.get("set-cookie")?.split(";")[0] ?? "";
    return async (path: string, asked: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${url}${path}`, {
        method: "POST",
        headers: { ...headers, cookie, "idempotency-key": randomUUID() },
        body: JSON.stringify(asked),
      });
      return (await answer.json()) as Record<string, unknown>;
    };
  }

  /** A terminal of this machine says something. */
  async function say(terminalId: string, path: string, said: object): Promise<void> {
    const journal = { seq: 1, head: "0".repeat(64) };
    const header = { v: 1, terminalId, bootId: randomUUID(), journal };
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const body = JSON.stringify({ header, ...said });
    const answer = await fetch(`${url}${path}`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  const people = await peopleOf(heze);
  return {
    url,
    staff,
    /** It says that it is there. */
    boot: (terminalId: string): Promise<void> => say(terminalId, "/v1/terminals/boot", {}),
    /** Somebody's card is seen at a terminal with an operation on it that nobody here knows. */
    async strangeCard(terminalId: string): Promise<void> {
      const { card } = people.shift() ?? noHolder();
      const evidence = {
        cardRef: card.card_ref,
        atr: card.atr,
        profile: card.profile,
        life: "frozen",
        selectStatusWord: "6283",
        record: {
          epoch: 3,
          target: "frozen",
          opTag: "8A1B2C3D4E5F0003",
          time: "20261120093000",
          region: card.issuer_number,
        },
        resetBeforeRead: true,
      };
      await say(terminalId, "/v1/cards/observe", { evidence });
    },
    /** Somebody with a card in use for whom nothing has been asked yet: nobody twice. */
    somebody() {
      return people.shift() ?? noHolder();
    },
    async close() {
      await central.close();
      remove();
    },
  };
}

export type CentreStand = Awaited<ReturnType<typeof openCentreStand>>;

function noHolder(): never {
  throw new Error("no holder is left");
}

/** The number of an application that was taken in. */
export function numberOf(said: Record<string, unknown>): string {
  const application = said["application"] as { readonly number: string } | undefined;
  if (application === undefined) throw new Error(JSON.stringify(said));
  return application.number;
}

/** The seed's people whose cards are in use: the same as in the database, where their names are sealed. */
async function peopleOf(office: string) {
  const store = memoryStore();
  const nowMs = Date.now();
  await store.write((tx) => seedRegion(tx, nowMs, { seed: 1, holders }));
  const cards = await store.write((tx) => tx.find("card", { issuer_number: office }));
  return cards
    .filter((card) => card.legal === "active" && card.current_op === null && card.expires_on > "2027")
    .map((card) => ({ nationalNumber: card.national_number, name: card.holder_name, card }));
}

/** Two clerks have to agree, and an agent's formal loss report wants a photo of both. */
function ofHeze() {
  const example = shippedRuleFiles.find(({ name }) => name === `990500.json`)?.data as {
    readonly change: { readonly business: object };
  };
  const { change } = example;
  const documents = ["agent-identity-document", "identity-document", "power-of-attorney", "loss-report-form"];
  const business = {
    ...change.business,
    "freeze-formal": { agent: { documents: [...documents, "photo-of-both"] } },
  };
  return { ...example, region: heze, nameZh: "菏泽市", nameEn: "Heze", change: { ...change, business } };
}
