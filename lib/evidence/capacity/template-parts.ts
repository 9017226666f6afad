import type { AssemblyStack, TemplateResource } from '../../../policies/assembly/load-assembly';
import type { DatabaseLevel, DatabasePart, Part, TaskLevel, TaskPart } from '../../values/capacity-facts';
import { GIB_PER_ACU, VCPU_PER_ACU, instanceSizeOf } from '../../values/instance-size';

/** Processors, and memory and storage in GiB. */
export interface Amount {
  readonly vcpu: number;
  readonly memory: number;
  readonly storage: number;
}

/** The least and the most there can be. */
export interface Bounds {
  readonly least: Amount;
  readonly most: Amount;
}

/** Something in a template that has processors, memory or storage for as long as it runs. */
export interface TemplatePart {
  /** Stack and logical id. */
  readonly path: string;
  readonly type: string;
  /** Whether it opens and closes with its environment. */
  readonly closes: boolean;
  /** What runs while the environment is open outside windows; none for what runs in windows only. */
  readonly open: Bounds;
  /** Name of a window to what runs in it; one that is missing changes nothing. */
  readonly windows: Readonly<Record<string, Bounds>>;
}

const FARGATE_STORAGE = 20;
const none: Amount = { vcpu: 0, memory: 0, storage: 0 };

/** Every part of the templates whose size stands there: ECS services on Fargate and instances of databases. */
export function templateParts(stacks: readonly AssemblyStack[]): TemplatePart[] {
  const facts = stacks.flatMap(partFacts);
  return stacks.flatMap((stack) => [
    ...of(stack, 'AWS::ECS::Service').map(([id, service]) => servicePart(stack, id, service, facts)),
    ...of(stack, 'AWS::RDS::DBInstance').flatMap(([id, instance]) => instancePart(stack, id, instance, facts)),
  ]);
}

/** What a document in Parameter Store says of a part, and all that its text refers to. */
interface PartFacts {
  readonly stack: string;
  readonly part: Part;
  readonly refers: string;
}

function partFacts({ path, template }: AssemblyStack): PartFacts[] {
  return Object.values(template.Resources ?? {}).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::SSM::Parameter' || !/\/parts\/[^/]+$/.test(String(Properties?.Name))) return [];
    const part = documentOf(Properties?.Value) as Part | undefined;
    return part === undefined ? [] : [{ stack: path, part, refers: JSON.stringify(Properties?.Value) }];
  });
}

/** The JSON document in a value, what is known at deployment only left blank; undefined where it is none. */
export function documentOf(value: unknown): unknown {
  const { 'Fn::Join': join } = (typeof value === 'object' && value !== null ? value : {}) as { 'Fn::Join'?: [string, unknown[]] };
  const text = join === undefined ? value : join[1].map((piece) => (typeof piece === 'string' ? piece : '')).join(join[0]);
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function of({ template }: AssemblyStack, type: string): [string, TemplateResource][] {
  return Object.entries(template.Resources ?? {}).filter(([, resource]) => resource.Type === type);
}

function servicePart(stack: AssemblyStack, id: string, service: TemplateResource, facts: readonly PartFacts[]): TemplatePart {
  const part = taskPartOf(stack, id, facts);
  const one = taskAmount(stack.template.Resources?.[referenceIn(service.Properties?.TaskDefinition)]?.Properties ?? {});
  const between = ({ minTasks, maxTasks }: TaskLevel): Bounds => ({ least: times(one, minTasks), most: times(one, maxTasks) });
  const declared = between(taskLevelOf(stack, id, service));
  const idles = part?.idle !== undefined;
  return {
    path: `${stack.path}/${id}`, type: service.Type, closes: part !== undefined,
    open: part !== undefined && part.open === undefined ? { least: none, most: none } : { least: idles ? none : declared.least, most: declared.most },
    windows: mapped(part?.windows ?? {}, between),
  };
}

function taskPartOf({ path }: AssemblyStack, id: string, facts: readonly PartFacts[]): TaskPart | undefined {
  const parts = facts.filter(({ stack, refers }) => stack === path && refers.includes(`["${id}","Name"]`)).map(({ part }) => part);
  return parts.find((part): part is TaskPart => part.kind === 'service' || part.kind === 'worker');
}

function taskAmount({ Cpu, Memory, EphemeralStorage }: Readonly<Record<string, unknown>>): Amount {
  const storage = (EphemeralStorage as { SizeInGiB?: unknown } | undefined)?.SizeInGiB;
  return { vcpu: numberOf(Cpu) / 1024, memory: numberOf(Memory) / 1024, storage: storage === undefined ? FARGATE_STORAGE : numberOf(storage) };
}

function taskLevelOf(stack: AssemblyStack, id: string, service: TemplateResource): TaskLevel {
  const target = of(stack, 'AWS::ApplicationAutoScaling::ScalableTarget').find(([, { Properties }]) => JSON.stringify(Properties?.ResourceId).includes(`["${id}","Name"]`))?.[1];
  const desired = service.Properties?.DesiredCount === undefined ? 1 : numberOf(service.Properties.DesiredCount);
  return target === undefined ? { minTasks: desired, maxTasks: desired } : { minTasks: numberOf(target.Properties?.MinCapacity), maxTasks: numberOf(target.Properties?.MaxCapacity) };
}

function instancePart(stack: AssemblyStack, id: string, instance: TemplateResource, facts: readonly PartFacts[]): TemplatePart[] {
  const cluster = stack.template.Resources?.[referenceIn(instance.Properties?.DBClusterIdentifier)];
  const name = cluster?.Properties?.DBClusterIdentifier;
  const part = facts.find((each) => each.part.kind === 'database' && each.stack === stack.path && each.part.cluster === name)?.part as DatabasePart | undefined;
  const scaling = cluster?.Properties?.ServerlessV2ScalingConfiguration as { MinCapacity?: unknown; MaxCapacity?: unknown } | undefined;
  const storage = instance.Properties?.AllocatedStorage === undefined ? 0 : numberOf(instance.Properties.AllocatedStorage);
  const open = boundsOf({ minAcu: numberOf(scaling?.MinCapacity), maxAcu: numberOf(scaling?.MaxCapacity), ...classOf(instance) }, storage);
  if (open === undefined) return [];
  const inWindows = Object.entries(part?.windows ?? {}).flatMap(([window, level]) => {
    const bounds = boundsOf(level, storage);
    return bounds === undefined ? [] : [[window, bounds] as const];
  });
  return [{ path: `${stack.path}/${id}`, type: instance.Type, closes: part !== undefined, open, windows: Object.fromEntries(inWindows) }];
}

function classOf({ Properties }: TemplateResource): DatabaseLevel {
  const name = String(Properties?.DBInstanceClass);
  return name === 'db.serverless' ? {} : { instanceClass: name };
}

/** Undefined for a class whose size is not known. */
function boundsOf({ instanceClass, minAcu = 0, maxAcu = 0 }: DatabaseLevel, storage: number): Bounds | undefined {
  const units = (count: number): Amount => ({ vcpu: count * VCPU_PER_ACU, memory: count * GIB_PER_ACU, storage });
  if (instanceClass === undefined) return { least: units(minAcu), most: units(maxAcu) };
  const size = instanceSizeOf(instanceClass);
  if (size === undefined) return undefined;
  const amount = { vcpu: size.vcpu, memory: size.memoryGiB, storage };
  return { least: amount, most: amount };
}

function referenceIn(value: unknown): string {
  return typeof value === 'object' && value !== null ? String((value as { Ref?: unknown }).Ref) : '';
}

/** A number, also written as text. What is known at deployment only counts as nothing. */
function numberOf(value: unknown): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}

function times({ vcpu, memory, storage }: Amount, count: number): Amount {
  return { vcpu: vcpu * count, memory: memory * count, storage: storage * count };
}

function mapped<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}
