import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { DatabaseSchema } from '../schema/database-schema';
import { claimSchemas, setRunState } from './ledger';

/** Where a schema is built, beside the one that is in use. */
export const nextSchema = (schema: string): string => `understudy_next_${schema}`;
const previousSchema = (schema: string): string => `understudy_prev_${schema}`;
const heldSchema = (schema: string): string => `understudy_held_${schema}`;

async function present(session: Session, name: string): Promise<boolean> {
  const rows = await session.rows('select from pg_namespace where nspname = $1', [name]);
  return rows.length > 0;
}

const rename = (from: string, to: string): string => `alter schema ${quoteName(from)} rename to ${quoteName(to)}`;

/**
 * Runs a schema definition, which names the schemas as the source does, against the ones being built. Inside one
 * transaction the built ones take the names and give them back; nobody else ever sees that.
 */
export async function underOwnNames(session: Session, schemas: readonly string[], work: () => Promise<void>): Promise<void> {
  for (const schema of schemas) {
    if (await present(session, schema)) await session.run(rename(schema, heldSchema(schema)));
    if (await present(session, nextSchema(schema))) await session.run(rename(nextSchema(schema), schema));
  }
  await work();
  for (const schema of schemas) {
    await session.run(rename(schema, nextSchema(schema)));
    if (await present(session, heldSchema(schema))) await session.run(rename(heldSchema(schema), schema));
  }
}

/** Drops what an earlier run left unfinished. */
export async function dropNext(session: Session, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await session.run(`drop schema if exists ${quoteName(nextSchema(schema))} cascade`);
}

export async function nextIsPresent(session: Session, schemas: readonly string[]): Promise<boolean> {
  for (const schema of schemas) if (!await present(session, nextSchema(schema))) return false;
  return true;
}

/** Takes over where the source's sequences stand, so that new rows get new numbers. */
export async function setSequences(source: Session, target: Session, schema: DatabaseSchema): Promise<void> {
  for (const sequence of schema.sequences) {
    const { last, called } = await source.row<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoteName(sequence.schema, sequence.relation)}`);
    await target.rows('select setval($1::regclass, $2::bigint, $3)', [quoteName(nextSchema(sequence.schema), sequence.relation), last, called]);
  }
}

/** Moves identity columns past the rows that were made. */
export async function passIdentities(target: Session, schema: DatabaseSchema): Promise<void> {
  for (const table of schema.tables) {
    for (const column of table.columns.filter(({ identity }) => identity)) {
      const name = quoteName(nextSchema(table.schema), table.relation);
      await target.rows(`select setval(s.name, greatest(t.most, (select last_value from pg_sequences where format('%I.%I', schemaname, sequencename)::regclass = s.name)))
        from (select pg_get_serial_sequence($1, $2)::regclass as name) s, (select max(${quoteName(column.name)})::bigint as most from ${name}) t where t.most is not null`, [name, column.name]);
    }
  }
}

/** Puts the new schemas in the place of the old ones, in one transaction: readers see the old data or the new, never both. */
export async function swapSchemas(session: Session, plan: string, schemas: readonly string[]): Promise<void> {
  await session.transaction(async () => {
    await session.run("set local lock_timeout = '30s'");
    for (const schema of schemas) {
      if (await present(session, schema)) await session.run(rename(schema, previousSchema(schema)));
      await session.run(rename(nextSchema(schema), schema));
    }
    await claimSchemas(session, plan, schemas);
    await setRunState(session, plan, 'swapped');
  });
}

/** Drops the data that was replaced. */
export async function dropPrevious(session: Session, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await session.run(`drop schema if exists ${quoteName(previousSchema(schema))} cascade`);
}
