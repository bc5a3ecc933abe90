import { photoBytesMax } from "../../daemon/screen.ts";

/** Faces and an identity card are clear at this size; a photograph of more is made smaller. */
const edgesPx = [1280, 960, 720] as const;
const qualities = [0.85, 0.7, 0.5] as const;

/** Draws what is seen now; false while there is nothing to be seen. */
export function drawInto(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  of: { readonly width: number; readonly height: number },
): boolean {
  const longest = Math.max(of.width, of.height);
  if (longest === 0) return false;
  const scale = Math.min(1, edgesPx[0] / longest);
  canvas.width = Math.round(of.width * scale);
  canvas.height = Math.round(of.height * scale);
  const pen = canvas.getContext("2d");
  pen?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen !== null;
}

/** As a JPEG that is short enough to be handed on; nothing where even a small one is not. */
export async function jpegOf(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (const edge of edgesPx) {
    const smaller = document.createElement("canvas");
    const scale = Math.min(1, edge / Math.max(canvas.width, canvas.height));
    smaller.width = Math.round(canvas.width * scale);
    smaller.height = Math.round(canvas.height * scale);
    smaller.getContext("2d")?.drawImage(canvas, 0, 0, smaller.width, smaller.height);
    for (const quality of qualities) {
      const blob = await new Promise<Blob | null>((done) => {
        smaller.toBlob(done, "image/jpeg", quality);
      });
      if (blob === null || blob.type !== "image/jpeg") return undefined;
      if (blob.size <= photoBytesMax) {
        wipe(smaller);
        return new Uint8Array(await blob.arrayBuffer());
      }
    }
  }
  return undefined;
}

/** A canvas of no size holds no picture. */
export function wipe(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}
