import { GIB_PER_ACU, VCPU_PER_ACU, instanceSizeOf } from '../values/instance-size';
import { Capacity } from './capacity';
import { DatabaseCapacity } from './database-capacity';
import { ServiceCapacity } from './service-capacity';

/** What all tasks or instances of a capacity have together when it is at its most: processors, and memory in GiB. */
export interface Extent {
  readonly vcpu: number;
  readonly memoryGiB: number;
}

/** The most that `capacity` can be; undefined for a kind or a class whose size is not known. */
export function extentOf(capacity: Capacity): Extent | undefined {
  if (capacity instanceof ServiceCapacity) {
    return { vcpu: (capacity.maxTasks * capacity.cpu) / 1024, memoryGiB: (capacity.maxTasks * capacity.memoryMiB) / 1024 };
  }
  if (!(capacity instanceof DatabaseCapacity)) return undefined;
  const instances = capacity.readers + 1;
  if (capacity.instanceClass === undefined) {
    const units = instances * Number(capacity.maxAcu);
    return { vcpu: units * VCPU_PER_ACU, memoryGiB: units * GIB_PER_ACU };
  }
  const size = instanceSizeOf(capacity.instanceClass);
  return size === undefined ? undefined : { vcpu: instances * size.vcpu, memoryGiB: instances * size.memoryGiB };
}

/** Every number of the capacities, by path: `capacity.api.maxTasks`, `capacity.ledger.memoryGiB`. */
export function measuresOf(capacities: { readonly [name: string]: Capacity }): Map<string, number> {
  return new Map(Object.entries(capacities).flatMap(([name, capacity]) => {
    const numbers = Object.entries(capacity.parameters).map(([parameter, value]) => [parameter, Number(value)] as const);
    return [...numbers.filter(([, value]) => !Number.isNaN(value)), ...Object.entries(extentOf(capacity) ?? {})]
      .map(([parameter, value]) => [`capacity.${name}.${parameter}`, Number(value)] as const);
  }));
}
