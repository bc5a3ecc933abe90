import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { profileSchema } from "./profile-schema.ts";
import { profiles } from "./profile.ts";
import { profileFiles, profileFileOf } from "./shipped-profiles.ts";

/* The published schema, judged by a validator that is not ours. */

const validate = new Ajv2020({ strict: false }).compile(profileSchema());

test.each(profileFiles.map(({ id }) => id))("%s is valid under the published schema", (id) => {
  expect([validate(profileFileOf(id)), validate.errors]).toEqual([true, null]);
});

test.each(profiles.map(({ id }) => id))("%s with its bases merged in is valid, too", (id) => {
  const whole = JSON.parse(JSON.stringify(profiles.find((profile) => profile.id === id))) as unknown;
  expect([validate(whole), validate.errors]).toEqual([true, null]);
});

test("what is no profile is not valid", () => {
  const [whole] = profiles;
  if (whole === undefined) return expect.fail("no profile");
  for (const wrong of [
    null,
    {},
    { ...whole, surprise: 1 },
    { ...whole, mac: { ...whole.mac, length: 8 } },
    { ...whole, files: { ...whole.files, "DDF1/EF05": { kind: "tlv" } } },
    { id: "a", nameZh: "某", nameEn: "A", base: "b", change: {}, more: 1 },
  ])
    expect([wrong, validate(wrong)]).toEqual([wrong, false]);
  return undefined;
});
