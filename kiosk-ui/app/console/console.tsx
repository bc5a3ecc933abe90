import { useState } from "preact/hooks";
import { console as words, tabs } from "../../../words/console.ts";
import type { StaffAt } from "../centre/staff-page.tsx";
import { Audit } from "./audit.tsx";
import type { TokenMaker } from "./enrol.tsx";
import { Overview } from "./overview.tsx";
import { Registry } from "./registry.tsx";
import { RestorationReview } from "./restoration.tsx";
import { Rules } from "./rules.tsx";
import { Terminals } from "./terminals.tsx";
import { WaitingOperations } from "./waiting.tsx";

type Tab = keyof typeof tabs;
const all = Object.keys(tabs) as Tab[];

/** What runs the centre: looked at by operators, technicians, supervisors and auditors, each as far as they may. */
export function Console(props: {
  readonly at: StaffAt;
  readonly now: () => number;
  readonly maker: TokenMaker;
}) {
  const { at, now, maker } = props;
  const { say } = at;
  const [tab, setTab] = useState<Tab>("overview");
  return (
    <>
      <nav class="tabs" aria-label={say(words.sections)}>
        {all.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={each === tab ? "page" : undefined}
            onClick={() => setTab(each)}
          >
            {say(tabs[each])}
          </button>
        ))}
      </nav>
      <main class="console">
        {tab === "overview" && <Overview at={at} now={now} />}
        {tab === "terminals" && <Terminals at={at} now={now} maker={maker} />}
        {tab === "waiting" && <WaitingOperations at={at} />}
        {tab === "registry" && <Registry at={at} />}
        {tab === "rules" && <Rules at={at} />}
        {tab === "restoration" && <RestorationReview at={at} />}
        {tab === "audit" && <Audit at={at} />}
      </main>
    </>
  );
}
