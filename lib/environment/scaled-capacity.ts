import { GIB_PER_ACU, classWithAtLeast, instanceSizeOf } from '../values/instance-size';
import { Capacity } from './capacity';
import { DatabaseCapacity } from './database-capacity';
import { ServiceCapacity } from './service-capacity';

const MOST_TASKS = 5000;
const MOST_ACU = 256;

/** As much of `own` as `other` is; undefined where AWS offers no such scale, or where the two are not of one kind. */
export function scaledLike(own: Capacity, other: Capacity): Capacity | undefined {
  if (own instanceof ServiceCapacity && other instanceof ServiceCapacity) return serviceLike(own, other);
  if (own instanceof DatabaseCapacity && other instanceof DatabaseCapacity) return databaseLike(own, other);
  return isScaled(own) ? undefined : own;
}

/** `own`, `factor` times; undefined where AWS offers no such scale. */
export function scaledTimes(own: Capacity, factor: number): Capacity | undefined {
  if (own instanceof ServiceCapacity) return tasks(own, own.minTasks * factor, own.maxTasks * factor);
  if (!(own instanceof DatabaseCapacity)) return own;
  if (own.instanceClass === undefined) return serverless(own, Number(own.minAcu) * factor, Number(own.maxAcu) * factor);
  const size = instanceSizeOf(own.instanceClass);
  return size === undefined ? undefined : provisioned(own, classWithAtLeast(size.vcpu * factor, own.instanceClass));
}

/** A window changes services and databases. Tables, caches, functions and jobs grow with their load and stay as declared. */
function isScaled(own: Capacity): boolean {
  return own instanceof ServiceCapacity || own instanceof DatabaseCapacity;
}

/** The size of a task is part of its definition and stays; the number of tasks makes up for it. */
function serviceLike(own: ServiceCapacity, other: ServiceCapacity): ServiceCapacity | undefined {
  const ratio = Math.max(other.cpu / own.cpu, other.memoryMiB / own.memoryMiB);
  return tasks(own, other.minTasks * ratio, other.maxTasks * ratio);
}

/** A class for a class, units for units; units with the memory of a class, from the first moment on. No class stands for a range of units. */
function databaseLike(own: DatabaseCapacity, other: DatabaseCapacity): DatabaseCapacity | undefined {
  if (own.instanceClass !== undefined) return provisioned(own, other.instanceClass);
  if (other.instanceClass === undefined) return serverless(own, Number(other.minAcu), Number(other.maxAcu));
  const size = instanceSizeOf(other.instanceClass);
  if (size === undefined) return undefined;
  const units = size.memoryGiB / GIB_PER_ACU;
  return serverless(own, units, units);
}

function tasks(own: ServiceCapacity, min: number, max: number): ServiceCapacity | undefined {
  const [least, most] = [Math.ceil(min), Math.ceil(max)];
  return most > MOST_TASKS ? undefined : ServiceCapacity.tasks(least, most, { cpu: own.cpu, memoryMiB: own.memoryMiB });
}

function serverless(own: DatabaseCapacity, min: number, max: number): DatabaseCapacity | undefined {
  const [least, most] = [Math.ceil(min * 2) / 2, Math.ceil(max * 2) / 2];
  return most > MOST_ACU ? undefined : DatabaseCapacity.serverless(least, most, { readers: own.readers });
}

function provisioned(own: DatabaseCapacity, instanceClass: string | undefined): DatabaseCapacity | undefined {
  return instanceClass === undefined ? undefined : DatabaseCapacity.provisioned(instanceClass, own.readers);
}
