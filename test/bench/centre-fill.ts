import { DatabaseSync } from "node:sqlite";
import { withClient } from "../../central/postgres-for-tests.ts";
import { benchRows, cardColumns, sameForAll, type BenchRow } from "./centre-cards.ts";

/** Rows in one statement. */
const chunkRows = 20_000;

/** Which cards are to be there, and the key that seals what is personal. */
export type Fill = { readonly personalKeyFile: string; readonly from: number; readonly to: number };

const columns = [...cardColumns, ...Object.keys(sameForAll)].join(", ");
const constants = Object.values(sameForAll)
  .map((value) => (typeof value === "number" ? String(value) : `'${value}'`))
  .join(", ");

/** Cards put in past the centre: a million through it would take hours. */
export const fillPostgres = (url: string, { personalKeyFile, from, to }: Fill): Promise<void> =>
  withClient(url, async (client) => {
    const insert = `INSERT INTO card (${columns})
      SELECT c.*, ${constants} FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS c`;
    for (const chunk of chunked(benchRows(personalKeyFile, from, to)))
      await client.query(
        insert,
        cardColumns.map((_name, column) => chunk.map((row) => row[column])),
      );
    await client.query("VACUUM ANALYZE");
  });

export function fillSqlite(file: string, { personalKeyFile, from, to }: Fill): void {
  const hand = new DatabaseSync(file);
  const insert = hand.prepare(`INSERT INTO card (${columns}) VALUES (?, ?, ?, ?, ${constants})`);
  hand.exec("BEGIN");
  for (const row of benchRows(personalKeyFile, from, to)) insert.run(...row);
  hand.exec("COMMIT; ANALYZE");
  hand.close();
}

function* chunked(rows: Iterable<BenchRow>): Generator<BenchRow[]> {
  let chunk: BenchRow[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < chunkRows) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
