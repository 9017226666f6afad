import { Stack, aws_iam as iam } from 'aws-cdk-lib';

/** What AWS Backup needs to back up Aurora clusters, buckets and tables of one account, and nothing of another. */
export function backupStatements(stack: Stack, vaultArn: string, keyArns: readonly string[]): iam.PolicyStatement[] {
  const { partition, region, account } = stack;
  const rds = (resource: string) => `arn:${partition}:rds:${region}:${account}:${resource}`;
  return [
    allow(['backup:CopyIntoBackupVault', 'backup:DescribeBackupVault'], [vaultArn]),
    allow(['rds:AddTagsToResource', 'rds:CreateDBClusterSnapshot', 'rds:DescribeDBClusters', 'rds:ListTagsForResource', 'rds:ModifyDBCluster'], [rds('cluster:*')]),
    allow([
      'rds:AddTagsToResource', 'rds:CopyDBClusterSnapshot', 'rds:CreateDBClusterSnapshot', 'rds:DeleteDBClusterSnapshot',
      'rds:DescribeDBClusterSnapshots', 'rds:ListTagsForResource',
    ], [rds('cluster-snapshot:awsbackup*')]),
    allow(['rds:DeleteDBClusterAutomatedBackup', 'rds:DescribeDBClusterAutomatedBackups'], [rds('cluster-auto-backup:*')]),
    allow(['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'], [`arn:${partition}:dynamodb:${region}:${account}:table/*`]),
    ...bucketBackup(stack),
    allow(['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey'], keyArns),
    grants(keyArns),
    // These calls take no resource (service authorization reference).
    allow(['cloudwatch:GetMetricData', 'events:ListRules', 's3:ListAllMyBuckets', 'tag:GetResources'], ['*']),
  ];
}

function bucketBackup({ partition, region, account }: Stack): iam.PolicyStatement[] {
  const own = { StringEquals: { 'aws:ResourceAccount': account } };
  return [
    allow([
      's3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketNotification', 's3:GetBucketTagging', 's3:GetBucketVersioning', 's3:GetInventoryConfiguration',
      's3:ListBucket', 's3:ListBucketVersions', 's3:PutBucketNotification', 's3:PutInventoryConfiguration',
    ], [`arn:${partition}:s3:::*`], own),
    allow([
      's3:GetObject', 's3:GetObjectAcl', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging',
    ], [`arn:${partition}:s3:::*/*`], own),
    allow([
      'events:DeleteRule', 'events:DescribeRule', 'events:DisableRule', 'events:EnableRule', 'events:ListTargetsByRule', 'events:PutRule', 'events:PutTargets',
      'events:RemoveTargets',
    ], [`arn:${partition}:events:${region}:${account}:rule/AwsBackupManagedRule*`]),
  ];
}

/** What AWS Backup needs to restore an Aurora cluster or a bucket under a name that begins as it must, never over what is there. */
export function restoreStatements(stack: Stack, prefixes: readonly string[], keyArns: readonly string[]): iam.PolicyStatement[] {
  const { partition, region, account } = stack;
  const rds = (resource: string) => `arn:${partition}:rds:${region}:${account}:${resource}`;
  const own = { StringEquals: { 'aws:ResourceAccount': account } };
  return [
    allow([
      'rds:AddTagsToResource', 'rds:DescribeDBClusters', 'rds:ListTagsForResource', 'rds:RestoreDBClusterFromSnapshot', 'rds:RestoreDBClusterToPointInTime',
    ], [...prefixes.map((prefix) => rds(`cluster:${prefix}*`)), ...['cluster-snapshot:awsbackup*', 'cluster-pg:*', 'subgrp:*', 'og:*'].map(rds)]),
    allow(['rds:DescribeDBClusterSnapshots', 'rds:DescribeDBInstances', 'rds:DescribeDBSubnetGroups'], [rds('*')]),
    allow([
      's3:CreateBucket', 's3:GetBucketLocation', 's3:GetBucketOwnershipControls', 's3:GetBucketVersioning', 's3:ListBucket', 's3:ListBucketVersions',
      's3:PutBucketOwnershipControls', 's3:PutBucketVersioning',
    ], prefixes.map((prefix) => `arn:${partition}:s3:::${prefix}*`), own),
    allow([
      's3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:ListMultipartUploadParts', 's3:PutObject',
      's3:PutObjectTagging',
    ], prefixes.map((prefix) => `arn:${partition}:s3:::${prefix}*/*`), own),
    allow(['kms:DescribeKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], keyArns),
    grants(keyArns),
    // RDS places the cluster with the caller's permissions; these calls take no resource.
    allow(['ec2:DescribeAvailabilityZones', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcAttribute', 'ec2:DescribeVpcs'], ['*']),
  ];
}

/** Who AWS Backup is when it acts: for this account only. */
export function asBackup({ account }: Stack): iam.ServicePrincipal {
  return new iam.ServicePrincipal('backup.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } });
}

function grants(keyArns: readonly string[]): iam.PolicyStatement {
  return allow(['kms:CreateGrant'], keyArns, { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
}

function allow(actions: string[], resources: readonly string[], conditions?: Record<string, Record<string, string>>): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources: [...resources], conditions });
}
