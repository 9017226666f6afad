import { ArnFormat, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What a `PublicQueryLog` is made of. */
export interface PublicQueryLogProps {
  /** The public zone whose queries are logged; names the log group `/aws/route53/<zone>`. */
  readonly zoneName: string;
  /** Key that encrypts the log; in us-east-1, and open to CloudWatch Logs as `DataDomain.LOGS` is. */
  readonly encryptionKey: kms.IKey;
  /**
   * How long queries are kept.
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;
}

/**
 * A log group for the queries of a public zone (ISL-07). Route 53 writes them to us-east-1 only, so a stack of any other region is
 * refused; the log group's ARN is then given to the zone, wherever that is made.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
 * @example
 * declare const stackInVirginia: Stack;
 * declare const encryptionKey: kms.IKey;
 * new PublicQueryLog(stackInVirginia, 'Queries', { zoneName: 'staging.projects.example.com', encryptionKey });
 */
export class PublicQueryLog extends Construct {
  /** The log group. */
  public readonly logGroup: logs.ILogGroup;
  /** ARN as zones take it, without `:*` at its end. It has no reference in it, so stacks of other regions may use it. */
  public readonly logGroupArn: string;

  public constructor(scope: Construct, id: string, props: PublicQueryLogProps) {
    super(scope, id);
    refuse(this.node.path, Stack.of(this).region);
    const logGroupName = `/aws/route53/${props.zoneName}`;
    this.logGroupArn = Stack.of(this).formatArn({
      service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName,
      encryptionKey: props.encryptionKey,
      retention: props.retention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.admitRoute53();
  }

  private admitRoute53(): void {
    const { account, partition } = Stack.of(this);
    new logs.ResourcePolicy(this, 'Policy', {
      policyStatements: [new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('route53.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${this.logGroupArn}:*`],
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:route53:::hostedzone/*` } },
      })],
    });
  }
}

function refuse(path: string, region: string): void {
  const problems = new Problems();
  problems.when(!Token.isUnresolved(region) && region !== 'us-east-1', {
    at: 'region', must: 'must be us-east-1, where alone Route 53 writes the queries of public zones', got: region, fix: 'put it into a stack of us-east-1',
  });
  problems.refuse(`public query log "${path}"`);
}
