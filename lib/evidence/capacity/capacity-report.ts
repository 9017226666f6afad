import type { AssemblyStack } from '../../../policies/assembly/load-assembly';
import { type OpeningHours, type WindowTimes, hoursOf, openHoursAWeek } from '../../values/capacity-plan';
import { type Amount, type Bounds, type TemplatePart, documentOf, templateParts } from './template-parts';

/** The least and the most of a number. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What runs in a time: hours of one processor, and a month of one GB. */
export interface Used {
  readonly vcpuHours: Range;
  readonly memoryGbMonths: Range;
  readonly storageGbMonths: Range;
}

/** A planned time of another scale, and all that runs in it. */
export interface WindowCapacity extends Used {
  readonly window: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly hours: number;
}

/** What an environment is a week, outside windows. */
export interface EnvironmentCapacity extends Used {
  readonly environment: string;
  readonly kind: string | undefined;
  readonly account: string;
  readonly openHoursAWeek: number;
  /** Each number as a share of the reference's; missing where the reference has none. */
  readonly share: { readonly vcpuHours?: Range; readonly memoryGbMonths?: Range; readonly storageGbMonths?: Range };
  readonly windows: readonly WindowCapacity[];
  /** Types whose size is not in the template or that cost by use, to how many there are. */
  readonly notCounted: Readonly<Record<string, number>>;
}

/** An account, and what the platform calls it. */
export interface NamedAccount {
  readonly name: string;
  readonly kind: string | undefined;
  readonly account: string;
}

/** Hours of a month, as AWS counts them: 8760 a year, by twelve. */
export const HOURS_A_MONTH = 730;
const HOURS_A_WEEK = 168;

/** Types that compute or store, whose size a template does not say. */
const unsized = [
  'AWS::Lambda::Function', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::EFS::FileSystem', 'AWS::EC2::Instance',
  'AWS::AutoScaling::AutoScalingGroup', 'AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache', 'AWS::OpenSearchService::Domain',
  'AWS::Redshift::Cluster', 'AWS::RedshiftServerless::Workgroup', 'AWS::CodeBuild::Project', 'AWS::EC2::NatGateway', 'AWS::NetworkFirewall::Firewall',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
];

/** What each account is in terms of capacity, from the templates and what they say of hours and windows, beside the one called `reference`. */
export function capacityReport(stacks: readonly AssemblyStack[], accounts: readonly NamedAccount[], reference: string): EnvironmentCapacity[] {
  const measured = accounts.map((account) => measure(stacks.filter((stack) => stack.account === account.account), account));
  const base = measured.find(({ environment }) => environment === reference);
  return measured.map((each) => ({ ...each, share: base === undefined ? {} : shareOf(each, base) }));
}

function measure(stacks: readonly AssemblyStack[], { name, kind, account }: NamedAccount): Omit<EnvironmentCapacity, 'share'> {
  const parts = templateParts(stacks);
  const { hours, windows } = timesIn(stacks);
  const open = openHoursAWeek(hours);
  return {
    environment: name, kind, account, openHoursAWeek: open,
    ...used(parts, ({ closes }) => (closes ? open : HOURS_A_WEEK), (part) => part.open),
    windows: windows.map((window) => ({
      window: window.name, start: window.start, end: window.end, timeZone: window.timeZone, hours: hoursOf(window),
      ...used(parts, () => hoursOf(window), (part) => part.windows[window.name] ?? part.open),
    })),
    notCounted: countUnsized(stacks, parts),
  };
}

/**
 * When what opens and closes is open: as written where a function of the account reads it. Hours that nobody reads stop nothing.
 */
function timesIn(stacks: readonly AssemblyStack[]): { hours: OpeningHours | undefined; windows: WindowTimes[] } {
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}));
  const paths = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => (Properties?.Environment as { Variables?: { CAPACITY_PATH?: unknown } } | undefined)?.Variables?.CAPACITY_PATH);
  const below = resources.filter(({ Type }) => Type === 'AWS::SSM::Parameter').flatMap(({ Properties }) => {
    const path = paths.find((each) => typeof each === 'string' && String(Properties?.Name).startsWith(`${each}/`));
    return path === undefined ? [] : [[String(Properties?.Name).slice(String(path).length + 1), documentOf(Properties?.Value)] as const];
  });
  return {
    hours: below.find(([name]) => name === 'hours')?.[1] as OpeningHours | undefined,
    windows: below.filter(([name]) => name.startsWith('windows/')).map(([name, window]) => ({ ...window as WindowTimes, name: name.slice('windows/'.length) }))
      .toSorted((a, b) => (a.start < b.start ? -1 : 1)),
  };
}

function used(parts: readonly TemplatePart[], hours: (part: TemplatePart) => number, amounts: (part: TemplatePart) => Bounds): Used {
  const total = (measureOf: (amount: Amount) => number, unit: number): Range => {
    const sum = (end: keyof Bounds): number => rounded(parts.reduce((all, part) => all + measureOf(amounts(part)[end]) * hours(part), 0) / unit);
    return { least: sum('least'), most: sum('most') };
  };
  return {
    vcpuHours: total(({ vcpu }) => vcpu, 1),
    memoryGbMonths: total(({ memory }) => memory, HOURS_A_MONTH),
    storageGbMonths: total(({ storage }) => storage, HOURS_A_MONTH),
  };
}

function shareOf(one: Used, base: Used): EnvironmentCapacity['share'] {
  const shares = (['vcpuHours', 'memoryGbMonths', 'storageGbMonths'] as const).flatMap((measureName) => {
    const { least, most } = base[measureName];
    if (least === 0 || most === 0) return [];
    return [[measureName, { least: rounded(one[measureName].least / least), most: rounded(one[measureName].most / most) }] as const];
  });
  return Object.fromEntries(shares);
}

function countUnsized(stacks: readonly AssemblyStack[], parts: readonly TemplatePart[]): Record<string, number> {
  const counted = new Set(parts.map(({ path }) => path));
  const found = stacks.flatMap((stack) => Object.entries(stack.template.Resources ?? {})
    .filter(([id, { Type }]) => unsized.includes(Type) || (Type === 'AWS::RDS::DBInstance' && !counted.has(`${stack.path}/${id}`)))
    .map(([, { Type }]) => Type));
  return Object.fromEntries([...new Set(found)].toSorted().map((type) => [type, found.filter((each) => each === type).length]));
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
