import { viewOf, type JournalEntry, type OperationView } from "../daemon/journal.ts";
import { newDisk, type Disk } from "./disk.ts";

/** What a terminal's journal holds open, seen from outside; found anew only when its disk has changed. */
export function openOnDisk(): (disk: Disk) => readonly OperationView[] {
  let seen = newDisk();
  let length = -1;
  let newest: JournalEntry | undefined;
  let views: readonly OperationView[] = [];
  return (disk) => {
    const last = disk.entries.at(-1);
    if (seen === disk && length === disk.entries.length && newest === last) return views;
    [seen, length, newest] = [disk, disk.entries.length, last];
    views = [...Map.groupBy(disk.entries, ({ opId }) => opId).values()]
      .filter((entries) => entries.at(-1)?.body.phase !== "closed")
      .map(viewOf);
    return views;
  };
}
