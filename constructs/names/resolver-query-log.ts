import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnResolverQueryLoggingConfig, CfnResolverQueryLoggingConfigAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What a `ResolverQueryLog` is made of. */
export interface ResolverQueryLogProps {
  /** The network whose queries are logged. */
  readonly vpc: ec2.IVpc;
  /** ARN of the bucket, log group or delivery stream that takes the log; best the archive of the audit account. */
  readonly destinationArn: string;
}

/**
 * Logs every name that anything in a network asks for (ISL-07, ISL-10). Refuses a destination that Route 53 Resolver cannot
 * write to.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html
 * @example
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * new ResolverQueryLog(stack, 'Queries', { vpc, destinationArn: 'arn:aws:s3:::log-archive' });
 */
export class ResolverQueryLog extends Construct {
  public constructor(scope: Construct, id: string, props: ResolverQueryLogProps) {
    super(scope, id);
    refuse(props, this.node.path);
    const config = new CfnResolverQueryLoggingConfig(this, 'Config', { destinationArn: props.destinationArn });
    new CfnResolverQueryLoggingConfigAssociation(this, 'Association', { resolverQueryLogConfigId: config.ref, resourceId: props.vpc.vpcId });
  }
}

function refuse({ destinationArn }: ResolverQueryLogProps, path: string): void {
  const problems = new Problems();
  problems.when(!Token.isUnresolved(destinationArn) && !/^arn:[\w-]+:(?:s3:::|logs:|firehose:)/.test(destinationArn), {
    at: 'destinationArn', must: 'must be the ARN of a bucket, log group or delivery stream', got: destinationArn, fix: 'for example "arn:aws:s3:::log-archive"',
  });
  problems.refuse(`resolver query log "${path}"`);
}
