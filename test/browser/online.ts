import { randomUUID } from "node:crypto";

type Said = Readonly<Record<string, unknown>>;

/**
 * Somebody asks at home for their card to be cancelled, and a clerk agrees: over HTTP, at a centre for development,
 * which believes who people say they are. Gives the application's number.
 */
export async function appliedOnline(
  centreUrl: string,
  holder: { readonly nationalNumber: string; readonly name: string },
): Promise<string> {
  const identity = JSON.stringify({ sub: holder.nationalNumber, name: holder.name });
  const statement = Buffer.from(identity).toString("base64url");
  const asked = { statement, business: "cancel", reason: "moved-away" };
  const said = await post(centreUrl, "/public/v1/applications", asked);
  const { number } = (said["application"] ?? {}) as { readonly number?: string };
  if (number === undefined) throw new Error(JSON.stringify(said));

  await approve(centreUrl, number);
  return number;
}

/** A clerk agrees; answers the photo of holder and agent, JPEG in base64, where there is one. */
export async function approve(
  centreUrl: string,
  number: string,
  subject = "dev-clerk-2",
): Promise<string | undefined> {
  const signedIn = await fetch(`${centreUrl}/staff/v1/sign-in/development`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ subject }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const path = `/staff/v1/applications/${number}`;
  await post(centreUrl, `${path}/claim`, {}, cookie);
  const photo = (await (await fetch(`${centreUrl}${path}/photo`, { headers: { cookie } })).json()) as {
    readonly jpeg?: string;
  };
  const decided = await post(centreUrl, `${path}/decision`, { kind: "approve" }, cookie);
  if (decided["result"] !== "accepted") throw new Error(JSON.stringify(decided));
  return photo.jpeg;
}

async function post(centreUrl: string, path: string, body: object, cookie = ""): Promise<Said> {
  const headers = { "content-type": "application/json", "idempotency-key": randomUUID(), cookie };
  const answer = await fetch(`${centreUrl}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as Said;
}
