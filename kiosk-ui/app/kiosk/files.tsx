import type { CardView, FileLine } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";

/** The file structure, for the curious: what lies where, personal values masked by the daemon. */
export function Files({ files, card }: { readonly files: readonly FileLine[]; readonly card: CardView }) {
  const { say, act } = useVisit();
  const words = kiosk.files;
  const close = () => {
    act({ type: "hide-files" });
  };
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(words.question)}
      lead={say(words.lead)}
      step="ask"
      onBack={close}
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <div class="files" role="region" tabIndex={0} aria-label={say(words.list)}>
        <ul>
          {files.map((file) => (
            <File key={file.path} file={file} />
          ))}
        </ul>
      </div>
      <div class="choices">
        <Choice title={say(words.close)} look="primary" onChoose={close} />
      </div>
    </Counter>
  );
}

function File({ file }: { readonly file: FileLine }) {
  const { say } = useVisit();
  const words = kiosk.files;
  return (
    <li class={`file file-depth-${String(Math.min(file.depth, 4))} file-${file.access}`}>
      <p class="file-name">
        {say({ zh: file.nameZh, en: file.nameEn })} <code>{file.path}</code>
        {file.access !== "read" && (
          <span class="file-access">{say(file.access === "closed" ? words.closed : words.notPresent)}</span>
        )}
      </p>
      {file.records.length > 0 && (
        <dl class="records">
          {file.records.map((record, place) => (
            <div key={`${record.tag}-${String(place)}`}>
              <dt>
                <code>{record.tag}</code> {say({ zh: record.nameZh, en: record.nameEn })}
              </dt>
              <dd>{record.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
