import { closeSync, fstatSync, fsyncSync, openSync, statSync, unlinkSync, writeSync } from "node:fs";

/** Room on the disk that is the journal's already, for the operation that finds the disk full. */
type Reserve = {
  /** Takes what was given back once more, before the next operation begins. Throws where there is no room for it. */
  renew(): void;
  /** Gives the room back to the disk; false when it was given back before. */
  spend(): boolean;
};

const blockBytes = 64 * 1024;

/**
 * Takes the room before anybody is served (protocol A5 row 26). Throws where there is none: the terminal stays out
 * of service, and no operation is begun that could not be written to its end.
 */
export function takeReserve(file: string, bytes: number): Reserve {
  fill(file, bytes);
  let spent = false;
  return {
    renew() {
      const held = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (held < bytes) fill(file, bytes);
      spent = false;
    },
    spend() {
      if (spent) return false;
      spent = true;
      unlinkSync(file);
      return true;
    },
  };
}

function fill(file: string, bytes: number): void {
  const descriptor = openSync(file, "a", 0o600);
  try {
    const zeros = new Uint8Array(blockBytes);
    let { size } = fstatSync(descriptor);
    while (size < bytes) size += writeSync(descriptor, zeros, 0, Math.min(blockBytes, bytes - size));
    fsyncSync(descriptor);
  } catch (error) {
    unlinkSync(file);
    throw new Error("journal: no room for what an operation may need", { cause: error });
  } finally {
    closeSync(descriptor);
  }
}

/** Writes, once more with the reserve's room where the disk was full: nothing had been written then. */
export function withReserve<Written>(write: () => Written, reserve: Reserve | undefined): Written {
  try {
    return write();
  } catch (error) {
    const isFull = error instanceof Error && "code" in error && error.code === "SQLITE_FULL";
    if (!isFull || reserve?.spend() !== true) throw error;
    return write();
  }
}
