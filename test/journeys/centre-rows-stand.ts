import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { httpbis } from "http-message-signatures";
import { nationalCheckDigit } from "../../card/codes.ts";
import { issueCard } from "../../card/virtual/issue.ts";
import { testRootOf } from "../../card/virtual/test-keys.ts";
import { authorityComponents } from "../../central/contract-signature.ts";
import { newCard } from "../../central/register.ts";
import { seedDemonstration } from "../../central/seed.ts";
import type { Tx } from "../../central/store.ts";
import { startChild, stopChild, type ReadyChild } from "../../cli/child.ts";
import { putUpStand } from "../../cli/hall.ts";
import { person, type Visit, type Wish } from "../../cli/person.ts";
import { startDaemon } from "../../daemon/main.ts";
import type { Screen } from "../../daemon/screen.ts";
import { centreBooks } from "../centre-books.ts";
import { stateFolder, until } from "../stand.ts";
import { openKiosk } from "../ws-kiosk.ts";

const centreFile = fileURLToPath(new URL("./centre-with-clock.ts", import.meta.url));
export const heze = "371700";

export type Said = Readonly<Record<string, unknown>>;

/** A holder of Heze with a new card in the box. */
export type Holder = {
  readonly id: string;
  readonly cardRef: string;
  readonly person: { readonly nationalNumber: string; readonly name: string };
  readonly cardNumber: string;
};

/**
 * A whole hall whose centre people work with as well: real pcscd, printer line, journal and kiosk link, and the centre
 * in a process of its own, over HTTP, with a clock that can be put forward.
 */
export async function centreRowsStand(holdersCount: number) {
  const state = stateFolder();
  const holders = await holdersIn(state.dir, holdersCount);
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const standsOwn = stand.children()["centre"];
  if (standsOwn !== undefined) await stopChild(standsOwn, 4_000);
  let port = "0";
  const startCentre = async (): Promise<ReadyChild> => {
    const words = { name: "centre", readyMs: 60_000, quiet: true };
    const started = await startChild([process.execPath, centreFile, state.dir, port], words);
    port = new URL((started.ready as { url: string }).url).port;
    return started;
  };
  let centre = await startCentre();
  const url = `http://127.0.0.1:${port}`;
  const { centre: line } = stand.daemonConfig;
  const daemon = await startDaemon({ ...stand.daemonConfig, centre: { ...line, url } });
  const kiosk = await openKiosk(daemon.addressWithCode());

  const json = { "content-type": "application/json" };
  async function post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Said> {
    const key = { "idempotency-key": randomUUID() };
    const sent = { ...json, ...key, ...headers };
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: sent,
      body: JSON.stringify(body),
    });
    return { status: answer.status, ...((await answer.json()) as Said) };
  }

  async function signIn(subject: string): Promise<{ readonly cookie: string }> {
    const signed = await fetch(`${url}/staff/v1/sign-in/development`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ subject }),
    });
    return { cookie: signed.headers.get("set-cookie")?.split(";")[0] ?? "" };
  }

  /** The welcome, however the visit before it ended. */
  const welcomed = (): Promise<void> =>
    until(
      "the kiosk's welcome",
      () => {
        const name = kiosk.frame()?.screen.name;
        if (name === "goodbye" || name === "fault") kiosk.act({ type: "continue" });
        return name === "welcome";
      },
      30_000,
    );

  return {
    holders,
    stateDir: state.dir,
    /** As one of the staff, signed in anew. */
    asStaff: async (subject: string, path: string, body: object): Promise<Said> =>
      post(`/staff/v1/${path}`, body, await signIn(subject)),
    asAnybody: (path: string, body: object): Promise<Said> => post(`/public/v1/${path}`, body, {}),
    read: async (path: string): Promise<Said> => (await (await fetch(`${url}${path}`)).json()) as Said,
    asAuthority: authorityOf(url),
    books: <Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> => centreBooks(state.dir, work),
    lifeOf: async (id: string): Promise<string | undefined> => {
      const box = (await stand.card({ op: "list" })) as { cards: { id: string; life: string }[] };
      return box.cards.find((card) => card.id === id)?.life;
    },
    /** A whole visit at the kiosk, and the screens that it went through. */
    async visit(wish: Wish): Promise<Visit & { readonly screens: readonly Screen[] }> {
      await welcomed();
      const screens: Screen[] = [];
      const stop = kiosk.watch((screen) => void screens.push(screen));
      const visited = await person(kiosk, stand.card, wish);
      stop();
      await stand.card({ op: "pull" });
      await welcomed();
      return { ...visited, screens };
    },
    putClockForward: (byMs: number): void => void centre.process.stdin?.write(`${String(byMs)}\n`),
    /** The centre is stopped, something is done to its books, and it is started again. */
    async centreStoppedFor(work: (tx: Tx) => Promise<void>): Promise<void> {
      await stopChild(centre.process, 4_000);
      await centreBooks(state.dir, work);
      centre = await startCentre();
    },
    async close(): Promise<void> {
      kiosk.close();
      await daemon.close();
      await stopChild(centre.process, 4_000);
      await stand.stop();
      state.remove();
    },
  };
}

export type CentreRowsStand = Awaited<ReturnType<typeof centreRowsStand>>;

/** Public security, by a key that the centre's operator has yet to register. */
function authorityOf(url: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const keyId = "ps-heze-1";
  return {
    keyId,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    async tell(path: string, notice: object): Promise<Said> {
      const body = JSON.stringify(notice);
      const { headers } = await httpbis.signMessage(
        {
          fields: [...authorityComponents],
          params: ["created", "expires", "nonce", "keyid", "alg"],
          paramValues: { created: new Date(), nonce: randomUUID() },
          key: { id: keyId, alg: "ed25519", sign: (data) => Promise.resolve(sign(null, data, privateKey)) },
        },
        {
          method: "POST",
          url: `${url}/authorities/v1/${path}`,
          headers: {
            "content-type": "application/json",
            "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
            "idempotency-key": randomUUID(),
          },
        },
      );
      const sent = headers as Record<string, string>;
      const answer = await fetch(`${url}/authorities/v1/${path}`, { method: "POST", headers: sent, body });
      return { status: answer.status, ...((await answer.json()) as Said) };
    },
  };
}

/** New cards in the box and in the register, before either is opened; every holder is invented. */
async function holdersIn(dir: string, count: number): Promise<readonly Holder[]> {
  const folder = join(dir, "cards");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cards = Array.from({ length: count }, (_, n) => {
    const digits = `99${String(6 + (n % 4))}`;
    const first = `3717021990${String(1 + Math.floor(n / 4)).padStart(2, "0")}16${digits}`;
    const issue = {
      profile: "cn-ssc-2.00-3des",
      issuerNumber: heze,
      serial: `0014000${String(n)}`,
      cardNumber: `H0400000${String(n)}`,
      issuedOn: "2022-03-15",
      expiresOn: "2032-03-15",
      regionalNumber: "SH3717H04000",
      holder: {
        name: "钱雨",
        nationalNumber: `${first}${nationalCheckDigit(first) ?? ""}`,
        sex: "1",
        ethnicGroup: "01",
        birthPlace: "371702",
        bornOn: `1990-${first.slice(10, 12)}-16`,
      },
    } as const;
    const image = issueCard({ ...issue, rootOf: testRootOf });
    const id = `row-${String(n)}`;
    writeFileSync(join(folder, `${id}.json`), JSON.stringify(image), { mode: 0o600 });
    return { id, issue, image, cardRef: image.files[0]?.records[0]?.slice(4) ?? "" };
  });
  await centreBooks(dir, async (tx) => {
    await seedDemonstration(tx, Date.now());
    for (const { issue, image, cardRef } of cards)
      await tx.add(
        "card",
        newCard({
          card_ref: cardRef,
          issuer_number: issue.issuerNumber,
          atr: image.atr,
          profile: image.profile,
          card_number: issue.cardNumber,
          national_number: issue.holder.nationalNumber,
          holder_name: issue.holder.name,
          issued_on: issue.issuedOn,
          expires_on: issue.expiresOn,
        }),
      );
  });
  return cards.map(({ id, cardRef, issue: { cardNumber, holder } }) => ({
    id,
    cardRef,
    cardNumber,
    person: { nationalNumber: holder.nationalNumber, name: holder.name },
  }));
}
