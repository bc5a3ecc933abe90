import { deskPhoto } from "../../../words/desk-photo.ts";
import { deskReader as words } from "../../../words/desk-reader.ts";
import type { DocumentName, Explanation } from "../centre/answers.ts";
import type { Say } from "../centre/say.ts";
import { AgentFields, agentIn, noAgent, type AgentText } from "./agent-fields.tsx";
import { PapersTicked, tickable, wantsPhoto } from "./papers-ticked.tsx";
import { PhotoField } from "./photo-field.tsx";

/** What the clerk has seen of whoever stands at the desk: papers, and who acts for the holder. */
type Seen = {
  readonly papers: readonly DocumentName[];
  readonly agent?: AgentText;
  readonly photo?: string;
};
export const nothingSeen: Seen = { papers: [] };

/** As the centre takes it. */
export const agreedIn = ({ papers, agent, photo }: Seen): object => ({
  documents: papers,
  ...(agent !== undefined && { agent: agentIn(agent) }),
  ...(agent !== undefined && photo !== undefined && { photo }),
});

/** Asked before what is confirmed begins. `rule`: what has to be shown; nothing where nobody has to agree. */
export function AgreementForm(props: {
  readonly say: Say;
  readonly rule: Explanation | undefined;
  readonly seen: Seen;
  readonly onSee: (seen: Seen) => void;
}) {
  const { say, rule, seen, onSee } = props;
  const { agent, papers } = seen;
  const fourEyes = rule?.needed?.approval === "four-eyes";
  return (
    <div class="agreement">
      <p class="agent-here">
        <label>
          <input
            type="checkbox"
            checked={agent !== undefined}
            onChange={() => onSee(agent === undefined ? { papers, agent: noAgent } : { papers })}
          />
          {say(deskPhoto.agentHere)}
        </label>
      </p>
      {agent !== undefined && (
        <div class="fields">
          <AgentFields say={say} agent={agent} onInput={(now) => onSee({ ...seen, agent: now })} />
        </div>
      )}
      {rule !== undefined && (
        <PapersTicked
          say={say}
          title={`${say(words.papersSeen)} · ${say(fourEyes ? words.fourEyes : words.papersLead)}`}
          offered={tickable(rule).filter((each) => each !== "card")}
          shown={papers}
          onShow={(now) => onSee({ ...seen, papers: now })}
        />
      )}
      {agent !== undefined && wantsPhoto(rule) && (
        <PhotoField
          say={say}
          onPhoto={(photo) => onSee({ papers, agent, ...(photo !== undefined && { photo }) })}
        />
      )}
    </div>
  );
}
