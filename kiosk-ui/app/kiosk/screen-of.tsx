import type { Screen } from "../../../daemon/screen.ts";
import { AgentPhoto } from "./agent-photo.tsx";
import { Confirm } from "./confirm.tsx";
import { Fault, OutOfService } from "./fault.tsx";
import { Files } from "./files.tsx";
import { FreezeForm } from "./freeze-form.tsx";
import { Goodbye } from "./goodbye.tsx";
import { Identity } from "./identity.tsx";
import { InsertCard, PutCardBack, Reading } from "./insert-card.tsx";
import { GiveReason } from "./reason.tsx";
import { ResultScreen } from "./result.tsx";
import { StillThere } from "./still-there.tsx";
import { TakeCard } from "./take-card.tsx";
import { TakeCertificate } from "./take-certificate.tsx";
import { Undone, Unfinished } from "./unfinished.tsx";
import { Starting, Welcome } from "./welcome.tsx";
import { WhoAsks } from "./who-asks.tsx";
import { Writing } from "./writing.tsx";
import { YourCard } from "./your-card.tsx";

/** Each screen of daemon/screen.ts has its component; a new one is a type error here. */
export function ScreenOf({ screen }: { readonly screen: Screen }) {
  switch (screen.name) {
    case "starting":
      return <Starting />;
    case "welcome":
      return <Welcome />;
    case "insert-card":
      return <InsertCard />;
    case "reading":
      return <Reading {...screen} />;
    case "your-card":
      return screen.files ? <Files files={screen.files} card={screen.card} /> : <YourCard {...screen} />;
    case "who-asks":
      return <WhoAsks {...screen} />;
    case "identity":
      return <Identity {...screen} />;
    case "agent-photo":
      return <AgentPhoto {...screen} />;
    case "freeze-form":
      return <FreezeForm {...screen} />;
    case "reason":
      return <GiveReason {...screen} />;
    case "confirm":
      return <Confirm {...screen} />;
    case "unfinished":
      return <Unfinished {...screen} />;
    case "undone":
      return <Undone {...screen} />;
    case "writing":
      return <Writing {...screen} />;
    case "put-card-back":
      return <PutCardBack wrongCard={screen.wrongCard} />;
    case "result":
      return <ResultScreen {...screen} />;
    case "take-card":
      return <TakeCard {...screen} />;
    case "take-certificate":
      return <TakeCertificate {...screen} />;
    case "goodbye":
      return <Goodbye />;
    case "fault":
      return <Fault {...screen} />;
    case "still-there":
      return <StillThere {...screen} />;
    case "out-of-service":
      return <OutOfService fault={screen.fault} />;
  }
}
