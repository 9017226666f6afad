/** Why a value may stay as it is. There is no default: whoever keeps a column says why. */
export interface Keep {
  readonly keep: string;
}

/** A value is replaced by a masker. */
export interface Mask {
  /** The masker, for example `email`. */
  readonly mask: string;
  /** Whose pseudonyms these are. The same value masks alike wherever the domain is the same. Default: the masker's name. */
  readonly domain?: string;
  /** The column of the same table that names whom the value belongs to: a date is shifted per subject. */
  readonly subject?: string;
  /** Money of one group is scaled by one factor, so that rates, lines and totals still agree. */
  readonly group?: string;
}

/** A value is removed: null where the column allows it, else the type's empty value. */
export interface Remove {
  readonly remove: string;
}

/**
 * A value with parts: one disposition for each path. JSON: `$.contact.email`, `$.phones[*]`; XML: `$.contact.email` for the
 * text of an element, `$.contact.@id` for an attribute; hstore: `$.key`; composite types: `$.field`. A path nobody listed
 * stops the run.
 */
export interface JsonPaths {
  readonly json: Readonly<Record<string, Keep | Mask | Remove>>;
}

export type Disposition = Keep | Mask | Remove | JsonPaths;

/** `copy`: rows are copied, masked. `empty`: the table is made, without rows. `omit`: the table is not made at all. */
export type TableStrategy = 'copy' | 'empty' | 'omit' | 'synthetic';

export interface TablePolicy {
  readonly strategy: TableStrategy;
  /** Why the table is empty or omitted. */
  readonly reason?: string;
  /** How many made-up rows a table gets: all it has if it is synthetic, added to the masked ones if it is copied. */
  readonly rows?: number;
  readonly columns: Readonly<Record<string, Disposition>>;
}

/** A reference the database does not know about. */
export interface VirtualKey {
  readonly table: string;
  readonly columns: readonly string[];
  readonly references: string;
  readonly referencedColumns: readonly string[];
  /** Polymorphic references: the key holds only where this column has this value. */
  readonly when?: { readonly column: string; readonly equals: string };
}

/** Which rows a subset starts from: one in `oneIn`, chosen by a keyed hash, so the choice is the same in every refresh. */
export interface Seed {
  readonly table: string;
  readonly oneIn: number;
}

/** What happens along a reference when a subset is taken. */
export interface SubsetEdge {
  readonly table: string;
  readonly columns: readonly string[];
  /** `follow`: the parent comes along. `null`: the reference is cut. */
  readonly parent?: 'follow' | 'null';
  /** How many children of each kept parent come along, at most. Omitted: none. */
  readonly children?: number;
}

export interface SubsetPolicy {
  readonly seeds: readonly Seed[];
  readonly edges: readonly SubsetEdge[];
  /** The plan is refused when the subset has more rows than this. */
  readonly rowBudget: number;
  /** Tables that come along whole: currencies, countries. */
  readonly whole: readonly string[];
}

/** Columns that together must not single anyone out: each combination occurs at least `k` times. */
export interface Anonymity {
  readonly table: string;
  readonly columns: readonly string[];
  readonly k: number;
}

export interface MaskingPolicy {
  readonly name: string;
  /** The schemas that are copied. */
  readonly schemas: readonly string[];
  /** By `schema.table`. */
  readonly tables: Readonly<Record<string, TablePolicy>>;
  readonly virtualKeys: readonly VirtualKey[];
  readonly anonymity: readonly Anonymity[];
  /** Values that are public although a masked column holds them too, each with the reason. */
  readonly publicValues: Readonly<Record<string, string>>;
  /** Fingerprints of databases that must never be a target (`understudy mask plan` prints a database's own). */
  readonly neverTargets: readonly string[];
  readonly subset?: SubsetPolicy;
}

export const isKeep = (disposition: Disposition): disposition is Keep => 'keep' in disposition;
export const isMask = (disposition: Disposition): disposition is Mask => 'mask' in disposition;
export const isRemove = (disposition: Disposition): disposition is Remove => 'remove' in disposition;
export const isJson = (disposition: Disposition): disposition is JsonPaths => 'json' in disposition;
