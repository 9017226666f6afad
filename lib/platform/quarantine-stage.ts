import { Construct } from 'constructs';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { ForeignResources } from '../../constructs/identity/permission-boundary';
import { refreshWritingOf } from './evidence-names';
import { destinationsOf, refreshNamesOf } from './refresh-plan';
import { QuarantineNetworkStack, RefreshStack } from './stacks/quarantine-stacks';
import { SupportingStage } from './supporting-stage';
import { Surroundings } from './surroundings';

/**
 * The quarantine account: the only place where production data is restored, to be masked. It has what every account has,
 * the data refresh where one is declared, and no role that an environment can assume.
 */
export class QuarantineStage extends SupportingStage {
  public constructor(scope: Construct, around: Surroundings) {
    super(scope, 'quarantine', around.quarantine, around, { foreignResources: crossingsOf(around) });
    const { refresh: plan } = around;
    if (plan === undefined) return;
    const { network } = new QuarantineNetworkStack(this, plan, this.keys, around);
    new RefreshStack(this, { plan, network, keys: this.keys, alerts: this.alerts, databaseName: RelationalDatabase.DATABASE_NAME }, around);
  }
}

/** What roles of quarantine may reach in other accounts, each by a pathway of the platform. */
function crossingsOf(around: Surroundings): ForeignResources[] {
  const { refresh: plan, prefix, delivery, audit } = around;
  if (plan === undefined) return [];
  const { production } = plan;
  return [
    { account: production.account, arns: [`arn:aws:kms:${production.region}:${production.account}:key/*`] },
    { account: delivery.account, arns: [`arn:aws:ecr:${delivery.region}:${delivery.account}:repository/${refreshNamesOf(prefix).repository}`] },
    { account: audit.account, arns: refreshWritingOf(around, around.quarantine).resourceArns.slice(0, 1) },
    ...destinationsOf(plan, prefix).map(({ account, bucketName }) => ({ account, arns: [`arn:aws:s3:::${bucketName}/*`, `arn:aws:kms:${production.region}:${account}:key/*`] })),
  ];
}
