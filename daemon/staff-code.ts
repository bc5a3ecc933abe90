import { scrypt, timingSafeEqual } from "node:crypto";

/** A member of staff who may use diagnostics; the code itself is nowhere. */
export type StaffMember = {
  readonly id: string;
  /** As `cardhall staff-code` prints it: scrypt, salt and hash. */
  readonly codeHash: string;
};

const hashBytes = 32;
const form = /^scrypt:([0-9a-f]{32}):([0-9a-f]{64})$/;

/** `salt`: 16 bytes of chance, in hex. Slow on purpose: a stolen configuration gives its codes away slowly. */
export async function hashStaffCode(code: string, salt: string): Promise<string> {
  return `scrypt:${salt}:${(await derive(code, salt)).toString("hex")}`;
}

export async function isStaffCode(code: string, codeHash: string): Promise<boolean> {
  const parts = form.exec(codeHash);
  if (parts?.[1] === undefined || parts[2] === undefined) return false;
  return timingSafeEqual(await derive(code, parts[1]), Buffer.from(parts[2], "hex"));
}

const derive = (code: string, salt: string): Promise<Buffer> =>
  new Promise((done, failed) => {
    scrypt(code, Buffer.from(salt, "hex"), hashBytes, (error, key) => {
      if (error === null) done(key);
      else failed(error);
    });
  });
