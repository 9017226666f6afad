import { Duration, Stack, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LockedVault, LockedVaultProps } from '../../constructs/backup/locked-vault';
import { RestoreLanding } from '../../constructs/backup/restore-landing';
import { RestoreTesting, RestoreTestingProps } from '../../constructs/backup/restore-testing';
import { RestoreValidation } from '../../constructs/backup/restore-validation';
import { ScheduledBackup } from '../../constructs/backup/scheduled-backup';
import { CopyWatch } from '../../constructs/drift/copy-watch';
import { DriftWatch } from '../../constructs/drift/drift-watch';
import { EvidenceArchive } from '../../constructs/audit/evidence-archive';
import { EvidenceForwarding } from '../../constructs/evidence/evidence-forwarding';
import { EvidenceStore } from '../../constructs/evidence/evidence-store';
import { RecoveryRunbook } from '../../constructs/recovery/recovery-runbook';
import { templateOf, testApp } from '../synthesize';

interface Statement { readonly Action: string | string[]; readonly Resource: unknown; readonly Effect: string; readonly Condition?: Record<string, Record<string, unknown>> }

const tag = { key: 'understudy:backup', value: 'daily' };

/** What the parts of recovery need from a stack. */
function parts(stack: Stack) {
  const key = new kms.Key(stack, 'Key');
  const alerts = new sns.Topic(stack, 'Alerts');
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }], natGateways: 0, restrictDefaultSecurityGroup: false });
  const evidence = new EvidenceStore(stack, 'Evidence', { key, accessLogBucket: new s3.Bucket(stack, 'AccessLogs') });
  const workflowLog = new logs.LogGroup(stack, 'Workflows');
  const vault = new LockedVault(stack, 'Vault', { vaultName: 'projects', key, minRetention: Duration.days(7), maxRetention: Duration.days(36) });
  const landing = new RestoreLanding(stack, 'Landing', { vpc, subnets: { subnetGroupName: 'isolated' }, keys: [key] });
  const common = { evidence, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, alerts };
  const validation = new RestoreValidation(stack, 'Validation', { ...common, landing, workflowLog, expectsMaskedData: true, keys: [key], passwordKey: key });
  return { ...common, vpc, workflowLog, vault, landing, validation };
}

/** Every part, as an environment has them. */
const whole = templateOf((stack) => {
  const { vault, landing, validation, workflowLog, ...common } = parts(stack);
  new ScheduledBackup(stack, 'Backup', { vault, selectedBy: tag, keys: [common.key], retention: Duration.days(35), alerts: common.alerts });
  new RestoreTesting(stack, 'RestoreTesting', { planName: 'projects', vault, selectedBy: tag, landing, validation, alerts: common.alerts });
  new RecoveryRunbook(stack, 'Runbook', { ...common, vault, landing, validation, workflowLog, pointObjective: Duration.hours(26), timeObjective: Duration.hours(8) });
  new DriftWatch(stack, 'Drift', { ...common, declaredBy: stack.node.root });
  new CopyWatch(stack, 'Copies', { ...common, declaredBy: stack.node.root, temporaryPrefixes: [RestoreLanding.TEST_PREFIX, landing.restoredPrefix] });
});

function statements(template: Template, policy: string): Statement[] {
  const found = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).find(([id]) => id.startsWith(policy));
  return (found?.[1].Properties.PolicyDocument.Statement ?? []) as Statement[];
}

const allows = (template: Template, policy: string, action: string): Statement[] => statements(template, policy).filter(({ Action }) => [Action].flat().includes(action));

describe('a locked vault', () => {
  const vault = Object.values(whole.findResources('AWS::Backup::BackupVault'))[0];
  test('keeps recovery points for a while that nobody shortens, and outlives its stack', () => {
    expect(vault).toMatchObject({ DeletionPolicy: 'Retain', Properties: { LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 36 } } });
    expect(vault?.Properties.LockConfiguration.ChangeableForDays).toBeUndefined();
  });
  test('lets nobody copy out of it, and no other account near it', () => {
    expect(vault?.Properties.AccessPolicy.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Action: ['backup:CopyFromBackupVault', 'backup:StartCopyJob'] }),
      expect.objectContaining({ Effect: 'Deny', Action: 'backup:*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }),
    ]);
  });
  test('becomes final when asked to', () => {
    templateOf((stack) => {
      new LockedVault(stack, 'Vault', { vaultName: 'v1', key: new kms.Key(stack, 'Key'), minRetention: Duration.days(1), finalAfter: Duration.days(3) });
    }).hasResourceProperties('AWS::Backup::BackupVault', { LockConfiguration: { MinRetentionDays: 1, MaxRetentionDays: 36500, ChangeableForDays: 3 } });
  });
  test.each<[string, Partial<LockedVaultProps>, string]>([
    ['a name AWS Backup refuses', { vaultName: 'a vault' }, '- vaultName: must be 2 to 50 letters, digits, "-" or "_", got "a vault"; for example "projects"'],
    ['a lock of part of a day', { minRetention: Duration.hours(36) }, '- minRetention: must be whole days, at least 1, got 1.5; for example Duration.days(7)'],
    ['a retention that ends as it begins', { maxRetention: Duration.days(7) }, '- maxRetention: must be whole days, more than minRetention (7) and at most 36500, got 7; for example Duration.days(35)'],
    ['a lock that is final too soon', { finalAfter: Duration.days(2) }, '- finalAfter: must be whole days, at least 3, got 2; leave it out until the lock was tried, then for example Duration.days(3)'],
  ])('refuses %s', (_name, props, line) => {
    expect(() => templateOf((stack) => new LockedVault(stack, 'Vault', { vaultName: 'projects', key: new kms.Key(stack, 'Key'), minRetention: Duration.days(7), ...props })))
      .toThrow(`vault "Test/Vault" has 1 problem\n${line}`);
  });
});

describe('a scheduled backup', () => {
  test('takes what carries the tag, once a day, and copies nowhere', () => {
    whole.hasResourceProperties('AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanRule: [{
      RuleName: 'scheduled', ScheduleExpression: 'cron(0 2 * * ? *)', Lifecycle: { DeleteAfterDays: 35 }, CopyActions: Match.absent(), EnableContinuousBackup: Match.absent(),
    }] } });
    whole.hasResourceProperties('AWS::Backup::BackupSelection', { BackupSelection: { ListOfTags: [{ ConditionKey: tag.key, ConditionType: 'STRINGEQUALS', ConditionValue: tag.value }] } });
  });
  test('uses a role that cannot restore, delete databases or share snapshots', () => {
    const actions = statements(whole, 'BackupPolicy').flatMap(({ Action }) => [Action].flat());
    expect(actions.filter((action) => /Restore|DeleteDBCluster$|SnapshotAttribute|\*/.test(action))).toEqual([]);
  });
  test('keeps every change too when asked to, for as long as AWS can', () => {
    templateOf((stack) => {
      const { vault, key, alerts } = parts(stack);
      new ScheduledBackup(stack, 'Backup', { vault, selectedBy: tag, keys: [key], retention: Duration.days(36), alerts, continuous: true });
    }).hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [Match.anyValue(), Match.objectLike({ RuleName: 'continuous', EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 35 } })] },
    });
  });
  test.each([
    ['a backup that fails', 'Backup Job State Change', { state: ['ABORTED', 'EXPIRED', 'FAILED'] }],
    ['a restore that fails', 'Restore Job State Change', { status: ['ABORTED', 'FAILED'] }],
  ])('tells somebody of %s', (_name, detailType, detail) => {
    whole.hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: ['aws.backup'], 'detail-type': [detailType], detail }, Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('Alerts') } })] });
  });
  test('refuses what the vault would refuse at night, and a tag that only AWS sets', () => {
    expect(() => templateOf((stack) => {
      const { vault, alerts } = parts(stack);
      new ScheduledBackup(stack, 'Backup', { vault, selectedBy: { key: 'aws:cloudformation:stack-name', value: 'x' }, keys: [], retention: Duration.days(5), alerts });
    })).toThrow([
      'backup "Test/Backup" has 2 problems',
      '- retention: must be whole days from 7 to 36, which the vault allows, got 5; change the retention or the lock of the vault',
      '- selectedBy.key: must be a tag that a template can set, got "aws:cloudformation:stack-name"; for example "understudy:backup"',
    ].join('\n'));
  });
});

describe('restore testing', () => {
  test('restores tagged databases into the isolated tier, where nobody gets in or out', () => {
    whole.hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
      ProtectedResourceType: 'Aurora', ProtectedResourceConditions: { StringEquals: [{ Key: `aws:ResourceTag/${tag.key}`, Value: tag.value }] },
      RestoreMetadataOverrides: { dbsubnetgroupname: { Ref: Match.stringLikeRegexp('LandingSubnets') }, vpcsecuritygroupids: Match.anyValue() },
    });
    whole.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Restored databases: nobody in, nothing out', SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
    });
  });
  test('restores tagged buckets too', () => {
    whole.hasResourceProperties('AWS::Backup::RestoreTestingSelection', { ProtectedResourceType: 'S3', RestoreMetadataOverrides: Match.absent() });
  });
  test('chooses among the points of its own vault', () => {
    whole.hasResourceProperties('AWS::Backup::RestoreTestingPlan', {
      RecoveryPointSelection: { Algorithm: 'RANDOM_WITHIN_WINDOW', IncludeVaults: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('Vault'), 'BackupVaultArn'] }], SelectionWindowDays: 7 },
    });
  });
  test('has each restore of its own plan validated, and no other', () => {
    whole.hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: { status: ['COMPLETED'], restoreTestingPlanArn: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('RestoreTestingPlan'), 'RestoreTestingPlanArn'] }] } } });
  });
  test('uses a role that restores under known names only', () => {
    const [restore] = allows(whole, 'LandingPolicy', 'rds:RestoreDBClusterFromSnapshot');
    expect([restore?.Resource].flat()).toEqual([
      'cluster-pg:*', 'cluster-snapshot:awsbackup*', 'cluster:awsbackup-restore-test-*', 'cluster:restored-*', 'og:*', 'subgrp:*',
    ].map((resource) => `arn:aws:rds:eu-west-1:111111111111:${resource}`));
  });
  test.each<[string, Partial<RestoreTestingProps>, string]>([
    ['a name AWS Backup refuses', { planName: 'my-plan' }, '- planName: must be at most 50 letters, digits and "_", got "my-plan"; for example "projects"'],
    ['a window of points longer than a year', { selectionDays: 366 }, '- selectionDays: must be a whole number from 1 to 365, got 366'],
    ['a verdict that may take longer than a week', { validationHours: 169 }, '- validationHours: must be a whole number from 1 to 168, got 169'],
  ])('refuses %s', (_name, props, line) => {
    expect(() => templateOf((stack) => {
      const { vault, landing, validation, alerts } = parts(stack);
      new RestoreTesting(stack, 'Testing', { planName: 'projects', vault, selectedBy: tag, landing, validation, alerts, ...props });
    })).toThrow(`restore testing "Test/Testing" has 1 problem\n${line}`);
  });
  test.each(['restored', 'Restored-', '-', 'a--', `${'a'.repeat(30)}-`])('refuses to land under names that begin with "%s"', (restoredPrefix) => {
    expect(() => templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      new RestoreLanding(stack, 'Landing', { vpc: new ec2.Vpc(stack, 'Vpc'), subnets: {}, keys: [key], restoredPrefix });
    })).toThrow(/^restore landing "Test\/Landing" has 1 problem\n- restoredPrefix: must be at most 30 lower-case letters/);
  });
});

describe('the validation of restores', () => {
  test('reads passwords of restored clusters only', () => {
    const [secret] = allows(whole, 'ValidationHandlerPolicy', 'secretsmanager:GetSecretValue');
    expect(JSON.stringify(secret?.Condition?.['StringLike'])).toMatch(/cluster:awsbackup-restore-test-\*.*cluster:restored-\*/);
    expect(Object.keys(secret?.Condition?.['StringLike'] ?? {})).toEqual(['aws:ResourceTag/aws:rds:primaryDBClusterArn']);
  });
  test.each(['rds:ModifyDBCluster', 'rds:DeleteDBInstance', 'rds:CreateDBInstance', 'rds-data:ExecuteStatement', 'rds:EnableHttpEndpoint'])('can %s of restored things only', (action) => {
    const resources = allows(whole, 'ValidationHandlerPolicy', action).flatMap(({ Resource }) => [Resource].flat()).map((resource) => JSON.stringify(resource));
    expect(resources.length).toBeGreaterThan(0);
    expect(resources.filter((resource) => !/:(awsbackup-restore-test-|restored-)\*/.test(resource))).toEqual([]);
  });
  test('is told whether data is masked, and where the manifest lies', () => {
    whole.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { EXPECTS_MASKED_DATA: 'true', MANIFEST_KEY: 'data-manifest/current.json' } } });
  });
});

describe('workflows', () => {
  const machines = Object.entries(whole.findResources('AWS::StepFunctions::StateMachine'));
  const definitions = Object.fromEntries(machines.map(([id, { Properties }]) => [id.slice(0, 7), JSON.parse((Properties.DefinitionString['Fn::Join'][1] as unknown[]).map((part) => (typeof part === 'string' ? part : 'arn')).join('')) as {
    StartAt: string; States: Record<string, { Type: string; Next?: string; Catch?: unknown[]; ItemProcessor?: { States: Record<string, { Type: string; Catch?: unknown[]; Resource?: string }> } }>;
  }]));

  test('are encrypted, traced, and recorded without their data', () => {
    expect(machines.map(([, { Properties }]) => Properties)).toEqual([1, 2].map(() => expect.objectContaining({
      EncryptionConfiguration: expect.objectContaining({ Type: 'CUSTOMER_MANAGED_KMS_KEY' }), TracingConfiguration: { Enabled: true },
      LoggingConfiguration: expect.objectContaining({ Level: 'ALL', IncludeExecutionData: false }),
    })));
  });
  test('leave the key as it is: log delivery is not let in for everyone', () => {
    expect(JSON.stringify(whole.findResources('AWS::KMS::Key'))).not.toContain('delivery.logs');
  });
  test('of validation end in a verdict, whatever goes wrong on the way', () => {
    const states = definitions['Validat']?.States ?? {};
    expect(Object.entries(states).filter(([, { Type }]) => Type === 'Task').map(([name, { Catch }]) => `${name} ${Catch === undefined ? 'fails' : 'is concluded'}`).toSorted())
      .toEqual(['Check is concluded', 'Conclude fails', 'Identify fails', 'Prepare is concluded', 'Ready is concluded']);
  });
  test('of recovery restore, validate, and remove in a rehearsal only, whatever goes wrong with one database', () => {
    const inner = definitions['Runbook']?.States['RecoverEach']?.ItemProcessor?.States ?? {};
    expect(Object.entries(inner).filter(([, { Type, Catch }]) => Type === 'Task' && Catch === undefined)).toEqual([]);
    expect(inner['Validate']?.Resource).toContain('states:startExecution.sync:2');
    expect(inner['Rehearsal?']).toMatchObject({ Choices: [{ Variable: '$.rehearsal', BooleanEquals: true, Next: 'WhileRemoving' }], Default: 'Result' });
  });
  test('alarm when a run fails, hangs or is aborted', () => {
    whole.hasResourceProperties('AWS::CloudWatch::Alarm', { Metrics: Match.arrayWith([Match.objectLike({ Expression: 'failed + given + aborted' })]), TreatMissingData: 'notBreaching' });
  });
  test('may call their own handler and nothing else', () => {
    const invoke = ['Validation', 'Runbook'].map((name) => allows(whole, `${name}WorkflowPolicy`, 'lambda:InvokeFunction').map(({ Resource }) => Resource));
    expect(invoke).toEqual([[{ 'Fn::GetAtt': [expect.stringContaining('ValidationHandler'), 'Arn'] }], [{ 'Fn::GetAtt': [expect.stringContaining('RunbookHandler'), 'Arn'] }]]);
  });
});

describe('the recovery runbook', () => {
  test('is rehearsed every quarter', () => {
    whole.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(0 7 1 1,4,7,10 ? *)', Targets: [Match.objectLike({ Input: '{"rehearsal":true}' })] });
  });
  test('deletes what it restored and nothing else', () => {
    const [remove] = allows(whole, 'RunbookHandlerPolicy', 'rds:DeleteDBCluster');
    expect(JSON.stringify(remove?.Resource)).toContain(':cluster:restored-*');
  });
  test('is measured against what was promised', () => {
    whole.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { POINT_OBJECTIVE_MINUTES: '1560', TIME_OBJECTIVE_MINUTES: '480' } } });
  });
  test('refuses objectives that are not whole minutes above nothing', () => {
    expect(() => templateOf((stack) => {
      new RecoveryRunbook(stack, 'Runbook', { ...parts(stack), pointObjective: Duration.seconds(90), timeObjective: Duration.minutes(0) });
    })).toThrow([
      'recovery runbook "Test/Runbook" has 2 problems',
      '- pointObjective: must be whole minutes, at least 1, got 1.5; for example Duration.hours(4)',
      '- timeObjective: must be whole minutes, at least 1, got 0; for example Duration.hours(4)',
    ].join('\n'));
  });
});

describe('evidence', () => {
  const [bucket] = Object.entries(whole.findResources('AWS::S3::Bucket')).filter(([id]) => id.startsWith('Evidence')).map(([, found]) => found);
  test('cannot be changed by anybody, and outlives its stack', () => {
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', Properties: {
      ObjectLockEnabled: true, ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } }, VersioningConfiguration: { Status: 'Enabled' },
    } });
  });
  test.each([['ValidationHandler', 'restore-validation'], ['RunbookHandler', 'recovery-runbook'], ['DriftHandler', 'drift-detection'], ['CopiesHandler', 'copy-detection']])('of %s goes below its own folder only', (handler, folder) => {
    const found = allows(whole, `${handler}Policy`, 's3:PutObject');
    expect(found.map(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringContaining(`/${folder}/*`)]);
  });
  describe('is copied to the audit account', () => {
    const forwarding = (roleName = 'projects-evidence'): Template => templateOf((stack) => {
      const { evidence: store, vpc: _vpc, workflowLog: _log, vault: _vault, landing: _landing, validation: _validation, ...common } = parts(stack);
      const { statements: writing } = EvidenceArchive.writingTo('projects-evidence', 'projects/evidence', '666666666666', 'eu-west-1', 'checks/111111111111');
      new EvidenceForwarding(stack, 'Forwarding', { ...common, store, roleName, records: { bucketName: 'projects-evidence', folder: 'checks/111111111111', statements: writing } });
      new DriftWatch(stack, 'Drift', { ...common, evidence: store, declaredBy: stack.node.root });
    });
    const template = forwarding();

    test('by a role of a known name, for each folder that anybody writes, also after it was made', () => {
      template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'projects-evidence' });
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { object: { key: [{ prefix: 'drift-detection/' }, { prefix: 'restore-validation/' }] } } },
      });
      template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ FOLDERS: 'drift-detection,restore-validation' }) } });
    });
    test('which reads records, writes below one folder, and no more', () => {
      const [read] = allows(template, 'ForwardingHandlerPolicy', 's3:GetObject');
      expect(JSON.stringify(read?.Resource)).toMatch(/\/drift-detection\/\*.*\/restore-validation\/\*/);
      expect(allows(template, 'ForwardingHandlerPolicy', 's3:PutObject').map(({ Resource }) => Resource)).toEqual(['arn:aws:s3:::projects-evidence/checks/111111111111/*']);
      expect(statements(template, 'ForwardingHandlerPolicy').flatMap(({ Action }) => Action).filter((action) => String(action).startsWith('s3:'))).toHaveLength(2);
    });
    test('with no function that may change buckets', () => {
      template.resourceCountIs('Custom::S3BucketNotifications', 0);
      template.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } });
    });
    test('under no name that IAM refuses', () => {
      expect(() => forwarding('projects/evidence')).toThrow('evidence forwarding "Test/Forwarding" has 1 problem\n- roleName: must be the name of a role, got "projects/evidence"; for example projects-evidence');
    });
  });
  test('refuses a lock of part of a day', () => {
    expect(() => templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      new EvidenceStore(stack, 'Evidence', { key, accessLogBucket: new s3.Bucket(stack, 'Logs'), lockedFor: Duration.hours(12) });
    })).toThrow('evidence store "Test/Evidence" has 1 problem\n- lockedFor: must be whole days from 1 to 36500, got 0.5; choose for example Duration.days(400)');
  });
});

describe('drift and copies', () => {
  test('are looked for every day', () => {
    for (const ScheduleExpression of ['cron(30 5 * * ? *)', 'cron(0 6 * * ? *)']) whole.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression });
  });
  test.each(['DriftedResources', 'UncheckedStacks', 'UndeclaredStacks', 'UndeclaredCopies', 'SharedCopies'])('raise an alarm: %s', (MetricName) => {
    whole.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Namespace: 'Understudy', Threshold: 1, AlarmActions: [Match.anyValue()] });
  });
  test('are judged by the stacks that stand at the end, also those built later', () => {
    const app = testApp();
    const first = new Stack(app, 'First');
    const { vault: _v, landing: _l, validation: _w, workflowLog: _o, vpc: _p, ...common } = parts(first);
    new DriftWatch(first, 'Drift', { ...common, declaredBy: app, otherStacks: ['Prepared'] });
    new Stack(app, 'Later', { stackName: 'later-one' });
    Template.fromStack(first).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { STACKS: 'First,later-one', OTHER_STACKS: 'Prepared' } } });
  });
  test('look at settings and lists, and at no data', () => {
    const actions = ['DriftHandlerPolicy', 'CopiesHandlerPolicy'].flatMap((policy) => statements(whole, policy)).flatMap(({ Action }) => [Action].flat());
    expect(actions.filter((action) => /GetObject$|Query|Scan|ExecuteStatement|GetSecretValue|Restore/.test(action))).toEqual([]);
  });
  test('refuse patterns of what is declared', () => {
    expect(() => templateOf((stack) => {
      new CopyWatch(stack, 'Copies', { ...parts(stack), declaredBy: stack, declaredCopies: ['final-*', ''], temporaryFor: Duration.minutes(30) });
    })).toThrow([
      'copy watch "Test/Copies" has 3 problems',
      '- declaredCopies: must name each copy in full, got "final-*"; list the names one by one',
      '- declaredCopies: must name each copy in full, got ""; list the names one by one',
      '- temporaryFor: must be whole hours, at least 1, got 0.5; for example Duration.hours(48)',
    ].join('\n'));
  });
});

describe('roles of recovery', () => {
  test('have no inline policies', () => {
    whole.resourceCountIs('AWS::IAM::Policy', 0);
    expect(Object.values(whole.findResources('AWS::IAM::Role')).filter(({ Properties }) => Properties.Policies !== undefined)).toEqual([]);
  });
});
