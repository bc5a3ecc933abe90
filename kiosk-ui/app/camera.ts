/** A camera beside the screen, as far as a page may touch it. A test, and a look at a screen, bring one of their own. */
export type Camera = {
  /** Its picture from now until `close`. Nothing where there is none, it is in use, or this page may not have it. */
  open(onLost: () => void): Promise<Sight | undefined>;
};

export type Sight = { readonly stream: MediaStream; close(): void };

const wanted: MediaStreamConstraints = {
  audio: false,
  video: { width: { ideal: 1280 }, height: { ideal: 960 }, facingMode: "user" },
};

export const browserCamera: Camera = {
  async open(onLost) {
    // Absent where the page came from elsewhere than this machine, and not over TLS.
    const media = navigator.mediaDevices as MediaDevices | undefined;
    try {
      const stream = await media?.getUserMedia(wanted);
      if (stream === undefined) return undefined;
      for (const track of stream.getTracks()) track.addEventListener("ended", onLost);
      return {
        stream,
        close() {
          for (const track of stream.getTracks()) track.stop();
        },
      };
    } catch {
      return undefined;
    }
  },
};
