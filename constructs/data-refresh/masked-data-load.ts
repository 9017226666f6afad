import {
  Duration, aws_ec2 as ec2, aws_events as events, aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns,
  aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks, aws_ecs as ecs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { RecordedWorkflow } from '../runtime/recorded-workflow';
import { RelationalDatabase } from '../workload/relational-database';
import { TaskSize } from '../workload/task-parts';
import { MaskedDataDrop } from './masked-data-drop';
import { MaskingTask } from './masking-task';

/** A database that a dataset is loaded into. */
export interface LoadedDatabase {
  /** The dataset. */
  readonly dataset: string;
  /** The database. */
  readonly database: RelationalDatabase;
  /** Name of the database inside the cluster, for example `app`; at most 54 characters, since others stand beside it. */
  readonly databaseName: string;
  /** Version of the masking policy that the data must come from. */
  readonly policyVersion: string;
}

/** Properties of a `MaskedDataLoad`. */
export interface MaskedDataLoadProps {
  /** Where masked copies arrive. */
  readonly drop: MaskedDataDrop;
  /** Name of this environment: a copy that was made for another one is refused. */
  readonly environment: string;
  /** What is loaded where, at least one; each dataset once. */
  readonly databases: LoadedDatabase[];
  /** ARN of the alias of the key that quarantine signs with. */
  readonly signingKeyArn: string;
  /** The account of that key, and its region: `arn:aws:kms:<region>:<account>:key/*`. */
  readonly signingKeys: string;
  /** The cluster that the loading task runs in. */
  readonly cluster: ecs.ICluster;
  /** Its subnets. */
  readonly subnets: ec2.SubnetSelection;
  /** The masking image by digest. */
  readonly image: string;
  /** Name of the role that loads, so that the signing key can admit it by name. */
  readonly roleName: string;
  /** Name of the role that starts it, so that the image's repository can admit it by name. */
  readonly executionRoleName: string;
  /** Name of the bucket with the environment's evidence, where restore validation finds what the data must look like. */
  readonly evidenceBucketName: string;
  /** Key of the databases. */
  readonly databaseKey: kms.IKey;
  /** Key of the evidence. */
  readonly evidenceKey: kms.IKey;
  /** Key of logs and of the state machine. */
  readonly logKey: kms.IKey;
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** Takes the record of every step; must admit log delivery, as an `EncryptedLogGroup` does. */
  readonly workflowLog: logs.ILogGroup;
  /** Who hears of copies that were refused. */
  readonly alerts: sns.ITopic;
  /**
   * Users of the database that services sign in as: they get the rights of services on what is loaded.
   * @default ['service']
   */
  readonly serviceUsers?: string[];
  /**
   * Size of the loading task.
   * @default 2048 CPU units and 4096 MiB
   */
  readonly taskSize?: TaskSize;
}

const defaults = { serviceUsers: ['service'], port: 5433, size: { cpu: 2048, memoryMiB: 4096 }, manifestFolder: 'data-manifest/', timeout: Duration.hours(12) };

/**
 * Loads what arrives from quarantine, and nothing that is not signed: on a manifest, a task asks KMS whether quarantine signed it, whether it
 * is for this environment, still in time and of the declared policy; fetches the dump and compares its digest; restores it beside the
 * database in use; verifies coverage, grammar and references on its own account, and the signed digest of every table; and only then lets
 * the new database take the name of the old one. It then writes what restore validation must find after every later restore (DAT-10), and
 * a receipt. A copy that is refused leaves the old data, gets a receipt that says why, and raises an alarm.
 *
 * It refuses no databases, a dataset named twice, and the name of a database with which the names beside it would be too long.
 *
 * @example
 * declare const drop: MaskedDataDrop;
 * declare const ledger: RelationalDatabase;
 * declare const cluster: ecs.Cluster;
 * declare const key: kms.IKey;
 * declare const workflowLog: logs.ILogGroup;
 * declare const alerts: sns.ITopic;
 * new MaskedDataLoad(this, 'Load', {
 *   drop, environment: 'staging', signingKeyArn: MaskingKeys.signingKeyArnOf('projects', '777777777777', 'eu-west-1'), signingKeys: 'arn:aws:kms:eu-west-1:777777777777:key/*',
 *   databases: [{ dataset: 'ledger', database: ledger, databaseName: 'app', policyVersion: 'af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593' }],
 *   cluster, subnets: { subnetGroupName: 'private' }, roleName: 'projects-masked-load', executionRoleName: 'projects-masking-execution', evidenceBucketName: 'projects-evidence',
 *   databaseKey: key, evidenceKey: key, logKey: key, logRetention: logs.RetentionDays.ONE_YEAR, workflowLog, alerts,
 *   image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/masking@sha256:af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593',
 * });
 */
export class MaskedDataLoad extends Construct {
  /** The loading task. */
  public readonly task: MaskingTask;
  /** The workflow; its input is the event of a manifest that arrived. */
  public readonly workflow: RecordedWorkflow;

  public constructor(scope: Construct, id: string, props: MaskedDataLoadProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.task = this.makeTask(props);
    this.allowLoading(props);
    this.connect(props);
    this.workflow = this.makeWorkflow(props);
    this.startOnArrival(props);
  }

  private makeTask(props: MaskedDataLoadProps): MaskingTask {
    const { databases, serviceUsers = defaults.serviceUsers } = props;
    return new MaskingTask(this, 'Loading', {
      cluster: props.cluster, subnets: props.subnets, image: props.image, roleName: props.roleName, executionRoleName: props.executionRoleName,
      size: props.taskSize ?? defaults.size, logKey: props.logKey, logRetention: props.logRetention,
      settings: {
        ENVIRONMENT: props.environment, SIGNING_KEY: props.signingKeyArn, IN_BUCKET: props.drop.bucket.bucketName, EVIDENCE_BUCKET: props.evidenceBucketName,
        MANIFEST_KEY: `${defaults.manifestFolder}current.json`, MOST_HOURS: String(defaults.timeout.toHours()), POLICIES: '/policies', TLS_ROOTS: '/policies/rds-roots.pem', SERVICE_USERS: serviceUsers.join(','),
        POLICY_VERSIONS: JSON.stringify(Object.fromEntries(databases.map(({ dataset, policyVersion }) => [dataset, policyVersion]))),
      },
    });
  }

  private allowLoading({ drop, signingKeyArn, signingKeys, databases, databaseKey, evidenceKey, evidenceBucketName }: MaskedDataLoadProps): void {
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) => this.task.allow(new iam.PolicyStatement({ actions, resources, conditions }));
    // The key is known by its alias, because AWS makes its id up.
    allow(['kms:Verify'], [signingKeys], {
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': signingKeyArn.slice(signingKeyArn.indexOf(':alias/') + 1) }, StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' },
    });
    allow(['s3:GetObject'], [drop.bucket.arnForObjects('incoming/*')]);
    const manifests = ['current', ...databases.map(({ database }) => database.clusterName)];
    allow(['s3:PutObject'], [drop.bucket.arnForObjects('receipts/*'), ...manifests.map((name) => `arn:aws:s3:::${evidenceBucketName}/${defaults.manifestFolder}${name}.json`)]);
    allow(['s3:ListBucket'], [drop.bucket.bucketArn]);
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], [drop.key.keyArn, evidenceKey.keyArn]);
    allow(['kms:Decrypt'], [databaseKey.keyArn]);
    allow(['secretsmanager:GetSecretValue'], databases.map(({ database }) => secretOf(database)));
  }

  private connect({ databases }: MaskedDataLoadProps): void {
    for (const { database, dataset } of databases) this.task.connections.allowTo(database, ec2.Port.tcp(defaults.port), `masked ${dataset} into its database`);
  }

  private makeWorkflow(props: MaskedDataLoadProps): RecordedWorkflow {
    const workflow = new RecordedWorkflow(this, 'Workflow', {
      definition: this.steps(props), handlers: [], timeout: defaults.timeout, comment: 'Loads masked data that arrived', key: props.logKey, logGroup: props.workflowLog, alerts: props.alerts,
    });
    this.task.allowRunning(workflow);
    workflow.allow(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [props.drop.bucket.arnForObjects('receipts/*')] }));
    workflow.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.drop.key.keyArn] }));
    return workflow;
  }

  /** `incoming/<dataset>/<run>/manifest.json`: the key of the object says what and which run; the signed manifest must say the same. */
  private steps(props: MaskedDataLoadProps): sfn.IChainable {
    const part = (index: number): string => sfn.JsonPath.arrayGetItem(sfn.JsonPath.stringSplit(sfn.JsonPath.stringAt('$.detail.object.key'), '/'), index);
    const start = new sfn.Pass(this, 'Arrived', { parameters: { dataset: part(1), run: part(2) }, resultPath: '$.copy' });
    const which = new sfn.Choice(this, 'WhichDataset?');
    const refused = this.refused(props);
    for (const each of props.databases) which.when(sfn.Condition.stringEquals('$.copy.dataset', each.dataset), this.load(each, refused));
    return start.next(which.otherwise(new sfn.Fail(this, 'UnknownDataset', { error: 'UnknownDataset', cause: 'this environment has no database for it' })));
  }

  private load({ dataset, database, databaseName }: LoadedDatabase, refused: sfn.IChainable): sfn.IChainable {
    const { cluster } = database;
    const step = this.task.step(this, `Load-${dataset}`, {
      STEP: 'load', DATASET: dataset, RUN: sfn.JsonPath.stringAt('$.copy.run'), DATABASE: databaseName, HOST: cluster.clusterEndpoint.hostname, PORT: String(defaults.port),
      SECRET: secretOf(database), CLUSTER: database.clusterName,
    }, defaults.timeout);
    step.addCatch(refused, { resultPath: '$.failure' });
    return step.next(new sfn.Succeed(this, `Loaded-${dataset}`));
  }

  private refused({ drop }: MaskedDataLoadProps): sfn.IChainable {
    const at = sfn.JsonPath.stringAt('$$.State.EnteredTime');
    const run = sfn.JsonPath.stringAt('$.copy.run');
    const receipt = new tasks.CallAwsService(this, 'Refuse', {
      service: 's3', action: 'putObject', iamResources: [drop.bucket.arnForObjects('receipts/*')], resultPath: sfn.JsonPath.DISCARD,
      parameters: {
        Bucket: drop.bucket.bucketName, Key: sfn.JsonPath.format('receipts/{}/{}.json', sfn.JsonPath.stringAt('$.copy.dataset'), run), ContentType: 'application/json',
        Body: { run, outcome: 'refused', at, message: 'the load failed; the log of the loading task says why', gates: [] },
      },
    });
    return receipt.addRetry({ maxAttempts: 5, interval: Duration.seconds(10) }).next(new sfn.Fail(this, 'Refused', { error: 'Refused', cause: 'the masked copy was not loaded; the old data is still there' }));
  }

  private startOnArrival({ drop }: MaskedDataLoadProps): void {
    new events.Rule(this, 'Arrival', {
      description: 'A signed manifest arrived from quarantine',
      eventPattern: {
        source: ['aws.s3'], detailType: ['Object Created'],
        detail: { bucket: { name: [drop.bucket.bucketName] }, object: { key: [{ wildcard: 'incoming/*/manifest.json' }] } },
      },
      targets: [new targets.SfnStateMachine(this.workflow.stateMachine, { role: this.workflow.starter() })],
    });
  }
}

/** The secret in which RDS keeps the administrator's password. */
function secretOf({ cluster }: RelationalDatabase): string {
  return cluster.secret?.secretArn ?? '';
}

function refuse(path: string, { databases }: MaskedDataLoadProps): void {
  const problems = new Problems();
  problems.when(databases.length === 0, { at: 'databases', must: 'must name at least one database', got: [] });
  databases.forEach(({ dataset, policyVersion, database, databaseName }, index) => {
    problems.when(databases.findIndex((other) => other.dataset === dataset) !== index, { at: `databases[${index}].dataset`, must: 'must be named once', got: dataset });
    problems.when(!/^[0-9a-f]{64}$/.test(policyVersion), { at: `databases[${index}].policyVersion`, must: 'must be 64 lower case hexadecimal digits', got: policyVersion });
    // A copy is loaded as <name>_next, and the old one steps aside as <name>_previous; PostgreSQL cuts names at 63 bytes.
    problems.when(!/^[a-z_][a-z0-9_]{0,53}$/.test(databaseName), { at: `databases[${index}].databaseName`, must: 'must be at most 54 lower-case letters, digits and "_"', got: databaseName });
    problems.when(secretOf(database) === '', { at: `databases[${index}].database`, must: 'must keep its administrator\'s password in a secret', got: dataset });
  });
  problems.refuse(`masked data load "${path}"`);
}
