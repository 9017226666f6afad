import { Duration, RemovalPolicy, Stack, aws_dynamodb as dynamodb, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { IConsumer, IServiceDependency } from './consumer';
import { settingName } from './setting-name';

/** How much a table takes. */
export interface TableSize {
  /** Read request units a second at most, 1 to 40,000: a bound on cost and on a runaway caller. */
  readonly maxReadUnits: number;
  /** Write request units a second at most, 1 to 40,000. */
  readonly maxWriteUnits: number;
}

/** An order in which a table can also be read. */
export interface TableIndex {
  /** Its name: letters, digits, `_`, `-` and `.`, 3 to 255 of them. */
  readonly name: string;
  /** Attribute by which items are found. */
  readonly partitionKey: string;
  /**
   * Attribute by which items are ordered.
   * @default - they are not
   */
  readonly sortKey?: string;
}

/** Properties of a `KeyValueTable`. */
export interface KeyValueTableProps {
  /** Key of the items and backups. */
  readonly key: kms.IKey;
  /** How much it takes. */
  readonly size: TableSize;
  /** Attribute by which items are found; a string. */
  readonly partitionKey: string;
  /**
   * Attribute by which items of one partition are ordered; a string.
   * @default - one item for each partition key
   */
  readonly sortKey?: string;
  /**
   * Further orders, at most 20. Names that occur twice are refused.
   * @default - none
   */
  readonly indexes?: TableIndex[];
  /**
   * Attribute with the moment, in seconds since 1970, after which an item is removed.
   * @default - items stay
   */
  readonly expiresAt?: string;
  /**
   * How far back the table can be restored to any moment: 1 to 35 days.
   * @default 35 days
   */
  readonly recoveryWindow?: Duration;
  /**
   * Whether the table refuses to be deleted, and is kept when its stack is removed.
   * @default true: it refuses
   */
  readonly deletionProtection?: boolean;
}

const defaults = { recoveryWindow: Duration.days(35) };

/**
 * A DynamoDB table: own key, restorable to any moment, protected from deletion, paid by request with an upper bound, and a policy
 * that denies every principal of another account whatever else is granted (DAT-01).
 *
 * It refuses bounds out of range, indexes that are named twice, and a recovery window outside 1 to 35 days.
 *
 * @example
 * declare const key: kms.IKey;
 * new KeyValueTable(this, 'Sessions', {
 *   key, partitionKey: 'session', expiresAt: 'expires', size: { maxReadUnits: 200, maxWriteUnits: 100 },
 * });
 */
export class KeyValueTable extends Construct implements IServiceDependency {
  /** The table. */
  public readonly table: dynamodb.Table;
  /** What may be done with its items. It stands beside the table, not in the stack of what uses it. */
  public readonly access: iam.ManagedPolicy;

  public constructor(scope: Construct, id: string, props: KeyValueTableProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.table = this.makeTable(props);
    this.addIndexes(props);
    this.access = this.makeAccess(props);
  }

  public attachTo(consumer: IConsumer): void {
    consumer.allowPolicy(this.access);
    consumer.addSetting(settingName(this, 'TABLE'), this.table.tableName);
  }

  private makeTable(props: KeyValueTableProps): dynamodb.Table {
    const protect = props.deletionProtection ?? true;
    return new dynamodb.Table(this, 'Table', {
      partitionKey: text(props.partitionKey),
      sortKey: props.sortKey === undefined ? undefined : text(props.sortKey),
      timeToLiveAttribute: props.expiresAt,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      maxReadRequestUnits: props.size.maxReadUnits,
      maxWriteRequestUnits: props.size.maxWriteUnits,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: (props.recoveryWindow ?? defaults.recoveryWindow).toDays(),
      },
      contributorInsightsSpecification: { enabled: true },
      deletionProtection: protect,
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      resourcePolicy: this.denyOtherAccounts(),
    });
  }

  private addIndexes({ indexes = [], size }: KeyValueTableProps): void {
    for (const { name, partitionKey, sortKey } of indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: text(partitionKey),
        sortKey: sortKey === undefined ? undefined : text(sortKey),
        maxReadRequestUnits: size.maxReadUnits,
        maxWriteRequestUnits: size.maxWriteUnits,
      });
    }
  }

  /** Whatever an identity policy elsewhere grants. The policy is the table's own, so that it need not name it. */
  private denyOtherAccounts(): iam.PolicyDocument {
    return new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        sid: 'DenyOtherAccounts',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['dynamodb:*'],
        resources: ['*'],
        conditions: { StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
      })],
    });
  }

  private makeAccess({ key, indexes = [] }: KeyValueTableProps): iam.ManagedPolicy {
    const { tableArn } = this.table;
    return new iam.ManagedPolicy(this, 'Access', {
      description: `Read and write the items of ${this.node.id}`,
      statements: [
        new iam.PolicyStatement({
          actions: [
            'dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:DescribeTable',
            'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:UpdateItem',
          ],
          resources: [tableArn, ...indexes.map(({ name }) => `${tableArn}/index/${name}`)],
        }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      ],
    });
  }
}

function text(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}

function refuseWrong(path: string, props: KeyValueTableProps): void {
  const problems = new Problems();
  for (const bound of ['maxReadUnits', 'maxWriteUnits'] as const) {
    const value = props.size[bound];
    problems.when(!(Number.isInteger(value) && value >= 1 && value <= 40_000), { at: `size.${bound}`, must: 'must be a whole number from 1 to 40000', got: value });
  }
  const attributes = { partitionKey: props.partitionKey, sortKey: props.sortKey, expiresAt: props.expiresAt };
  for (const [at, value] of Object.entries(attributes)) problems.when(value === '', { at, must: 'must not be empty', got: value });
  const days = (props.recoveryWindow ?? defaults.recoveryWindow).toDays({ integral: false });
  problems.when(!(Number.isInteger(days) && days >= 1 && days <= 35), { at: 'recoveryWindow', must: 'must be 1 to 35 whole days', got: days });
  const names = (props.indexes ?? []).map(({ name }) => name);
  problems.when(names.length > 20, { at: 'indexes', must: 'must be at most 20', got: names.length });
  names.forEach((name, index) => {
    problems.when(!/^[\w.-]{3,255}$/.test(name), { at: `indexes[${index}].name`, must: 'must be 3 to 255 letters, digits, "_", "-" and "."', got: name });
    problems.when(names.indexOf(name) !== index, { at: `indexes[${index}].name`, must: 'must be named once', got: name });
  });
  problems.refuse(`table "${path}"`);
}
