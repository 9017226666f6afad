import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LogKind } from './log-kind';
import { LogSource } from './log-source';

const ownership = { 's3:x-amz-acl': 'bucket-owner-full-control' };

/** The sources whose trail is archived, each with its trail. */
export function trailsOf(sources: readonly LogSource[]): Array<{ account: string; trailArn: string }> {
  return sources.flatMap(({ account, trailArn }) => (trailArn === undefined ? [] : [{ account, trailArn }]));
}

/** The sources that send anything but a trail: all of that comes through AWS's log delivery. */
export function deliveredOf(sources: readonly LogSource[]): LogSource[] {
  return sources.filter(({ kinds }) => kinds.some((kind) => kind !== LogKind.CLOUDTRAIL));
}

/** Who may write to the archive's bucket: CloudTrail and log delivery, for the named accounts, each below its own prefix. */
export function writers(stack: Stack, bucket: s3.IBucket, sources: readonly LogSource[]): iam.PolicyStatement[] {
  const trails = trailsOf(sources);
  const delivered = deliveredOf(sources);
  return [
    ...(trails.length === 0 ? [] : [read('CloudTrailReadsAcl', 'cloudtrail', ['s3:GetBucketAcl'], bucket, { StringEquals: { 'aws:SourceArn': trails.map(({ trailArn }) => trailArn) } })]),
    ...trails.map(({ account, trailArn }) => write(`CloudTrailWrites${account}`, 'cloudtrail', bucket, account, { StringEquals: { ...ownership, 'aws:SourceArn': trailArn } })),
    ...(delivered.length === 0 ? [] : [read('LogDeliveryReadsAcl', 'delivery.logs', ['s3:GetBucketAcl', 's3:ListBucket'], bucket, forAccounts(stack, delivered))]),
    ...delivered.map((source) => {
      const { StringEquals: equal, ArnLike: like } = forAccounts(stack, [source]);
      return write(`LogDeliveryWrites${source.account}`, 'delivery.logs', bucket, source.account, { StringEquals: { ...ownership, ...equal }, ArnLike: like });
    }),
  ];
}

/** What nobody may do: reach in from another account, delete, or loosen the lock. */
export function refusals(stack: Stack, bucket: s3.IBucket, custodianArns: readonly string[]): iam.PolicyStatement[] {
  const everything = [bucket.bucketArn, bucket.arnForObjects('*')];
  const deny = (sid: string, actions: string[], conditions: Record<string, Record<string, unknown>>) => new iam.PolicyStatement({
    sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, resources: everything, conditions,
  });
  return [
    deny('DenyOtherAccounts', ['s3:*'], { StringNotEquals: { 'aws:PrincipalAccount': stack.account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }),
    deny('DenyDeletion', ['s3:BypassGovernanceRetention', 's3:DeleteBucket', 's3:DeleteObject', 's3:DeleteObjectVersion'], {}),
    deny('DenyLooserLock', ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'],
      custodianArns.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': [...custodianArns] } }),
  ];
}

function forAccounts(stack: Stack, sources: readonly LogSource[]) {
  return {
    StringEquals: { 'aws:SourceAccount': sources.map(({ account }) => account) },
    ArnLike: { 'aws:SourceArn': sources.map(({ account }) => `arn:${stack.partition}:logs:*:${account}:*`) },
  };
}

function read(sid: string, service: string, actions: string[], bucket: s3.IBucket, conditions: Record<string, Record<string, unknown>>): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)], actions, resources: [bucket.bucketArn], conditions });
}

function write(sid: string, service: string, bucket: s3.IBucket, account: string, conditions: Record<string, Record<string, unknown>>): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid, principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)], actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)], conditions,
  });
}
