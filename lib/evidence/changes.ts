import { UnusableInput } from '../../policies/assembly/unusable-input';
import type { Change, Changes, Evidence } from './evidence';

type Table = ReadonlyMap<string, string>;

/** What is looked at: each table has one line for each thing, as text. */
const tables: ReadonlyArray<readonly [Change['what'], (evidence: Evidence) => Iterable<readonly [string, string]>]> = [
  ['subject', ({ subject, tool }) => [
    ['templates', subject.digest], ['stacks', String(subject.stacks)], ['resources', String(subject.resources)], ['accounts', String(subject.accounts)], ['version of the tool', tool.version],
  ]],
  ['zone', ({ zones }) => zones.map(({ name, kind, accounts, cidrs, domains, resources }) => [name, `${kind ?? 'unknown kind'}, account ${accounts.join(', ')}, ${[...cidrs, ...domains].join(', ') || 'no addresses'}, ${resources} resources`])],
  ['pathway', ({ pathways }) => pathways.map(({ id, from, to, carries, why, owner }) => [id, `${from} to ${to}, ${carries}: ${why} (${owner})`])],
  ['parameter', ({ zones }) => zones.flatMap(({ name, parameters = {} }) => Object.entries(parameters).map(([parameter, value]) => [`${name}: ${parameter}`, value] as const))],
  ['point', ({ points }) => points.map(({ id, title, state }) => [`${id} ${title}`, state])],
  ['claim', ({ proof }) => proof.claims.map(({ from, to, verdict }) => [`${from} does not reach ${to}`, verdict])],
  ['proof finding', ({ proof }) => proof.findings.map(({ id, verdict, message }) => [id, `${verdict} ${message}`])],
  ['policy', ({ policies }) => policies.map(({ policy, state, findings, accepted }) => [policy, `${state}, ${findings} open, ${accepted} accepted`])],
  ['finding', ({ findings }) => findings.flatMap(({ rule, description, places }) => places.map(({ construct }) => [`${rule} at ${construct}`, description] as const))],
  ['accepted finding', ({ accepted }) => accepted.flatMap(({ rule, reason, constructs }) => constructs.map((construct) => [`${rule} at ${construct}`, reason] as const))],
  ['exception', ({ exceptions }) => exceptions.entries.map(({ rule, scope, standing, until, owner }) => [`${rule} at ${scope}`, `${standing}, until ${until}, ${owner}`])],
  ['parity', ({ parity }) => parity.pairs.map(({ from, to, state, undeclared, parameters }) => [`${from} and ${to}`, `${state}, ${parameters.length} parameters differ, ${undeclared.length} undeclared differences`])],
];

/** What is different in `now` from `before`, in the order of the page. */
export function changesSince(before: Evidence, now: Evidence): Changes {
  return {
    since: { day: before.day, digest: before.subject.digest, version: before.tool.version },
    rows: tables.flatMap(([what, read]) => changed(what, tableOf(what, read, before), tableOf(what, read, now))),
  };
}

/** The earlier evidence comes from a file that anybody may have written. */
function tableOf(what: Change['what'], read: (typeof tables)[number][1], evidence: Evidence): Table {
  try {
    return new Map([...read(evidence)].map(([name, value]) => [name, String(value)]));
  } catch (error) {
    if (error instanceof TypeError) throw new UnusableInput(`--since: must be an evidence.json that "understudy evidence" wrote, got one without its ${what} facts`);
    throw error;
  }
}

function changed(what: Change['what'], before: Table, now: Table): Change[] {
  return [...new Set([...before.keys(), ...now.keys()])].toSorted().flatMap((name): Change[] => {
    const [a, b] = [before.get(name), now.get(name)];
    if (a === b) return [];
    return [{ what, how: a === undefined ? 'new' : b === undefined ? 'gone' : 'changed', name, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) }];
  });
}
