import { Server as TlsServer } from "node:tls";
import type { FastifyBaseLogger } from "fastify";
import type { TerminalParts } from "../api/terminal-messages.ts";
import type { Store } from "../store.ts";
import { buildEnrolled } from "./enrolled.ts";
import { certificateLifeMs, openTerminalAuthority } from "./terminal-authority.ts";

/** Where enrolled terminals are listened to. */
export type EnrolledOptions = {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Host names and addresses by which terminals call the centre; its certificate names them. */
  readonly names: readonly string[];
  /** Key and certificate of the built-in authority; made with mode 0600 when absent. */
  readonly authorityFile: string;
  /** Messages a minute of one terminal; 1 200 unless told otherwise. */
  readonly perMinute?: number;
};

export type Enrolled = {
  readonly url: string;
  /** SHA-256 of the authority's certificate: the part of a token by which a terminal knows this centre. */
  readonly fingerprint: string;
  /** To be called now and then: the listener's own certificate is made anew in time. */
  readonly tick: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const usualPerMinute = 1_200;

/** Listens for terminals elsewhere (enrolled.ts). */
export async function openEnrolled(
  options: EnrolledOptions,
  parts: TerminalParts & {
    readonly store: Store;
    readonly nowMs: () => number;
    readonly log: FastifyBaseLogger;
  },
): Promise<Enrolled> {
  const authority = await openTerminalAuthority(options.authorityFile, parts.nowMs());
  let madeMs = parts.nowMs();
  const listener = await authority.certifyListener(options.names, madeMs);
  const app = buildEnrolled({
    ...parts,
    authority,
    listener,
    perMinute: options.perMinute ?? usualPerMinute,
  });
  const url = await app.listen({ host: options.host, port: options.port });
  const server: unknown = app.server;
  return {
    url,
    fingerprint: authority.fingerprint,
    async tick() {
      if (parts.nowMs() - madeMs < certificateLifeMs / 3) return;
      madeMs = parts.nowMs();
      const { key, certificate } = await authority.certifyListener(options.names, madeMs);
      if (server instanceof TlsServer)
        server.setSecureContext({ key, cert: certificate, ca: authority.certificate, minVersion: "TLSv1.3" });
    },
    close: () => app.close(),
  };
}
