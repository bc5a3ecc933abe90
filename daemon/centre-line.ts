import { readFileSync } from "node:fs";
import type { Header } from "../central/contract.ts";

/** Where the centre is, and how this terminal proves who it is. */
export type CentreAddress = {
  readonly url: string;
} & (
  | {
      /** On the centre's own machine: a file with the bearer. */
      readonly tokenFile: string;
    }
  | {
      /** Elsewhere: the folder that `cardhall enrol` filled. */
      readonly identity: string;
    }
);

type CentreLine = {
  readonly url: string;
  readonly token?: string;
  readonly fetch: typeof fetch;
  readonly close: () => void;
};

/** The line to the centre. Throws without the bearer's file, and when the identity is not whole or another terminal's. */
export async function centreLine(
  address: CentreAddress,
  parts: {
    readonly terminalId: string;
    readonly header: () => Header;
    readonly nowMs: () => number;
    readonly mintNonce: () => string;
    readonly onRenewed?: (result: "renewed" | "failed") => void;
  },
): Promise<CentreLine> {
  const url = address.url.replace(/\/$/, "");
  if ("tokenFile" in address) {
    const token = readFileSync(address.tokenFile, "utf8").trim();
    return { url, token, fetch, close: () => undefined };
  }
  // Loaded where it is used: a terminal on the centre's own machine starts without it.
  const { enrolledFetch } = await import("./enrolled-fetch.ts");
  const { readIdentity } = await import("./terminal-identity.ts");
  const { identity: folder } = address;
  const { terminalId } = readIdentity(folder);
  if (terminalId !== parts.terminalId)
    throw new Error(`${folder}: enrolled as ${terminalId}, configured as ${parts.terminalId}`);
  return { url, ...enrolledFetch({ ...parts, folder, url }) };
}
