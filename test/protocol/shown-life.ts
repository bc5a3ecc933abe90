import { connectTo } from "../../card/for-tests.ts";
import type { Life, Target } from "../../card/life.ts";
import { look } from "../../card/look.ts";
import { methodOf } from "../../card/operation-method.ts";
import { profileById } from "../../card/profile.ts";
import { virtualCard, type VirtualSocialSecurityCard } from "../../card/virtual/card.ts";

/**
 * The life that a fresh look at this card would show, by its profile. A copy is looked at, so that the card's own
 * session goes on. `wanted` comes back where the profile marks that operation at the centre alone.
 */
export async function shownLife(card: VirtualSocialSecurityCard, wanted: Target): Promise<Life> {
  const image = card.image();
  const profile = profileById(image.profile);
  if (profile === undefined) throw new Error(`no profile ${image.profile}`);
  const copy = virtualCard(image, (length) => new Uint8Array(length));
  const { connection } = connectTo(copy);
  const seen = await look(connection, { profile, resetBeforeRead: true });
  if (!seen.ok) throw new Error(JSON.stringify(seen.fault));
  return methodOf(profile, wanted) === "centre-only" ? wanted : seen.value.life;
}
