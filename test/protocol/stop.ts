/** Where a terminal may be stopped: at each of these the world or its memory changes. */
export type Place = "journal" | "centre" | "apdu" | "printer";
export type Stop = { readonly place: Place; readonly n: number; readonly when: "before" | "after" };

/** The process is dead from here on; nothing of it runs any more. */
export class Stopped extends Error {}

/** Counts what a terminal does at each place and stops it at one, as `kill -9` would. */
export function stopper(stop?: Stop) {
  const counts: Record<Place, number> = { journal: 0, centre: 0, apdu: 0, printer: 0 };
  let dead = false;
  function die(): never {
    dead = true;
    throw new Stopped();
  }
  return {
    counts,
    /** True once the terminal was stopped. */
    dead: () => dead,
    /** Call before the deed; call what it answers after the deed. */
    enter(place: Place): () => void {
      if (dead) die();
      const mine = stop?.place === place && stop.n === counts[place];
      counts[place] += 1;
      if (mine && stop.when === "before") die();
      return () => {
        if (mine || dead) die();
      };
    },
  };
}

export type Stopper = ReturnType<typeof stopper>;
