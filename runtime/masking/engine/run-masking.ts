import { makePlan, refuseDrift, type PlanRequest, type PreparedRun } from '../plan/make-plan';
import { planVersion, type Chunk } from '../plan/mask-plan';
import { fingerprint } from '../postgres/fingerprint';
import { MaskingError } from '../postgres/masking-error';
import { quoteName } from '../postgres/quote';
import { Session, withSession, type DatabaseUrl } from '../postgres/session';
import { fastestPrf } from '../prf/fastest-prf';
import type { RowPrf } from '../prf/prf';
import { readSchema } from '../schema/read-schema';
import { lockSchema } from '../schema/schema-lock';
import { tableOf, type Table } from '../schema/database-schema';
import { loadSynthetic, syntheticTables } from '../synthetic/load-synthetic';
import { dropSubset } from '../subset/take-subset';
import { allRows, subsetRows, type RowSelection } from '../subset/subset-rows';
import type { Report } from '../progress/events';
import { tableActions, type ActionSources, type TableActions } from './column-action';
import { dumpSchema } from './dump-schema';
import { guardTarget } from './guard-target';
import { finishedChunks, forgetUnfinished, recordChunk, runState, setRunState } from './ledger';
import { maskChunk } from './mask-chunk';
import { dropNext, dropPrevious, nextIsPresent, passIdentities, setSequences, swapSchemas, underOwnNames } from './target-schemas';

export interface RunRequest extends PlanRequest {
  readonly target: DatabaseUrl;
  /** Chunks at a time. Default: 1. */
  readonly workers?: number;
  /** Nobody writes to the source, as in quarantine: an interrupted run goes on where it was. Default: it starts again. */
  readonly frozen?: boolean;
  /** Several programs share a run: one begins it, each loads the chunks of its part, one runs without this and finishes. Default: all of it. */
  readonly only?: 'begin' | Part;
  readonly report?: Report;
  /** Looks at the loaded schemas before they are put in place; throws to stop the run. */
  readonly verify?: (prepared: PreparedRun) => Promise<void>;
}

/** One of several programs that load a run between them. */
export interface Part {
  readonly index: number;
  readonly count: number;
}

export interface RunResult extends PreparedRun {
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
}

/**
 * Copies a database masked: plan, load beside, constrain, verify, swap. Whatever happens on the way, the target has its
 * old data whole or the new data whole.
 */
export async function runMasking(request: RunRequest): Promise<RunResult> {
  const report = request.report ?? (() => undefined);
  const source = await withSession(request.source, 'source', fingerprint);
  return withSession(request.target, 'target', async (target) => {
    await guardTarget(target, request.policy, source, isPart(request));
    report({ event: 'planning' });
    const prepared = await makePlan(request);
    const plan = planVersion(prepared.plan);
    report({ event: 'planned', plan, tables: prepared.plan.tables.length, rows: prepared.plan.tables.reduce((sum, table) => sum + table.rows, 0), chunks: prepared.plan.chunks.length });
    const state = isPart(request) ? await begun(target, plan) : await begin(request, prepared, target, plan);
    if (request.only !== 'begin') await load(request, prepared, target, plan);
    if (request.only !== undefined) return { ...prepared, rows: await rowsByTable(target, prepared, plan) };
    await loadSyntheticRows(request, prepared, target, plan);
    await refuseChangedSchema(request, prepared);
    if (state !== 'constrained') {
      report({ event: 'constraining' });
      await constrain(request, prepared, plan);
    }
    report({ event: 'verifying' });
    await request.verify?.(prepared);
    await swapSchemas(target, plan, prepared.schema.schemas);
    await dropPrevious(target, prepared.schema.schemas);
    if (request.policy.subset !== undefined) await withSession(request.source, 'source', dropSubset);
    report({ event: 'finished', plan });
    return { ...prepared, rows: await rowsByTable(target, prepared, plan) };
  });
}

const isPart = ({ only }: RunRequest): boolean => only !== undefined && only !== 'begin';

// A part clears nothing away: others load beside it.
async function begun(target: Session, plan: string): Promise<'loading'> {
  if (await runState(target, plan) !== 'loading') throw new MaskingError('the run was not begun, or its plan has changed; begin it again');
  return 'loading';
}

// Goes on with an interrupted run of the very same plan, or clears the way and makes the empty schema.
async function begin(request: RunRequest, prepared: PreparedRun, target: Session, plan: string): Promise<'loading' | 'constrained'> {
  const { schemas } = prepared.schema;
  const state = await runState(target, plan);
  await dropPrevious(target, schemas);
  const resumable = (state === 'loading' || state === 'constrained') && request.frozen === true;
  if (resumable && await nextIsPresent(target, schemas)) return state;
  await dropNext(target, schemas);
  await forgetUnfinished(target);
  const sql = await dumpSchema(request.source, 'pre-data', schemas, omitted(request));
  for (const { name, schema } of prepared.schema.extensions) await target.run(`create schema if not exists ${quoteName(schema)}; create extension if not exists ${quoteName(name)} with schema ${quoteName(schema)}`);
  await inOwnSession(request.target, (session) => session.transaction(async () => {
    await underOwnNames(session, schemas, () => session.run(sql, 'make the tables in the target'));
    await session.rows('delete from understudy_masking.run where plan = $1', [plan]);
    await setRunState(session, plan, 'loading');
  }));
  return 'loading';
}

async function load(request: RunRequest, prepared: PreparedRun, target: Session, plan: string): Promise<void> {
  const finished = await finishedChunks(target, plan);
  const waiting = prepared.plan.chunks.filter((chunk) => !finished.has(chunk.id) && isOf(request, chunk)).toReversed();
  const count = Math.max(1, Math.min(request.workers ?? 1, waiting.length));
  const snapshot = await Session.open(request.source, 'source');
  try {
    await snapshot.run('begin isolation level repeatable read read only');
    const { id } = await snapshot.row<{ id: string }>('select pg_export_snapshot() as id');
    const workers = Array.from({ length: count }, () => worker(request, prepared, plan, waiting, id));
    const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    await setSequences(snapshot, target, prepared.schema);
  } finally {
    snapshot.abort();
  }
}

const isOf = ({ only }: RunRequest, { id }: Chunk): boolean => only === undefined || only === 'begin' || id % only.count === only.index;

function sourcesOf({ keys }: RunRequest, { plan, sourceNames }: PreparedRun, prf: RowPrf): ActionSources {
  return { prf, keys, excludedWords: new Set(plan.excludedWords), ...(sourceNames === undefined ? {} : { sourceNames }) };
}

// Takes chunks from the shared list until it is empty. A failure empties the list, so that the others stop too.
async function worker(request: RunRequest, prepared: PreparedRun, plan: string, waiting: Chunk[], snapshot: string): Promise<void> {
  const prf = fastestPrf();
  const actions = new Map<string, TableActions>();
  const sources = sourcesOf(request, prepared, prf);
  await withSession(request.source, 'source', (source) => withSession(request.target, 'target', async (target) => {
    await source.run(`begin isolation level repeatable read read only; set transaction snapshot '${snapshot}'`);
    await target.run("set synchronous_commit to off; set session_replication_role to origin");
    for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
      const table = tableOf(prepared.schema, chunk.table);
      if (table === undefined) throw new MaskingError(`the plan names table ${chunk.table}, which is gone; plan again`);
      const known = actions.get(table.name) ?? await tableActions(table, prepared.dispositions.get(table.name) ?? new Map(), sources);
      actions.set(table.name, known);
      const rows = await maskChunk(source, target, { plan, chunk, table, actions: known, prf, selection: selectionOf(request, prepared, table) });
      request.report?.({ event: 'chunk', table: table.name, chunk: chunk.id, rows });
    }
  })).catch((cause: unknown) => {
    waiting.length = 0;
    throw cause;
  });
}

// After the masked rows, which they refer to. Their ledger rows follow those of the chunks.
async function loadSyntheticRows(request: RunRequest, prepared: PreparedRun, target: Session, plan: string): Promise<void> {
  const finished = await finishedChunks(target, plan);
  const sources = sourcesOf(request, prepared, fastestPrf());
  for (const [i, table] of syntheticTables(request.policy, prepared.schema).entries()) {
    const id = prepared.plan.chunks.length + i;
    if (finished.has(id)) continue;
    await withSession(request.target, 'target', (session) => session.transaction(async () => {
      const rows = await loadSynthetic(session, request.policy, table, prepared.dispositions, sources);
      await recordChunk(session, plan, id, rows);
      request.report?.({ event: 'synthetic', table: table.name, rows });
    }));
  }
  if (syntheticTables(request.policy, prepared.schema).length > 0) await passIdentities(target, prepared.schema);
}

function selectionOf({ policy }: RunRequest, { schema }: PreparedRun, table: Table): RowSelection {
  return policy.subset === undefined ? allRows(table) : subsetRows(policy, policy.subset, schema, table);
}

// Indexes, keys, triggers and policies come after the rows: faster, and no trigger of the application ever fires.
async function constrain(request: RunRequest, prepared: PreparedRun, plan: string): Promise<void> {
  const { schemas, tables } = prepared.schema;
  const sql = await dumpSchema(request.source, 'post-data', schemas, omitted(request));
  await inOwnSession(request.target, (session) => session.transaction(async () => {
    await session.run("set local maintenance_work_mem = '256MB'");
    await underOwnNames(session, schemas, async () => {
      await session.run(sql, 'build constraints and indexes over the masked rows');
      for (const view of tables.filter((table) => table.kind === 'materialized-view')) await session.run(`refresh materialized view ${quoteName(view.schema, view.relation)}`);
    });
    await setRunState(session, plan, 'constrained');
  }));
}

async function refuseChangedSchema(request: RunRequest, prepared: PreparedRun): Promise<void> {
  const now = await withSession(request.source, 'source', (session) => readSchema(session, prepared.schema.schemas));
  refuseDrift(lockSchema(prepared.schema), now);
  const leaves = (schema: PreparedRun['schema']): string => JSON.stringify(schema.tables.map((table) => table.leaves));
  if (leaves(now) !== leaves(prepared.schema)) throw new MaskingError('a partition was added or removed during the run; run again');
}

// A definition changes settings of its session, such as the search path.
const inOwnSession = (url: DatabaseUrl, work: (session: Session) => Promise<void>): Promise<void> => withSession(url, 'target', work);

const omitted = (request: RunRequest): string[] => Object.entries(request.policy.tables).filter(([, table]) => table.strategy === 'omit').map(([name]) => name);

async function rowsByTable(target: Session, prepared: PreparedRun, plan: string): Promise<ReadonlyMap<string, number>> {
  const finished = await finishedChunks(target, plan);
  const rows = new Map<string, number>(prepared.plan.tables.map(({ table }) => [table, 0]));
  const parts = [...prepared.plan.chunks, ...syntheticTables(prepared.policy, prepared.schema).map((table, i) => ({ table: table.name, id: prepared.plan.chunks.length + i }))];
  for (const { table, id } of parts) rows.set(table, (rows.get(table) ?? 0) + (finished.get(id) ?? 0));
  return rows;
}
