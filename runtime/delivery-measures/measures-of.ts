import type { ServiceDeployment } from '@aws-sdk/client-ecs';

/** Statuses at the end of a deployment, and what each counts as. A rollback somebody asked for ends like one ECS began by itself. */
const ends: Readonly<Record<string, string>> = {
  SUCCESSFUL: 'Succeeded',
  ROLLBACK_SUCCESSFUL: 'RolledBack',
  ROLLBACK_FAILED: 'RollbackFailed',
  STOPPED: 'Stopped',
};

/**
 * What is measured of a deployment when ECS said `eventName` of it at `time`. Where ECS does not yet know how it ended, it fails: the event is
 * tried again later.
 */
export function measuresOf(eventName: string, time: Date, deployment: ServiceDeployment): Record<string, number> {
  if (eventName === 'SERVICE_DEPLOYMENT_FAILED') {
    const began = deployment.startedAt ?? deployment.createdAt;
    if (began === undefined) throw new Error('the deployment has no beginning yet');
    const detected = deployment.rollback?.startedAt ?? time;
    const seconds = Math.max(0, (detected.getTime() - began.getTime()) / 1000);
    return { Failed: 1, DetectionSeconds: seconds, ...(deployment.status === 'ROLLBACK_FAILED' ? { RollbackFailed: 1 } : {}) };
  }
  const end = ends[deployment.status ?? ''];
  if (end === undefined) throw new Error(`the deployment is ${deployment.status ?? 'without a status'} still`);
  return { [end]: 1 };
}
