import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { appThatWrites, assembly, buildUnderstudy, Project, Result } from './run-understudy';

const understudy = buildUnderstudy();
const project = (files: Readonly<Record<string, unknown>> = {}): Project => new Project(understudy, files);
const cdkJson = { app: 'node app.js' };

const facts = {
  version: 1, platform: 'Projects', organization: { id: 'o-a1b2c3d4e5' },
  zones: {
    production: { kind: 'production', accounts: ['111111111111'], cidrs: [], domains: [] },
    staging: { kind: 'staging', accounts: ['222222222222'], cidrs: [], domains: [] },
  },
  pathways: [], environments: {}, assumptions: [],
};

function violation(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ruleName: 'Isolation-bucket-is-private', description: 'The bucket is open to the world.', suggestedFix: 'Block public access.', severity: 'error',
    violatingConstructs: [{ constructPath: 'Projects-staging/Data/Bucket', stackTraces: ['...\n<anonymous> (/app/data.ts:3:5)\n...node internals...'] }],
    ...over,
  };
}

function report(violations: readonly unknown[], over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { 'validation-report.json': { version: '55.0.0', pluginReports: [{ pluginName: 'IsolationChecks', conclusion: 'failure', violations, ...over }] } };
}

/** The app of a CDK user: two stages, a nested stack, one pack, one acknowledgement. */
const cdkApp = (bucket: string): string => `
  const { App, NestedStack, Stack, Stage, Validations } = require('aws-cdk-lib');
  const { Bucket } = require('aws-cdk-lib/aws-s3');
  const { Topic } = require('aws-cdk-lib/aws-sns');
  const { AwsSolutionsChecks } = require('cdk-nag');
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const [name, account] of [['production', '111111111111'], ['staging', '222222222222']]) {
    const stage = new Stage(app, 'P-' + name, { env: { account, region: 'eu-west-1' } });
    const stack = new Stack(stage, 'Messages');
    new Topic(new NestedStack(stack, 'Nested'), 'Inner');
    Validations.of(new Topic(stack, 'Outer')).acknowledge({ id: 'AwsSolutions::AwsSolutions-SNS3', reason: 'no publisher yet' });
    Validations.of(stack).acknowledge({ id: 'AwsSolutions::AwsSolutions-SNS3', reason: 'no publisher yet' });
    ${bucket}
  }`;

describe('a synthesis without findings', () => {
  const clean = project({ 'cdk.json': cdkJson, 'app.js': cdkApp('') });
  let result: Result;
  beforeAll(() => {
    result = clean.run(['synth']);
  });

  test('ends with 0 and leaves the assembly alone in the output directory', () => {
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(clean.made).toEqual(['cdk.out']);
    expect(existsSync(clean.path('cdk.out/assembly-P-staging/manifest.json'))).toBe(true);
  });

  test('says what stands in each account: nested stages and nested stacks count', () => {
    expect(result.stdout).toMatch(/^account +region +stacks +resources$/m);
    expect(result.stdout).toMatch(/^111111111111 +eu-west-1 +2 +3$/m);
    expect(result.stdout).toMatch(/^222222222222 +eu-west-1 +2 +3$/m);
  });

  test('says for each policy what it found and what is acknowledged', () => {
    expect(result.stdout).toMatch(/^AwsSolutions +holds +0 +4$/m);
  });

  test('ends with where the result is, its size and how long it took', () => {
    expect(result.stdout.trimEnd().split('\n').at(-1)).toMatch(/^fine {2}cdk\.out {2}6 resources in 4 stacks of 2 accounts, \d+(\.\d)? s$/);
  });

  test('writes no color and no progress where nobody looks at a terminal', () => {
    expect(result.stdout + result.stderr).not.toContain('\u001b');
  });

  test('lets nothing in the assembly depend on where it was written first', () => {
    const files = readdirSync(clean.path('cdk.out'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    expect(files.filter((name) => readFileSync(clean.path(`cdk.out/${name}`), 'utf8').includes('cdk.out.tmp-'))).toEqual([]);
  });
});

describe('a synthesis with findings', () => {
  const bad = project({ 'cdk.json': cdkJson, 'app.js': cdkApp("new Bucket(stack, 'Open');"), 'cdk.out/manifest.json': { version: '1', artifacts: {} } });
  let result: Result;
  beforeAll(() => {
    result = bad.run(['synth']);
  });

  test('ends with 1, keeps the previous result and puts the new one beside it', () => {
    expect(result.code).toBe(1);
    expect(bad.made).toEqual(['cdk.out', 'cdk.out.refused']);
    expect(readFileSync(bad.path('cdk.out/manifest.json'), 'utf8')).toBe('{"version":"1","artifacts":{}}');
    expect(existsSync(bad.path('cdk.out.refused/validation-report.json'))).toBe(true);
  });

  test('names rule, severity, number of places, the first construct and its source line', () => {
    expect(result.stdout).toContain('error  AwsSolutions-S10  2 places\n');
    expect(result.stdout).toContain('  at     P-production/Messages/Open/Resource  (app.js:14:5)  and 1 more\n');
  });

  test('says where to read on', () => {
    expect(result.stdout.trimEnd().split('\n').at(-1)).toMatch(/^findings {2}nothing was replaced; to read in cdk\.out\.refused {2}8 resources/);
  });

  test('makes way for the next good result', () => {
    writeFileSync(bad.path('app.js'), appThatWrites(assembly({ 111111111111: 1 })));
    expect(bad.run(['synth']).code).toBe(0);
    expect(bad.made).toEqual(['cdk.out']);
  });
});

describe('a summary', () => {
  const summary = (files: Readonly<Record<string, unknown>>, args: readonly string[] = []): Result =>
    project({ 'cdk.json': cdkJson, 'app.js': appThatWrites({ ...assembly({ 222222222222: 2, 111111111111: 3, 999999999999: 1 }), ...files }) }).run(['synth', ...args]);

  test('names the environments of a platform in its order, other accounts after them', () => {
    const { stdout } = summary({ 'understudy.json': facts });
    expect(stdout).toMatch(/^Projects {2}organization o-a1b2c3d4e5\n\nenvironment .*\nproduction +production +111111111111 +eu-west-1 +1 +3\nstaging +staging +222222222222 .*\n- +- +999999999999 /);
  });

  test('lists a policy of the platform that found nothing', () => {
    expect(summary({ 'understudy.json': { ...facts, policies: ['IsolationChecks'] } }).stdout).toMatch(/^IsolationChecks +holds +0 +0$/m);
  });

  test('shows the fix of a finding', () => {
    expect(summary(report([violation()])).stdout).toContain('  fix    Block public access.\n');
  });

  test('puts the worst first', () => {
    const { stdout } = summary(report([violation({ severity: 'warning', ruleName: 'W' }), violation({ ruleName: 'E' }), violation({ severity: 'fatal', ruleName: 'F' })]));
    expect([...stdout.matchAll(/^(fatal|error|warning) {2}(\w)/gm)].map(([, , rule]) => rule)).toEqual(['F', 'E', 'W']);
  });

  test('shows eight findings and names the file with the others', () => {
    const { stdout } = summary(report(Array.from({ length: 20 }, (_, index) => violation({ ruleName: `Rule-${index}` }))));
    expect(stdout.match(/^error /gm)).toHaveLength(8);
    expect(stdout).toContain('and 12 more; see cdk.out.refused/validation-report.json\n');
  });

  test('tells a policy that broke down from one that found something', () => {
    const { code, stdout } = summary(report([], { metadata: { error: "Validation plugin 'IsolationChecks' failed: no such rule" } }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^IsolationChecks +broke down +0 +0$/m);
    expect(stdout).toContain("broke down  IsolationChecks: Validation plugin 'IsolationChecks' failed: no such rule\n");
  });

  test('tells a rule that broke down from a finding', () => {
    const { stdout } = summary(report([violation({ description: 'Rule threw an error during validation. Cannot read x' })]));
    expect(stdout).toContain('error, rule broke down  Isolation-bucket-is-private  1 place\n');
  });

  test('is not fooled by names that carry escape sequences, line breaks or reversed text', () => {
    const hostile = 'A\u001b[2J\u001b]8;;http://x.example.com\u0007B\r\nfine  all is well\u202eC';
    const { stdout } = summary({ ...report([violation({ ruleName: hostile, description: hostile, violatingConstructs: [{ constructPath: hostile }] })]), 'understudy.json': { ...facts, platform: hostile } });
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
    expect(stdout).not.toMatch(/^fine/m);
  });

  test('is silent with --quiet as long as nothing is found', () => {
    expect(summary({}, ['--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(summary(report([violation()]), ['--quiet']).stdout).toMatch(/^error {2}Isolation-bucket-is-private/);
  });

  test('passes with warnings of a policy that does not refuse', () => {
    const { code, stdout } = summary(report([violation({ severity: 'warning' })], { conclusion: 'success' }));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^IsolationChecks +warns +1 +0$/m);
  });
});

describe('--json', () => {
  const json = (files: Readonly<Record<string, unknown>>): unknown => {
    const { stdout } = project({ 'cdk.json': cdkJson, 'app.js': appThatWrites({ ...assembly({ 111111111111: 3 }), ...files }) }).run(['synth', '--json']);
    return JSON.parse(stdout);
  };

  test('prints the facts of the summary as one document', () => {
    expect(json({ 'understudy.json': facts, ...report([violation()]) })).toEqual({
      version: 1, command: 'synth', outcome: 'findings', platform: 'Projects', organization: 'o-a1b2c3d4e5',
      accounts: [{ environment: 'production', kind: 'production', account: '111111111111', region: 'eu-west-1', stacks: 1, resources: 3 }],
      totals: { accounts: 1, stacks: 1, resources: 3 },
      policies: [{ policy: 'IsolationChecks', success: false, findings: 1, acknowledged: 0 }],
      findings: [{
        policy: 'IsolationChecks', rule: 'Isolation-bucket-is-private', severity: 'error', description: 'The bucket is open to the world.',
        fix: 'Block public access.', crashed: false, constructs: [{ path: 'Projects-staging/Data/Bucket', source: '/app/data.ts:3:5' }],
      }],
      output: 'cdk.out.refused', seconds: expect.any(Number),
    });
  });

  test('prints a document also when there is no result', () => {
    const { code, stdout } = project().run(['synth', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ version: 1, command: 'synth', outcome: 'no-result', message: expect.stringMatching(/^cdk\.json: app must say how to run the app/) });
  });
});

describe('without a result it ends with 2, says why, and leaves everything as it was', () => {
  const good = appThatWrites(assembly({ 111111111111: 1 }));
  const kept = { 'cdk.out/manifest.json': { version: '1', artifacts: {} } };
  const refusal = 'environment "staging" has 2 problems\\n- network.cidr: must be free, got "10.0.0.0/8"; choose another\\n- zoneName: must be its own';
  const cases: ReadonlyArray<{ name: string; files: Record<string, unknown>; args?: string[]; stderr: string }> = [
    {
      name: 'a refused definition',
      files: { 'app.js': `class DefinitionError extends Error { name = 'DefinitionError'; problems = [1]; }\nnew (require('aws-cdk-lib').App)();\nthrow new DefinitionError('${refusal}');` },
      stderr: 'error: environment "staging" has 2 problems\n- network.cidr: must be free, got "10.0.0.0/8"; choose another\n- zoneName: must be its own\n',
    },
    {
      name: 'a refused definition that another language reports',
      files: { 'app.js': `console.error('Traceback\\n  File "app.py", line 3\\njsii.errors.JavaScriptError: @jsii/kernel.RuntimeError: Error: ${refusal}\\n\\nmore'); process.exit(1);` },
      stderr: 'error: environment "staging" has 2 problems\n- network.cidr: must be free, got "10.0.0.0/8"; choose another\n- zoneName: must be its own\n',
    },
    {
      name: 'an app that throws',
      files: { 'app.js': "function make() { throw new TypeError('first line\\nsecond line'); }\nmake();" },
      stderr: 'error: the app failed with exit code 1\n  TypeError: first line\n  second line\n  in DIRECTORY/app.js:1:25\nuse --debug to see all that the app prints\n',
    },
    {
      name: 'an error of the CDK, with the construct it relates to',
      files: { 'app.js': "const { App, Stack } = require('aws-cdk-lib');\nconst app = new App();\nnew Stack(new Stack(app, 'Outer'), 'a$', { stackName: 'a$' });" },
      stderr: "error: the app failed with exit code 1\n  «StackNameInvalidFormat» Stack name must match the regular expression: /^[A-Za-z][A-Za-z0-9-]*$/, got 'a$'\n  in DIRECTORY/app.js:3:1\n  at Outer/a$\nuse --debug to see all that the app prints\n",
    },
    {
      name: 'an app that only prints and fails',
      files: { 'app.js': "console.log('no \\u001b[31mluck\\u001b[0m'); process.exit(7);" },
      stderr: 'error: the app failed with exit code 7\n  no luck\nuse --debug to see all that the app prints\n',
    },
    {
      name: 'an app that makes no assembly',
      files: { 'app.js': '' },
      stderr: 'error: the app ended well but made no cloud assembly; it must write to CDK_OUTDIR: remove "outdir" from new App(...), and make the app before the process ends\n',
    },
    {
      name: 'an app that fails after it has written an assembly',
      files: { 'app.js': `${good}\nthrow new Error('too late');` },
      stderr: 'error: the app failed with exit code 1\n  Error: too late\n  in DIRECTORY/app.js:9:7\nuse --debug to see all that the app prints\n',
    },
    {
      name: 'an app that looks something up',
      files: { 'app.js': appThatWrites({ 'manifest.json': { version: '1', artifacts: {}, missing: [{ key: 'availability-zones:account=1' }] } }) },
      stderr: 'error: the app looks things up in AWS that cdk.context.json does not hold; give them as parameters, or run "cdk synth" once with credentials\n- availability-zones:account=1\n',
    },
    { name: 'no app', files: { 'cdk.json': {} }, stderr: 'error: cdk.json: app must say how to run the app, got nothing; run this where cdk.json is, or use --app "node bin/app.js"\n' },
    { name: 'an app of another type', files: { 'cdk.json': { app: 7 } }, stderr: 'error: cdk.json: app must be a string, got 7\n' },
    { name: 'context of another type', files: { 'cdk.json': { app: 'node app.js', context: [] } }, stderr: 'error: cdk.json: context must be an object, got []\n' },
    { name: 'a cdk.json that is no JSON', files: { 'cdk.json': '{' }, stderr: 'error: cdk.json: must be readable JSON; ' },
    { name: 'an empty app', files: {}, args: ['--app', ' '], stderr: 'error: --app: must be a command, got " "; for example "node bin/app.js"\n' },
    { name: 'a program that does not exist', files: {}, args: ['--app', 'no-such-program'], stderr: 'error: --app: must start with a program that can be run, got "no-such-program" (spawn no-such-program ENOENT)\n' },
    { name: 'parity without a page for it', files: {}, args: ['--parity'], stderr: 'error: --parity: must stand beside --evidence, where its result goes; "understudy parity" proves it alone\n' },
    { name: 'a second command', files: {}, args: ['--app', 'node app.js && touch pwned'], stderr: 'error: --app: must be one program with its arguments, because no shell runs it, got "&&" in "node app.js && touch pwned"; put it into an npm script and use "npm run --silent NAME"\n' },
    { name: 'a substitution', files: {}, args: ['--app', 'node $(touch pwned)'], stderr: 'error: --app: must be one program with its arguments, because no shell runs it, got "$" in "node $(touch pwned)"; put it into' },
    { name: 'a variable before the program', files: {}, args: ['--app', 'A=1 node app.js'], stderr: 'error: --app: must be one program with its arguments, because no shell runs it, got "A=1" in' },
    { name: 'an open quote', files: {}, args: ['--app', 'node "app.js'], stderr: 'error: --app: must close every quote, got "node \\"app.js"\n' },
    { name: 'a build that fails', files: { 'cdk.json': { app: 'node app.js', build: 'node build.js' }, 'app.js': good, 'build.js': "console.error('no such file'); process.exit(3);" }, stderr: 'error: cdk.json: build failed with exit code 3\n  no such file\n' },
    { name: 'facts of another version', files: { 'app.js': appThatWrites({ ...assembly({}), 'understudy.json': { version: 2 } }) }, stderr: 'error: understudy.json: version must be 1, got 2; synthesize again with the version of this command line\n' },
    { name: 'facts of another shape', files: { 'app.js': appThatWrites({ ...assembly({}), 'understudy.json': { ...facts, zones: { production: { kind: 'production', accounts: [1] } } } }) }, stderr: 'error: understudy.json: zones.production.accounts must be a list of strings, got [1]; synthesize again with the version of this command line\n' },
    { name: 'an unknown option', files: {}, args: ['--ouptut', 'x'], stderr: "error: unknown option '--ouptut'\n(Did you mean --output?)\nuse \"understudy synth --help\" to see what is possible\n" },
    { name: 'an argument too many', files: {}, args: ['staging'], stderr: "error: too many arguments for 'synth'. Expected 0 arguments but got 1.\nuse \"understudy synth --help\" to see what is possible\n" },
  ];

  test.each(cases)('$name', ({ files, args = [], stderr }) => {
    const given = project({ 'cdk.json': cdkJson, ...kept, ...files });
    const result = given.run(['synth', ...args]);
    const expected = stderr.replace('DIRECTORY', given.directory);
    expect(stderr.endsWith('\n') ? result.stderr : result.stderr.slice(0, expected.length)).toBe(expected);
    expect(result.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(given.made).toEqual(['cdk.out']);
    expect(readFileSync(given.path('cdk.out/manifest.json'), 'utf8')).toBe('{"version":"1","artifacts":{}}');
    expect(existsSync(given.path('pwned'))).toBe(false);
  });

  test('--debug prints what the app prints', () => {
    const { stderr } = project({ 'cdk.json': cdkJson, 'app.js': "throw new Error('no luck')" }).run(['synth', '--debug']);
    expect(stderr).toMatch(/^Error: no luck\n\s+at .*app\.js:1:7/m);
  });
});

describe('the output directory', () => {
  const given = (files: Readonly<Record<string, unknown>> = {}): Project => project({ 'cdk.json': cdkJson, 'app.js': appThatWrites(assembly({ 111111111111: 1 })), ...files });

  test.each([
    ['the current directory', '.', 'must not be the current directory or one above it'],
    ['a directory above', '../..', 'must not be the current directory or one above it'],
    ['the root', '/', 'must not be the current directory or one above it'],
    ['a directory with other things in it', 'src', 'must not replace a directory that is not a cloud assembly'],
    ['a directory with the manifest of something else', 'web', 'must not replace a directory that is not a cloud assembly'],
    ['a file', 'app.js', 'must be a directory or nothing yet'],
    ['a link', 'link', 'must be a directory or nothing yet'],
    ['a place below nothing', 'a/b', 'must be in a directory that exists'],
    ['a place whose .refused is something else', 'results', 'must not replace a directory that is not a cloud assembly, got "results.refused"'],
  ])('is refused when it is %s', (_, output, message) => {
    const files = { 'src/index.ts': '', 'web/manifest.json': { name: 'Web app', icons: [], start_url: '/', display: 'full' }, 'results.refused/notes.txt': '' };
    const subject = given(files);
    symlinkSync(subject.path('src'), subject.path('link'));
    const result = subject.run(['synth', '--output', output]);
    expect(result.stderr).toContain(`error: --output: ${message}`);
    expect(result.code).toBe(2);
    expect(Object.keys(files).filter((file) => !existsSync(subject.path(file)))).toEqual([]);
    expect(readdirSync(subject.directory).filter((name) => name.includes('.tmp-') || name.includes('.old-'))).toEqual([]);
  });

  test('may be empty, elsewhere, or named by cdk.json', () => {
    const elsewhere = project().path('assembly');
    mkdirSync(elsewhere);
    const subject = given({ 'cdk.json': { app: 'node app.js', output: elsewhere } });
    expect(subject.run(['synth']).stdout).toContain(`fine  ${elsewhere}  1 resource in 1 stack of 1 account`);
    expect(readdirSync(elsewhere)).toEqual(['111111111111.template.json', 'manifest.json']);
    expect(subject.made).toEqual([]);
  });

  test('is freed of what a killed run has left, an hour later', () => {
    const subject = given({ 'cdk.out.tmp-aaaaaa/manifest.json': {}, 'cdk.out.tmp-bbbbbb/manifest.json': {}, 'cdk.out.old-cccccc/manifest.json': {}, 'cdk.out.mine/notes.txt': '' });
    const twoHoursAgo = Date.now() / 1000 - 7200;
    for (const name of ['cdk.out.tmp-aaaaaa', 'cdk.out.old-cccccc', 'cdk.out.mine']) utimesSync(subject.path(name), twoHoursAgo, twoHoursAgo);
    subject.run(['synth']);
    expect(subject.made).toEqual(['cdk.out', 'cdk.out.mine', 'cdk.out.tmp-bbbbbb']);
  });

  test('is replaced whole: nothing of the previous assembly stays', () => {
    const subject = given({ 'cdk.out/manifest.json': { version: '1', artifacts: {} }, 'cdk.out/Old.template.json': {} });
    expect(subject.run(['synth']).code).toBe(0);
    expect(readdirSync(subject.path('cdk.out'))).toEqual(['111111111111.template.json', 'manifest.json']);
  });
});

describe('the app gets', () => {
  const echo = "require('node:fs').writeFileSync('seen.json', JSON.stringify({ args: process.argv.slice(2), context: JSON.parse(require('node:fs').readFileSync(process.env.CONTEXT_OVERFLOW_LOCATION_ENV)) }));";
  const seen = (files: Readonly<Record<string, unknown>>, args: readonly string[] = []): { args: string[]; context: Record<string, unknown> } => {
    const subject = project({ 'cdk.json': cdkJson, 'app.js': echo, ...files });
    subject.run(['synth', ...args]);
    return JSON.parse(readFileSync(subject.path('seen.json'), 'utf8')) as { args: string[]; context: Record<string, unknown> };
  };

  test('the context of cdk.json and cdk.context.json, of any size', () => {
    const big = 'x'.repeat(300_000);
    const { context } = seen({ 'cdk.json': { app: 'node app.js', context: { big, flag: true } }, 'cdk.context.json': { found: 'vpc-1' } });
    expect(context).toMatchObject({ big, flag: true, found: 'vpc-1' });
  });

  test('the wish that findings do not end it, whatever cdk.json says', () => {
    const { context } = seen({ 'cdk.json': { app: 'node app.js', context: { '@aws-cdk/core:failSynthOnValidationErrors': true } } });
    expect(context).toMatchObject({ '@aws-cdk/core:failSynthOnValidationErrors': false, '@aws-cdk/core:annotationsInValidationReport': true });
  });

  test('its arguments as they are quoted', () => {
    expect(seen({}, ['--app', String.raw`node app.js 'a b' "c \"d\" $e" f\ g --h="i j" '' k`]).args).toEqual(['a b', 'c "d" $e', 'f g', '--h=i j', '', 'k']);
  });

  test('a build before it, unless --no-build', () => {
    const files = { 'cdk.json': { app: 'node app.js', build: 'node build.js' }, 'build.js': "require('node:fs').writeFileSync('app.js', `process.argv.push('built');` + require('node:fs').readFileSync('app.js'));" };
    expect(seen(files).args).toEqual(['built']);
    expect(seen(files, ['--no-build']).args).toEqual([]);
  });
});

describe('stopping it', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('with %s ends the app too, removes what was written and ends with %i', async (signal, code) => {
    const subject = project({
      'cdk.json': cdkJson, 'cdk.out/manifest.json': { version: '1', artifacts: {} },
      'app.js': "require('node:fs').writeFileSync(process.env.CDK_OUTDIR + '/started', ''); require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000);",
    });
    const child = subject.start(['synth']);
    const ended = new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    while (!existsSync(subject.path('pid'))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(subject.made).toEqual(['cdk.out']);
    expect(() => process.kill(Number(readFileSync(subject.path('pid'), 'utf8')), 0)).toThrow('ESRCH');
  });
});

describe('color', () => {
  const subject = project({ 'cdk.json': cdkJson, 'app.js': appThatWrites(assembly({ 111111111111: 1 })) });
  test.each([
    ['comes with FORCE_COLOR', [], { FORCE_COLOR: '1' }, true],
    ['goes with NO_COLOR', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['goes with --no-color', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ])('%s', (_, args, env, expected) => {
    expect(subject.run(['synth', ...args], env).stdout.includes('\u001b[32m')).toBe(expected);
  });
});
