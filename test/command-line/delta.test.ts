import { spawnSync } from 'node:child_process';
import { transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembly, buildUnderstudy, Project } from './run-understudy';

const understudy = buildUnderstudy();

const facts = {
  version: 1, platform: 'Projects', organization: { id: 'o-a1b2c3d4e5' }, zones: {}, pathways: [], assumptions: [],
  environments: {
    production: { kind: 'production', account: '111111111111', region: 'eu-west-1', parameters: { zoneName: 'projects.example.com', 'capacity.api.minTasks': '4', 'data.policy': 'live', same: 'x' } },
    staging: { kind: 'staging', account: '222222222222', region: 'eu-west-1', derivedFrom: 'production', parameters: { 'schedule.off': '20:00', zoneName: 'staging.projects.example.com', 'capacity.api.minTasks': '1', same: 'x' } },
  },
};
const project = (over: Readonly<Record<string, unknown>> = {}): Project =>
  new Project(understudy, Object.fromEntries(Object.entries({ ...assembly({}), 'understudy.json': facts, ...over }).map(([name, content]) => [`cdk.out/${name}`, content])));

describe('delta', () => {
  test('prints each parameter that differs, by name, with both values and a count', () => {
    expect(project().run(['delta', 'production', 'staging'])).toEqual({
      code: 0, stderr: '',
      stdout: [
        'production: production, account 111111111111, eu-west-1',
        'staging: staging, account 222222222222, eu-west-1',
        '',
        'parameter              production            staging',
        'capacity.api.minTasks  4                     1',
        'data.policy            live                  not set',
        'schedule.off           not set               20:00',
        'zoneName               projects.example.com  staging.projects.example.com',
        '',
        '4 of 5 parameters differ',
        '',
      ].join('\n'),
    });
  });

  test('of an environment with itself is empty', () => {
    expect(project().run(['delta', 'staging', 'staging']).stdout).toMatch(/\n\n0 of 4 parameters differ\n$/);
  });

  test('prints one JSON document with --json', () => {
    expect(JSON.parse(project().run(['delta', 'production', 'staging', '--json']).stdout)).toEqual({
      version: 1, command: 'delta', from: 'production', to: 'staging',
      differences: [
        { parameter: 'capacity.api.minTasks', from: '4', to: '1' },
        { parameter: 'data.policy', from: 'live' },
        { parameter: 'schedule.off', to: '20:00' },
        { parameter: 'zoneName', from: 'projects.example.com', to: 'staging.projects.example.com' },
      ],
    });
  });

  test('shows both ends of a long value in the table, and all of it in the document', () => {
    const image = `555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/api@sha256:${'0'.repeat(60)}beef`;
    const environments = { a: { ...facts.environments.production, parameters: { image } }, b: { ...facts.environments.staging, parameters: { image: 'none' } } };
    const subject = project({ 'understudy.json': { ...facts, environments } });
    expect(subject.run(['delta', 'a', 'b']).stdout).toContain(`image      555555555555.dkr.ecr.eu-west-1…${'0'.repeat(25)}beef  none\n`);
    expect(subject.run(['delta', 'a', 'b', '--json']).stdout).toContain(image);
  });

  test('strips what a value could do to the terminal', () => {
    const environments = { a: { ...facts.environments.production, parameters: { p: '\u001b[2Jone' } }, b: { ...facts.environments.staging, parameters: { p: 'two\u0007' } } };
    expect(project({ 'understudy.json': { ...facts, environments } }).run(['delta', 'a', 'b']).stdout).toContain('p          one  two\n');
  });

  test.each([
    ['an unknown environment', ['production', 'demo'], {}, 'environment must be one of production, staging, got "demo"'],
    ['a name that every object has', ['production', 'toString'], {}, 'environment must be one of production, staging, got "toString"'],
    ['a directory without an assembly', ['production', 'staging', '--assembly', 'nowhere'], {}, '--assembly: must be a cloud assembly, got "nowhere"; run "understudy synth" first'],
    ['an assembly that no platform made', ['production', 'staging'], { 'understudy.json': undefined }, '--assembly: must be made by a Platform, got "cdk.out", which has no understudy.json'],
    ['a parameter that is no text', ['production', 'staging'], { 'understudy.json': { ...facts, environments: { production: { ...facts.environments.production, parameters: { p: 1 } } } } }, 'understudy.json: environments.production.parameters.p must be a string, got 1; synthesize again with the version of this command line'],
    ['facts that are no JSON', ['production', 'staging'], { 'understudy.json': '{' }, 'understudy.json: must be readable JSON; '],
    ['a missing argument', ['production'], {}, "missing required argument 'to'"],
  ])('ends with 2 and says why for %s', (_, args, over, message) => {
    const files = Object.fromEntries(Object.entries({ ...assembly({}), 'understudy.json': facts, ...over }).filter(([, content]) => content !== undefined));
    const subject = new Project(understudy, Object.fromEntries(Object.entries(files).map(([name, content]) => [`cdk.out/${name}`, content])));
    const { code, stdout, stderr } = subject.run(['delta', ...args]);
    expect(stderr).toContain(`error: ${message}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('the command line', () => {
  const subject = new Project(understudy);

  test.each<[string, string[], string[]]>([
    ['understudy', ['--help'], ['synth', 'delta', 'Examples:']],
    ['understudy', ['help', 'synth'], ['--app']],
    ['understudy synth', ['synth', '--help'], ['--app', '--output', '--json', '--quiet', '--no-color', 'Exit codes:', 'Examples:']],
    ['understudy delta', ['delta', '--help'], ['<from>', '--assembly', '--json', 'Examples:']],
  ])('%s %j says what is possible, with examples', (_, args, words) => {
    const { code, stdout } = subject.run(args);
    expect(code).toBe(0);
    expect(words.filter((word) => !stdout.includes(word))).toEqual([]);
  });

  test('prints its version', () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(subject.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    ['no command', [], 'Usage: understudy'],
    ['an unknown command', ['snyth'], "error: unknown command 'snyth'\n(Did you mean synth?)"],
    ['an unknown option', ['--hlep'], "error: unknown option '--hlep'"],
  ])('ends with 2 for %s', (_, args, message) => {
    const { code, stderr } = subject.run(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('RefusedDefinitions.printPlainly', () => {
  const source = transformSync(readFileSync(join(__dirname, '../../lib/command-line/refused-definitions.ts'), 'utf8'), { loader: 'ts', format: 'cjs' }).code;
  const subject = new Project(understudy, { 'refused.js': source });
  const run = (thrown: string): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, ['-e', `require('./refused.js').RefusedDefinitions.printPlainly(); const error = ${thrown}; throw error;`], { cwd: subject.directory, encoding: 'utf8' });

  test('leaves only the problems of a refused definition', () => {
    expect(run("Object.assign(new Error('environment \"staging\" has 1 problem\\n- owner: must be given'), { name: 'DefinitionError' })"))
      .toMatchObject({ status: 2, stderr: 'environment "staging" has 1 problem\n- owner: must be given\n' });
  });

  test('leaves the stack of any other error', () => {
    const { status, stderr } = run("new TypeError('no luck')");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^TypeError: no luck\n\s+at /m);
  });
});
