import { randomBytes } from 'node:crypto';
import { nextSchema } from '../engine/target-schemas';
import type { MaskingPolicy } from '../policy/masking-policy';
import { quoteName, quoteText } from '../postgres/quote';
import { withSession, type DatabaseUrl, type Session } from '../postgres/session';
import type { Report } from '../progress/events';
import { collapseGate } from './collapse';
import { FactsByColumn, type ColumnFacts } from './column-facts';
import { coverageGate } from './coverage';
import { determinismGate } from './determinism';
import { Findings, type Gate } from './finding';
import { heapParts } from './heap-parts';
import { readHeaps, type Heap } from './heaps';
import { ResidueSearch, searchTables } from './residue-search';
import { TargetScanner, type Scanned } from './scan-target';
import { expectedValues, SourceIndexer, unsearchedColumns } from './source-values';
import { VerificationCrew, type OpenDatabase } from './verification-crew';
import { beginReading } from './verification-thread';

export interface VerifyRequest {
  readonly policy: MaskingPolicy;
  readonly target: DatabaseUrl;
  /** The source, in quarantine. Omitted, as outside quarantine: what only the source can tell is not examined. */
  readonly source?: DatabaseUrl;
  /** Look at the schemas being built, before they are put in place. */
  readonly beforeSwap?: boolean;
  /** Rows that a subset took, by table; omitted: all of them. */
  readonly expectedRows?: ReadonlyMap<string, number>;
  /** Threads that read, this one included. Default: as many as there are processors, at most four, and one where there is little to read. */
  readonly threads?: number;
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
  const { source } = request;
  return withSession(request.target, 'target', (target) => {
    const opened = { session: target, url: request.target };
    return source === undefined ? verifyOpened(request, opened) : withSession(source, 'source', (session) => verifyOpened(request, opened, { session, url: source }));
  });
}

// All threads see source and target as they were when it began.
async function verifyOpened(request: VerifyRequest, target: OpenDatabase, source?: OpenDatabase): Promise<Verification> {
  for (const database of [target, source]) await database?.session.run(beginReading);
  const { policy } = request;
  const heaps = await heapsOfTarget(target.session, request);
  const sourceHeaps = source === undefined ? [] : await readHeaps(source.session, policy.schemas);
  const setting = { policy, seed: randomSeed(), expected: expectedValues(sourceHeaps, policy), pages: pagesOf(heaps) + pagesOf(sourceHeaps) };
  const crew = await VerificationCrew.gather({ ...setting, ...(request.threads === undefined ? {} : { threads: request.threads }) }, target, source);
  try {
    if (source === undefined) return await judge(request, target.session, heaps, await crew.scan(heaps));
    const { tables, columns } = await crew.index(sourceHeaps, setting.seed);
    const known = { index: new ResidueSearch(tables), columns, unsearched: unsearchedColumns(sourceHeaps, policy) };
    return await judge(request, target.session, heaps, await crew.scan(heaps), known, source.session);
  } finally {
    await crew.close();
  }
}

const randomSeed = (): number => randomBytes(4).readInt32LE();
const pagesOf = (heaps: readonly Heap[]): number => heaps.reduce((sum, { pages }) => sum + pages, 0);

async function heapsOfTarget(session: Session, { policy, beforeSwap }: Pick<VerifyRequest, 'policy' | 'beforeSwap'>): Promise<readonly Heap[]> {
  const replaced = beforeSwap === true ? policy.schemas : [];
  return (await readHeaps(session)).filter((heap) => !replaced.includes(heap.schema)); // the data in use now was verified when it came
}

/** What is known of a source: its values, to be searched for, its counts, and the columns that are not searched for. */
export interface KnownSource {
  readonly index: ResidueSearch;
  readonly columns: ReadonlyMap<string, ColumnFacts>;
  readonly unsearched: readonly string[];
}

/** Reads a source once, for several verifications. */
export async function readSource(source: DatabaseUrl, policy: MaskingPolicy): Promise<KnownSource> {
  return withSession(source, 'source', async (session) => {
    const heaps = await readHeaps(session, policy.schemas);
    const seed = randomSeed();
    const indexer = new SourceIndexer(policy, expectedValues(heaps, policy), seed);
    for (const part of heapParts(heaps)) await indexer.part(session, part);
    return { index: new ResidueSearch(searchTables([indexer.index.shared()], seed)), columns: indexer.facts.columns, unsearched: unsearchedColumns(heaps, policy) };
  });
}

/** Verifies over a session that is open, seeing what its transaction sees. */
export async function verifySession(session: Session, request: Omit<VerifyRequest, 'source' | 'target'>, known?: KnownSource, source?: Session): Promise<Verification> {
  const heaps = await heapsOfTarget(session, request);
  const scanner = new TargetScanner(request.policy, known?.index);
  for (const part of heapParts(heaps)) await scanner.part(session, part);
  return judge(request, session, heaps, [scanner.scanned()], known, source);
}

/** Puts together what was found, and asks the database what only it can tell. */
async function judge(request: Omit<VerifyRequest, 'source' | 'target'>, session: Session, heaps: readonly Heap[], scanned: readonly Scanned[], known?: KnownSource, source?: Session): Promise<Verification> {
  const { policy } = request;
  const names = (schema: string): string => (request.beforeSwap === true ? nextSchema(schema) : schema);
  const scan = together(scanned);
  const gates = [
    await coverageGate(session, heaps, policy, scan.rows),
    scan.grammar.gate('grammar', scan.cells), ...(known === undefined ? [] : [scan.residue.gate('residue', known.index.values)]),
    scan.personal.gate('personal data', scan.cells), scan.secrets.gate('secrets', scan.cells),
    ...(known === undefined ? [] : [collapseGate(policy, known.columns, scan, request.expectedRows)]),
    ...(source === undefined ? [] : [await determinismGate(policy, source, session, await readHeaps(source, policy.schemas), names)]),
    await referenceGate(session, policy, names),
    await anonymityGate(session, policy, names),
  ];
  for (const gate of gates) request.report?.({ event: 'gate', gate: gate.gate, passed: gate.passed, findings: gate.findings.length });
  return { passed: gates.every((gate) => gate.passed), gates, rows: scan.rows, distinct: distinctCounts(known, scan.columns), unsearched: known?.unsearched ?? [] };
}

// Whichever thread read it first, the answer is the same.
const byName = <Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => new Map([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));

function together(scanned: readonly Scanned[]) {
  const facts = new FactsByColumn();
  const rows = new Map<string, number>();
  const [grammar, residue, personal, secrets] = [new Findings(), new Findings(), new Findings(), new Findings()];
  for (const one of scanned) {
    facts.add(one.columns);
    for (const [table, count] of one.rows) rows.set(table, (rows.get(table) ?? 0) + count);
    grammar.merge(one.grammar);
    residue.merge(one.residue);
    personal.merge(one.personal);
    secrets.merge(one.secrets);
  }
  return { columns: byName(facts.columns), rows: byName(rows), grammar, residue, personal, secrets, cells: scanned.reduce((sum, { cells }) => sum + cells, 0) };
}

function distinctCounts(known: KnownSource | undefined, target: ReadonlyMap<string, ColumnFacts>): Verification['distinct'] {
  return new Map([...byName(known?.columns ?? new Map<string, ColumnFacts>())].flatMap(([at, facts]): [string, { before: number; after: number }][] => {
    const after = target.get(at);
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
    const name = (table: string): string => inSchema(table, schemaName);
    const joined = key.columns.map((column, i) => `p.${quoteName(key.referencedColumns[i] as string)}::text = c.${quoteName(column)}::text`).join(' and ');
    const present = key.columns.map((column) => `c.${quoteName(column)} is not null`).join(' and ');
    const when = key.when === undefined ? '' : ` and c.${quoteName(key.when.column)}::text = ${quoteText(key.when.equals)}`;
    const dangling = await countOf(session, `from ${name(key.table)} c where ${present}${when} and not exists (select from ${name(key.references)} p where ${joined})`);
    if (dangling > 0) findings.add(`${key.table} (${key.columns.join(', ')})`, `reference to ${key.references} that leads nowhere`, dangling);
  }
  return findings.gate('references', keys.length + policy.virtualKeys.length);
}

async function anonymityGate(session: Session, policy: MaskingPolicy, schemaName: (schema: string) => string): Promise<Gate> {
  const findings = new Findings();
  for (const { table, columns, k } of policy.anonymity) {
    const few = await countOf(session, `from (select from ${inSchema(table, schemaName)} group by ${columns.map((column) => quoteName(column)).join(', ')} having count(*) < ${k}) few`);
    if (few > 0) findings.add(`${table} (${columns.join(', ')})`, `combination that fewer than ${k} rows share`, few);
  }
  return findings.gate('k-anonymity', policy.anonymity.length);
}

function inSchema(table: string, schemaName: (schema: string) => string): string {
  const dot = table.indexOf('.');
  return quoteName(schemaName(table.slice(0, dot)), table.slice(dot + 1));
}

async function countOf(session: Session, from: string): Promise<number> {
  const rows = await session.rows<{ count: string }>(`select count(*)::text as count ${from}`);
  return rows.reduce((sum, { count }) => sum + Number(count), 0);
}
