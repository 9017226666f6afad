import { existsSync, readFileSync } from 'node:fs';
import { buildUnderstudy, Project } from './run-understudy';

const understudy = buildUnderstudy();

type Template = Readonly<Record<string, unknown>>;
interface StackOf { readonly resources?: Template; readonly needs?: readonly string[]; readonly account?: string; readonly protected?: true }

const environment = (kind: string, account: string, zoneName: string) => ({ kind, account, region: 'eu-west-1', parameters: { zoneName } });
const facts = {
  version: 1, platform: 'Projects', zones: {},
  environments: {
    production: environment('production', '111111111111', 'projects.example.com'), staging: environment('staging', '222222222222', 'projects-staging.example.com'),
    empty: environment('training', '333333333333', 'training.example.com'),
  },
};

/** A project whose assembly holds these stacks in a stage; staging's account unless they say another. */
function project(stacks: Readonly<Record<string, StackOf>>, more: Readonly<Record<string, unknown>> = {}): Project {
  const artifacts = Object.fromEntries(Object.entries(stacks).map(([id, { needs = [], account = '222222222222', protected: terminationProtection }]) => [id, {
    type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-west-1`, displayName: `Projects/staging/${id} (staging-${id})`, dependencies: [...needs, `${id}.assets`],
    properties: { templateFile: `${id}.template.json`, stackName: `staging-${id}`, ...(terminationProtection === true ? { terminationProtection } : {}) },
  }]));
  return new Project(understudy, {
    'cdk.out/understudy.json': facts,
    'cdk.out/manifest.json': { version: '55.0.0', artifacts: { stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-staging' } }, Tree: { type: 'cdk:tree' } } },
    'cdk.out/assembly-staging/manifest.json': { version: '55.0.0', artifacts: { ...artifacts, Assets: { type: 'cdk:asset-manifest', properties: { file: 'Data.assets.json' } } } },
    'cdk.out/assembly-staging/Data.assets.json': {},
    ...Object.fromEntries(Object.entries(stacks).map(([id, { resources = {} }]) => [`cdk.out/assembly-staging/${id}.template.json`, { Resources: resources }])),
    ...more,
  });
}

interface Planned { readonly fate: string; readonly logicalId: string; readonly name?: string; readonly why: string; readonly fix: string }
interface Plan { readonly outcome: string; readonly stacks: { stack: string; resources: number }[]; readonly resources: Planned[]; readonly outside: { stack: string; why: string }[] }

const planOf = (stacks: Readonly<Record<string, StackOf>>): Plan => JSON.parse(project(stacks).run(['teardown', 'staging', '--json']).stdout) as Plan;
const fatesOf = (resources: Template): string[] => planOf({ Data: { resources } }).resources.map(({ logicalId, fate }) => `${logicalId} ${fate}`);
const topic = { Type: 'AWS::SNS::Topic' };

describe('the plan of a teardown', () => {
  test('removes a stack before those it needs, and what records the removal as late as it can', () => {
    const { stacks } = planOf({
      Foundation: {}, Trail: { resources: { Trail: { Type: 'AWS::CloudTrail::Trail' } }, needs: ['Foundation'] },
      Network: { needs: ['Foundation'] }, Data: { resources: { A: topic, B: topic }, needs: ['Network', 'Foundation'] }, Service: { needs: ['Data'] },
    });
    expect(stacks.map(({ stack }) => stack)).toEqual(['staging-Service', 'staging-Data', 'staging-Network', 'staging-Trail', 'staging-Foundation']);
    expect(stacks.map(({ resources }) => resources)).toEqual([0, 2, 0, 1, 0]);
  });
  test('does not hang on stacks that need each other', () => {
    expect(planOf({ A: { needs: ['B'] }, B: { needs: ['A'] } }).stacks.map(({ stack }) => stack)).toEqual(['staging-A', 'staging-B']);
  });

  test.each<[string, Template, string[]]>([
    ['a topic simply goes', { Topic: topic }, []],
    ['a database that is protected', { Db: { Type: 'AWS::RDS::DBCluster', Properties: { DeletionProtection: true } } }, ['Db stands in the way']],
    ['a database that leaves a snapshot', { Db: { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Snapshot' } }, ['Db kept']],
    ['a kept database holds on to its network', { Db: { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Retain' } }, ['Db stands in the way', 'Db kept']],
    ['a kept bucket', { Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'RetainExceptOnCreate' } }, ['Bucket kept']],
    ['a bucket that nobody empties', { Bucket: { Type: 'AWS::S3::Bucket' } }, ['Bucket stands in the way']],
    ['a bucket that is emptied by itself', {
      Bucket: { Type: 'AWS::S3::Bucket' }, Emptied: { Type: 'Custom::S3AutoDeleteObjects', Properties: { BucketName: { Ref: 'Bucket' } } },
    }, []],
    ['a bucket beside another one that is emptied', {
      Bucket: { Type: 'AWS::S3::Bucket' }, Emptied: { Type: 'Custom::S3AutoDeleteObjects', Properties: { BucketName: { Ref: 'Other' } } },
    }, ['Bucket stands in the way']],
    ['repositories, by whether they are emptied', {
      Full: { Type: 'AWS::ECR::Repository' }, Emptied: { Type: 'AWS::ECR::Repository', Properties: { EmptyOnDelete: true } },
    }, ['Full stands in the way']],
    ['tables, by their protection', {
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { DeletionProtectionEnabled: true } }, Free: { Type: 'AWS::DynamoDB::Table' },
      Global: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: [{ DeletionProtectionEnabled: true }] } },
    }, ['Table stands in the way', 'Global stands in the way']],
    ['load balancers, by their attributes', {
      Held: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] } },
      Free: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'false' }] } },
      Bare: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
    }, ['Held stands in the way']],
    ['firewalls, pools and instances that are protected', {
      Firewall: { Type: 'AWS::NetworkFirewall::Firewall', Properties: { DeleteProtection: true } },
      Dns: { Type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation', Properties: { MutationProtection: 'ENABLED' } },
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection: 'ACTIVE' } },
      Host: { Type: 'AWS::EC2::Instance', Properties: { DisableApiTermination: true } },
    }, ['Firewall stands in the way', 'Dns stands in the way', 'Pool stands in the way', 'Host stands in the way']],
    ['a vault', { Vault: { Type: 'AWS::Backup::BackupVault' } }, ['Vault stands in the way']],
    ['a key and a secret that end later', {
      Key: { Type: 'AWS::KMS::Key' }, Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'erp' } }, Nameless: { Type: 'AWS::SecretsManager::Secret' },
    }, ['Key ends later', 'Secret ends later']],
    ['log groups that services make', {
      Bare: { Type: 'AWS::Lambda::Function' }, Own: { Type: 'AWS::Lambda::Function', Properties: { LoggingConfig: { LogGroup: { Ref: 'Group' } } } },
      Build: { Type: 'AWS::CodeBuild::Project' }, Logged: { Type: 'AWS::CodeBuild::Project', Properties: { LogsConfig: { CloudWatchLogs: { GroupName: 'g' } } } },
      Watched: { Type: 'AWS::RDS::DBInstance', Properties: { MonitoringInterval: 60 } }, Unwatched: { Type: 'AWS::RDS::DBInstance', Properties: { MonitoringInterval: 0 } },
    }, ['Bare left behind', 'Build left behind', 'Watched left behind']],
  ])('knows what becomes of %s', (_name, resources, expected) => {
    expect(fatesOf(resources)).toEqual(expected);
  });

  test('knows a stack that is protected from termination', () => {
    expect(planOf({ Data: { protected: true } }).resources).toEqual([expect.objectContaining({ type: 'AWS::CloudFormation::Stack', fate: 'stands in the way' })]);
  });
  test('looks into nested stacks', () => {
    const hash = 'a'.repeat(64);
    const subject = project({ Data: { resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `https://s3/${hash}.json` } } } } }, {
      'cdk.out/assembly-staging/Data.assets.json': { files: { [hash]: { source: { path: 'inner.nested.template.json' } } } },
      'cdk.out/assembly-staging/inner.nested.template.json': { Resources: { Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: 'documents' } } } },
    });
    const plan = JSON.parse(subject.run(['teardown', 'staging', '--json']).stdout) as Plan;
    expect(plan.stacks).toEqual([expect.objectContaining({ stack: 'staging-Data', resources: 2 })]);
    expect(plan.resources).toEqual([expect.objectContaining({ stack: 'staging-Data', logicalId: 'Bucket', name: 'documents', fate: 'kept' })]);
  });

  test('says who else knows the environment, and what would dangle', () => {
    const { outside, stacks } = planOf({
      Names: { resources: { Delegation: { Type: 'Custom::CrossAccountZoneDelegation' } } },
      Parent: { account: '555555555555', resources: { Record: { Type: 'AWS::Route53::RecordSet', Properties: { Type: 'NS', Name: 'projects-staging.example.com.' } } } },
      Other: { account: '555555555555', resources: { Record: { Type: 'AWS::Route53::RecordSet', Properties: { Type: 'NS', Name: 'projects.example.com.' } } } },
      Archive: { account: '666666666666', resources: { Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Account: '222222222222' } } } },
    });
    expect(outside.map(({ stack, why }) => `${stack} ${why}`)).toEqual([
      'staging-Names takes its delegation out of the parent zone while it is removed, with a role of the parent account',
      'staging-Parent delegates projects-staging.example.com to name servers that will be gone', 'staging-Archive names account 222222222222',
    ]);
    expect(stacks.map(({ stack }) => stack)).toEqual(['staging-Names']);
  });
});

describe('what a person sees', () => {
  test('is the plan, what stops it first, and that nothing was removed', () => {
    const { code, stdout } = project({ Data: { resources: {
      Ledger: { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Retain', Properties: { DBClusterIdentifier: 'projects-ledger' } },
      One: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' }, Two: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' }, Key: { Type: 'AWS::KMS::Key' },
    } }, Archive: { account: '666666666666', resources: { Policy: { Type: 'x', Properties: { Account: '222222222222' } } } } }).run(['teardown', 'staging']);
    expect(code).toBe(1);
    expect(stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '))).toEqual(expect.arrayContaining([
      'staging: staging, account 222222222222, eu-west-1',
      'stands in the way',
      'staging-Data | projects-ledger | AWS::RDS::DBCluster | stays, and with it the subnets and security groups it lies in | take a snapshot and delete it first, or deploy the environment with retainsData: false first',
      'staging-Data | One and 1 more | AWS::Logs::LogGroup | its template retains it | delete it by hand when it is no longer needed',
      'ends later', 'knows the environment', 'order of removal', '1 | staging-Data | 4',
      'a rebuild under the same names meets what was kept: projects-ledger',
      '1 in the way; 3 kept; 1 stacks to remove; nothing was removed',
    ]));
  });
  test('is short when there is much of it', () => {
    const resources = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`Kept${index}`, { Type: `AWS::Some::Thing${index}`, DeletionPolicy: 'Retain' }]));
    expect(project({ Data: { resources } }).run(['teardown', 'staging']).stdout).toContain('and 3 more rows; see --json');
  });
  test('is fine when nothing stands in the way', () => {
    const { code, stdout } = project({ Data: { resources: { Topic: topic } } }).run(['teardown', 'staging']);
    expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, 'nothing stands in the way; 0 kept; 1 stacks to remove; nothing was removed']);
  });
});

describe('a teardown is refused', () => {
  test.each<[string, string[], string]>([
    ['of production', ['production'], 'error: environment must be one of staging, empty, got "production"; production is not removed by a command\n'],
    ['of what is not there', ['demo'], 'error: environment must be one of staging, empty, got "demo"\n'],
    ['of an environment without stacks', ['empty'], 'error: --assembly: must hold stacks of account 333333333333, got none in "cdk.out"\n'],
    ['without an assembly', ['staging', '--assembly', 'nowhere'], 'error: --assembly: must be a cloud assembly, got "nowhere"; run "understudy synth" first\n'],
  ])('%s', (_name, args, stderr) => {
    expect(project({ Data: {} }).run(['teardown', ...args])).toEqual({ code: 2, stdout: '', stderr });
  });
  test('of an assembly that cannot be read', () => {
    const { code, stderr } = project({ Data: {} }, { 'cdk.out/assembly-staging/manifest.json': { version: '1.0.0', artifacts: {} } }).run(['teardown', 'staging']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: .*manifest\.json: version must be from/)]);
  });
  test('of an assembly that no platform made', () => {
    const foreign = new Project(understudy, { 'cdk.out/manifest.json': { version: '55.0.0', artifacts: {} } });
    expect(foreign.run(['teardown', 'staging'])).toMatchObject({ code: 2, stderr: 'error: --assembly: must be made by a Platform, got "cdk.out", which has no understudy.json\n' });
  });
});

describe('executing a teardown', () => {
  const fake = {
    'cdk.js': `const { appendFileSync } = require('node:fs');
      appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
      if (process.argv.at(-1).endsWith('/Broken')) { console.error('no permission'); process.exit(1); }
      if (process.argv.at(-1).endsWith('/Silent')) { console.log('it says so here'); process.exit(1); }`,
  };
  const run = (stacks: Readonly<Record<string, StackOf>>, args: readonly string[]) => {
    const subject = project(stacks, fake);
    const result = subject.run(['teardown', 'staging', '--cdk', 'node cdk.js', ...args]);
    const calls = existsSync(subject.path('calls')) ? readFileSync(subject.path('calls'), 'utf8').trim().split('\n') : [];
    return { ...result, calls };
  };

  test('removes one stack after the other, without its neighbours', () => {
    const { code, stderr, calls } = run({ Network: {}, Data: { needs: ['Network'] } }, ['--execute', '--confirm', 'staging']);
    expect([code, stderr]).toEqual([0, 'removed staging-Data\nremoved staging-Network\n']);
    expect(calls).toEqual(['destroy --app cdk.out --exclusively --force Projects/staging/Data', 'destroy --app cdk.out --exclusively --force Projects/staging/Network']);
  });
  test.each<[string, Readonly<Record<string, StackOf>>, string[], number, string]>([
    ['without the name once more', { Data: {} }, ['--execute'], 2, 'error: nothing was removed: --confirm must be "staging", got nothing\n'],
    ['with another name', { Data: {} }, ['--execute', '--confirm', 'production'], 2, 'error: nothing was removed: --confirm must be "staging", got "production"\n'],
    ['when something stands in the way', { Data: { protected: true } }, ['--execute', '--confirm', 'staging'], 1, 'error: nothing was removed: something stands in the way; do what the plan says first\n'],
  ])('removes nothing %s', (_name, stacks, args, code, stderr) => {
    expect(run(stacks, args)).toMatchObject({ code, stderr, calls: [] });
  });
  test.each([['Broken', 'no permission'], ['Silent', 'it says so here']])('stops where a stack cannot be removed, and says what is left: %s', (broken, said) => {
    const { code, stderr } = run({ Network: {}, [broken]: { needs: ['Network'] }, Service: { needs: [broken] } }, ['--execute', '--confirm', 'staging']);
    expect(code).toBe(2);
    expect(stderr).toBe(`removed staging-Service\nerror: removed 1 of 3 stacks; still there: staging-${broken}, staging-Network; run the same command again after what stood in the way is gone\n  ${said}\n`);
  });
});
