import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A crossing that the endpoint of one service lets through although the resource belongs to another account. */
export interface EndpointException {
  /** Short name of the service, as in `interfaceEndpoints`, or `s3` or `dynamodb`; for example `ecr.dkr`. */
  readonly service: string;
  /** The account the resource belongs to; 12 digits. */
  readonly account: string;
  /** What may be done there, for example `ecr:BatchGetImage`; wildcards for all actions of a service are refused. */
  readonly actions: string[];
  /** Why this crossing is needed; it becomes no part of the policy, but of the definition a reviewer reads. */
  readonly reason: string;
}

/** Buckets that belong to AWS and are read through the S3 endpoint. Nothing can be written to them. */
function awsOwnedBuckets(region: string, hostManagement: boolean): string[] {
  // Layers of container images: ECR hands out links into this bucket, signed by an account of AWS.
  const layers = [`prod-${region}-starport-layer-bucket`];
  // What the SSM agent reads on hosts: itself, its documents, patch baselines; and the packages of Amazon Linux 2023.
  const hosts = [`amazon-ssm-${region}`, `aws-ssm-${region}`, `${region}-birdwatcher-prod`, `aws-ssm-document-attachments-${region}`,
    `patch-baseline-snapshot-${region}`, `aws-patch-manager-${region}-*`, `al2023-repos-${region}-de612dc2`];
  return hostManagement ? [...layers, ...hosts] : layers;
}

/**
 * The policy of the endpoint of `service`: principals of this account on resources of this account, and, where the
 * organisation is known, only while the account is part of it. The account is always named: a condition on the organisation
 * alone would let one environment use the resources of another.
 */
export function endpointPolicy(scope: Construct, service: string, exceptions: readonly EndpointException[], organizationId?: string, hostManagement = false): PolicyDocument {
  const { account, region, partition } = Stack.of(scope);
  const inside = organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId };
  const statements = [new PolicyStatement({
    sid: 'OwnPrincipalsOnOwnResources',
    effect: Effect.ALLOW,
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account, ...inside, ...(organizationId === undefined ? {} : { 'aws:ResourceOrgID': organizationId }) } },
  })];
  exceptions.filter((exception) => exception.service === service).forEach((exception, index) => statements.push(new PolicyStatement({
    sid: `DeclaredCrossing${index + 1}`,
    effect: Effect.ALLOW,
    principals: [new AnyPrincipal()],
    actions: [...exception.actions],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': exception.account, ...inside } },
  })));
  if (service === 's3') {
    statements.push(new PolicyStatement({
      sid: 'ReadBucketsOfAws',
      effect: Effect.ALLOW,
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: awsOwnedBuckets(region, hostManagement).map((bucket) => `arn:${partition}:s3:::${bucket}/*`),
    }));
  }
  return new PolicyDocument({ statements });
}
