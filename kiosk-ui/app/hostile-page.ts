/**
 * What a hostile page can try from inside the browser, each in one function that runs in that page and says what it got.
 * They know the kiosk's address, the name of every door and the form of every message: only the secret is missing.
 */

export type Target = { readonly address: string; readonly guess: string };
type Got = { readonly got: string };

/** Reads the page, a file and the doors behind it, with and without CORS. */
export async function fetchAll({ address, guess }: Target): Promise<readonly Got[]> {
  const tries: Got[] = [];
  const body = JSON.stringify({ code: guess });
  for (const [path, init] of [
    ["/", {}],
    ["/", { mode: "no-cors" }],
    ["/session", { method: "POST", body, headers: { "content-type": "application/json" } }],
    ["/session", { method: "POST", body, mode: "no-cors" }],
    [
      "/diagnostics",
      { method: "POST", body: JSON.stringify({ op: "enter", staff: "a", code: guess }), mode: "no-cors" },
    ],
    ["/session", { method: "PUT", body }],
  ] as const)
    try {
      const answer = await fetch(new URL(path, address), init);
      tries.push({ got: `${answer.type} ${String(answer.status)} ${await answer.text()}` });
    } catch (error) {
      tries.push({ got: String(error) });
    }
  return tries;
}

/** Opens the link with a token that somebody saw or guessed. */
export function openSocket({ address, guess }: Target): Promise<Got> {
  return new Promise((told) => {
    const socket = new WebSocket(address.replace("http", "ws") + "link", ["cardhall.v1", `token.${guess}`]);
    socket.addEventListener("open", () => {
      socket.send(JSON.stringify({ v: 1, frameNo: 1, action: { type: "begin" } }));
    });
    socket.addEventListener("message", ({ data }) => told({ got: `message ${String(data)}` }));
    socket.addEventListener("close", ({ code }) => told({ got: `closed ${String(code)}` }));
  });
}

/** Sends a form into a frame, which needs no CORS. As `text/plain` it looks like JSON, with one "=" too many. */
export function postForm({ address, guess }: Target): Promise<Got> {
  return new Promise((told) => {
    const frame = document.createElement("iframe");
    frame.name = "hidden-frame";
    const form = document.createElement("form");
    form.method = "post";
    form.enctype = "text/plain";
    form.action = `${address}session`;
    form.target = frame.name;
    const field = document.createElement("input");
    field.name = `{"code":"`;
    field.value = `${guess}"}`;
    form.append(field);
    document.body.append(frame, form);
    frame.addEventListener("load", () => {
      try {
        told({ got: `read ${frame.contentDocument?.body.innerText ?? "nothing"}` });
      } catch (error) {
        told({ got: String(error) });
      }
    });
    form.submit();
  });
}

/** Puts the kiosk into a frame, to lay itself over it or to read it. */
export function frameIt({ address }: Target): Promise<Got> {
  return new Promise((told) => {
    const frame = document.createElement("iframe");
    frame.addEventListener("load", () => {
      // Refused, the frame holds the browser's own page, which nobody can read either.
      told({
        got: `frames inside: ${String(frame.contentWindow?.length)}, ${frame.contentDocument === null ? "closed" : "open"}`,
      });
    });
    frame.src = address;
    document.body.append(frame);
  });
}

/** Loads its parts as scripts, pictures and styles of its own. */
export async function embed({ address, guess }: Target): Promise<readonly Got[]> {
  const load = (element: HTMLElement): Promise<Got> =>
    new Promise((told) => {
      element.addEventListener("load", () => told({ got: "loaded" }));
      element.addEventListener("error", () => told({ got: "refused" }));
      document.body.append(element);
    });
  const script = document.createElement("script");
  script.src = new URL(guess, address).href;
  const picture = document.createElement("img");
  picture.src = address;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = address;
  return Promise.all([script, picture, style].map(load));
}

/** Opens the kiosk in a window and looks for a hold on it. */
export async function openWindow({ address }: Target): Promise<Got> {
  const opened = window.open(address, "kiosk-window");
  await new Promise((wake) => setTimeout(wake, 1_000));
  if (opened === null) return { got: "blocked" };
  // Cut off by Cross-Origin-Opener-Policy: the handle says closed, though the window stands.
  return { got: opened.closed ? "cut off" : "held" };
}

/** Time from question to refusal, in ms, for many guesses of the code: a secret must not show in it. */
export async function timeRefusals({ address }: Target): Promise<readonly number[]> {
  const times: number[] = [];
  for (let time = 0; time < 30; time += 1) {
    const began = performance.now();
    await fetch(new URL("/session", address), { method: "POST", body: "{}", mode: "no-cors" }).catch(
      () => undefined,
    );
    times.push(performance.now() - began);
  }
  return times;
}

/** In the window that was opened: its way back to whoever opened it, and what it holds of a session. */
export const inOpenedWindow = (): readonly [unknown, number] => [window.opener, sessionStorage.length];

/** Under a name that was made to mean this machine, its own origin: the doors by that name. */
export async function postSession(code: string): Promise<readonly [number, string]> {
  const answer = await fetch("/session", { method: "POST", body: JSON.stringify({ code }) });
  return [answer.status, await answer.text()];
}

type Noted = { violations: string[] };

/** In the kiosk's page, from its beginning on: which rules of its policy were broken. */
export function noteViolations(): void {
  const { violations } = Object.assign(window, { violations: [] }) as Noted;
  document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => {
    violations.push(violatedDirective);
  });
}
export const violationsNoted = (): readonly string[] => (window as unknown as Noted).violations;

/** What words from a card could do that came into the page as markup: a script, and a handler on an element. */
export function smuggle(): void {
  const script = document.createElement("script");
  script.textContent = "document.title = 'taken'";
  document.body.append(script);
  document.body.setAttribute("onclick", "document.title = 'taken'");
}
