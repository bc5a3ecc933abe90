/** `npm run powercut -- --cuts N`: the journal under real power cuts, and the negative control. */
import { parseArgs } from "node:util";
import { lostRows, powerCuts, type Cut } from "./cuts.ts";

const { values } = parseArgs({
  options: { cuts: { type: "string", default: "20" }, control: { type: "string", default: "5" } },
});
const startMs = performance.now();

const sum = (cuts: readonly Cut[]) => ({
  cuts: cuts.length,
  acknowledged: cuts.at(-1)?.acked ?? 0,
  cutsThatLost: cuts.filter((cut) => lostRows(cut) > 0 || !cut.same).length,
  lost: cuts.reduce((lost, cut) => lost + lostRows(cut), 0),
  brokenChains: cuts.filter(({ chain }) => chain !== "whole").length,
});
const show =
  (name: string) =>
  (cut: Cut): void =>
    void process.stderr.write(
      `${name}: acknowledged ${String(cut.acked)}, found ${String(cut.found)}, chain ${cut.chain}\n`,
    );

const full = sum(
  await powerCuts({
    synchronous: "full",
    cuts: Number(values.cuts),
    chance: Math.random,
    onCut: show("synchronous=FULL"),
  }),
);
const normal = sum(
  await powerCuts({
    synchronous: "normal",
    cuts: Number(values.control),
    chance: Math.random,
    onCut: show("synchronous=NORMAL"),
  }),
);
const seconds = Math.round((performance.now() - startMs) / 1000);
process.stdout.write(`${JSON.stringify({ full, control: normal, seconds })}\n`);
if (full.cutsThatLost > 0 || full.brokenChains > 0) process.exitCode = 1;
else if (normal.lost === 0) {
  process.stderr.write("the negative control lost nothing: this rig proves nothing\n");
  process.exitCode = 1;
}
