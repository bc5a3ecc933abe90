import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { route, type Route } from "../api/route.ts";
import { note } from "../audit.ts";
import { hex } from "../contract.ts";
import { refuse } from "../problems.ts";
import type { Tx } from "../store.ts";
import { activateCard, registerCard } from "./cards.ts";
import { cardView, viewOfCard } from "./card-view.ts";
import { answerOf, refusedBy } from "./view.ts";
import { oversees } from "./applications.ts";

const cardRef = hex(32);
const nationalNumber = z.string().regex(/^\d{17}[\dX]$/);
const cardNumber = z.string().regex(/^[0-9A-Z]{9}$/);

/** A person's cards; more than this nobody has. */
const cardsMax = 20;

const ofCard = answerOf(z.object({ card: cardView }));

/** A card tells of a person: an office sees its own, and whoever looks leaves a line in the audit trail. */
async function shown(tx: Tx, nowMs: number, ref: string, staff: Staff) {
  const card = await viewOfCard(tx, nowMs, ref);
  if (card === undefined || !oversees(staff, card.issuer.number)) return refuse("not-found");
  await note(tx, { event: "card-looked-up", nowMs, cardRef: ref, detail: { by: staff.subject } });
  return ok(card);
}

async function accepted(tx: Tx, nowMs: number, ref: string) {
  const card = await viewOfCard(tx, nowMs, ref);
  if (card === undefined) throw new Error(`a card that was just written is not there: ${ref}`);
  return ok({ result: "accepted" as const, card });
}

/** The card register: one card with all that each party knows of it, and cards on their way to their holders. */
export const cardRoutes: readonly Route[] = [
  route({
    name: "showCard",
    summary: "One card, masked, with all that the register, the centre, the chip and the terminal know",
    method: "GET",
    path: "/staff/v1/cards/:cardRef",
    face: "staff",
    params: z.object({ cardRef }),
    answer: cardView,
    handle: (tx, { caller, nowMs, params }) => shown(tx, nowMs, params.cardRef, caller.staff),
  }),
  route({
    name: "searchCards",
    summary: "A person's cards by identity number, or one by its number; in a body, so that no log has it",
    method: "POST",
    path: "/staff/v1/cards/search",
    face: "staff",
    roles: ["clerk", "supervisor", "operator"],
    body: z.union([z.strictObject({ nationalNumber }), z.strictObject({ cardNumber })]),
    answer: z.object({ cards: z.array(cardView).max(cardsMax) }),
    handle: async (tx, { caller, nowMs, body }) => {
      const where =
        "cardNumber" in body ? { card_number: body.cardNumber } : { national_number: body.nationalNumber };
      const cards = await tx.find("card", where, { limit: cardsMax });
      const sealed = await tx.find("stock_card", where, { limit: cardsMax });
      const refs = new Set([...cards, ...sealed].map(({ card_ref }) => card_ref));
      const views = [];
      for (const ref of [...refs].slice(0, cardsMax)) {
        const view = await shown(tx, nowMs, ref, caller.staff);
        if (view.ok) views.push(view.value);
      }
      return ok({ cards: views });
    },
  }),
  route({
    name: "registerCard",
    summary: "A card was made for somebody: sealed until it is handed over",
    method: "POST",
    path: "/staff/v1/cards",
    face: "staff",
    roles: ["operator"],
    body: z.strictObject({
      cardRef,
      issuerNumber: z.string().regex(/^\d{6}$/),
      atr: z.string().regex(/^([0-9A-F]{2}){2,33}$/),
      profile: z.string().regex(/^[\w.-]{1,64}$/),
      cardNumber,
      nationalNumber,
      holderName: z.string().trim().min(1).max(50),
      issuedOn: z.iso.date(),
      expiresOn: z.iso.date(),
      replaces: cardRef.exactOptional(),
    }),
    answer: ofCard,
    handle: async (tx, { caller, nowMs, body }) => {
      const { replaces, ...card } = body;
      const made = {
        card_ref: card.cardRef,
        issuer_number: card.issuerNumber,
        atr: card.atr,
        profile: card.profile,
        card_number: card.cardNumber,
        national_number: card.nationalNumber,
        holder_name: card.holderName,
        issued_on: card.issuedOn,
        expires_on: card.expiresOn,
        ...(replaces !== undefined && { replaces }),
      };
      const outcome = await registerCard(tx, nowMs, made, caller.staff);
      return outcome.ok ? accepted(tx, nowMs, body.cardRef) : ok(refusedBy(outcome.fault));
    },
  }),
  route({
    name: "activateCard",
    summary: "The holder has the card: from here on terminals serve it",
    method: "POST",
    path: "/staff/v1/cards/:cardRef/activate",
    face: "staff",
    roles: ["clerk"],
    params: z.object({ cardRef }),
    answer: ofCard,
    handle: async (tx, { caller, nowMs, params }) => {
      const outcome = await activateCard(tx, nowMs, params.cardRef, caller.staff);
      return outcome.ok ? accepted(tx, nowMs, params.cardRef) : ok(refusedBy(outcome.fault));
    },
  }),
];
