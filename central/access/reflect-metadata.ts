/**
 * @peculiar/x509 keeps its parts in a container that asks for the metadata calls of an abandoned decorators proposal, and
 * loads with nothing less. What it keeps there is a note at a class; this is as much of the proposal as it uses.
 * To be imported before it.
 */
type Notes = Map<unknown, unknown>;

const kept = new WeakMap<object, Notes>();
const read = (key: unknown, target: object): unknown => kept.get(target)?.get(key);

Object.assign(Reflect, {
  getMetadata: read,
  getOwnMetadata: read,
  defineMetadata(key: unknown, value: unknown, target: object) {
    const notes: Notes = kept.get(target) ?? new Map<unknown, unknown>();
    kept.set(target, notes.set(key, value));
  },
});
