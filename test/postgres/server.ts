import { at, startCluster, type Cluster } from "../../central/postgres-for-tests.ts";
import { openPostgres } from "../../central/store-postgres.ts";

let cluster: Cluster | undefined;

/** One server for all of the centre's suites; each test has a database of its own, copied from the first. */
export async function setup(): Promise<void> {
  cluster = await startCluster("max_connections=300");
  const template = await openPostgres(at(await cluster.fresh()));
  if (!template.ok) throw new Error(JSON.stringify(template.fault));
  await template.value.close();
  process.env["CARDHALL_TEST_POSTGRES"] = cluster.folder;
}

export async function teardown(): Promise<void> {
  await cluster?.stop();
}
