import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KeyService } from './key-service';

const administration = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:Describe*', 'kms:DisableKey', 'kms:DisableKeyRotation',
  'kms:EnableKey', 'kms:EnableKeyRotation', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:RevokeGrant', 'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription',
];
const use = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** Who may use a key, beside the identities of its own account that IAM admits. */
export interface KeyUse {
  /** Endpoints (`rds.eu-west-1.amazonaws.com`) through which alone identities may use the key; undefined admits every way. */
  readonly via?: string[];
  /** Endpoints through which every identity of the account may use the key, if the service behind it admits them. */
  readonly through: readonly string[];
  readonly services: readonly KeyService[];
  /** Accounts for whose resources the services may act. */
  readonly sourceAccounts: readonly string[];
  /** Accounts for whose resources any service may act that something else in the policy admits; undefined means the same. */
  readonly deniedUnlessFor?: readonly string[];
  /** Principals of other accounts, by ARN, that something else in the policy admits; undefined means none. */
  readonly writerArns?: readonly string[];
}

/**
 * A key policy that names one account. The account's own IAM decides who administers and uses the key (so that
 * grants are written next to the grantee and never into the key's stack); three denials hold whatever is added later.
 */
export function keyPolicy(stack: Stack, who: KeyUse): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      ...delegationToIam(stack, who.via),
      ...who.through.map((endpoint) => useThrough(stack, endpoint)),
      ...who.services.map((service) => serviceUse(stack, service, who.sourceAccounts)),
      ...(who.services.some(isLogs) ? [anomalyDetectorUse(stack, who.sourceAccounts)] : []),
      ...denials(stack, who.deniedUnlessFor ?? who.sourceAccounts, who.writerArns ?? []),
    ],
  });
}

function delegationToIam(stack: Stack, via?: string[]): iam.PolicyStatement[] {
  const account = () => [new iam.AccountPrincipal(stack.account)];
  const throughServices = via === undefined ? {} : { StringEquals: { 'kms:ViaService': via } };
  return [
    new iam.PolicyStatement({ sid: 'AdministrationByIam', principals: account(), actions: administration, resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'UseByIam', principals: account(), actions: use, resources: ['*'], conditions: throughServices }),
    new iam.PolicyStatement({
      sid: 'GrantsToAwsServices',
      principals: account(),
      actions: ['kms:CreateGrant'],
      resources: ['*'],
      conditions: { ...throughServices, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

/** What AWS's own keys say: the service decides, and the key opens for whom it admits (kms:ViaService, AWS KMS guide). */
function useThrough(stack: Stack, endpoint: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'UseThroughService',
    principals: [new iam.AnyPrincipal()],
    actions: ['kms:DescribeKey', ...use],
    resources: ['*'],
    conditions: { StringEquals: { 'kms:ViaService': endpoint, 'aws:PrincipalAccount': stack.account } },
  });
}

function serviceUse(stack: Stack, service: KeyService, accounts: readonly string[]): iam.PolicyStatement {
  const logs = isLogs(service);
  return new iam.PolicyStatement({
    sid: `Allow${service.title}`,
    principals: [new iam.ServicePrincipal(logs ? `logs.${stack.region}.amazonaws.com` : `${service.name}.amazonaws.com`)],
    actions: ['kms:DescribeKey', ...use],
    resources: ['*'],
    conditions: logs
      ? { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': accounts.map((account) => logGroups(stack, account)) } }
      : { StringEquals: { 'aws:SourceAccount': [...accounts] } },
  });
}

/** Detectors of anomalies in a log use the key of the log under a context of their own (CloudWatch Logs guide, "encrypt an anomaly detector"). */
function anomalyDetectorUse(stack: Stack, accounts: readonly string[]): iam.PolicyStatement {
  const detectors = accounts.map((account) =>
    stack.formatArn({ service: 'logs', account, resource: 'anomaly-detector', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }));
  return new iam.PolicyStatement({
    sid: 'AllowLogAnomalyDetectors',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:DescribeKey', ...use],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws-crypto-ec:aws:logs:arn': detectors } },
  });
}

function isLogs({ name }: KeyService): boolean {
  return name === KeyService.CLOUDWATCH_LOGS.name;
}

function logGroups(stack: Stack, account: string): string {
  return stack.formatArn({ service: 'logs', account, resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

function denials(stack: Stack, sourceAccounts: readonly string[], writerArns: readonly string[]): iam.PolicyStatement[] {
  const deny = (sid: string, actions: string[], conditions: Record<string, Record<string, unknown>>) =>
    new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, resources: ['*'], conditions });
  return [
    deny('DenyOtherAccounts', ['kms:*'], {
      StringNotEquals: { 'aws:PrincipalAccount': stack.account },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      ...(writerArns.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': [...writerArns] } }),
    }),
    // A service names the account it acts for in most, not all, of its calls: hence denied only where one is named.
    deny('DenyServicesActingForOtherAccounts', ['kms:*'], {
      StringNotEquals: { 'aws:SourceAccount': [...sourceAccounts] },
      Null: { 'aws:SourceAccount': 'false' },
      Bool: { 'aws:PrincipalIsAWSService': 'true' },
    }),
    // Said of identities only: where a service calls under its own principal, as Fargate does, it makes no grant on somebody's behalf.
    deny('DenyGrantsToAnyoneButAwsServices', ['kms:CreateGrant'], {
      BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' },
    }),
  ];
}
