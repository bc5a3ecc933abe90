/** What a person who works for the centre may do; an operator runs the centre, an auditor only reads. */
export const roles = ["clerk", "supervisor", "technician", "operator", "auditor"] as const;
export type Role = (typeof roles)[number];

/** Somebody who works for the centre, as the identity provider names them. */
export type Staff = {
  /** The provider's lasting name for the person (OpenID Connect `sub`): what is written into the audit trail. */
  readonly subject: string;
  readonly name: string;
  /** The office they work for, by the issuing city's number; `*` for all offices. */
  readonly office: string;
  readonly roles: readonly Role[];
};

export const mayAct = (staff: Staff, allowed: readonly Role[]): boolean =>
  staff.roles.some((role) => allowed.includes(role));
