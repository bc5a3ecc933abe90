import { existsSync } from "node:fs";
import { at, newFolder, startClusterIn, type Cluster } from "../../central/postgres-for-tests.ts";
import { openPostgres } from "../../central/store-postgres.ts";

let cluster: Cluster | undefined;

/** One server for all of the centre's suites; each test has a database of its own, copied from the first. */
export async function setup(): Promise<void> {
  // In memory where there is such a place: what is asked here is what the server does, not its disk.
  const where = existsSync("/dev/shm") ? "/dev/shm" : undefined;
  cluster = await startClusterIn(newFolder(where), "max_connections=300");
  const template = await openPostgres(at(await cluster.fresh()));
  if (!template.ok) throw new Error(JSON.stringify(template.fault));
  await template.value.close();
  process.env["CARDHALL_TEST_POSTGRES"] = cluster.folder;
}

export async function teardown(): Promise<void> {
  await cluster?.stop();
}
