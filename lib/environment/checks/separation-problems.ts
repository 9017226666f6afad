import { Cidr } from '../../values/cidr';
import { DomainName } from '../../values/domain-name';
import { Problem, Problems } from '../../values/problems';
import { EnvironmentFacts } from '../environment-facts';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { Integration, IntegrationMode } from '../integration';
import { isBlank, isFields } from './field-checks';

/**
 * Where an environment is not separate from another one: what they share, and what of production is named outside it. Malformed values, which
 * are refused elsewhere, are passed over. `all` are the environments whose addresses a suggestion must leave alone.
 */
export function separationProblems(here: EnvironmentProps, there: EnvironmentFacts, all: readonly EnvironmentFacts[]): readonly Problem[] {
  const problems = new Problems();
  problems.when(here.name?.toLowerCase() === there.name.toLowerCase(), { at: 'name', must: `must not be ${there.name}'s name`, got: here.name, fix: 'choose another name' });
  problems.when(here.account === there.account, {
    at: 'account', must: `must not be ${there.name}'s account`, got: here.account, fix: 'give every environment an account of its own',
  });
  checkAddresses(problems, here, there, all);
  checkNames(problems, here, there);
  checkGroups(problems, here, there);
  checkImages(problems, here, there);
  if (there.kind === EnvironmentKind.PRODUCTION && here.kind !== EnvironmentKind.PRODUCTION) {
    checkIntegrationHosts(problems, here, there);
    checkEgress(problems, here, there);
    checkMentions(problems, here, there);
  }
  return problems.list;
}

function checkAddresses(problems: Problems, { network }: EnvironmentProps, there: EnvironmentFacts, all: readonly EnvironmentFacts[]): void {
  if (!isFields(network) || isBlank(network.cidr) || Cidr.problems(network.cidr).length > 0) return;
  const [ours, theirs] = [Cidr.of(network.cidr), Cidr.of(there.network.cidr)];
  if (!ours.overlaps(theirs)) return;
  const free = freeBlockBehind(theirs, ours.prefix, all.map((each) => Cidr.of(each.network.cidr)));
  problems.when(true, {
    at: 'network.cidr', must: `must not overlap ${there.name}'s ${theirs.toString()}`, got: network.cidr,
    fix: free === undefined ? 'choose a free block' : `choose a free block, for example ${free.toString()}`,
  });
}

/** The next block of length `prefix` behind `block`, in the same private range, that is nobody's. */
function freeBlockBehind(block: Cidr, prefix: number, taken: readonly Cidr[]): Cidr | undefined {
  const range = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((each) => Cidr.of(each)).find((each) => each.contains(block));
  if (range === undefined || prefix < range.prefix) return undefined;
  const size = 1n << BigInt(range.bits - prefix);
  const [count, next] = [Number(range.size / size), Number((block.last - range.first) / size) + 1];
  for (let tried = 0; tried < Math.min(count, 1000); tried++) {
    const candidate = range.block(prefix, (next + tried) % count);
    if (!taken.some((each) => each.overlaps(candidate))) return candidate;
  }
  return undefined;
}

function checkNames(problems: Problems, here: EnvironmentProps, there: EnvironmentFacts): void {
  if (isBlank(here.zoneName)) return;
  const [ours, theirs] = [here.zoneName.toLowerCase(), there.zoneName];
  const fix = `choose a zone beside it, for example ${theirs.replace('.', `-${here.name}.`)}`;
  problems.when(ours === theirs, { at: 'zoneName', must: `must not be ${there.name}'s zone`, got: here.zoneName, fix });
  problems.when(ours.endsWith(`.${theirs}`), { at: 'zoneName', must: `must not be beneath ${there.name}'s zone ${theirs}`, got: here.zoneName, fix });
  problems.when(theirs.endsWith(`.${ours}`), {
    at: 'zoneName', must: `must not be above ${there.name}'s zone ${theirs}`, got: here.zoneName, fix,
  });
}

function checkGroups(problems: Problems, here: EnvironmentProps, there: EnvironmentFacts): void {
  if (here.kind === EnvironmentKind.PRODUCTION && there.kind === EnvironmentKind.PRODUCTION) return;
  for (const field of ['groups', 'contractors'] as const) {
    for (const group of Object.keys(here.access?.[field] ?? {}).filter((each) => each in there.access.groups || each in there.access.contractors)) {
      problems.when(true, {
        at: `access.${field}.${group}`, must: `must not open ${there.name} too`, fix: `name a group of its own; access.${field} replaces those derived from`,
      });
    }
  }
}

function checkImages(problems: Problems, here: EnvironmentProps, there: EnvironmentFacts): void {
  for (const [name, image] of Object.entries(here.images ?? {})) {
    problems.when(String(image).startsWith(`${there.account}.`), {
      at: `images.${name}`, must: `must not come from ${there.name}'s account`, got: image, fix: 'promote it from the registry of the delivery account',
    });
  }
}

function checkIntegrationHosts(problems: Problems, here: EnvironmentProps, there: EnvironmentFacts): void {
  const live = liveHosts(there);
  for (const [name, integration] of Object.entries(here.integrations ?? {})) {
    if (!(integration instanceof Integration) || integration.mode !== IntegrationMode.SANDBOX) continue;
    for (const host of integration.hosts.filter((each) => live.has(String(each).toLowerCase()))) {
      problems.when(true, {
        at: `integrations.${name}`, must: `must not be a host that is live in ${there.name}`, got: host,
        fix: 'no firewall can tell a test from a posting there; use Integration.simulated() or Integration.gated(...)',
      });
    }
  }
}

function checkEgress(problems: Problems, here: EnvironmentProps, there: EnvironmentFacts): void {
  const live = [...liveHosts(there)].map((host) => DomainName.of(host));
  const zone = DomainName.of(there.zoneName);
  const beneath = DomainName.pattern(`*.${there.zoneName}`);
  for (const { domain } of here.egress?.rules ?? []) {
    const rule = DomainName.pattern(domain);
    const inZone = [zone, beneath].some((each) => rule.isWithin(each) || each.isWithin(rule));
    problems.when(inZone, { at: 'egress', must: `must not lead into ${there.name}'s zone ${there.zoneName}`, got: domain, fix: 'take it out of the list' });
    const reached = live.find((host) => host.isWithin(rule));
    problems.when(!inZone && reached !== undefined, {
      at: 'egress', must: `must not lead to ${reached?.text}, which is live in ${there.name}`, got: domain, fix: 'declare it as an integration',
    });
  }
}

/** Account and zone of production have no business in a value outside it: what is named is what gets called. */
function checkMentions(problems: Problems, here: EnvironmentProps, there: EnvironmentFacts): void {
  const zone = new RegExp(`(^|[^a-z0-9-])${there.zoneName.replaceAll('.', String.raw`\.`)}(?![a-z0-9-]|\\.[a-z0-9])`, 'i');
  for (const [area, values] of Object.entries({ parameters: here.parameters ?? {}, tags: here.tags ?? {} })) {
    for (const [name, value] of Object.entries(values)) {
      const at = `${area}.${name}`;
      problems.when(String(value).includes(there.account), { at, must: `must not name ${there.name}'s account ${there.account}`, got: value });
      problems.when(zone.test(String(value)), { at, must: `must not name ${there.name}'s zone ${there.zoneName}`, got: value });
    }
  }
}

function liveHosts(there: EnvironmentFacts): ReadonlySet<string> {
  const live = Object.values(there.integrations).filter(({ mode }) => mode === IntegrationMode.LIVE);
  return new Set(live.flatMap(({ hosts }) => hosts.map((host) => host.toLowerCase())));
}
