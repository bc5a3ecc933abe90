import { desk as words } from "../../../words/desk.ts";
import { documentNames } from "../../../words/regional-rules.ts";
import type { DocumentName, Explanation } from "../centre/answers.ts";
import type { Say } from "../centre/say.ts";

/** What a channel or a photo proves by itself is not for a clerk to tick. */
const proved: readonly DocumentName[] = ["real-person-check", "caller-check", "photo-of-both"];

/** Every paper that the rule names, once: of alternatives each. */
export const tickable = (rule: Explanation | undefined): readonly DocumentName[] =>
  withoutProved((rule?.needed?.documents ?? []).flat());

export const withoutProved = (documents: readonly DocumentName[]): readonly DocumentName[] =>
  [...new Set(documents)].filter((each) => !proved.includes(each));

/** Whether the region wants to see holder and agent together. */
export const wantsPhoto = (rule: Explanation | undefined): boolean =>
  rule?.needed?.documents.includes("photo-of-both") === true;

/** The papers that were shown, ticked one by one. */
export const PapersTicked = (props: {
  readonly say: Say;
  readonly title?: string;
  readonly offered: readonly DocumentName[];
  readonly shown: readonly DocumentName[];
  readonly onShow: (shown: readonly DocumentName[]) => void;
}) => {
  const { say, offered, shown, onShow } = props;
  return (
    <fieldset class="papers">
      <legend>{props.title ?? say(words.papers)}</legend>
      {offered.map((each) => (
        <label key={each}>
          <input
            type="checkbox"
            checked={shown.includes(each)}
            onChange={() =>
              onShow(shown.includes(each) ? shown.filter((other) => other !== each) : [...shown, each])
            }
          />
          {say(documentNames[each])}
        </label>
      ))}
    </fieldset>
  );
};
