/** Which worlds Spin walks through: what is wanted at two terminals, from which card, and what happens besides. */
type World = {
  readonly name: string;
  readonly defines: Readonly<Record<string, string | number>>;
};

const wanted = { freeze: "FREEZE", unfreeze: "UNFREEZE", cancel: "CANCEL" } as const;
type Kind = keyof typeof wanted;
type Besides = "ABSENT" | "CLOCK" | "REPLACE" | "REPLAY";

function world(from: "ACT" | "FRZ", one: Kind, two: Kind, ...besides: Besides[]): World {
  const names = { ABSENT: "lost card", CLOCK: "clock", REPLACE: "replacement", REPLAY: "replayed scripts" };
  const start = from === "ACT" ? "active" : "frozen";
  return {
    name: [`${one} and ${two} of a card that is ${start}`, ...besides.map((each) => names[each])].join(", "),
    defines: {
      START: from,
      K0: wanted[one],
      K1: wanted[two],
      ...Object.fromEntries(besides.map((each) => [each, 1])),
    },
  };
}

export const worlds: readonly World[] = [
  world("ACT", "freeze", "freeze"),
  world("ACT", "freeze", "unfreeze", "REPLAY"),
  world("ACT", "cancel", "cancel"),
  world("FRZ", "unfreeze", "cancel"),
  world("FRZ", "unfreeze", "freeze", "ABSENT"),
  world("FRZ", "unfreeze", "unfreeze", "CLOCK"),
  world("FRZ", "unfreeze", "cancel", "REPLACE"),
];

/** For the long run only: what happens besides, in pairs and all together. */
export const largerWorlds: readonly World[] = [
  ...worlds,
  world("ACT", "freeze", "cancel", "REPLAY"),
  world("ACT", "freeze", "cancel", "ABSENT"),
  world("FRZ", "unfreeze", "unfreeze", "REPLACE"),
  world("FRZ", "unfreeze", "cancel", "CLOCK", "REPLACE"),
  world("FRZ", "unfreeze", "freeze", "ABSENT", "CLOCK"),
  world("FRZ", "unfreeze", "freeze", "ABSENT", "REPLAY"),
  world("ACT", "freeze", "unfreeze", "ABSENT", "CLOCK", "REPLACE"),
];

/** One rule broken at a time (MUT in the model); each has to be found in the world named with it. */
export const mutants: readonly {
  readonly mut: number;
  readonly name: string;
  readonly world: World;
}[] = [
  {
    mut: 1,
    name: "the centre restricts only when the card confirms",
    world: world("ACT", "freeze", "unfreeze"),
  },
  { mut: 2, name: "a script serves every session", world: world("ACT", "freeze", "unfreeze", "REPLAY") },
  {
    mut: 3,
    name: "an unconfirmed print is repeated as an original",
    world: world("ACT", "freeze", "cancel"),
  },
  { mut: 4, name: "everybody who asks may print the original", world: world("ACT", "freeze", "freeze") },
  {
    mut: 5,
    name: "a recovery that does not reset the card",
    world: world("ACT", "freeze", "cancel", "REPLAY"),
  },
  { mut: 6, name: "reversal by timeout once the card has gone", world: world("ACT", "freeze", "cancel") },
  { mut: 7, name: "a certificate on the terminal's own belief", world: world("ACT", "freeze", "cancel") },
  { mut: 8, name: "the block before the record", world: world("ACT", "freeze", "cancel") },
  {
    mut: 9,
    name: "settled by the life alone, without the record",
    world: world("FRZ", "unfreeze", "cancel"),
  },
  { mut: 10, name: "a second operation while one is pending", world: world("ACT", "freeze", "unfreeze") },
  { mut: 12, name: "reversal after the record was written", world: world("ACT", "freeze", "cancel") },
  {
    mut: 13,
    name: "going down in force before the card shows it",
    world: world("ACT", "freeze", "unfreeze"),
  },
  {
    mut: 14,
    name: "a replacement that leaves the pending unfreeze alive",
    world: world("FRZ", "unfreeze", "unfreeze", "REPLACE"),
  },
  {
    mut: 15,
    name: "a lift that does not ask whether a replacement runs",
    world: world("FRZ", "unfreeze", "unfreeze", "REPLACE", "CLOCK"),
  },
  {
    mut: 16,
    name: "scripts for an operation that was superseded",
    world: world("FRZ", "unfreeze", "freeze", "ABSENT"),
  },
  {
    mut: 17,
    name: "a second original of a freeze certified without its card",
    world: world("ACT", "freeze", "freeze", "ABSENT"),
  },
];
