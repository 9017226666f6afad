import { Stack, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';

/** What the handlers of a refresh work on; the names are those that `runtime/data-refresh` gives. */
export interface RefreshGround {
  readonly stack: Stack;
  readonly storageKey: kms.IKey;
  readonly runs: s3.IBucket;
}

const NAMES = 'refresh-*';

/** Looks at databases and snapshots, which takes no resource. */
const looking = ['rds:DescribeDBClusterSnapshots', 'rds:DescribeDBClusters', 'rds:DescribeDBInstances'];

function rds({ partition, region, account }: Stack): (kind: string, name?: string) => string {
  return (kind, name = NAMES) => `arn:${partition}:rds:${region}:${account}:${kind}:${name}`;
}

/** To remove what runs have made, by the beginning of its name, and nothing else. */
export function destroyStatements({ stack, runs }: RefreshGround): iam.PolicyStatement[] {
  const own = rds(stack);
  return [
    new iam.PolicyStatement({ actions: looking, resources: ['*'] }),
    new iam.PolicyStatement({ actions: ['rds:DeleteDBCluster', 'rds:DeleteDBClusterSnapshot', 'rds:DeleteDBInstance'], resources: [own('cluster'), own('cluster-snapshot'), own('db')] }),
    new iam.PolicyStatement({ actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: [runs.arnForObjects('runs/*')] }),
    new iam.PolicyStatement({ actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [runs.bucketArn] }),
  ];
}

/** To copy production's shared snapshot under the own key: of this account and these names only. */
export function copyStatements({ stack, storageKey }: RefreshGround, sourceAccount: string, snapshotPrefix: string, shareKeyAlias: string): iam.PolicyStatement[] {
  const { partition, region } = stack;
  const throughRds = { 'kms:ViaService': `rds.${region}.amazonaws.com` };
  const theirKey = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${shareKeyAlias}` } };
  const theirs = [`arn:${partition}:kms:${region}:${sourceAccount}:key/*`];
  return [
    new iam.PolicyStatement({
      actions: ['rds:CopyDBClusterSnapshot'], resources: [`arn:${partition}:rds:${region}:${sourceAccount}:cluster-snapshot:${snapshotPrefix}*`, rds(stack)('cluster-snapshot')],
    }),
    new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: theirs, conditions: { ...theirKey, StringEquals: throughRds } }),
    new iam.PolicyStatement({ actions: ['kms:CreateGrant'], resources: theirs, conditions: { ...theirKey, StringEquals: throughRds, Bool: { 'kms:GrantIsForAWSResource': 'true' } } }),
    new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*'], resources: [storageKey.keyArn] }),
    new iam.PolicyStatement({ actions: ['kms:CreateGrant'], resources: [storageKey.keyArn], conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }),
  ];
}

/** To restore the copy, and to have RDS make up its password. */
export function restoreStatements({ stack }: RefreshGround, subnetGroup: string): iam.PolicyStatement[] {
  const { partition, region, account } = stack;
  const own = rds(stack);
  return [
    new iam.PolicyStatement({
      actions: ['rds:RestoreDBClusterFromSnapshot'], resources: [own('cluster'), own('cluster-snapshot'), own('subgrp', subnetGroup), own('cluster-pg', 'default*'), own('og', 'default*')],
    }),
    new iam.PolicyStatement({ actions: ['rds:CreateDBInstance', 'rds:ModifyDBCluster'], resources: [own('cluster'), own('db'), own('pg', 'default*'), own('cluster-pg', 'default*')] }),
    // RDS makes and tags the secret with the caller's permissions (RDS guide, "password management with Secrets Manager").
    new iam.PolicyStatement({ actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], resources: [`arn:${partition}:secretsmanager:${region}:${account}:secret:rds!cluster-*`] }),
    new iam.PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'], resources: [`arn:${partition}:iam::${account}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS`],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'rds.amazonaws.com' } },
    }),
  ];
}

/** Objects below one folder of a bucket in an environment, and its key through S3. */
export function objectsThere({ stack }: RefreshGround, bucketName: string, account: string, keyAlias: string, folder: string, actions: string[], keyActions: string[]): iam.PolicyStatement[] {
  const { partition, region } = stack;
  return [
    new iam.PolicyStatement({ actions, resources: [`arn:${partition}:s3:::${bucketName}/${folder}/*`] }),
    new iam.PolicyStatement({
      actions: keyActions, resources: [`arn:${partition}:kms:${region}:${account}:key/*`],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${keyAlias}` }, StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
    }),
  ];
}
