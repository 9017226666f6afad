import { Choice, isFields, isList, untold, type Value } from './value';

const MOST_CONDITIONS = 5;

/**
 * `work` done for every way the conditions inside `values` may turn out; the same condition turns out the same way
 * everywhere. With no condition inside, `work` is simply done.
 */
export function lift(values: readonly Value[], work: (values: readonly Value[]) => Value): Value {
  const conditions = new Map<string, number>();
  values.forEach((value) => collect(value, conditions));
  if (conditions.size === 0) return work(values);
  if (conditions.size > MOST_CONDITIONS) return untold('a text that depends on too many conditions');
  const ways = [...conditions].reduce<Map<string, number>[]>(
    (some, [condition, options]) => some.flatMap((way) => Array.from({ length: options }, (_, i) => new Map(way).set(condition, i))),
    [new Map()],
  );
  return new Choice([...conditions.keys()].join(' and '), ways.map((way) => work(values.map((value) => decided(value, way)))));
}

function collect(value: Value, into: Map<string, number>): void {
  if (value instanceof Choice) {
    into.set(value.condition, value.options.length);
    value.options.forEach((option) => collect(option, into));
  } else if (isList(value)) value.forEach((element) => collect(element, into));
  else if (isFields(value)) Object.values(value).forEach((element) => collect(element, into));
}

function decided(value: Value, way: ReadonlyMap<string, number>): Value {
  if (value instanceof Choice) return decided(value.options[way.get(value.condition) ?? 0] ?? null, way);
  if (isList(value)) return value.map((element) => decided(element, way));
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decided(part, way)])) : value;
}
