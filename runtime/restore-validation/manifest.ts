import { createHash } from 'node:crypto';

/** What a column of the data must look like: every value of a form, or none at all. */
export type ColumnRule =
  /** A regular expression that the whole value matches, in the part of the language that PostgreSQL and JavaScript share. */
  | { readonly column: string; readonly grammar: string }
  /** The masking removed every value. */
  | { readonly column: string; readonly empty: true };

/** What a table must hold. */
export interface TableRule {
  readonly schema: string;
  readonly table: string;
  readonly atLeastRows: number;
  readonly columns: readonly ColumnRule[];
}

/**
 * What the data of an environment must look like, written by whatever brought the data in: the refresh for masked data, the
 * loader for synthetic data. It lies in the environment's evidence bucket, and `digest` is over everything else in it.
 */
export interface DataManifest {
  readonly version: 1;
  /** Which run brought the data. */
  readonly run: string;
  /** Database inside the cluster. */
  readonly database: string;
  readonly tables: readonly TableRule[];
  /** What the bucket of documents must hold: at least so many objects, and these with the SHA-256 digests given. */
  readonly objects: { readonly atLeast: number; readonly digests: Readonly<Record<string, string>> };
}

/** Where the manifest of one cluster lies: beside `key`, which is that of the latest load into any. */
export function manifestKeyOf(key: string, cluster: string): string {
  return `${key.slice(0, key.lastIndexOf('/') + 1)}${cluster}.json`;
}

/** The digest that a manifest must carry. */
export function digestOf(manifest: DataManifest): string {
  return createHash('sha256').update(canonical(manifest)).digest('hex');
}

/** Reads a manifest; whatever is wrong with it ends the validation, since a check that was not understood checks nothing. */
export function parseManifest(text: string): DataManifest {
  const { digest, ...body } = JSON.parse(text) as { digest?: unknown } & Record<string, unknown>;
  const problems = problemsOf(body);
  if (problems.length > 0) throw new Error(`manifest: ${problems.join('; ')}`);
  const manifest = body as unknown as DataManifest;
  if (digest !== digestOf(manifest)) throw new Error('manifest: digest must be that of its content; somebody changed one without the other');
  return manifest;
}

/** Whether the manifest says of any column that it is masked. */
export function namesMaskedData({ tables }: DataManifest): boolean {
  return tables.some(({ columns }) => columns.length > 0);
}

function problemsOf({ version, run, database, tables, objects }: Record<string, unknown>): string[] {
  const listed = Array.isArray(tables) ? tables as unknown[] : [];
  return [
    ...(version === 1 ? [] : ['version must be 1']),
    ...(isText(run) ? [] : ['run must be a string']),
    ...(isText(database) ? [] : ['database must be a string']),
    ...(Array.isArray(tables) ? [] : ['tables must be a list']),
    ...listed.flatMap((table, index) => tableProblems(asFields(table)).map((problem) => `tables[${index}].${problem}`)),
    ...objectProblems(asFields(objects)),
  ];
}

function tableProblems({ schema, table, atLeastRows, columns }: Record<string, unknown>): string[] {
  const listed = Array.isArray(columns) ? columns as unknown[] : [];
  return [
    ...(isText(schema) && isText(table) ? [] : ['schema and table must be strings']),
    ...(isCount(atLeastRows) ? [] : ['atLeastRows must be a whole number']),
    ...(Array.isArray(columns) ? [] : ['columns must be a list']),
    ...listed.flatMap((rule, index) => columnProblems(asFields(rule)).map((problem) => `columns[${index}] ${problem}`)),
  ];
}

function columnProblems({ column, grammar, empty }: Record<string, unknown>): string[] {
  if (!isText(column)) return ['must name its column'];
  return isText(grammar) !== (empty === true) ? [] : ['must have either a grammar or empty: true'];
}

function objectProblems({ atLeast, digests }: Record<string, unknown>): string[] {
  const known = Object.values(asFields(digests));
  return [
    ...(isCount(atLeast) ? [] : ['objects.atLeast must be a whole number']),
    ...(known.every((digest) => isText(digest) && /^[0-9a-f]{64}$/.test(digest)) ? [] : ['objects.digests must be SHA-256 digests']),
  ];
}

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** The same text for the same content, whatever the order of the fields. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => `${JSON.stringify(key)}:${canonical(of)}`).join(',')}}`;
}
