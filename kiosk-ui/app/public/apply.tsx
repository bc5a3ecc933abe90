import { useState } from "preact/hooks";
import { publicPage as words } from "../../../words/public.ts";
import { cancelReasonNames } from "../../../words/regional-rules.ts";
import type { Business, CancelReason, PublicTaken } from "../centre/answers.ts";
import { Choices, Field } from "../centre/fields.tsx";
import { OutcomeLine, Trouble, type Outcome } from "../centre/parts.tsx";
import { Standing } from "./progress.tsx";
import type { PublicAt } from "./at.ts";
import { RegionChoice, useRegion } from "./regions.tsx";

const reasons = Object.keys(cancelReasonNames) as CancelReason[];

/** Apply as the person whom a platform recognised; on a demonstration's centre as whoever one says one is. */
export function Apply({ at }: { readonly at: PublicAt }) {
  const { centre, say } = at;
  const [region, setRegion] = useState("");
  const [business, setBusiness] = useState<Business>();
  const [reason, setReason] = useState<CancelReason>("settled-abroad");
  const [text, setText] = useState<Readonly<Record<string, string>>>({});
  const [outcome, setOutcome] = useState<Outcome>();
  const [taken, setTaken] = useState<Extract<PublicTaken, { readonly result: "accepted" }>>();
  const read = useRegion(at, region);
  const part = (name: string): string => (text[name] ?? "").trim();
  const field = (name: string) => ({
    value: text[name] ?? "",
    onInput: (value: string) => setText({ ...text, [name]: value }),
  });

  if (taken !== undefined)
    return (
      <>
        <p class="done">
          {say(words.taken)} <strong>{taken.application.number}</strong>
        </p>
        <Standing at={at} application={taken.application} />
      </>
    );

  const place = read?.ok === true ? read.value : undefined;
  const open = (place?.services ?? []).filter((service) => service.open);
  const service = open.find((each) => each.business === business);
  const aboutCard = business !== "cancel-medical-account" && business !== "transfer";
  const statement = at.statement ?? sayWho({ sub: part("number").toUpperCase(), name: part("name") });
  const recognised = at.statement !== undefined || place?.identity === "anybody";

  async function send(): Promise<void> {
    const answer = await centre.post<PublicTaken>("/public/v1/applications", {
      statement,
      business,
      ...(business === "cancel" && { reason }),
      ...(aboutCard && part("tail") !== "" && { cardNumberTail: part("tail") }),
      ...(!aboutCard && { office: part("office") === "" ? region : part("office") }),
    });
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else setTaken(answer.value);
  }

  return (
    <form
      class="stacked"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <RegionChoice at={at} chosen={region} onChoose={setRegion} />
      {read?.ok === false && <Trouble code={read.trouble} say={say} />}
      {place !== undefined && open.length === 0 && <p class="refused">{say(words.noneOpen)}</p>}
      {place !== undefined && at.statement !== undefined && <p class="done">{say(words.recognised)}</p>}
      {place !== undefined && at.statement === undefined && (
        <p class="warning">{say(words[place.identity === "anybody" ? "development" : place.identity])}</p>
      )}
      {open.length > 0 && recognised && (
        <>
          <Choices
            name={say(words.business)}
            options={open.map((each) => [each.business, say(each.name)])}
            chosen={business}
            onChoose={setBusiness}
          />
          {service !== undefined && (
            <ul class="says">
              {service.says.map((each) => (
                <li key={each.zh}>{say(each)}</li>
              ))}
            </ul>
          )}
          {business === "cancel" && (
            <Choices
              name={say(words.reason)}
              options={reasons.map((each) => [each, say(cancelReasonNames[each])])}
              chosen={reason}
              onChoose={setReason}
            />
          )}
          {at.statement === undefined && (
            <>
              <Field name={say(words.name)} {...field("name")} />
              <Field name={say(words.identityNumber)} {...field("number")} />
            </>
          )}
          {aboutCard ? (
            <Field name={say(words.cardTail)} optional {...field("tail")} />
          ) : (
            <Field name={say(words.destination)} optional {...field("office")} />
          )}
          <OutcomeLine outcome={outcome} say={say} />
          <button type="submit" disabled={business === undefined}>
            {say(words.send)}
          </button>
        </>
      )}
    </form>
  );
}

/** What the development adapter believes: base64url JSON of who somebody says they are. */
function sayWho(person: { readonly sub: string; readonly name: string }): string {
  const bytes = new TextEncoder().encode(JSON.stringify(person));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
