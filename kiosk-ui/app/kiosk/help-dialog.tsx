import { kiosk } from "../../../words/kiosk.ts";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Dialog } from "./dialog.tsx";

/** Who can help: the page's own, it asks nothing of the daemon. */
export function HelpDialog(props: { readonly terminalId: string | undefined; readonly onClose: () => void }) {
  const { say } = useVisit();
  const words = kiosk.frame;
  return (
    <Dialog title={say(words.helpTitle)} onScrim={props.onClose}>
      <p class="lead">{say(words.helpBody)}</p>
      {props.terminalId !== undefined && <p class="fine">{say(words.helpTerminal(props.terminalId))}</p>}
      <div class="choices">
        <Choice title={say(words.close)} look="primary" onChoose={props.onClose} />
      </div>
    </Dialog>
  );
}
