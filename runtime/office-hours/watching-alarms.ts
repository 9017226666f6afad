import { type CloudWatchClient, DescribeAlarmsCommand, DisableAlarmActionsCommand, EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import type { Outcome } from './bring-together';

const MOST_AT_ONCE = 100;

/** Alarms whose actions are off while there is nothing to watch, so that a closed environment alarms nobody. */
export class WatchingAlarms {
  public constructor(private readonly cloudwatch: CloudWatchClient, private readonly names: readonly string[]) {}

  /** Switches the actions on when everything before is there, and off at once. */
  public async bring(wanted: 'running' | 'stopped', free: boolean): Promise<Outcome> {
    const on = wanted === 'running';
    const others = (await this.inForce()).filter(({ actions }) => actions !== on).map(({ name }) => name);
    if (others.length === 0) return { settled: true };
    if (on && !free) return { settled: false };
    for (const AlarmNames of batches(others)) {
      await this.cloudwatch.send(on ? new EnableAlarmActionsCommand({ AlarmNames }) : new DisableAlarmActionsCommand({ AlarmNames }));
    }
    return { settled: true, action: `${others.length} ${on ? 'on' : 'off'}` };
  }

  private async inForce(): Promise<Array<{ name: string; actions: boolean }>> {
    const found: Array<{ name: string; actions: boolean }> = [];
    for (const AlarmNames of batches(this.names)) {
      const { MetricAlarms, CompositeAlarms } = await this.cloudwatch.send(new DescribeAlarmsCommand({
        AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: MOST_AT_ONCE,
      }));
      const alarms = [MetricAlarms, CompositeAlarms].flatMap((each) => each ?? []);
      found.push(...alarms.map(({ AlarmName, ActionsEnabled }) => ({ name: String(AlarmName), actions: ActionsEnabled === true })));
    }
    return found;
  }
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / MOST_AT_ONCE) }, (_, index) => names.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE));
}
