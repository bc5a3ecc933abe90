/**
 * What a chip can say of itself, and what is done to it.
 * Shapes shared by the reader of cards, the centre and the daemon; each list is written once, here.
 */

/** Life of the card application (docs/card: how a fresh SELECT is answered). */
export const lives = ["active", "frozen", "cancelled", "card-blocked", "unknown"] as const;
export type Life = (typeof lives)[number];

/** What an operation wants the chip to be. */
export const targets = ["active", "frozen", "cancelled"] as const;
export type Target = (typeof targets)[number];

/** 挂失 (freeze), 解挂 (unfreeze), 注销 (cancel). */
export const operationKinds = ["freeze", "unfreeze", "cancel"] as const;
export type OperationKind = (typeof operationKinds)[number];

export const targetOf: Readonly<Record<OperationKind, Target>> = {
  freeze: "frozen",
  unfreeze: "active",
  cancel: "cancelled",
};

/** The status record (EE) that an operation writes on the card. */
export type StatusRecord = {
  /** 0 = never written since issue. */
  readonly epoch: number;
  readonly target: Target;
  /** Last 8 bytes of the operation id, upper-case hex. */
  readonly opTag: string;
  /** YYYYMMDDhhmmss, UTC+8, the centre's clock. */
  readonly time: string;
  /** GB/T 2260 code of the issuer, 6 digits. */
  readonly region: string;
};

/**
 * What one fresh look at a card proves. `resetBeforeRead` is true when the look began with a power cycle:
 * only such a look may settle an operation.
 */
export type Evidence = {
  /** Card identification code (EF05 tag 01), 32 upper-case hex digits: names the card everywhere. */
  readonly cardRef: string;
  /** Upper-case hex. */
  readonly atr: string;
  readonly profile: string;
  readonly life: Life;
  /** Status word of SELECT SSSE, 4 upper-case hex digits. */
  readonly selectStatusWord: string;
  /** `absent` where the profile's cards keep none. */
  readonly record: StatusRecord | "garbled" | "unreadable" | "absent";
  readonly resetBeforeRead: boolean;
};

/** Which commands a card still needs; the profile says what each plan sends (default card, section 6). */
export const scriptPlans = [
  "freeze",
  "unfreeze",
  "cancel",
  "cancel-from-frozen",
  "finish-block",
  "finish-record",
] as const;
export type ScriptPlan = (typeof scriptPlans)[number];

/** One command of an issuer script, as the centre's HSM makes it and the reader's process sends it. */
export type ScriptStep = {
  /** As the specification writes it: `UPDATE RECORD`, `APPLICATION BLOCK`, ... */
  readonly name: string;
  /** Upper-case hex. */
  readonly apdu: string;
  /** Status words that let the script go on, 4 upper-case hex digits each. */
  readonly allowed: readonly string[];
};
