import { desk as words } from "../../../words/desk.ts";
import {
  businessNames,
  cancelReasonNames,
  channelNames,
  documentNames,
} from "../../../words/regional-rules.ts";
import type { Application } from "../centre/answers.ts";
import { Fact } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

/** The form that a holder signs: on paper only (desk.css), with the name in full, numbers masked. */
export function PrintForm({ at, application }: { readonly at: StaffAt; readonly application: Application }) {
  const { say, times, person } = at;
  const { business, number, channel, reason, agent } = application;
  return (
    <section class="print-form" aria-hidden="true">
      <h2>{say(words.formTitle)}</h2>
      <p>
        {say(businessNames[business])} · {number}
      </p>
      <dl>
        <Fact name={say(words.name)}>{application.holderName}</Fact>
        <Fact name={say(words.identityNumber)}>{application.nationalNumberMasked}</Fact>
        {application.cardNumberMasked !== undefined && (
          <Fact name={say(words.cardNumber)}>{application.cardNumberMasked}</Fact>
        )}
        <Fact name={say(words.channel)}>{say(channelNames[channel])}</Fact>
        {reason !== undefined && <Fact name={say(words.reason)}>{say(cancelReasonNames[reason])}</Fact>}
        {agent !== undefined && (
          <Fact name={say(words.agent)}>
            {agent.name} · {agent.powerOfAttorney.scanReference}
          </Fact>
        )}
        <Fact name={say(words.papers)}>
          {application.documents.map((each) => say(documentNames[each])).join("; ")}
        </Fact>
        <Fact name={say(words.date)}>{times.day(application.submittedAtMs)}</Fact>
      </dl>
      <p class="sign">{say(words.signHolder)}</p>
      <p class="sign">
        {say(words.signClerk)} ({person.name})
      </p>
    </section>
  );
}
