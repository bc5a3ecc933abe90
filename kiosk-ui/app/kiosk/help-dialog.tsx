import type { Frame } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { HelpIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Dialog } from "./dialog.tsx";

/** Who can help, and a call for them where the hall has a light or a bell. */
export function HelpDialog(props: {
  readonly terminalId: string | undefined;
  readonly clerk: Frame["clerk"];
  readonly onClose: () => void;
}) {
  const { say, act } = useVisit();
  const words = kiosk.frame;
  return (
    <Dialog title={say(words.helpTitle)} onScrim={props.onClose}>
      <p class="lead">{say(words.helpBody)}</p>
      {props.terminalId !== undefined && <p class="fine">{say(words.helpTerminal(props.terminalId))}</p>}
      {props.clerk === "called" && (
        <p class="lead" role="status">
          {say(words.clerkCalled)}
        </p>
      )}
      <div class="choices">
        {props.clerk === "callable" && (
          <Choice
            title={say(words.callClerk)}
            icon={<HelpIcon />}
            look="plain"
            onChoose={() => {
              act({ type: "call-clerk" });
            }}
          />
        )}
        <Choice title={say(words.close)} look="primary" onChoose={props.onClose} />
      </div>
    </Dialog>
  );
}
