import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyStack, loadAssembly } from '../../../policies/assembly/load-assembly';

/** One stack and what its manifest says of it. */
export interface PlannedStack extends AssemblyStack {
  /** Name under which CloudFormation knows it. */
  readonly stackName: string;
  readonly terminationProtection: boolean;
  /** Paths of the stacks that must stand while this one does. */
  readonly needs: readonly string[];
  /** What is inside its nested stacks too. */
  readonly nested: readonly AssemblyStack[];
}

interface Entry {
  readonly id: string;
  readonly path: string;
  readonly stackName: string;
  readonly terminationProtection: boolean;
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, {
    readonly type: string;
    readonly displayName?: string;
    readonly dependencies?: readonly string[];
    readonly properties?: { readonly stackName?: string; readonly terminationProtection?: boolean; readonly directoryName?: string };
  }>>;
}

/** Every stack of the assembly in `directory`, nested ones with their parents. */
export function stacksOf(directory: string): PlannedStack[] {
  const stacks = loadAssembly(directory);
  const groups = entriesOf(directory);
  return groups.flatMap((entries) => {
    const paths = new Map(entries.map(({ id, path }) => [id, path]));
    return entries.flatMap(({ path, stackName, terminationProtection, dependencies }) => stacks
      .filter((stack) => stack.path === path && stack.parent === undefined)
      .map((stack) => ({
        ...stack, stackName, terminationProtection,
        needs: dependencies.flatMap((id) => paths.get(id) ?? []),
        nested: nestedOf(stack, stacks),
      })));
  });
}

/**
 * The stacks so that each stands before those it needs: the order in which they can be removed. What records the removal, a trail, goes
 * as late as that allows.
 */
export function removalOrder(stacks: readonly PlannedStack[]): PlannedStack[] {
  let left = stacks;
  const ordered: PlannedStack[] = [];
  while (left.length > 0) {
    const remaining = left;
    const free = remaining.filter(({ path }) => !remaining.some(({ needs }) => needs.includes(path)));
    const silent = free.filter((stack) => !records(stack));
    const next = [silent, free, remaining].find((choice) => choice.length > 0) ?? []; // a circle cannot be deployed either; it must not hang this
    ordered.push(...next);
    left = left.filter((stack) => !next.includes(stack));
  }
  return ordered;
}

function records({ template, nested }: PlannedStack): boolean {
  return [template, ...nested.map((inner) => inner.template)].some(({ Resources = {} }) => Object.values(Resources).some(({ Type }) => Type === 'AWS::CloudTrail::Trail'));
}

function nestedOf(stack: AssemblyStack, all: readonly AssemblyStack[]): AssemblyStack[] {
  const children = all.filter(({ parent }) => parent?.path === stack.path);
  return children.flatMap((child) => [child, ...nestedOf(child, all)]);
}

/** The stacks of the assembly and of each assembly in it; ids count inside one assembly only. */
function entriesOf(directory: string): Entry[][] {
  const { artifacts = {} } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
  const own = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack').map(([id, { displayName, dependencies, properties }]) => ({
    id, path: displayName?.replace(/ \(.*\)$/, '') ?? id, stackName: properties?.stackName ?? id, terminationProtection: properties?.terminationProtection === true, dependencies: dependencies ?? [],
  }));
  const inner = Object.entries(artifacts).filter(([, { type }]) => type === 'cdk:cloud-assembly');
  return [own, ...inner.flatMap(([id, { properties }]) => entriesOf(join(directory, properties?.directoryName ?? id)))];
}
