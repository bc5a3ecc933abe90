import { isSm2Signature, sm2Signature, type Sm2Jwk } from "./sm2.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "hex");
const member = (text: string): string => bytes(text).toString("base64url");
const r = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3";
const s = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";

/** The standard's own example on its own curve, with the id that everybody uses: GB/T 32918.5-2017, appendix A. */
export const sm2Example = {
  data: Buffer.from("message digest", "ascii"),
  key: {
    kty: "EC",
    crv: "SM2",
    x: member("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"),
    y: member("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"),
    d: member("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"),
  } satisfies Sm2Jwk,
  signature: bytes(`3046022100${r}022100${s}`),
} as const;

/**
 * Throws unless this runtime's signatures are the standard's. Which of two signatures it makes on this curve hangs
 * on how it takes a key and a digest, and its makers promise neither.
 */
export function provedSm2(example = sm2Example): void {
  const { data, key, signature } = example;
  const again = sm2Signature(data, key);
  if (!isSm2Signature(data, signature, key) || !isSm2Signature(data, again, key))
    throw new Error("this runtime's SM2 is not that of GB/T 32918: no certificate is signed with it");
}
