import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { print } from "receiptio";
import { afterEach, expect, test } from "vitest";
import { askControl } from "../../hardware/control-line.ts";
import { virtualPrinterServer } from "../../hardware/printer/virtual-printer-server.ts";

/**
 * Somebody else's ESC/POS client (npm receiptio) judges the virtual printer: what it understands of the answers is
 * what a printer would have meant. It speaks TCP to port 9100 of an address.
 */
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function stand() {
  const dir = await mkdtemp(join(tmpdir(), "rio-"));
  ends.push(() => rm(dir, { recursive: true, force: true }));
  const paths = { socketPath: join(dir, "p"), controlSocketPath: join(dir, "c"), paperDir: join(dir, "out") };
  const printer = await virtualPrinterServer(paths);
  ends.push(() => printer.close());
  const sockets = new Set<Socket>();
  const line = createServer((client) => {
    const far = connect(paths.socketPath);
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    client.on("close", () => far.destroy());
    client.pipe(far).pipe(client);
  });
  // An address of the loopback net that hardly anybody else has at this moment.
  const address = `127.${String(1 + (process.pid % 250))}.${String(1 + ((process.pid >> 8) % 250))}.91`;
  await new Promise<void>((ready, failed) => {
    line.once("error", failed);
    line.listen(9100, address, ready);
  });
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => line.close(done));
  });
  return {
    address,
    status: () => print("", `-d ${address} -q printer`),
    print: (markup: string) => print(markup, `-d ${address} -p generic -l zh-hans -t 5`),
    hands: async (request: object) => {
      expect(await askControl(paths.controlSocketPath, request, 2_000)).toMatchObject({ ok: true });
    },
    async papers() {
      const names = (await readdir(paths.paperDir)).filter((name) => name.endsWith(".txt")).sort();
      return Promise.all(names.map((name) => readFile(join(paths.paperDir, name), "utf8")));
    },
  };
}

const ready = [
  { op: "paper", out: false },
  { op: "cover", open: false },
  { op: "cutter", jammed: false },
];
const receipt = ["社会保障卡业务凭证", "业务 | 临时挂失", "姓名 | 赵*禾", "镕 ￥12.50"].join("\n");

test("states are told as they are: ready, paper out, cover open, cutter jammed", async () => {
  const { status, print: printWith, hands, papers } = await stand();
  expect(await status()).toBe("online");
  await hands({ op: "paper", out: true });
  expect(await status()).toBe("paperempty");
  await hands({ op: "paper", out: false });
  await hands({ op: "cover", open: true });
  expect(await status()).toBe("coveropen");
  await hands({ op: "cover", open: false });
  expect(await status()).toBe("online");
  // A jam is found at the cut, as on a real printer.
  await hands({ op: "cutter", jammed: true });
  expect(await printWith(receipt)).toBe("error");
  expect(await status()).toBe("error");
  for (const request of ready) await hands(request);
  expect(await status()).toBe("online");
  // The jam removed, the cut is made up for.
  expect(await papers()).toHaveLength(1);
});

test("its receipt is a success, and decodes back to the Chinese that it meant", async () => {
  const { print: printWith, papers } = await stand();
  expect(await printWith(receipt)).toBe("success");
  const [paper = ""] = await papers();
  for (const words of ["社会保障卡业务凭证", "临时挂失", "赵*禾", "镕", "￥12.50"])
    expect(paper).toContain(words);
});

test("the roll ends in the middle of its receipt: paper out, and no success", async () => {
  const { print: printWith, hands, status } = await stand();
  await hands({ op: "paper", afterLines: 2 });
  expect(await printWith(receipt)).toBe("paperempty");
  expect(await status()).toBe("paperempty");
});

test("a printer without power is offline, and nobody at the address is a broken line", async () => {
  const { status, hands, address } = await stand();
  await hands({ op: "power", on: false });
  expect(await status()).toBe("offline");
  const nobody = address.replace(/\.91$/, ".92");
  expect(await print("", `-d ${nobody} -q printer`)).toBe("disconnect");
});
