import type { TemplateResource } from '../assembly/load-assembly';
import { Attribution, type Explanation } from './attribute';
import { plain, resourcesOf, withoutResources } from './compare-views';
import type { Material, Variant, View } from './material';
import { innerJson, joinedText, textOf } from './text-of';

/** A place of the templates that differs because parameters differ. */
export interface AttributedPlace {
  readonly stack: string;
  readonly logicalId?: string;
  readonly type?: string;
  readonly path: string;
  /** With all parameters of the first environment. */
  readonly from: string | undefined;
  /** The second environment as it is. */
  readonly to: string | undefined;
  /** What may have caused it, by numbers of units. */
  readonly explanation: Explanation;
}

/** What stands in each synthesis; undefined where nothing does. */
type Row = readonly unknown[];
type Emit = (path: string, values: Row) => void;

/**
 * Every place in which the twin (all parameters of the first environment) differs from the second environment, and which units cause it.
 * All views are of the same environment, so that no identity stands in the way.
 */
export function attributedPlaces({ toView, units, variants }: Pick<Material, 'toView' | 'units' | 'variants'>, twin: Variant): { readonly places: AttributedPlace[]; readonly attribution: Attribution } {
  const all = [{ swapped: new Set<string>(), view: toView }, twin, ...variants];
  const attribution = new Attribution(all.map(({ swapped }) => units.map(({ name }) => swapped.has(name))));
  const found: AttributedPlace[] = [];
  for (const stack of stackPaths(all.map(({ view }) => view))) {
    const stacks = all.map(({ view }) => view.get(stack));
    const note = (resource: Pick<AttributedPlace, 'logicalId' | 'type'>): Emit => (path, values) => {
      const texts = values.map((value) => (value === undefined ? '\u0000' : textOf(value)));
      const [to = '', from = ''] = texts;
      if (to === from) return;
      found.push({ stack, ...resource, path, from: shown(from), to: shown(to), explanation: attribution.explain(texts) });
    };
    const presence = note({});
    if (stacks.includes(undefined)) presence('', stacks.map((one) => (one === undefined ? undefined : 'a stack')));
    together(stacks.map((one) => (one === undefined ? undefined : withoutResources(one))), '', presence);
    const resources = stacks.map((one) => (one === undefined ? {} : resourcesOf(one)));
    for (const logicalId of new Set(resources.flatMap((one) => Object.keys(one)))) {
      compareResource(resources.map((one) => one[logicalId]), logicalId, note, attribution, (place) => found.push({ stack, ...place }));
    }
  }
  return { places: found, attribution };
}

function compareResource(
  row: readonly (TemplateResource | undefined)[], logicalId: string, note: (resource: Pick<AttributedPlace, 'logicalId' | 'type'>) => Emit,
  attribution: Attribution, add: (place: Omit<AttributedPlace, 'stack'>) => void,
): void {
  const [base, twin] = row;
  const type = base?.Type ?? twin?.Type;
  if (type === undefined) return; // it is there in mixtures only
  const resource = { logicalId, type };
  if (base === undefined || twin === undefined) {
    note(resource)('', row.map((one) => one?.Type));
    return;
  }
  if (alike(plain(base), plain(twin))) return;
  // Where a mixture does not have the resource, it says nothing about its properties.
  together(row.map((one) => (one === undefined ? undefined : plain(one))), '', (path, values) => {
    const texts = values.map((value, i) => (row[i] === undefined ? undefined : value === undefined ? '\u0000' : textOf(value)));
    const [to = '', from = ''] = texts;
    if (to !== from) add({ ...resource, path, from: shown(from), to: shown(to), explanation: attribution.explain(texts) });
  });
}

function shown(text: string): string | undefined {
  return text === '\u0000' ? undefined : text;
}

function stackPaths(views: readonly View[]): string[] {
  return [...new Set(views.flatMap((view) => [...view.keys()]))];
}

/** Walks all values at once, down to the smallest places in which the first two are not alike. */
function together(values: Row, path: string, emit: Emit): void {
  if (alike(values[0], values[1])) return;
  const present = values.filter((value) => value !== undefined);
  const inner = insides(values);
  if (inner !== undefined) together(inner, `${path}→`, emit);
  else if (present.every(Array.isArray)) lists(values as readonly (readonly unknown[] | undefined)[], path, emit);
  else if (present.every(isFields) && !present.some((value) => joinedText(value) !== undefined)) {
    const keys = [...new Set(present.flatMap((value) => Object.keys(value)))].toSorted();
    const absent = present.length < values.length;
    if (absent && (values[0] === undefined) !== (values[1] === undefined)) return emit(path, values);
    for (const key of keys) together(values.map((value) => (isFields(value) ? value[key] : undefined)), path === '' ? key : `${path}${path.endsWith('→') ? '' : '.'}${key}`, emit);
  } else emit(path, values);
}

/** What stands in texts: JSON as its values, several lines as a list. Undefined where one of them is neither. */
function insides(values: Row): Row | undefined {
  if (values[0] === undefined || values[1] === undefined) return undefined;
  const texts = values.map((value) => (typeof value === 'string' ? value : value === undefined ? undefined : joinedText(value)));
  if (texts.some((text, i) => text === undefined && values[i] !== undefined)) return undefined;
  const read = texts.map((text) => (text === undefined ? undefined : innerJson(text)));
  if (read.every((value, i) => value !== undefined || values[i] === undefined)) return read;
  const lines = texts.map((text) => text?.split('\n'));
  return lines.some((one) => (one?.length ?? 0) > 2) ? lines : undefined;
}

function lists(values: readonly (readonly unknown[] | undefined)[], path: string, emit: Emit): void {
  const present = values.filter((value) => value !== undefined);
  if ((values[0] === undefined) !== (values[1] === undefined)) return emit(path, values);
  const lengths = new Set(present.map(({ length }) => length));
  const named = present.map((list) => new Map(list.map((element, i) => [nameOf(element) ?? `\u0000${i}`, element])));
  const allNamed = present.every((list, i) => named[i]?.size === list.length && list.every((element) => nameOf(element) !== undefined));
  if (allNamed || lengths.size > 1) {
    const keyed = values.map((list) => (list === undefined ? undefined : allNamed ? new Map(list.map((element) => [nameOf(element) ?? '', element])) : byContent(list)));
    for (const key of [...new Set(keyed.flatMap((map) => [...map?.keys() ?? []]))].toSorted()) {
      together(keyed.map((map) => map?.get(key)), `${path}[${allNamed ? key : shortened(key)}]`, emit);
    }
    return;
  }
  const [length = 0] = lengths;
  for (let i = 0; i < length; i++) together(values.map((list) => list?.[i]), `${path}[${i}]`, emit);
}

function byContent(list: readonly unknown[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const element of list) {
    const text = textOf(element);
    let key = text;
    for (let n = 2; found.has(key); n++) key = `${text} (${n})`;
    found.set(key, element);
  }
  return found;
}

function shortened(key: string): string {
  return key.length <= 60 ? key : `${key.slice(0, 59)}…`;
}

function nameOf(element: unknown): string | undefined {
  if (!isFields(element)) return undefined;
  return ['Key', 'Sid', 'Name', 'Id'].map((key) => element[key]).find((value) => typeof value === 'string');
}

function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((element, i) => alike(element, b[i]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && alike(a[key], b[key]));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
