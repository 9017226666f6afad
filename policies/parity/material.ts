import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadAssembly, type AssemblyStack } from '../assembly/load-assembly';
import { readJson } from '../assembly/read-file';
import { UnusableInput } from '../assembly/unusable-input';

/** One of the two environments, as declared. */
export interface DeclaredEnvironment {
  readonly name: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly cidr: string;
  readonly zoneName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The stacks of one synthesis of one environment, by their path inside it. */
export type View = ReadonlyMap<string, AssemblyStack>;

/** A synthesis of the second environment with some parameters of the first. */
export interface Variant {
  /** Names of the units whose parameters are the first environment's. */
  readonly swapped: ReadonlySet<string>;
  readonly view: View;
}

/** Parameters that are swapped together. */
export interface Unit {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** Everything a comparison works on: both environments, and what the second would be with parameters of the first. */
export interface Material {
  readonly from: DeclaredEnvironment;
  readonly to: DeclaredEnvironment;
  /** Accounts that serve both, with their regions. */
  readonly others: ReadonlyArray<{ readonly account: string; readonly region: string }>;
  readonly units: readonly Unit[];
  readonly fromView: View;
  readonly toView: View;
  /** The second environment with all parameters of the first. */
  readonly twin: Variant | { readonly failure: string };
  /** The second environment once more with its own parameters, then with some of the first's. None where only the theorem is asked for. */
  readonly variants: readonly Variant[];
}

interface WrittenVariant {
  readonly swapped: readonly string[];
  readonly all: boolean;
  readonly directory?: string;
  readonly failure?: string;
}

interface Written {
  readonly version: number;
  readonly from: DeclaredEnvironment & { readonly path: string; readonly directory: string };
  readonly to: DeclaredEnvironment & { readonly path: string; readonly directory: string };
  readonly others: Material['others'];
  readonly units: readonly Unit[];
  readonly variants: readonly WrittenVariant[];
}

/** Name of the file that a platform writes for a comparison. */
export const MATERIAL_FILE = 'parity.json';

/** What an app made of every environment that was derived from another; none where none was. */
export function materialOfPairs(directory: string): string[] {
  const pairs = join(directory, 'pairs');
  return existsSync(pairs) ? readdirSync(pairs).toSorted().map((name) => join(pairs, name, MATERIAL_FILE)) : [];
}

/** Assemblies that were read, by their directories. */
export type AssembliesRead = Map<string, readonly AssemblyStack[]>;

/** Reads what a platform of this library made for a comparison. `read` keeps what was read, for the next time. */
export function readMaterial(file: string, read: AssembliesRead = new Map()): Material {
  if (!existsSync(file)) throw new UnusableInput(`${file}: must exist; the app must make its environments with a Platform of this version of the library`);
  const written = readJson(file) as Written;
  if (written.version !== 1) throw new UnusableInput(`${file}: version must be 1, got ${JSON.stringify(written.version)}; use the same version of the library and of its command line`);
  const view = (directory: string, path: string): View => viewOf(readAssembly(resolve(dirname(file), directory), read), path);
  const variants = written.variants.flatMap(({ all, swapped, directory }): Variant[] =>
    (all || directory === undefined ? [] : [{ swapped: new Set(swapped), view: view(directory, written.to.path) }]));
  const twin = written.variants.find(({ all }) => all);
  return {
    from: written.from, to: written.to, others: written.others, units: written.units, variants,
    fromView: view(written.from.directory, written.from.path), toView: view(written.to.directory, written.to.path),
    twin: twin?.directory === undefined ? { failure: twin?.failure ?? 'it was not made' } : { swapped: new Set(twin.swapped), view: view(twin.directory, written.to.path) },
  };
}

export function readAssembly(directory: string, read: AssembliesRead): readonly AssemblyStack[] {
  const stacks = read.get(directory) ?? loadAssembly(directory);
  read.set(directory, stacks);
  return stacks;
}

/** The stacks whose construct paths begin with `path`, by what comes after it. */
export function viewOf(stacks: readonly AssemblyStack[], path: string): View {
  return new Map(stacks.filter((stack) => stack.path.startsWith(`${path}/`)).map((stack) => [stack.path.slice(path.length + 1), stack]));
}

/** Files and directories of the assembly beside `templateFile` by their asset hash. */
export function assetsOf(stack: AssemblyStack): ReadonlyMap<string, string> {
  const file = stack.templateFile.replace(/\.template\.json$/, '.assets.json');
  if (file === stack.templateFile || !existsSync(file)) return new Map();
  const { files = {} } = readJson(file) as { files?: Record<string, { source?: { path?: string } }> };
  return new Map(Object.entries(files).flatMap(([hash, { source }]): [string, string][] => (source?.path === undefined ? [] : [[hash, join(dirname(file), source.path)]])));
}
