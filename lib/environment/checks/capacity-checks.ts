import { fargateMemory } from '../../values/fargate-memory';
import { instanceFamilies, instanceSizeOf } from '../../values/instance-size';
import { Problems } from '../../values/problems';
import { searchProblems } from '../../values/search-size';
import { CacheCapacity } from '../cache-capacity';
import { Capacity } from '../capacity';
import { DatabaseCapacity, DatabaseCapacityMode } from '../database-capacity';
import { EnvironmentProps } from '../environment-props';
import { FunctionCapacity } from '../function-capacity';
import { JobCapacity } from '../job-capacity';
import { SearchCapacity } from '../search-capacity';
import { ServiceCapacity } from '../service-capacity';
import { TableCapacity } from '../table-capacity';
import { checkWhole, namedEntries } from './field-checks';

/** Refuses capacities below one and sizes that AWS does not offer. */
export function checkCapacity(problems: Problems, { capacity }: Pick<EnvironmentProps, 'capacity'>): void {
  for (const [name, each] of namedEntries(problems, 'capacity', capacity)) {
    const at = `capacity.${name}`;
    if (each instanceof ServiceCapacity) checkService(problems, at, each);
    else if (each instanceof DatabaseCapacity) checkDatabase(problems, at, each);
    else if (each instanceof JobCapacity) checkTask(problems, at, each);
    else if (each instanceof FunctionCapacity) checkBounds(problems, at, { memoryMiB: [each.memoryMiB, 128, 10_240], concurrency: [each.concurrency, 1, 1000] });
    else if (each instanceof TableCapacity) checkBounds(problems, at, { maxReadUnits: [each.maxReadUnits, 1, 40_000], maxWriteUnits: [each.maxWriteUnits, 1, 40_000] });
    else if (each instanceof CacheCapacity) checkBounds(problems, at, { maxGiB: [each.maxGiB, 1, 5000], maxUnitsPerSecond: [each.maxUnitsPerSecond, 1000, 15_000_000] });
    else if (each instanceof SearchCapacity) problems.addAll(searchProblems(each), at);
    else problems.when(!(each instanceof Capacity), { at, must: 'must be a capacity', fix: 'use ServiceCapacity.tasks(...) or DatabaseCapacity.serverless(...)' });
  }
}

/** Field to value, least and most: whole numbers all. */
function checkBounds(problems: Problems, at: string, fields: { readonly [field: string]: readonly [value: number, least: number, most: number] }): void {
  for (const [field, [value, least, most]] of Object.entries(fields)) checkWhole(problems, `${at}.${field}`, value, [least, most]);
}

function checkService(problems: Problems, at: string, service: ServiceCapacity): void {
  const { minTasks, maxTasks } = service;
  const few = checkWhole(problems, `${at}.minTasks`, minTasks, [1, 5000], 'stop what is idle with a schedule, not with a capacity of none');
  const many = checkWhole(problems, `${at}.maxTasks`, maxTasks, [1, 5000]);
  problems.when(!few && !many && minTasks > maxTasks, { at: `${at}.minTasks`, must: `must not be more than maxTasks, ${maxTasks}`, got: minTasks });
  checkTask(problems, at, service);
}

function checkTask(problems: Problems, at: string, { cpu, memoryMiB }: { readonly cpu: number; readonly memoryMiB: number }): void {
  const memory = fargateMemory.get(cpu);
  problems.when(memory === undefined, { at: `${at}.cpu`, must: `must be one of ${[...fargateMemory.keys()].join(', ')}`, got: cpu });
  problems.when(memory !== undefined && !memory.includes(memoryMiB), {
    at: `${at}.memoryMiB`, must: `must be a memory AWS Fargate offers with ${cpu} CPU units, ${memory?.[0]} to ${memory?.at(-1)}`, got: memoryMiB,
  });
}

function checkDatabase(problems: Problems, at: string, database: DatabaseCapacity): void {
  checkWhole(problems, `${at}.readers`, database.readers, [0, 15]);
  if (database.mode === DatabaseCapacityMode.PROVISIONED) {
    const unshaped = problems.when(!/^[a-z][a-z0-9-]*\.(micro|small|medium|(\d{0,2}x)?large)$/.test(String(database.instanceClass)), {
      at: `${at}.instanceClass`, must: 'must be an instance class', got: database.instanceClass, fix: 'write it without "db.", for example r7g.large',
    });
    problems.when(!unshaped && instanceSizeOf(String(database.instanceClass)) === undefined, {
      at: `${at}.instanceClass`, must: 'must be an instance class that Amazon Aurora PostgreSQL offers', got: database.instanceClass,
      fix: `its families are ${instanceFamilies.join(', ')}`,
    });
    return;
  }
  const wrong = (['minAcu', 'maxAcu'] as const).filter((field) => {
    const least = field === 'minAcu' ? 0 : 1;
    const value = Number(database[field]);
    return problems.when(!(value >= least && value <= 256 && Number.isInteger(value * 2)), {
      at: `${at}.${field}`, must: `must be ${least} to 256 in steps of 0.5`, got: database[field],
    });
  });
  problems.when(wrong.length === 0 && Number(database.minAcu) > Number(database.maxAcu), {
    at: `${at}.minAcu`, must: `must not be more than maxAcu, ${database.maxAcu}`, got: database.minAcu,
  });
}
