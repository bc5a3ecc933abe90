import { useEffect, useRef, useState } from "preact/hooks";
import { deskPhoto as words } from "../../../words/desk-photo.ts";
import { browserCamera, type Camera, type Sight } from "../camera.ts";
import type { Say } from "../centre/say.ts";
import { drawInto, jpegOf, wipe } from "../photo.ts";

type Trouble = "noCamera" | "notAPhoto";

/** A photo of holder and agent for what is being entered: out of a file, or by the camera on the desk. */
export function PhotoField(props: {
  readonly say: Say;
  /** JPEG, base64; nothing while there is none. */
  readonly onPhoto: (photo: string | undefined) => void;
  readonly camera?: Camera;
}) {
  const { say, onPhoto, camera = browserCamera } = props;
  const [sight, setSight] = useState<Sight>();
  const [isTaken, setTaken] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (video.current !== null && sight !== undefined) video.current.srcObject = sight.stream;
    return () => sight?.close();
  }, [sight]);
  const gone = useRef(false);
  useEffect(() => {
    const drawn = canvas.current;
    return () => {
      gone.current = true;
      if (drawn !== null) wipe(drawn);
    };
  }, []);

  async function keep(source: CanvasImageSource, width: number, height: number): Promise<void> {
    const drawn = canvas.current;
    if (drawn === null) return;
    const jpeg = drawInto(drawn, source, { width, height }) ? await jpegOf(drawn) : undefined;
    setTaken(jpeg !== undefined);
    setTrouble(jpeg === undefined ? "notAPhoto" : undefined);
    onPhoto(jpeg && btoa(Array.from(jpeg, (byte) => String.fromCharCode(byte)).join("")));
  }
  async function fromFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setSight(undefined);
    try {
      const picture = await createImageBitmap(file);
      await keep(picture, picture.width, picture.height);
      picture.close();
    } catch {
      setTaken(false);
      setTrouble("notAPhoto");
      onPhoto(undefined);
    }
  }
  async function look(): Promise<void> {
    const opened = await camera.open(() => setSight(undefined));
    // The form was left while the browser asked: nobody would turn the camera off.
    if (gone.current) {
      opened?.close();
      return;
    }
    setSight(opened);
    setTrouble(opened === undefined ? "noCamera" : undefined);
  }
  async function take(): Promise<void> {
    const seen = video.current;
    if (seen === null) return;
    await keep(seen, seen.videoWidth, seen.videoHeight);
    setSight(undefined);
  }

  return (
    <fieldset class="photo-field">
      <legend>{say(words.title)}</legend>
      <p class="hint">{say(words.lead)}</p>
      <p class="buttons">
        <label class="file">
          {say(words.chooseFile)}
          <input
            type="file"
            accept="image/jpeg,image/png,image/webp"
            onChange={(event) => {
              void fromFile(event.currentTarget.files?.[0]);
            }}
          />
        </label>
        <button type="button" class="quiet" onClick={() => void (sight === undefined ? look() : take())}>
          {say(sight === undefined ? words.useCamera : words.take)}
        </button>
        <span role="status">
          {trouble !== undefined && <strong>{say(words[trouble])}</strong>}
          {isTaken && sight === undefined && say(words.attached)}
        </span>
      </p>
      <video
        ref={video}
        hidden={sight === undefined}
        autoplay
        muted
        playsInline
        aria-label={say(words.inSight)}
      />
      <canvas
        ref={canvas}
        hidden={!isTaken || sight !== undefined}
        role="img"
        aria-label={say(words.title)}
      />
    </fieldset>
  );
}
