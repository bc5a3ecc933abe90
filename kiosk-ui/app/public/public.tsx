import { useEffect, useState } from "preact/hooks";
import { publicPage as words } from "../../../words/public.ts";
import type { Centre } from "../centre/ask.ts";
import { timesIn, type Language, type Say } from "../centre/say.ts";
import type { PublicAt } from "./at.ts";
import { Apply } from "./apply.tsx";
import { Progress } from "./progress.tsx";
import { OpenServices } from "./open-services.tsx";
import { Verify } from "./verify.tsx";

const errands = ["open", "apply", "progress", "verify"] as const;
type Errand = (typeof errands)[number];

/** For everybody, on a phone: one question on a screen. */
export function PublicPage(props: {
  readonly centre: Centre;
  readonly language: Language;
  readonly statement?: string;
}) {
  const { centre, statement } = props;
  const [language, setLanguage] = useState(props.language);
  const [errand, setErrand] = useState<Errand | undefined>(statement === undefined ? undefined : "apply");
  const say: Say = (phrase) => phrase[language];
  const other = language === "zh" ? "en" : "zh";
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = say(words.title);
  }, [language]);
  const at: PublicAt = {
    centre,
    say,
    times: timesIn(language),
    ...(statement !== undefined && { statement }),
  };
  return (
    <div class="public">
      <header>
        <h1>{say(words.title)}</h1>
        <button type="button" class="quiet" lang={other} onClick={() => setLanguage(other)}>
          {other === "zh" ? "中文" : "English"}
        </button>
      </header>
      <main>
        {errand === undefined ? (
          <>
            <h2>{say(words.lead)}</h2>
            <ul class="errands">
              {errands.map((each) => (
                <li key={each}>
                  <button type="button" onClick={() => setErrand(each)}>
                    {say(words[each])}
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <button type="button" class="quiet" onClick={() => setErrand(undefined)}>
              {say(words.back)}
            </button>
            <h2>{say(words[errand])}</h2>
            {errand === "open" && <OpenServices at={at} />}
            {errand === "apply" && <Apply at={at} />}
            {errand === "progress" && <Progress at={at} />}
            {errand === "verify" && <Verify at={at} />}
          </>
        )}
      </main>
    </div>
  );
}
