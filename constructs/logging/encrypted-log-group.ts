import { Stack, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, ResourcePolicy, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What an `EncryptedLogGroup` is made from. */
export interface EncryptedLogGroupProps {
  readonly encryptionKey: IKey;
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** WAF demands a name that begins with `aws-waf-logs-`. */
  readonly logGroupName?: string;
}

/**
 * A log group under the environment's key into which AWS services deliver for this account only. The policy of the key must let
 * CloudWatch Logs use it.
 */
export class EncryptedLogGroup extends Construct {
  public readonly logGroup: LogGroup;

  public constructor(scope: Construct, id: string, props: EncryptedLogGroupProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Resource', {
      encryptionKey: props.encryptionKey, retention: props.retention, logGroupName: props.logGroupName, removalPolicy: props.removalPolicy,
    });
    this.letServicesDeliver();
  }

  private letServicesDeliver(): void {
    const { region, account, partition } = Stack.of(this);
    new ResourcePolicy(this, 'Delivery', {
      policyStatements: [new PolicyStatement({
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${this.logGroup.logGroupArn}:log-stream:*`],
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` } },
      })],
    });
  }
}
