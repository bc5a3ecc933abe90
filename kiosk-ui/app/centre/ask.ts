import { troubles } from "../../../words/staff.ts";

export type TroubleCode = keyof typeof troubles;

/** What the centre said, or why it said nothing that helps. What a rule refuses is an answer, and has its words. */
export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly trouble: TroubleCode };

/** The centre's API as its own pages ask it; paths begin with `/staff/v1/` or `/public/v1/`. */
export type Centre = {
  get<Value>(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<Answer<Value>>;
  post<Value>(path: string, body: object): Promise<Answer<Value>>;
};

type CentreParts = {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** A UUID; one for each thing that is asked to be done. */
  readonly newKey: () => string;
  readonly pause: (ms: number) => Promise<void>;
};

/** A POST that got no answer is sent again under the same key, so that it is never done twice. */
const tries = 3;
const pauseMs = 400;

export function centreBehind({ fetch, newKey, pause }: CentreParts): Centre {
  async function once<Value>(path: string, init?: RequestInit): Promise<Answer<Value>> {
    try {
      const response = await fetch(path, { credentials: "same-origin", ...init });
      const said: unknown = await response.json();
      // The centre's answers fit its OpenAPI document; the page shows them and decides nothing by them.
      if (response.ok) return { ok: true, value: said as Value };
      return { ok: false, trouble: troubleIn(said) };
    } catch {
      return { ok: false, trouble: "no-answer" };
    }
  }
  return {
    get(path, query = {}) {
      const asked = Object.entries(query).flatMap(([name, value]) =>
        value === undefined || value === "" ? [] : [[name, value]],
      );
      return once(asked.length === 0 ? path : `${path}?${new URLSearchParams(asked).toString()}`);
    },
    async post(path, body) {
      const headers = { "content-type": "application/json", "idempotency-key": newKey() };
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      for (let n = 1; ; n += 1) {
        const answer = await once<never>(path, init);
        const lost = !answer.ok && (answer.trouble === "no-answer" || answer.trouble === "in-progress");
        if (!lost || n === tries) return answer;
        await pause(pauseMs);
      }
    },
  };
}

function troubleIn(said: unknown): TroubleCode {
  const code = typeof said === "object" && said !== null && "code" in said ? String(said.code) : "";
  return code in troubles ? (code as TroubleCode) : "other";
}
