import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { CapacityFacts, Part, TaskLevel, TaskPart } from '../../lib/values/capacity-facts';
import type { Mode } from '../../lib/values/capacity-plan';
import type { Movement } from './bring-together';
import { isIdle } from './idle-queue';
import { ScaledCheck } from './scaled-check';
import { ScaledDatabase } from './scaled-database';
import { ScaledService } from './scaled-service';
import { WatchingAlarms } from './watching-alarms';

/** How AWS is reached. */
export interface Clients {
  readonly scaling: ApplicationAutoScalingClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ecs: ECSClient;
  readonly rds: RDSClient;
  readonly sqs: SQSClient;
}

/** Where every part should be in this mode, and how to bring it there. */
export async function movementsOf({ parts }: CapacityFacts, mode: Mode, clients: Clients, now: number): Promise<Movement[]> {
  return Promise.all(Object.entries(parts).map(([name, part]) => movementOf(name, part, mode, clients, now)));
}

async function movementOf(name: string, part: Part, mode: Mode, clients: Clients, now: number): Promise<Movement> {
  if (part.kind === 'alarms' || part.kind === 'check') {
    const watching = part.kind === 'check' ? new ScaledCheck(part.name) : new WatchingAlarms(clients.cloudwatch, part.names);
    const wanted = mode.open ? 'running' : 'stopped';
    return { part: name, kind: part.kind, wanted, bring: (free) => watching.bring(wanted, free) };
  }
  if (part.kind === 'database') {
    const database = new ScaledDatabase(clients.rds, part);
    const level = mode.open ? part.windows[mode.window ?? ''] ?? part.open : 'stopped';
    return { part: name, kind: part.kind, wanted: wantedBy(level), bring: (free) => database.bring(level, free) };
  }
  const service = new ScaledService(clients.ecs, clients.scaling, part);
  const level = await taskLevelOf(part, mode, clients, now);
  return { part: name, kind: part.kind, wanted: wantedBy(level), bring: (free) => service.bring(level, free) };
}

function wantedBy(level: unknown): 'running' | 'stopped' {
  return level === 'stopped' ? 'stopped' : 'running';
}

/** In a window nothing is idle: a test must not wait for a worker. A queue that does not answer says nothing, and its worker runs. */
async function taskLevelOf(part: TaskPart, mode: Mode, { sqs, cloudwatch }: Clients, now: number): Promise<TaskLevel | 'stopped'> {
  if (!mode.open) return 'stopped';
  if (mode.window !== undefined) return part.windows[mode.window] ?? part.open ?? 'stopped';
  if (part.open === undefined) return 'stopped';
  if (part.idle === undefined) return part.open;
  const idle = await isIdle(sqs, cloudwatch, part.idle, now).catch(() => false);
  return idle ? 'stopped' : part.open;
}
