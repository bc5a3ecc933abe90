import { useState } from "preact/hooks";
import { publicPage as words } from "../../../words/public.ts";
import { Trouble } from "../centre/parts.tsx";
import type { PublicAt } from "./at.ts";
import { RegionChoice, useRegion } from "./regions.tsx";

/** Is it open in my region, what does it need, and who agrees. */
export function OpenServices({ at }: { readonly at: PublicAt }) {
  const { say } = at;
  const [region, setRegion] = useState("");
  const read = useRegion(at, region);
  return (
    <>
      <RegionChoice at={at} chosen={region} onChoose={setRegion} />
      <div role="status">
        {read?.ok === false && <Trouble code={read.trouble} say={say} />}
        <ul class="services">
          {(read?.ok === true ? read.value.services : []).map((service) => (
            <li key={service.business} class={service.open ? "open" : "closed"}>
              <h3>
                {say(service.name)} <span>{say(service.open ? words.isOpen : words.isClosed)}</span>
              </h3>
              {service.says.map((each) => (
                <p key={each.zh}>{say(each)}</p>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
