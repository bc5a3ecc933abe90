import type { Result } from "../result.ts";

/** Why bytes did not go out. Only `link-down` proves that none did. */
export type LinkFault =
  /** Not open: nothing was sent. */
  | { readonly kind: "link-down"; readonly detail: string }
  /** Lost under the write: some bytes may have gone out. */
  | { readonly kind: "link-lost"; readonly detail: string }
  /** Not taken within the deadline: some bytes may have gone out. */
  | { readonly kind: "write-timeout"; readonly timeoutMs: number };

/**
 * A line of bytes to one device. It may be lost and come back by itself; each loss calls the `onClosed`
 * listeners once, and what was on its way then is unknown. Callers never overlap two writes.
 */
export interface ByteLink {
  /** Good when the operating system has taken every byte; never proof that the device has. */
  write(bytes: Uint8Array): Promise<Result<void, LinkFault>>;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClosed(listener: () => void): void;
  close(): Promise<void>;
}
