import type { OperationKind } from "../../../card/life.ts";
import type {
  registerStateNames,
  registryKindNames,
  registryStateNames,
  reportKindNames,
} from "../../../words/centre-registry.ts";
import type { noticeKinds, noticeStates, stateNames } from "../../../words/desk.ts";
import type { Phrase } from "../../../words/language.ts";
import type { legalNames, lifeNames } from "../../../words/operations.ts";
import type { notTrue } from "../../../words/public.ts";
import type {
  businessNames,
  cancelReasonNames,
  channelNames,
  decisions,
  documentNames,
} from "../../../words/regional-rules.ts";
import type { roleNames } from "../../../words/staff.ts";

/** What the centre answers, as far as its pages show it (`cardhall central openapi` has all of it). */

export type Business = keyof typeof businessNames;
export type Channel = keyof typeof channelNames;
export type CancelReason = keyof typeof cancelReasonNames;
export type DocumentName = keyof typeof documentNames;
export type ApplicationState = keyof typeof stateNames;
export type Legal = keyof typeof legalNames;
type Role = keyof typeof roleNames;

export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string };

export type Person = {
  readonly subject: string;
  readonly name: string;
  readonly office: string;
  readonly roles: readonly Role[];
};
export type SignInWay =
  | { readonly kind: "oidc"; readonly start: string }
  | { readonly kind: "development"; readonly warning: Phrase; readonly people: readonly Person[] };

export type Brief = {
  readonly number: string;
  readonly business: Business;
  readonly channel: Channel;
  readonly state: ApplicationState;
  readonly office: string;
  readonly holderNameMasked: string;
  readonly claimedBy?: string;
  readonly submittedAtMs: number;
  readonly changedAtMs: number;
};
type Step = { readonly state: ApplicationState; readonly atMs: number; readonly why?: Phrase };
type Operation = { readonly opId: string; readonly state: string; readonly certificateNo?: string };
export type Application = Brief & {
  readonly operation?: Operation;
  readonly holderName: string;
  readonly nationalNumberMasked: string;
  readonly cardRef?: string;
  readonly cardNumberMasked?: string;
  readonly reason?: CancelReason;
  readonly cardAbsent: boolean;
  readonly documents: readonly DocumentName[];
  readonly agent?: {
    readonly name: string;
    readonly nationalNumberMasked: string;
    readonly powerOfAttorney: {
      readonly scanReference: string;
      readonly validFrom: string;
      readonly validUntil: string;
    };
  };
  readonly agentAtTerminal?: { readonly name?: string; readonly mandate: string };
  readonly firstApprover?: string;
  readonly timeline: readonly (Step & { readonly who: string })[];
};

export type Refusal = {
  readonly result: "refused";
  readonly code: string;
  readonly what: Phrase;
  readonly next: Phrase;
  readonly missing?: readonly Phrase[];
  readonly conditions?: readonly { readonly what: Phrase; readonly office: Phrase; readonly next: Phrase }[];
  readonly number?: string;
};
export type Taken = { readonly result: "accepted"; readonly application: Brief } | Refusal;

/** What was written down, where nothing is to be shown of it. */
export type Noted = { readonly result: "noted" } | Refusal;

/** A terminal on a clerk's desk. */
export type DeskTerminal = {
  readonly terminalId: string;
  readonly office: string;
  readonly screenPort?: number;
  /** Who sits there. */
  readonly clerk?: string;
};

export type CallerChecked =
  | { readonly result: "verified"; readonly callId: string; readonly validUntilMs: number }
  | { readonly result: "not-verified"; readonly triesLeft: number }
  | Refusal;

export type Explanation = {
  readonly region: string;
  readonly version: number;
  readonly because: keyof typeof decisions;
  readonly says: readonly Phrase[];
  readonly needed?: {
    readonly documents: readonly (DocumentName | readonly DocumentName[])[];
    readonly approval: "automatic" | "clerk" | "four-eyes";
  };
};

export type Card = {
  readonly cardRef: string;
  readonly state: { readonly name: keyof typeof registerStateNames; readonly aaz502: string };
  readonly cardNumberMasked: string;
  readonly issuedOn: string;
  readonly expiresOn: string;
  readonly expired: boolean;
  readonly issuer: { readonly number: string; readonly nameZh: string; readonly nameEn: string };
  readonly profile: { readonly id: string; readonly approved: boolean };
  readonly known?: {
    readonly centre: {
      readonly legal: Legal;
      readonly epoch: number;
      readonly onBlockList: boolean;
      readonly waiting?: {
        readonly kind: OperationKind;
        readonly authorisedAtMs: number;
        readonly scripts: number;
      };
    };
    readonly chip: {
      readonly provedLife?: keyof typeof lifeNames;
      readonly newestRecordEpoch: number;
      readonly contradicts: boolean;
    };
    readonly terminal?: {
      readonly terminalId: string;
      readonly state: string;
      readonly newestEntry?: number;
    };
  };
};

export type Notice = {
  readonly noticeId: string;
  readonly authority: string;
  readonly kind: keyof typeof noticeKinds;
  readonly nameMasked: string;
  readonly nationalNumberMasked: string;
  readonly occurredOn: string;
  readonly reference?: string;
  readonly state: keyof typeof noticeStates;
  readonly receivedAtMs: number;
  readonly clerk?: string;
  readonly why?: string;
  readonly cards: readonly { readonly cardRef: string; readonly opId: string }[];
  readonly says?: Phrase;
};

export type Lift = {
  readonly opId: string;
  readonly office: string;
  readonly acceptedAtMs: number;
  readonly dueAtMs: number;
  readonly alarm: "none" | "12h" | "20h" | "23h" | "overdue";
  readonly applicationNumber?: string;
};
export type Lifts = { readonly lifts: readonly Lift[]; readonly oldestOpenMs: number };

export type Activity = {
  readonly hours: readonly ({ readonly fromMs: number } & Readonly<Record<OperationKind, number>>)[];
  readonly whole: boolean;
};

export type Terminal = {
  readonly terminalId: string;
  readonly state?: "serving" | "quarantined" | "lost";
  readonly lineage?: number;
  readonly seq?: number;
  readonly certifiedUntilMs?: number;
  readonly deskOf?: string;
};

export type Waiting = {
  readonly opId: string;
  readonly kind: OperationKind;
  readonly centre: {
    readonly state: string;
    readonly legal: Legal;
    readonly epoch: number;
    readonly sinceMs: number;
    readonly scripts: number;
    readonly listed: boolean;
    readonly applicationNumber?: string;
  };
  readonly card: {
    readonly cardRef: string;
    readonly office: string;
    readonly epoch: number;
    readonly life?: keyof typeof lifeNames;
  };
  readonly terminal: {
    readonly terminalId: string;
    readonly known: boolean;
    readonly state?: string;
    readonly journalSeq?: number;
  };
};

export type AuditEntry = {
  readonly seq: number;
  readonly atMs: number;
  readonly event: string;
  readonly opId: string | null;
  readonly cardRef: string | null;
  readonly terminalId: string | null;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
};
export type TreeHead = {
  readonly size: number;
  readonly root: string;
  readonly atMs: number;
  readonly keyId: string;
  readonly signature: string;
};

export type IssuerBrief = {
  readonly number: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly regionZh: string;
  readonly regionEn: string;
  readonly approved: boolean;
};
export type Issuer = IssuerBrief & {
  readonly designs: readonly {
    readonly kind: "card-face" | "file-structure";
    readonly name: string;
    readonly inForce: boolean;
  }[];
  readonly reports: readonly {
    readonly kind: keyof typeof reportKindNames;
    readonly detail: string;
    readonly atMs: number;
  }[];
  readonly applications: readonly {
    readonly applicationNo: string;
    readonly kind: keyof typeof registryKindNames;
    readonly name?: string;
    readonly state: keyof typeof registryStateNames;
  }[];
};

export type RulesInForce = {
  readonly issuerNumber: string;
  readonly region: string;
  readonly version: number;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unconfirmed: readonly string[];
};

/** What anybody may see. */
export type ServedRegions = {
  readonly regions: readonly { readonly region: string; readonly name: Phrase }[];
};
export type OpenRegion = {
  readonly region: string;
  readonly identity: "platform" | "anybody" | "nobody";
  readonly services: readonly {
    readonly business: Business;
    readonly name: Phrase;
    readonly open: boolean;
    readonly says: readonly Phrase[];
  }[];
};
export type PublicApplication = {
  readonly number: string;
  readonly business: Business;
  readonly state: ApplicationState;
  readonly says: Phrase;
  readonly note?: Phrase;
  readonly certificateNo?: string;
  readonly timeline: readonly Step[];
};
export type PublicTaken =
  | { readonly result: "accepted"; readonly application: PublicApplication; readonly warning?: string }
  | Refusal;
export type Verified =
  | {
      readonly result: "true";
      readonly number: string;
      readonly kind: OperationKind;
      readonly doneAtMs: number;
      readonly issuerNumber: string;
      readonly legal: Legal;
      readonly overtaken: boolean;
      readonly copiesPrinted: number;
    }
  | { readonly result: "not-true"; readonly because: keyof typeof notTrue };
