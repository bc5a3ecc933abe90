/** The hash before a journal's first entry (daemon/journal-sqlite.ts). */
export const genesis = "0".repeat(64);

/** A disk of which nothing was shown yet: place 0 is where every journal begins, so any of them can prove it. */
export const newDisk = (lineage: number) => ({ lineage, boot_id: "", seq: 0, head: genesis });
