import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AssemblyStack, TemplateResource } from '../assembly/load-assembly';
import { compareValues, saysTheSame, type ValueDifference } from './compare-values';
import { ConstructNames } from './construct-names';
import type { Identity } from './identity';
import { assetsOf, type View } from './material';

/** A resource, or the rest of a template, in which two views differ. */
export interface PlaceDifference extends ValueDifference {
  /** Path of the stack inside the environment. */
  readonly stack: string;
  /** Logical id in the view that has the resource; missing for what is no resource. */
  readonly logicalId?: string;
  readonly type?: string;
  /** Which view has the place: where to look for its source line. */
  readonly in: 'both' | 'from' | 'to';
  /** Logical id in the second view, where it differs. */
  readonly logicalIdInTo?: string;
}

const LARGEST_ASSET = 5_000_000;
const MOST_FILES = 2000;
const HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** What it takes to compare the synthesis of one environment with that of another. */
export class ViewComparison {
  private readonly names: readonly [ConstructNames, ConstructNames];
  private readonly equalAssets = new Map<string, boolean>();
  private readonly sameTexts = new Map<string, boolean>();
  private readonly fromAssets: ReadonlyMap<string, string>;
  private readonly toAssets: ReadonlyMap<string, string>;

  public constructor(private readonly from: View, private readonly to: View, roots: readonly [string, string], private readonly identity: Identity) {
    this.names = [new ConstructNames(from, roots[0]), new ConstructNames(to, roots[1])];
    this.fromAssets = allAssets(from);
    this.toAssets = allAssets(to);
  }

  /** Every difference, stacks in the order of the first view. */
  public differences(): PlaceDifference[] {
    const paths = [...new Set([...this.from.keys(), ...this.to.keys()])];
    return paths.flatMap((path) => {
      const [a, b] = [this.from.get(path), this.to.get(path)];
      if (a !== undefined && b !== undefined) return this.compareStacks(path, a, b);
      return [{ stack: path, path: '', in: a === undefined ? 'to' as const : 'from' as const, ...(a === undefined ? { to: 'a stack' } : { from: 'a stack' }) }];
    });
  }

  /** Whether two texts say the same, each of its own environment; names that the CDK made, when they are of the same construct. */
  public readonly same = (a: string, b: string): boolean => {
    if (this.identity.same(a, b)) return true;
    const key = `${a}\u0000${b}`;
    const known = this.sameTexts.get(key);
    if (known !== undefined) return known;
    const same = a !== b && this.sameNames(a, b);
    this.sameTexts.set(key, same);
    return same;
  };

  private sameNames(a: string, b: string): boolean {
    const [told, other] = [this.names[0].told(this.withAssets(a, b)), this.names[1].told(b)];
    return (told !== a || other !== b) && this.identity.same(told, other, true);
  }

  private compareStacks(path: string, a: AssemblyStack, b: AssemblyStack): PlaceDifference[] {
    const rest = compareValues(withoutResources(a), withoutResources(b), this.same).map((difference): PlaceDifference => ({ stack: path, in: 'both', ...difference }));
    const [mine, theirs] = [resourcesOf(a), resourcesOf(b)];
    const partner = this.partners(Object.keys(mine), Object.keys(theirs));
    const lost = Object.keys(theirs).filter((id) => ![...partner.values()].includes(id));
    return [
      ...rest,
      ...Object.entries(mine).flatMap(([logicalId, resource]) => this.compareResource(path, { logicalId, resource }, partner.get(logicalId), theirs)),
      ...lost.map((logicalId): PlaceDifference => ({ stack: path, logicalId, ...typeOf(theirs[logicalId]), path: '', in: 'to', to: theirs[logicalId]?.Type ?? '' })),
    ];
  }

  private compareResource(stack: string, { logicalId, resource }: { logicalId: string; resource: TemplateResource }, partner: string | undefined, theirs: Readonly<Record<string, TemplateResource>>): PlaceDifference[] {
    const other = partner === undefined ? undefined : theirs[partner];
    const type = resource.Type;
    if (partner === undefined || other === undefined) return [{ stack, logicalId, type, path: '', in: 'from', from: type }];
    const [a, b] = [plain(resource), plain(other)];
    return (saysTheSame(a, b, this.same) ? [] : compareValues(a, b, this.same))
      .map((difference): PlaceDifference => ({ stack, logicalId, type, in: 'both', ...difference, ...(partner === logicalId ? {} : { logicalIdInTo: partner }) }));
  }

  /** Logical ids of the first view to those of the second: the same, or made from the same construct. */
  private partners(mine: readonly string[], theirs: readonly string[]): Map<string, string> {
    const left = new Set(theirs);
    const found = new Map(mine.filter((id) => left.delete(id)).map((id) => [id, id]));
    const rest = [...left];
    for (const id of mine.filter((one) => !found.has(one))) {
      const partner = rest.find((other) => this.same(id, other));
      if (partner === undefined) continue;
      found.set(id, partner);
      rest.splice(rest.indexOf(partner), 1);
    }
    return found;
  }

  /** `a` with the hash of each asset replaced by the one in `b` at the same place, where what lies behind them is the same. */
  private withAssets(a: string, b: string): string {
    const theirs = [...b.matchAll(HASH)].map(([hash]) => hash);
    let place = 0;
    return a.replaceAll(HASH, (hash) => {
      const other = theirs[place++];
      return other !== undefined && other !== hash && this.sameAsset(hash, other) ? other : hash;
    });
  }

  private sameAsset(a: string, b: string): boolean {
    const key = `${a} ${b}`;
    const known = this.equalAssets.get(key);
    if (known !== undefined) return known;
    this.equalAssets.set(key, false); // an asset that names itself is not the same for it
    const [mine, theirs] = [this.fromAssets.get(a), this.toAssets.get(b)];
    const same = mine !== undefined && theirs !== undefined && this.sameFiles(mine, theirs);
    this.equalAssets.set(key, same);
    return same;
  }

  private sameFiles(a: string, b: string): boolean {
    if (!existsSync(a) || !existsSync(b)) return false;
    const [mine, theirs] = [statSync(a), statSync(b)];
    if (mine.isDirectory() !== theirs.isDirectory()) return false;
    if (mine.isDirectory()) {
      const [names, others] = [readdirSync(a).toSorted(), readdirSync(b).toSorted()];
      return names.length <= MOST_FILES && names.join('/') === others.join('/') && names.every((name) => this.sameFiles(join(a, name), join(b, name)));
    }
    if (mine.size > LARGEST_ASSET || theirs.size > LARGEST_ASSET) return false;
    const [text, other] = [readFileSync(a, 'utf8').split('\n'), readFileSync(b, 'utf8').split('\n')];
    return text.length === other.length && text.every((line, i) => this.same(line, other[i] ?? ''));
  }
}

/** The resource without what is for readers of the template only. */
export function plain(resource: TemplateResource): object {
  const { Metadata, ...others } = resource;
  const kept = Object.entries(Metadata ?? {}).filter(([key]) => !/^(aws:(cdk|asset):|cdk_nag$)/.test(key));
  return { Properties: {}, ...others, ...(kept.length === 0 ? {} : { Metadata: Object.fromEntries(kept) }) };
}

const ownResources = new WeakMap<AssemblyStack, Readonly<Record<string, TemplateResource>>>();

/** Resources but the one in which the CDK tells AWS of itself. */
export function resourcesOf(stack: AssemblyStack): Readonly<Record<string, TemplateResource>> {
  const known = ownResources.get(stack);
  if (known !== undefined) return known;
  const own = Object.fromEntries(Object.entries(stack.template.Resources ?? {}).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata'));
  ownResources.set(stack, own);
  return own;
}

/** What a template says beside its resources, and what the deployment is told of the stack. */
export function withoutResources({ template, account, region, stackName, parameters, deployment, settings, parent }: AssemblyStack): object {
  const { Resources: _resources, Metadata: _metadata, ...sections } = template;
  const told = Object.entries(deployment ?? {}).filter(([key]) => !key.endsWith('ObjectUrl'));
  return parent === undefined ? { ...sections, Stack: { account, region, stackName, parameters, deployment: Object.fromEntries(told), ...settings } } : sections;
}

function typeOf(resource: TemplateResource | undefined): { readonly type?: string } {
  return resource === undefined ? {} : { type: resource.Type };
}

function allAssets(view: View): ReadonlyMap<string, string> {
  return new Map([...view.values()].flatMap((stack) => [...assetsOf(stack)]));
}
