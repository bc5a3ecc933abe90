import { z } from "zod";
import { profileFileShape } from "./profile-shape.ts";

/** JSON Schema (2020-12) of a profile file: a whole profile, or a region's overlay on one. */
export const profileSchema = (): object => ({
  ...z.toJSONSchema(profileFileShape, { target: "draft-2020-12" }),
  title: "Cardhall card profile",
  description: "A whole card profile, or a region's overlay on one. docs/card-profiles.md explains it.",
});
