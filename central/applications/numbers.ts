import { shanghaiDate } from "../clock.ts";
import type { Tx } from "../store.ts";

/**
 * The next number of an office: `<office>-<yyyymmdd, Asia/Shanghai>-<6 digits>`. It is no secret and can be
 * guessed: whoever asks by it has to know the holder's number as well (progress.ts).
 */
export async function mintNumber(tx: Tx, office: string, nowMs: number): Promise<string> {
  const day = shanghaiDate(nowMs).replaceAll("-", "");
  const counter = await tx.get("application_counter", { office, day });
  const last = (counter?.last ?? 0) + 1;
  if (counter === undefined) await tx.add("application_counter", { office, day, last });
  else await tx.change("application_counter", { office, day }, { last });
  return `${office}-${day}-${String(last).padStart(6, "0")}`;
}

export const applicationNumber = /^\d{6}-\d{8}-\d{6}$/;
