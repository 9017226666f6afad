import { Stage, aws_ecs as ecs } from 'aws-cdk-lib';
import { CapacityRecord, RecordedTest } from '../../../constructs/cost/capacity-record';
import { CostWatch } from '../../../constructs/cost/cost-watch';
import { OfficeHoursControl } from '../../../constructs/cost/office-hours-control';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { countableTests } from '../../environment/countable-tests';
import { Environment } from '../../environment/environment';
import { CapacityParts } from '../capacity-parts';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { Surroundings, capacityPathOf } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** When the environment is open and how large it is, what that means for tests, and what it may cost (OPS-07, PAR-06, PAR-07). */
export class CostStack extends PlatformStack {
  public constructor(
    stage: Stage, private readonly settings: Environment, private readonly foundation: FoundationStack, private readonly around: Surroundings,
    private readonly parts: CapacityParts, cluster: ecs.ICluster,
  ) {
    super(stage, 'Cost', { description: 'Hours, windows, floors and budget of the environment' });
    const record = this.makeRecord();
    if (this.opensAndCloses()) this.addControl(record, cluster);
    this.watchCost();
  }

  private makeRecord(): CapacityRecord {
    const { schedule, windows } = this.settings;
    const { days, start, end, timeZone } = schedule;
    return new CapacityRecord(this, 'Capacity', {
      path: capacityPathOf(this.around),
      hours: schedule.isAlways ? undefined : { days: [...days], start, end, timeZone },
      windows: Object.entries(windows).map(([name, window]) => ({
        name, start: window.start, end: window.end, timeZone: window.timeZone, reason: window.reason, owner: window.owner,
      })),
      tests: this.tests(),
    });
  }

  private tests(): { [kind: string]: RecordedTest } {
    return Object.fromEntries(countableTests(this.settings).map(({ test, always, windows, floors }) => [test, {
      always, windows: [...windows], floors: floors.map(({ parameter, atLeast, has }) => ({ parameter, atLeast, has })),
    }]));
  }

  /** What never opens or closes has no control, and nobody who could close it. */
  private opensAndCloses(): boolean {
    const { schedule, windows } = this.settings;
    return !schedule.isAlways || Object.keys(windows).length > 0 || this.parts.queues.length > 0;
  }

  private addControl(record: CapacityRecord, cluster: ecs.ICluster): void {
    const { keys, alerts } = this.foundation;
    const { databases, instances, queues, checks, alarmsNamed } = this.parts;
    new OfficeHoursControl(this, 'OfficeHours', {
      record, alerts, clusters: [cluster], databases, instances, queues, checks, alarmsNamed,
      key: keys.keyFor(DataDomain.MESSAGES), logKey: keys.keyFor(DataDomain.LOGS), logRetention: logRetentionOf(this.settings),
    });
  }

  private watchCost(): void {
    const { budget } = this.settings;
    if (budget === undefined) return;
    new CostWatch(this, 'Watch', { name: this.around.prefix, topic: this.foundation.alerts, ...budget });
  }
}
