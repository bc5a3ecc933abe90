import { ok, type Result } from "../../hardware/result.ts";
import { note } from "../audit.ts";
import { sha256 } from "../answers.ts";
import type { EnrolAnswer, EnrolRequest } from "../contract-enrolment.ts";
import { leaveWork } from "../fence.ts";
import { refuse, type Problem } from "../problems.ts";
import type { Tx } from "../store.ts";
import type { Staff } from "./staff.ts";
import type { TerminalCertificateRow } from "./tables.ts";
import { requestedKey, type TerminalAuthority } from "./terminal-authority.ts";

/** Certificates that one terminal has at a time; renewed at two thirds, it has two. */
const heldMax = 20;

/** A token that lies about is worth nothing the next day. */
export const offerLifeMs = 24 * 3_600_000;

/**
 * Lets one terminal ask for a certificate, once. Only the token's hash comes here: whoever hands the token over made it,
 * so it stands in no table, no stored answer and no log. A new offer takes the place of an unused one.
 */
export async function offer(
  tx: Tx,
  nowMs: number,
  offered: { readonly terminalId: string; readonly tokenHash: string },
  by: Pick<Staff, "subject">,
): Promise<{ readonly expiresMs: number }> {
  const { terminalId: terminal_id, tokenHash: token_hash } = offered;
  await withdrawOffers(tx, terminal_id);
  const expires_at_ms = nowMs + offerLifeMs;
  const offered_by = by.subject;
  await tx.add("enrolment", { token_hash, terminal_id, offered_by, expires_at_ms, used_at_ms: null });
  const detail = { by: offered_by, expiresMs: expires_at_ms };
  await note(tx, { event: "enrolment-offered", nowMs, terminalId: terminal_id, detail });
  return { expiresMs: expires_at_ms };
}

async function withdrawOffers(tx: Tx, terminal_id: string): Promise<void> {
  for (const { token_hash } of await tx.find("enrolment", { terminal_id, used_at_ms: null }))
    await tx.remove("enrolment", { token_hash });
}

/**
 * A terminal asks for its certificate. A token that was used is good for the same key only, so that an answer that
 * got lost can be asked for again; with another key every certificate the terminal had before ends.
 */
export async function enrol(
  tx: Tx,
  nowMs: number,
  request: EnrolRequest,
  authority: TerminalAuthority,
): Promise<Result<EnrolAnswer, Problem>> {
  const key = await requestedKey(request.request);
  if (!key.ok) return refuse("invalid-message", `request: ${key.fault}`);
  const token_hash = sha256(request.token);
  const row = await tx.get("enrolment", { token_hash });
  // One answer for all of these: whoever guesses learns nothing.
  if (row === undefined || row.expires_at_ms <= nowMs) return refuse("unauthorised");
  const { terminal_id } = row;
  const known = await certificatesOf(tx, terminal_id);
  const again = known.some(({ public_key }) => public_key === key.value);
  if (row.used_at_ms !== null && !again) return refuse("unauthorised");

  if (again && hasEnough(known, nowMs)) return refuse("rate-limited");
  if (!again) await endCertificates(tx, nowMs, known);
  await tx.change("enrolment", { token_hash }, { used_at_ms: nowMs });
  return ok(await certify(tx, nowMs, "enrolled", { terminal_id, public_key: key.value }, authority));
}

/** A new certificate for the key that this request was signed with. */
export async function renew(
  tx: Tx,
  nowMs: number,
  by: TerminalCertificateRow,
  authority: TerminalAuthority,
): Promise<Result<EnrolAnswer, Problem>> {
  if (hasEnough(await certificatesOf(tx, by.terminal_id), nowMs)) return refuse("rate-limited");
  return ok(await certify(tx, nowMs, "certificate-renewed", by, authority));
}

/** One whose answer got lost is asked for again; a terminal that was taken over does not fill the store with them. */
const hasEnough = (held: readonly TerminalCertificateRow[], nowMs: number): boolean =>
  held.filter(({ expires_at_ms }) => expires_at_ms > nowMs).length >= heldMax;

async function certify(
  tx: Tx,
  nowMs: number,
  event: "enrolled" | "certificate-renewed",
  { terminal_id, public_key }: Pick<TerminalCertificateRow, "terminal_id" | "public_key">,
  authority: TerminalAuthority,
): Promise<EnrolAnswer> {
  const made = await authority.certifyTerminal(public_key, terminal_id, nowMs);
  const { certificate, fingerprint, expiresMs: expires_at_ms } = made;
  await tx.add("terminal_certificate", {
    fingerprint,
    terminal_id,
    public_key,
    expires_at_ms,
    revoked_at_ms: null,
  });
  await note(tx, {
    event,
    nowMs,
    terminalId: terminal_id,
    detail: { fingerprint, expiresMs: expires_at_ms },
  });
  return { terminalId: terminal_id, certificate, authority: authority.certificate };
}

/** Those that were not revoked; each terminal has a few at most, since renewals are months apart. */
const certificatesOf = (tx: Tx, terminal_id: string): Promise<TerminalCertificateRow[]> =>
  tx.find("terminal_certificate", { terminal_id, revoked_at_ms: null });

async function endCertificates(
  tx: Tx,
  nowMs: number,
  rows: readonly TerminalCertificateRow[],
): Promise<void> {
  for (const { fingerprint } of rows)
    await tx.change("terminal_certificate", { fingerprint }, { revoked_at_ms: nowMs });
}

/** Whose certificate this is, while it is good. */
export async function certificateOf(
  tx: Tx,
  nowMs: number,
  fingerprint: string,
): Promise<Result<TerminalCertificateRow, Problem>> {
  const row = await tx.get("terminal_certificate", { fingerprint });
  if (row === undefined || row.revoked_at_ms !== null || row.expires_at_ms <= nowMs)
    return refuse("unauthorised");
  return ok(row);
}

/**
 * A terminal was stolen, opened or given away: its certificates and offers end at once, and what it had under way waits
 * for its cards anywhere.
 */
export async function revoke(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  by: Pick<Staff, "subject">,
): Promise<"revoked" | "unknown-terminal"> {
  const known = await tx.find("terminal_certificate", { terminal_id: terminalId }, { limit: 1 });
  // One that has not come yet: its token may have got into other hands.
  const offered = await tx.find("enrolment", { terminal_id: terminalId }, { limit: 1 });
  if (known.length === 0 && offered.length === 0) return "unknown-terminal";
  await withdrawOffers(tx, terminalId);
  await endCertificates(tx, nowMs, await certificatesOf(tx, terminalId));
  await note(tx, { event: "terminal-revoked", nowMs, terminalId, detail: { by: by.subject } });
  await quarantine(tx, nowMs, terminalId, "certificates revoked", by);
  return "revoked";
}

/** A person shuts a terminal out until somebody has looked at it (central/terminals.ts releases it). */
export async function quarantine(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  because: string,
  by: Pick<Staff, "subject">,
): Promise<"quarantined" | "unknown-terminal"> {
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined) return "unknown-terminal";
  if (row.state !== "serving") return "quarantined";
  await tx.change("terminal", { terminal_id: terminalId }, { state: "quarantined" });
  await note(tx, { event: "quarantined", nowMs, terminalId, detail: { because, by: by.subject } });
  await leaveWork(tx, nowMs, terminalId, "terminal quarantined");
  return "quarantined";
}
