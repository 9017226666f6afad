import { Attribution, type Explanation, type Observed } from './attribute';
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
    const note = (resource: Pick<AttributedPlace, 'logicalId' | 'type'>) => (path: string, texts: Observed): void => {
      const [to, from] = texts;
      if (to !== from) found.push({ stack, ...resource, path, from: shown(from), to: shown(to), explanation: attribution.explain(texts) });
    };
    const presence = note({});
    if (stacks[0] === undefined || stacks[1] === undefined) presence('', stacks.map((one) => (one === undefined ? NOTHING : 'a stack')));
    else compareEach(stacks.map((one) => (one === undefined ? undefined : withoutResources(one))), (path, texts) => presence(path, texts.map((text) => text ?? NOTHING)));
    const resources = stacks.map((one) => (one === undefined ? {} : resourcesOf(one)));
    for (const logicalId of new Set(resources.flatMap((one) => Object.keys(one)))) {
      const row = resources.map((one) => one[logicalId]);
      const [before, after] = row;
      const type = before?.Type ?? after?.Type;
      if (type === undefined) continue; // it is there in mixtures only
      const place = note({ logicalId, type });
      if (before === undefined || after === undefined) place('', row.map((one) => one?.Type ?? NOTHING));
      else compareEach(row.map((one) => (one === undefined ? undefined : plain(one))), place); // where a mixture does not have the resource, it says nothing about its properties
    }
  }
  return { places: found, attribution };
}

/** Construct paths of the resources that are the same in both: what mixtures make of these, nobody asks. Without those whose path the templates do not tell. */
export function sameEitherWay({ toView, twin }: Pick<Material, 'toView' | 'twin'>): string[] {
  if ('failure' in twin) return [];
  return [...toView].flatMap(([path, stack]) => {
    const other = twin.view.get(path);
    const others = other === undefined ? {} : resourcesOf(other);
    return Object.entries(resourcesOf(stack)).flatMap(([logicalId, resource]) => {
      const at = resource.Metadata?.['aws:cdk:path'];
      const again = others[logicalId];
      return typeof at === 'string' && again?.Metadata?.['aws:cdk:path'] === at && alike(plain(resource), plain(again)) ? [at] : [];
    });
  });
}

/** What stands for a value that is not there, where that is to be told from a synthesis that says nothing. */
const NOTHING = '\u0000';

/** Every place in which the first two values, which are there, are not alike, with what stands there in each; undefined where the value is missing as a whole. */
function compareEach(values: Row, place: (path: string, texts: Observed) => void): void {
  if (alike(values[0], values[1])) return;
  const { versions, versionOf } = distinct(values);
  together(versions, '', (path, inVersions) => {
    const texts = inVersions.map((value) => (value === undefined ? NOTHING : textOf(value)));
    place(path, versionOf.map((version) => (version === undefined ? undefined : texts[version])));
  });
}

/** Most syntheses make the same of a resource: it is walked once for all that do. */
function distinct(values: Row): { readonly versions: Row; readonly versionOf: ReadonlyArray<number | undefined> } {
  const numbers = new Map<string, number>();
  const versions: unknown[] = [];
  const versionOf = values.map((value) => {
    if (value === undefined) return undefined;
    const text = JSON.stringify(value);
    const known = numbers.get(text) ?? versions.push(value) - 1;
    numbers.set(text, known);
    return known;
  });
  return { versions, versionOf };
}

function shown(text: string | undefined): string | undefined {
  return text === NOTHING ? undefined : text;
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
