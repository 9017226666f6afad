import { Identity } from './identity';
import { innerJson, joinedText, textOf } from './text-of';

/** Whether two texts say the same, each of its own environment. */
export type SameText = (a: string, b: string) => boolean;

/** One place in which two values differ. A side that has nothing there is missing. */
export interface ValueDifference {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** Stands for the path of an element, which is looked for only where something differs: that takes a look at the whole list. */
const HERE = '\u0000';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that name the elements of a list. */
const NAMES = ['Key', 'Sid', 'Name', 'Id', 'LogicalId', 'MetricName', 'ContainerName'];

/** Whether `to` says what `from` says, everything at its place. Most values do: it takes no note of where it is. */
export function saysTheSame(from: unknown, to: unknown, same: SameText): boolean {
  if (typeof from === 'string') return typeof to === 'string' && same(from, to);
  if (Array.isArray(from)) return Array.isArray(to) && from.length === to.length && from.every((element, i) => saysTheSame(element, to[i], same));
  if (!isFields(from) || !isFields(to)) return from === to;
  const [a, b] = [joinedText(from), joinedText(to)];
  if (a !== undefined && b !== undefined) return same(a, b);
  const keys = Object.keys(from);
  return keys.length === Object.keys(to).length && keys.every((key) => Object.hasOwn(to, key) && saysTheSame(from[key], to[key], same));
}

/** Every place in which `to` does not say what `from` says. Empty when they are the same. */
export function compareValues(from: unknown, to: unknown, same: SameText, path = ''): ValueDifference[] {
  if (typeof from === 'string' && typeof to === 'string') return same(from, to) ? [] : insideTexts(from, to, same, path);
  if (Array.isArray(from) && Array.isArray(to)) return compareLists(from, to, same, path);
  if (isFields(from) && isFields(to)) return compareFields(from, to, same, path);
  return from === to ? [] : [{ path, ...side('from', from), ...side('to', to) }];
}

/** Where two texts that differ differ: in the JSON or the lines that they hold, or as a whole. */
function insideTexts(from: string, to: string, same: SameText, path: string): ValueDifference[] {
  const [a, b] = [innerJson(from), innerJson(to)];
  const lines = [from.split('\n'), to.split('\n')] as const;
  const inner = a !== undefined && b !== undefined ? compareValues(a, b, same, `${path}→`)
    : lines.every(({ length }) => length > 2) ? compareLists(...lines, same, `${path}→`) : [];
  return inner.length > 0 ? inner : [{ path, from, to }];
}

function compareFields(from: Fields, to: Fields, same: SameText, path: string): ValueDifference[] {
  const texts = [joinedText(from), joinedText(to)];
  const [a, b] = texts;
  if (a !== undefined && b !== undefined) return same(a, b) || (a === b && sameParts(from, to, same)) ? [] : insideTexts(a, b, same, path);
  if (Identity.isRuntimeMode(from['Name']) && from['Name'] === to['Name'] && from['Value'] === to['Value']) return [];
  return fieldNames(from, to).flatMap((key) => {
    if (Identity.isRuntimeMode(key) && from[key] === to[key]) return [];
    const at = path === '' || path.endsWith('→') ? `${path}${key}` : `${path}.${key}`;
    if (!Object.hasOwn(from, key) || !Object.hasOwn(to, key)) return [{ path: at, ...side('from', from[key]), ...side('to', to[key]) }];
    return compareValues(from[key], to[key], same, at);
  });
}

/** Names of the fields of both, in alphabetical order. */
function fieldNames(from: Fields, to: Fields): string[] {
  const names = Object.keys(from);
  const others = Object.keys(to).filter((name) => !Object.hasOwn(from, name));
  return [...names, ...others].toSorted();
}

/** Joined texts may only seem to name the other environment where two pieces meet. */
function sameParts(from: Fields, to: Fields, same: SameText): boolean {
  const strings = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []);
  const [a, b] = [strings(from), strings(to)];
  return a.length === b.length && a.every((text, i) => same(text, b[i] ?? ''));
}

function compareLists(from: readonly unknown[], to: readonly unknown[], same: SameText, path: string): ValueDifference[] {
  const at = (list: readonly unknown[], index: number): string => `${path}[${elementName(list, index)}]`;
  if (from.length === to.length) {
    const byIndex = from.flatMap((element, i) => compareValues(element, to[i], same, HERE).map((found) => ({ ...found, path: `${at(from, i)}${found.path.slice(HERE.length)}` })));
    if (byIndex.length <= 1 || from.length > 200) return byIndex;
  }
  if (from.length * to.length > 250_000) return [{ path, from: `${from.length} elements`, to: `${to.length} elements` }];
  const left = to.map((_, i) => i);
  const lacking = from.map((_, i) => i).filter((i) => {
    const found = left.findIndex((j) => compareValues(from[i], to[j], same).length === 0);
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  if (lacking.length === 0 && left.length === 0) return [{ path, from: `in the order ${short(from)}`, to: `in the order ${short(to)}` }];
  return paired(from, lacking, to, left).flatMap(([i, j]) => {
    if (i !== undefined && j !== undefined) return compareValues(from[i], to[j], same, at(from, i));
    return i === undefined ? [{ path: at(to, j ?? 0), to: textOf(to[j ?? 0]) }] : [{ path: at(from, i), from: textOf(from[i]) }];
  });
}

/** Elements without a counterpart, in pairs where they have the same name or, when equally many, the same place. */
function paired(from: readonly unknown[], a: readonly number[], to: readonly unknown[], b: readonly number[]): Array<readonly [number | undefined, number | undefined]> {
  const rest = [...b];
  const pairs = a.map((i): readonly [number, number | undefined] => {
    const found = rest.findIndex((j) => nameOf(from[i]) !== undefined && nameOf(from[i]) === nameOf(to[j]));
    const place = found >= 0 ? found : a.length === b.length && nameOf(from[i]) === undefined && rest.length > 0 ? 0 : -1;
    return [i, place < 0 ? undefined : rest.splice(place, 1)[0]];
  });
  return [...pairs, ...rest.map((j) => [undefined, j] as const)];
}

function elementName(list: readonly unknown[], index: number): string {
  const name = nameOf(list[index]);
  return name !== undefined && list.filter((element) => nameOf(element) === name).length === 1 ? name : String(index);
}

function nameOf(element: unknown): string | undefined {
  if (!isFields(element)) return undefined;
  const name = NAMES.map((key) => element[key]).find((value) => typeof value === 'string');
  return typeof name === 'string' && name.length <= 80 ? name : undefined;
}

function side(name: 'from' | 'to', value: unknown): { readonly from?: string; readonly to?: string } {
  return value === undefined ? {} : { [name]: textOf(value) };
}

function short(list: readonly unknown[]): string {
  return list.map((element) => nameOf(element) ?? textOf(element)).join(', ');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
