import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AssemblyStack, loadAssembly } from '../../policies/assembly/load-assembly';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { readExceptions } from '../../policies/exceptions/read-exceptions';
import type { ProofReport } from '../../policies/isolation/report';
import { templatesBelow } from '../../policies/parity/environment-templates';
import { type EnvironmentCapacity, capacityReport } from './capacity/capacity-report';
import { changesSince } from './changes';
import type { Evidence, ExceptionFacts, ExceptionsFacts, State, ZoneFacts } from './evidence';
import { Judged, belowOneOf, listed } from './facts/judged';
import { parityFacts } from './facts/parity-facts';
import { pointsOf, questionsOf } from './facts/points';
import { proofFacts } from './facts/proof-facts';
import { requirementFacts, ruleFacts } from './facts/rule-facts';
import { worstState } from './facts/worst-state';
import { zoneFacts } from './facts/zone-facts';
import { type Intentions, readIntentions } from './read/read-intentions';
import type { ReportedParity } from './read/read-parity';
import { type PolicyReport, readPolicyReport } from './read/read-policy-report';

/** What evidence is made from. */
export interface EvidenceInput {
  /** Cloud assemblies that belong together; at least one. */
  readonly directories: readonly string[];
  /** File with the zones; the assembly's own `understudy.json` when left out. */
  readonly zones?: string;
  /** The day on which ends are judged, `YYYY-MM-DD`. */
  readonly day: string;
  /** Version of the tool. */
  readonly version: string;
  /** Paths of source files are told relative to this directory where they lie below it. */
  readonly base: string;
  /** A proof of these templates that was made already; it is made otherwise. */
  readonly proof?: ProofReport;
  /** Reports of parity. One of other templates counts for nothing. */
  readonly parity?: readonly ReportedParity[];
  /** The entries of the register of exceptions; those of the assemblies' own registers when left out. */
  readonly exceptions?: readonly ExceptionFacts[];
  /** The reports of policies were just written; see `readPolicyReport`. */
  readonly isFresh?: boolean;
  /** An earlier evidence, to say what has changed. */
  readonly since?: Evidence;
}

/** Everything that the templates and reports of these assemblies tell. */
export function collectEvidence(input: EvidenceInput): Evidence {
  const directories = input.directories.map((directory) => resolve(directory));
  const stacks = loadTogether(input.directories);
  const shorten = (path: string): string => belowOneOf([input.base], path);
  const intentions = readIntentions(input.directories, input.zones);
  const zones = zoneFacts(stacks, intentions);
  const report = readPolicyReport(input.directories, { registered: intentions.policies, isFresh: input.isFresh === true, shorten });
  const proof = proofFacts(stacks, intentions.zones, input.day, { directories, shorten }, input.proof);
  const parity = parityFacts(zones, input.parity ?? [], (one) => isOf(stacks, one));
  const types = countTypes(stacks);
  const rules = ruleFacts(report, (wanted) => wanted.reduce((sum, type) => sum + (types.get(type) ?? 0), 0));
  const judged = new Judged({ stacks, directories, zones, proof, parity, rules, shorten });
  const [questions, points] = [questionsOf(judged), pointsOf(judged)];
  const exceptions = exceptionsOf(input.exceptions ?? registered(input.directories, input.day));
  const evidence: Evidence = {
    version: 1, tool: { name: 'cdk-understudy', version: input.version }, day: input.day,
    subject: subjectOf(intentions, stacks, directories),
    verdict: verdictOf([proof.state, parity.state, exceptions.state, ...points.map(({ state }) => state), ...report.policies.map(({ state }) => state)]),
    notTold: notTold(intentions, stacks, report, [proof.why, parity.why, exceptions.why]),
    zones, pathways: intentions.zones?.pathways.map(({ id, from, to, carries, why, owner }) => ({ id, from, to, carries, why, owner })) ?? [],
    questions, points, proof, parity, policies: report.policies, rules, findings: report.findings, accepted: report.accepted, exceptions,
    capacity: capacityOf(stacks, judged.environments, zones), requirements: requirementFacts(rules, [...questions, ...points]), resources: judged.referred,
  };
  return input.since === undefined ? evidence : { ...evidence, changes: changesSince(input.since, evidence) };
}

/** All stacks; those with the same path in two assemblies are told apart by their directories. */
function loadTogether(directories: readonly string[]): AssemblyStack[] {
  if (directories.length === 0) throw new UnusableInput('assembly: must be given, for example "cdk.out"; run "understudy synth" first');
  const groups = directories.map((directory) => ({ directory, stacks: loadAssembly(resolve(directory)) }));
  const times = new Map<string, number>();
  for (const { stacks } of groups) for (const { path } of stacks) times.set(path, (times.get(path) ?? 0) + 1);
  const all = groups.flatMap(({ directory, stacks }) => stacks.map((stack) => ((times.get(stack.path) ?? 0) > 1 ? under(directory, stack) : stack)));
  const twice = all.find(({ path }, index) => all.findIndex((other) => other.path === path) !== index);
  if (twice !== undefined) throw new UnusableInput(`assembly: must be given once, and hold each stack once, got ${JSON.stringify(twice.path)} twice`);
  return all;
}

/** Whether a report is of these templates: all of both environments, as they stand here. */
function isOf(stacks: readonly AssemblyStack[], { of }: ReportedParity): boolean {
  return of.length === 2 && of.every(({ path, templates }) => templates !== '' && templatesBelow(path, stacks).templates === templates);
}

function under(directory: string, stack: AssemblyStack): AssemblyStack {
  return { ...stack, path: `${directory}:${stack.path}`, ...(stack.parent === undefined ? {} : { parent: { ...stack.parent, path: `${directory}:${stack.parent.path}` } }) };
}

function subjectOf({ platform, zones }: Intentions, stacks: readonly AssemblyStack[], directories: readonly string[]): Evidence['subject'] {
  const hash = createHash('sha256');
  const files = [...new Map(stacks.map(({ path, templateFile }) => [`${path} ${belowOneOf(directories, templateFile)}`, templateFile]))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, file] of files) hash.update(JSON.stringify(name)).update(createHash('sha256').update(readFileSync(file)).digest());
  return {
    ...(platform === undefined ? {} : { platform }), ...(zones?.organization === undefined ? {} : { organization: zones.organization }),
    digest: hash.digest('hex'), accounts: new Set(stacks.flatMap(({ account }) => account ?? [])).size, stacks: stacks.length,
    resources: stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources ?? {}).length, 0),
  };
}

function countTypes(stacks: readonly AssemblyStack[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>([['Template', stacks.length]]);
  for (const { template } of stacks) for (const { Type } of Object.values(template.Resources ?? {})) found.set(Type, (found.get(Type) ?? 0) + 1);
  return found;
}

/** The entries of the registers in the assemblies; undefined where none has one. */
function registered(directories: readonly string[], day: string): ExceptionFacts[] | undefined {
  const registers = directories.flatMap((directory) => {
    const states = readExceptions(directory, day);
    return states === undefined ? [] : [states];
  });
  return registers.length === 0 ? undefined : registers.flat().map(({ rule, scope, owner, reason, ticket, until, origin, standing, fails, problems, silences }) =>
    ({ rule, scope, owner, reason, ticket, until, origin, standing, fails, problems, silences: silences.length }));
}

function exceptionsOf(entries: readonly ExceptionFacts[] | undefined): ExceptionsFacts {
  if (entries === undefined) return { state: 'not-evaluated', why: 'no register of exceptions was found', entries: [] };
  return { state: entries.some(({ fails }) => fails) ? 'fails' : 'holds', entries };
}

function verdictOf(states: readonly State[]): State {
  return worstState(states);
}

function notTold({ zones, environments }: Intentions, stacks: readonly AssemblyStack[], report: PolicyReport, whys: ReadonlyArray<string | undefined>): string[] {
  const unbound = stacks.filter(({ account }) => account === undefined).length;
  const missing = stacks.flatMap(({ path, missingTemplates = [] }) => missingTemplates.map((id) => `${path}/${id}`));
  return [
    ...(zones === undefined ? ['Which accounts are production, staging or anything else: no understudy.json and no zones.'] : []),
    ...(environments.size === 0 ? ['What environments declare (owner, data, access, retention): no understudy.json of a platform.'] : []),
    ...(stacks.length === 0 ? ['Anything about resources: there is no template.'] : []),
    ...(unbound > 0 ? [`Where ${unbound === 1 ? 'one stack is' : `${unbound} stacks are`} deployed: bound to no account.`] : []),
    ...(missing.length > 0 ? [`What stands in nested stacks whose templates are missing: ${listed(missing)}.`] : []),
    ...[report.why, ...whys].flatMap((why) => (why === undefined ? [] : [`${why[0]?.toUpperCase() ?? ''}${why.slice(1)}.`])),
  ];
}

function capacityOf(stacks: readonly AssemblyStack[], environments: readonly ZoneFacts[], zones: readonly ZoneFacts[]): EnvironmentCapacity[] {
  const measured = (environments.length > 0 ? environments : zones).flatMap(({ name, kind, accounts }) => accounts.map((account) => ({ name: accounts.length === 1 ? name : `${name} ${account}`, kind, account })));
  const reference = measured.find(({ kind }) => kind === 'production')?.name ?? measured[0]?.name;
  return reference === undefined ? [] : capacityReport(stacks, measured, reference);
}
