import type { Clock } from "../clock.ts";
import type { Pin, PinFault, PinPad } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import type { HidDevice } from "./hid-device.ts";
import { keyboard, type Key } from "./keyboard-keys.ts";
import { pinOf } from "./pin.ts";

/** What is being typed. Lives in one buffer that is overwritten at each end of the entry. */
type Entry = {
  readonly digits: Uint8Array;
  readonly minDigits: number;
  readonly onCount: (count: number) => void;
  readonly settle: (result: Result<Pin, PinFault>) => void;
  count: number;
};

const digitsMost = 12;

/**
 * A PIN pad that types digits, enter, erase and cancel as a boot keyboard does. Keys outside an entry are
 * overwritten unseen; what an entry holds is known here and to nobody else, the screen hears a number of dots.
 */
export function pinPad(device: HidDevice, clock: Clock): PinPad {
  const keys = keyboard();
  let entry: Entry | undefined;

  function end(result: Result<Pin, PinFault>): void {
    const ended = entry;
    entry = undefined;
    keys.reset();
    if (!result.ok) ended?.digits.fill(0);
    ended?.settle(result);
  }
  function press(key: Key, into: Entry): void {
    switch (key.kind) {
      case "character":
        // Letters and signs are not on a PIN pad; a full PIN takes no more.
        if (key.code < 0x30 || key.code > 0x39 || into.count >= into.digits.length) return;
        into.digits[into.count++] = key.code;
        into.onCount(into.count);
        return;
      case "erase":
        into.count = Math.max(0, into.count - 1);
        into.digits.fill(0, into.count);
        into.onCount(into.count);
        return;
      case "cancel":
        end(fail({ kind: "pin-cancelled" }));
        return;
      case "enter": {
        if (into.count < into.minDigits) return;
        const digits = into.digits.slice(0, into.count);
        into.digits.fill(0);
        end(ok(pinOf(digits)));
        return;
      }
      case "other":
        return;
    }
  }
  device.onReport((report) => {
    const pressed = entry === undefined ? [] : (keys.feed(report) ?? []);
    report.fill(0);
    for (const key of pressed) if (entry !== undefined) press(key, entry);
  });
  device.watch(({ device: state }) => {
    if (state !== "online") end(fail({ kind: "pin-pad-lost", detail: state }));
  });

  return {
    status: () => device.status(),
    watch: (listener) => device.watch(listener),
    enter({ minDigits, maxDigits, timeoutMs, onCount }) {
      if (minDigits < 1 || maxDigits < minDigits || maxDigits > digitsMost)
        throw new Error("a PIN has 1 to 12 digits");
      if (entry !== undefined) return Promise.resolve(fail({ kind: "pin-pad-busy" }));
      const { device: state } = device.status();
      if (state !== "online") return Promise.resolve(fail({ kind: "pin-pad-lost", detail: state }));
      return new Promise((settle) => {
        const stop = clock.after(timeoutMs, () => {
          end(fail({ kind: "pin-timeout", timeoutMs }));
        });
        entry = {
          digits: new Uint8Array(maxDigits),
          minDigits,
          onCount,
          count: 0,
          settle(result) {
            stop();
            settle(result);
          },
        };
      });
    },
    cancel: () => {
      end(fail({ kind: "pin-cancelled" }));
    },
    async close() {
      end(fail({ kind: "pin-cancelled" }));
      await device.close();
    },
  };
}
