import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, ResourcePolicy, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What an `EncryptedLogGroup` is made from. */
export interface EncryptedLogGroupProps {
  readonly encryptionKey: IKey;
  readonly retention: RetentionDays;
  /** WAF demands a name that begins with `aws-waf-logs-`. */
  readonly logGroupName?: string;
}

/**
 * A log group under the environment's key into which AWS services deliver for this account only. It lets CloudWatch Logs use the
 * key, when the key is made in this app; the policy of an imported key must already do so. It outlives its stack: logs are evidence.
 */
export class EncryptedLogGroup extends Construct {
  public readonly logGroup: LogGroup;

  public constructor(scope: Construct, id: string, props: EncryptedLogGroupProps) {
    super(scope, id);
    const key = this.letLogsUse(props.encryptionKey);
    this.logGroup = new LogGroup(this, 'Resource', {
      encryptionKey: props.encryptionKey, retention: props.retention, logGroupName: props.logGroupName, removalPolicy: RemovalPolicy.RETAIN,
    });
    if (key !== undefined) this.logGroup.node.addDependency(key);
    this.letServicesDeliver();
  }

  /** The pattern names no log group, so that a key of another stack does not come to depend on this one. */
  private letLogsUse(key: IKey): IKey | undefined {
    const { region, account, partition } = Stack.of(this);
    const { statementAdded } = key.addToResourcePolicy(new PolicyStatement({
      sid: 'LogsOfThisAccount',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` } },
    }));
    return statementAdded && Stack.of(key) === Stack.of(this) ? key : undefined;
  }

  private letServicesDeliver(): void {
    const { region, account, partition } = Stack.of(this);
    new ResourcePolicy(this, 'Delivery', {
      policyStatements: [new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${this.logGroup.logGroupArn}:log-stream:*`],
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` } },
      })],
    });
  }
}
