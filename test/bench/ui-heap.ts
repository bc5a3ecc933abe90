import type { CDPSession, Page } from "playwright-core";
import type { WebSocket } from "ws";
import { show } from "../../kiosk-ui/app/page-stand.ts";

/** Frames are sent on while the page still draws; so often it is waited for. */
const visitsAtOnce = 20;
/** One visit, screen by screen. */
const journey = [
  "welcome",
  "insert-card",
  "reading",
  "reading-known",
  "your-card",
  "your-card-shown",
  "your-card-files",
  "who-asks",
  "reason",
  "confirm",
  "writing",
  "result",
  "take-card",
  "take-certificate-printing",
  "take-certificate",
  "goodbye",
];
/** What compiled code is kept in; it grows as long as V8 finds something worth compiling better. */
const ofCode = /InstructionStream|TrustedByteArray|ProtectedFixedArray|TrustedWeakFixedArray|WeakArrayList/;

/** What a page holds after its garbage was collected. */
type Held = {
  readonly visits: number;
  /** V8's whole heap, with the code it compiled. */
  readonly heapKb: number;
  readonly codeKb: number;
  /** The page's own: objects, arrays, closures, texts and numbers. */
  readonly ownKb: number;
  readonly ownCount: number;
  readonly nodes: number;
  readonly listeners: number;
};

/** Sends visits through the page and weighs it after each of `counts`, counted from the beginning. */
export async function weighVisits(
  page: Page,
  link: WebSocket,
  counts: readonly number[],
): Promise<readonly Held[]> {
  const probe = await page.context().newCDPSession(page);
  await probe.send("HeapProfiler.enable");
  const held: Held[] = [];
  let visits = 0;
  for (const count of counts) {
    for (; visits < count; visits += 1) {
      for (const look of journey) show(link, look);
      if ((visits + 1) % visitsAtOnce !== 0) continue;
      await page.waitForSelector('[data-screen="goodbye"]');
      show(link, "welcome");
      await page.waitForSelector('[data-screen="welcome"]');
    }
    held.push(await weigh(probe, page, visits));
  }
  return held;
}

async function weigh(probe: CDPSession, page: Page, visits: number): Promise<Held> {
  await page.waitForTimeout(500);
  await probe.send("HeapProfiler.collectGarbage");
  const { usedSize } = await probe.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await probe.send("Memory.getDOMCounters");
  const kinds = await kindsOf(probe);
  return {
    visits,
    ...{ heapKb: Math.round(usedSize / 1_000), nodes, listeners: jsEventListeners },
    ...{ codeKb: Math.round(kinds.codeBytes / 1_000), ownKb: Math.round(kinds.ownBytes / 1_000) },
    ownCount: kinds.ownCount,
  };
}

type Snapshot = {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly unknown[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
};

/** A heap snapshot, added up: what the page made itself, and code. Taking it collects garbage first. */
async function kindsOf(probe: CDPSession) {
  const chunks: string[] = [];
  const take = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  probe.on("HeapProfiler.addHeapSnapshotChunk", take);
  await probe.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  probe.off("HeapProfiler.addHeapSnapshotChunk", take);
  const { snapshot, nodes, strings } = JSON.parse(chunks.join("")) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const names = types[0] as readonly string[];
  const [type, name, size] = ["type", "name", "self_size"].map((field) => fields.indexOf(field));
  if (type === undefined || name === undefined || size === undefined) throw new Error("another snapshot");
  const sum = { codeBytes: 0, ownBytes: 0, ownCount: 0 };
  for (let node = 0; node < nodes.length; node += fields.length) {
    const kind = names[nodes[node + type] ?? 0] ?? "";
    const bytes = nodes[node + size] ?? 0;
    const called = strings[nodes[node + name] ?? 0] ?? "";
    if (kind === "code" || (called.startsWith("system /") && ofCode.test(called))) sum.codeBytes += bytes;
    else if (own.has(kind)) {
      sum.ownBytes += bytes;
      sum.ownCount += 1;
    }
  }
  return sum;
}
const own = new Set([
  ...["object", "array", "closure", "regexp", "number", "symbol", "bigint"],
  ...["string", "concatenated string", "sliced string"],
]);
