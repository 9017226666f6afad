import { Problems } from '../values/problems';
import { Capacity } from './capacity';
import { checkCapacity } from './checks/capacity-checks';
import { lettersOf } from './availability-zones';
import { EnvironmentProps } from './environment-props';

/** The smallest part of a declaration that can be taken from another environment by itself: a number, or a value whose fields belong together. */
export interface SwapUnit {
  /** Path of the parameter, or what the paths of its parameters begin with: `retention.logsDays`, `integrations.erp`. */
  readonly name: string;
  /** Paths of the parameters that are swapped with it, those in which the two environments differ. */
  readonly parameters: readonly string[];
  /** `to` with this part as in `from`. */
  swap(to: EnvironmentProps, from: EnvironmentProps): EnvironmentProps;
}

/** What makes an environment itself. It is never swapped: what depends on it must show. */
export const identityParameters: readonly string[] = ['name', 'kind', 'account', 'region', 'network.cidr', 'zoneName'];

type Area = keyof EnvironmentProps;
type Swap = SwapUnit['swap'];

/** Values without parts. */
const wholes: readonly Area[] = ['ingress', 'egress', 'data', 'retainsData', 'schedule', 'patchWindow', 'floors', 'deployment', 'budget'];
/** Structs and maps whose fields stand for themselves. */
const fieldwise: readonly Area[] = [
  'owner', 'network', 'integrations', 'tenants', 'access', 'retention', 'thresholds', 'recovery', 'windows', 'idle', 'tags', 'governance', 'features', 'images', 'parameters',
];
const nested: ReadonlyArray<readonly [Area, string]> = [['access', 'groups'], ['access', 'contractors']];

/** `to` with everything as in `from` but what makes it itself. */
export function withAllOf(from: EnvironmentProps, to: EnvironmentProps): EnvironmentProps {
  const { name, kind, account, region, zoneName } = to;
  return { ...from, name, kind, account, region, zoneName, network: { ...from.network, availabilityZones: zonesOf(from), cidr: resized(to.network.cidr, from.network.cidr) } };
}

/** Every unit of which one of `differing` is a parameter, in alphabetical order. Parameters of an environment's identity have none. */
export function swapUnits(from: EnvironmentProps, to: EnvironmentProps, differing: readonly string[]): SwapUnit[] {
  const units: SwapUnit[] = [];
  const left = new Set(differing.filter((path) => !identityParameters.includes(path) || (path === 'network.cidr' && !sameSize(from, to))));
  const take = (name: string, swap: Swap, covers = (path: string): boolean => path === name || path.startsWith(`${name}.`)): void => {
    const parameters = [...left].filter(covers).toSorted();
    if (parameters.length === 0) return;
    parameters.forEach((path) => left.delete(path));
    units.push({ name, parameters, swap });
  };
  for (const name of namesOf(from.capacity, to.capacity)) capacityUnits(name, from, to).forEach(({ label, swap, covers }) => take(label, swap, covers));
  for (const [area, field] of nested) {
    for (const key of namesOf(inside(from, area, field), inside(to, area, field))) take(`${area}.${field}.${key}`, (a, b) => put(a, b, [area, field, key]));
  }
  for (const area of fieldwise) {
    for (const key of namesOf(from[area], to[area])) take(`${area}.${key}`, (a, b) => put(a, b, [area, key]));
  }
  for (const area of wholes) take(area, (a, b) => put(a, b, [area]));
  return units.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function put(to: EnvironmentProps, from: EnvironmentProps, path: readonly string[]): EnvironmentProps {
  if (path.join('.') === 'network.availabilityZones') return { ...to, network: { ...to.network, availabilityZones: zonesOf(from) } };
  if (path.join('.') === 'network.cidr') return { ...to, network: { ...to.network, cidr: resized(to.network.cidr, from.network.cidr) } };
  return placed(to, from, path) as EnvironmentProps;
}

/** A copy of `to` whose value at `path` is that of `from`; without it where `from` has none. */
function placed(to: unknown, from: unknown, [key = '', ...rest]: readonly string[]): object {
  const { [key]: mine, ...others } = { ...to as Record<string, unknown> };
  const theirs = (from as Record<string, unknown> | undefined)?.[key];
  const value = rest.length === 0 ? theirs : placed(mine, theirs, rest);
  return value === undefined ? others : { ...others, [key]: value };
}

function zonesOf({ network }: EnvironmentProps): string[] {
  return lettersOf(network.availabilityZones);
}

function namesOf(...maps: readonly unknown[]): string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(map ?? {})))].toSorted();
}

function inside(props: EnvironmentProps, area: Area, field: string): unknown {
  return (props[area] as Record<string, unknown> | undefined)?.[field];
}

function sameSize(from: EnvironmentProps, to: EnvironmentProps): boolean {
  return from.network.cidr.split('/')[1] === to.network.cidr.split('/')[1];
}

/** The block of `size`'s length around `own`: how large a network is, is a parameter; where it lies, is identity. */
function resized(own: string, size: string): string {
  const [address = '', length = ''] = own.split('/');
  const wanted = size.split('/')[1] ?? length;
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const block = 2 ** (32 - Number(wanted));
  const first = Math.floor(bits / block) * block;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${wanted}`;
}

interface CapacityUnit {
  readonly label: string;
  readonly swap: Swap;
  readonly covers?: (path: string) => boolean;
}

/** Field by field where every mixture is a capacity that AWS offers; fields that only fit together are one unit. */
function capacityUnits(name: string, from: EnvironmentProps, to: EnvironmentProps): CapacityUnit[] {
  const [theirs, mine] = [from.capacity?.[name], to.capacity?.[name]];
  const whole: CapacityUnit = { label: `capacity.${name}`, swap: (a, b) => put(a, b, ['capacity', name]) };
  if (theirs === undefined || mine === undefined || !alike(theirs, mine)) return [whole];
  const fields = Object.keys(mine.parameters).filter((field) => mine.parameters[field] !== theirs.parameters[field]);
  const fits = (some: readonly string[]): boolean => [[mine, theirs], [theirs, mine]].every(([a, b]) => a !== undefined && b !== undefined && isOffered(name, mixed(a, b, some)));
  const bound = fields.filter((field) => !fits([field]));
  if (bound.length > 0 && !fits(bound)) return [whole];
  const groups = [...fields.filter((field) => !bound.includes(field)).map((field) => [field]), ...(bound.length > 0 ? [bound] : [])];
  return groups.map((group) => ({
    label: `capacity.${name}.${group.join('+')}`,
    swap: (a, b) => swapFields(a, b, name, group),
    covers: (path) => group.some((field) => path === `capacity.${name}.${field}`),
  }));
}

function swapFields(to: EnvironmentProps, from: EnvironmentProps, name: string, fields: readonly string[]): EnvironmentProps {
  const [theirs, mine] = [from.capacity?.[name], to.capacity?.[name]];
  return theirs === undefined || mine === undefined ? to : { ...to, capacity: { ...to.capacity, [name]: mixed(mine, theirs, fields) } };
}

function alike(a: Capacity, b: Capacity): boolean {
  return a.of === b.of && a.parameters['mode'] === b.parameters['mode'] && Object.keys(a.parameters).join() === Object.keys(b.parameters).join();
}

/** A capacity of the same class as `mine` with some fields of `theirs`. Its class makes no such mixture, since nobody declares one. */
function mixed(mine: Capacity, theirs: Capacity, fields: readonly string[]): Capacity {
  const values = (capacity: Capacity): [string, unknown][] => Object.entries(capacity).filter(([field]) => fields.includes(field));
  const printed = Object.fromEntries(Object.entries(mine.parameters).map(([field, value]) => [field, fields.includes(field) ? theirs.parameters[field] ?? value : value]));
  return Object.assign(Object.create(Object.getPrototypeOf(mine) as object) as Capacity, mine, Object.fromEntries(values(theirs)), { parameters: printed });
}

function isOffered(name: string, capacity: Capacity): boolean {
  const problems = new Problems();
  checkCapacity(problems, { capacity: { [name]: capacity } });
  return problems.list.length === 0;
}
