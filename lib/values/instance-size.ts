/** What an instance class offers. */
export interface InstanceSize {
  /** Virtual processors. */
  readonly vcpu: number;
  /** Memory, in GiB. */
  readonly memoryGiB: number;
}

/** Families of classes that Amazon Aurora PostgreSQL offers, to the GiB of memory beside each virtual processor. */
const families: Readonly<Record<string, number>> = {
  r5: 8, r6g: 8, r6gd: 8, r6i: 8, r6id: 8, r7g: 8, r7i: 8, r8g: 8, r8gd: 8, x2g: 16,
};
const multiples = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48];
const small: Readonly<Record<string, InstanceSize>> = {
  't3.medium': { vcpu: 2, memoryGiB: 4 }, 't3.large': { vcpu: 2, memoryGiB: 8 },
  't4g.medium': { vcpu: 2, memoryGiB: 4 }, 't4g.large': { vcpu: 2, memoryGiB: 8 },
};

/** GiB of memory of one Aurora capacity unit (Aurora User Guide, "Aurora Serverless v2 capacity"). */
export const GIB_PER_ACU = 2;
/** Virtual processors of one Aurora capacity unit, counted as in the memory-optimised classes: one beside 8 GiB. */
export const VCPU_PER_ACU = GIB_PER_ACU / 8;

/**
 * Size of a class of database instances, written with or without `db.`, for example `r8g.xlarge`; undefined for a class that Amazon Aurora
 * PostgreSQL does not offer.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Summary.html
 */
export function instanceSizeOf(instanceClass: string): InstanceSize | undefined {
  const name = instanceClass.replace(/^db\./, '');
  const known = Object.hasOwn(small, name) ? small[name] : undefined;
  if (known !== undefined) return known;
  const [, family = '', multiple] = /^([a-z0-9]+)\.(?:(\d*)x)?large$/.exec(name) ?? [];
  const memory = Object.hasOwn(families, family) ? families[family] : undefined;
  if (memory === undefined) return undefined;
  const vcpu = multiple === undefined ? 2 : 4 * Number(multiple === '' ? 1 : multiple);
  return multiple !== undefined && !multiples.includes(vcpu / 4) ? undefined : { vcpu, memoryGiB: vcpu * memory };
}

/** The smallest class of the family of `instanceClass` with at least `vcpu` virtual processors; undefined where there is none. */
export function classWithAtLeast(vcpu: number, instanceClass: string): string | undefined {
  const family = instanceClass.split('.')[0] ?? '';
  const classes = ['medium', 'large', ...multiples.map((multiple) => `${multiple === 1 ? '' : multiple}xlarge`)].map((size) => `${family}.${size}`);
  return classes.find((each) => (instanceSizeOf(each)?.vcpu ?? 0) >= vcpu);
}

/** Names of the families, for whoever has to choose one. */
export const instanceFamilies: readonly string[] = [...Object.keys(families), 't3', 't4g'].toSorted();
