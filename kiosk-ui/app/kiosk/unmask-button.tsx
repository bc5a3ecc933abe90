import { kiosk } from "../../../words/kiosk.ts";
import { EyeIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { usePressing } from "../use-pressing.ts";

/** Shows what is masked for as long as it is held; the daemon sends the words and takes them back. */
export function UnmaskButton({ shown }: { readonly shown: boolean }) {
  const { say, act } = useVisit();
  const words = kiosk["your-card"];
  const pressing = usePressing(
    () => {
      act({ type: "show-personal" });
    },
    () => {
      act({ type: "hide-personal" });
    },
  );
  return (
    <button type="button" class="choice choice-quiet" aria-describedby="unmask-hint" {...pressing}>
      <EyeIcon />
      <span class="choice-words">
        <span class="choice-title">{say(words.unmask)}</span>
        <span class="choice-hint" id="unmask-hint" role={shown ? "status" : undefined}>
          {say(words.unmaskHow)}
        </span>
      </span>
    </button>
  );
}
