import { runMasking } from '../../runtime/masking/engine/run-masking';
import { makePlan } from '../../runtime/masking/plan/make-plan';
import type { MaskingPolicy, SubsetPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let source = '';
const keys = rootKeySource(testKey);
jest.setTimeout(60_000);

beforeAll(async () => {
  server = await TestServer.start();
  source = await server.database('firm', ...exampleDatabase(1));
});
afterAll(() => server.stop());

const fifth: SubsetPolicy = {
  seeds: [{ table: 'app.client', oneIn: 5 }], rowBudget: 5000,
  edges: [
    { table: 'app.project', columns: ['client_id'], children: 3 }, { table: 'app.invoice', columns: ['project_id'], children: 2 },
    { table: 'app.invoice_line', columns: ['invoice_id'], children: 10 }, { table: 'app.time_entry', columns: ['project_id'], children: 5 },
    { table: 'app.employee', columns: ['manager_id'], parent: 'null' }, { table: 'app.client', columns: ['parent_id'], parent: 'null' },
  ],
  whole: ['app.currency', 'app.country', 'app.tenant', 'app.skill', 'app.feature_flag', 'app.event', 'app.event_archive'],
};
const projects = (subset: SubsetPolicy): MaskingPolicy => examplePolicy((p) => p.subset(subset)
  .virtualKey({ table: 'app.comment', columns: ['entity_id'], references: 'app.project', referencedColumns: ['id'], when: { column: 'entity', equals: 'project' } }));

describe('a subset', () => {
  let rows: ReadonlyMap<string, number>;
  let policy: MaskingPolicy;
  beforeAll(async () => {
    policy = projects({ ...fifth, seeds: [...fifth.seeds, { table: 'app.comment', oneIn: 10 }] });
    rows = (await runMasking({ source, target: await server.database('part'), policy, keys })).rows;
  });
  const count = async (sql: string) => Number((await server.rows<{ n: string }>('part', `select (${sql})::text as n`))[0]?.n);

  test('has some clients, their projects, and only what these need', () => {
    expect(rows.get('app.client')).toBeGreaterThan(2);
    expect(rows.get('app.client')).toBeLessThan(40);
    expect(rows.get('app.time_entry')).toBeLessThanOrEqual(5 * (rows.get('app.project') ?? 0));
    expect(rows.get('app.audit_log')).toBe(0);
    expect(rows.get('app.currency')).toBe(3);
  });

  test('passes verification: no reference, composite, cyclic or virtual, leads nowhere', async () => {
    const verification = await verifyMasking({ source, target: server.url('part'), policy, expectedRows: rows });
    expect(verification.gates.flatMap(({ findings }) => findings)).toEqual([]);
    expect(await count("select count(*) from app.comment where entity = 'project'")).toBeGreaterThan(0);
  });

  test('fails verification where it has other rows than its plan', async () => {
    const expected = new Map([...rows, ['app.client', (rows.get('app.client') ?? 0) + 2], ['app.gone', 7]]);
    const { gates } = await verifyMasking({ source, target: server.url('part'), policy, expectedRows: expected });
    expect(gates.flatMap(({ gate, findings }) => findings.map(({ at, what, count: by }) => `${gate}: ${at}: ${what} (${by})`)))
      .toEqual(['collapse: app.client: another number of rows than the plan (2)', 'collapse: app.gone: another number of rows than the plan (7)']);
  });

  test('cuts where the policy says so: managers are there or null', async () => {
    expect(await count('select count(*) from app.employee where manager_id is null')).toBeGreaterThan(0);
    expect(await count('select count(*) from app.employee e where manager_id is not null and not exists (select from app.employee m where m.id = e.manager_id)')).toBe(0);
  });

  test('is the same in the next refresh, another under another key', async () => {
    const names = async (database: string) => (await server.rows<{ id: number }>(database, 'select id from app.client order by id')).map(({ id }) => id);
    await runMasking({ source, target: await server.database('part_again'), policy, keys });
    await runMasking({ source, target: await server.database('part_other'), policy, keys: rootKeySource(Buffer.alloc(32, 1)) });
    expect(await names('part_again')).toEqual(await names('part'));
    expect(await names('part_other')).not.toEqual(await names('part'));
  });
});

test('the plan tells what a subset comes to, table by table, before anything is copied', async () => {
  const { plan } = await makePlan({ source, policy: projects(fifth), keys });
  expect(plan.subset?.tables.find(({ table }) => table === 'app.time_entry')).toEqual({ table: 'app.time_entry', kept: expect.any(Number), total: 3000 });
  expect(plan.subset?.rows).toBe(plan.subset?.tables.reduce((sum, { kept }) => sum + kept, 0));
});

test('a subset over its budget fails the plan and names where the rows are', async () => {
  await expect(makePlan({ source, policy: projects({ ...fifth, rowBudget: 100 }), keys })).rejects.toThrow(/^the subset has at least \d+ rows, the budget is 100 \(most: app\.[a-z_]+ \d+, app\.[a-z_]+ \d+, app\.[a-z_]+ \d+\); take fewer seeds or children, or cut an edge with parent null$/);
});

test.each<[string, Partial<SubsetPolicy>, string]>([
  ['an edge that is no reference', { edges: [{ table: 'app.office', columns: ['city'] }] }, '- subset.edges app.office (city): must be a reference of the database or a virtual key'],
  ['a cut that cannot be null', { edges: [{ table: 'app.project', columns: ['client_id'], parent: 'null' }] }, '- app.project.client_id: must allow null to be cut from its parent; use follow'],
  ['a seed that is not copied', { seeds: [{ table: 'app.session', oneIn: 2 }] }, '- subset: must name tables that are copied, got "app.session"'],
  ['a table without a primary key', { whole: fifth.whole.slice(0, 5) }, '- app.event: must have a primary key to be part of a subset; list it under subset.whole, or make it empty'],
])('%s is refused', async (_, change, message) => {
  await expect(makePlan({ source, policy: projects({ ...fifth, ...change }), keys })).rejects.toThrow(message);
});

test('a reference that only the policy knows is followed like one of the database', async () => {
  const known = await server.database('known', 'create schema app; create table app.person (id int primary key); create table app.note (id int primary key, about int)', 'insert into app.person select g from generate_series(1, 100) g; insert into app.note select g, g from generate_series(1, 100) g');
  const policy = new PolicyBuilder('known', ['app']).table('app.person', (t) => t.keep('key', 'id')).table('app.note', (t) => t.keep('key', 'id'))
    .virtualKey({ table: 'app.note', columns: ['about'], references: 'app.person', referencedColumns: ['id'] })
    .subset({ seeds: [{ table: 'app.note', oneIn: 4 }], edges: [], whole: [], rowBudget: 1000 }).build();
  const { rows } = await runMasking({ source: known, target: await server.database('known_part'), policy, keys });
  expect(rows.get('app.person')).toBeGreaterThan(5);
  expect(rows.get('app.person')).toBe(rows.get('app.note'));
  expect(await server.rows('known_part', 'select id from app.note where about not in (select id from app.person)')).toEqual([]);
});

test('a cycle and a self-reference end', async () => {
  const ring = await server.database('ring', `create schema app;
    create table app.a (id int primary key, b_id int); create table app.b (id int primary key, a_id int references app.a, b_id int references app.b);
    alter table app.a add foreign key (b_id) references app.b`,
  `insert into app.a select g, null from generate_series(1, 50) g; insert into app.b select g, g, nullif(g - 1, 0) from generate_series(1, 50) g; update app.a set b_id = 51 - id`);
  const policy = new PolicyBuilder('ring', ['app']).table('app.a', (t) => t.keep('key', 'id')).table('app.b', (t) => t.keep('key', 'id'))
    .subset({ seeds: [{ table: 'app.a', oneIn: 25 }], edges: [], whole: [], rowBudget: 1000 }).build();
  const { plan } = await makePlan({ source: ring, policy, keys });
  const kept = new Map(plan.subset?.tables.map((table) => [table.table, table.kept]));
  expect(kept.get('app.b')).toBeGreaterThan(0);
  expect(kept.get('app.a')).toBeGreaterThanOrEqual(kept.get('app.b') ?? 0);
});
