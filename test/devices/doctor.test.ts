import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { program } from "../../cli/child.ts";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { person } from "../../cli/person.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import { hashStaffCode } from "../../daemon/staff-code.ts";
import { sampleIdCards } from "../../hardware/id-reader/sample-id-cards.ts";
import type { TraceEntry } from "../../hardware/reader/trace.ts";
import { cardhall, stateFolder, until } from "../stand.ts";

/** Three truthful reports: nothing attached, a hall that works, and a pcscd that does not. And one file for support. */

type Report = {
  ok: boolean;
  findings: {
    code: string;
    severity: string;
    who: string;
    what: { zh: string; en: string };
    detail?: string;
  }[];
  facts: Record<string, Record<string, unknown> | null>;
};
const codesOf = (json: Record<string, unknown>): string[] =>
  (json as unknown as Report).findings.map(({ code }) => code);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "cardhall-doctor-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("nothing attached: no pcscd, no configuration, no printer, and the machine itself is well", async () => {
  const empty = folder();
  const said = await cardhall("doctor", "--json", "--state", empty, "--socket", join(empty, "none.comm"));
  expect(said.code, said.stderr).toBe(1);
  const codes = codesOf(said.json);
  expect(codes[0]).toBe("pcscd-not-running");
  expect(codes).toEqual(
    expect.arrayContaining(["no-configuration", "printer-not-configured", "profile-unconfirmed"]),
  );
  for (const wrong of [
    "no-reader",
    "centre-unreachable",
    "module-missing",
    "journal-broken",
    "disk-unwritable",
  ])
    expect(codes).not.toContain(wrong);
  const report = said.json as unknown as Report;
  expect(report).toMatchObject({
    ok: false,
    facts: {
      pcsc: { door: "missing", reader: "" },
      setUp: { modules: { pcsclite: "ok", serialport: "ok", "better-sqlite3": "ok" } },
      centre: null,
      printer: null,
    },
  });
  for (const { what, who } of report.findings) {
    expect(what.zh).not.toBe("");
    expect(what.en).not.toBe("");
    expect(["holder", "clerk", "technician"]).toContain(who);
  }
});

test("a pcscd that takes connections and never answers is told from one that is not there", async () => {
  const dir = folder();
  const socket = join(dir, "deaf.comm");
  const deaf = createServer(() => undefined);
  await new Promise<void>((listening) => deaf.listen(socket, listening));
  onTestFinished(() => void deaf.close());
  const said = await cardhall("doctor", "--json", "--state", dir, "--socket", socket);
  expect(codesOf(said.json)).toContain("pcscd-no-answer");
  expect(codesOf(said.json)).not.toContain("pcscd-not-running");
});

test("a pcscd that lets a client in and puts it out at once has asked polkit, and is told from one that is deaf", async () => {
  const dir = folder();
  const socket = join(dir, "polkit.comm");
  // As pcsc-lite built with polkit does it; Debian 12's own pcscd is built without, so the real one cannot say no.
  const refuses = createServer((client) => void client.end());
  await new Promise<void>((listening) => refuses.listen(socket, listening));
  onTestFinished(() => void refuses.close());
  const said = await cardhall("doctor", "--json", "--state", dir, "--socket", socket);
  const { findings, facts } = said.json as unknown as Report;
  expect(findings[0]).toMatchObject({ code: "pcscd-denied", who: "technician", detail: `${socket}: polkit` });
  expect(facts["pcsc"]).toMatchObject({ door: "turned-away" });
});

describe("with the stand", () => {
  const state = stateFolder();
  let stand: Stand;
  let daemon: Daemon;
  beforeAll(async () => {
    process.env["CARDHALL_LOG"] ??= "silent";
    stand = await putUpStand({ stateDir: state.dir, quiet: true });
    const staff = [
      { id: "T-07", codeHash: await hashStaffCode(staffCode, "00112233445566778899aabbccddeeff") },
    ];
    daemon = await startDaemon({ ...stand.daemonConfig, staff });
    writeFileSync(join(state.dir, "daemon.json"), JSON.stringify(stand.daemonConfig));
  });
  afterAll(async () => {
    await daemon.close();
    await stand.stop();
    state.remove();
  });
  const scannedText = "WT-2026-0007-CANARY";
  const staffCode = "8d-Kestrel";
  async function ask(message: object): Promise<Record<string, unknown>> {
    const { origin } = new URL(daemon.url);
    const answer = await fetch(`${origin}/diagnostics`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify(message),
    });
    return (await answer.json()) as Record<string, unknown>;
  }
  async function technicianTries(): Promise<void> {
    const { token } = await ask({ op: "enter", staff: "T-07", code: staffCode });
    await until(
      "the terminal is the technician's",
      async () => (await ask({ op: "look", token }))["ours"] === true,
    );
    await stand.counter({ op: "place-id", card: "resident" });
    expect(await ask({ op: "try", token, device: "id-reader" })).toMatchObject({
      tried: { kind: "works", seen: { what: "resident", length: 1_024 } },
    });
    await stand.counter({ op: "lift-id" });
    const scanning = ask({ op: "try", token, device: "scanner" });
    await new Promise((asked) => setTimeout(asked, 500));
    await stand.counter({ op: "scan", text: scannedText });
    expect(await scanning).toMatchObject({ tried: { kind: "works", seen: { length: scannedText.length } } });
    expect(await ask({ op: "try", token, device: "lights" })).toMatchObject({ tried: { kind: "works" } });
    expect(await ask({ op: "try", token, device: "pin-pad" })).toMatchObject({
      tried: { kind: "fails", fault: "not-fitted" },
    });
    await ask({ op: "leave", token });
    await until("welcome", () => daemon.screen().name === "welcome", 30_000);
  }
  const doctor = (...args: string[]) => cardhall("doctor", "--json", "--state", state.dir, ...args);

  test("all is well: no error, reader and ATR, printer asked through the terminal, centre and its clock", async () => {
    await stand.card({ op: "insert", id: "card-1" });
    await until("the card is shown", () => daemon.screen().name === "your-card");
    const said = await doctor();
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({
      ok: true,
      facts: {
        pcsc: { door: "open", media: "present" },
        printer: { device: "online", paper: "full", coverOpen: "no", cutterFault: "no" },
        centre: { answer: "ok" },
        journal: { open: 0 },
      },
    });
    const { facts } = said.json as unknown as Report;
    expect(facts["devices"]).toMatchObject({
      sights: [
        { name: "card-reader", device: "online" },
        { name: "printer", device: "online" },
        { name: "id-reader", device: "online", losses: 0 },
        { name: "scanner", device: "online", losses: 0 },
        { name: "lights", device: "online" },
      ],
      notFitted: ["pin-pad", "badge"],
    });
    expect(facts["counters"]).toMatchObject({ losses: 0, forgotten: 0, paper: { unconfirmed: 0 } });
    expect(facts["surroundings"]).toMatchObject({ pcscd: expect.stringMatching(/^\d+\.\d+/) as string });
    expect(facts["pcsc"]?.["reader"]).toContain("Virtual PCD");
    expect(facts["pcsc"]?.["atr"]).toMatch(/^3B/);
    expect(Math.abs(Number(facts["centre"]?.["skewMs"]))).toBeLessThan(5_000);
    // The terminal's own processes are no strangers at the reader.
    expect(codesOf(said.json)).not.toContain("reader-held");
    await stand.card({ op: "pull" });
  });

  test.skipIf(process.getuid?.() !== 0)(
    "a user whom the real pcscd's socket keeps out: permission is named, not a missing pcscd",
    async () => {
      const socket = stand.socket ?? "";
      const mine = folder();
      const { mode } = statSync(socket);
      chmodSync(dirname(socket), 0o711);
      chmodSync(socket, 0o600);
      chmodSync(mine, 0o777);
      try {
        const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, program];
        const { stdout } = spawnSync(
          "setpriv",
          [...nobody, "doctor", "--json", "--state", mine, "--socket", socket],
          { encoding: "utf8", env: { ...process.env, NODE_COMPILE_CACHE: "" } },
        );
        const { findings, facts } = JSON.parse(stdout) as Report;
        expect(facts["pcsc"]).toMatchObject({ door: "denied" });
        expect(findings.filter(({ severity }) => severity === "error")).toEqual([
          expect.objectContaining({ code: "pcscd-denied", detail: `${socket}: file permission` }),
        ]);
      } finally {
        chmodSync(socket, mode);
        chmodSync(dirname(socket), 0o700);
      }
    },
  );

  test("no paper: the clerk is told, and nobody calls it an error", async () => {
    await stand.printer({ op: "paper", out: true });
    const said = await doctor();
    expect(said.code).toBe(0);
    expect((said.json as unknown as Report).findings).toContainEqual(
      expect.objectContaining({ code: "paper-out", who: "clerk", severity: "warning" }),
    );
    await stand.printer({ op: "paper", out: false });
  });

  test(
    "the support file holds what happened, and nobody's name, number, PIN or key",
    { timeout: 90_000 },
    async () => {
      await until("welcome", () => daemon.screen().name === "welcome", 30_000);
      const visit = await person(daemon, stand.card, { kind: "freeze", card: "card-1" });
      expect(visit.fault).toBeUndefined();
      // An identity card is read and a paper scanned as a technician tries the devices: nothing of either is kept.
      await technicianTries();
      const file = join(state.dir, "bundle.json");
      const said = await doctor("--bundle", file);
      expect(said.code, said.stderr).toBe(0);
      const text = readFileSync(file, "utf8");
      const bundle = JSON.parse(text) as {
        trace: TraceEntry[];
        journal: { phase: string }[];
        sha256: string;
      };
      expect(bundle.journal.map(({ phase }) => phase)).toContain("settled");
      expect(bundle.trace.length).toBeGreaterThan(10);
      expect(bundle.sha256).toMatch(/^[0-9a-f]{64}$/);

      const image = JSON.parse(readFileSync(join(state.dir, "cards", "card-1.json"), "utf8")) as object;
      const canaries = [
        "赵青禾",
        "371702200105169972",
        "H02600118",
        "123456",
        ...Object.values(sampleIdCards.resident).filter(isLongText),
        Buffer.from(sampleIdCards.resident.photo.slice(0, 24)).toString("hex"),
        Buffer.from(sampleIdCards.resident.photo.slice(0, 24)).toString("base64"),
        sampleIdCards.resident.name,
        scannedText,
        readFileSync(join(state.dir, "centre-token"), "utf8").trim(),
        ...secretsOf(image),
      ];
      expect(canaries.length).toBeGreaterThan(8);
      for (const canary of canaries)
        for (const written of [
          canary,
          ...["utf8", "gb18030"].map((as) => iconv.encode(canary, as).toString("hex")),
        ])
          expect(text.toUpperCase().includes(written.toUpperCase()), written).toBe(false);
    },
  );

  test("an ID-card reader that stands still, then one whose line is gone and one that is held: three findings", async () => {
    const line = (stand.daemonConfig.idReader as { serial: string }).serial;
    const config = join(state.dir, "line.json");
    const found = async (changed: object): Promise<string[]> => {
      const mine = folder();
      writeFileSync(config, JSON.stringify({ ...stand.daemonConfig, stateDir: mine, ...changed }));
      const { findings } = (await doctor("--config", config)).json as unknown as Report;
      return findings
        .filter(({ detail }) => detail?.startsWith("id-reader: ") === true)
        .map(({ code, detail }) => `${code} ${detail ?? ""}`);
    };
    // Another terminal's configuration on the same line: this daemon holds it, and is named.
    const held = await found({});
    expect(held).toHaveLength(1);
    expect(held[0]).toMatch(/^line-held id-reader: .*\(\d+\)$/);
    expect(await found({ idReader: { serial: `${line}-gone` } })).toEqual([
      `line-missing id-reader: ${line}-gone`,
    ]);
    expect(await found({ idReader: { usb: "0400:c35a" } })).toEqual(["hid-missing id-reader: 0400:c35a"]);

    await stand.counter({ op: "stick-id", stuck: true });
    await until(
      "the board knows",
      () => daemon.devices().find(({ name }) => name === "id-reader")?.device === "unknown",
      20_000,
    );
    const said = await doctor();
    expect(codesOf(said.json)).toContain("device-silent");
    await stand.counter({ op: "stick-id", stuck: false });
    await until(
      "the board knows",
      () => daemon.devices().find(({ name }) => name === "id-reader")?.device === "online",
      20_000,
    );
    expect(codesOf((await doctor()).json)).not.toContain("device-silent");
  });

  test("a broken pcscd: it is named, why and what to do, while the centre and the printer stay well", async () => {
    await stand.card({ op: "pcscd", do: "stop" });
    await until("its loss is noticed", () => daemon.device().reader.device !== "online");
    const said = await doctor();
    expect(said.code).toBe(1);
    const { findings, facts } = said.json as unknown as Report;
    expect(findings.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([
      "pcscd-not-running",
    ]);
    expect(findings[0]?.detail).toContain("nobody listens");
    expect(facts["centre"]).toMatchObject({ answer: "ok" });
    expect(facts["printer"]).toMatchObject({ device: "online" });
    await stand.card({ op: "pcscd", do: "start" });
    await until("it is back", () => daemon.device().reader.device === "online");
    expect((await doctor()).code).toBe(0);
  });

  test("the centre is gone: that is what is said, and nothing else is called broken", async () => {
    stand.children()["centre"]?.kill("SIGKILL");
    const said = await doctor();
    const errors = (said.json as unknown as Report).findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code }) => code)).toEqual(["centre-unreachable"]);
  });
});

const isLongText = (value: unknown): value is string => typeof value === "string" && value.length > 9;

/** Whatever in a card's memory is long enough to be a key or a name: hex strings of 16 digits and more. */
function secretsOf(image: unknown): string[] {
  const found: string[] = [];
  const walk = (at: unknown, name: string): void => {
    if (typeof at === "string" && /key|pin|secret/i.test(name) && at.length >= 6) found.push(at);
    else if (Array.isArray(at)) at.forEach((item) => walk(item, name));
    else if (typeof at === "object" && at !== null)
      for (const [key, value] of Object.entries(at)) walk(value, `${name}.${key}`);
  };
  walk(image, "");
  return found;
}
