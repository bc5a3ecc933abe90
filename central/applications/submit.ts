import { nationalNumberHolds } from "../../card/codes.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { shanghaiDate } from "../clock.ts";
import { missingDocuments, neededAt, wantsPhoto, type Closed, type Needed } from "../rules/rule-set.ts";
import type { Business, CancelReason, Channel, Document, SettlementCheck } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import type { CardRow } from "../tables.ts";
import { carryOut, operationOf, protocolRefusal } from "./carry-out.ts";
import { conditionsOf } from "./conditions.ts";
import { keepPhoto, photoOf } from "./agent-photo.ts";
import type { Agent } from "./agent.ts";
import { isOpen, papers, type Actor, type ApplicationRefusal, type Papers } from "./model.ts";
import { mintNumber } from "./numbers.ts";
import type { ApplicationParts } from "./parts.ts";
import type { ApplicationRow } from "./tables.ts";
import { move, open } from "./timeline.ts";

/** What somebody asks for, by whatever channel. */
export type Wish = {
  readonly business: Business;
  readonly channel: Channel;
  readonly holder: Person;
  /** Where no card says it: the region of the medical account, or the destination of a transfer. */
  readonly office?: string | undefined;
  /** The card itself, or its number's last four when the holder has more than one; neither when there is one. */
  readonly cardRef?: string | undefined;
  readonly cardNumberTail?: string | undefined;
  readonly reason?: CancelReason | undefined;
  readonly cardAbsent?: boolean | undefined;
  readonly papers: Papers;
  /** Of holder and agent: JPEG, base64. It shows the document that it is. */
  readonly photo?: string | undefined;
};
export type Person = { readonly nationalNumber: string; readonly name: string };

/** Why not, and what of it the person needs in order to come back with more. */
export type Refused = {
  readonly code: ApplicationRefusal;
  readonly missing?: Needed["documents"];
  readonly conditions?: readonly SettlementCheck[];
  /** The application that is in the way. */
  readonly number?: string;
};

const refused = (code: ApplicationRefusal, more: Omit<Refused, "code"> = {}): Result<never, Refused> =>
  fail({ code, ...more });

/** Takes an application in, or says at once why it cannot be: nothing is kept of one that was refused. */
export async function submit(
  tx: Tx,
  nowMs: number,
  wish: Wish,
  by: Actor,
  parts: ApplicationParts,
): Promise<Result<ApplicationRow, Refused>> {
  const found = await subjectOf(tx, wish);
  if (!found.ok) return found;
  const { office, card } = found.value;
  if (by.kind === "clerk" && wish.business !== "transfer" && !worksFor(by, office))
    return refused("not-this-office");

  const shown = withPhoto(wish.papers, wish.photo);
  const complete = completeness({ ...wish, papers: shown }, office, nowMs, parts);
  if (!complete.ok) return complete;
  const inTheWay = await obstacle(tx, nowMs, wish, { office, card }, parts);
  if (inTheWay !== undefined) return fail(inTheWay);

  const { business, channel, holder } = wish;
  const application = await open(
    tx,
    {
      number: await mintNumber(tx, office, nowMs),
      business,
      channel,
      office,
      card_ref: card?.card_ref ?? null,
      holder_number: holder.nationalNumber,
      holder_name: holder.name,
      reason: wish.reason ?? null,
      card_absent: wish.cardAbsent === true ? 1 : 0,
      papers: JSON.stringify(asked(shown, complete.value)),
      claimed_by: null,
      claimed_at_ms: null,
      first_approver: null,
    },
    { nowMs, by },
  );
  if (wish.photo !== undefined && wantsPhoto(complete.value))
    await keepPhoto(tx, nowMs, `application ${application.number}`, wish.photo);
  return ok(await advance(tx, nowMs, application, parts));
}

const withPhoto = (shown: Papers, photo: string | undefined): Papers =>
  photo === undefined ? shown : { ...shown, documents: [...shown.documents, "photo-of-both"] };

/** A photo that no rule asks for is not kept, and does not stand among the papers. */
const asked = (shown: Papers, needed: Needed): Papers =>
  wantsPhoto(needed)
    ? shown
    : { ...shown, documents: shown.documents.filter((each) => each !== "photo-of-both") };

export const worksFor = (by: Extract<Actor, { kind: "clerk" }>, office: string): boolean =>
  by.staff.office === "*" || by.staff.office === office;

/** Only a city that issues cards has a desk here. */
export const isServed = async (tx: Tx, office: string): Promise<boolean> =>
  (await tx.get("issuer", { number: office }))?.approved === 1;

/** Which card, and whose desk. A stranger learns nothing: another name and no card at all are told alike. */
async function subjectOf(
  tx: Tx,
  wish: Wish,
): Promise<Result<{ readonly office: string; readonly card?: CardRow }, Refused>> {
  if (operationOf(wish.business) === undefined) {
    const { office } = wish;
    return office !== undefined && (await isServed(tx, office)) ? ok({ office }) : refused("channel-closed");
  }
  const { nationalNumber: national_number, name } = wish.holder;
  const theirs =
    wish.cardRef === undefined
      ? await tx.find("card", { national_number })
      : [await tx.get("card", { card_ref: wish.cardRef })].filter((card) => card !== undefined);
  const { cardNumberTail: tail, cardRef } = wish;
  const named = theirs.filter(
    (card) =>
      card.national_number === national_number && (tail === undefined || card.card_number.endsWith(tail)),
  );
  const matching = named.filter((card) => card.holder_name === name);
  if (cardRef !== undefined && theirs.length > 0 && matching.length === 0)
    return refused("holder-does-not-match");
  // One that ended long ago is nobody's to choose while another is in use.
  const usable = matching.filter((card) => card.legal !== "cancelled");
  const [card, another] = usable.length > 0 ? usable : matching;
  if (card === undefined) return refused("no-card-of-this-holder");
  return another === undefined ? ok({ office: card.issuer_number, card }) : refused("which-card");
}

/** Channel open, reason allowed, every document shown, the agent entitled (S1, S2, S13). */
function completeness(
  wish: Pick<Wish, "business" | "channel" | "reason" | "papers" | "holder">,
  office: string,
  nowMs: number,
  { rules }: ApplicationParts,
): Result<Needed, Refused> {
  const { business, channel, reason, papers: shown } = wish;
  if (business === "cancel" && reason === undefined) return refused("reason-missing");
  const asked = { business, channel, ...(reason !== undefined && { reason }) };
  const agentActs = shown.agent !== undefined || shown.agentAtTerminal !== undefined;
  const needed = neededAt(rules(office), { ...asked, agentActs });
  if (typeof needed === "string") return refused(needed);
  const missing = missingDocuments(needed, [...shown.documents, ...shownBy[channel]]);
  if (missing.length > 0) return refused("documents-missing", { missing });
  if (channel !== "agent") return ok(needed);
  if (shown.agent === undefined) return refused("agent-missing");
  const entitled = isEntitled(shown.agent, wish.holder.nationalNumber, shanghaiDate(nowMs));
  return entitled ? ok(needed) : refused("power-of-attorney-invalid");
}

/** What a channel proves by itself, and nobody can put on a list by hand. */
const shownBy: Readonly<Record<Channel, readonly Document[]>> = {
  counter: [],
  agent: [],
  online: ["real-person-check"],
  telephone: ["caller-check"],
  kiosk: ["card"],
};

/** Another person than the holder, with a paper that is in force. */
export const isEntitled = (agent: Agent, holderNumber: string, today: string): boolean =>
  nationalNumberHolds(agent.nationalNumber) &&
  agent.nationalNumber !== holderNumber &&
  agent.powerOfAttorney.validFrom <= today &&
  today <= agent.powerOfAttorney.validUntil;

async function obstacle(
  tx: Tx,
  nowMs: number,
  wish: Wish,
  of: { readonly office: string; readonly card?: CardRow | undefined },
  parts: ApplicationParts,
): Promise<Refused | undefined> {
  const { business, holder } = wish;
  const earlier = (await tx.find("application", { holder_number: holder.nationalNumber })).find(
    (each) =>
      each.business === business && each.card_ref === (of.card?.card_ref ?? null) && isOpen(each.state),
  );
  if (earlier !== undefined) return { code: "applied-for-already", number: earlier.number };
  const account = { holder_number: holder.nationalNumber };
  if (business === "cancel-medical-account" && (await tx.get("medical_account", account)) !== undefined)
    return { code: "medical-account-cancelled" };
  if (of.card === undefined) return undefined;
  const code = await protocolRefusal(tx, nowMs, of.card.card_ref, business, parts);
  if (code !== undefined) return { code };
  if (business !== "cancel") return undefined;
  const conditions = await conditionsOf(
    tx,
    nowMs,
    holder.nationalNumber,
    parts.rules(of.office),
    parts.settlement,
  );
  return conditions.open.length > 0 ? { code: "conditions-open", conditions: conditions.open } : undefined;
}

/** From taken in to whoever has to agree: stays where it is while an office has not answered. */
export async function advance(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  parts: ApplicationParts,
): Promise<ApplicationRow> {
  const { business, office, holder_number } = application;
  const by: Actor = { kind: "centre" };
  const rules = parts.rules(office);
  if (business === "cancel") {
    const conditions = await conditionsOf(tx, nowMs, holder_number, rules, parts.settlement);
    if (conditions.open.length > 0) {
      const why = `conditions-open: ${conditions.open.join(", ")}`;
      return move(tx, application, { nowMs, state: "returned-for-correction", by, why });
    }
    if (conditions.unknown.length > 0) return application;
  }
  const needed = neededBy(application, parts);
  // The region closed it since: a clerk looks at what was taken in while it was open.
  const approval = typeof needed === "string" ? "clerk" : needed.approval;
  if (approval !== "automatic") return move(tx, application, { nowMs, state: "awaiting-approval", by });
  return carryOut(tx, nowMs, await move(tx, application, { nowMs, state: "approved", by }), parts);
}

/** What the rules want of one that was taken in, an agent at a kiosk among them. */
export function neededBy(application: ApplicationRow, { rules }: ApplicationParts): Needed | Closed {
  const { business, channel, office, reason } = application;
  const { agent, agentAtTerminal } = papersOf(application);
  const agentActs = agent !== undefined || agentAtTerminal !== undefined;
  return neededAt(rules(office), { business, channel, agentActs, ...(reason !== null && { reason }) });
}

/** Comes back with what was missing; whoever corrects it has entered it, and does not approve it. */
export async function correct(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  { photo, ...brought }: Papers & { readonly photo?: string | undefined },
  by: Actor,
  parts: ApplicationParts,
): Promise<Result<ApplicationRow, Refused>> {
  if (application.state !== "returned-for-correction") return refused("not-in-this-state");
  const { business, channel, holder_number, holder_name, reason, office, number } = application;
  // What a terminal or an earlier photo has shown is not brought once more.
  const { agentAtTerminal } = papersOf(application);
  const owner = `application ${number}` as const;
  const kept = photo ?? (await photoOf(tx, owner))?.jpeg;
  const shown = withPhoto({ ...brought, ...(agentAtTerminal && { agentAtTerminal }) }, kept);
  const holder = { nationalNumber: holder_number, name: holder_name };
  const wish = { business, channel, holder, papers: shown, reason: reason ?? undefined };
  const complete = completeness(wish, office, nowMs, parts);
  if (!complete.ok) return complete;
  const rule = neededBy({ ...application, papers: JSON.stringify(shown) }, parts);
  const wanted = typeof rule !== "string" && wantsPhoto(rule);
  if (photo !== undefined && wanted) await keepPhoto(tx, nowMs, owner, photo);
  const change = {
    papers: JSON.stringify(wanted ? shown : asked(shown, complete.value)),
    first_approver: null,
  };
  const submitted = await move(tx, application, { nowMs, state: "submitted", by }, change);
  return ok(await advance(tx, nowMs, submitted, parts));
}

export const papersOf = (application: ApplicationRow): Papers => papers.parse(JSON.parse(application.papers));
