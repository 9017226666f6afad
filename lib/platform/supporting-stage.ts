import { Stage, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DataDomain } from '../../constructs/keys/data-domain';
import { KeyRing } from '../../constructs/keys/key-ring';
import { SupportingAccount } from '../environment/supporting-account';
import { keepStacks } from './keep-stacks';
import { labelSupporting } from './labels';
import { reviewWritingOf } from './evidence-names';
import { AccessReviewStack } from './stacks/access-review-stack';
import { AccountFoundationStack } from './stacks/account-foundation-stack';
import { BoundaryStack, BoundaryStackProps } from './stacks/boundary-stack';
import { ProtectionStack } from './stacks/protection-stack';
import { TrailStack } from './stacks/trail-stack';
import { Surroundings } from './surroundings';

/** An account beside the environments, with what every account has: a boundary on its roles, keys, alerts, a trail. */
export abstract class SupportingStage extends Stage {
  protected readonly keys: KeyRing;
  protected readonly trail: TrailStack;
  protected readonly alerts: sns.ITopic;

  protected constructor(scope: Construct, id: string, { account, region }: SupportingAccount, around: Surroundings, { assumableRoleArns = [], foreignResources = [] }: Partial<BoundaryStackProps> = {}) {
    super(scope, id, { env: { account, region } });
    const records = around.audit.account === account ? [] : [{ account: around.audit.account, arns: reviewWritingOf(around, { account }).resourceArns }];
    new BoundaryStack(this, { assumableRoleArns, foreignResources: [...foreignResources, ...records] });
    const { keys, alerts } = new AccountFoundationStack(this, around);
    this.keys = keys;
    this.trail = new TrailStack(this, around, { logKey: keys.keyFor(DataDomain.LOGS), logRetention: logs.RetentionDays.ONE_YEAR, alerts });
    new ProtectionStack(this, around, { alerts });
    new AccessReviewStack(this, around, {
      keys, alerts, everyDays: around.reviewEveryDays, reviewer: around.owner.team, permittedAccounts: around.neighbours.get(account) ?? [],
      logRetention: logs.RetentionDays.ONE_YEAR,
    });
    this.alerts = alerts;
    labelSupporting(this, id, around.owner);
    keepStacks(this);
  }
}
