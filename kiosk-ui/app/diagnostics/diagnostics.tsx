import { useEffect, useState } from "preact/hooks";
import type { Language } from "../../../daemon/screen.ts";
import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { PageClock } from "../clock.ts";
import { Keyboard } from "../design/keyboard.tsx";
import type {
  Answer,
  ApduAnswer,
  Ask,
  LoopAnswer,
  Look,
  PrintAnswer,
  ReportView,
  TreeAnswer,
} from "./answers.ts";
import { ApduConsole, Refusal, Timeline } from "./console.tsx";
import { Devices } from "./devices.tsx";
import { DeviceTries } from "./device-tries.tsx";
import { Findings } from "./findings.tsx";
import type { Say } from "./parts.tsx";
import { FileTree, LoopTest, PrinterTest } from "./tests.tsx";

const lookMs = 1_000;

/** A technician's instrument: let in by a code, and the terminal's only user until they leave. */
export function Diagnostics(props: {
  readonly ask: Ask;
  readonly clock: PageClock;
  readonly firstLanguage: Language;
}) {
  const { ask, clock } = props;
  const [language, setLanguage] = useState(props.firstLanguage);
  const [token, setToken] = useState<string>();
  const say: Say = (phrase) => phrase[language];
  const other = language === "zh" ? "en" : "zh";
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  return (
    <div class="diagnostics" lang={language === "zh" ? "zh-CN" : "en"}>
      <header class="top">
        <h1>Cardhall · {say(words.title)}</h1>
        <button type="button" class="quiet" lang={other} onClick={() => setLanguage(other)}>
          {other === "zh" ? "中文" : "English"}
        </button>
        {token !== undefined && (
          <button
            type="button"
            class="leave"
            onClick={() => {
              void ask({ op: "leave", token });
              setToken(undefined);
            }}
          >
            {say(words.leave)}
          </button>
        )}
      </header>
      {token === undefined ? (
        <Entry ask={ask} say={say} onEntered={setToken} />
      ) : (
        <Desk
          ask={(message) => ask({ ...message, token })}
          clock={clock}
          say={say}
          language={language}
          onOut={() => setToken(undefined)}
        />
      )}
    </div>
  );
}

function Entry(props: { readonly ask: Ask; readonly say: Say; readonly onEntered: (token: string) => void }) {
  const { say } = props;
  const [staff, setStaff] = useState("");
  const [code, setCode] = useState("");
  const [answer, setAnswer] = useState<Answer<object>>();
  /** The field that a finger touched: whoever has a keyboard is not shown another one. */
  const [touched, setTouched] = useState<"staff" | "code">();
  const change = (edit: (text: string) => string): void => {
    if (touched === "staff") setStaff(edit);
    else setCode(edit);
  };
  const byTouch = (field: "staff" | "code") => ({
    inputMode: "none" as const,
    onPointerUp: (event: PointerEvent) => setTouched(event.pointerType === "touch" ? field : undefined),
  });
  const enter = async (): Promise<void> => {
    const answered = await props.ask<{ token: string }>({ op: "enter", staff, code });
    setCode("");
    setAnswer(answered);
    if (answered.ok) props.onEntered(answered.token);
  };
  return (
    <main class="entry panel">
      <p>{say(words.entry)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <label>
          <span>{say(words.staff)}</span>
          <input
            autocomplete="off"
            value={staff}
            onInput={(event) => setStaff(event.currentTarget.value)}
            {...byTouch("staff")}
          />
        </label>
        <label>
          <span>{say(words.code)}</span>
          <input
            type="password"
            autocomplete="off"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
            {...byTouch("code")}
          />
        </label>
        <button type="submit">{say(words.enter)}</button>
      </form>
      {answer?.ok === false && <Refusal answer={answer} say={say} />}
      {touched !== undefined && (
        <Keyboard
          names={{
            keyboard: say(words.keys.keyboard),
            shift: say(words.keys.shift),
            erase: say(words.keys.erase),
            done: say(words.keys.done),
          }}
          onText={(text) => change((before) => before + text)}
          onErase={() => change((before) => before.slice(0, -1))}
          onDone={() => setTouched(undefined)}
        />
      )}
    </main>
  );
}

function Desk(props: {
  readonly ask: Ask;
  readonly clock: PageClock;
  readonly say: Say;
  readonly language: Language;
  readonly onOut: () => void;
}) {
  const { ask, clock, say } = props;
  const [look, setLook] = useState<Look>();
  const [report, setReport] = useState<ReportView>();
  const [busy, setBusy] = useState("");
  const [apdu, setApdu] = useState<Answer<ApduAnswer>>();
  const [loop, setLoop] = useState<Answer<LoopAnswer>>();
  const [tree, setTree] = useState<Answer<TreeAnswer>>();
  const [print, setPrint] = useState<Answer<PrintAnswer>>();

  /** One at a time: the devices are the technician's, and so is the waiting. */
  const run = async <Facts,>(
    message: { readonly op: string },
    show: (answer: Answer<Facts>) => void,
  ): Promise<void> => {
    setBusy(message.op);
    show(await ask<Facts>(message));
    setBusy("");
  };
  const examine = (): Promise<void> =>
    run<{ report: ReportView }>({ op: "report" }, (answer) => {
      if (answer.ok) setReport(answer.report);
    });

  useEffect(() => {
    let over = false;
    let callOff = (): void => undefined;
    const once = async (): Promise<void> => {
      const answer = await ask<Look>({ op: "look" });
      if (over) return;
      if (answer.ok) setLook(answer);
      else if (answer.fault === "not-let-in") props.onOut();
      callOff = clock.after(lookMs, () => void once());
    };
    void once();
    return () => {
      over = true;
      callOff();
    };
  }, []);
  const ours = look?.ours === true;
  useEffect(() => {
    if (ours) void examine();
  }, [ours]);

  if (look === undefined || !ours)
    return (
      <div class="panel waiting" role="status">
        {say(look === undefined ? words.again : words.waiting)}
      </div>
    );
  return (
    <main class="desk">
      <p class="mine">{say(words.ours)}</p>
      <Findings report={report} busy={busy === "report"} say={say} onExamine={() => void examine()} />
      <Devices look={look} report={report} say={say} />
      <div class="benches">
        <ApduConsole
          say={say}
          busy={busy !== ""}
          answer={apdu}
          onSend={(apdus) => void run<ApduAnswer>({ op: "apdu", ...{ apdus } }, setApdu)}
        />
        <LoopTest
          say={say}
          busy={busy !== ""}
          answer={loop}
          onRun={() => void run<LoopAnswer>({ op: "loop", ...{ rounds: 200 } }, setLoop)}
        />
        <PrinterTest
          say={say}
          busy={busy !== ""}
          answer={print}
          onPrint={() => void run<PrintAnswer>({ op: "print-test" }, setPrint)}
        />
        <DeviceTries look={look} busy={busy} ask={ask} say={say} onBusy={setBusy} />
        <FileTree
          say={say}
          language={props.language}
          busy={busy !== ""}
          answer={tree}
          onRead={() => void run<TreeAnswer>({ op: "tree" }, setTree)}
        />
        <Timeline trace={look.trace} say={say} />
      </div>
    </main>
  );
}
