import type { PrinterFault, PrinterStatus, PrintOutcome, ReceiptPrinter } from "../hardware/ports.ts";
import { never, type Process, type Scene } from "./scene.ts";

/** A paper that came out, whole or half. What it says is what the job named. */
export type Paper = {
  readonly terminalId: string;
  readonly opId: string;
  /** 0 for the original. */
  readonly copy: number;
  readonly whole: boolean;
  readonly certificateNo: string;
};

export type SimPrinter = {
  /** The printer as one process sees it. */
  port(process: Process): ReceiptPrinter;
  /** Somebody fills paper in and shuts the cover. */
  mend(): void;
};

const printingMs = 3_000;
const silenceMs = 15_000;
const text = new TextDecoder();

const online: PrinterStatus = { device: "online", paper: "full", coverOpen: "no", cutterFault: "no" };

/** A receipt printer as the daemon knows one: it takes a job, and may not come to say that it did it. */
export function simPrinter(parts: {
  readonly scene: Scene;
  readonly terminalId: string;
  readonly onPaper: (paper: Paper) => void;
  /** Told before the first byte of a job goes out. */
  readonly onJob: (opId: string) => void;
}): SimPrinter {
  const { scene, terminalId, onPaper, onJob } = parts;
  const { world, faults, reached } = scene;
  let status: PrinterStatus = online;

  /** What is on a job: `opId/copy` names it, its bytes are the certificate's number here. */
  function paperOf(jobId: string, bytes: Uint8Array, whole: boolean): Paper {
    const [opId = "", copy = ""] = jobId.split("/");
    return { terminalId, opId, copy: Number(copy), whole, certificateNo: text.decode(bytes) };
  }

  async function print(jobId: string, bytes: Uint8Array): Promise<PrintOutcome> {
    const out = (whole: boolean): void => {
      world.note(`paper ${terminalId} ${jobId} ${whole ? "whole" : "half"}`);
      onPaper(paperOf(jobId, bytes, whole));
    };
    const offline: PrinterFault = { kind: "printer-offline", detail: "simulated" };
    if (status !== online) return { kind: "not-started", fault: { kind: "paper-out" } };
    if (faults.strikes("printer-silent"))
      return { kind: "not-started", fault: { kind: "printer-unknown", detail: "simulated" } };
    await world.sleep(printingMs);
    if (faults.strikes("paper-out-midway")) {
      // The paper ended, or jammed, half way down: what came out may still be taken for a certificate.
      reached.row(19);
      status = { ...online, paper: "out" };
      out(false);
      await world.sleep(silenceMs);
      return { kind: "unconfirmed", fault: { kind: "paper-out" } };
    }
    if (faults.strikes("printer-power-lost")) {
      if (faults.detail.hit(0.5)) out(false);
      await world.sleep(silenceMs);
      return { kind: "unconfirmed", fault: offline };
    }
    out(true);
    if (faults.strikes("print-answer-lost")) {
      reached.row(18);
      await world.sleep(silenceMs);
      return { kind: "unconfirmed", fault: offline };
    }
    return { kind: "printed", proof: `job ${jobId}` };
  }

  return {
    port: (process) => ({
      name: "simulated",
      async status() {
        if (!process.alive()) return never();
        if (faults.strikes("paper-out")) status = { ...online, paper: "out" };
        if (faults.strikes("cover-open")) status = { ...online, coverOpen: "yes" };
        await world.sleep(20);
        return process.alive() ? status : never();
      },
      async print({ jobId, bytes }) {
        if (!process.alive()) return never();
        onJob(jobId.split("/")[0] ?? "");
        const outcome = await print(jobId, bytes);
        return process.alive() ? outcome : never();
      },
      close: () => Promise.resolve(),
    }),
    mend() {
      status = online;
    },
  };
}
