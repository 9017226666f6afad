import type { Evidence, State } from '../evidence';
import { wellFormed } from './well-formed';

interface Case {
  readonly name: string;
  readonly state: State;
  readonly detail: string;
}

/** The verdicts as JUnit XML: a case for each claim, point, rule, pair of environments and exception. What nobody judged is skipped. */
export function formatJunit(evidence: Evidence): string {
  const suites: ReadonlyArray<readonly [string, readonly Case[]]> = [
    ['control 8.31', evidence.points.map(({ id, title, state, facts }) => ({ name: `${id} ${title}`, state, detail: facts.filter((fact) => fact.state === state).map(({ says }) => says).join('\n') }))],
    ['proof of isolation', proofCases(evidence)],
    ['rules', evidence.rules.map(({ id, claim, state, findings }) => ({ name: `${id}: ${claim}`, state, detail: state === 'fails' ? `${findings} places` : 'the policy did not judge' }))],
    ['policies', evidence.policies.map(({ policy, state, findings, error }) => ({ name: policy, state, detail: error ?? `${findings} findings` }))],
    ['parity', parityCases(evidence)],
    ['exceptions', exceptionCases(evidence)],
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="understudy evidence">',
    ...suites.flatMap(([name, cases]) => suite(name, cases)), '</testsuites>', '',
  ].join('\n');
}

function proofCases({ proof }: Evidence): Case[] {
  if (proof.verdict === undefined) return [{ name: 'no zone reaches another', state: 'not-evaluated', detail: proof.why ?? '' }];
  const byId = new Map(proof.findings.map((finding) => [finding.id, finding]));
  return proof.claims.map(({ from, to, verdict, findings }) => ({
    name: `${from} does not reach ${to}`, state: verdict === 'PROVED' ? 'holds' : 'fails',
    detail: findings.flatMap((id) => byId.get(id) ?? []).map((finding) => `${finding.verdict} ${finding.message}; ${finding.fix}`).join('\n'),
  }));
}

function parityCases({ parity }: Evidence): Case[] {
  if (parity.pairs.length === 0) return [{ name: 'environments differ only by parameters', state: parity.state, detail: parity.why ?? '' }];
  return parity.pairs.map(({ from, to, state, undeclared }) => ({
    name: `${to} differs from ${from} only by parameters`, state, detail: state === 'fails' ? undeclared.map(({ says, construct, path }) => says ?? `${construct} ${path}`).join('\n') : 'no report of parity was given',
  }));
}

function exceptionCases({ exceptions }: Evidence): Case[] {
  if (exceptions.why !== undefined) return [{ name: 'every exception is accounted for', state: exceptions.state, detail: exceptions.why }];
  return exceptions.entries.map(({ rule, scope, fails, problems }) => ({ name: `${rule} at ${scope}`, state: fails ? 'fails' : 'holds', detail: problems.join('\n') }));
}

function suite(name: string, cases: readonly Case[]): string[] {
  const counted = (state: State): number => cases.filter((each) => each.state === state).length;
  return [
    `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${counted('fails')}" errors="0" skipped="${counted('not-evaluated')}">`,
    ...cases.map((each) => testCase(name, each)),
    '  </testsuite>',
  ];
}

function testCase(suiteName: string, { name, state, detail }: Case): string {
  const open = `    <testcase classname="${xml(suiteName)}" name="${xml(name)}"`;
  if (state === 'holds') return `${open}/>`;
  if (state === 'not-evaluated') return `${open}><skipped message="${xml(`not evaluated: ${firstLine(detail)}`)}"/></testcase>`;
  return `${open}><failure type="fails" message="${xml(firstLine(detail))}">${xml(detail)}</failure></testcase>`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** Text for XML 1.0: what no document may hold, also escaped, becomes a question mark. */
function xml(text: string): string {
  return wellFormed(text).replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
