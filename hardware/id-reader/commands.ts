/** What may be asked of a GA 467 reader: command bytes and, for waiting, how long an honest answer takes. */
export type IdReaderCommand = {
  readonly name: string;
  readonly bytes: readonly [number, number];
  readonly timeoutMs: number;
  /** Bytes after SW3 in a good answer: what has another length answers another question. */
  readonly answerBytes: number;
};

/** 256 bytes of text, 1024 of photo, and the two lengths before them. */
export const cardTextBytes = 256;
export const cardPhotoBytes = 1024;

export const idReaderCommands = {
  status: { name: "STATUS", bytes: [0x11, 0xff], timeoutMs: 1_000, answerBytes: 0 },
  find: { name: "FIND CARD", bytes: [0x20, 0x01], timeoutMs: 1_500, answerBytes: 4 },
  select: { name: "SELECT CARD", bytes: [0x20, 0x02], timeoutMs: 1_500, answerBytes: 8 },
  read: {
    name: "READ CARD",
    bytes: [0x30, 0x01],
    timeoutMs: 4_000,
    answerBytes: 4 + cardTextBytes + cardPhotoBytes,
  },
} as const satisfies Record<string, IdReaderCommand>;

/** SW3 of an answer. Source: GA 467 as its readers' vendors print it. */
export const idReaderStatus = {
  good: 0x90,
  found: 0x9f,
  checkByte: 0x10,
  length: 0x11,
  unknownCommand: 0x24,
  readFailed: 0x41,
  notFound: 0x80,
  notSelected: 0x81,
} as const;

/** The reader's own word for trouble with the card in front of it, not with itself. */
const cardTrouble = new Set([0x31, 0x32, 0x33, 0x37, 0x3f, 0x40, 0x41, 0x47, 0x80, 0x81]);
export const isCardTrouble = (status: number): boolean => cardTrouble.has(status);
