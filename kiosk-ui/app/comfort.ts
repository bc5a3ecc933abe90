import type { Language } from "../../daemon/screen.ts";

/** How the page looks and speaks for one person. All of it goes when that person goes. */
export type Comfort = {
  /** 长辈版: larger words, no motion, every control within reach. */
  readonly large: boolean;
  readonly contrast: boolean;
  readonly speech: boolean;
  readonly volume: (typeof volumes)[number];
  /** One switch: the page offers each control in turn, and the switch takes it. */
  readonly scanning: boolean;
};

export const volumes = [0.4, 0.7, 1] as const;

export const plainComfort: Comfort = {
  large: false,
  contrast: false,
  speech: false,
  volume: 0.7,
  scanning: false,
};

/** Whoever asked for any of these gets more time, and controls in the lower part of the screen. */
export const isAssisted = ({ large, contrast, speech, scanning }: Comfort): boolean =>
  large || contrast || speech || scanning;

/** Nobody has chosen anything. */
export const isPlain = (comfort: Comfort): boolean =>
  !isAssisted(comfort) && comfort.volume === plainComfort.volume;

/** The next loudness, and after the loudest the softest. */
export const louder = (volume: Comfort["volume"]): Comfort["volume"] =>
  volumes[(volumes.indexOf(volume) + 1) % volumes.length] ?? plainComfort.volume;

/** The system's voice, as far as the page uses it. */
export type Voice = {
  /** Says these one after another; what was being said before is broken off. */
  say(sentences: readonly string[], language: Language, volume: number): void;
  hush(): void;
};
