/**
 * The faces' only door into the daemon: what the screen shows and what a person may do. Types only.
 * The daemon sends a whole `Frame` at each change; the page holds no truth of its own.
 */
import type { Life, OperationKind } from "../card/life.ts";
import type { FreezeForm, Legal, Reason, RejectionCode } from "../central/contract.ts";
import type { FaultCode } from "../words/errors.ts";

export type Language = "zh" | "en";

/** The card as it lies in the reader. Personal text is masked already: the page never holds more. */
export type CardView = {
  readonly issuer: { readonly number: string; readonly regionZh: string; readonly regionEn: string };
  readonly holderMasked: string;
  readonly nationalNumberMasked: string;
  readonly cardNumberMasked: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly issuedOn: string;
  readonly expiresOn: string;
  readonly expired: boolean;
  /** What the chip says. */
  readonly life: Life;
  /** What the centre says; absent while it has not answered. */
  readonly legal?: Legal;
  readonly atr: string;
  readonly profile: string;
};

/** The same words unmasked: in a frame only while their holder keeps a button pressed. */
export type PersonalView = {
  readonly holder: string;
  readonly nationalNumber: string;
  readonly cardNumber: string;
};

export type ChoiceView = {
  readonly kind: OperationKind;
  readonly refusedBecause?: RejectionCode | undefined;
  /** Of a freeze: a temporary one may be had, and lapses by itself on this day (YYYY-MM-DD). */
  readonly temporaryUntil?: string | undefined;
  /** An agent is asked for a photo of both. */
  readonly agentPhoto?: boolean | undefined;
};

/** Asked for at another channel: finished here with the card, or still to be agreed to. */
export type ApplicationView = {
  readonly number: string;
  readonly kind: OperationKind;
  readonly state: "awaiting-approval" | "awaiting-card";
  readonly reason?: Reason | undefined;
};

/** Who came: the holder, or somebody with the holder's word on paper. */
export const askers = ["holder", "agent"] as const;
export type Asker = (typeof askers)[number];

/** What an agent shows, in this order. */
export const proofs = ["agent-id", "holder-id", "mandate"] as const;
export type Proof = (typeof proofs)[number];

/** What was shown so far, masked. */
export type ProvenView = {
  readonly proof: Proof;
  readonly name: string;
  readonly number: string;
};

export type FreezeFormView = { readonly form: FreezeForm; readonly until?: string | undefined };

/** One line of the file structure, ready to draw: depth 0 is the MF. */
export type FileLine = {
  readonly depth: number;
  readonly path: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly access: "read" | "closed" | "not-present";
  /** Masked where personal. */
  readonly records: readonly {
    readonly tag: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly value: string;
  }[];
};

/** The named steps of a write, in order; drawn as beads. */
export const beads = ["ask-centre", "prepare-card", "write-card", "check-card", "tell-centre"] as const;
export type Bead = (typeof beads)[number];

export type ResultView = {
  readonly kind: OperationKind;
  readonly opId: string;
  readonly certificateNo: string;
  /** On the card and at the centre, apart. */
  readonly life: Life;
  readonly legal: Legal;
};

export type CertificateView = {
  readonly certificateNo: string;
  /** The certificate as it prints, as an SVG document from the same source. */
  readonly svg: string;
  /** `owed`: it could not be printed now; number and QR on the screen stand for it. */
  readonly print: "printing" | "printed" | "owed";
  readonly copy?: number;
  readonly printerFault?: FaultCode;
};

export type Screen =
  | { readonly name: "starting" }
  | { readonly name: "welcome" }
  | { readonly name: "insert-card" }
  /** `card`: what it says of itself; the centre is being asked. */
  | { readonly name: "reading"; readonly card?: CardView }
  | {
      readonly name: "your-card";
      readonly card: CardView;
      readonly choices: readonly ChoiceView[];
      readonly files?: readonly FileLine[];
      readonly personal?: PersonalView;
      readonly applications?: readonly ApplicationView[];
      /** The number of the newest certificate, which may be printed again. */
      readonly lastCertificateNo?: string;
    }
  | { readonly name: "who-asks"; readonly card: CardView; readonly kind: OperationKind }
  /** An agent is asked for one thing after another. `fault`: it did not come, and is asked for again by hand. */
  | {
      readonly name: "identity";
      readonly card: CardView;
      readonly kind: OperationKind;
      readonly proof: Proof;
      readonly proven: readonly ProvenView[];
      readonly fault?: FaultCode;
    }
  /** Holder and agent, or the agent with the holder's identity card, before the page's camera. */
  | { readonly name: "agent-photo"; readonly card: CardView; readonly kind: OperationKind }
  | { readonly name: "freeze-form"; readonly card: CardView; readonly temporaryUntil: string }
  | {
      readonly name: "reason";
      readonly card: CardView;
      readonly kind: OperationKind;
      readonly reasons: readonly Reason[];
    }
  /** What stops, what stays, how to undo; consent by press and hold where it cannot be undone (cancel). */
  | {
      readonly name: "confirm";
      readonly card: CardView;
      readonly kind: OperationKind;
      readonly reason: Reason;
      readonly asker: Asker;
      readonly freeze?: FreezeFormView;
      readonly printerFault?: FaultCode;
    }
  /** An operation of this card waits, and nothing of it is on the card: finish it (`confirm`) or have it undone. */
  | { readonly name: "unfinished"; readonly card: CardView; readonly kind: OperationKind }
  /** As if it had never been begun. */
  | { readonly name: "undone"; readonly card: CardView; readonly kind: OperationKind }
  /** `resumed`: an earlier operation of this card is being finished, not one chosen now. */
  | {
      readonly name: "writing";
      readonly card: CardView;
      readonly kind: OperationKind;
      readonly bead: Bead;
      readonly resumed: boolean;
    }
  /** The card left in the middle: the same card, please. `wrongCard`: another one lies there now. */
  | { readonly name: "put-card-back"; readonly kind: OperationKind; readonly wrongCard: boolean }
  | { readonly name: "result"; readonly card: CardView; readonly result: ResultView }
  | {
      readonly name: "take-card";
      readonly card: CardView;
      readonly result?: ResultView;
      readonly overdue: boolean;
    }
  | { readonly name: "take-certificate"; readonly result: ResultView; readonly certificate: CertificateView }
  | { readonly name: "goodbye" }
  /** `cardInside`: the card has to be taken before the visit ends. */
  | {
      readonly name: "fault";
      readonly fault: FaultCode;
      readonly cardInside: boolean;
      /** Small, for the clerk: status word, operation number, ... Never personal. */
      readonly detail?: string;
      readonly card?: CardView;
      readonly operationNo?: string;
    }
  | { readonly name: "still-there"; readonly secondsLeft: number; readonly card?: CardView }
  | { readonly name: "out-of-service"; readonly fault: FaultCode };

export type ScreenName = Screen["name"];

/** The virtual devices' tray on the page's edge; absent on real devices. */
export type DemoTray = {
  readonly cards: readonly {
    readonly id: string;
    /** "菏泽市 · 赵*禾". */
    readonly label: string;
    readonly life: string;
    readonly inserted: boolean;
  }[];
  readonly paperOut: boolean;
  /** Identity cards to lay on the virtual ID-card reader; absent where there is none. */
  readonly idCards?: readonly { readonly id: string; readonly label: string; readonly placed: boolean }[];
  /** Text of the newest papers, newest first, at most 3. */
  readonly papers: readonly string[];
};

export type Frame = {
  readonly v: 1;
  /** Rises with each frame; an action names the frame it answers, a stale one is ignored. */
  readonly frameNo: number;
  readonly screen: Screen;
  readonly hall: { readonly nameZh: string; readonly nameEn: string; readonly terminalId: string };
  readonly devices: {
    readonly reader: "online" | "offline";
    readonly printer: "ready" | "low" | "fault" | "unknown";
    readonly centre: "online" | "offline" | "unknown";
    /** Absent where the hall has no socket for them that tells. */
    readonly headphones?: boolean;
  };
  /** A clerk can be called from here, or was just now; absent where the hall has nothing to call one with. */
  readonly clerk?: "callable" | "called" | undefined;
  /** The hall's screen and how far off people stand: how large letters have to be. */
  readonly display?: { readonly widthMm: number; readonly distanceMm: number };
  /** A card that nobody takes: seconds until the desk is called, 0 once it was. */
  readonly forgotten?: { readonly deskInSeconds: number };
  readonly demo?: DemoTray;
};

/** What the clerk's page beside a desk's reader sees of the visit: never unmasked. */
export type DeskFrame = Pick<Frame, "v" | "frameNo" | "devices" | "screen"> & {
  readonly terminalId: string;
  /** Of the card in the reader, as the centre's staff names it. */
  readonly cardRef?: string;
};

/** What a person does. `frameNo` ties it to what that person saw. */
export type Action =
  | { readonly type: "begin" }
  | { readonly type: "choose"; readonly kind: OperationKind }
  | { readonly type: "say-who"; readonly asker: Asker }
  | { readonly type: "choose-form"; readonly form: FreezeForm }
  | { readonly type: "give-reason"; readonly reason: Reason }
  | { readonly type: "confirm" }
  | { readonly type: "undo" }
  /** Finishes what was asked for at another channel. */
  | { readonly type: "continue-application"; readonly number: string }
  | { readonly type: "again" }
  /** While a button is held. */
  | { readonly type: "show-personal" }
  | { readonly type: "hide-personal" }
  /** The newest certificate once more, as a marked copy. */
  | { readonly type: "print-again" }
  /** A person, please. */
  | { readonly type: "call-clerk" }
  /** Somebody needs more time for everything, or does no longer. */
  | { readonly type: "pace"; readonly unhurried: boolean }
  | { readonly type: "show-files" }
  | { readonly type: "hide-files" }
  | { readonly type: "back" }
  /** Ends the visit: the card is to be taken. */
  | { readonly type: "exit" }
  /** On `result`, `take-certificate`, `fault`: seen, go on. On `still-there`: still here. */
  | { readonly type: "continue" }
  /** A touch that chooses nothing, so that the idle clock starts anew. */
  | { readonly type: "touch" };

/** What a clerk's page does without saying more; with the visit's questions, all that it may do. */
export const deskSteps = [
  "begin",
  "confirm",
  "undo",
  "again",
  "print-again",
  "back",
  "exit",
  "continue",
  "touch",
] as const satisfies readonly Action["type"][];

/** Hands at the virtual devices. */
export type DemoAction =
  | { readonly type: "demo.insert"; readonly cardId: string }
  | { readonly type: "demo.pull" }
  | { readonly type: "demo.paper"; readonly out: boolean }
  | { readonly type: "demo.place-id"; readonly cardId: string }
  | { readonly type: "demo.lift-id" }
  /** A code with this text is held in front of the virtual scanner. */
  | { readonly type: "demo.scan"; readonly text: string };

/** How often a page says what it has drawn. */
export const drawnEveryMs = 5_000;

/** Of a photo, which comes as a binary message: four bytes of frame number, the most significant first, and the JPEG. */
export const photoBytesMax = 200_000;
export const photoHeadBytes = 4;

export type PageMessage =
  | { readonly v: 1; readonly frameNo: number; readonly action: Action }
  /** The newest frame that stands on the screen: by it the daemon knows a page that hangs. */
  | { readonly v: 1; readonly drawn: number }
  | { readonly v: 1; readonly demo: DemoAction };
