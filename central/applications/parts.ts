import type { RulesOf } from "../regional-rules.ts";
import type { RuleSetOf } from "../rules/rule-set.ts";

/** What this room is given: the rules in force, and how the offices' conditions are known. */
export type ApplicationParts = {
  /** The region's rules for applications, by its GB/T 2260 code. */
  readonly rules: RuleSetOf;
  /** The same region's rules as the protocol reads them. */
  readonly protocolRules: RulesOf;
  /**
   * `ledger`: this centre's own table is the truth, and what does not stand in it is settled. `asked`: an outside
   * interface is asked (settlement.ts), and what it has not answered is not known.
   */
  readonly settlement: "ledger" | "asked";
};
