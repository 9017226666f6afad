import { readFileSync } from 'node:fs';
import { appThatWrites, assembly, buildUnderstudy, Project } from './run-understudy';

const understudy = buildUnderstudy();

/** What a platform writes when it is asked: here one topic in each account. */
function material(more: object = {}): Record<string, unknown> {
  const environment = (name: string, account: string): object => ({ name, kind: name, account, region: 'eu-west-1', cidr: '10.0.0.0/16', zoneName: `${name}.example.com`, parameters: { name }, path: name, directory: name });
  const inside = (name: string, account: string): Record<string, unknown> => ({
    [`${name}/manifest.json`]: { version: '55.0.0', artifacts: { Own: { type: 'aws:cloudformation:stack', displayName: `${name}/Own`, environment: `aws://${account}/eu-west-1`, properties: { templateFile: 'Own.template.json', stackName: `${name}-Own` } } } },
    [`${name}/Own.template.json`]: topics(2),
  });
  return {
    'manifest.json': { version: '55.0.0' }, ...inside('production', '111111111111'), ...inside('staging', '222222222222'),
    'parity.json': {
      version: 1, from: environment('production', '111111111111'), to: { ...environment('staging', '222222222222'), cidr: '10.1.0.0/16' }, others: [], units: [],
      variants: [{ swapped: [], all: true, directory: 'staging' }], ...more,
    },
  };
}

function project(files: Readonly<Record<string, unknown>>): Project {
  return new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': appThatWrites(files) });
}

describe('understudy parity', () => {
  test('ends with 0 where the theorem holds, and leaves no assembly behind', () => {
    const app = project(material());
    const { code, stdout, stderr } = app.run(['parity', 'production', 'staging', '--no-ledger']);
    expect({ code, stderr, last: stdout.trim().split('\n').at(-1), made: app.made }).toEqual({
      code: 0, stderr: '', last: 'PARITY: with 0 parameters of production, staging is production but for its identity', made: [],
    });
  });

  test('ends with 1 where something differs, and says what', () => {
    const { code, stdout } = project({ ...material(), ...withTopics(3) }).run(['parity', 'production', 'staging', '--json']);
    const report = JSON.parse(stdout) as { command: string; verdict: string; undeclared: Array<{ says: string }> };
    expect([code, report.command, report.verdict, report.undeclared.map(({ says }) => says)]).toEqual([1, 'parity', 'DIFFERENT', ['staging alone has a topic Topic2']]);
  });

  test('runs an app once more that wants the accounts that are not compared, with all of them', () => {
    const wanting = (text: string): string => `if (!require('fs').readFileSync(process.env.CONTEXT_OVERFLOW_LOCATION_ENV, 'utf8').includes('"whole":true')) throw new TypeError('No child with id: training');\n${text}`;
    const { code, stdout, stderr } = new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': wanting(appThatWrites(material())) }).run(['parity', 'production', 'staging', '--no-ledger']);
    expect([code, stderr, stdout.trim().split('\n').at(-1)]).toEqual([0, '', 'PARITY: with 0 parameters of production, staging is production but for its identity']);
  });

  test('tells why an app fails that does so with all of its accounts, too', () => {
    const { code, stderr } = new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': "throw new TypeError('no such table');" }).run(['parity', 'production', 'staging']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: the app failed with exit code 1\n {2}TypeError: no such table\n/)]);
  });

  test('compares every environment with the one it was derived from where none is named', () => {
    const pairs = (...names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.flatMap((name) => Object.entries(material()).map(([file, content]) => [`pairs/${name}/${file}`, content])));
    const app = project({ 'manifest.json': { version: '55.0.0' }, ...pairs('staging', 'training') });
    const text = app.run(['parity']);
    expect([text.code, text.stdout.trim().split('\n').slice(-2), text.stdout.split('This rests on:').length]).toEqual([0, Array.from({ length: 2 }, () => 'PARITY: with 0 parameters of production, staging is production but for its identity'), 2]);
    const { reports } = JSON.parse(app.run(['parity', '--json']).stdout) as { reports: Array<{ verdict: string; from: { path: string; templates: string } }> };
    expect(reports.map(({ verdict, from }) => [verdict, from.path, /^[0-9a-f]{64}$/.test(from.templates)])).toEqual(Array.from({ length: 2 }, () => ['PARITY', 'production', true]));
  });

  test('writes its comment to a file', () => {
    const app = project({ ...material(), ...withTopics(1) });
    const { code, stdout } = app.run(['parity', 'production', 'staging', '--format', 'markdown', '--output', 'parity.md']);
    expect([code, stdout]).toEqual([1, '']);
    expect(readFileSync(app.path('parity.md'), 'utf8')).toMatch(/^### ❌ Parity of staging with production\n\n\*\*1 difference that no parameter explains\.\*\*.*\n\n.*\n.*\n\| staging has no topic Topic1 \|/);
  });

  test.each([
    ['an app without a platform', assembly({ 111111111111: 1 }), ['production', 'staging'], 'error: parity.json: must exist; the app must make its environments with a Platform of this version of the library\n'],
    ['material of another version', material({ version: 2 }), ['production', 'staging'], 'error: parity.json: version must be 1, got 2; use the same version of the library and of its command line\n'],
    ['the same environment twice', material(), ['staging', 'staging'], 'error: to: must be another environment than the first, got "staging"\n'],
    ['one environment alone', material(), ['staging'], 'error: to: must be given, as in "understudy parity production staging"; leave both out to compare every environment with the one it was derived from\n'],
    ['nothing that was derived', material(), [], 'error: from: must be given, since no environment of the app was derived from another; see "understudy parity --help"\n'],
    ['a number of processes that is none', material(), ['production', 'staging', '--processes', '0'], expect.stringContaining('must be a number from 1 to 99')],
    ['an output that cannot be written', material(), ['production', 'staging', '--output', 'nowhere/parity.md'], 'error: --output: must be a file that can be written, got "nowhere/parity.md" (ENOENT)\n'],
  ])('%s is told in one sentence and ends with 2', (_, files, args, message) => {
    const { code, stderr } = project(files).run(['parity', ...args]);
    expect([code, stderr]).toEqual([2, message]);
  });
});

function withTopics(count: number): Record<string, unknown> {
  return { 'staging/Own.template.json': topics(count) };
}

function topics(count: number): object {
  return { Resources: Object.fromEntries(Array.from({ length: count }, (_, i) => [`Topic${i}`, { Type: 'AWS::SNS::Topic' }])) };
}
