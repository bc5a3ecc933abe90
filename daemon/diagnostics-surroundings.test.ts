import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../hardware/clock.ts";
import { examineSurroundings, soundCards, touchScreens } from "./diagnostics-surroundings.ts";

/** As a kiosk's kernel lists a touch panel beside a keyboard. */
const inputs = `I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe

I: Bus=0003 Vendor=0eef Product=c000 Version=0111
N: Name="eGalax Inc. eGalaxTouch"
B: PROP=2
B: EV=1b
B: ABS=6e7800000000003

I: Bus=0003 Vendor=046d Product=c24f Version=0111
N: Name="A wheel with pedals"
B: EV=1b
B: ABS=30027
`;
const cards = ` 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7f10000 irq 31
 1 [Device         ]: USB-Audio - USB Audio Device
                      C-Media USB Audio Device at usb-0000:00:14.0-3
`;

test("a touch panel is told from a wheel, a sound card from its second line", () => {
  expect(touchScreens(inputs)).toEqual(["eGalax Inc. eGalaxTouch"]);
  expect(touchScreens("")).toEqual([]);
  expect(soundCards(cards)).toEqual(["HDA-Intel - HDA Intel PCH", "USB-Audio - USB Audio Device"]);
  expect(soundCards("--- no soundcards ---\n")).toEqual([]);
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "cardhall-surroundings-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
const wallMs = (): number => Date.now();
const look = (proc: string, centreUrl?: string) =>
  examineSurroundings({
    expects: ["touch", "sound"],
    centre: centreUrl === undefined ? undefined : { url: centreUrl, tokenFile: "" },
    clock: systemClock,
    wallMs,
    proc,
  });

test("touch and sound that the hall expects and the machine has not are findings; what it has is none", async () => {
  const proc = folder();
  expect((await look(proc)).found.map(({ code }) => code)).toEqual(["touch-missing", "sound-missing"]);
  mkdirSync(join(proc, "bus/input"), { recursive: true });
  mkdirSync(join(proc, "asound"));
  writeFileSync(join(proc, "bus/input/devices"), inputs);
  writeFileSync(join(proc, "asound/cards"), cards);
  const { found, facts } = await look(proc);
  expect(found).toEqual([]);
  expect(facts.touch).toEqual(["eGalax Inc. eGalaxTouch"]);
  expect(facts.sound).toHaveLength(2);
});

/** A centre with a certificate that nobody vouches for; it notes by which name each client asked for it. */
async function centre(dir: string, host: string) {
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "20"];
  const named = ["-keyout", key, "-out", cert, "-subj", "/CN=localhost/O=Test"];
  execFileSync("openssl", ["req", "-x509", ...made, ...named], { stdio: "ignore" });
  // In TLS 1.2 the server has the last word, so it has seen the whole handshake before the client hangs up.
  const files = { key: readFileSync(key), cert: readFileSync(cert) };
  const server = createServer({ ...files, maxVersion: "TLSv1.2" });
  const asked: unknown[] = [];
  server.on("secureConnection", (link) => asked.push(link.servername));
  await new Promise<void>((listening) => server.listen(0, host, listening));
  onTestFinished(() => void server.close());
  return { port: String((server.address() as AddressInfo).port), asked };
}

test("the centre's certificate: one that nobody here vouches for is refused, and its end is told", async () => {
  const dir = folder();
  const { port } = await centre(dir, "127.0.0.1");
  const { found, facts } = await look(dir, `https://localhost:${port}`);
  expect(found).toContainEqual({ code: "certificate-refused", detail: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(facts.certificate).toMatchObject({ issuer: "Test", trusted: false });
  const days = ((facts.certificate?.validToMs ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(19);
  expect(days).toBeLessThan(21);
  // A centre without a certificate, and one that is not there, are other findings' business.
  expect((await look(dir, "http://127.0.0.1:1")).facts.certificate).toBeUndefined();
  expect((await look(dir, "https://127.0.0.1:1")).facts.certificate).toBeUndefined();
});

test("a centre is asked for by its name; one that has only an address by none (RFC 6066, 3)", async () => {
  const dir = folder();
  const { port, asked } = await centre(dir, "127.0.0.1");
  const seen = async (host: string) => (await look(dir, `https://${host}:${port}`)).facts.certificate?.issuer;
  expect(await seen("localhost")).toBe("Test");
  expect(await seen("127.0.0.1")).toBe("Test");
  expect(asked).toEqual(["localhost", false]);
});

const knowsIpv6 = Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === "::1"));
test.skipIf(!knowsIpv6)("an address of IPv6 stands in brackets in a URL only", async () => {
  const dir = folder();
  const { port, asked } = await centre(dir, "::1");
  expect((await look(dir, `https://[::1]:${port}`)).facts.certificate?.issuer).toBe("Test");
  expect(asked).toEqual([false]);
});
