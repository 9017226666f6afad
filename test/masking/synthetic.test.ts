import { runMasking } from '../../runtime/masking/engine/run-masking';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let source = '';
const keys = rootKeySource(testKey);
const policy = examplePolicy((p) => p.addSynthetic('app.client', 30).addSynthetic('app.project', 60).addSynthetic('app.absence', 40).synthetic('app.export_run', 25).synthetic('app.session', 50));
jest.setTimeout(60_000);

beforeAll(async () => {
  server = await TestServer.start();
  source = await server.database('firm', ...exampleDatabase(1));
  await runMasking({ source, target: await server.database('staging'), policy, keys });
});
afterAll(() => server.stop());
const rows = <Row extends object>(sql: string) => server.rows<Row>('staging', sql);

test('synthetic rows are added to masked ones, or are all a table has', async () => {
  expect(await rows("select (select count(*) from app.client)::int as clients, (select count(*) from app.project)::int as projects, (select count(*) from app.export_run)::int as exports, (select count(*) from app.session)::int as sessions"))
    .toEqual([{ clients: 70, projects: 120, exports: 25, sessions: 50 }]);
});

test('what was made passes the same verification as what was masked', async () => {
  expect((await verifyMasking({ source, target: server.url('staging'), policy })).gates.flatMap(({ gate, findings }) => findings.map(({ at, what }) => `${gate}: ${at}: ${what}`))).toEqual([]);
});

test('made rows refer to masked ones, some parents having many', async () => {
  const [most] = await rows<{ n: number }>('select count(*)::int as n from app.project where id > 1000 group by client_id order by 1 desc limit 1');
  expect(most?.n).toBeGreaterThan(3);
});

test('values from the edge are among them: empty, longest, other scripts, leap days', async () => {
  const [edge] = await rows<{ odd: number; leap: number }>("select (select count(*) from app.export_run where file_name is null or file_name = '' or file_name ~ '[^ -~]' or length(file_name) > 100)::int as odd, (select count(*) from app.session where from_ip is null)::int as leap");
  expect(edge?.odd).toBeGreaterThan(0);
  expect(edge?.leap).toBeGreaterThan(0);
});

test('the next insert gets a number of its own', async () => {
  expect(await rows("insert into app.client (tenant_id, name) values (1, 'new') returning id > 1000 as free")).toEqual([{ free: true }]);
});

test('the same key makes the same rows', async () => {
  await runMasking({ source, target: await server.database('again'), policy, keys });
  const digest = (database: string) => server.rows(database, "select md5(string_agg(c::text, ';' order by id)) as digest from app.client c where name <> 'new'");
  expect(await digest('again')).toEqual(await digest('staging'));
});

test('rows can be made for columns of every type, also where null is not allowed', async () => {
  const types = {
    n: 'int', m: 'numeric(8,2)', b: 'boolean', d: 'date', t: 'timestamptz', u: 'uuid', e: 'app.mood', j: 'jsonb', y: 'bytea', ti: 'time', iv: 'interval', r: 'daterange', ip: 'inet', bits: 'bit varying(8)', list: 'text[]',
    mail: 'text unique', phone: 'varchar(20)', website: 'text', currency: 'char(3)', title: 'varchar(10)', note: 'text', code: 'int unique',
  };
  const columns = Object.entries(types).map(([name, type]) => `${name} ${type.replace(' unique', '')} not null${type.endsWith(' unique') ? ' unique' : ''}, ${name}_or_not ${type.replace(' unique', '')}`).join(', ');
  const every = await server.database('every', `create schema app; create type app.mood as enum ('calm', 'keen'); create table app.every (id int generated always as identity primary key, ${columns})`);
  const by = new PolicyBuilder('every', ['app']).synthetic('app.every', 200).build();
  const { rows: made } = await runMasking({ source: every, target: await server.database('every_target'), policy: by, keys });
  expect(made.get('app.every')).toBe(200);
  const [facts] = await server.rows<object>('every_target', "select bool_or(b) and not bool_and(b) as both, count(distinct e)::int as moods, count(*) filter (where d = '2024-02-29')::int > 0 as leap, count(n_or_not)::int < 200 as nulls, count(distinct code)::int as codes, bool_or(n = 0) as zero from app.every");
  expect(facts).toEqual({ both: true, moods: 2, leap: true, nulls: true, codes: 200, zero: true });
});

test('rows that refer to several tables of one tenant stay within that tenant', async () => {
  const shared = await server.database('tenants', `create schema app; create table app.tenant (id int primary key);
    create table app.client (tenant_id int references app.tenant, id int, primary key (tenant_id, id)); create table app.office (tenant_id int references app.tenant, id int, primary key (tenant_id, id));
    create table app.visit (id int primary key, tenant_id int not null, client_id int not null, office_id int, foreign key (tenant_id, client_id) references app.client, foreign key (tenant_id, office_id) references app.office)`,
  'insert into app.tenant select g from generate_series(1, 8) g; insert into app.client select t, c from generate_series(1, 8) t, generate_series(1, 5) c; insert into app.office select t, 10 * t + o from generate_series(2, 8, 2) t, generate_series(1, 3) o');
  const by = new PolicyBuilder('tenants', ['app']).table('app.tenant', (t) => t.keep('key', 'id')).table('app.client', (t) => t.keep('key', 'id')).table('app.office', (t) => t.keep('key', 'id')).synthetic('app.visit', 80).build();
  const { rows: made } = await runMasking({ source: shared, target: await server.database('tenants_target'), policy: by, keys });
  expect(made.get('app.visit')).toBe(80);
  expect(await server.rows('tenants_target', 'select count(distinct tenant_id) > 3 as several, count(office_id) between 1 and 79 as some from app.visit')).toEqual([{ several: true, some: true }]);
});

test.each([
  ['a parent of each kind is needed, and not every tenant has one', `create table app.client (tenant_id int, id int, primary key (tenant_id, id)); create table app.office (tenant_id int, id int, primary key (tenant_id, id));
    create table app.made (id int primary key, tenant_id int not null, client_id int not null, office_id int not null, foreign key (tenant_id, client_id) references app.client, foreign key (tenant_id, office_id) references app.office);
    insert into app.client select g, g from generate_series(1, 8) g; insert into app.office select g, 1 from generate_series(2, 8, 2) g`, ['app.client', 'app.office'], ['tenant_id', 'id']],
  ['one column refers to two tables', `create table app.person (id int primary key); create table app.visitor (id int primary key); create table app.made (id int primary key, by_id int not null references app.person references app.visitor);
    insert into app.person select g from generate_series(1, 8) g; insert into app.visitor select g from generate_series(2, 8, 2) g`, ['app.person', 'app.visitor'], ['id']],
])('where %s, rows are made until they fit', async (_, statements, parents, columns) => {
  const picky = await server.database('picky', `create schema app; ${statements}`);
  const by = parents.reduce((all, name) => all.table(name, (t) => t.keep('key', ...columns)), new PolicyBuilder('picky', ['app'])).synthetic('app.made', 30).build();
  const { rows: made } = await runMasking({ source: picky, target: await server.database('picky_target'), policy: by, keys });
  expect(made.get('app.made')).toBe(30);
});

test('where each parent may be referenced once, there are as many rows as parents', async () => {
  const single = await server.database('single', 'create schema app; create table app.person (id int primary key); create table app.badge (id int primary key, person_id int not null unique references app.person)', 'insert into app.person select g from generate_series(1, 4) g');
  const by = new PolicyBuilder('single', ['app']).table('app.person', (t) => t.keep('key', 'id')).synthetic('app.badge', 30).build();
  const { rows: made } = await runMasking({ source: single, target: await server.database('single_target'), policy: by, keys });
  expect(made.get('app.badge')).toBe(4);
});

test('an enumeration in schema public, under a domain too, gets its labels', async () => {
  const moods = await server.database('moods', "create type mood as enum ('calm', 'keen'); create domain feeling as mood; create domain deeper as feeling; create table day (id int primary key, felt mood not null, deep deeper not null)");
  const by = new PolicyBuilder('moods', ['public']).synthetic('public.day', 40).build();
  await runMasking({ source: moods, target: await server.database('moods_target'), policy: by, keys });
  expect(await server.rows('moods_target', 'select count(distinct felt)::int as felt, count(distinct deep)::int as deep from day')).toEqual([{ felt: 2, deep: 2 }]);
});

test('a reference to an empty table is refused', async () => {
  const bare = await server.database('bare', 'create schema app; create table app.a (id int primary key); create table app.b (id int primary key, a_id int not null references app.a)');
  const by = new PolicyBuilder('bare', ['app']).table('app.a', (t) => t.keep('key', 'id')).synthetic('app.b', 3).build();
  await expect(runMasking({ source: bare, target: await server.database('bare_target'), policy: by, keys })).rejects.toThrow('app.b: no synthetic row can reference app.a, which has no rows; copy or make some');
});
