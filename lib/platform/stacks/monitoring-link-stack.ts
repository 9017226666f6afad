import { Stage } from 'aws-cdk-lib';
import { MonitoringLink } from '../../../constructs/pathways/monitoring-link';
import { Environment } from '../../environment/environment';
import { PlatformStack } from '../platform-stack';

/** The environment's side of monitoring: it shows its metrics to the audit account, and neither logs nor traces. */
export class MonitoringLinkStack extends PlatformStack {
  public constructor(stage: Stage, { name }: Environment, sinkArn: string) {
    super(stage, 'Monitoring', { description: 'Shows the metrics of the environment to the audit account' });
    new MonitoringLink(this, 'Link', { sinkArn, label: name });
  }
}
