import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signedRules } from "../../central/rules/rule-signature.ts";
import { publishedKey, shippedRuleFiles } from "../../central/rules/shipped-rules.ts";

/** A folder of rules for a centre: the shipped ones, and a region's own, signed with the published key. */
export function rulesIn(
  folder: string,
  ofRegion: Readonly<Record<string, unknown>> & { readonly region: string },
) {
  mkdirSync(folder);
  for (const { name, data } of shippedRuleFiles) writeFileSync(join(folder, name), JSON.stringify(data));
  const signed = signedRules(ofRegion, publishedKey);
  writeFileSync(join(folder, `${ofRegion.region}.json`), JSON.stringify(signed));
  const keyFile = join(folder, "..", "key.json");
  writeFileSync(keyFile, JSON.stringify(publishedKey));
  return { folder, keyFiles: [keyFile] };
}

const papers = ["power-of-attorney", "agent-identity-document", "photo-of-both"];

/** A city as the default has it, and a photo of holder and agent before an agent's cancellation or lift. */
export const withPhoto = (region: string) => ({
  region,
  version: 1,
  nameZh: "要合影的城市",
  nameEn: "A city that wants photos",
  base: "default",
  confirmed: [],
  unconfirmed: ["business.cancel.agent", "business.unfreeze.agent"],
  change: {
    business: {
      cancel: { agent: { documents: [...papers, "identity-document", "card"] } },
      unfreeze: {
        agent: { documents: [...papers, ["identity-document", "card"], "loss-report-certificate"] },
      },
    },
  },
});
