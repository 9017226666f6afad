import type { MaskerDefinition } from '../maskers/masker';
import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, JsonPaths, MaskingPolicy, TablePolicy } from '../policy/masking-policy';
import { quoteName } from '../postgres/quote';
import { withSession, type DatabaseUrl, type Session } from '../postgres/session';
import { onlyOf } from '../plan/check-sample';
import { readSchema } from '../schema/read-schema';
import { structured, type Column, type Field, type Table } from '../schema/database-schema';
import { xmlPaths } from './xml-paths';

/** Marks what nobody has decided yet. A reviewer replaces it by a reason, or by another disposition. */
export const toReview = 'PROPOSED, to be reviewed:';

/** What names say of columns. The first that fits is proposed. */
const byName: readonly (readonly [RegExp, string])[] = [
  [/mail|sender|recipient/i, 'email'], [/phone|mobile|fax|\btel/i, 'phone'], [/iban/i, 'iban'], [/(bank|account|card)_?(no|number)/i, 'bank-account'],
  [/tax|vat|ssn|social|passport|national_id/i, 'tax-id'], [/first_?name|given/i, 'given-name'], [/last_?name|family|surname/i, 'family-name'],
  [/company|employer|merchant|organi[sz]ation/i, 'company'], [/full_?name|contact|holder|person|^name$|_name$/i, 'person-name'],
  [/street|address|line\d?$/i, 'address'], [/city|town/i, 'city'], [/zip|postcode|postal/i, 'postcode'], [/(^|_)ip($|_)|from_ip/i, 'ip-address'],
  [/url|website|link|uri/i, 'url'], [/file|object_key|attachment/i, 'file-name'], [/login|user_?name|slug|handle/i, 'pseudonym'],
];
const alwaysEmpty = { remove: `${toReview} always empty` };
const secretNames = /password|secret|token|api_?key|certificate|private|webhook|credential/i;

/**
 * Proposes a policy from names, types and the shape of JSON documents. Nothing in it counts as decided: what is kept says
 * that it is to be reviewed. It is printed, never applied.
 */
export async function proposePolicy(url: DatabaseUrl, name: string, schemas: readonly string[]): Promise<MaskingPolicy> {
  return withSession(url, 'source', async (session) => {
    const schema = await readSchema(session, schemas);
    const tables: Record<string, TablePolicy> = {};
    for (const table of schema.tables.filter(({ kind }) => kind !== 'materialized-view')) tables[table.name] = await proposeTable(session, table);
    return { name, schemas, tables, virtualKeys: [], anonymity: [], publicValues: {}, neverTargets: [] };
  });
}

async function proposeTable(session: Session, table: Table): Promise<TablePolicy> {
  if (table.kind === 'foreign') return { strategy: 'omit', reason: `${toReview} a foreign table reaches into another database`, columns: {} };
  const references = new Set(table.foreignKeys.flatMap((key) => key.columns));
  const columns: Record<string, Disposition> = {};
  for (const column of table.columns.filter(({ generated, name }) => !generated && !references.has(name))) {
    columns[column.name] = await proposeStructure(session, table, column) ?? proposeColumn(table, column);
  }
  return { strategy: 'copy', columns };
}

async function proposeStructure(session: Session, table: Table, column: Column): Promise<Disposition | undefined> {
  if (column.array || !structured.includes(column.kind)) return undefined;
  return column.kind === 'xml' ? proposeXml(session, table, column) : { json: await proposePaths(session, table, column) };
}

function proposeColumn(table: Table, column: Column): Disposition {
  const unique = [...table.uniques, ...table.expressionUniques].some((set) => set.includes(column.name));
  const keep = { keep: `${toReview} ${column.type}` };
  if (column.kind !== 'json' && ['other', 'large-object', ...structured].includes(column.kind)) return { remove: `${toReview} ${column.type} cannot be masked` };
  if (column.kind === 'text') return proposeText(column, unique);
  if (column.kind === 'uuid') return table.primaryKey.includes(column.name) ? keep : { mask: 'uuid' };
  if (column.kind === 'bytes') return { mask: 'bytes' };
  if (column.kind === 'network') return { mask: 'ip-address' };
  if (column.kind === 'number' && /salary|rate|amount|price|net|gross|tax|total|budget|cost|fee/i.test(column.name)) return { mask: 'money', group: 'money' };
  const [subject] = table.primaryKey;
  const shifted = ['date', 'timestamp'].includes(column.kind) && subject !== undefined && !unique && !table.partitionKey.includes(column.name);
  return shifted ? { mask: 'date-shift', subject } : keep;
}

function proposeText(column: Column, unique: boolean): Disposition {
  if (secretNames.test(column.name) && !unique && (!column.notNull || column.width === undefined)) return { remove: `${toReview} looks like a secret` };
  const mask = byName.find(([pattern]) => pattern.test(column.name))?.[1] ?? (unique ? 'pseudonym' : 'free-text');
  const masker = maskerNamed(mask);
  if (masker !== undefined && fits(column, masker) && !(unique && masker.injective === 'no')) return { mask };
  return { mask: unique ? uniqueMasker(column) : 'free-text' };
}

function fits(column: Column, masker: MaskerDefinition): boolean {
  const needed = typeof masker.width === 'number' ? masker.width : (masker.atLeast ?? 0);
  return column.width === undefined || needed <= column.width;
}

const uniqueMasker = (column: Column): string => (column.width === undefined || column.width >= 18 ? 'pseudonym' : 'code');

// Member names are part of the schema only if most documents share them; one that is a value would be found again by the run.
async function proposePaths(session: Session, table: Table, column: Column): Promise<JsonPaths['json']> {
  if (column.fields !== undefined) return Object.fromEntries(column.fields.map((field) => [`$.${field.name}`, proposeField(field)]));
  const rows = await session.rows<{ document: unknown }>(`select ${quoteName(column.name)}::jsonb as document from ${onlyOf(table)} where ${quoteName(column.name)} is not null limit 500`);
  const paths = new Map<string, JsonPaths['json'][string]>();
  for (const { document } of rows) collect(document, '$', '', paths);
  const known = [...paths.keys()];
  const isStructure = (path: string): boolean => known.some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`));
  return Object.fromEntries([...paths].filter(([path, proposed]) => proposed !== alwaysEmpty || !isStructure(path)));
}

async function proposeXml(session: Session, table: Table, column: Column): Promise<Disposition> {
  const rows = await session.rows<{ value: string }>(`select ${quoteName(column.name)}::text as value from ${onlyOf(table)} where ${quoteName(column.name)} is not null limit 500`);
  const paths = xmlPaths(rows.map(({ value }) => value));
  if (paths === undefined) return { remove: `${toReview} XML with a document type or with dots in names cannot be masked` };
  if (paths.size === 0) return { remove: `${toReview} no value shows which paths there are` };
  return { json: Object.fromEntries([...paths].map(([path, leads]) => [path, leads === 'empty' ? alwaysEmpty : proposeMember(path.slice(path.lastIndexOf('.') + 1).replace('@', ''))])) };
}

function proposeMember(name: string): JsonPaths['json'][string] {
  if (secretNames.test(name)) return { remove: `${toReview} looks like a secret` };
  return { mask: byName.find(([pattern]) => pattern.test(name))?.[1] ?? 'free-text' };
}

function proposeField({ name, kind, type }: Field): JsonPaths['json'][string] {
  if (['text', 'bytes', 'large-object', 'other', ...structured].includes(kind)) {
    return kind !== 'text' || secretNames.test(name) ? { remove: `${toReview} ${type}` } : { mask: byName.find(([pattern]) => pattern.test(name))?.[1] ?? 'free-text' };
  }
  return { keep: `${toReview} ${type}` };
}

function collect(value: unknown, path: string, name: string, paths: Map<string, JsonPaths['json'][string]>): void {
  const inner = Array.isArray(value) ? value.map((element: unknown) => ['[*]', name, element] as const)
    : typeof value === 'object' && value !== null ? Object.entries(value).map(([member, own]) => [`.${member}`, member, own] as const) : [];
  for (const [step, own, element] of inner) collect(element, path + step, own, paths);
  if (typeof value === 'object' && inner.length === 0 && path !== '$' && !paths.has(path)) paths.set(path, alwaysEmpty);
  if (typeof value === 'object' || (paths.get(path) ?? alwaysEmpty) !== alwaysEmpty) return;
  paths.set(path, typeof value === 'string' || secretNames.test(name) ? proposeMember(name) : { keep: `${toReview} ${typeof value}` });
}
