/**
 * A deep copy of `value` that cannot be changed: writing to a property of it, at any depth, throws in strict mode.
 *
 * Lists and maps (`map`) are frozen. Objects with named fields have every field made read-only, but stay extensible:
 * jsii marks each object it hands to Python, Java, .NET or Go with a property of its own, and cannot mark a frozen one.
 * Instances of classes are kept as they are: each makes itself read-only with `fixed`.
 */
export function readOnly<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map((each: unknown) => readOnly(each))) as T;
  if (!isPlain(value)) return value;
  return fixed(Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).map(([key, each]) => [key, readOnly(each)]))) as T;
}

/** A frozen copy of a map from names to values, its keys in alphabetical order. */
export function readOnlyMap<T>(map: { readonly [name: string]: T } = {}): { readonly [name: string]: T } {
  const entries = Object.entries(map).filter(([, each]) => each !== undefined);
  return Object.freeze(Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, readOnly(each)])));
}

/** Makes every property of `object` read-only, in place, and returns it. */
export function fixed<T extends object>(object: T): T {
  for (const key of Object.keys(object)) Object.defineProperty(object, key, { writable: false, configurable: false });
  return object;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
