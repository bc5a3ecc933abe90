import type { Clock } from "../hardware/clock.ts";
import type {
  IdCard,
  IdCardReader,
  IdReaderFault,
  LightPosition,
  Pin,
  PinFault,
  PinPad,
  Scan,
  ScanFault,
  Scanner,
  StatusLights,
} from "../hardware/ports.ts";
import { fail, type Result } from "../hardware/result.ts";

/** Why nothing came, whatever was asked for. */
type NotGiven =
  /** This terminal has no such device. */
  | { readonly kind: "not-fitted" }
  /** Whoever asked called it off (`signal`): the visit went on or ended. */
  | { readonly kind: "called-off" };

export type IdCardNotRead = NotGiven | IdReaderFault;
type PinNotEntered = NotGiven | PinFault;
export type CodeNotScanned =
  | NotGiven
  | ScanFault
  | { readonly kind: "scanner-busy" }
  | { readonly kind: "scanner-lost"; readonly detail: string }
  | { readonly kind: "no-scan"; readonly timeoutMs: number };

/** How long a person is waited for, and what calls the waiting off (XState hands a `signal` to each promise). */
type Waiting = { readonly timeoutMs: number; readonly signal?: AbortSignal };

/**
 * What a visit may ask of the devices beside the card reader: who stands there, what they know, what they hold.
 * Each waits for a person, lights the device's guidance light meanwhile, and always answers by its deadline.
 */
export interface Identity {
  /** Which of the devices this terminal has: a face offers only what is there. */
  fitted(): { readonly idReader: boolean; readonly pinPad: boolean; readonly scanner: boolean };
  /** Personal: shown masked (card/masking.ts), never logged; `photo` is overwritten by whoever asked, when done. */
  readIdCard(waiting: Waiting): Promise<Result<IdCard, IdCardNotRead>>;
  /** `onCount` hears how many digits lie there, for the dots on the screen. The PIN itself is lent once. */
  enterPin(
    waiting: Waiting & {
      readonly minDigits: number;
      readonly maxDigits: number;
      readonly onCount: (count: number) => void;
    },
  ): Promise<Result<Pin, PinNotEntered>>;
  /** A stranger's text: whoever asked for it judges it. A scan made while nobody asked is forgotten. */
  scanCode(waiting: Waiting): Promise<Result<Scan, CodeNotScanned>>;
}

const isOff = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

export function identityOf(
  devices: {
    readonly idReader?: IdCardReader;
    readonly pinPad?: PinPad;
    readonly scanner?: Scanner;
    readonly lights: StatusLights;
  },
  clock: Clock,
): Identity {
  const { idReader, pinPad, scanner, lights } = devices;
  /** A reading that was called off ends with its question under way; the next one waits for that. */
  let lastReading: Promise<unknown> = Promise.resolve();
  let scanning = false;

  async function guided<Answer>(position: LightPosition, work: () => Promise<Answer>): Promise<Answer> {
    lights.set(position, { flash: "medium", colour: "green" });
    try {
      return await work();
    } finally {
      lights.set(position, { flash: "off", colour: "green" });
    }
  }

  function nextScan(from: Scanner, { timeoutMs, signal }: Waiting): Promise<Result<Scan, CodeNotScanned>> {
    const { device } = from.status();
    if (device !== "online") return Promise.resolve(fail({ kind: "scanner-lost", detail: device }));
    return new Promise((settle) => {
      const end = (result: Result<Scan, CodeNotScanned>): void => {
        stopHearing();
        stopWatching();
        stopWaiting();
        signal?.removeEventListener("abort", callOff);
        settle(result);
      };
      const callOff = (): void => end(fail({ kind: "called-off" }));
      const stopHearing = from.onScan(end);
      const stopWaiting = clock.after(timeoutMs, () => end(fail({ kind: "no-scan", timeoutMs })));
      signal?.addEventListener("abort", callOff);
      let stopWatching = (): void => undefined;
      stopWatching = from.watch(({ device: now }) => {
        if (now !== "online") end(fail({ kind: "scanner-lost", detail: now }));
      });
    });
  }

  return {
    fitted: () => ({
      idReader: idReader !== undefined,
      pinPad: pinPad !== undefined,
      scanner: scanner !== undefined,
    }),
    readIdCard({ timeoutMs, signal }) {
      if (idReader === undefined) return Promise.resolve(fail({ kind: "not-fitted" }));
      const reading = lastReading.then(async (): Promise<Result<IdCard, IdCardNotRead>> => {
        if (isOff(signal)) return fail({ kind: "called-off" });
        const read = await guided("id-reader", () =>
          idReader.read({ timeoutMs, ...(signal === undefined ? {} : { signal }) }),
        );
        if (!isOff(signal)) return read;
        // Read and not wanted any more: nobody keeps it.
        if (read.ok) read.value.photo.fill(0);
        return fail({ kind: "called-off" });
      });
      lastReading = reading.catch(() => undefined);
      return reading;
    },
    async enterPin({ signal, ...how }) {
      if (pinPad === undefined) return fail({ kind: "not-fitted" });
      if (isOff(signal)) return fail({ kind: "called-off" });
      const callOff = (): void => pinPad.cancel();
      signal?.addEventListener("abort", callOff);
      try {
        const entered = await guided("pin-pad", () => pinPad.enter(how));
        if (!isOff(signal)) return entered;
        if (entered.ok) entered.value.wipe();
        return fail({ kind: "called-off" });
      } finally {
        signal?.removeEventListener("abort", callOff);
      }
    },
    async scanCode(waiting) {
      if (scanner === undefined) return fail({ kind: "not-fitted" });
      if (isOff(waiting.signal)) return fail({ kind: "called-off" });
      if (scanning) return fail({ kind: "scanner-busy" });
      scanning = true;
      try {
        return await guided("scanner", () => nextScan(scanner, waiting));
      } finally {
        scanning = false;
      }
    },
  };
}
