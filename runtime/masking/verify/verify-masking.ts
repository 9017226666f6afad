import { randomBytes } from 'node:crypto';
import { nextSchema } from '../engine/target-schemas';
import type { MaskingPolicy } from '../policy/masking-policy';
import { quoteName, quoteText } from '../postgres/quote';
import { withSession, type DatabaseUrl, type Session } from '../postgres/session';
import type { Report } from '../progress/events';
import { collapseGate } from './collapse';
import { determinismGate } from './determinism';
import { Findings, type Gate } from './finding';
import { readHeaps } from './heaps';
import { ResidueIndex } from './residue-index';
import { ResidueSearch, searchTables } from './residue-search';
import { TargetScanner, type TargetScan } from './scan-target';
import { expectedValues, indexSource, type SourceFacts } from './source-values';

export interface VerifyRequest {
  readonly policy: MaskingPolicy;
  readonly target: DatabaseUrl;
  /** The source, in quarantine. Omitted, as outside quarantine: what only the source can tell is not examined. */
  readonly source?: DatabaseUrl;
  /** Look at the schemas being built, before they are put in place. */
  readonly beforeSwap?: boolean;
  /** Rows that a subset took, by table; omitted: all of them. */
  readonly expectedRows?: ReadonlyMap<string, number>;
  readonly report?: Report;
}

export interface Verification {
  readonly passed: boolean;
  readonly gates: readonly Gate[];
  readonly rows: ReadonlyMap<string, number>;
  /** Different values of a masked column in the source and in the target. */
  readonly distinct: ReadonlyMap<string, { readonly before: number; readonly after: number }>;
  /** Source columns left out of the residue search, with the reason. */
  readonly unsearched: readonly string[];
}

/** Looks at a masked database on its own account: what there is, it reads from the catalogues and the policy, never from the run. */
export async function verifyMasking(request: VerifyRequest): Promise<Verification> {
  const known = request.source === undefined ? undefined : await readSource(request.source, request.policy);
  const { source } = request;
  if (source === undefined) return withSession(request.target, 'target', (session) => verifySession(session, request, known));
  return withSession(source, 'source', (from) => withSession(request.target, 'target', (session) => verifySession(session, request, known, from)));
}

/** What is known of a source: its values, to be searched for, and its counts. */
export interface KnownSource {
  readonly index: ResidueSearch;
  readonly facts: SourceFacts;
}

export async function readSource(source: DatabaseUrl, policy: MaskingPolicy): Promise<KnownSource> {
  return withSession(source, 'source', async (session) => {
    const heaps = await readHeaps(session, policy.schemas);
    const seed = randomBytes(4).readInt32LE();
    const index = new ResidueIndex(expectedValues(heaps, policy), seed);
    const facts = await indexSource(session, heaps, policy, index);
    return { index: new ResidueSearch(searchTables([index], seed)), facts };
  });
}

/** Verifies over a session that is open, seeing what its transaction sees. */
export async function verifySession(session: Session, request: Omit<VerifyRequest, 'source' | 'target'>, known?: KnownSource, source?: Session): Promise<Verification> {
  const { policy } = request;
  const names = (schema: string): string => (request.beforeSwap === true ? nextSchema(schema) : schema);
  const replaced = request.beforeSwap === true ? policy.schemas : [];
  const heaps = (await readHeaps(session)).filter((heap) => !replaced.includes(heap.schema)); // the data in use now was verified when it came
  const scan = await new TargetScanner(policy, known?.index).scan(session, heaps);
  const gates = [
    ...scan.gates,
    ...(known === undefined ? [] : [collapseGate(policy, known.facts, scan, request.expectedRows)]),
    ...(source === undefined ? [] : [await determinismGate(policy, source, session, await readHeaps(source, policy.schemas), names)]),
    await referenceGate(session, policy, names),
    await anonymityGate(session, policy, names),
  ];
  for (const gate of gates) request.report?.({ event: 'gate', gate: gate.gate, passed: gate.passed, findings: gate.findings.length });
  return { passed: gates.every((gate) => gate.passed), gates, rows: scan.rows, distinct: distinctCounts(known, scan), unsearched: known?.facts.unsearched ?? [] };
}

function distinctCounts(known: KnownSource | undefined, scan: TargetScan): Verification['distinct'] {
  return new Map([...(known?.facts.columns ?? [])].flatMap(([at, facts]): [string, { before: number; after: number }][] => {
    const after = scan.columns.get(at);
    return after === undefined ? [] : [[at, { before: facts.distinct.distinct(), after: after.distinct.distinct() }]];
  }));
}

/** The database vouches for its own keys, if it checked them; references it does not know about are joined here. */
async function referenceGate(session: Session, policy: MaskingPolicy, schemaName: (schema: string) => string): Promise<Gate> {
  const findings = new Findings();
  const schemas = policy.schemas.map(schemaName);
  const keys = await session.rows<{ name: string; checked: boolean }>(
    "select conrelid::regclass::text || ' ' || conname as name, convalidated as checked from pg_constraint where contype = 'f' and connamespace = any(select oid from pg_namespace where nspname = any($1::text[]))", [schemas]);
  for (const key of keys.filter(({ checked }) => !checked)) findings.add(key.name, 'foreign key that the database has not checked');
  for (const key of policy.virtualKeys) {
    const name = (table: string): string => {
      const [schema = '', ...relation] = table.split('.');
      return quoteName(schemaName(schema), relation.join('.'));
    };
    const joined = key.columns.map((column, i) => `p.${quoteName(key.referencedColumns[i] ?? '')}::text = c.${quoteName(column)}::text`).join(' and ');
    const present = key.columns.map((column) => `c.${quoteName(column)} is not null`).join(' and ');
    const when = key.when === undefined ? '' : ` and c.${quoteName(key.when.column)}::text = ${quoteText(key.when.equals)}`;
    const [row] = await session.rows<{ count: string }>(`select count(*)::text as count from ${name(key.table)} c where ${present}${when} and not exists (select from ${name(key.references)} p where ${joined})`);
    if (Number(row?.count) > 0) findings.add(`${key.table} (${key.columns.join(', ')})`, `reference to ${key.references} that leads nowhere`, Number(row?.count));
  }
  return findings.gate('references', keys.length + policy.virtualKeys.length);
}

async function anonymityGate(session: Session, policy: MaskingPolicy, schemaName: (schema: string) => string): Promise<Gate> {
  const findings = new Findings();
  for (const { table, columns, k } of policy.anonymity) {
    const [schema = '', ...relation] = table.split('.');
    const [row] = await session.rows<{ count: string }>(
      `select count(*)::text as count from (select from ${quoteName(schemaName(schema), relation.join('.'))} group by ${columns.map((column) => quoteName(column)).join(', ')} having count(*) < ${k}) few`);
    if (Number(row?.count) > 0) findings.add(`${table} (${columns.join(', ')})`, `combination that fewer than ${k} rows share`, Number(row?.count));
  }
  return findings.gate('k-anonymity', policy.anonymity.length);
}
