import { Duration } from 'aws-cdk-lib';
import { ReleaseMode, ReleaseStrategy } from '../../constructs/workload/release-strategy';
import { RollbackThresholds } from '../../constructs/workload/rollback-alarms';
import { Deployment, DeploymentMode } from '../environment/deployment';

const modes: Readonly<Record<DeploymentMode, ReleaseMode>> = {
  [DeploymentMode.ROLLING]: ReleaseMode.ROLLING,
  [DeploymentMode.BLUE_GREEN]: ReleaseMode.BLUE_GREEN,
  [DeploymentMode.CANARY]: ReleaseMode.CANARY,
  [DeploymentMode.LINEAR]: ReleaseMode.LINEAR,
};

/** How new versions take over, in the words of the constructs. */
export function releaseOf({ mode, percent, stepWaitMinutes, bakeMinutes }: Deployment): ReleaseStrategy {
  return { mode: modes[mode], stepPercent: percent, stepWait: minutes(stepWaitMinutes), bake: minutes(bakeMinutes) };
}

/** When a release is undone, in the words of the constructs. */
export function thresholdsOf({ errorPercent, latencyMilliseconds }: Deployment): RollbackThresholds {
  return { errorPercent, latency: Duration.millis(latencyMilliseconds) };
}

function minutes(amount: number | undefined): Duration | undefined {
  return amount === undefined ? undefined : Duration.minutes(amount);
}
