import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../hardware/clock.ts";
import { hidDevice } from "../../hardware/hid/hid-device.ts";
import { hidLine } from "../../hardware/hid/hid-line.ts";
import { sampleIdCards } from "../../hardware/id-reader/sample-id-cards.ts";
import { idReader } from "../../hardware/id-reader/id-reader.ts";
import { virtualIdReader, type VirtualIdReader } from "../../hardware/id-reader/virtual-id-reader.ts";
import type { IdCardReader } from "../../hardware/ports.ts";
import type { ByteLink } from "../../hardware/printer/byte-link.ts";
import { serialLink } from "../../hardware/printer/serial-link.ts";
import { until } from "../stand.ts";
import { hidRig } from "./rigs/hid-rig.ts";
import { ptyRig } from "./rigs/pty.ts";

/** One driver and one twin over two real transports: serialport on a pty, node-hid on umockdev's hidraw. */
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Stand = {
  readonly twin: VirtualIdReader;
  readonly reader: IdCardReader;
  say(bytes: Uint8Array): void;
  pullOut(): Promise<void>;
  plugIn(): Promise<void>;
};
const reportBytes = 64;

function driver(twin: VirtualIdReader, link: ByteLink): Pick<Stand, "twin" | "reader"> {
  const reader = idReader({ name: "id", link, clock: systemClock, findEveryMs: 50, patience: 0.4 });
  ends.push(() => reader.close());
  return { twin, reader };
}

async function overSerial(): Promise<Stand> {
  const twin = virtualIdReader();
  const rig = await ptyRig((bytes) => twin.receive(bytes));
  ends.push(() => rig.end());
  return { ...driver(twin, serialLink({ path: rig.tty, clock: systemClock, chance: () => 0.5 })), ...rig };
}

async function overHid(): Promise<Stand> {
  const twin = virtualIdReader();
  const selector = { vendorId: 0x0400, productId: 0xc35a };
  const rig = await hidRig({
    ...selector,
    usagePage: 0xff00,
    usage: 1,
    inputBytes: reportBytes,
    outputBytes: reportBytes,
  });
  ends.push(() => rig.end());
  const say = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; at += reportBytes) {
      const report = new Uint8Array(reportBytes);
      report.set(bytes.subarray(at, at + reportBytes));
      rig.report(report);
    }
  };
  rig.onWrite((report) => {
    say(twin.receive(report.subarray(1)));
  });
  const device = hidDevice({ selector, clock: systemClock, chance: () => 0.5, env: rig.env });
  await until("the reader is open", () => device.status().device === "online");
  return {
    ...driver(twin, hidLine(device, reportBytes)),
    say,
    pullOut: () => rig.unplug(),
    plugIn: () => rig.plug(),
  };
}

describe.each([
  ["a serial line", overSerial],
  ["HID", overHid],
])("over %s", (transport, stand) => {
  test("each kind of card is read whole, photo included, once until it is lifted", async () => {
    const { twin, reader } = await stand();
    expect(await reader.status()).toEqual({ name: "id", device: "online" });
    expect(await reader.read({ timeoutMs: 300 })).toEqual({ ok: false, fault: { kind: "no-id-card" } });
    for (const card of Object.values(sampleIdCards)) {
      twin.place(card);
      expect(await reader.read({ timeoutMs: 3_000 })).toEqual({ ok: true, value: card });
      expect(await reader.read({ timeoutMs: 300 })).toEqual({ ok: false, fault: { kind: "no-id-card" } });
      twin.lift();
    }
    expect(twin.unknown()).toBe(0);
  });

  test("a card laid down while the person is waited for is found", async () => {
    const { twin, reader } = await stand();
    const read = reader.read({ timeoutMs: 5_000 });
    expect(await reader.read({ timeoutMs: 100 })).toEqual({ ok: false, fault: { kind: "id-reader-busy" } });
    await new Promise((later) => setTimeout(later, 300));
    twin.place(sampleIdCards.resident);
    expect(await read).toMatchObject({ ok: true, value: { name: "赵春禾", validTo: "long-term" } });
  });

  test("rubbish on the line and a frame that broke cost no card", async () => {
    const { twin, reader, say } = await stand();
    twin.place(sampleIdCards.resident);
    twin.failNextRead("broken-frame");
    say(Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x05, 0x08, 1, 2, 3));
    expect(await reader.read({ timeoutMs: 5_000 })).toEqual({ ok: true, value: sampleIdCards.resident });
  });

  test("a card that lets itself not be read is the card's fault; half an answer is asked for again", async () => {
    const { twin, reader } = await stand();
    twin.place(sampleIdCards.resident);
    twin.failNextRead("unreadable");
    expect(await reader.read({ timeoutMs: 3_000 })).toEqual({
      ok: false,
      fault: { kind: "id-card-unreadable", during: "READ CARD", status: 0x41 },
    });
    twin.failNextRead("half-frame");
    expect(await reader.read({ timeoutMs: 3_000 })).toEqual({ ok: true, value: sampleIdCards.resident });
  });

  test("a reader that stands still is unknown, never online; it goes on and so do we", async () => {
    const { twin, reader } = await stand();
    expect((await reader.status()).device).toBe("online");
    twin.stick(true);
    expect((await reader.status()).device).toBe("unknown");
    twin.place(sampleIdCards.resident);
    expect(await reader.read({ timeoutMs: 3_000 })).toMatchObject({
      ok: false,
      fault: { kind: "id-reader-no-answer", during: "FIND CARD" },
    });
    twin.stick(false);
    expect(await reader.read({ timeoutMs: 3_000 })).toMatchObject({ ok: true });
  });

  test("unplugged while a card is waited for: said at once; plugged in again it reads by itself", async () => {
    const { twin, reader, pullOut, plugIn } = await stand();
    const read = reader.read({ timeoutMs: 20_000 });
    await new Promise((later) => setTimeout(later, 300));
    await pullOut();
    expect(await read).toMatchObject({ ok: false, fault: { kind: "id-reader-lost" } });
    expect((await reader.status()).device).toBe("offline");
    await plugIn();
    const pluggedMs = performance.now();
    await until("the reader answers", async () => (await reader.status()).device === "online");
    const backMs = String(Math.round(performance.now() - pluggedMs));
    console.log(`ID-card reader over ${transport}: answers ${backMs} ms after it is back`);
    twin.place(sampleIdCards["foreigner-2017"]);
    expect(await reader.read({ timeoutMs: 3_000 })).toMatchObject({
      ok: true,
      value: { nationality: "GBR" },
    });
  });
});
