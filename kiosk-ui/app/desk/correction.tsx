import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk as words } from "../../../words/desk.ts";
import type { Application, Explanation } from "../centre/answers.ts";
import { Panel } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { AgentFields, agentIn, noAgent, type AgentText } from "./agent-fields.tsx";
import { PapersTicked, tickable, wantsPhoto, withoutProved } from "./papers-ticked.tsx";
import { PhotoField } from "./photo-field.tsx";

/** A returned application comes back with what was missing. Whoever corrects it leaves the decision to a colleague. */
export function Correction(props: {
  readonly at: StaffAt;
  readonly application: Application;
  readonly rule: Explanation | undefined;
  readonly onSend: (correction: object) => void;
  readonly onLeave: () => void;
}) {
  const { at, application, rule, onSend, onLeave } = props;
  const { say } = at;
  const [shown, setShown] = useState(application.documents);
  const [agent, setAgent] = useState<AgentText>(agentOf(application));
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("input")?.focus(), []);
  const [photo, setPhoto] = useState<string>();
  const offered = withoutProved([...tickable(rule), ...application.documents]);
  const why = application.timeline.findLast(({ state }) => state === "returned-for-correction")?.why;
  return (
    <Panel title={say(words.correct)}>
      <form
        ref={form}
        class="entry"
        onSubmit={(event) => {
          event.preventDefault();
          const by = application.channel === "agent" ? { agent: agentIn(agent) } : {};
          const ofBoth = photo === undefined ? {} : { photo };
          onSend({ documents: shown.filter((each) => offered.includes(each)), ...by, ...ofBoth });
        }}
      >
        {why !== undefined && <q>{say(why)}</q>}
        <PapersTicked say={say} offered={offered} shown={shown} onShow={setShown} />
        {application.channel === "agent" && (
          <div class="fields">
            <AgentFields say={say} agent={agent} onInput={setAgent} />
          </div>
        )}
        {wantsPhoto(rule) && <PhotoField say={say} onPhoto={setPhoto} />}
        <p class="buttons">
          <button type="submit">{say(words.sendCorrection)}</button>
          <button type="button" class="quiet" onClick={onLeave}>
            {say(words.cancel)} <kbd>Esc</kbd>
          </button>
        </p>
      </form>
    </Panel>
  );
}

/** Who the agent is, is read from their document once more: nothing of it stands here unmasked. */
function agentOf({ agent }: Application): AgentText {
  if (agent === undefined) return noAgent;
  const { scanReference, validFrom, validUntil } = agent.powerOfAttorney;
  return { name: "", number: "", scan: scanReference, from: validFrom, until: validUntil };
}
