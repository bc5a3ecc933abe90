import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { roleNames, staff as words } from "../../../words/staff.ts";
import type { Person, SignInWay } from "./answers.ts";
import type { Answer, Centre } from "./ask.ts";
import { Trouble, useAnswer } from "./parts.tsx";
import { timesIn, type Language, type Say, type Times } from "./say.ts";

/** What stands around a staff page: who is signed in, the language, the way to the other page. */
export type StaffAt = {
  /** As the page asks it: a session that has ended leads back to signing in. */
  readonly centre: Centre;
  readonly person: Person;
  readonly say: Say;
  readonly language: Language;
  readonly times: Times;
};

type Standing = { readonly person?: Person; readonly out: boolean };

export function StaffPage(props: {
  readonly centre: Centre;
  readonly face: "desk" | "console";
  readonly firstLanguage: Language;
  readonly children: (at: StaffAt) => ComponentChildren;
}) {
  const { centre, face } = props;
  const [language, setLanguage] = useState(props.firstLanguage);
  const [standing, setStanding] = useState<Standing>({ out: false });
  const say: Say = (phrase) => phrase[language];
  const look = async (): Promise<void> => {
    const me = await centre.get<Person>("/staff/v1/me");
    setStanding(me.ok ? { person: me.value, out: false } : { out: true });
  };
  useEffect(() => void look(), []);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = `Cardhall · ${say(words[face])}`;
  }, [language]);

  const watched = watching(centre, () => setStanding({ out: true }));
  const other = language === "zh" ? "en" : "zh";
  const { person } = standing;
  return (
    <div class="staff">
      <header class="top">
        <h1>Cardhall · {say(words[face])}</h1>
        <nav aria-label={say(words.pages)}>
          {(["desk", "console"] as const).map((each) => (
            <a
              key={each}
              href={`../${each}/?lang=${language}`}
              aria-current={each === face ? "page" : undefined}
            >
              {say(words[each])}
            </a>
          ))}
        </nav>
        {person !== undefined && (
          <p class="who">
            {person.name}
            <small>
              {person.roles.map((role) => say(roleNames[role])).join(" · ")} ·{" "}
              {person.office === "*" ? say(words.everywhere) : person.office}
            </small>
          </p>
        )}
        <button type="button" class="quiet" lang={other} onClick={() => setLanguage(other)}>
          {other === "zh" ? "中文" : "English"}
        </button>
        {person !== undefined && (
          <button
            type="button"
            class="quiet"
            onClick={() => void centre.post("/staff/v1/sign-out", {}).then(() => setStanding({ out: true }))}
          >
            {say(words.signOut)}
          </button>
        )}
      </header>
      {person !== undefined &&
        props.children({ centre: watched, person, say, language, times: timesIn(language) })}
      {standing.out && <SignIn centre={centre} say={say} onIn={() => void look()} />}
    </div>
  );
}

/** Tells when the session is over. */
function watching(centre: Centre, onOut: () => void): Centre {
  const seen = <Value,>(answer: Answer<Value>): Answer<Value> => {
    if (!answer.ok && answer.trouble === "unauthorised") onOut();
    return answer;
  };
  return {
    get: async (path, query) => seen(await centre.get(path, query)),
    post: async (path, body) => seen(await centre.post(path, body)),
  };
}

function SignIn(props: { readonly centre: Centre; readonly say: Say; readonly onIn: () => void }) {
  const { centre, say } = props;
  const way = useAnswer(() => centre.get<SignInWay>("/staff/v1/sign-in"), []);
  if (way === undefined) return <main class="sign-in" />;
  if (!way.ok)
    return (
      <main class="sign-in">
        {way.trouble === "not-found" ? <p>{say(words.nobody)}</p> : <Trouble code={way.trouble} say={say} />}
      </main>
    );
  if (way.value.kind === "oidc")
    return (
      <main class="sign-in">
        <a class="primary" href={way.value.start}>
          {say(words.provider)}
        </a>
      </main>
    );
  const enter = async (subject: string): Promise<void> => {
    const signed = await centre.post("/staff/v1/sign-in/development", { subject });
    if (signed.ok) props.onIn();
  };
  return (
    <main class="sign-in">
      <h2>{say(words.signInHere)}</h2>
      <p class="warning">{say(way.value.warning)}</p>
      <ul>
        {way.value.people.map((person) => (
          <li key={person.subject}>
            <button type="button" onClick={() => void enter(person.subject)}>
              <strong>{person.name}</strong>
              <small>
                {person.roles.map((role) => say(roleNames[role])).join(" · ")} ·{" "}
                {person.office === "*" ? say(words.everywhere) : person.office}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
