import Database from "better-sqlite3";

/** What a person with the database file in hand can do, beside the centre that has it open. */
export function byHand(file: string, change: string): void {
  const hand = new Database(file);
  hand.exec(change);
  hand.close();
}
