import {
  type ApplicationAutoScalingClient, DescribeScalableTargetsCommand, RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { TaskLevel, TaskPart } from '../../lib/values/capacity-facts';
import type { Outcome } from './bring-together';

const nothing: TaskLevel = { minTasks: 0, maxTasks: 0 };
const scaled = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/** An ECS service that is scaled between two numbers of tasks, or to none. */
export class ScaledService {
  public constructor(
    private readonly ecs: ECSClient,
    private readonly scaling: ApplicationAutoScalingClient,
    private readonly part: Pick<TaskPart, 'cluster' | 'service'>,
  ) {}

  /** Brings it nearer to `level`, or to a stop. A service that is not there has nothing to be brought to. */
  public async bring(level: TaskLevel | 'stopped', free: boolean): Promise<Outcome> {
    const service = await this.describe();
    if (service === undefined) return { settled: true };
    const wanted = level === 'stopped' ? nothing : level;
    const { desiredCount, runningCount, pendingCount } = countsOf(service);
    const startsOrStops = (wanted.maxTasks === 0) !== (desiredCount === 0);
    if (startsOrStops && !free) return { settled: false };
    const bounded = await this.setBounds(wanted);
    const count = Math.min(Math.max(desiredCount, wanted.minTasks), wanted.maxTasks);
    if (count !== desiredCount) {
      await this.ecs.send(new UpdateServiceCommand({ cluster: this.part.cluster, service: this.part.service, desiredCount: count }));
    }
    const changed = bounded || count !== desiredCount;
    const there = wanted.maxTasks === 0 ? runningCount + pendingCount === 0 : runningCount >= wanted.minTasks;
    return { settled: there && !changed, ...(changed ? { action: `tasks ${wanted.minTasks} to ${wanted.maxTasks}, now ${count}` } : {}) };
  }

  private async describe(): Promise<Service | undefined> {
    const { cluster, service } = this.part;
    const { services, failures } = await this.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const refused = failures?.find(({ reason }) => reason !== 'MISSING');
    if (refused !== undefined) throw new Error(`${service}: ${refused.reason ?? 'could not be described'}`);
    return services?.find(({ status }) => status !== 'INACTIVE');
  }

  /** The bounds of automatic scaling, without which it would undo what is done here. Returns whether they were others. */
  private async setBounds({ minTasks: MinCapacity, maxTasks: MaxCapacity }: TaskLevel): Promise<boolean> {
    const ResourceId = `service/${this.part.cluster}/${this.part.service}`;
    const { ScalableTargets: [target] = [] } = await this.scaling.send(new DescribeScalableTargetsCommand({ ...scaled, ResourceIds: [ResourceId] }));
    if (target === undefined || (target.MinCapacity === MinCapacity && target.MaxCapacity === MaxCapacity)) return false;
    await this.scaling.send(new RegisterScalableTargetCommand({ ...scaled, ResourceId, MinCapacity, MaxCapacity }));
    return true;
  }
}

/** AWS always says them; their types say that it might not. */
function countsOf(service: Service): { desiredCount: number; runningCount: number; pendingCount: number } {
  return { desiredCount: Number(service.desiredCount), runningCount: Number(service.runningCount), pendingCount: Number(service.pendingCount) };
}
