import { useState } from "preact/hooks";
import { desk as words, noticeKinds, noticeStates } from "../../../words/desk.ts";
import type { Notice, Page, Refusal } from "../centre/answers.ts";
import { Choices } from "../centre/fields.tsx";
import { OutcomeLine, Panel, Trouble, useAnswer, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { WhyForm } from "./actions.tsx";

type NoticeState = keyof typeof noticeStates;
const states = Object.keys(noticeStates) as NoticeState[];

type Asking = { readonly noticeId: string; readonly path: "dismissal" | "reversal-request" };

/** What public security told: confirmed or dismissed by one clerk, and taken back by two. */
export function Notices({ at, onLeave }: { readonly at: StaffAt; readonly onLeave: () => void }) {
  const { centre, say, times } = at;
  const [state, setState] = useState<NoticeState>("received");
  const [turn, setTurn] = useState(0);
  const [asking, setAsking] = useState<Asking>();
  const [outcome, setOutcome] = useState<Outcome>();
  const list = useAnswer(() => centre.get<Page<Notice>>("/staff/v1/notices", { state }), [state, turn]);

  async function act(noticeId: string, path: string, body: object): Promise<void> {
    setAsking(undefined);
    const answer = await centre.post<{ readonly result: "accepted"; readonly notice: Notice } | Refusal>(
      `/staff/v1/notices/${noticeId}/${path}`,
      body,
    );
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else {
      const { says } = answer.value.notice;
      setOutcome({ kind: "done", text: say(says ?? words.saved) });
    }
    setTurn((n) => n + 1);
  }

  return (
    <Panel
      title={say(words.notices)}
      aside={
        <button type="button" class="quiet" onClick={onLeave}>
          {say(words.backToQueue)} <kbd>Esc</kbd>
        </button>
      }
    >
      <Choices
        name={say(words.noticeState)}
        options={states.map((each) => [each, say(noticeStates[each])])}
        chosen={state}
        onChoose={setState}
      />
      <OutcomeLine outcome={outcome} say={say} />
      {asking !== undefined && (
        <WhyForm
          question={words.whyNotice}
          usual={[]}
          say={say}
          onSend={(why) => void act(asking.noticeId, asking.path, { why })}
          onLeave={() => setAsking(undefined)}
        />
      )}
      {list?.ok === false && <Trouble code={list.trouble} say={say} />}
      {list?.ok === true && list.value.items.length === 0 && <p class="hint">{say(words.empty)}</p>}
      <ul class="notices">
        {(list?.ok === true ? list.value.items : []).map((notice) => (
          <li key={notice.noticeId}>
            <p>
              <strong>{say(noticeKinds[notice.kind])}</strong> {notice.nameMasked}{" "}
              <code>{notice.nationalNumberMasked}</code> · {notice.occurredOn}
            </p>
            <p class="fine">
              {times.time(notice.receivedAtMs)} · {notice.authority} {notice.reference}
              {notice.cards.length > 0 && ` · ${say(words.cards)} ${String(notice.cards.length)}`}
              {notice.why !== undefined && ` · ${notice.why}`}
            </p>
            <p class="buttons">
              {notice.state === "received" && (
                <>
                  <button type="button" onClick={() => void act(notice.noticeId, "confirmation", {})}>
                    {say(words.confirm)}
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => setAsking({ noticeId: notice.noticeId, path: "dismissal" })}
                  >
                    {say(words.dismiss)}
                  </button>
                </>
              )}
              {notice.state === "confirmed" && (
                <button
                  type="button"
                  class="quiet"
                  onClick={() => setAsking({ noticeId: notice.noticeId, path: "reversal-request" })}
                >
                  {say(words.askReversal)}
                </button>
              )}
              {notice.state === "reversal-asked" && (
                <button type="button" onClick={() => void act(notice.noticeId, "reversal", {})}>
                  {say(words.reverse)}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
