import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { consoleTerminals as words, quarantineReasonNames } from "../../../words/console-terminals.ts";
import { console as consoleWords } from "../../../words/console.ts";
import type { Terminal } from "../centre/answers.ts";
import { Choices, Field } from "../centre/fields.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

type Because = keyof typeof quarantineReasonNames;
const becauses = Object.keys(quarantineReasonNames) as Because[];

/** What is asked before it is done. */
type Asking = "quarantine" | "loss" | "revoke" | "place";

/** What may be done with one terminal, by whom, and what has to be said first. */
export function TerminalActs(props: {
  readonly at: StaffAt;
  readonly terminal: Terminal;
  readonly send: (path: string, body?: object) => Promise<void>;
}) {
  const { at, terminal, send } = props;
  const { say, person } = at;
  const { state, deskOf, certifiedUntilMs } = terminal;
  const [asking, setAsking] = useState<Asking>();
  const is = (...roles: readonly string[]): boolean => person.roles.some((role) => roles.includes(role));
  const done = async (path: string, body: object | undefined): Promise<void> => {
    setAsking(undefined);
    await send(path, body);
  };
  if (asking !== undefined)
    return <Asked asking={asking} at={at} onSend={done} onLeave={() => setAsking(undefined)} />;
  const button = (name: keyof typeof words, ask: Asking) => (
    <button type="button" class="quiet" onClick={() => setAsking(ask)}>
      {say(words[name])}
    </button>
  );
  return (
    <p class="buttons">
      {state !== undefined && state !== "serving" && is("operator", "supervisor") && (
        <button type="button" onClick={() => void done("release", {})}>
          {say(consoleWords.release)}
        </button>
      )}
      {state === "serving" && is("operator", "technician") && button("quarantine", "quarantine")}
      {state !== undefined && state !== "lost" && is("operator", "supervisor") && button("loss", "loss")}
      {certifiedUntilMs !== undefined && is("operator") && button("revoke", "revoke")}
      {is("operator") && deskOf === undefined && button("place", "place")}
      {is("operator") && deskOf !== undefined && (
        <button type="button" class="quiet" onClick={() => void done("place", { kind: "kiosk" })}>
          {say(words.unplace)}
        </button>
      )}
    </p>
  );
}

function Asked(props: {
  readonly asking: Asking;
  readonly at: StaffAt;
  readonly onSend: (path: string, body: object | undefined) => Promise<void>;
  readonly onLeave: () => void;
}) {
  const { asking, at, onSend, onLeave } = props;
  const { say } = at;
  const [because, setBecause] = useState<Because>("opened");
  const [office, setOffice] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(
    () => form.current?.querySelector<HTMLElement>("input:checked, input, button")?.focus(),
    [],
  );
  const bodies: Readonly<Record<Asking, object | undefined>> = {
    quarantine: { because },
    loss: {},
    revoke: undefined,
    place: { kind: "desk", office },
  };
  return (
    <form
      ref={form}
      class="asked"
      onSubmit={(event) => {
        event.preventDefault();
        void onSend(asking, bodies[asking]);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onLeave();
      }}
    >
      {asking === "quarantine" && (
        <Choices
          name={say(words.quarantineWhy)}
          options={becauses.map((each) => [each, say(quarantineReasonNames[each])])}
          chosen={because}
          onChoose={setBecause}
        />
      )}
      {asking === "loss" && <p>{say(words.lossSure)}</p>}
      {asking === "revoke" && <p>{say(words.revokeSure)}</p>}
      {asking === "place" && (
        <Field name={say(words.placeWhere)} size={6} value={office} onInput={setOffice} />
      )}
      <p class="buttons">
        <button type="submit" class={asking === "place" ? "main" : "grave"}>
          {say(asking === "quarantine" ? words.quarantine : words.yes)}
        </button>
        <button type="button" class="quiet" onClick={onLeave}>
          {say(words.leave)} <kbd>Esc</kbd>
        </button>
      </p>
    </form>
  );
}
