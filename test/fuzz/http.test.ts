import { expect, test } from "vitest";
import { fuzzHttp } from "./fuzz-http.ts";

const requests = Number(process.env["CARDHALL_FUZZ_REQUESTS"] ?? "3000");
const seed = Number(process.env["CARDHALL_FUZZ_SEED"] ?? "20261122");

test(
  `${String(requests)} requests made from the OpenAPI document: no fault of ours, no innards, nobody else's data`,
  { timeout: 30_000 + requests * 60 },
  async () => {
    const { broken, statuses, answered, operations } = await fuzzHttp(requests, seed);
    expect(broken).toEqual([]);
    // Every way to be answered was walked, and a good part of what there is was reached: else it proves little.
    for (const status of ["200", "400", "401", "403", "404"])
      expect([status, (statuses[status] ?? 0) > 5]).toEqual([status, true]);
    expect(answered.length).toBeGreaterThan(operations / 3);
  },
);
