import { createServer, type RequestListener } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { settlementChecks, type SettlementCheck } from "../rules/rule-shape.ts";
import { applicationStand, clerk1, clerk2, dayMs, numberIn, type ApplicationStand } from "./for-tests.ts";
import { httpSettlement, type SettlementAnswers, type SettlementPort } from "./settlement.ts";

const servers: { close: () => void }[] = [];
let stand: ApplicationStand | undefined;
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await stand?.close();
  stand = undefined;
});

/** An office on loopback that answers as it is told. */
async function office(listener: RequestListener, timeoutMs = 2000): Promise<SettlementPort> {
  const server = createServer(listener);
  servers.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return httpSettlement({ url: `http://127.0.0.1:${String(port)}/`, token: "t", timeoutMs, fetch });
}

const saying =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

const two: SettlementCheck[] = ["pension", "contributions"];

describe("the interface over HTTP", () => {
  test("asks for the items by name, with its token, and reads what was answered", async () => {
    const heard: string[] = [];
    const port = await office((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString("utf8")));
      request.on("end", () => {
        heard.push(String(request.headers.authorization), body);
        saying({
          items: [
            { item: "pension", state: "open" },
            { item: "contributions", state: "clear" },
          ],
        })(request, response);
      });
    });
    expect(await port.ask("110105199003072215", two)).toEqual(
      new Map([
        ["pension", "open"],
        ["contributions", "clear"],
      ]),
    );
    expect(heard).toEqual([
      "Bearer t",
      JSON.stringify({ nationalNumber: "110105199003072215", items: ["pension", "contributions"] }),
    ]);
  });

  const nothing: SettlementAnswers = new Map();
  test.each([
    ["an error", saying({ items: [{ item: "pension", state: "clear" }] }, 500)],
    ["no JSON", saying("<html>")],
    ["another shape", saying({ items: [{ item: "pension", state: "fine" }] })],
    ["an answer over its limit", saying(JSON.stringify({ items: [], more: "x".repeat(20_000) }))],
    ["a redirection", (_request, response) => response.writeHead(302, { location: "/" }).end()],
    ["a connection that breaks", (request) => request.socket.destroy()],
  ] as [string, RequestListener][])("%s is no answer, and never a clear one", async (_name, listener) => {
    expect(await (await office(listener)).ask("110105199003072215", two)).toEqual(nothing);
  });

  test("silence is no answer once the time is over", async () => {
    const port = await office(() => undefined, 100);
    const began = process.hrtime.bigint();
    expect(await port.ask("110105199003072215", two)).toEqual(nothing);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(1500);
  });

  test("one item answered twice, differently, is open; what was not asked is not heard", async () => {
    const items = [
      { item: "pension", state: "open" },
      { item: "pension", state: "clear" },
      { item: "bank-function", state: "clear" },
    ];
    expect(await (await office(saying({ items }))).ask("110105199003072215", two)).toEqual(
      new Map([["pension", "open"]]),
    );
  });
});

describe("an application while the offices are asked", () => {
  const entry = (of: ApplicationStand) => ({
    business: "cancel",
    channel: "counter",
    holder: of.holder,
    cardRef: of.cardRef,
    reason: "settled-abroad",
    documents: ["identity-document", "card", "application-form"],
  });

  test("goes on when all have answered, and not before", async () => {
    let answers: SettlementAnswers = new Map();
    stand = await applicationStand({ offices: { ask: () => Promise.resolve(answers) } });
    const number = numberIn(await stand.post("/staff/v1/applications", entry(stand), clerk1));
    expect((await stand.application(number)).state).toBe("submitted");
    await stand.after(1000);
    expect((await stand.application(number)).state).toBe("submitted");
    expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({
      code: "not-in-this-state",
    });

    answers = new Map(settlementChecks.map((item) => [item, "clear"]));
    // An office that did not answer is left alone for a minute.
    await stand.after(1000);
    expect((await stand.application(number)).state).toBe("submitted");
    await stand.after(60_000);
    expect((await stand.application(number)).state).toBe("awaiting-approval");

    // A day later their word no longer holds: they are asked once more before anybody approves.
    await stand.after(dayMs);
    expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({
      application: { state: "submitted" },
    });
    await stand.after(1000);
    expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({
      application: { state: "awaiting-card" },
    });
  });

  test("comes back to the holder with what is open, and goes on once it is settled", async () => {
    const answers = new Map<SettlementCheck, "clear" | "open">(
      settlementChecks.map((item) => [item, "clear"]),
    );
    answers.set("bank-function", "open");
    stand = await applicationStand({ offices: { ask: () => Promise.resolve(answers) } });
    const number = numberIn(await stand.post("/staff/v1/applications", entry(stand), clerk1));
    await stand.after(1000);
    const tail = stand.holder.nationalNumber.slice(-6);
    expect(await stand.get(`/public/v1/applications/${number}?idTail=${tail}`)).toMatchObject({
      state: "returned-for-correction",
    });
    answers.set("bank-function", "clear");
    await stand.after(60_000);
    const { documents } = entry(stand);
    await stand.post(`/staff/v1/applications/${number}/correction`, { documents }, clerk1);
    await stand.after(1000);
    expect((await stand.application(number)).state).toBe("awaiting-approval");
  });

  test("a kiosk does not cancel on an office's silence: it opens an application", async () => {
    const answers = new Map<SettlementCheck, "clear">();
    stand = await applicationStand({ offices: { ask: () => Promise.resolve(answers) } });
    const asked = await stand.authorise(1, "cancel", "settled-abroad");
    expect(asked).toMatchObject({ code: "approval-needed" });
    for (const item of settlementChecks) answers.set(item, "clear");
    await stand.after(60_000);
    // All is settled and the region asks for nobody else: the same kiosk goes on.
    expect(await stand.authorise(2, "cancel", "settled-abroad")).toMatchObject({ result: "authorised" });
  });

  test("goes on once a clerk's hand has answered what the office did not", async () => {
    stand = await applicationStand({ offices: { ask: () => Promise.resolve(new Map()) } });
    const number = numberIn(await stand.post("/staff/v1/applications", entry(stand), clerk1));
    await stand.after(1000);
    const { nationalNumber } = stand.holder;
    for (const item of settlementChecks)
      await stand.post("/staff/v1/settlement", { nationalNumber, item, state: "clear" }, clerk2);
    await stand.after(1000);
    expect((await stand.application(number)).state).toBe("awaiting-approval");
    // By the card, the trail says whose condition it was that the clerk wrote down.
    const noted = await stand.store.write((tx) => tx.find("audit", { card_ref: stand?.cardRef ?? "" }));
    expect(noted.filter(({ event }) => event === "condition")).toHaveLength(settlementChecks.length);
  });

  test("a notice of a death is asked about as well, and confirmed once nothing is owed", async () => {
    let asked = 0;
    const answers = new Map<SettlementCheck, "clear" | "open">();
    stand = await applicationStand({
      offices: { ask: () => Promise.resolve((asked++, answers)) },
    });
    const noticeId = "7d8f6a52-1c3b-4e9d-a2f4-5b6c7d8e9f05";
    const notice = { noticeId, kind: "death", ...stand.holder, occurredOn: "2026-02-27" };
    await stand.post("/authorities/v1/notices", notice);
    const confirm = () => stand?.post(`/staff/v1/notices/${noticeId}/confirmation`, {}, clerk1);
    await stand.after(1000);
    await stand.after(1000);
    expect(asked).toBe(1);
    expect(await confirm()).toMatchObject({ code: "conditions-open" });
    for (const item of settlementChecks) answers.set(item, "clear");
    await stand.after(60_000);
    expect(await confirm()).toMatchObject({ notice: { state: "confirmed" } });
    await stand.after(60_000);
    expect(asked).toBe(2);
  });
});
