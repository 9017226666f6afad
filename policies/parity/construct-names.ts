import { createHash, hash as digestOf } from 'node:crypto';
import type { AssemblyStack } from '../assembly/load-assembly';
import { readJson } from '../assembly/read-file';
import type { View } from './material';

const HASH = /[0-9A-F]{8}|[0-9a-f]{8}/g;
const BY_CONTENT = /[A-Za-z][A-Za-z0-9]*[0-9a-f]{32}(?![0-9A-Za-z])/g;
const ADDRESS = /c8[0-9a-f]{40}/g;

/**
 * The names that the CDK makes from construct paths, of one synthesis. They end in a hash of the path, which holds the name of the
 * environment: two such names are the same name when they are made from the same path inside their environments. Every hash is computed
 * again from the paths that the assembly tells; one that no path explains stays what it is.
 */
export class ConstructNames {
  private readonly paths = new Map<string, string>();
  private readonly known = new Map<string, string>();
  private readonly ids = new Map<string, string>();
  private readonly learned = new Map<string, Learned>();
  private readonly addressed: Array<readonly [path: string, name: string]> = [];
  private byAddress: ReadonlyMap<string, string> | undefined;

  /** @param root construct path of the environment, for example `Projects/staging` */
  public constructor(view: View, private readonly root: string) {
    const stacks = [...view.values()].filter(({ parent }) => parent === undefined).map((stack) => ({ stack, noted: notedBy(stack) }));
    const all = stacks.flatMap(({ stack, noted }) => [stack.path, ...noted.map(({ path }) => path)].map((path) => ({ path, stack })));
    // Ids of constructs may hold names made from other paths: those come first.
    const [plain, made] = [all.filter(({ path }) => !/[0-9A-F]{8}/.test(path)), all.filter(({ path }) => /[0-9A-F]{8}/.test(path))];
    for (const { path, ids } of stacks.flatMap(({ noted }) => noted)) for (const id of ids) this.ids.set(id, `‹${this.inside(path)}›`);
    for (const { path, stack } of plain) this.learn(path, stack, 0);
    for (const round of [1, 2]) for (const { path, stack } of made) this.learn(path, stack, round);
  }

  /** `text` with each hash replaced by the path it was made from. */
  public told(text: string): string {
    if (!/[0-9A-Fa-f]{8}|sid:\d/.test(text)) return text;
    const found = this.known.get(text);
    if (found !== undefined) return found;
    // The number of a firewall rule is a hash of what the rule says, which is compared by itself.
    const told = this.withoutHashes(text.replaceAll(/\bsid:\d+;/g, 'sid:‹rule›;').replaceAll(BY_CONTENT, (id) => this.ids.get(id) ?? id).replaceAll(ADDRESS, (address) => this.addresses().get(address) ?? address));
    this.known.set(text, told);
    return told;
  }

  private withoutHashes(text: string): string {
    let told = '';
    for (let at = 0; at < text.length;) {
      HASH.lastIndex = at;
      const match = HASH.exec(text);
      if (match === null) return told + text.slice(at);
      const path = this.paths.get(match[0].toUpperCase());
      const next = path === undefined ? match.index + 1 : match.index + 8;
      told += text.slice(at, match.index) + (path ?? text.slice(match.index, next));
      at = next;
    }
    return told;
  }

  /** Few templates have any: they are computed when one is met. */
  private addresses(): ReadonlyMap<string, string> {
    this.byAddress ??= new Map(this.addressed.map(([path, name]) => [addressOf(path), name]));
    return this.byAddress;
  }

  /** What the CDK makes of a path in a stack, and of each path above it. */
  private learn(path: string, stack: AssemblyStack, round: number): Learned {
    const known = this.learned.get(path);
    if (known?.round === round) return known;
    const cut = path.lastIndexOf('/');
    const above = cut < 0 ? APP : this.learn(path.slice(0, cut), stack, round);
    const step = path.slice(cut + 1);
    const depth = above.depth + 1;
    const inStack = depth - stack.path.split('/').length;
    const learned = { round, depth, whole: below(above.whole, step), within: inStack <= 0 ? '' : below(inStack === 1 ? '' : above.within, step) };
    this.learned.set(path, learned);
    this.note(path, learned, inStack, stack.stackName);
    return learned;
  }

  private note(path: string, { whole, within }: Learned, inStack: number, stackName: string | undefined): void {
    const name = `‹${this.withoutHashes(this.inside(path))}›`;
    this.addressed.push([path, name]);
    this.paths.set(hashOf(whole), name);
    if (inStack < 0) return;
    // Logical ids are made from the path inside the stack; names of resources from the name of the stack and that path.
    if (inStack > 0) this.paths.set(hashOf(within), `${name}°`);
    if (stackName !== undefined) this.paths.set(hashOf(within === '' ? stackName : `${stackName}/${within}`), `${name}'`);
  }

  private inside(path: string): string {
    return path === this.root ? '' : path.startsWith(`${this.root}/`) ? path.slice(this.root.length + 1) : path;
  }
}

/** A path as the CDK takes it for names: all of it, and what of it is inside its stack. */
interface Learned {
  readonly round: number;
  readonly depth: number;
  readonly whole: string;
  readonly within: string;
}

const APP: Learned = { round: 0, depth: 0, whole: '', within: '' };

/** A path with one step more, as the CDK takes it for its names: `Default` is no step. */
function below(path: string, step: string): string {
  if (step === 'Default') return path;
  return path === '' ? step : `${path}/${step}`;
}

/** As `makeUniqueId` of the CDK. */
function hashOf(path: string): string {
  return digestOf('md5', path).slice(0, 8).toUpperCase();
}

/** As `Node.addr` of constructs. */
function addressOf(path: string): string {
  const hash = createHash('sha1');
  // The app is the first component and has no name.
  for (const component of ['', ...path.split('/')].filter((each) => each !== 'Default')) hash.update(component).update('\n');
  return `c8${hash.digest('hex')}`;
}

/** Paths of constructs, with the logical ids that end in a hash of what the resource is, as those of versions of functions do: what it is, is compared by itself. */
function notedBy({ metadataFile }: AssemblyStack): ReadonlyArray<{ readonly path: string; readonly ids: readonly string[] }> {
  if (metadataFile === undefined) return [];
  const noted = Object.entries(readJson(metadataFile) as Readonly<Record<string, ReadonlyArray<{ readonly type?: string; readonly data?: unknown }>>>);
  return noted.map(([path, entries]) => ({
    path: path.replace(/^\//, ''), ids: entries.flatMap(({ type, data }) => (type === 'aws:cdk:logicalId' && typeof data === 'string' && /[0-9a-f]{32}$/.test(data) ? [data] : [])),
  }));
}
