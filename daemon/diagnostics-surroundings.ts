import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { networkInterfaces, release } from "node:os";
import { connect } from "node:tls";
import type { Clock } from "../hardware/clock.ts";
import type { CentreAddress } from "./centre-line.ts";
import type { DeviceConfig } from "./device-config.ts";
import type { Found } from "./diagnostics-finding.ts";
import { readIdentity } from "./terminal-identity.ts";

/* What a terminal stands on: the system's versions, its screen's touch, its sound, its network, the centre's certificate. */

export type SurroundingFacts = {
  readonly system: string;
  readonly kernel: string;
  readonly pcscd: string;
  /** Names of input devices that know several fingers. */
  readonly touch: readonly string[];
  /** Names of sound cards. */
  readonly sound: readonly string[];
  /** Names of network interfaces that have an address, loopback aside. */
  readonly network: readonly string[];
  /** The certificate that the centre shows; absent where it is reached without one. */
  readonly certificate?: { readonly issuer: string; readonly validToMs: number; readonly trusted: boolean };
};

/** The terminal renews its own at two thirds of its life: one this near its end is one that was not renewed. */
const certificateSoonMs = 30 * 24 * 3_600_000;
const tlsMs = 3_000;
const versionMs = 2_000;
const loopback = ["127.0.0.1", "localhost", "[::1]"];

export async function examineSurroundings(parts: {
  readonly expects: NonNullable<DeviceConfig["expects"]>;
  /** `undefined`: no configuration names one. */
  readonly centre: CentreAddress | undefined;
  readonly clock: Clock;
  readonly wallMs: () => number;
  /** Where Linux lists devices; another folder in tests. */
  readonly proc?: string;
}): Promise<{ readonly facts: SurroundingFacts; readonly found: Found[] }> {
  const { expects, centre, proc = "/proc" } = parts;
  const url = centre === undefined ? undefined : new URL(centre.url);
  const own = centre !== undefined && "identity" in centre ? identityIn(centre.identity) : undefined;
  const touch = touchScreens(textOf(`${proc}/bus/input/devices`));
  const sound = soundCards(textOf(`${proc}/asound/cards`));
  const network = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some(({ internal }) => !internal) === true)
    .map(([name]) => name);
  const shown = url?.protocol === "https:" ? await certificateOf(url, own, parts.clock) : undefined;
  const found: Found[] = [];
  if (expects.includes("touch") && touch.length === 0) found.push({ code: "touch-missing" });
  if (expects.includes("sound") && sound.length === 0) found.push({ code: "sound-missing" });
  if (url !== undefined && network.length === 0 && !loopback.includes(url.hostname))
    found.push({ code: "network-down", detail: url.hostname });
  if (shown?.trusted === false) found.push({ code: "certificate-refused", detail: shown.why });
  else if (shown !== undefined && shown.validToMs - parts.wallMs() < certificateSoonMs)
    found.push({ code: "certificate-ends", detail: dayOf(shown.validToMs) });
  if (own === "unreadable") found.push({ code: "identity-unreadable" });
  else if (own !== undefined && own.validToMs - parts.wallMs() < certificateSoonMs / 3)
    found.push({ code: "own-certificate-ends", detail: dayOf(own.validToMs) });
  return {
    facts: {
      system: /^PRETTY_NAME="?([^"\n]*)/m.exec(textOf("/etc/os-release"))?.[1] ?? "",
      kernel: release(),
      pcscd: await pcscdVersion(),
      touch,
      sound,
      network,
      ...(shown === undefined
        ? {}
        : { certificate: { issuer: shown.issuer, validToMs: shown.validToMs, trusted: shown.trusted } }),
    },
    found,
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** ABS_MT_POSITION_X is bit 35h of the last two words of `B: ABS=` (input-event-codes.h), 64 bits a word. */
const multiTouchBit = 0x35n;

/** From /proc/bus/input/devices: one block a device, its name at `N:`. */
export function touchScreens(listed: string): string[] {
  return listed.split("\n\n").flatMap((block) => {
    const words = /^B: ABS=([0-9a-f ]+)$/m.exec(block)?.[1]?.split(" ") ?? [];
    const bits = BigInt(`0x${words.at(-1) ?? "0"}`);
    const name = /^N: Name="(.*)"$/m.exec(block)?.[1];
    return name !== undefined && ((bits >> multiTouchBit) & 1n) === 1n ? [name] : [];
  });
}

/** From /proc/asound/cards: " 0 [PCH            ]: HDA-Intel - HDA Intel PCH", and a second line for each. */
export const soundCards = (listed: string): string[] =>
  [...listed.matchAll(/^ *\d+ \[[^\]]*\]: (.*)$/gm)].map(([, name = ""]) => name);

type Shown = {
  readonly issuer: string;
  readonly validToMs: number;
  readonly trusted: boolean;
  readonly why: string;
};

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What the terminal itself shows to the centre, and whom alone it believes. */
type Own = { readonly ca: string; readonly cert: string; readonly key: string; readonly validToMs: number };

function identityIn(folder: string): Own | "unreadable" {
  try {
    const { authority, certificate, key } = readIdentity(folder);
    const validToMs = new X509Certificate(certificate).validToDate.getTime();
    return { ca: authority, cert: certificate, key, validToMs };
  } catch {
    return "unreadable";
  }
}

/** Shakes hands without insisting, so that a certificate that is refused is still seen. */
function certificateOf(
  url: URL,
  own: Own | "unreadable" | undefined,
  clock: Clock,
): Promise<Shown | undefined> {
  return new Promise((settle) => {
    // A URL writes IPv6 in brackets, a socket does not; and TLS names no address as a server (RFC 6066, 3).
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const link = connect({
      host,
      port: url.port === "" ? 443 : Number(url.port),
      ...(isIP(host) === 0 && { servername: host }),
      ...(typeof own === "object" ? { ca: own.ca, cert: own.cert, key: own.key } : {}),
      rejectUnauthorized: false,
    });
    const end = (shown?: Shown): void => {
      stop();
      link.destroy();
      settle(shown);
    };
    const stop = clock.after(tlsMs, () => end());
    link.on("error", () => end());
    link.on("secureConnect", () => {
      const { issuer, valid_to: validTo } = link.getPeerCertificate();
      end({
        issuer: String(issuer.O ?? issuer.CN ?? ""),
        validToMs: Date.parse(validTo),
        trusted: link.authorized,
        why:
          link.authorizationError instanceof Error
            ? link.authorizationError.message
            : String(link.authorizationError),
      });
    });
  });
}

function pcscdVersion(): Promise<string> {
  return new Promise((settle) => {
    execFile("pcscd", ["--version"], { timeout: versionMs }, (_error, stdout) =>
      settle(/version (\d[\d.]*\d)/.exec(stdout)?.[1] ?? ""),
    );
  });
}
