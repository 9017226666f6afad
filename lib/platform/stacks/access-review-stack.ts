import { Stage, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib';
import { AccessReview } from '../../../constructs/identity/access-review';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { KeyRing } from '../../../constructs/keys/key-ring';
import { evidenceBucketNameOf, reviewSourceOf, reviewWritingOf } from '../evidence-names';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';

/** What a review needs to know of its account. */
export interface AccessReviewStackProps {
  readonly everyDays: number;
  readonly reviewer: string;
  readonly permittedAccounts: readonly string[];
  readonly keys: KeyRing;
  readonly alerts: sns.ITopic;
  readonly logRetention: logs.RetentionDays;
}

/** The access review of an account, whose records lie in the audit account (ACC-05). */
export class AccessReviewStack extends PlatformStack {
  public constructor(stage: Stage, around: Surroundings, props: AccessReviewStackProps) {
    super(stage, 'AccessReview', { description: 'Reviews who may do what in the account' });
    const source = reviewSourceOf(around, { account: this.account });
    const { keys, permittedAccounts, ...same } = props;
    new AccessReview(this, 'Review', {
      ...same,
      roleName: source.roleName,
      permittedAccounts: [...permittedAccounts],
      records: { bucketName: evidenceBucketNameOf(around), folder: source.folder, statements: reviewWritingOf(around, source).statements },
      key: keys.keyFor(DataDomain.MESSAGES),
      logKey: keys.keyFor(DataDomain.LOGS),
    });
  }
}
