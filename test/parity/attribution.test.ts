import { Construct } from 'constructs';
import { aws_ssm as ssm, aws_sqs as sqs } from 'aws-cdk-lib';
import { swapPlan } from '../../lib/platform/swap-plan';
import { Attribution } from '../../policies/parity/attribute';
import { nextSwaps } from '../../policies/parity/next-swaps';
import { proveParity } from '../../policies/parity/prove-parity';
import type { Material } from '../../policies/parity/material';
import { PRODUCTION, STAGING, materialOf, synthesized, variant, type Build } from './twins';

type Parameters = Readonly<Record<string, number>>;
const COUNT = 42;
const names = Array.from({ length: COUNT }, (_, i) => `p${String(i).padStart(2, '0')}`);
const ours: Parameters = Object.fromEntries(names.map((name, i) => [name, i + 1]));
const theirs: Parameters = Object.fromEntries(names.map((name, i) => [name, 100 + i]));

/** Each parameter makes a setting of its own; some settings need several. */
const TOGETHER: ReadonlyArray<readonly [string, readonly string[], (p: Parameters) => string | undefined]> = [
  ['sum', ['p03', 'p07'], (p) => String(Number(p['p03']) + Number(p['p07']))],
  ['both', ['p11', 'p12'], (p) => (Number(p['p11']) > 99 && Number(p['p12']) > 99 ? 'yes' : 'no')],
  ['either', ['p20', 'p21'], (p) => (Number(p['p20']) > 99 || Number(p['p21']) > 99 ? 'yes' : 'no')],
  ['three', ['p30', 'p31', 'p32'], (p) => `${p['p30']}-${p['p31']}-${p['p32']}`],
  ['presence', ['p40', 'p41'], (p) => (Number(p['p40']) > 99 && Number(p['p41']) > 99 ? 'here' : undefined)],
];

function build(parameters: Parameters): Build {
  return (scope) => {
    for (const name of names) new ssm.CfnParameter(scope, name, { type: 'String', value: `setting ${parameters[name]}` });
    for (const [name, , value] of TOGETHER) {
      const made = value(parameters);
      if (made !== undefined) new ssm.CfnParameter(scope, name, { type: 'String', value: made });
    }
    if (Number(parameters['p05']) > 99) new sqs.Queue(new Construct(scope, 'More'), 'Queue');
  };
}

function mixed(swapped: readonly string[]): Parameters {
  return Object.fromEntries(names.map((name) => [name, swapped.includes(name) ? theirs[name] ?? 0 : ours[name] ?? 0]));
}

const to = { ...STAGING, parameters: printed(ours) };
const synthesize = (swapped: readonly string[]): Material['variants'][number] => variant(synthesized(to, build(mixed(swapped))), ...swapped);

let material: Material = {
  ...materialOf(build(theirs)), from: { ...PRODUCTION, parameters: printed(theirs) }, to, units: names.map((name) => ({ name, parameters: [name] })),
  toView: synthesized(to, build(ours)), twin: synthesize(names),
  variants: [synthesize([]), ...swapPlan(COUNT).map((row) => synthesize(names.filter((_, i) => row[i] === true)))],
};
for (let round = 0, more = nextSwaps(material); round < 5 && more.length > 0; round++, more = nextSwaps(material)) {
  material = { ...material, variants: [...material.variants, ...more.map(synthesize)] };
}
const report = proveParity(material);
const causes = (construct: string): string[] => (report.ledger ?? []).filter((row) => row.logicalId === construct).map(({ parameters, undecided, likely }) => `${parameters.join('+')}${undecided === true ? '?' : likely === true ? ' likely' : ''}`);

describe('a parameter that acts alone', () => {
  test.each(names)('%s is found', (name) => expect(causes(name)).toEqual([name]));

  test('is named in words where it makes a component', () => {
    expect((report.ledger ?? []).filter(({ type }) => type === 'AWS::SQS::Queue').map(({ says, parameters }) => [says, parameters])).toEqual([['staging has no queue More/Queue', ['p05']]]);
  });
});

describe('parameters that act together', () => {
  test.each(TOGETHER)('%s is caused by %j', (name, parameters) => expect(causes(name)).toEqual([parameters.join('+')]));
});

test('the ledger needs far fewer syntheses than there are parameters', () => expect(material.variants.length).toBeLessThan(COUNT * 0.7));

test('no declared difference is flagged', () => {
  expect([report.verdict, report.undeclared]).toEqual(['PARITY', []]);
  expect(report.parameters).toHaveLength(COUNT);
  expect(report.parameters.every(({ changes }) => (changes ?? 0) >= 1)).toBe(true);
});

describe('the plan of swaps', () => {
  test.each([2, 3, 10, 56, 57, 126, 127, 300])('shows any two of %d units in all four ways', (count) => {
    const rows = [false, true].map((all) => Array.from({ length: count }, () => all)).concat(swapPlan(count));
    const lacking: string[] = [];
    for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) {
      if (new Set(rows.map((row) => `${row[a]} ${row[b]}`)).size < 4) lacking.push(`${a} ${b}`);
    }
    expect(lacking).toEqual([]);
    expect(rows.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 5);
  });

  test('is empty where there is nothing to tell apart', () => expect([swapPlan(0), swapPlan(1)]).toEqual([[], []]));
});

test('a value that more than three units cause has no small cause', () => {
  const rows = Array.from({ length: 16 }, (_, i) => [8, 4, 2, 1].map((bit) => Math.floor(i / bit) % 2 === 1));
  expect(new Attribution(rows).explain(rows.map((row) => row.join()))).toEqual({ causes: [], larger: [] });
});

test('a value that is not told in some syntheses is explained by the others', () => {
  expect(new Attribution([[false, false], [true, true], [true, false], [false, true]]).explain(['a', 'b', 'b', undefined])).toEqual({ causes: [[0]], larger: [] });
});

test('what is added outside of the workload, and is alike, is no difference; what is never the same is one', () => {
  const extra = (value: string): Build => (scope, seen) => { build(theirs)(scope, seen); new ssm.CfnParameter(scope, 'Beside', { type: 'String', value }); };
  const twin = synthesize(names);
  const base = { ...material, variants: [synthesize([])], fromView: synthesized(PRODUCTION, extra('same')), twin };
  const beside = (value: string): Build => (scope, seen) => { build(ours)(scope, seen); new ssm.CfnParameter(scope, 'Beside', { type: 'String', value }); };
  expect(proveParity({ ...base, toView: synthesized(to, beside('same')) }).undeclared).toEqual([]);
  expect(proveParity({ ...base, toView: synthesized(to, beside('other')) }).undeclared.map(({ kind, construct }) => [kind, construct])).toEqual([['not-reproducible', 'Cases/Beside']]);
});

test('a host and a group of the first environment alone are found where the second names them', () => {
  const parameters = { 'integrations.erp.host': 'erp.example.net', 'access.groups.projects-live-operators': 'operator' };
  const naming = (host: string): Build => (scope) => { new ssm.CfnParameter(scope, 'Host', { type: 'String', value: `https://${host}/api` }); };
  const found = (host: string): string[] => proveParity(materialOf(naming(host), {
    from: { ...PRODUCTION, parameters }, to: { ...STAGING, parameters: { 'integrations.erp.host': 'sandbox.erp.example.net' } },
  })).undeclared.map(({ kind, says }) => `${kind}: ${says}`);
  expect(found('erp.example.net')).toEqual(["identity: staging names erp.example.net, which is production's integrations.erp.host: Host"]);
  expect(found('projects-live-operators')).toEqual(["identity: staging names projects-live-operators, which is production's access.groups.projects-live-operators: Host"]);
  expect(found('sandbox.erp.example.net')).toEqual([]);
});

test('an environment that cannot be synthesized with the parameters of another has no parity', () => {
  const { undeclared, verdict } = proveParity({ ...materialOf(build(ours)), twin: { failure: 'memory has 1 problem\n- size: must be more' } });
  expect([verdict, undeclared.map(({ kind, says }) => [kind, says])]).toEqual(['DIFFERENT', [['not-reproducible', 'staging cannot be synthesized with the parameters of production: memory has 1 problem - size: must be more']]]);
});

function printed(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}
