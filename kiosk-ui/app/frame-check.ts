import type { Legal, Reason, RejectionCode } from "../../central/contract.ts";
import type { Life, OperationKind } from "../../card/life.ts";
import type { Bead, Frame, ScreenName } from "../../daemon/screen.ts";
import type { FaultCode } from "../../words/errors.ts";
import { catalogue } from "../../words/errors.ts";
import {
  beadNames,
  legalNames,
  lifeNames,
  operationNames,
  reasonNames,
  refusals,
} from "../../words/operations.ts";

/**
 * The page's edge: what came over the link is a frame, or it is not used. Every list is bounded and every
 * name must be one that there are words for. Keys that are not known are let pass, so that a daemon newer than the page can add some.
 */
type Check = (value: unknown) => boolean;

const text =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= longest;
const flag: Check = (value) => typeof value === "boolean";
const whole: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && names.includes(value);
/** The words' own keys are the names; the type says that none is missing there. */
const named = <Name extends string>(words: Readonly<Record<Name, unknown>>): Check =>
  oneOf(...Object.keys(words));
const list =
  (item: Check, longest: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= longest && value.every(item);
const shape =
  (needed: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const found = value as Readonly<Record<string, unknown>>;
    return (
      Object.entries(needed).every(([key, check]) => check(found[key])) &&
      Object.entries(optional).every(([key, check]) => found[key] === undefined || check(found[key]))
    );
  };

const life = named<Life>(lifeNames);
const legal = named<Legal>(legalNames);
const kind = named<OperationKind>(operationNames);
const reason = named<Reason>(reasonNames);
const bead = named<Bead>(beadNames);
const fault = named<FaultCode>(catalogue);
const refusal: Check = (value) => fault(value) || named<RejectionCode>(refusals)(value);
const proof = oneOf("agent-id", "holder-id", "mandate");
const short = text(200);
/** Millimetres of a screen or of a hall; others would make letters of no size. */
const length: Check = (value) => typeof value === "number" && value >= 100 && value <= 10_000;

const card = shape(
  {
    issuer: shape({ number: short, regionZh: short, regionEn: short }),
    holderMasked: short,
    nationalNumberMasked: short,
    cardNumberMasked: short,
    version: short,
    issuedOn: short,
    expiresOn: short,
    expired: flag,
    life,
    atr: short,
    profile: short,
  },
  { legal },
);
const fileLine = shape({
  depth: whole,
  path: short,
  nameZh: short,
  nameEn: short,
  access: oneOf("read", "closed", "not-present"),
  records: list(shape({ tag: short, nameZh: short, nameEn: short, value: text(2_000) }), 64),
});
const result = shape({ kind, opId: short, certificateNo: short, life, legal });

const screens: Readonly<Record<ScreenName, Check>> = {
  starting: shape({}),
  welcome: shape({}),
  "insert-card": shape({}),
  reading: shape({}, { card }),
  "your-card": shape(
    {
      card,
      choices: list(shape({ kind }, { refusedBecause: refusal, temporaryUntil: short, agentPhoto: flag }), 4),
    },
    {
      files: list(fileLine, 256),
      personal: shape({ holder: short, nationalNumber: short, cardNumber: short }),
      lastCertificateNo: short,
      applications: list(
        shape({ number: short, kind, state: oneOf("awaiting-approval", "awaiting-card") }, { reason }),
        8,
      ),
    },
  ),
  "who-asks": shape({ card, kind }),
  identity: shape(
    { card, kind, proof, proven: list(shape({ proof, name: short, number: short }), 3) },
    { fault },
  ),
  "agent-photo": shape({ card, kind }),
  "freeze-form": shape({ card, temporaryUntil: short }),
  reason: shape({ card, kind, reasons: list(reason, 16) }),
  confirm: shape(
    { card, kind, reason, asker: oneOf("holder", "agent") },
    {
      printerFault: fault,
      freeze: shape({ form: oneOf("formal", "temporary") }, { until: short }),
    },
  ),
  unfinished: shape({ card, kind }),
  undone: shape({ card, kind }),
  writing: shape({ card, kind, bead, resumed: flag }),
  "put-card-back": shape({ kind, wrongCard: flag }),
  result: shape({ card, result }),
  "take-card": shape({ card, overdue: flag }, { result }),
  "take-certificate": shape({
    result,
    certificate: shape(
      { certificateNo: short, svg: text(400_000), print: oneOf("printing", "printed", "owed") },
      { copy: whole, printerFault: fault },
    ),
  }),
  goodbye: shape({}),
  fault: shape({ fault, cardInside: flag }, { detail: text(1_000), card, operationNo: short }),
  "still-there": shape({ secondsLeft: whole }, { card }),
  "out-of-service": shape({ fault }),
};

const screen: Check = (value) => {
  if (typeof value !== "object" || value === null || !("name" in value)) return false;
  const { name } = value;
  return typeof name === "string" && Object.hasOwn(screens, name) && screens[name as ScreenName](value);
};

const frame = shape(
  {
    v: (value) => value === 1,
    frameNo: whole,
    screen,
    hall: shape({ nameZh: short, nameEn: short, terminalId: short }),
    devices: shape(
      {
        reader: oneOf("online", "offline"),
        printer: oneOf("ready", "low", "fault", "unknown"),
        centre: oneOf("online", "offline", "unknown"),
      },
      { headphones: flag },
    ),
  },
  {
    clerk: oneOf("callable", "called"),
    display: shape({ widthMm: length, distanceMm: length }),
    forgotten: shape({ deskInSeconds: whole }),
    demo: shape(
      {
        cards: list(shape({ id: short, label: short, life: short, inserted: flag }), 12),
        paperOut: flag,
        papers: list(text(20_000), 3),
      },
      { idCards: list(shape({ id: short, label: short, placed: flag }), 12) },
    ),
  },
);

/** Longest message looked at, in characters; a frame with a certificate in it has about 30,000. */
const longestMessage = 1_000_000;

/** The frame in a message, or undefined for anything else. */
export function frameOf(data: unknown): Frame | undefined {
  if (typeof data !== "string" || data.length > longestMessage) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  return frame(value) ? (value as Frame) : undefined;
}
