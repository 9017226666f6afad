import type { Writable } from 'node:stream';
import { runMasking, type RunRequest } from '../../runtime/masking/engine/run-masking';
import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { copyThrough } from '../../runtime/masking/postgres/copy';
import { withSession } from '../../runtime/masking/postgres/session';
import { fingerprint } from '../../runtime/masking/postgres/fingerprint';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import type { MaskEvent } from '../../runtime/masking/progress/events';
import { lockSchema } from '../../runtime/masking/schema/schema-lock';
import { readSchema } from '../../runtime/masking/schema/read-schema';
import { tableDigests } from '../../runtime/masking/verify/table-digest';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let request: RunRequest;
const policy = examplePolicy();

beforeAll(async () => {
  server = await TestServer.start();
  request = { source: await server.database('firm', ...exampleDatabase(1)), target: await server.database('staging'), policy, keys: rootKeySource(testKey) };
  await runMasking(request);
}, 120_000);
afterAll(() => server.stop());
jest.setTimeout(60_000);

const digests = (database: string, of: MaskingPolicy = policy) => withSession(server.url(database), database, async (session) =>
  tableDigests(session, await readSchema(session, of.schemas), Object.keys(of.tables).filter((name) => of.tables[name]?.strategy === 'copy')));
const count = async (database: string, sql: string) => Number((await server.rows<{ n: string }>(database, `select (${sql})::text as n`))[0]?.n);
const both = async (sql: string) => [await count('firm', sql), await count('staging', sql)];

// A database of one table, for what does not depend on the shape of the data.
const small = (change: (p: PolicyBuilder) => PolicyBuilder) => change(new PolicyBuilder('small', ['app'])).build();
const keepAll = small((p) => p.table('app.t', (t) => t.keep('test', 'id').mask('email', 'v')));
const tiny = ['create schema app; create table app.t (id int primary key, v text)', "insert into app.t select g, 'value ' || g from generate_series(1, 500) g"];
const tinyRun = async () => ({ source: await server.database('tiny_source', ...tiny), policy: keepAll });

describe('a masked copy', () => {
  test.each(policy.tables['app.session'] === undefined ? [] : Object.keys(policy.tables).filter((name) => name !== 'app.session'))('%s has all its rows', async (table) => {
    const [source, target] = await both(`select count(*) from only ${table}`.replace('only app.time_entry', 'app.time_entry'));
    expect(target).toBe(source);
  });

  test('a table the policy empties is there, empty', async () => expect(await count('staging', 'select count(*) from app.session')).toBe(0));

  test.each([
    ['invoices are net plus tax', 'select count(*) from app.invoice where gross <> net + tax'],
    ['lines are rate times hours', 'select count(*) from app.invoice_line where amount <> rate * hours'],
    ['partitions hold their own year', 'select count(*) from app.time_entry_2024 where extract(year from worked_on) <> 2024'],
  ])('%s', async (_, sql) => expect(await count('staging', sql)).toBe(0));

  test.each([
    ['payments still equal their invoices', 'select count(*) from app.payment p join app.invoice i on i.id = p.invoice_id where p.amount = i.gross'],
    ['a person is the same in the audit log as in the table', 'select count(distinct a.actor) from app.audit_log a join app.person p on lower(p.email::text) = lower(a.actor)'],
    ['an address inside JSON is the same as in another document', "select count(*) from app.audit_log a join app.person p on p.attributes #>> '{contact,email}' = a.after ->> 'email'"],
    ['an address in an array is the same as in a column', 'select count(*) from app.message m join app.client_contact c on c.email = any (m.recipients)'],
    ['a generated column is computed anew', "select count(*) from app.person where full_name = given_name || ' ' || family_name"],
    ['a materialized view is filled', 'select count(*) from app.project_hours'],
    ['cycles and self references hold', 'select count(*) from app.client c join app.client_contact k on k.id = c.primary_contact_id left join app.client p on p.id = c.parent_id'],
    ['nulls stay null', 'select count(*) from app.person where notes is null'],
  ])('%s', async (_, sql) => {
    const [source, target] = await both(sql);
    expect(target).toBe(source);
    expect(target).toBeGreaterThan(0);
  });

  test('constraints, triggers, policies and sequences came along', async () => {
    await expect(server.run('staging', "delete from app.audit_log where id = 1")).rejects.toThrow('append only');
    expect(await count('staging', "select count(*) from pg_policies where schemaname = 'app'")).toBe(1);
    expect(await both("select count(*) from pg_constraint where connamespace = 'app'::regnamespace")).toEqual([expect.any(Number), await count('firm', "select count(*) from pg_constraint where connamespace = 'app'::regnamespace")]);
    await server.run('staging', "insert into app.team (tenant_id, name) values (1, 'new')");
    await server.run('staging', "delete from app.team where name = 'new'");
  });

  test('secrets are gone', async () => {
    expect(await count('staging', 'select count(*) from app.tenant where webhook_secret is not null or api_token is not null')).toBe(0);
    expect(await count('staging', 'select count(*) from app.integration where client_secret is not null or certificate is not null')).toBe(0);
  });

  test('is told by events that hold names and counts', async () => {
    const events: MaskEvent[] = [];
    await runMasking({ ...request, ...(await tinyRun()), target: await server.database('told'), report: (event) => events.push(event) });
    expect(events.map(({ event }) => event).filter((event, i, all) => event !== all[i - 1])).toEqual(['planning', 'planned', 'chunk', 'constraining', 'verifying', 'finished']);
    expect(events.find((event) => event.event === 'chunk' && event.table === 'app.t')).toEqual({ event: 'chunk', table: 'app.t', chunk: 0, rows: 500 });
  });
});

test('the same input and key give the same digests, for any chunking and any number of workers', async () => {
  const expected = await digests('staging');
  for (const [chunkPages, workers] of [[1, 3], [5, 2]] as const) {
    await runMasking({ ...request, target: await server.database('again'), chunkPages, workers });
    expect(await digests('again')).toEqual(expected);
  }
}, 60_000);

test('another key gives other data', async () => {
  const only = await tinyRun();
  const [one, other] = [await server.database('one_key'), await server.database('other_key')];
  await runMasking({ ...request, ...only, target: one });
  await runMasking({ ...request, ...only, target: other, keys: rootKeySource(Buffer.alloc(32, 9)) });
  expect(await digests('other_key', keepAll)).not.toEqual(await digests('one_key', keepAll));
});

test('a refresh replaces the data of an earlier run', async () => {
  const [only, target] = [await tinyRun(), await server.database('refreshed')];
  await runMasking({ ...request, ...only, target });
  const first = await digests('refreshed', keepAll);
  await server.run('refreshed', 'delete from app.t where id < 100');
  await runMasking({ ...request, ...only, target });
  expect(await digests('refreshed', keepAll)).toEqual(first);
  expect(await server.rows('refreshed', "select nspname from pg_namespace where nspname like 'understudy%' order by 1")).toEqual([{ nspname: 'understudy_masking' }]);
});

describe('a run is refused, with one clear error and nothing half visible,', () => {
  let tinySource = '';
  beforeAll(async () => { tinySource = await server.database('tiny', ...tiny); });
  const refused = async (change: Partial<RunRequest>, name = 'empty') => {
    const target = change.target ?? await server.database(name);
    return runMasking({ ...request, source: tinySource, policy: keepAll, ...change, target }).then(() => 'not refused', (error: Error) => error.message);
  };
  const visible = async (database: string) => (await server.rows<{ n: string }>(database, "select nspname as n from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public', 'understudy_masking')")).map(({ n }) => n);

  test('when the target is the source', async () => expect(await refused({ target: tinySource })).toBe('the target is the source itself; give another database'));

  test('when the target holds data that no run made', async () => {
    const target = await server.database('live', 'create schema app; create table app.person (id int)');
    expect(await refused({ target })).toBe('the target has schema app, which no masking run made: it may be production; give an empty database');
  });

  test('when a schema of production came into the place of a masked one', async () => {
    const target = await server.database('replaced');
    await runMasking({ ...request, source: tinySource, policy: keepAll, target });
    await server.run('replaced', 'drop schema app cascade; create schema app');
    expect(await refused({ target })).toContain('which no masking run made');
  });

  test('when the policy names the target as one that must never be', async () => {
    const target = await server.database('never');
    const print = await withSession(target, 'target', fingerprint);
    expect(await refused({ target, policy: { ...keepAll, neverTargets: [print] } })).toContain('the target is a database that the policy names in neverTargets');
  });

  test('when another run is writing to the target', async () => {
    const target = await server.database('busy');
    await withSession(target, 'target', async (session) => {
      await session.rows('select pg_advisory_lock(7283511)');
      expect(await refused({ target })).toBe('another masking run is writing to the target; wait for it or stop it');
    });
  });

  test('when the schema is not the reviewed one', async () => {
    const lock = await withSession(request.source, 'source', async (session) => lockSchema(await readSchema(session, ['app'])));
    const source = await server.database('drifted', ...tiny);
    expect(await refused({ source, lock, policy: keepAll })).toContain('- app.t: must be as in schema.lock.json, it was added; review the policy, then write the lock anew');
  });

  test('when a column is no longer what was reviewed', async () => {
    const lock = await withSession(tinySource, 'source', async (session) => lockSchema(await readSchema(session, ['app'])));
    const source = await server.database('drifted', 'create schema app; create table app.t (id bigint primary key)');
    expect(await refused({ source, lock })).toBe(['database schema has 2 problems', '- app.t.id: must be as in schema.lock.json, it was changed from integer not null to bigint not null; review the policy, then write the lock anew',
      '- app.t.v: must be as in schema.lock.json, it was removed from text; review the policy, then write the lock anew'].join('\n'));
  });

  test('when it has more domains than there is room for keys', async () => {
    const names = Array.from({ length: 989 }, (_, i) => `c${i}`);
    const source = await server.database('wide', `create schema app; create table app.t (${names.map((name) => `${name} text`).join(', ')})`);
    const by = small((p) => p.table('app.t', (t) => names.reduce((all, name) => all.mask('pseudonym', name, { domain: name }), t)));
    expect(await refused({ source, policy: by })).toBe('masking policy "small" has 1 problem\n- app.t: must take its own masked rows; the policy has more than 988 domains; let columns of one kind share theirs');
  });

  test('when a permission is missing', async () => {
    const source = await server.database('closed', ...tiny, 'drop role if exists reader; create role reader login');
    expect(await refused({ source: source.replace('postgres@', 'reader@'), policy: keepAll })).toContain('read from the source database: a permission is missing; grant it to the masking user, SQLSTATE 42501');
  });

  test('when row level security would hide rows from it', async () => {
    const source = await server.database('hidden', ...tiny, 'drop role if exists reader; create role reader login; grant usage on schema app to reader; grant select on app.t to reader; alter table app.t enable row level security; create policy few on app.t using (id < 10)');
    expect(await refused({ source: source.replace('postgres@', 'reader@'), policy: keepAll })).toContain('a permission is missing');
  });

  test('when a masked value breaks a check, without quoting it', async () => {
    const source = await server.database('checked', 'create schema app; create table app.t (id int primary key, v text check (v ~ \'^value\'))', tiny[1] ?? '');
    const message = await refused({ source, policy: keepAll });
    expect(message).toContain('- app.t: must take its own masked rows; write to the source database: a check constraint refused the masked data; choose a masker that conforms (table sample, constraint t_v_check), SQLSTATE 23514');
    expect(message).not.toContain('value 1');
  });

  test('when two spellings of a unique value mask alike', async () => {
    const source = await server.database('spelled', 'create schema app; create table app.t (id int primary key, v text unique)', "insert into app.t values (1, 'Anna@firm.test'), (2, 'anna@firm.test')");
    const message = await refused({ source, policy: keepAll }, 'spelled_target');
    expect(message).toBe('build constraints and indexes over the masked rows: a unique constraint refused the masked data; use an injective masker (table t, constraint t_v_key), SQLSTATE 23505');
    expect(await visible('spelled_target')).toEqual(['understudy_next_app']);
  });

  test('when the amounts do not fit their column', async () => {
    const source = await server.database('amounts', 'create schema app; create table app.t (id int primary key, v numeric(6, 2))', 'insert into app.t select g, 1 from generate_series(1, 500) g; insert into app.t values (501, 9999.99)');
    const by = small((p) => p.table('app.t', (t) => t.keep('test', 'id').mask('money', 'v', { group: 'g' })));
    expect(await refused({ source, policy: by })).toContain('- app.t.v: must hold amounts up to 999 times its largest, got "numeric(6,2)"; widen the column, use masker amount, which grows less, or remove the amounts');
  });

  test('when a document has a path nobody classified, far from the sample', async () => {
    const source = await server.database('paths', 'create schema app; create table app.t (id int primary key, v jsonb)', `insert into app.t select g, case when g = 900 then '{"a": {"Anna Muster": 1}}' else '{"a": {"b": "x"}}' end::jsonb from generate_series(1, 1000) g`);
    const by = small((p) => p.table('app.t', (t) => t.keep('test', 'id').json('v', { '$.a.b': { mask: 'pseudonym' } })));
    expect(await refused({ source, policy: by }, 'paths_target')).toBe('app.t.v: a member of $.a is not classified; compare the documents with the paths of the policy');
    expect(await visible('paths_target')).not.toContain('app');
  });

  test('when the schema or a partition changes during the run', async () => {
    for (const [change, message] of [['alter table app.t add w text', 'it was added to text'], ['create table app.p2 partition of app.p for values in (2)', 'a partition was added or removed during the run; run again']] as const) {
      const source = await server.database('moving', ...tiny, 'create table app.p (id int) partition by list (id)');
      const by = small((p) => p.table('app.t', (t) => t.keep('test', 'id').mask('email', 'v')).table('app.p', (t) => t.keep('test', 'id')));
      const changing: Promise<void>[] = [];
      const report = ({ event }: MaskEvent) => { if (event === 'chunk') changing.push(server.run('moving', change).catch(() => undefined)); };
      await expect(runMasking({ ...request, source, target: await server.database('moving_target'), policy: by, report: (event) => report(event), verify: () => Promise.resolve() })).rejects.toThrow(message);
      await Promise.all(changing);
      expect(await visible('moving_target')).not.toContain('app');
    }
  });

  test('when verification finds something: the old data stays', async () => {
    const target = await server.database('kept');
    const [from, by] = [{ source: tinySource, policy: keepAll }, keepAll];
    await runMasking({ ...request, ...from, target });
    const before = await digests('kept', by);
    await expect(runMasking({ ...request, ...from, target, keys: rootKeySource(Buffer.alloc(32, 9)), verify: () => Promise.reject(new Error('residue')) })).rejects.toThrow('residue');
    expect(await digests('kept', by)).toEqual(before);
  });

  test('when the connection is lost in mid-COPY', async () => {
    const source = await server.database('cut', ...tiny, "insert into app.t select g, repeat('x', 200) || g from generate_series(501, 60000) g");
    const target = await server.database('cut_target');
    const run = { isOver: false };
    const cut = async (): Promise<void> => {
      while (!run.isOver) {
        const killed = await server.rows('postgres', "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'cut_target' and query ilike 'copy%from stdin%' and state = 'active'");
        if (killed.length > 0) return;
      }
    };
    const cutting = { done: undefined as Promise<void> | undefined };
    const message = await runMasking({ ...request, source, target, policy: keepAll, report: ({ event }) => { if (event === 'planned') cutting.done = cut(); } }).then(() => 'finished', (error: Error) => error.message);
    run.isOver = true;
    await cutting.done;
    expect(message).toMatch(/connection was lost|database was shut down/);
    expect(await visible('cut_target')).not.toContain('app');
  });
});

describe('a run that verification stopped, of a source that is frozen,', () => {
  const made = small((p) => p.table('app.t', (t) => t.keep('test', 'id').mask('email', 'v')).synthetic('app.made', 5));
  const stopped = async (name: string) => {
    const run = { ...request, policy: made, frozen: true, source: await server.database('halted_source', ...tiny, 'create table app.made (id int primary key, w text)'), target: await server.database(name) };
    await expect(runMasking({ ...run, verify: () => Promise.reject(new Error('residue')) })).rejects.toThrow('residue');
    return async () => {
      const events = new Set<string>();
      const { rows } = await runMasking({ ...run, report: ({ event }) => events.add(event) });
      expect([...rows]).toEqual([['app.t', 500], ['app.made', 5]]);
      return [...events];
    };
  };

  test('is verified again and put in place, with nothing loaded twice', async () => {
    const again = await stopped('halted');
    expect(await again()).toEqual(['planning', 'planned', 'verifying', 'finished']);
    expect([await count('halted', 'select count(*) from app.t'), await count('halted', 'select count(*) from app.made')]).toEqual([500, 5]);
  });

  test('begins anew where somebody removed what it had built', async () => {
    const again = await stopped('swept');
    await server.run('swept', 'drop schema understudy_next_app cascade');
    expect(await again()).toEqual(['planning', 'planned', 'chunk', 'synthetic', 'constraining', 'verifying', 'finished']);
  });
});

test('a target that is slower than its source gets every row, and few of them wait in between', async () => {
  await server.database('patient', `create table t (id int, v text); create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return new; end $$;
    create trigger slow before insert on t for each row when (new.id = 9) execute function wait()`);
  const most = { waiting: 0 };
  await withSession(request.source, 'source', (source) => withSession(server.url('patient'), 'target', (target) => {
    const { stream } = (target.client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
    return copyThrough(source, "select g, repeat('Anna Muster ', 100) from generate_series(1, 15000) g", target, 't (id, v)', (piece) => {
      most.waiting = Math.max(most.waiting, stream.writableLength);
      return piece;
    }, 't');
  }));
  expect(await count('patient', 'select count(*) from t')).toBe(15_000);
  expect(most.waiting).toBeLessThan(1 << 19); // of 18 MB
});

describe('rows of every shape', () => {
  const by = new PolicyBuilder('shapes', ['app']).table('app.t', (t) => t.keep('test', 'id').mask('free-text', 'v')).build();
  test.each([['no rows', 'select 1, null where false', 0], ['a row of many megabytes', `select 1, repeat('Anna Muster ', ${87_382 * Number(process.env['ROW_MEGABYTES'] ?? 2)})`, 1], ['a text of control characters', "select 1, E'a\\tb\\nc\\\\d\\r' || chr(1)", 1]])('%s', async (_, rows, expected) => {
    const source = await server.database('shapes', 'create schema app; create table app.t (id int primary key, v text)', `insert into app.t ${rows}`);
    const result = await runMasking({ ...request, source, target: await server.database('shapes_target'), policy: by });
    expect(result.rows.get('app.t')).toBe(expected);
    expect(await count('shapes_target', "select count(*) from app.t where v like '%Anna%'")).toBe(0);
  }, 60_000);
});
