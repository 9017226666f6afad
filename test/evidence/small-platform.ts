import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectEvidence, type EvidenceInput } from '../../lib/evidence/collect-evidence';
import type { Evidence, LedgerFacts, ParityPair } from '../../lib/evidence/evidence';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { type EnvironmentTemplates, templatesBelow } from '../../policies/parity/environment-templates';

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown>; Metadata?: Record<string, unknown> }>;

const environmentOf: Readonly<Record<string, string>> = { 111111111111: 'production', 222222222222: 'staging', 333333333333: 'training' };

const digest = (letter: string): string => `555555555555.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${letter.repeat(64)}`;

/** What every environment of the small platform has. */
export function environmentResources(account: string): Resources {
  const name = environmentOf[account];
  const number = Number(account[0]);
  return {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: `10.${number}.0.0/16` } },
    Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }] } } },
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: `${name}.example.com` } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        PermissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: `arn:aws:iam::${account}:saml-provider/workforce` }, Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml', 'aws:RequestTag/mfa': 'true' } } }] },
      },
      Metadata: { 'aws:cdk:path': `Small/${name}/Role/Resource` },
    },
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '512', Memory: '1024', ContainerDefinitions: [{ Name: 'api', Image: digest(account === '222222222222' ? 'b' : 'a'), ReadonlyRootFilesystem: true }] } },
    Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: 2, DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } } } },
    Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'small-log-archive' } },
    ...Object.fromEntries([
      'SSM::PatchBaseline', 'SSM::MaintenanceWindow', 'SecurityHub::Hub', 'GuardDuty::Detector', 'Config::ConfigurationRecorder', 'EC2::FlowLog', 'CloudWatch::Alarm', 'Backup::BackupPlan',
      'Backup::RestoreTestingPlan', 'WAFv2::WebACL',
    ].map((type) => [type.replaceAll(':', ''), { Type: `AWS::${type}` }])),
  };
}

/** All files of an assembly, by name. Values that are no texts are written as JSON. */
export type Files = Record<string, unknown>;

/** An assembly of a platform with production, staging, training, delivery and audit. */
export function smallPlatform(change: { readonly resources?: Readonly<Record<string, Resources>>; readonly files?: Files; readonly facts?: Record<string, unknown> } = {}): Files {
  const accounts = { ...Object.fromEntries(Object.keys(environmentOf).map((account) => [account, environmentResources(account)])), 555555555555: pipeline, 666666666666: archive };
  const templates = Object.entries({ ...accounts, ...change.resources });
  return {
    'manifest.json': {
      version: '55.0.0',
      artifacts: Object.fromEntries(templates.map(([account]) => [`Stack${account}`, { type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-west-1`, properties: { templateFile: `${account}.template.json` } }])),
    },
    ...Object.fromEntries(templates.map(([account, Resources]) => [`${account}.template.json`, { Resources }])),
    'understudy.json': { ...intentions, ...change.facts },
    'validation-report.json': report,
    ...change.files,
  };
}

const pipeline: Resources = {
  Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Name: 'Approve', Actions: [{ ActionTypeId: { Category: 'Approval', Provider: 'Manual' } }] }] } },
  Repository: { Type: 'AWS::ECR::Repository', Properties: { ImageTagMutability: 'IMMUTABLE', RepositoryName: 'api' } },
};

const archive: Resources = { Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'small-log-archive' } } };

const parameters = (name: string, mode: string): Record<string, string> => ({
  'name': name, 'data.mode': mode, 'owner.team': 'platform', 'governance.dataHandling': 'https://policies.example.com/data', 'governance.accessReviewEveryDays': '90',
  'governance.refreshCadenceDays': '14', 'governance.mustNeverContain': 'original-records', 'access.maxSessionHours': '2', [`access.groups.${name}-operators`]: 'operator',
  'retention.logsDays': name === 'production' ? '365' : '30', 'retention.backupsDays': '7', 'deployment.mode': 'canary',
});

const environment = (name: string, account: string, mode: string, derivedFrom?: string): object => ({
  kind: name, account, region: 'eu-west-1', ...(derivedFrom === undefined ? {} : { derivedFrom }), parameters: parameters(name, mode),
  tests: [{ test: 'load', always: name === 'production', windows: name === 'staging' ? ['june'] : [] }],
});

const intentions = {
  version: 1, platform: 'Small', organization: { id: 'o-a1b2c3d4e5' },
  zones: {
    ...Object.fromEntries(Object.entries(environmentOf).map(([account, name]) => [name, { kind: name, accounts: [account], cidrs: [`10.${account[0]}.0.0/16`], domains: [`${name}.example.com`] }])),
    delivery: { kind: 'delivery', accounts: ['555555555555'], cidrs: [], domains: [] },
    audit: { kind: 'audit', accounts: ['666666666666'], cidrs: [], domains: [] },
  },
  pathways: [
    ...['production', 'staging', 'training'].flatMap((to) => [{ id: `delivery-${to}-deploy`, from: 'delivery', to, carries: 'deploy', why: 'the pipeline deploys what passed', owner: 'platform' }]),
    ...['production', 'staging', 'training'].map((from) => ({ id: `${from}-audit-log-delivery`, from, to: 'audit', carries: 'log-delivery', why: 'trails are kept elsewhere', owner: 'platform' })),
  ],
  environments: {
    production: environment('production', '111111111111', 'live'), staging: environment('staging', '222222222222', 'masked', 'production'),
    training: environment('training', '333333333333', 'synthetic', 'production'),
  },
  assumptions: [], policies: ['Isolation', 'Encryption', 'Iso27001'],
};

const place = (constructPath: string): object => ({
  constructPath, cloudFormationResource: { templatePath: '111111111111.template.json', logicalId: 'Key' }, stackTraces: ['new Key (/work/app/keys.ts:12:3)'],
});

/** What policies have said: nothing open, one finding accepted. */
const report = {
  pluginReports: [{
    pluginName: 'Encryption', conclusion: 'success', violations: [],
    suppressedViolations: [{ ruleName: 'Encryption-key-is-rotated', description: 'A key is rotated.', violatingConstructs: [place('Small/production/Key/Resource')], acknowledgedId: 'Encryption::Encryption-key-is-rotated', reason: 'rotated by hand every spring' }],
  }],
};

/** The report of a policy that refuses: one finding is open. */
export const openFinding = {
  pluginReports: [{
    pluginName: 'Encryption', conclusion: 'failure', suppressedViolations: [],
    violations: [{ ruleName: 'Encryption-key-is-rotated', description: 'A key is rotated every year. Found: EnableKeyRotation is absent.', suggestedFix: 'Set EnableKeyRotation.', severity: 'error', violatingConstructs: [place('Small/production/Key/Resource')] }],
  }],
};

/** Writes an assembly into a directory of its own. */
export function written(files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-evidence-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

/** The evidence of an assembly with these files. */
export function evidenceOf(files: Files, { parity, ...more }: Omit<Partial<EvidenceInput>, 'parity'> & { readonly parity?: readonly ParityPair[] } = {}): Evidence {
  const directories = more.directories ?? [written(files)];
  const reports = parity?.map((pair) => ({ pair, of: templatesIn(directories[0] ?? '') }));
  return collectEvidence({ day: '2027-01-15', version: '0.1.0', base: '/work', ...more, directories, ...(reports === undefined ? {} : { parity: reports }) });
}

/** What a report says of two stacks of an assembly, as if each were an environment. */
export function templatesIn(directory: string): EnvironmentTemplates[] {
  const stacks = loadAssembly(directory);
  return stacks.slice(0, 2).map(({ path }) => templatesBelow(path, stacks));
}

/** Two environments with parity, and as many rows in the ledger as asked for. */
export function parityOf(rows: number, undeclared: readonly LedgerFacts[] = [], to = 'staging'): ParityPair {
  return {
    from: 'production', to, state: undeclared.length === 0 ? 'holds' : 'fails', undeclared,
    parameters: [{ parameter: 'account', from: '111111111111', to: '222222222222', identity: true }, { parameter: 'retention.logsDays', from: '365', to: '30', identity: false }],
    ledger: Array.from({ length: rows }, (_, index) => ({
      parameters: [`capacity.service${index % 97}.maxTasks`], stack: `Service${index % 97}`, construct: `Service${index % 97}/Scaling/Target${index}`, path: `Properties.Values[${index}].MaxCapacity`, from: String(index), to: String(index % 13),
    })),
  };
}

/** Texts that mean something to HTML, SVG, XML, scripts, Graphviz, Markdown, terminals or JavaScript. */
export const HOSTILE = [
  '"><img src=x onerror="window.broken=1">', '</script><script>window.broken=2</script>', '</title></svg><svg onload="window.broken=3">', '<!--<script>', ']]><x/>', "'onfocus='window.broken=4' autofocus='",
  'javascript:window.broken=5', '\u202Egnp.exe', '\u001B[31m\u0000\u0007', '\uD800 half', '\\N\\G</TABLE>>;n0[URL="javascript:window.broken=6"]', '${window.broken=7}', '`window.broken=8`', '__proto__', '| a | ![x](y) [l](javascript:window.broken=9)',
];

/** A platform in which every name that a person can choose is hostile. */
export function hostilePlatform(): Files {
  const text = HOSTILE.join(' ');
  const environments = Object.fromEntries(Object.entries(intentions.environments).map(([, each], index) => [`${HOSTILE[index]} ${text}`, { ...each, parameters: { ...parameters('production', 'live'), [text]: text } }]));
  const [first = '', second = '', third = ''] = Object.keys(environments);
  const resources = (account: string): Resources => ({ ...environmentResources(account), [text]: { Type: 'AWS::KMS::Key', Metadata: { 'aws:cdk:path': text } }, Boundless: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Description: text } } });
  const zones = Object.fromEntries([[first, '111111111111'], [second, '222222222222'], [third, '333333333333']].map(([name = '', account = '']) => [name, { kind: environmentOf[account], accounts: [account], cidrs: [], domains: [] }]));
  const finding = { ruleName: `Encryption-${text}`, description: text, suggestedFix: text, severity: text, violatingConstructs: [{ constructPath: text, cloudFormationResource: { templatePath: text, logicalId: text }, stackTraces: [`x (${text}:1:1)`] }], acknowledgedId: `Encryption::${text}`, reason: text };
  return smallPlatform({
    resources: Object.fromEntries(Object.keys(environmentOf).map((account) => [account, resources(account)])),
    facts: { platform: text, zones, environments, policies: [text], pathways: [{ id: text, from: first, to: second, carries: 'deploy', why: text, owner: text }] },
    files: { 'validation-report.json': { pluginReports: [{ pluginName: text, conclusion: 'failure', violations: [finding], suppressedViolations: [finding] }] } },
  });
}

/** Parity of the hostile platform. */
export const hostileParity: ParityPair = {
  from: HOSTILE.join(' '), to: HOSTILE.join(' '), state: 'fails', parameters: [{ parameter: HOSTILE.join(' '), from: HOSTILE.join(' '), to: HOSTILE.join(' '), identity: false }],
  undeclared: [{ parameters: [], stack: HOSTILE.join(' '), construct: HOSTILE.join(' '), path: HOSTILE.join(' '), says: HOSTILE.join(' '), from: HOSTILE.join(' '), to: HOSTILE.join(' '), source: `${HOSTILE.join(' ')}:1:1` }], ledger: [],
};
