import exampleExpiry from "./profiles/cn-example-990100-expiry-date.json" with { type: "json" };
import exampleCentre from "./profiles/cn-example-990200-centre-only.json" with { type: "json" };
import exampleRecord from "./profiles/cn-example-990300-status-record.json" with { type: "json" };
import exampleSingle from "./profiles/cn-example-990400-single-challenge.json" with { type: "json" };
import one from "./profiles/cn-ssc-1.00-3des.json" with { type: "json" };
import two from "./profiles/cn-ssc-2.00-3des.json" with { type: "json" };
import three from "./profiles/cn-ssc-3.00-3des.json" with { type: "json" };
import threeSm4 from "./profiles/cn-ssc-3.00-sm4.json" with { type: "json" };

/**
 * The profile files of this house as they are written, bases not yet merged in. A new city's file is added here.
 * Regions 9901xx to 9904xx are no regions: their profiles show how a city's own ways are written down.
 */
export const profileFiles: readonly { readonly id: string }[] = [
  two,
  one,
  three,
  threeSm4,
  exampleExpiry,
  exampleCentre,
  exampleRecord,
  exampleSingle,
];

export const profileFileOf = (id: string): unknown => profileFiles.find((file) => file.id === id);
