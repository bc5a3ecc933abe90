/**
 * A process that takes one PIN and lends it out, as the daemon does; the test then looks for the digits in its
 * memory. Given `keep`, it makes the mistake that the test must be able to see: a string of the digits.
 */
import { systemClock } from "../../../hardware/clock.ts";
import { hidDevice } from "../../../hardware/hid/hid-device.ts";
import { pinPad } from "../../../hardware/hid/pin-pad.ts";

const [selector = "{}", env = "{}", mistake] = process.argv.slice(2);
const device = hidDevice({
  selector: JSON.parse(selector) as { vendorId: number; productId: number },
  clock: systemClock,
  chance: () => 0.5,
  env: JSON.parse(env) as Record<string, string>,
});
const pad = pinPad(device, systemClock);
const kept: string[] = [];
const say = (message: object): void => {
  console.log(JSON.stringify(message));
};

pad.watch(({ device: state }) => {
  if (state === "online") void take();
});

async function take(): Promise<void> {
  const entering = pad.enter({
    minDigits: 12,
    maxDigits: 12,
    timeoutMs: 20_000,
    onCount: (count) => {
      say({ count });
    },
  });
  say({ asking: true });
  const entered = await entering;
  if (!entered.ok) {
    say(entered);
    return;
  }
  console.error("entered", entered, JSON.stringify(entered), String(entered.value));
  await entered.value.use(async (digits) => {
    if (mistake === "keep") kept.push(Buffer.from(digits).toString("latin1"));
  });
  say({ used: true, kept: kept.length });
}
