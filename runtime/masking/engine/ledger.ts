import type { Session } from '../postgres/session';

/** How far a run came: rows are being loaded, constraints hold, or the new schema is in place. */
export type RunState = 'loading' | 'constrained' | 'swapped';

/** The job's own schema in the target: which run made what. Nothing of the data is in it. */
export const ledgerSchema = 'understudy_masking';

/** Made once in each target. */
export async function createLedger(session: Session): Promise<void> {
  await session.run(`
    create schema if not exists ${ledgerSchema};
    create table if not exists ${ledgerSchema}.run (plan text primary key, state text not null, started_at timestamptz not null default now(), finished_at timestamptz);
    create table if not exists ${ledgerSchema}.chunk (plan text not null references ${ledgerSchema}.run on delete cascade, id int not null, rows bigint not null, primary key (plan, id));
    create table if not exists ${ledgerSchema}.made (schema_oid oid primary key, schema text not null, plan text not null)`);
}

export async function runState(session: Session, plan: string): Promise<RunState | undefined> {
  const [row] = await session.rows<{ state: RunState }>(`select state from ${ledgerSchema}.run where plan = $1`, [plan]);
  return row?.state;
}

export async function setRunState(session: Session, plan: string, state: RunState): Promise<void> {
  await session.rows(
    `insert into ${ledgerSchema}.run (plan, state) values ($1, $2) on conflict (plan) do update set state = excluded.state, finished_at = case when excluded.state = 'swapped' then now() end`,
    [plan, state]);
}

/** Part of the transaction that loads the chunk: either both are there or neither. */
export async function recordChunk(session: Session, plan: string, chunk: number, rows: number): Promise<void> {
  await session.rows(`insert into ${ledgerSchema}.chunk (plan, id, rows) values ($1, $2, $3)`, [plan, chunk, rows]);
}

export async function finishedChunks(session: Session, plan: string): Promise<ReadonlyMap<number, number>> {
  const rows = await session.rows<{ id: number; rows: string }>(`select id, rows::text from ${ledgerSchema}.chunk where plan = $1`, [plan]);
  return new Map(rows.map((row) => [row.id, Number(row.rows)]));
}

/** Forgets runs that did not come to their end. */
export async function forgetUnfinished(session: Session): Promise<void> {
  await session.run(`delete from ${ledgerSchema}.run where state <> 'swapped'`);
}

/** Notes that this job made the schema which now has the name. */
export async function claimSchemas(session: Session, plan: string, schemas: readonly string[]): Promise<void> {
  await session.rows(`delete from ${ledgerSchema}.made where schema = any($1::text[])`, [schemas]);
  await session.rows(`insert into ${ledgerSchema}.made select oid, nspname, $1 from pg_namespace where nspname = any($2::text[])`, [plan, schemas]);
}

// Every database begins with a schema public. As long as nothing is in it, nothing is lost with it.
const isEmpty = "not exists (select from pg_depend where refclassid = 'pg_namespace'::regclass and refobjid = pg_namespace.oid)";

/** Of `schemas`, those that are in the target and were not made by this job. */
export async function foreignSchemas(session: Session, schemas: readonly string[]): Promise<readonly string[]> {
  const present = await session.rows<{ name: string; oid: string }>(`select nspname::text as name, oid::text as oid from pg_namespace where nspname = any($1::text[]) and not (nspname = 'public' and ${isEmpty}) order by 1`, [schemas]);
  const { there } = await session.row<{ there: boolean }>(`select to_regclass('${ledgerSchema}.made') is not null as there`);
  const made = there ? await session.rows<{ oid: string }>(`select schema_oid::text as oid from ${ledgerSchema}.made`) : [];
  return present.filter(({ oid }) => !made.some((own) => own.oid === oid)).map(({ name }) => name);
}
