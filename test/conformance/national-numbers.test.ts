import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { nationalCheckDigit, nationalNumberHolds } from "../../card/codes.ts";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { seeded } from "../fuzz/hostile-card.ts";

/* GB 11643 against Debian's python3-stdnum. It knows regions and dates too, which are warnings of their own here. */

const program = `
import sys, json
from stdnum.cn import ric
from stdnum.exceptions import ValidationError
answers = []
for number in json.load(sys.stdin):
    answers.append([ric.calc_check_digit(number), ric.is_valid(number)])
json.dump(answers, sys.stdout)`;

function stdnum(numbers: readonly string[]): readonly (readonly [check: string, valid: boolean])[] {
  const run = spawnSync("/usr/bin/python3", ["-c", program], {
    input: JSON.stringify(numbers),
    encoding: "utf8",
  });
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as (readonly [string, boolean])[];
}

test(
  "check digits of 5000 numbers agree with stdnum; what it calls valid holds here",
  { timeout: 30_000 },
  () => {
    const chance = seeded(11643);
    const digit = (): string => String(Math.floor(chance() * 10));
    const numbers = Array.from({ length: 5000 }, () => {
      const day = `19${digit()}${digit()}0${String(1 + Math.floor(chance() * 9))}1${digit()}`;
      const first = `110105${day}${digit()}${digit()}${digit()}`;
      // Half of them with their right check digit, half with any.
      return `${first}${(chance() < 0.5 ? nationalCheckDigit(first) : undefined) ?? digit()}`;
    });
    const answers = stdnum(numbers);
    let valid = 0;
    let invalid = 0;
    for (const [index, number] of numbers.entries()) {
      const [check, theirs] = answers[index] ?? expect.fail("no answer");
      expect([number, nationalCheckDigit(number.slice(0, 17))]).toEqual([number, check]);
      expect([number, nationalNumberHolds(number)]).toEqual([number, check === number[17]]);
      if (theirs) {
        expect([number, nationalNumberHolds(number)]).toEqual([number, true]);
        valid += 1;
      } else invalid += 1;
    }
    expect(valid).toBeGreaterThan(1000);
    expect(invalid).toBeGreaterThan(1000);
  },
);

test("the numbers of the invented holders have right check digits by stdnum as well", () => {
  const numbers = defaultCards.map(({ person }) => person.nationalNumber);
  for (const [index, [check]] of stdnum(numbers).entries())
    expect([numbers[index], check]).toEqual([numbers[index], numbers[index]?.[17]]);
});

test("a right check digit in an unknown region holds here: the region is a warning of its own", () => {
  expect(nationalNumberHolds("440524188001010014")).toBe(true);
  expect(stdnum(["440524188001010014"])[0]).toEqual(["4", false]);
});
