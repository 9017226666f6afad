import Ajv from 'ajv';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectEvidence } from '../../lib/evidence/collect-evidence';
import type { Evidence } from '../../lib/evidence/evidence';
import { formatJson } from '../../lib/evidence/formats/json';
import { formatJunit } from '../../lib/evidence/formats/junit';
import { formatOscal } from '../../lib/evidence/formats/oscal';
import { formatSarif } from '../../lib/evidence/formats/sarif';
import { formatPage } from '../../lib/evidence/page/page';
import { readEvidence } from '../../lib/evidence/read/read-evidence';
import { readParity } from '../../lib/evidence/read/read-parity';
import { packs } from '../../policies/packs/rule-reference';
import type { EnvironmentTemplates } from '../../policies/parity/environment-templates';
import { appThatWrites, buildUnderstudy, Project } from '../command-line/run-understudy';
import { type Files, HOSTILE, environmentResources, evidenceOf, hostileParity, hostilePlatform, openFinding, parityOf, smallPlatform, templatesIn, written } from './small-platform';

const fine = evidenceOf(smallPlatform(), { parity: [parityOf(3), parityOf(2, [], 'training')], exceptions: [] });
const point = (evidence: Evidence, number: number): Evidence['points'][number] | undefined => evidence.points.find(({ id }) => id === `8.31-${number}`);
const factsOf = (evidence: Evidence, number: number, state: string): string[] => (point(evidence, number)?.facts ?? []).filter((fact) => fact.state === state).map(({ says }) => says);
const without = (account: string, ...names: readonly string[]): Files => smallPlatform({ resources: { [account]: Object.fromEntries(Object.entries(environmentResources(account)).filter(([name]) => !names.includes(name))) } });
const changed = (account: string, name: string, properties: Record<string, unknown>): Files => {
  const resources = environmentResources(account);
  const resource = resources[name];
  return smallPlatform({ resources: { [account]: { ...resources, [name]: { Type: resource?.Type ?? '', Properties: { ...resource?.Properties, ...properties } } } } });
};

describe('evidence', () => {
  test('is the same bytes for the same files, day and version', async () => {
    const directory = written(smallPlatform());
    const once = (): Evidence => evidenceOf({}, { directories: [directory] });
    expect(formatJson(once())).toBe(formatJson(once()));
    for (const format of [formatSarif, formatOscal, formatJunit, formatPage]) expect(await format(once())).toBe(await format(once()));
  });

  test('of a sound platform holds in all that was judged; only the written procedures are left to people', () => {
    expect(fine.points.map(({ id, state }) => [id, state]).filter(([, state]) => state !== 'holds')).toEqual([['8.31-1', 'not-evaluated']]);
    expect(factsOf(fine, 1, 'not-evaluated')).toEqual(['Whether the written procedures cover control 8.31 and people follow them: no template can tell; show the documents.']);
    expect({ proof: fine.proof.verdict, parity: fine.parity.state, exceptions: fine.exceptions.state, verdict: fine.verdict }).toEqual({ proof: 'PROVED', parity: 'holds', exceptions: 'holds', verdict: 'not-evaluated' });
    expect(fine.notTold).toEqual([]);
  });

  test('names every requirement, and every rule of every pack with how it stands', () => {
    expect(fine.requirements).toHaveLength(77);
    expect(fine.rules).toHaveLength(packs.reduce((sum, { rules }) => sum + rules.length, 0));
    expect(fine.rules.find(({ id }) => id === 'Encryption::Encryption-key-is-rotated')).toMatchObject({ state: 'holds', judged: 3, findings: 0, accepted: 1, serves: expect.arrayContaining(['ISL-08']) as unknown });
  });

  test('leads from a fact to its resources, and from these to template and construct', () => {
    const fact = point(fine, 2)?.facts.find(({ says }) => says.includes('permission boundary'));
    expect(fact?.says).toBe('3 of 3 roles work under a permission boundary.');
    expect(fine.resources[fact?.resources[0] ?? '']).toEqual({ account: '111111111111', region: 'eu-west-1', stack: 'Stack111111111111', logicalId: 'Role', type: 'AWS::IAM::Role', template: '111111111111.template.json' });
  });

  const breaks: ReadonlyArray<readonly [what: string, point: number, files: Files, says: string]> = [
    ['a role without boundary', 2, changed('222222222222', 'Role', { PermissionsBoundary: undefined }), '2 of 3 roles work under a permission boundary.'],
    ['an environment without network', 2, without('333333333333', 'Vpc'), 'training is without a network of its own.'],
    ['an image named by a tag', 3, changed('111111111111', 'Task', { ContainerDefinitions: [{ Image: 'api:latest', ReadonlyRootFilesystem: true }] }), '2 of 3 task definitions name every image by its content.'],
    ['a shell in production', 5, changed('111111111111', 'Service', { EnableExecuteCommand: true }), '0 of 1 service in production let nobody open a shell.'],
    ['a container that can write to its image', 5, changed('111111111111', 'Task', { ContainerDefinitions: [{ Image: 'a', ReadonlyRootFilesystem: false }] }), '0 of 1 container in production cannot write to their image.'],
    ['people without a second factor', 6, changed('111111111111', 'Role', { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: 'arn:aws:iam::111111111111:saml-provider/workforce' } } } }), '2 of 3 roles for people who sign in ask for a second factor.'],
    ['an IAM user', 6, smallPlatform({ resources: { 333333333333: { ...environmentResources('333333333333'), User: { Type: 'AWS::IAM::User' } } } }), 'The templates have 1 IAM user and no access key.'],
    ['training that is not patched', 7, without('333333333333', 'SSMPatchBaseline'), 'training is without a patch baseline.'],
    ['staging without backup', 7, without('222222222222', 'BackupBackupPlan'), 'staging is without a backup plan.'],
    ['a trail that stays in its account', 8, changed('111111111111', 'Trail', { S3BucketName: 'own' }), '2 of 3 trails outside the audit account record and write to a bucket of another account.'],
    ['a pipeline that nobody approves', 8, smallPlatform({ resources: { 555555555555: { Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Actions: [{ ActionTypeId: { Category: 'Build' } }] }] } } } } }), '0 of 1 pipeline wait for an approval.'],
    ['a service that does not roll back', 9, changed('111111111111', 'Service', { DeploymentConfiguration: {} }), '0 of 1 service in production roll back by themselves when a deployment fails.'],
    ['training without a web firewall', 10, without('333333333333', 'WAFv2WebACL'), 'training is without a web firewall.'],
    ['an open finding of a rule', 2, smallPlatform({ files: { 'validation-report.json': openFinding } }), expect.stringMatching(/judged \d+ places and found 1 open place\.$/) as unknown as string],
  ];
  test.each(breaks)('fails a point of the control for %s', (_, number, files, says) => {
    const evidence = evidenceOf(files);
    expect(factsOf(evidence, number, 'fails')).toContainEqual(says);
    expect([point(evidence, number)?.state, evidence.verdict]).toEqual(['fails', 'fails']);
  });

  test('fails for live data outside production, as declared', () => {
    const files = smallPlatform();
    const text = JSON.stringify(files['understudy.json']).replace('"data.mode":"synthetic"', '"data.mode":"live"');
    expect(factsOf(evidenceOf({ ...files, 'understudy.json': text }), 4, 'fails')).toEqual(['training is declared to hold live data outside production.']);
  });

  test('shows the witness of a leak, with account, construct, template line and fix', () => {
    const evidence = evidenceOf(changed('111111111111', 'Key', { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'kms:*', Resource: '*' }] } }));
    expect(evidence.proof).toMatchObject({ state: 'fails', verdict: 'LEAK' });
    const leak = evidence.proof.findings.find(({ verdict }) => verdict === 'LEAK');
    expect(leak).toMatchObject({ from: ['staging'], to: 'production', steps: [expect.objectContaining({ account: '111111111111', template: '111111111111.template.json' })] });
    expect(leak?.fix).not.toBe('');
    expect(factsOf(evidence, 2, 'fails')).toContainEqual(expect.stringMatching(/^19 of 20 claims that no group of accounts reaches another are proved/));
  });
});

describe('what nobody has judged', () => {
  const untold: ReadonlyArray<readonly [what: string, files: Files, notTold: readonly string[]]> = [
    ['an assembly of another tool', { ...smallPlatform(), 'understudy.json': undefined, 'validation-report.json': undefined }, [
      'Which accounts are production, staging or anything else: no understudy.json and no zones.', 'What environments declare (owner, data, access, retention): no understudy.json of a platform.',
      'No validation-report.json says what policies have found.', 'Nobody has said which accounts belong together: there is no understudy.json, and no zones were given.',
      'No two environments were declared, and no report of "understudy parity" was given.', 'No register of exceptions was found.',
    ]],
    ['a report of policies that is missing', { ...smallPlatform(), 'validation-report.json': undefined }, [
      'No validation-report.json says what policies have found.', 'No report of "understudy parity" was given for production and staging, production and training.', 'No register of exceptions was found.',
    ]],
    ['stacks without account', { ...smallPlatform(), 'manifest.json': { version: '55.0.0', artifacts: { A: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: '111111111111.template.json' } } } } }, [
      'Where one stack is deployed: bound to no account.', 'No report of "understudy parity" was given for production and staging, production and training.', 'No register of exceptions was found.',
    ]],
    ['a nested stack without its template', smallPlatform({ resources: { 333333333333: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/x.json' } } } } }), [
      'What stands in nested stacks whose templates are missing: Stack333333333333/Nested.', 'No report of "understudy parity" was given for production and staging, production and training.', 'No register of exceptions was found.',
    ]],
    ['an assembly without stacks', { 'manifest.json': { version: '55.0.0' } }, [
      'Which accounts are production, staging or anything else: no understudy.json and no zones.', 'What environments declare (owner, data, access, retention): no understudy.json of a platform.', 'Anything about resources: there is no template.',
      'No validation-report.json says what policies have found.', 'Nobody has said which accounts belong together: there is no understudy.json, and no zones were given.',
      'No two environments were declared, and no report of "understudy parity" was given.', 'No register of exceptions was found.',
    ]],
  ];
  test.each(untold)('is said of %s', (_, files, notTold) => {
    expect(evidenceOf(Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined))).notTold).toEqual(notTold);
  });

  test('never holds: no point of a foreign assembly does that rests on who is who', () => {
    const { 'understudy.json': _, 'validation-report.json': __, ...files } = smallPlatform();
    const evidence = evidenceOf(files);
    expect(evidence.points.filter(({ state }) => state === 'holds')).toEqual([]);
    expect([evidence.proof.state, evidence.parity.state, evidence.exceptions.state, evidence.verdict]).toEqual(['not-evaluated', 'not-evaluated', 'not-evaluated', 'not-evaluated']);
    expect(evidence.zones.map(({ name, kind }) => [name, kind])).toEqual([['111111111111', undefined], ['222222222222', undefined], ['333333333333', undefined], ['555555555555', undefined], ['666666666666', undefined]]);
  });

  test('is told by a zones file for a foreign assembly', () => {
    const { 'understudy.json': zones, 'validation-report.json': _, ...files } = smallPlatform();
    const directory = written({ 'zones.json': zones });
    const evidence = evidenceOf(files, { zones: join(directory, 'zones.json') });
    expect(evidence.proof.verdict).toBe('PROVED');
    expect(evidence.zones.map(({ kind }) => kind)).toEqual(['production', 'staging', 'training', 'delivery', 'audit']);
  });

  test('a policy that is registered and silent holds only when the report was just written', () => {
    const { 'validation-report.json': _, ...files } = smallPlatform();
    const stateOf = (evidence: Evidence): unknown => evidence.policies.find(({ policy }) => policy === 'Isolation')?.state;
    expect([stateOf(evidenceOf(files)), stateOf(evidenceOf(files, { isFresh: true }))]).toEqual(['not-evaluated', 'holds']);
  });

  test('a policy that could not judge says nothing about its rules', () => {
    const evidence = evidenceOf(smallPlatform({ files: { 'validation-report.json': { pluginReports: [{ pluginName: 'Encryption', conclusion: 'failure', metadata: { error: 'out of memory' } }] } } }));
    expect(evidence.policies[0]).toEqual({ policy: 'Encryption', state: 'fails', findings: 0, accepted: 0, error: 'out of memory' });
    expect(evidence.rules.filter(({ pack, state }) => pack === 'Encryption' && state !== 'not-evaluated')).toEqual([]);
  });
});

describe('the register of exceptions', () => {
  const recorded = (until: string): Files => smallPlatform({ files: { 'exceptions.json': { version: 1, exceptions: [{
    rule: 'Encryption::Encryption-key-is-rotated', scope: 'production/Key', owner: 'platform', reason: 'rotated by hand every spring', ticket: 'P-1', until, origin: 'platform', environment: 'production',
    covers: [{ rule: 'Encryption::Encryption-key-is-rotated', place: 'Small/production/Key/Resource' }],
  }] } } });

  test.each([['2027-06-30', 'holds', 'in force'], ['2027-01-31', 'holds', 'ends soon'], ['2027-01-14', 'fails', 'ended']])('with an entry until %s %s: %s', (until, state, standing) => {
    const { exceptions } = evidenceOf(recorded(until));
    expect(exceptions).toMatchObject({ state, entries: [{ owner: 'platform', standing, silences: 1 }] });
  });
});

describe('changes', () => {
  const since = (files: Files, now: Files): unknown => evidenceOf(now, { since: evidenceOf(files) }).changes?.rows.filter(({ what }) => what !== 'subject');

  test('of nothing are none', () => {
    expect(since(smallPlatform(), smallPlatform())).toEqual([]);
  });

  test('are told with what was and what is', () => {
    const later = JSON.stringify(smallPlatform()['understudy.json']).replaceAll('"retention.logsDays":"30"', '"retention.logsDays":"60"').replace('"the pipeline deploys what passed"', '"because"');
    expect(since(smallPlatform(), smallPlatform({ files: { 'understudy.json': later, 'validation-report.json': openFinding } }))).toEqual(expect.arrayContaining([
      { what: 'parameter', how: 'changed', name: 'staging: retention.logsDays', before: '30', after: '60' },
      { what: 'pathway', how: 'changed', name: 'delivery-production-deploy', before: 'delivery to production, deploy: the pipeline deploys what passed (platform)', after: 'delivery to production, deploy: because (platform)' },
      { what: 'policy', how: 'changed', name: 'Encryption', before: 'holds, 0 open, 1 accepted', after: 'fails, 1 open, 0 accepted' },
      { what: 'finding', how: 'new', name: 'Encryption-key-is-rotated at Small/production/Key/Resource', after: 'A key is rotated every year. Found: EnableKeyRotation is absent.' },
      { what: 'accepted finding', how: 'gone', name: 'Encryption::Encryption-key-is-rotated at Small/production/Key/Resource', before: 'rotated by hand every spring' },
      { what: 'point', how: 'changed', name: '8.31-2 Separation', before: 'holds', after: 'fails' },
    ]));
  });

  test('are read from the file that an earlier run wrote', () => {
    const file = join(written({ 'evidence.json': formatJson(fine) }), 'evidence.json');
    expect(readEvidence(file)).toEqual(JSON.parse(formatJson(fine)));
  });
});

const undeclared = { parameters: [], stack: 'Data', construct: 'Data/Ledger', path: 'Properties.Engine', says: 'database Ledger has another engine', from: 'aurora-postgresql', to: 'postgres', source: '/work/app/data.ts:7:5' };
const entry = { rule: 'Iso27001::Iso27001-bucket-is-versioned', scope: 'staging/Cache', owner: 'reports', reason: 'holds caches only', ticket: 'REP-1', until: '2027-01-01', origin: 'platform', standing: 'ended', fails: true, problems: ['it ended on 2027-01-01'], silences: 1 };
const cases: ReadonlyArray<readonly [string, Evidence]> = [
  ['a sound platform', fine],
  ['everything that can fail', evidenceOf(changed('111111111111', 'Key', { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] } }), { parity: [parityOf(2, [undeclared])], exceptions: [entry] })],
  ['open findings', evidenceOf(smallPlatform({ files: { 'validation-report.json': openFinding } }))],
  ['an assembly without stacks', evidenceOf({ 'manifest.json': { version: '55.0.0' } })],
  ['hostile names', evidenceOf(hostilePlatform(), { parity: [hostileParity], exceptions: [{ ...entry, rule: HOSTILE.join(' '), scope: HOSTILE.join(' '), reason: HOSTILE.join(' '), standing: HOSTILE.join(' '), problems: [...HOSTILE] }] })],
];
const schema = (name: string): object => JSON.parse(readFileSync(join(__dirname, 'schemas', name), 'utf8')) as object;

describe.each(cases)('of %s', (_, evidence) => {
  const sarifSchema = addFormats(new Ajv04({ strict: false, allErrors: true, unicodeRegExp: false })).compile(schema('sarif-2.1.0.json'));
  const oscalSchema = addFormats(new Ajv({ strict: false, allErrors: true })).compile(schema('oscal-assessment-results-1.2.3.json'));

  test('SARIF is valid against the schema of OASIS', () => {
    sarifSchema(JSON.parse(formatSarif(evidence)));
    expect(sarifSchema.errors ?? []).toEqual([]);
  });

  test('OSCAL is valid against the schema of NIST, and its ids are unique and refer to what is there', () => {
    const text = formatOscal(evidence);
    oscalSchema(JSON.parse(text));
    expect(oscalSchema.errors ?? []).toEqual([]);
    const made = [...text.matchAll(/"uuid": "([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(made).size).toBe(made.length);
    expect([...text.matchAll(/"observation-uuid": "([^"]+)"/g)].filter(([, id]) => !made.includes(id))).toEqual([]);
  });

  test('JUnit is valid against the schema of Jenkins', () => {
    const file = join(written({}), 'junit.xml');
    writeFileSync(file, formatJunit(evidence));
    const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', join(__dirname, 'schemas/junit-10.xsd'), file], { encoding: 'utf8' });
    expect([error?.message, status, status === 0 ? '' : stderr]).toEqual([undefined, 0, '']);
  });
});

describe('formats', () => {
  const [, broken] = cases[1] ?? [];
  test('JUnit counts what fails and skips what nobody judged', () => {
    const text = formatJunit(broken ?? fine);
    expect(text).toContain('<testsuite name="parity" tests="2" failures="1" errors="0" skipped="1">');
    expect(text).toContain('<testcase classname="exceptions" name="Iso27001::Iso27001-bucket-is-versioned at staging/Cache"><failure type="fails" message="it ended on 2027-01-01">');
  });

  test('SARIF tells the source line of an undeclared difference, and suppresses what was accepted', () => {
    interface Result { ruleId: string; level: string; locations: unknown; suppressions?: unknown }
    const { results } = (JSON.parse(formatSarif(broken ?? fine)) as { runs: [{ results: Result[] }] }).runs[0];
    expect(results.find(({ ruleId }) => ruleId === 'parity/undeclared-difference')).toMatchObject({
      level: 'error', locations: [{ physicalLocation: { artifactLocation: { uri: '/work/app/data.ts' }, region: { startLine: 7, startColumn: 5 } } }],
    });
    expect(results.find(({ ruleId }) => ruleId === 'Encryption::Encryption-key-is-rotated')).toMatchObject({ level: 'note', suppressions: [{ kind: 'external', justification: 'rotated by hand every spring' }] });
  });

  test('OSCAL satisfies an objective only when its point holds', () => {
    interface Finding { title: string; target: { status: object } }
    const { findings } = (JSON.parse(formatOscal(fine)) as { 'assessment-results': { results: [{ findings: Finding[] }] } })['assessment-results'].results[0];
    expect(findings.slice(0, 2).map(({ title, target }) => [title, target.status])).toEqual([
      ['Procedures', { state: 'not-satisfied', reason: 'other', remarks: 'Not evaluated: at least one fact is not told by the files.' }], ['Separation', { state: 'satisfied', reason: 'pass' }],
    ]);
  });

  test('a report of parity is read as the command prints it', () => {
    const report = {
      version: 1, command: 'parity', from: { name: 'production', path: 'Small/production', templates: 'a' }, to: { name: 'staging', path: 'Small/staging', templates: 'b' }, verdict: 'DIFFERENT', undeclared: [{ id: '0', kind: 'other-engine', ...undeclared, parameters: undefined, more: 0 }],
      parameters: [{ parameter: 'retention.logsDays', from: '365', to: '30', identity: false, unit: 'retention' }], ledger: [{ parameters: ['retention'], stack: 'Data', logicalId: 'Logs', path: 'Properties.RetentionInDays', from: '365', to: '30' }],
    };
    const pair = {
      from: 'production', to: 'staging', state: 'fails', undeclared: [undeclared], parameters: [{ parameter: 'retention.logsDays', from: '365', to: '30', identity: false }],
      ledger: [{ parameters: ['retention'], stack: 'Data', construct: 'Data/Logs', path: 'Properties.RetentionInDays', from: '365', to: '30' }],
    };
    const told = { pair, of: [{ path: 'Small/production', templates: 'a' }, { path: 'Small/staging', templates: 'b' }] };
    const directory = written({ 'parity.json': report, 'all.json': { version: 1, command: 'parity', reports: [report, report] } });
    expect(readParity(join(directory, 'parity.json'))).toEqual([told]);
    expect(readParity(join(directory, 'all.json'))).toEqual([told, told]);
  });

  test('a report of parity counts only for the templates that it was made of', () => {
    const directory = written(smallPlatform());
    const [production, staging] = templatesIn(directory);
    const parityWith = (...of: readonly (EnvironmentTemplates | undefined)[]): Evidence['parity'] =>
      collectEvidence({ directories: [directory], day: '2027-01-15', version: '0.1.0', base: '/work', parity: [{ pair: parityOf(1), of: of.filter((each) => each !== undefined) }] }).parity;
    const told = ({ state, why, pairs }: Evidence['parity']): unknown => [state, why, pairs.map((pair) => [pair.to, pair.state])];
    expect(told(parityWith(production, staging))).toEqual(['not-evaluated', 'no report of "understudy parity" was given for production and training', [['staging', 'holds'], ['training', 'not-evaluated']]]);
    const stale = ['not-evaluated', 'the report of "understudy parity" for production and staging is of other templates and counts for nothing', [['staging', 'not-evaluated'], ['training', 'not-evaluated']]];
    expect(told(parityWith(production, { path: staging?.path ?? '', templates: 'of yesterday' }))).toEqual(stale);
    expect(told(parityWith(production, { path: 'Nowhere', templates: '' }))).toEqual(stale);
    expect(told(parityWith())).toEqual(stale);
  });
});

describe('understudy evidence', () => {
  const understudy = buildUnderstudy();
  const inside = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([name, content]) => [`cdk.out/${name}`, content]));
  const platform = new Project(understudy, { ...inside(smallPlatform()), 'other.json': {}, 'partial.json': { ...fine, zones: 7 } });

  test('writes every format and says where the page is', () => {
    const { code, stdout, stderr } = platform.run(['evidence', '--today', '2027-01-15']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('8.31-2 Separation                       holds\n');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('not evaluated  evidence/index.html');
    expect(readdirSync(platform.path('evidence')).toSorted()).toEqual(['evidence.json', 'evidence.sarif', 'index.html', 'junit.xml', 'oscal-assessment-results.json']);
  });

  test('compares with an earlier run, writes what is asked for, and prints a document', () => {
    const { code, stdout } = platform.run(['evidence', 'cdk.out', '--since', 'evidence/evidence.json', '--today', '2027-02-15', '--output', 'new/place', '--format', 'json', '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ version: 1, command: 'evidence', outcome: 'fine', verdict: 'not-evaluated', proof: 'holds', files: ['new/place/evidence.json'] })]);
    expect(readEvidence(platform.path('new/place/evidence.json')).changes).toEqual({ since: { day: '2027-01-15', digest: expect.any(String) as unknown, version: '0.1.0' }, rows: [] });
  });

  test('ends with 1 when something fails', () => {
    const failing = new Project(understudy, inside(without('333333333333', 'SSMPatchBaseline')));
    expect(failing.run(['evidence', '--format', 'junit']).code).toBe(1);
  });

  test('comes with a synthesis, which compares it with the last one and says where it is', () => {
    const { 'validation-report.json': _, ...files } = smallPlatform();
    const project = new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': appThatWrites(files), 'cdk.out/manifest.json': { version: '55.0.0' }, 'cdk.out/evidence/evidence.json': '{"version": 1' });
    const first = project.run(['synth', '--evidence', '--today', '2027-01-15']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/\nIsolationProof +holds +0 +0\n/);
    expect(first.stdout).toMatch(/\nevidence {2}cdk\.out\/evidence\/index\.html\nfine {2}cdk\.out {2}\d+ resources/);
    expect(readEvidence(project.path('cdk.out/evidence/evidence.json'))).toMatchObject({ proof: { verdict: 'PROVED' }, policies: [{ policy: 'Isolation', state: 'holds' }, {}, {}] });
    project.run(['synth', '--evidence', '--today', '2027-02-15']);
    expect(readEvidence(project.path('cdk.out/evidence/evidence.json')).changes).toMatchObject({ since: { day: '2027-01-15' }, rows: [] });
    expect(project.made).toEqual(['cdk.out']);
  });

  test('takes up what a second run of the app proves of parity, and counts it for its own templates only', () => {
    const { 'validation-report.json': _, ...files } = smallPlatform();
    const environment = (name: string, account: string): object => ({ name, kind: name, account, region: 'eu-west-1', cidr: '10.0.0.0/16', zoneName: `${name}.example.com`, parameters: {}, path: 'Elsewhere', directory: '../..' });
    const pair = { version: 1, from: environment('production', '111111111111'), to: environment('staging', '222222222222'), others: [], units: [], variants: [{ swapped: [], all: true, directory: '../..' }] };
    const project = new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': appThatWrites({ ...files, 'pairs/staging/parity.json': pair }) });
    const { code, stdout, stderr } = project.run(['synth', '--evidence', '--parity', '--today', '2027-01-15']);
    const why = 'the report of "understudy parity" for production and staging is of other templates and counts for nothing';
    expect([code, stderr, stdout]).toEqual([1, '', expect.stringContaining(`\nbroke down  ParityProof: ${why}\n`)]);
    expect(readEvidence(project.path('cdk.out.refused/evidence/evidence.json')).parity).toMatchObject({ state: 'not-evaluated', why });
  });

  test('counts no proof of templates that the app changes afterwards', () => {
    const open = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'kms:*', Resource: '*' }] } } } };
    const later = `setTimeout(() => writeFileSync(join(process.env.CDK_OUTDIR, '111111111111.template.json'), ${JSON.stringify(JSON.stringify({ Resources: open }))}), 1000);`;
    const project = new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': `${appThatWrites(smallPlatform())}${later}` });
    const { code, stdout, stderr } = project.run(['synth', '--evidence']);
    expect([code, stderr, stdout]).toEqual([1, '', expect.stringMatching(/\nfatal {2}IsolationProof-/)]);
    expect(readEvidence(project.path('cdk.out.refused/evidence/evidence.json')).proof.verdict).toBe('LEAK');
  });

  const refused: ReadonlyArray<readonly [what: string, args: readonly string[], message: string]> = [
    ['a directory that is no assembly', ['nowhere'], 'nowhere: must be a cloud assembly with a manifest.json; run cdk synth first'],
    ['a day that does not exist', ['cdk.out', '--today', '2027-02-30'], 'error: --today: must be a day, YYYY-MM-DD, got "2027-02-30"'],
    ['an earlier evidence without its facts', ['cdk.out', '--since', 'partial.json'], 'error: --since: must be an evidence.json that "understudy evidence" wrote, got one without its zone facts'],
    ['an output that is a file', ['cdk.out', '--output', 'other.json'], 'error: --output: must be a directory that can be written to, got "other.json" (EEXIST)'],
  ];
  test.each(refused)('refuses %s with one message and exit code 2', (_, args, message) => {
    const { code, stderr, stdout } = platform.run(['evidence', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('bad input is refused', () => {
  const files = written({ 'broken.json': '{"version": 1', 'other.json': { version: 1 }, 'old.json': { ...fine, version: 2 } });
  const read: ReadonlyArray<readonly [what: string, read: (file: string) => unknown, file: string, message: string]> = [
    ['an earlier evidence that is missing', readEvidence, 'missing.json', 'missing.json: must exist'],
    ['an earlier evidence that is cut off', readEvidence, 'broken.json', 'broken.json: must be JSON, got'],
    ['an earlier evidence that is none', readEvidence, 'other.json', 'other.json: must be an evidence.json that "understudy evidence" wrote'],
    ['an earlier evidence of another version', readEvidence, 'old.json', 'old.json: version must be 1; this release does not know another, got 2'],
    ['a report of parity that is none', readParity, 'other.json', 'other.json: from.name must be a text, got nothing'],
  ];
  test.each(read)('%s', (_, reader, file, message) => {
    expect(() => reader(join(files, file))).toThrow(message);
  });

  test('a register of exceptions that is none', () => {
    expect(() => evidenceOf(smallPlatform({ files: { 'exceptions.json': { version: 2 } } }))).toThrow('exceptions.json: must be a register of version 1');
  });

  test('the same assembly twice', () => {
    const directory = written(smallPlatform());
    expect(() => evidenceOf({}, { directories: [directory, directory] })).toThrow(/^assembly: must be given once, and hold each stack once, got ".*Stack111111111111" twice$/);
  });

  test('two platforms on one page', () => {
    expect(() => evidenceOf({}, { directories: [written(smallPlatform()), written(smallPlatform())] })).toThrow(/^assembly: must hold one understudy\.json together, got 2 \(.*\); write one page for each platform$/);
  });

  const damaged: ReadonlyArray<readonly [what: string, files: Files, message: RegExp]> = [
    ['a template that is missing', { ...smallPlatform(), '111111111111.template.json': undefined }, /111111111111\.template\.json: must exist/],
    ['a template that is cut off', smallPlatform({ files: { '111111111111.template.json': '{"Resources": {' } }), /111111111111\.template\.json: must be JSON, got .*; the file may be cut off/],
    ['an understudy.json with wrong zones', smallPlatform({ facts: { zones: { production: { kind: 'palace', accounts: ['1'] } }, pathways: [] } }), /understudy\.json has 3 problems\n- zones\.production\.kind: must be one of .*\n- zones\.production\.accounts: must be account ids of twelve digits/],
    ['parameters that are no texts', smallPlatform({ facts: { environments: { production: { parameters: { a: 1 } } } } }), /understudy\.json: environments\.production\.parameters\.a must be a text, got 1/],
    ['a report of policies that is no report', smallPlatform({ files: { 'validation-report.json': { pluginReports: 'none' } } }), /validation-report\.json: pluginReports must be a list, got "none"/],
  ];
  test.each(damaged)('%s', (_, given, message) => {
    expect(() => evidenceOf(Object.fromEntries(Object.entries(given).filter(([, content]) => content !== undefined)))).toThrow(message);
  });
});
