import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { AssemblyStack } from '../assembly/load-assembly';
import type { SourcePlaces } from '../assembly/source-place';
import { kindOfPresence, kindOfValue, nameOf, presenceWords, principalOf, valueWords } from './architecture-words';
import { ViewComparison, plain, resourcesOf, withoutResources, type PlaceDifference } from './compare-views';
import { defined } from './defined';
import { foreignValues } from './foreign-values';
import type { Identity } from './identity';
import type { Material, View } from './material';
import type { DifferenceKind, UndeclaredDifference } from './report';

/** A difference with the names of the constructs it is about. */
interface Told extends PlaceDifference {
  /** Construct path inside the environment. */
  readonly construct?: string;
  readonly at?: AssemblyStack;
}

/** Every difference between the first environment and the twin that is not one of identity, and what of the first stands in the second. */
export function undeclaredDifferences(material: Material, twin: View, identity: Identity, places: SourcePlaces): UndeclaredDifference[] {
  const { fromView, toView, to } = material;
  const roots: readonly [string, string] = [rootOf(fromView), rootOf(twin)];
  const outside = outsideOfWorkload(material);
  const found = new ViewComparison(fromView, twin, roots, identity).differences().filter((difference) => !outside.has(placeKey(difference)));
  const beyond = outside.size === 0 ? [] : new ViewComparison(fromView, toView, roots, identity).differences().filter((difference) => outside.has(placeKey(difference)));
  const told = (difference: PlaceDifference, second: View): Told => withConstruct(difference, difference.in === 'to' ? second : fromView, places);
  return [
    ...grouped(found.map((difference) => told(difference, twin)), fromView, twin, places).map((group) => undeclared(group, to.name, identity, places)),
    ...beyond.map((difference) => notReproducible(told(difference, toView), to.name, places)),
    ...foreignValues(material).map(({ value, parameter, stack, logicalId, type, path, text }) => {
      const place = withConstruct({ stack, logicalId, type, path, in: 'to', to: text }, toView, places);
      return finished(place, places, {
        kind: 'identity', more: 0, says: `${to.name} names ${value}, which is ${material.from.name}'s ${parameter}: ${nameOf(place.construct ?? logicalId, stack)}`,
      });
    }),
  ].toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** What differs between the second environment and its own synthesis once more: added beside the workload, or never twice the same. */
function outsideOfWorkload({ toView, variants }: Material): ReadonlySet<string> {
  const again = variants.find(({ swapped }) => swapped.size === 0);
  if (again === undefined) return new Set();
  const found = new Set<string>();
  for (const stack of new Set([...toView.keys(), ...again.view.keys()])) {
    const [a, b] = [toView.get(stack), again.view.get(stack)];
    if (a === undefined || b === undefined) found.add(placeKey({ stack }));
    if (a !== undefined && b !== undefined && JSON.stringify(withoutResources(a)) !== JSON.stringify(withoutResources(b))) found.add(placeKey({ stack }));
    const [mine, theirs] = [a === undefined ? {} : resourcesOf(a), b === undefined ? {} : resourcesOf(b)];
    for (const logicalId of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      const [one, other] = [mine[logicalId], theirs[logicalId]];
      if (one === undefined || other === undefined || JSON.stringify(plain(one)) !== JSON.stringify(plain(other))) found.add(placeKey({ stack, logicalId }));
    }
  }
  return found;
}

function placeKey({ stack, logicalId, logicalIdInTo }: Pick<PlaceDifference, 'stack' | 'logicalId' | 'logicalIdInTo'>): string {
  return `${stack}\u0000${logicalIdInTo ?? logicalId ?? ''}`;
}

/** Construct path of the environment of a view. */
export function rootOf(view: View): string {
  const [first] = view;
  return first === undefined ? '' : first[1].path.slice(0, Math.max(0, first[1].path.length - first[0].length - 1));
}

function withConstruct(difference: PlaceDifference, view: View, places: SourcePlaces): Told {
  const at = view.get(difference.stack);
  if (at === undefined || difference.logicalId === undefined) return defined<Told>({ ...difference, at });
  const construct = places.constructPath(at, difference.logicalId);
  const root = at.path.slice(0, at.path.length - difference.stack.length);
  const inside = construct?.startsWith(root) === true ? construct.slice(root.length) : construct;
  return { ...difference, at, ...(inside === undefined ? {} : { construct: inside }) };
}

/** Differences that are one to an architect: a component with all that belongs to it. */
interface Group {
  readonly principal: Told;
  readonly name: string;
  readonly more: number;
}

function grouped(differences: readonly Told[], from: View, to: View, places: SourcePlaces): Group[] {
  const whole = differences.filter(({ in: side, logicalId, path }) => side !== 'both' && logicalId !== undefined && path === '');
  const groups = new Map<string, Told[]>();
  for (const difference of whole) {
    const key = `${difference.in} ${componentOf(difference, whole, difference.in === 'from' ? from : to, places)}`;
    groups.set(key, [...groups.get(key) ?? [], difference]);
  }
  const components = [...groups.values()].flatMap((members): Group[] => {
    const principal = principalOf(members);
    if (principal === undefined) return [];
    const path = members.length > 1 ? scopeOf(members) : principal.construct;
    return [{ principal, name: nameOf(path ?? principal.logicalId, principal.stack), more: members.length - 1 }];
  });
  const values = differences.filter((difference) => !whole.includes(difference));
  return [...components, ...values.map((principal): Group => ({ principal, name: nameOf(principal.construct ?? principal.logicalId, principal.stack), more: 0 }))];
}

/** The innermost construct around all of them. */
function scopeOf(members: readonly Told[]): string | undefined {
  const [first = [], ...others] = members.map(({ construct }) => construct?.split('/') ?? []);
  const length = first.findIndex((step, i) => others.some((path) => path[i] !== step));
  return length <= 0 ? undefined : first.slice(0, length).join('/');
}

/** The outermost construct around a resource of which nothing is on the other side. */
function componentOf({ construct, stack, in: side }: Told, whole: readonly Told[], view: View, places: SourcePlaces): string {
  if (construct === undefined) return stack;
  const lacking = new Set(whole.filter((one) => one.in === side).map((one) => one.construct));
  const at = view.get(stack);
  const root = at === undefined ? '' : at.path.slice(0, at.path.length - stack.length);
  const all = at === undefined ? [] : Object.keys(resourcesOf(at)).map((logicalId) => places.constructPath(at, logicalId)?.slice(root.length) ?? logicalId);
  const steps = construct.split('/');
  for (let length = stack.split('/').length + 1; length < steps.length; length++) {
    const scope = steps.slice(0, length).join('/');
    if (all.filter((path) => path.startsWith(`${scope}/`)).every((path) => lacking.has(path))) return scope;
  }
  return construct;
}

function undeclared({ principal, name, more }: Group, who: string, identity: Identity, places: SourcePlaces): UndeclaredDifference {
  const { type, path, from, to, in: side, logicalId, stack } = principal;
  if (path === '' && logicalId === undefined && side !== 'both') {
    return finished(principal, places, { kind: side === 'from' ? 'missing-component' : 'additional-component', more, says: `${who} ${side === 'from' ? 'has no' : 'alone has the'} stack ${stack}` });
  }
  if (side !== 'both') return finished(principal, places, { kind: kindOfPresence(type, side === 'from'), more, says: presenceWords(who, { type, name, missing: side === 'from' }) });
  const saysFirst = to !== undefined && identity.saysFirst(to);
  const kind: DifferenceKind = saysFirst || (from !== undefined && from === to) ? 'identity' : kindOfValue(type, path);
  const words = valueWords(who, { type, name, path });
  return finished(principal, places, { kind, more, says: kind === 'identity' ? `${words}: it is not its own` : words });
}

function notReproducible(difference: Told, who: string, places: SourcePlaces): UndeclaredDifference {
  const name = nameOf(difference.construct ?? difference.logicalId, difference.stack);
  return finished(difference, places, {
    kind: 'not-reproducible', more: 0, says: `${name} differs, and is not the same when ${who} is synthesized again: it is added outside of the workload, or depends on time, chance or the order of calls`,
  });
}

function finished(place: Told, places: SourcePlaces, { kind, says, more }: Pick<UndeclaredDifference, 'kind' | 'says' | 'more'>): UndeclaredDifference {
  const { stack, logicalId, type, construct, path, from, to, at } = place;
  const pointer = logicalId === undefined ? [] : ['Resources', logicalId, ...path.replace(/→.*$/, '').split(/[.[\]]+/).filter((step) => step !== '')];
  const placed = at === undefined || logicalId === undefined ? undefined : { source: places.sourceLine(at, logicalId), line: places.templateLine(at.templateFile, pointer) };
  const identifying = [kind, stack, construct ?? logicalId, path, from, to].map((part) => part ?? '').join('\u0000');
  return defined<UndeclaredDifference>({
    id: createHash('sha256').update(identifying).digest('hex').slice(0, 16),
    kind, says, stack, logicalId, type, construct, path, from, to, source: placed?.source, template: at === undefined ? undefined : templateName(at), line: placed?.line, more,
  });
}

/** The template by its place in the assembly: where the assembly lies is of one run only. */
function templateName({ templateFile }: AssemblyStack): string {
  return join(basename(dirname(templateFile)), basename(templateFile));
}

function order({ stack, construct, logicalId, path, id }: UndeclaredDifference): string {
  return [stack, construct ?? '', logicalId ?? '', path, id].join('\u0000');
}
