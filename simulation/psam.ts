import type { Psam, SealFault } from "../daemon/psam-seal.ts";
import { fail, ok } from "../hardware/result.ts";
import { sealFor } from "./hsm.ts";
import type { Scene } from "./scene.ts";

const away = (during: string): SealFault => ({ kind: "no-card", during });

/** The security module of a terminal that seals by itself: sometimes not there, sometimes gone half way. */
export function simPsam(scene: Scene): Psam {
  const { faults, reached } = scene;
  const seal = sealFor(scene);
  return {
    check() {
      if (!faults.strikes("psam-away")) return Promise.resolve(undefined);
      reached.state("psam away");
      return Promise.resolve(away("PSAM CONNECT"));
    },
    seal(order, challenge) {
      if (faults.strikes("psam-fails")) {
        reached.state("psam failed");
        return Promise.resolve(fail(away("PSAM DERIVE KEY")));
      }
      return Promise.resolve(ok(seal({ ...order, challenge })));
    },
  };
}
