import { desk as words } from "../../../words/desk.ts";
import { Field } from "../centre/fields.tsx";
import type { Say } from "../centre/say.ts";

/** Who acts for the holder, and by what paper. */
export type AgentText = Readonly<Record<"name" | "number" | "scan" | "from" | "until", string>>;

export const noAgent: AgentText = { name: "", number: "", scan: "", from: "", until: "" };

export const AgentFields = (props: {
  readonly say: Say;
  readonly agent: AgentText;
  readonly onInput: (agent: AgentText) => void;
}) => {
  const { say, agent, onInput } = props;
  const field = (name: keyof AgentText) => ({
    value: agent[name],
    onInput: (value: string) => onInput({ ...agent, [name]: value }),
  });
  return (
    <>
      <Field name={say(words.agent)} size={10} {...field("name")} />
      <Field name={`${say(words.agent)} · ${say(words.identityNumber)}`} size={18} {...field("number")} />
      <Field name={say(words.scan)} size={20} {...field("scan")} />
      <Field name={say(words.from)} type="date" {...field("from")} />
      <Field name={say(words.until)} type="date" {...field("until")} />
    </>
  );
};

/** As the centre takes it. */
export const agentIn = ({ name, number, scan, from, until }: AgentText): object => ({
  name: name.trim(),
  nationalNumber: number.trim().toUpperCase(),
  powerOfAttorney: { scanReference: scan.trim(), validFrom: from, validUntil: until },
});
