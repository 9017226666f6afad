import { Duration, Lazy, aws_events as events, aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { HandlerFunction } from '../runtime/handler-function';
import { EvidenceStore } from './evidence-store';

/** Where copies of records go. */
export interface ForwardedRecords {
  /** Name of the archive's bucket, in another account. */
  readonly bucketName: string;
  /** Folder of this account's copies. */
  readonly folder: string;
  /** What the forwarding role needs to write there: see `EvidenceArchive.writingTo`. */
  readonly statements: iam.PolicyStatement[];
}

/** Properties of an `EvidenceForwarding`. */
export interface EvidenceForwardingProps {
  /** Where the environment keeps its records. */
  readonly store: EvidenceStore;
  /** Name of the role that writes, so that the archive can admit it by name. */
  readonly roleName: string;
  /** Where the copies go. */
  readonly records: ForwardedRecords;
  /** Key of the settings of the function, and of what it could not forward. */
  readonly key: kms.IKey;
  /** Key of its log. Its policy must admit CloudWatch Logs. */
  readonly logKey: kms.IKey;
  /** How long its log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** Who hears when a record could not be forwarded. */
  readonly alerts: sns.ITopic;
}

const defaults = { timeout: Duration.minutes(1), retries: 20, eventAge: Duration.hours(24) };

/**
 * Copies every record of an evidence store to the archive of the audit account as soon as it is written, so that whoever runs the environment
 * neither hides a record nor is the only one who has it. One role, which archive and boundary know by name, reads records and writes copies; it
 * lists, overwrites and deletes nothing, on either side. A record that cannot be copied for a day raises an alarm.
 *
 * It refuses names of roles that IAM does not take.
 *
 * @example
 * declare const store: EvidenceStore;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * const { statements } = EvidenceArchive.writingTo('projects-evidence', 'projects/evidence', '666666666666', 'eu-west-1', 'checks/222222222222');
 * new EvidenceForwarding(this, 'Forwarding', {
 *   store, roleName: 'projects-evidence', records: { bucketName: 'projects-evidence', folder: 'checks/222222222222', statements },
 *   key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, alerts,
 * });
 */
export class EvidenceForwarding extends Construct {
  /** What copies. */
  public readonly handler: HandlerFunction;

  public constructor(scope: Construct, id: string, props: EvidenceForwardingProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.handler = this.makeHandler(props);
    props.store.allowForwarding(this.handler);
    for (const statement of props.records.statements) this.handler.allow(statement);
    this.listen(props.store);
  }

  private makeHandler({ store, roleName, records, key, logKey, logRetention, alerts }: EvidenceForwardingProps): HandlerFunction {
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'evidence-forwarding', description: 'Copies records of checks to the audit account', key, logKey, logRetention, alerts, timeout: defaults.timeout,
      settings: {
        STORE_BUCKET: store.bucket.bucketName, FOLDERS: Lazy.string({ produce: () => store.folders.join(',') }),
        EVIDENCE_BUCKET: records.bucketName, EVIDENCE_FOLDER: records.folder,
      },
    });
    const role = handler.role.node.defaultChild;
    if (role instanceof iam.CfnRole) role.roleName = roleName;
    return handler;
  }

  private listen(store: EvidenceStore): void {
    new events.Rule(this, 'Written', {
      description: 'A record was written',
      eventPattern: {
        source: ['aws.s3'], detailType: ['Object Created'],
        detail: {
          bucket: { name: [store.bucket.bucketName] },
          object: { key: Lazy.any({ produce: () => store.folders.map((folder) => ({ prefix: `${folder}/` })) }) },
        },
      },
      targets: [new targets.LambdaFunction(this.handler.function, {
        deadLetterQueue: this.handler.deadLetters, retryAttempts: defaults.retries, maxEventAge: defaults.eventAge,
      })],
    });
  }
}

function refuse(path: string, { roleName }: EvidenceForwardingProps): void {
  const problems = new Problems();
  problems.when(!/^[\w+=,.@-]{1,64}$/.test(roleName), { at: 'roleName', must: 'must be the name of a role', got: roleName, fix: 'for example projects-evidence' });
  problems.refuse(`evidence forwarding "${path}"`);
}
