import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ScriptStep } from "../../card/life.ts";
import { fail, type Result } from "../../hardware/result.ts";
import type { HsmFault, MacOrder, MacService } from "../hsm.ts";
import type { TokenPlace } from "./pkcs11-token.ts";

const host = fileURLToPath(new URL("./pkcs11-host.ts", import.meta.url));

export type Pkcs11Options = {
  readonly place: TokenPlace;
  /** How long one script may take; callers wait inside a transaction. */
  readonly deadlineMs: number;
  /** Answers after so long; `cancel` where nobody waits any more. */
  readonly after: (ms: number, work: () => void) => { readonly cancel: () => void };
  /** Another program in the place of pkcs11-host.ts. */
  readonly program?: string;
};

type Scripted = Result<ScriptStep[], HsmFault>;
type FromHost = { readonly opened: true } | { readonly id: number; readonly result: Scripted };

const unavailable = (detail: string): Scripted => fail({ kind: "hsm-unavailable", detail });

/**
 * Card scripts sealed with keys in a PKCS#11 token (OASIS PKCS #11 v2.40). The library lives in a process of its
 * own: one that hangs past the deadline or dies is ended, its orders are answered `hsm-unavailable`, and the
 * next order has a new one.
 */
export function pkcs11Keys(options: Pkcs11Options): MacService & { readonly close: () => void } {
  const { place, deadlineMs, after, program = host } = options;
  const waiting = new Map<number, (result: Scripted) => void>();
  let running: ChildProcess | undefined;
  let lastId = 0;
  let isClosed = false;

  function end(child: ChildProcess, detail: string): void {
    if (running !== child) return;
    running = undefined;
    child.kill("SIGKILL");
    for (const answer of [...waiting.values()]) answer(unavailable(detail));
  }

  function started(): ChildProcess {
    // The PIN goes over the channel: an argument or the environment could be read by others.
    const child = fork(program, [], { stdio: ["ignore", "ignore", "inherit", "ipc"], serialization: "json" });
    child.on("message", (message: FromHost) => {
      if ("id" in message) waiting.get(message.id)?.(message.result);
    });
    child.on("error", (error) => {
      end(child, error.message);
    });
    child.on("exit", (code, signal) => {
      end(child, `the token's process ended (${signal ?? String(code)})`);
    });
    child.send({ open: place });
    return child;
  }

  return {
    warnings: [],
    issuerScript(order: MacOrder) {
      if (isClosed) return Promise.resolve(unavailable("closed"));
      const child = (running ??= started());
      const id = (lastId += 1);
      return new Promise((resolve) => {
        const late = after(deadlineMs, () => {
          end(child, `no answer in ${String(deadlineMs)} ms`);
        });
        waiting.set(id, (result) => {
          waiting.delete(id);
          late.cancel();
          resolve(result);
        });
        child.send({ id, order: { ...order, challenge: Buffer.from(order.challenge).toString("hex") } });
      });
    },
    close() {
      isClosed = true;
      if (running !== undefined) end(running, "closed");
    },
  };
}
