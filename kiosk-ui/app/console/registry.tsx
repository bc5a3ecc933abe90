import { useState } from "preact/hooks";
import { registryKindNames, registryStateNames, reportKindNames } from "../../../words/centre-registry.ts";
import { console as words, tabs } from "../../../words/console.ts";
import type { Issuer, IssuerBrief, Page } from "../centre/answers.ts";
import { Panel, Trouble, useAnswer } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

const listMax = 200;

/** Who may issue cards, and what is approved for each. */
export function Registry({ at }: { readonly at: StaffAt }) {
  const { centre, say } = at;
  const [chosen, setChosen] = useState<string>();
  const query = { limit: String(listMax) };
  const list = useAnswer(() => centre.get<Page<IssuerBrief>>("/staff/v1/registry/issuers", query), []);
  const items = list?.ok === true ? list.value.items : [];
  const number = chosen ?? items[0]?.number;
  return (
    <>
      <Panel title={say(tabs.registry)}>
        {list?.ok === false && <Trouble code={list.trouble} say={say} />}
        <ul class="pick">
          {items.map((issuer) => (
            <li key={issuer.number}>
              <button
                type="button"
                aria-current={issuer.number === number ? "true" : undefined}
                onClick={() => setChosen(issuer.number)}
              >
                <strong>{say({ zh: issuer.regionZh, en: issuer.regionEn })}</strong>
                <code>{issuer.number}</code>
                <span class={issuer.approved ? "good" : "bad"}>
                  {say(issuer.approved ? words.approved : words.notApproved)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Panel>
      {number !== undefined && <OneIssuer key={number} at={at} number={number} />}
    </>
  );
}

function OneIssuer({ at, number }: { readonly at: StaffAt; readonly number: string }) {
  const { centre, say, times } = at;
  const read = useAnswer(() => centre.get<Issuer>(`/staff/v1/registry/issuers/${number}`), []);
  if (read?.ok !== true) return null;
  const { nameZh, nameEn, designs, reports, applications } = read.value;
  return (
    <Panel title={say({ zh: nameZh, en: nameEn })}>
      <h3>{say(words.designs)}</h3>
      <ul class="lines">
        {designs.map((design) => (
          <li key={`${design.kind} ${design.name}`}>
            <span>
              {say(registryKindNames[design.kind])} <code>{design.name}</code>
            </span>
            <span class={design.inForce ? "good" : "bad"}>
              {say(design.inForce ? words.inForce : words.changed)}
            </span>
          </li>
        ))}
      </ul>
      <h3>{say(words.applications)}</h3>
      <ul class="lines">
        {applications.map((application) => (
          <li key={application.applicationNo}>
            <span>
              <code>{application.applicationNo}</code> {say(registryKindNames[application.kind])}{" "}
              {application.name}
            </span>
            <span>{say(registryStateNames[application.state])}</span>
          </li>
        ))}
      </ul>
      <h3>{say(words.reports)}</h3>
      <ul class="lines">
        {reports.map((report) => (
          <li key={report.atMs}>
            <span>
              {say(reportKindNames[report.kind])}: {report.detail}
            </span>
            <span>{times.day(report.atMs)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
