import { Stage, aws_kms as kms, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib';
import { AccountTrail } from '../../../constructs/audit/account-trail';
import { TrailTamperAlarm } from '../../../constructs/audit/trail-tamper-alarm';
import { AccountGuards } from '../../../constructs/identity/account-guards';
import { logArchiveNames, trailNameOf } from '../log-archive-names';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';

/** What a `TrailStack` needs. */
export interface TrailStackProps {
  /** Key of the copy of the trail in CloudWatch Logs. */
  readonly logKey: kms.IKey;
  /** How long that copy is kept. */
  readonly logRetention: logs.RetentionDays;
  /** Who hears when somebody tampers with the trail. */
  readonly alerts: sns.ITopic;
}

/** What every account has, whatever it is for: its trail into the archive, the alarm over it, and the account's guards. */
export class TrailStack extends PlatformStack {
  public constructor(stage: Stage, around: Surroundings, props: TrailStackProps) {
    super(stage, 'Trail', { description: 'Trail of the account into the log archive, and the guards of the account' });
    const { bucketName, keyArn } = logArchiveNames(around);
    new AccountTrail(this, 'Trail', {
      trailName: trailNameOf(around), archiveBucketName: bucketName, archiveKeyArn: keyArn, logKey: props.logKey, logRetention: props.logRetention,
    });
    new TrailTamperAlarm(this, 'TrailTamper', { topic: props.alerts });
    new AccountGuards(this, 'Guards');
  }
}
