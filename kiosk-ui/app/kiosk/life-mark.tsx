import type { Life } from "../../../card/life.ts";
import { LifeIcon } from "../design/icons.tsx";

/** A state as a small plate: sign, colour and word, so that none of them stands alone. */
export function LifeMark({ life, name }: { readonly life: Life; readonly name: string }) {
  return (
    <span class={`life life-${life}`}>
      <LifeIcon life={life} />
      {name}
    </span>
  );
}
