import { useState } from "preact/hooks";
import { console as words, tabs } from "../../../words/console.ts";
import { legalNames } from "../../../words/operations.ts";
import { businessNames, cancelReasonNames, channelNames } from "../../../words/regional-rules.ts";
import type {
  Business,
  CancelReason,
  Channel,
  Explanation,
  Legal,
  Page,
  RulesInForce,
} from "../centre/answers.ts";
import { Choices } from "../centre/fields.tsx";
import { Panel, Trouble, useAnswer } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

/** Which rules each issuer's cards go by, and what they say of a case that is put together here. */
export function Rules({ at }: { readonly at: StaffAt }) {
  const { centre, say } = at;
  const list = useAnswer(() => centre.get<Page<RulesInForce>>("/staff/v1/rules"), []);
  const items = list?.ok === true ? list.value.items : [];
  return (
    <>
      <Panel title={say(tabs.rules)}>
        {list?.ok === false && <Trouble code={list.trouble} say={say} />}
        <table>
          <thead>
            <tr>
              <th scope="col">{say(words.issuer)}</th>
              <th scope="col">{say(words.source)}</th>
              <th scope="col">{say(words.version)}</th>
              <th scope="col">{say(words.unconfirmed)}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((rules) => (
              <tr key={rules.issuerNumber}>
                <th scope="row">
                  <code>{rules.issuerNumber}</code>
                </th>
                <td>
                  {rules.region === "default"
                    ? say(words.byDefault)
                    : say({ zh: rules.nameZh, en: rules.nameEn })}
                </td>
                <td>{rules.version}</td>
                <td>{rules.unconfirmed.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {items.length > 0 && <TryCase at={at} regions={items.map(({ issuerNumber }) => issuerNumber)} />}
    </>
  );
}

const businesses = Object.keys(businessNames) as Business[];
const channels = Object.keys(channelNames) as Channel[];
const reasons = Object.keys(cancelReasonNames) as CancelReason[];
const legals = Object.keys(legalNames) as Legal[];

function TryCase({ at, regions }: { readonly at: StaffAt; readonly regions: readonly string[] }) {
  const { centre, say } = at;
  const [region, setRegion] = useState(regions[0] ?? "");
  const [business, setBusiness] = useState<Business>("unfreeze");
  const [channel, setChannel] = useState<Channel>("counter");
  const [reason, setReason] = useState<CancelReason>("settled-abroad");
  const [legal, setLegal] = useState<Legal>("frozen");
  const [replaced, setReplaced] = useState(false);
  const [expired, setExpired] = useState(false);
  const query = {
    business,
    channel,
    legal,
    reason: business === "cancel" ? reason : undefined,
    replacementOrdered: replaced ? "yes" : undefined,
    expired: expired ? "yes" : undefined,
  };
  const said = useAnswer(
    () => centre.get<Explanation>(`/staff/v1/rules/${region}/explanation`, query),
    [region, ...Object.values(query)],
  );
  return (
    <Panel title={say(words.tryCase)}>
      <Choices
        name={say(words.region)}
        options={regions.map((each) => [each, each])}
        chosen={region}
        onChoose={setRegion}
      />
      <Choices
        name={say(words.business)}
        options={businesses.map((each) => [each, say(businessNames[each])])}
        chosen={business}
        onChoose={setBusiness}
      />
      <Choices
        name={say(words.channel)}
        options={channels.map((each) => [each, say(channelNames[each])])}
        chosen={channel}
        onChoose={setChannel}
      />
      {business === "cancel" && (
        <Choices
          name={say(words.reason)}
          options={reasons.map((each) => [each, say(cancelReasonNames[each])])}
          chosen={reason}
          onChoose={setReason}
        />
      )}
      <Choices
        name={say(words.cardStands)}
        options={legals.map((each) => [each, say(legalNames[each])])}
        chosen={legal}
        onChoose={setLegal}
      />
      <p class="buttons">
        <label>
          <input type="checkbox" checked={replaced} onChange={() => setReplaced(!replaced)} />{" "}
          {say(words.replacementOrdered)}
        </label>
        <label>
          <input type="checkbox" checked={expired} onChange={() => setExpired(!expired)} />{" "}
          {say(words.expired)}
        </label>
      </p>
      <div role="status">
        {said?.ok === false && <Trouble code={said.trouble} say={say} />}
        {said?.ok === true && (
          <div class={said.value.needed === undefined ? "refused" : "done"}>
            <ul class="says">
              {said.value.says.map((each) => (
                <li key={each.zh}>{say(each)}</li>
              ))}
            </ul>
            <small>
              {said.value.region} · {say(words.version)} {said.value.version} · {said.value.because}
            </small>
          </div>
        )}
      </div>
    </Panel>
  );
}
