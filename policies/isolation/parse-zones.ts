import { UnusableInput } from '../assembly/unusable-input';
import { addressRange } from './algebra/ranges';
import { parseOrganization } from './organization';
import { CARRIES, ZONE_KINDS, Zones, type Assumption, type Pathway, type Zone } from './zones';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The zones in `content` (of `zones.json` or `understudy.json`, see docs/zones.schema.json). All problems are told at
 * once.
 */
export function parseZones(content: unknown, file: string): Zones {
  const problems: string[] = [];
  const wrong = (at: string, must: string, got?: unknown): void => {
    problems.push(`- ${at}: must ${must}${got === undefined ? '' : `, got ${JSON.stringify(got)}`}`);
  };
  const root = fieldsOf(content);
  if (!root) throw new UnusableInput(`${file}: must be an object with zones; see docs/zones.schema.json`);
  const zones = Object.entries(fieldsOf(root['zones']) ?? {}).map(([name, zone]) => zoneOf(name, fieldsOf(zone) ?? {}, wrong));
  if (zones.length < 2) wrong('zones', 'name at least two zones with their accounts, as the proof is about what lies between them', zones.map(({ name }) => name));
  checkAccounts(zones, wrong);
  checkDomains(zones, wrong);
  const names = new Set(zones.map(({ name }) => name));
  const pathways = listOf(root['pathways']).map((pathway, index) => pathwayOf(pathway, `pathways.${index}`, names, wrong));
  const assumptions = listOf(root['assumptions']).map((assumption, index) => assumptionOf(assumption, `assumptions.${index}`, wrong));
  const described = fieldsOf(root['organization']) ?? {};
  const organization = described['id'];
  const tree = parseOrganization(described, zones, wrong);
  if (organization !== undefined && !/^o-[a-z0-9]{4,32}$/.test(String(organization))) wrong('organization.id', 'be an organisation id such as o-abc1234567', organization);
  if (problems.length > 0) throw new UnusableInput(`${file} has ${problems.length} problem${problems.length === 1 ? '' : 's'}\n${problems.join('\n')}`);
  return new Zones(zones, pathways, assumptions, organization === undefined ? undefined : String(organization), tree);
}

type Wrong = (at: string, must: string, got?: unknown) => void;

function zoneOf(name: string, zone: Fields, wrong: Wrong): Zone {
  const at = `zones.${name}`;
  const kind = ZONE_KINDS.find((one) => one === zone['kind']);
  if (!kind) wrong(`${at}.kind`, `be one of ${ZONE_KINDS.join(', ')}`, zone['kind'] ?? null);
  const accounts = textsOf(zone['accounts']);
  accounts.filter((account) => !/^\d{12}$/.test(account)).forEach((account) => wrong(`${at}.accounts`, 'be account ids of twelve digits, as texts', account));
  if (accounts.length === 0) wrong(`${at}.accounts`, 'name at least one account', zone['accounts'] ?? null);
  const cidrs = textsOf(zone['cidrs']);
  cidrs.filter((cidr) => !addressRange(cidr)).forEach((cidr) => wrong(`${at}.cidrs`, 'be address blocks such as 10.10.0.0/16', cidr));
  const domains = textsOf(zone['domains']).map((domain) => domain.toLowerCase().replace(/\.$/, ''));
  domains.filter((domain) => !/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(domain)).forEach((domain) => wrong(`${at}.domains`, 'be domain names such as projects.example.com', domain));
  return { name, kind: kind ?? 'shared', accounts, cidrs, domains };
}

function checkAccounts(zones: readonly Zone[], wrong: Wrong): void {
  const seen = new Map<string, string>();
  for (const { name, accounts } of zones) {
    for (const account of accounts) {
      const other = seen.get(account);
      if (other !== undefined) wrong(`zones.${name}.accounts`, `not repeat an account of zone ${other}; an account belongs to one zone`, account);
      seen.set(account, name);
    }
  }
}

function checkDomains(zones: readonly Zone[], wrong: Wrong): void {
  const seen = new Map<string, string>();
  for (const { name, domains } of zones) {
    for (const domain of domains) {
      const other = seen.get(domain);
      if (other !== undefined) wrong(`zones.${name}.domains`, `not repeat a domain of zone ${other}; a name belongs to one zone`, domain);
      seen.set(domain, name);
    }
  }
}

function pathwayOf(value: unknown, at: string, names: ReadonlySet<string>, wrong: Wrong): Pathway {
  const pathway = fieldsOf(value) ?? {};
  const part = (name: string): string => {
    const found = pathway[name];
    if (typeof found !== 'string' || found.trim() === '') wrong(`${at}.${name}`, 'be told', found ?? null);
    return typeof found === 'string' ? found : '';
  };
  const [id, from, to, why, owner] = [part('id'), part('from'), part('to'), part('why'), part('owner')];
  for (const end of [from, to]) if (end !== '' && !names.has(end)) wrong(at, 'lead between declared zones', end);
  const carries = CARRIES.find((one) => one === pathway['carries']);
  if (!carries) wrong(`${at}.carries`, `be one of ${CARRIES.join(', ')}`, pathway['carries'] ?? null);
  return { id, from, to, carries: carries ?? 'monitoring', why, owner, ...portsOf(pathway['ports'], at, wrong) };
}

function portsOf(value: unknown, at: string, wrong: Wrong): { readonly ports?: readonly number[] } {
  if (value === undefined) return {};
  const ports = Array.isArray(value) ? value.map(Number) : [];
  if (ports.length === 0 || ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535)) wrong(`${at}.ports`, 'be a list of port numbers such as [443]', value);
  return { ports };
}

function assumptionOf(value: unknown, at: string, wrong: Wrong): Assumption {
  const assumption = fieldsOf(value) ?? {};
  const part = (name: string): string => {
    const found = assumption[name];
    if (typeof found !== 'string' || found.trim() === '') wrong(`${at}.${name}`, 'be told', found ?? null);
    return typeof found === 'string' ? found : '';
  };
  const until = part('until');
  if (until !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(until)) wrong(`${at}.until`, 'be a date such as 2026-12-31', until);
  return { covers: part('covers'), why: part('why'), owner: part('owner'), until };
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fields : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): string[] {
  return listOf(value).map(String);
}
