import { deskPhoto as words } from "../../../words/desk-photo.ts";
import { Panel } from "../centre/parts.tsx";
import type { Say } from "../centre/say.ts";

/** What the centre answers to the clerk who decides. */
export type PhotoSaid = { readonly result: "photo"; readonly jpeg: string; readonly atMs: number };

/** Of holder and agent, as it was taken; gone from the page with its case. */
export const PhotoSeen = (props: {
  readonly say: Say;
  readonly photo: PhotoSaid;
  readonly time: string;
  readonly onHide: () => void;
}) => (
  <Panel
    title={props.say(words.title)}
    wide
    aside={
      <button type="button" class="quiet" onClick={props.onHide}>
        {props.say(words.hide)} <kbd>V</kbd>
      </button>
    }
  >
    <figure class="photo-seen">
      <img src={`data:image/jpeg;base64,${props.photo.jpeg}`} alt={props.say(words.title)} />
      <figcaption class="hint">
        {props.time} · {props.say(words.onRecord)}
      </figcaption>
    </figure>
  </Panel>
);
