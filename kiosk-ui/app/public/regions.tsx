import { publicPage as words } from "../../../words/public.ts";
import type { OpenRegion, ServedRegions } from "../centre/answers.ts";
import { Trouble, useAnswer } from "../centre/parts.tsx";
import type { PublicAt } from "./at.ts";

/** The region of the card, chosen among those that this centre keeps. */
export function RegionChoice(props: {
  readonly at: PublicAt;
  readonly chosen: string;
  readonly onChoose: (region: string) => void;
}) {
  const { centre, say } = props.at;
  const served = useAnswer(() => centre.get<ServedRegions>("/public/v1/regions"), []);
  if (served?.ok === false) return <Trouble code={served.trouble} say={say} />;
  return (
    <label>
      <span>{say(words.region)}</span>
      <select value={props.chosen} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        <option value="">–</option>
        {(served?.value.regions ?? []).map(({ region, name }) => (
          <option key={region} value={region}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is open there; nothing while no region is chosen. */
export const useRegion = ({ centre }: PublicAt, region: string) =>
  useAnswer(
    async () => (region === "" ? undefined : await centre.get<OpenRegion>(`/public/v1/regions/${region}`)),
    [region],
  );
