import { App, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EncryptionChecks, ExceptionRegister, IsolationChecks, Iso27001Checks } from '../../lib';
import { loadStack } from '../../policies/assembly/load-assembly';
import { acknowledgementRules } from '../../policies/packs/acknowledgements/rules';
import { encryptionRules } from '../../policies/packs/encryption/rules';
import { isolationRules } from '../../policies/packs/isolation/rules';
import { iso27001Rules } from '../../policies/packs/iso27001/rules';
import { judgeStacks } from '../../policies/packs/judge-templates';
import type { Rule, RuleCase } from '../../policies/packs/rule';
import { ruleReference } from '../../policies/packs/rule-reference';
import { requirements } from '../../policies/requirements';
import { testApp } from '../synthesize';

const root = resolve(__dirname, '../..');
const env = { account: '111111111111', region: 'eu-west-1' };
const everyRule: ReadonlyArray<readonly [string, Rule]> = [
  ...isolationRules.map((rule) => ['isolation', rule] as const),
  ...encryptionRules.map((rule) => ['encryption', rule] as const),
  ...iso27001Rules.map((rule) => ['iso27001', rule] as const),
];
const crossings = {
  permits: (grantor: string, grantee: string) => grantor === env.account && grantee === '333333333333',
  leadsThrough: (grantor: string, link: string) => grantor === env.account && link.endsWith('-permitted'),
};

function judged(rule: Rule, { template }: Pick<RuleCase, 'template'>) {
  return judgeStacks({ name: 'Test', rules: [rule], crossings }, [{ path: 'Test', ...env, templateFile: '/Test.template.json', template }]).violations;
}

interface ReportedViolation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly suggestedFix?: string;
  readonly acknowledgedId?: string;
  readonly reason?: string;
  readonly violatingConstructs: ReadonlyArray<{ constructPath: string; cloudFormationResource?: { logicalId: string; templatePath: string; propertyPaths: string[] } }>;
}

/** Synthesizes as the command line does (findings are written, nothing is thrown) and reads the validation report. */
function reportOf(app: App): { violations: ReportedViolation[]; suppressed: ReportedViolation[]; failed: string[] } {
  const { exitCode } = process;
  const said = jest.spyOn(console, 'error').mockImplementation(() => {});
  process.env.CDK_APP_MODE = 'process';
  try {
    const { directory } = app.synth();
    const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as {
      pluginReports: Array<{ pluginName: string; conclusion: string; violations: ReportedViolation[]; suppressedViolations?: ReportedViolation[] }>;
    };
    return {
      violations: pluginReports.flatMap(({ violations }) => violations),
      suppressed: pluginReports.flatMap(({ suppressedViolations }) => suppressedViolations ?? []),
      failed: pluginReports.filter(({ conclusion }) => conclusion === 'failure').map(({ pluginName }) => pluginName),
    };
  } finally {
    delete process.env.CDK_APP_MODE;
    process.exitCode = exitCode;
    said.mockRestore();
  }
}

describe('every rule tells its whole story', () => {
  test('at least 64 rules stand in the three packs', () => {
    expect(everyRule.length).toBeGreaterThanOrEqual(64);
  });

  test('ids are unique', () => {
    const ids = [...everyRule.map(([, { id }]) => id), ...acknowledgementRules.map(({ id }) => id)];
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.each(['isolation', 'encryption', 'iso27001'])('every file of %s is a rule of the pack, named for its id', (folder) => {
    const files = readdirSync(join(root, 'policies/packs', folder)).filter((file) => readFileSync(join(root, 'policies/packs', folder, file), 'utf8').includes(': Rule = {'));
    expect(files.toSorted()).toEqual(everyRule.filter(([pack]) => pack === folder).map(([, { id }]) => `${id}.ts`).toSorted());
  });

  test.each(everyRule.map(([pack, rule]) => ({ pack, id: rule.id, rule })))('$pack/$id', ({ pack, rule }) => {
    const known = new Set(requirements.map(({ id }) => id));
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(rule.serves.filter((id) => !known.has(id))).toEqual([]);
    expect(rule.serves.length).toBeGreaterThan(0);
    for (const text of [rule.claim, rule.reason, rule.fix]) expect(text).toMatch(/^[A-Z].{10,}[.)]$/s);
    expect(rule.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/|^ISO 27001:2022 control \d\.\d+/);
    expect(rule.resourceTypes.length).toBeGreaterThan(0);
    expect(rule.severity).toBe(pack === 'isolation' ? 'fatal' : 'error');
    const kinds = rule.cases.map(({ kind }) => kind);
    expect(kinds).toContain('holds');
    expect(kinds).toContain('broken');
    expect(kinds.includes('unresolvable') !== (rule.neverUnresolvable !== undefined)).toBe(true);
    expect(new Set(rule.cases.map(({ name }) => name)).size).toBe(rule.cases.length);
  });
});

describe('every case of every rule is judged as it says', () => {
  const rows = everyRule.flatMap(([, rule]) => rule.cases.map((one) => ({ id: rule.id, kind: one.kind, name: one.name, rule, one })));
  test.each(rows)('$id $kind: $name', ({ rule, one }) => {
    const violations = judged(rule, one);
    const verdicts = [...new Set(violations.map(({ ruleName, ruleMetadata }) => ruleName === `Test-${rule.id}` ? ruleMetadata?.verdict : violations[0]?.description))];
    const expected = { holds: [], broken: ['broken'], unresolvable: ['undecided'] };
    expect(verdicts).toEqual(expected[one.kind]);
    for (const { violatingResources, fix, severity } of violations) {
      expect([fix, severity]).toEqual([rule.fix, rule.severity]);
      for (const { locations, resourceLogicalId } of violatingResources) {
        const ofTemplate = rule.resourceTypes.includes('Template');
        const known: ReadonlyArray<string | undefined> = ofTemplate ? [undefined] : Object.keys(one.template.Resources ?? {});
        expect(known).toContain(resourceLogicalId);
        expect(locations).toEqual([expect.stringMatching(ofTemplate ? /^(Transform|Resources\.)/ : /^(Properties|DeletionPolicy|UpdateReplacePolicy)(\.|$)/)]);
      }
    }
  });
});

test('docs/rules.md is what the rules say; run npm run docs', () => {
  expect(readFileSync(join(root, 'docs/rules.md'), 'utf8')).toBe(ruleReference());
});

/** An app with one database whose key is its own, and the three packs. */
function appWithDatabase(scopeOf: (stack: Stack) => Stack = (stack) => stack) {
  const app = testApp();
  const stack = scopeOf(new Stack(app, 'Data', { env }));
  const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [] }, enableKeyRotation: true });
  const database = new rds.CfnDBCluster(stack, 'Ledger', { engine: 'aurora-postgresql', storageEncrypted: true, kmsKeyId: key.attrArn });
  Validations.of(app).addPlugins(new IsolationChecks(app), new EncryptionChecks(app), new Iso27001Checks(app));
  return { app, stack, key, database };
}

const named = (violations: readonly ReportedViolation[], ruleName: string) => violations.filter((violation) => violation.ruleName === ruleName);

describe('synthesized templates are judged', () => {
  const ruleName = 'Encryption-database-is-encrypted-with-own-key';

  test('a database with its own key passes', () => {
    expect(named(reportOf(appWithDatabase().app).violations, ruleName)).toEqual([]);
  });

  test('an override that turns encryption off is found, with its construct, template, property and fix', () => {
    const { app, database } = appWithDatabase();
    database.addPropertyOverride('StorageEncrypted', false);
    const { violations, failed } = reportOf(app);
    expect(named(violations, ruleName)).toEqual([expect.objectContaining({
      severity: 'error',
      description: 'A database is encrypted at rest with a key that its own account makes. Found: StorageEncrypted is false.',
      suggestedFix: expect.stringContaining('Set StorageEncrypted to true'),
      violatingConstructs: [expect.objectContaining({
        constructPath: 'Data/Ledger',
        cloudFormationResource: { logicalId: 'Ledger', templatePath: 'Data.template.json', propertyPaths: ['Properties.StorageEncrypted'] },
      })],
    })]);
    expect(failed).toContain('Encryption');
  });

  test('a raw resource whose type an override changes is found', () => {
    const { app, stack } = appWithDatabase();
    new CfnResource(stack, 'Raw', { type: 'AWS::SSM::Parameter' }).addOverride('Type', 'AWS::RDS::DBCluster');
    expect(named(reportOf(app).violations, ruleName).flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath))).toEqual(['Data/Raw', 'Data/Raw']);
  });

  test('a borrowed construct path does not borrow its acknowledgement', () => {
    const { app, stack, key, database } = appWithDatabase();
    new CfnResource(stack, 'Raw', { type: 'AWS::RDS::DBCluster', properties: { KmsKeyId: key.attrArn } }).addOverride('Metadata.aws:cdk:path', 'Data/Ledger');
    Validations.of(database).acknowledge({ id: `Encryption::${ruleName}`, reason: 'holds only public reference data of the field' });
    expect(named(reportOf(app).violations, ruleName).map(({ violatingConstructs }) => violatingConstructs[0]?.constructPath)).toEqual(['Data/Raw']);
  });

  test('a database in a nested stack is judged, and its key may come from the parent', () => {
    const app = testApp();
    const stack = new Stack(app, 'Data', { env });
    const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [] } });
    const nested = new NestedStack(stack, 'Nested');
    new rds.CfnDBCluster(nested, 'Good', { storageEncrypted: true, kmsKeyId: key.attrArn });
    new rds.CfnDBCluster(nested, 'Bad', { storageEncrypted: true });
    Validations.of(app).addPlugins(new EncryptionChecks(app));
    expect(named(reportOf(app).violations, ruleName).flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath))).toEqual(['Data/Nested/Bad']);
  });

  test.each([
    { name: 'a stack of the same account', other: env, findings: 0 },
    { name: 'a stack of another account', other: { account: '222222222222', region: 'eu-west-1' }, findings: 1 },
  ])('a key may come from $name: $findings findings', ({ other, findings }) => {
    const app = testApp();
    const key = new kms.CfnKey(new Stack(app, 'Keys', { env: other }), 'Key', { keyPolicy: { Statement: [] } });
    new rds.CfnDBCluster(new Stack(app, 'Data', { env }), 'Ledger', { storageEncrypted: true, kmsKeyId: key.attrArn });
    Validations.of(app).addPlugins(new EncryptionChecks(app));
    expect(named(reportOf(app).violations, ruleName)).toHaveLength(findings);
  });

  test('an import that nothing in the assembly exports cannot be decided', () => {
    const { app, database } = appWithDatabase();
    database.kmsKeyId = Fn.importValue('elsewhere');
    expect(named(reportOf(app).violations, ruleName).map(({ description }) => description)).toEqual([
      'A database is encrypted at rest with a key that its own account makes. This cannot be decided from the template, because KmsKeyId is not known: the export elsewhere is made outside of this assembly.',
    ]);
  });

  test('a stage and its stacks are judged, each template once', () => {
    const app = testApp();
    const stage = new Stage(app, 'Projects', { env });
    new rds.CfnDBCluster(new Stack(stage, 'Data'), 'Ledger', { storageEncrypted: false });
    Validations.of(app).addPlugins(new EncryptionChecks(app));
    const found = named(reportOf(app).violations, ruleName);
    expect(found.map(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath))).toEqual([['Projects/Data/Ledger'], ['Projects/Data/Ledger']]);
  });

  test('a construct can be judged without a validation of its app', () => {
    const app = testApp();
    const stack = new Stack(app, 'Data', { env });
    const good = new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [] } });
    const bad = new rds.CfnDBCluster(stack, 'Ledger', { storageEncrypted: false });
    const pack = new EncryptionChecks();
    const about = (scope: Stack | CfnResource | App) => pack.validateScope(scope).violations.filter((violation) => violation.ruleName === ruleName).length;
    expect([about(app), about(stack), about(bad), about(good)]).toEqual([2, 2, 2, 0]);
  });

  test('both branches of a condition, parameters with allowed values and outputs of nested stacks are read', () => {
    const app = testApp();
    const stack = new Stack(app, 'Data', { env });
    const nested = new NestedStack(stack, 'Keys');
    const key = new kms.CfnKey(nested, 'Key', { keyPolicy: { Statement: [] } });
    const encrypted = new CfnParameter(stack, 'Encrypted', { allowedValues: ['true', 'false'] });
    new rds.CfnDBCluster(stack, 'Ledger', { storageEncrypted: true, kmsKeyId: key.attrArn }).addPropertyOverride('StorageEncrypted', encrypted.valueAsString);
    new CfnOutput(stack, 'Unused', { value: 'x' });
    Validations.of(app).addPlugins(new EncryptionChecks(app));
    expect(named(reportOf(app).violations, ruleName).map(({ description }) => description)).toEqual([
      'A database is encrypted at rest with a key that its own account makes. Found: StorageEncrypted is "false".',
    ]);
  });
});

describe('a crossing between environments is found in the account that grants it', () => {
  const production = { account: '111111111111', region: 'eu-west-1' };
  const staging = { account: '222222222222', region: 'eu-west-1' };
  const foundIn = (app: App, ...ruleNames: string[]) => reportOf(app).violations
    .filter(({ ruleName }) => ruleNames.includes(ruleName))
    .flatMap(({ ruleName, description, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => [ruleName, constructPath, description.split('Found: ')[1]]));

  test('production.bucket.grantRead(staging.role) writes staging into two policies of production', () => {
    const app = testApp();
    const reader = new iam.Role(new Stack(app, 'Staging', { env: staging }), 'Reader', { roleName: 'reader', assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    const bucket = new s3.Bucket(new Stack(app, 'Production', { env: production }), 'Documents', { bucketName: 'documents', encryption: s3.BucketEncryption.KMS });
    bucket.grantRead(reader);
    Validations.of(app).addPlugins(new IsolationChecks(app));
    expect(foundIn(app, 'Isolation-resource-policy-names-no-foreign-account')).toEqual([
      ['Isolation-resource-policy-names-no-foreign-account', 'Production/Documents/Key/Resource', 'account 222222222222 is let in.'],
      ['Isolation-resource-policy-names-no-foreign-account', 'Production/Documents/Policy/Resource', 'account 222222222222 is let in.'],
    ]);
  });

  test('reading a value of production in a staging stack makes production trust staging', () => {
    const app = testApp();
    const bucket = new s3.Bucket(new Stack(app, 'Production', { env: production }), 'Documents');
    new CfnOutput(new Stack(app, 'Staging', { env: staging }), 'Address', { value: bucket.bucketDomainName });
    Validations.of(app).addPlugins(new IsolationChecks(app));
    const found = foundIn(app, 'Isolation-role-trusts-no-foreign-account');
    expect(found).toEqual([['Isolation-role-trusts-no-foreign-account', expect.stringMatching(/^Production\//), 'account 222222222222 is trusted.']]);
  });

  test('a permitted crossing by an exact role is no finding, and holds in one direction only', () => {
    const app = testApp();
    const audit = '333333333333';
    const role = (id: string, account: string, trusted: string) => new iam.CfnRole(new Stack(app, id, { env: { ...production, account } }), 'Role', {
      assumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${trusted}:role/one` } }] },
    });
    role('Production', production.account, audit);
    role('Audit', audit, production.account);
    Validations.of(app).addPlugins(new IsolationChecks(app, { crossings: [{ grantor: production.account, grantee: audit, reason: 'auditors read' }] }));
    expect(foundIn(app, 'Isolation-role-trusts-no-foreign-account', 'Isolation-foreign-trust-names-an-exact-role')).toEqual([
      ['Isolation-role-trusts-no-foreign-account', 'Audit/Role', 'account 111111111111 is trusted.'],
    ]);
  });
});

describe('a rule that crashes is no verdict', () => {
  const crashing: Rule = { ...encryptionRules[0] as Rule, check: () => { throw new Error('cannot read that'); } };

  test('it is filed under an id of its own that nothing acknowledges', () => {
    const type = crashing.resourceTypes[0] ?? '';
    expect(judged(crashing, { template: { Resources: { It: { Type: type } } } })).toEqual([expect.objectContaining({
      ruleName: `Test-rule-crashed[${crashing.id}]`, severity: 'fatal', description: expect.stringContaining('cannot read that'),
    })]);
  });
});

describe('acknowledgements', () => {
  const ruleName = 'Encryption-database-is-encrypted-with-own-key';
  const reason = 'holds only public reference data of the field';
  const besideRegister = 'Isolation-acknowledgement-stands-in-the-register';

  test('an exception in the register, of an open rule, is listed as suppressed', () => {
    const { app, database } = appWithDatabase();
    database.storageEncrypted = false;
    new ExceptionRegister(app, 'Exceptions', {
      exceptions: [{ rule: `Encryption::${ruleName}`, scope: 'Data/Ledger', owner: 'data@example.com', reason, ticket: 'DATA-7', until: '2027-03-31' }],
    });
    const { violations, suppressed } = reportOf(app);
    expect(named(violations, ruleName)).toEqual([]);
    expect(named(suppressed, ruleName)).toEqual([expect.objectContaining({ acknowledgedId: `Encryption::${ruleName}`, reason })]);
    expect(violations.filter((violation) => violation.ruleName.includes('acknowledgement'))).toEqual([]);
  });

  test.each([
    { name: 'a bare id of cdk-nag', id: 'AwsSolutions-RDS10', reason, rule: 'acknowledgement-names-its-pack' },
    { name: 'a bare id of these packs', id: ruleName, reason, rule: 'acknowledgement-names-its-pack' },
    { name: 'a bare id put among the annotations', id: 'Annotation::AwsSolutions-RDS10', reason, rule: 'acknowledgement-names-its-pack' },
    { name: 'an empty reason', id: `Encryption::${ruleName}`, reason: '', rule: 'acknowledgement-gives-a-reason' },
    { name: 'a reason of one word', id: 'AwsSolutions::AwsSolutions-RDS10', reason: 'n/a', rule: 'acknowledgement-gives-a-reason' },
    { name: 'a reason of one word said often', id: 'AwsSolutions::AwsSolutions-RDS10', reason: 'todo todo todo todo todo todo todo', rule: 'acknowledgement-gives-a-reason' },
    { name: 'a locked rule', id: 'Isolation::Isolation-role-has-permission-boundary', reason, rule: 'acknowledgement-leaves-locked-rules-alone' },
    { name: 'a rule about acknowledgements', id: 'Isolation::Isolation-acknowledgement-gives-a-reason', reason, rule: 'acknowledgement-leaves-locked-rules-alone' },
    { name: 'a crash', id: 'Encryption::Encryption-rule-crashed[bucket-is-versioned]', reason, rule: 'acknowledgement-names-a-rule-that-exists' },
    { name: 'a rule that does not exist', id: 'Encryption::Encryption-nothing-of-the-kind', reason, rule: 'acknowledgement-names-a-rule-that-exists' },
  ])('$name fails', ({ id, reason: given, rule }) => {
    const { app, database } = appWithDatabase();
    Validations.of(database).acknowledge({ id, reason: given });
    const { violations, failed } = reportOf(app);
    expect(violations.filter(({ ruleName: name }) => name.startsWith('Isolation-acknowledgement') && name !== besideRegister)).toEqual([expect.objectContaining({
      ruleName: `Isolation-${rule}`, severity: 'fatal', violatingConstructs: [expect.objectContaining({ constructPath: 'Data/Ledger' })],
    })]);
    expect(failed).toContain('Isolation');
  });

  test.each([
    { name: 'an annotation of a construct library', id: '@aws-cdk/aws-ec2:noSubnetRouteTableId', named: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId' },
    { name: 'a finding of cdk-nag in brackets', id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', named: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]' },
    { name: 'a rule of these packs', id: `Encryption::${ruleName}`, named: `Encryption::${ruleName}` },
  ])('$name may be acknowledged by the register only', ({ id, named: rule }) => {
    const { app, database } = appWithDatabase();
    Validations.of(database).acknowledge({ id, reason });
    const about = reportOf(app).violations.filter(({ ruleName: name }) => name.startsWith('Isolation-acknowledgement'));
    expect(about.map(({ ruleName: name, description, severity }) => [name, description, severity])).toEqual([[
      besideRegister, `An acknowledgement covers what an entry in the register of exceptions covers. Found: "${rule}" is acknowledged beside the register.`, 'fatal',
    ]]);
  });

  test('a locked rule stays a finding when it is acknowledged', () => {
    const { app, stack } = appWithDatabase();
    const role = new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: { Statement: [] } } });
    Validations.of(role).acknowledge({ id: 'Isolation::Isolation-role-has-permission-boundary', reason });
    const { violations, suppressed } = reportOf(app);
    expect(named(violations, 'Isolation-role-has-permission-boundary')).toHaveLength(1);
    expect(suppressed).toEqual([]);
  });
});

describe('templates that no app of ours made', () => {
  const judgedFile = (template: unknown) => {
    const directory = mkdtempSync(join(tmpdir(), 'understudy-foreign-'));
    const templateFile = join(directory, 'Foreign.template.json');
    writeFileSync(templateFile, JSON.stringify(template));
    return judgeStacks({ name: 'Isolation', rules: isolationRules }, loadStack({ path: 'Foreign', ...env, templateFile })).violations;
  };

  test('are judged by the same rules, with the construct path they name', () => {
    const [violation, ...others] = judgedFile({ Resources: { Group: {
      Type: 'AWS::EC2::SecurityGroup', Metadata: { 'aws:cdk:path': 'Other/Group/Resource' },
      Properties: { SecurityGroupIngress: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' } },
    } } });
    expect(others).toEqual([]);
    expect(violation).toMatchObject({ ruleName: 'Isolation-security-group-admits-the-world-on-tls-only', violatingResources: [{ resourceLogicalId: 'Group', constructPath: 'Other/Group/Resource' }] });
  });

  test.each([
    ['an intrinsic nobody knows', { 'Fn::Transform': { Name: 'Macro' } }, 'Fn::Transform is computed at deployment'],
    ['a reference to nothing', { Ref: 'Nothing' }, 'Nothing is neither a resource nor a parameter of the template'],
    ['a value from the parameter store', '{{resolve:ssm:range}}', 'it is read from the parameter store at deployment'],
    ['a parameter filled from the parameter store', { Ref: 'Stored' }, 'parameter Stored is read from the parameter store at deployment'],
    ['a parameter with a harmless default', { Ref: 'Defaulted' }, 'parameter Defaulted is given at deployment'],
    ['a malformed Fn::If', { 'Fn::If': ['C'] }, 'Fn::If is not written as a list of three'],
    ['a key that a map does not have', { 'Fn::FindInMap': ['Ranges', 'here', 'none'] }, 'Fn::FindInMap looks up a key that is known at deployment only'],
  ])('%s cannot be decided', (_name, CidrIp, because) => {
    const violations = judgedFile({
      Parameters: { Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/range' }, Defaulted: { Type: 'String', Default: '10.0.0.0/8' } },
      Mappings: { Ranges: { here: { inside: '10.0.0.0/8' } } },
      Resources: { Rule: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp } } },
    });
    expect(violations.map(({ description }) => description.split('because ')[1])).toEqual([`CidrIp is not known: ${because}.`]);
  });

  test.each([
    ['both branches of a condition', { 'Fn::If': ['C', '10.0.0.0/8', '0.0.0.0/0'] }],
    ['a joined value', { 'Fn::Join': ['/', ['0.0.0.0', '0']] }],
    ['a substituted value', { 'Fn::Sub': ['${Start}/0', { Start: '0.0.0.0' }] }],
    ['an entry of a map', { 'Fn::FindInMap': ['Ranges', { Ref: 'AWS::Region' }, 'world'] }],
    ['an element of a list', { 'Fn::Select': [1, ['10.0.0.0/8', '0.0.0.0/0']] }],
    ['a part of a string', { 'Fn::Select': ['1', { 'Fn::Split': [',', '10.0.0.0/8,0.0.0.0/0'] }] }],
    ['an allowed value of a parameter', { Ref: 'Choice' }],
    ['an output of another stack', { 'Fn::ImportValue': 'world' }],
  ])('%s is read', (_name, CidrIp) => {
    const violations = judgedFile({
      Parameters: { Choice: { Type: 'String', AllowedValues: ['10.0.0.0/8', '0.0.0.0/0'] } },
      Mappings: { Ranges: { 'eu-west-1': { world: '0.0.0.0/0' } } },
      Outputs: { World: { Value: '0.0.0.0/0', Export: { Name: 'world' } } },
      Resources: { Rule: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp } } },
    });
    expect(violations.map(({ description }) => description.split('Found: ')[1])).toEqual(['CidrIp is "0.0.0.0/0" on more than TCP port 443.']);
  });

  test('properties that a macro adds to cannot be decided, also where the property is left out', () => {
    const violations = judgedFile({ Resources: { Subnet: { Type: 'AWS::EC2::Subnet', Properties: { CidrBlock: '10.0.0.0/24', 'Fn::Transform': { Name: 'AWS::Include' } } } } });
    expect(violations.map(({ description }) => description.split('because ')[1])).toEqual(['MapPublicIpOnLaunch is not known: Fn::Transform adds to the map at deployment.']);
  });

  test('an empty template has no findings', () => {
    expect(judgedFile({})).toEqual([]);
  });
});

test('crossings that are no crossings are refused, all at once', () => {
  expect(() => new IsolationChecks(undefined, { crossings: [{ grantor: '1', grantee: '1', reason: ' ' }] })).toThrow([
    'isolation checks have 4 problems',
    '- crossings[0].grantor: must be an account id of twelve digits, got "1"; write it as a string',
    '- crossings[0].grantee: must be an account id of twelve digits, got "1"; write it as a string',
    '- crossings[0].grantee: must be another account than the grantor, got "1"; remove the crossing',
    '- crossings[0].reason: must say why the crossing is needed, got " "; name what crosses and who needs it',
  ].join('\n'));
});
