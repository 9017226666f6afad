import { createHash } from 'node:crypto';
import type { Evidence, Fact, Section, State } from '../evidence';
import { wellFormed } from './well-formed';

const NAMESPACE = 'https://github.com/cdk-understudy/cdk-understudy/ns/oscal';

/** The evidence as OSCAL assessment results: a finding for each point of the control, an observation for each fact. */
export function formatOscal(evidence: Evidence): string {
  return `${JSON.stringify({ 'assessment-results': assessmentResults(evidence) }, undefined, 2)}\n`;
}

function assessmentResults(evidence: Evidence): object {
  const seed = `${evidence.subject.digest} ${evidence.day}`;
  const midnight = `${evidence.day}T00:00:00Z`;
  const observations = evidence.points.flatMap((point) => point.facts.map((fact, index) => observation(seed, evidence, point, fact, index)));
  const risks = risksOf(seed, evidence);
  return {
    uuid: uuid(seed, 'assessment-results'),
    metadata: {
      title: `Separation of environments${evidence.subject.platform === undefined ? '' : ` of ${line(evidence.subject.platform)}`}`,
      'last-modified': midnight, version: evidence.subject.digest.slice(0, 16), 'oscal-version': '1.2.3',
      props: [prop('tool', `${evidence.tool.name} ${evidence.tool.version}`), prop('templates-sha256', evidence.subject.digest)],
    },
    'import-ap': { href: `#${uuid(seed, 'plan')}`, remarks: 'The plan is the proof, the rules and the ten points of this tool, run over the templates of all accounts.' },
    results: [{
      uuid: uuid(seed, 'result'),
      title: 'Templates of all accounts together',
      description: `${evidence.subject.resources} resources in ${evidence.subject.stacks} stacks of ${evidence.subject.accounts} accounts. ${evidence.notTold.length === 0 ? 'Nothing was left out.' : `Not told: ${evidence.notTold.map(line).join(' ')}`}`,
      start: midnight, end: midnight,
      'reviewed-controls': { 'control-selections': [{ description: 'ISO/IEC 27001:2022 Annex A control 8.31, separation of development, test and production environments', 'include-controls': [{ 'control-id': 'iso27001-a.8.31' }] }] },
      ...(observations.length === 0 ? {} : { observations }),
      ...(risks.length === 0 ? {} : { risks }),
      findings: evidence.points.map((point) => finding(seed, point)),
    }],
    'back-matter': { resources: [{ uuid: uuid(seed, 'plan'), title: 'Assessment plan', description: 'What is judged and how: docs/rules.md, docs/isolation-proof.md and docs/evidence.md of the tool.' }] },
  };
}

function observation(seed: string, { day, resources }: Evidence, point: Section, fact: Fact, index: number): object {
  const subjects = fact.resources.slice(0, 100).flatMap((key) => {
    const resource = Object.hasOwn(resources, key) ? resources[key] : undefined;
    return resource === undefined ? [] : [{
      'subject-uuid': uuid('resource', key), type: 'resource', title: line(resource.construct ?? key),
      props: [...(resource.account === undefined ? [] : [prop('account', resource.account)]), prop('type', resource.type), prop('template', resource.template), prop('logical-id', resource.logicalId)],
    }];
  });
  return {
    uuid: observationId(seed, point, index), title: `${point.id}, fact ${index + 1}`, description: line(fact.says), methods: [fact.from === 'declaration' ? 'EXAMINE' : 'TEST'], types: ['control-objective'],
    props: [prop('state', fact.state), prop('read-from', fact.from)], ...(subjects.length === 0 ? {} : { subjects }), collected: `${day}T00:00:00Z`,
  };
}

function observationId(seed: string, { id }: Section, index: number): string {
  return uuid(seed, `observation ${id} ${index}`);
}

const satisfied: Readonly<Record<State, { readonly state: string; readonly reason: string }>> = {
  'holds': { state: 'satisfied', reason: 'pass' },
  'fails': { state: 'not-satisfied', reason: 'fail' },
  'not-evaluated': { state: 'not-satisfied', reason: 'other' },
};

function finding(seed: string, point: Section): object {
  const status = satisfied[point.state];
  return {
    uuid: uuid(seed, `finding ${point.id}`), title: point.title, description: point.asks,
    target: {
      type: 'objective-id', 'target-id': `iso27001-a.${point.id.replace('-', '.')}`,
      status: { ...status, ...(point.state === 'not-evaluated' ? { remarks: 'Not evaluated: at least one fact is not told by the files.' } : {}) },
      props: point.requirements.map((id) => prop('requirement', id)),
    },
    ...(point.facts.length === 0 ? {} : { 'related-observations': point.facts.map((_, index) => ({ 'observation-uuid': observationId(seed, point, index) })) }),
  };
}

/** What is open: ways across, findings of rules, undeclared differences, exceptions that fail. */
function risksOf(seed: string, { proof, findings, parity, exceptions }: Evidence): object[] {
  const risk = (key: string, title: string, description: string, statement: string, status: string): object => ({
    uuid: uuid(seed, `risk ${key}`), title: line(title), description: line(description), statement: line(statement), status,
  });
  return [
    ...proof.findings.filter(({ verdict }) => verdict !== 'LATENT').map(({ id, verdict, message, fix, coveredBy }) =>
      risk(`proof ${id}`, `${verdict}: ${message}`, message, coveredBy ?? fix, coveredBy === undefined ? 'open' : 'deviation-approved')),
    ...findings.map(({ policy, rule, description, fix }, index) => risk(`rule ${policy} ${rule} ${index}`, `${policy}::${rule}`, description || rule, fix ?? 'The policy names no fix.', 'open')),
    ...parity.pairs.flatMap(({ from, to, undeclared }) => undeclared.map(({ construct, path, says }, index) =>
      risk(`parity ${from} ${to} ${construct} ${path} ${index}`, `${to} differs from ${from} at ${construct}`, says ?? `${construct} ${path}`, 'No declared parameter explains the difference.', 'open'))),
    ...exceptions.entries.filter(({ fails }) => fails).map(({ rule, scope, reason, problems }, index) =>
      risk(`exception ${rule} ${scope} ${index}`, `Exception of ${rule} at ${scope}`, reason || rule, problems.join('; ') || 'It fails.', 'open')),
  ];
}

function prop(name: string, value: string): object {
  return { name, ns: NAMESPACE, value: line(value) };
}

/** One line without spaces at its ends, as OSCAL wants its texts; never empty. */
function line(text: string): string {
  return wellFormed(text).replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\s]+/gu, ' ').trim() || '-';
}

/** The same id for the same thing in every run, as a name-based UUID of version 5 (RFC 9562). */
function uuid(seed: string, name: string): string {
  const bytes = createHash('sha1').update(`${NAMESPACE} ${seed} ${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
