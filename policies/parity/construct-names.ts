import { createHash } from 'node:crypto';
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
  private readonly learned = new Map<string, number>();
  private readonly addressed: Array<readonly [path: readonly string[], name: string]> = [];
  private byAddress: ReadonlyMap<string, string> | undefined;

  /** @param root construct path of the environment, for example `Projects/staging` */
  public constructor(view: View, private readonly root: string) {
    const stacks = [...view.values()].filter(({ parent }) => parent === undefined);
    const all = stacks.flatMap((stack) => constructPaths(stack).map((path) => ({ path, stack })));
    // Ids of constructs may hold names made from other paths: those come first.
    const [plain, made] = [all.filter(({ path }) => !/[0-9A-F]{8}/.test(path)), all.filter(({ path }) => /[0-9A-F]{8}/.test(path))];
    for (const [id, path] of stacks.flatMap(idsByContent)) this.ids.set(id, `‹${this.inside(path)}›`);
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

  private learn(made: string, stack: AssemblyStack, round: number): void {
    const steps = made.split('/');
    const above = stack.path.split('/').length;
    for (let length = 1; length <= steps.length; length++) {
      const whole = steps.slice(0, length);
      const path = whole.join('/');
      if (this.learned.get(path) === round) continue;
      this.learned.set(path, round);
      const name = `‹${this.withoutHashes(this.inside(path))}›`;
      this.addressed.push([whole, name]);
      this.paths.set(hashOf(whole), name);
      if (length < above) continue;
      // Logical ids are made from the path inside the stack; names of resources from the name of the stack and that path.
      const within = whole.slice(above);
      if (within.length > 0) this.paths.set(hashOf(within), `${name}°`);
      if (stack.stackName !== undefined) this.paths.set(hashOf([stack.stackName, ...within]), `${name}'`);
    }
  }

  private inside(path: string): string {
    return path === this.root ? '' : path.startsWith(`${this.root}/`) ? path.slice(this.root.length + 1) : path;
  }
}

/** As `makeUniqueId` of the CDK. */
function hashOf(components: readonly string[]): string {
  return createHash('md5').update(components.filter((component) => component !== 'Default').join('/')).digest('hex').slice(0, 8).toUpperCase();
}

/** As `Node.addr` of constructs. */
function addressOf(components: readonly string[]): string {
  const hash = createHash('sha1');
  // The app is the first component and has no name.
  for (const component of ['', ...components].filter((each) => each !== 'Default')) hash.update(component).update('\n');
  return `c8${hash.digest('hex')}`;
}

function constructPaths({ metadataFile, path }: AssemblyStack): string[] {
  const noted = metadataFile === undefined ? [] : Object.keys(readJson(metadataFile) as object).map((key) => key.replace(/^\//, ''));
  return [path, ...noted];
}

/** Logical ids that end in a hash of what the resource is, as those of versions of functions do: what it is, is compared by itself. */
function idsByContent({ metadataFile }: AssemblyStack): Array<readonly [id: string, path: string]> {
  if (metadataFile === undefined) return [];
  const noted = Object.entries(readJson(metadataFile) as Readonly<Record<string, ReadonlyArray<{ readonly type?: string; readonly data?: unknown }>>>);
  return noted.flatMap(([path, entries]) => entries.filter(({ type, data }) => type === 'aws:cdk:logicalId' && typeof data === 'string' && /[0-9a-f]{32}$/.test(data))
    .map(({ data }) => [String(data), path.replace(/^\//, '')] as const));
}
