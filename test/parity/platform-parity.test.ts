import { App, CfnResource, IPolicyValidationContext, Lazy, Stack, Stage } from 'aws-cdk-lib';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ParityProof } from '../../lib';
import type { Mixture, SwapWork } from '../../lib/platform/parity-material';
import { loadAssembly, type TemplateResource } from '../../policies/assembly/load-assembly';
import { templatesBelow } from '../../policies/parity/environment-templates';
import { sameEitherWay } from '../../policies/parity/ledger';
import { readMaterial } from '../../policies/parity/material';
import { proveParity } from '../../policies/parity/prove-parity';
import type { ParityReport, UndeclaredDifference } from '../../policies/parity/report';
import { parityReports, tellParity, withSourceLines } from '../../policies/parity/tell-parity';
import { refusalOf } from '../environment/example-environments';
import { testContext } from '../synthesize';
import { asked, nothing, platform, type Beside } from './projects-platform';

describe('a platform whose environments differ in parameters only', () => {
  const swaps = [['retention.logsDays'], ['integrations.payroll', 'data']];
  const { app, file } = asked({ from: 'production', to: 'staging', swaps });
  const report: ParityReport = proveParity(readMaterial(file));

  test('has parity, whatever those parameters are', () => {
    expect(report.undeclared.map(({ says, construct, path, from, to }) => [says, construct, path, from, to])).toEqual([]);
    expect([report.verdict, report.theorem.verdict]).toEqual(['PARITY', 'HOLDS']);
  });

  test('differs in many parameters, none of which is flagged', () => {
    expect(report.parameters.filter(({ identity }) => !identity).length).toBeGreaterThanOrEqual(20);
  });

  test('attributes the retention of logs to its parameter alone', () => {
    const rows = (report.ledger ?? []).filter(({ type, path }) => type === 'AWS::Logs::LogGroup' && path === 'Properties.RetentionInDays');
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ parameters, from, to }) => `${parameters.join('+')} ${from} ${to}`))).toEqual(new Set(['retention.logsDays 400 30']));
  });

  test('tells the identity by which the two may differ', () => {
    expect(report.theorem.identity).toEqual([
      { part: 'name', from: 'production', to: 'staging' }, { part: 'kind', from: 'production', to: 'staging' },
      { part: 'account', from: '111111111111', to: '222222222222' }, { part: 'network.cidr', from: '10.10.0.0/16', to: '10.20.0.0/16' },
      { part: 'zoneName', from: 'projects.example.com', to: 'projects-staging.example.com' },
    ]);
  });

  test.each([
    ['an unknown environment', 'production', 'demo', 'parity of platform "Projects" has 1 problem\n- to: must be one of production, staging, got "demo"'],
    ['two unknown ones', 'live', 'demo', 'parity of platform "Projects" has 2 problems\n- from: must be one of production, staging, got "live"\n- to: must be one of production, staging, got "demo"'],
    ['the same twice', 'staging', 'staging', 'parity of platform "Projects" has 1 problem\n- to: must be another environment than the first, got "staging"'],
  ])('is not compared with %s', (_, from, to, message) => {
    expect(refusalOf(() => new ParityProof({ from, to: [to] }).validate(contextOf(app)))).toBe(message);
  });
});

describe('a platform whose workload looks at the name of its environment', () => {
  const { app, file } = asked({ from: 'production', to: 'staging', swaps: [] }, true);

  test('has no parity, and the place is named', () => {
    const { verdict, undeclared, ledger } = proveParity(readMaterial(file));
    expect([verdict, ledger]).toEqual(['DIFFERENT', undefined]);
    expect(undeclared).toMatchObject([{
      kind: 'missing-component', says: 'staging has no queue Billing', stack: 'Own', construct: 'Own/Billing/Resource', type: 'AWS::SQS::Queue', source: expect.stringMatching(/projects-platform\.ts:\d+:\d+$/),
    }]);
  });

  test('is told in every format, twice the same', () => {
    for (const format of ['text', 'json', 'markdown'] as const) {
      const [first, second] = [tellParity(parityReports([file]), { format }), tellParity(parityReports([file]), { format })];
      expect(first).toContain('staging has no queue Billing');
      expect(second).toBe(first);
    }
  });

  test('fails a synthesis with the plugin', () => {
    const { success, violations } = new ParityProof({ from: 'production', to: ['staging'] }).validate(contextOf(app));
    expect(success).toBe(false);
    expect(violations).toMatchObject([{ ruleName: 'ParityProof-missing-component', description: 'staging has no queue Billing', violatingResources: [{ resourceLogicalId: expect.stringMatching(/^Billing/) }] }]);
  });
});

describe('twins that are made beside a synthesis', () => {
  test.each<[string, boolean, ParityReport['verdict'], string[]]>([
    ['hold against it where environments differ in parameters only', false, 'PARITY', []],
    ['tell what it has and nobody declared', true, 'DIFFERENT', ['staging has no queue Billing']],
  ])('%s', (_, hidden, verdict, says) => {
    const synthesis = new App({ outdir: mkdtempSync(join(tmpdir(), 'understudy-test-')), analyticsReporting: false, context: testContext });
    platform(synthesis, hidden);
    const { directory } = synthesis.synth();
    const { app, file } = asked({ twinsFor: directory }, hidden);
    const [report] = parityReports([join(dirname(file), 'pairs', 'staging', 'parity.json')]);
    expect([report?.verdict, report?.undeclared.map((difference) => difference.says), report?.ledger]).toEqual([verdict, says, undefined]);
    expect(report?.from).toMatchObject({ name: 'production', ...templatesBelow('Projects/production', loadAssembly(directory)) });
    expect(app.node.findAll().some((construct) => Stage.isStage(construct) && construct !== app)).toBe(false);
  });
});

/** What is in a mixture that is made whole, and in the same one when nobody looks at what is the same either way. */
function mixtures(beside: Beside): { readonly whole: Set<string>; readonly part: Set<string>; readonly unread: Set<string> } {
  const found = { whole: new Set<string>(), part: new Set<string>(), unread: new Set<string>() };
  const resources = ({ directory = '' }: Mixture): Set<string> => new Set(loadAssembly(directory).flatMap(({ path, template }) => Object.entries(template.Resources ?? {}).map(([id, resource]) => `${path} ${id} ${JSON.stringify(resource)}`)));
  const direct = (work: SwapWork): void => {
    const material = readMaterial(work.record([]));
    const paths = new Set(sameEitherWay(material));
    const same = ({ Metadata }: TemplateResource): boolean => paths.has(String(Metadata?.['aws:cdk:path']));
    for (const { path, template } of material.toView.values()) for (const [id, resource] of Object.entries(template.Resources ?? {})) if (same(resource)) found.unread.add(`${path} ${id}`);
    const row = work.rows[1] ?? [];
    const outdir = mkdtempSync(join(tmpdir(), 'understudy-test-'));
    found.whole = resources(work.synthesize(row, join(outdir, 'whole')));
    found.part = resources(work.synthesize(row, join(outdir, 'part'), paths));
  };
  Object.defineProperty(globalThis, DIRECTOR, { value: { helps: false, direct }, configurable: true });
  try {
    asked({ from: 'production', to: 'staging' }, false, beside);
  } finally {
    Reflect.deleteProperty(globalThis, DIRECTOR);
  }
  return found;
}

const DIRECTOR = Symbol.for('cdk-understudy.parity-swaps');

describe('a mixture of which nobody looks at what is the same either way', () => {
  test('has all the rest, as it is in a whole one', () => {
    const { whole, part, unread } = mixtures(nothing);
    const left = [...whole].filter((resource) => !part.has(resource)).map((resource) => resource.split(' ').slice(0, 2).join(' '));
    expect([...part].filter((resource) => !whole.has(resource))).toEqual([]);
    expect(left.filter((resource) => !unread.has(resource))).toEqual([]);
    expect(left.length).toBeGreaterThan(50);
  });

  test('is made whole where something looks into a resource that would be missing', () => {
    const { whole, part } = mixtures((stack, scope) => {
      const same = new CfnResource(stack, 'Same', { type: 'Own::Same' });
      const template = (): unknown => (Reflect.get(same, '_toCloudFormation') as () => unknown).call(same); // as the version of a function does
      new CfnResource(stack, 'Hash', { type: 'Own::Hash', properties: { Language: scope.parameter('invoiceLanguage'), Of: Lazy.string({ produce: () => JSON.stringify(stack.resolve(template())) }) } });
    });
    expect(whole.size).toBeGreaterThan(100);
    expect(part.size).toBe(whole.size);
  });
});

describe('an app that is run for two environments', () => {
  const stagesOf = (request: object): string[] => asked(request).app.node.findAll().filter((construct) => Stage.isStage(construct) && !App.isApp(construct)).map(({ node }) => node.id);

  test('makes these alone', () => expect(stagesOf({ from: 'production', to: 'staging', swaps: [] })).toEqual(['production', 'staging']));

  test('makes the whole platform where that is asked for', () => expect(stagesOf({ from: 'production', to: 'staging', swaps: [], whole: true })).toEqual(['production', 'staging', 'delivery', 'audit', 'quarantine']));
});

function contextOf(app: App): IPolicyValidationContext {
  return { appConstruct: app, templatePaths: [], stackTemplates: [] };
}

test('source lines are taken from a second run only where it found the same', () => {
  const difference = (id: string, kind: UndeclaredDifference['kind'], source?: string): UndeclaredDifference => ({ id, kind, stack: 'Own', path: '', says: 'staging has no queue', more: 0, ...(source === undefined ? {} : { source }) });
  const reportWith = (...undeclared: readonly UndeclaredDifference[]): ParityReport => ({ verdict: undeclared.length === 0 ? 'PARITY' : 'DIFFERENT', undeclared } as unknown as ParityReport);
  const first = reportWith(difference('1', 'value'));
  const lined = reportWith(difference('1', 'value', 'own.ts:1:1'));
  expect(withSourceLines([first], [lined])).toEqual([lined]);
  for (const other of [reportWith(), reportWith(difference('2', 'value')), reportWith(difference('1', 'not-reproducible'))]) expect(withSourceLines([first], [other])).toEqual([first]);
});

test('material of nobody is refused in one sentence', () => {
  expect(() => parityReports(['/nowhere/parity.json'])).toThrow('/nowhere/parity.json: must exist; the app must make its environments with a Platform of this version of the library');
});

test('an app without a platform has no verdict', () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'understudy-test-')) });
  new Stack(app, 'Alone');
  expect(() => new ParityProof({ from: 'production', to: ['staging'] }).validate(contextOf(app))).toThrow('ParityProof: the app must have one Platform, got 0');
});
