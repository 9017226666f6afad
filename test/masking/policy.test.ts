import { canonicalJson, versionOf } from '../../runtime/masking/policy/canonical-json';
import type { JsonPaths, MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { parsePolicy } from '../../runtime/masking/policy/parse-policy';
import { PolicyBuilder, TableBuilder } from '../../runtime/masking/policy/policy-builder';
import { checkCoverage } from '../../runtime/masking/plan/check-coverage';
import { refuseMasks } from '../../runtime/masking/plan/refuse-masks';
import { resolveDispositions } from '../../runtime/masking/plan/resolve-dispositions';
import type { DatabaseSchema } from '../../runtime/masking/schema/database-schema';
import { readSchema } from '../../runtime/masking/schema/read-schema';
import { withSession } from '../../runtime/masking/postgres/session';
import { DefinitionError } from '../../lib/values/problems';
import { examplePolicy } from './example-policy';
import { exampleFile, TestServer } from './postgres';

let server: TestServer;
let schema: DatabaseSchema;
const readAlone = async (...statements: readonly string[]): Promise<DatabaseSchema> =>
  withSession(await server.database('changed', ...statements), 'source', (session) => readSchema(session, ['app']));
const readAfter = (change: string): Promise<DatabaseSchema> => readAlone(exampleFile('schema.sql'), change);

beforeAll(async () => {
  server = await TestServer.start();
  schema = await withSession(await server.database('firm', exampleFile('schema.sql')), 'source', (session) => readSchema(session, ['app']));
}, 60_000);
afterAll(() => server.stop());

function problems(policy: MaskingPolicy, of: DatabaseSchema = schema): string[] {
  const resolved = resolveDispositions(policy, of);
  const all = [...resolved.problems, ...checkCoverage(policy, of, resolved.dispositions), ...refuseMasks(policy, of, resolved.dispositions)];
  return new DefinitionError('policy', all).message.split('\n').slice(1);
}

/** The example's policy with one table's columns changed. */
function changed(table: string, columns: MaskingPolicy['tables'][string]['columns'], without: string[] = []): MaskingPolicy {
  const policy = examplePolicy();
  const own = policy.tables[table];
  const left = Object.fromEntries(Object.entries({ ...own?.columns, ...columns }).filter(([name]) => !without.includes(name)));
  return { ...policy, tables: { ...policy.tables, [table]: { strategy: 'copy', ...own, columns: left } } };
}

test('the example policy classifies every column of its 41 tables', () => expect(problems(examplePolicy())).toEqual([]));

test('a column that references another inherits its mask, through several tables', () => {
  const { dispositions } = resolveDispositions(changed('app.person', { id: { mask: 'integer' } }), schema);
  expect(dispositions.get('app.employee')?.get('manager_id')).toEqual({ mask: 'integer', domain: 'integer' });
  expect(dispositions.get('app.project')?.get('lead_id')).toEqual({ mask: 'integer', domain: 'integer' });
});

test.each<[string, string, string, string]>([
  ['in a circle', 'create table app.a (id int primary key); create table app.b (id int primary key references app.a); alter table app.a add foreign key (id) references app.b deferrable', 'app.b', 'id'],
  ['to its own table, with a column that both keys share', 'create table app.a (tenant int, id int, above int, primary key (tenant, id), foreign key (tenant, above) references app.a); create table app.b ()', 'app.a', 'above'],
])('a mask is inherited along references %s', async (_, tables, table, column) => {
  const of = await readAlone(`create schema app; ${tables}`);
  const policy = new PolicyBuilder('alone', ['app']).table('app.a', (t) => (table === 'app.a' ? t.keep('a key', 'tenant') : t).mask('integer', 'id')).table('app.b', (t) => t).build();
  expect(problems(policy, of)).toEqual([]);
  expect(resolveDispositions(policy, of).dispositions.get(table)?.get(column)).toEqual({ mask: 'integer', domain: 'integer' });
});

describe('an unclassified part of the database stops the run', () => {
  test.each([
    ['a new column', 'alter table app.office add fax text', '- app.office.fax: must be classified: no policy says what happens to this text; add keep with a reason, mask, json or remove'],
    ['a new citext column, which type allow-lists skip', 'alter table app.office add fax citext', '- app.office.fax: must be classified: no policy says what happens to this citext; add keep with a reason, mask, json or remove'],
    ['a new array column', 'alter table app.office add fax text[]', '- app.office.fax: must be classified: no policy says what happens to this text[]; add keep with a reason, mask, json or remove'],
    ['a new bytea column', 'alter table app.office add logo bytea', '- app.office.logo: must be classified: no policy says what happens to this bytea; add keep with a reason, mask, json or remove'],
    ['a new table', 'create table app.note (body text)', '- app.note: must be classified: no policy says what happens to this table; run understudy mask classify and review its proposal'],
    ['a table that went away', 'drop table app.export_run', '- app.export_run: must be a table of the database; remove it from the policy'],
    ['an unknown type', 'alter table app.skill drop name; alter table app.skill add name polygon', '- app.skill.name: must be removed: values of type polygon cannot be masked or verified; use { "remove": reason }'],
    ['a new field of a composite type', 'alter type app.dimensions add attribute owner text', '- app.project.area.owner: must be classified: no policy says what happens to this text; add "$.owner" with keep and a reason, mask or remove'],
  ])('%s', async (_, change, message) => expect(problems(examplePolicy(), await readAfter(change))).toEqual([message]));

  test('a foreign table cannot be copied', async () => {
    const of = await readAfter('create extension postgres_fdw; create server live foreign data wrapper postgres_fdw; create foreign table app.remote (id int) server live');
    expect(problems(examplePolicy((policy) => policy.table('app.remote', (t) => t.keep('why not', 'id'))), of)).toEqual([
      '- app.remote: must be omitted: a foreign table reaches into another database; use { "strategy": "omit", "reason": ... }',
    ]);
    expect(problems(examplePolicy((policy) => policy.omit('lives elsewhere', 'app.remote')), of)).toEqual([]);
  });
});

describe('a mask that cannot work is refused before any row is read', () => {
  test.each<[string, MaskingPolicy, string]>([
    ['wider than the column', changed('app.employee', { number: { mask: 'pseudonym' } }), '- app.employee.number: must hold the 18 characters of masker pseudonym, got "character varying(12)"; widen the column or choose a shorter masker'],
    ['not injective on a unique column', changed('app.person', { email: { mask: 'person-name' } }), '- app.person.email: must be masked injectively: unique (email), got "person-name"; use code, email, file-name, pseudonym, unique-company, unique-iban, unique-phone, unique-tax-id, url, uuid'],
    ['not injective on one column of a unique pair', changed('app.client', { name: { mask: 'company' } }), '- app.client.name: must be masked injectively: unique (tenant_id, name), got "company"; use code, email, file-name, pseudonym, unique-company, unique-iban, unique-phone, unique-tax-id, url, uuid'],
    ['on a partition key', changed('app.time_entry', { worked_on: { mask: 'date-shift', subject: 'person_id' } }), '- app.time_entry.worked_on: must not be masked: it decides the partition of a row; keep it with a reason, or partition the table by another column'],
    ['of an unknown name', changed('app.office', { city: { mask: 'town' } }), '- app.office.city: must name a masker, got "town"; use one of address, amount, bank-account, bytes'],
    ['for another type', changed('app.person', { born: { mask: 'email' } }), '- app.person.born: must be text for masker email, got "date"; choose another masker or remove the value'],
    ['of a date without a subject', changed('app.person', { born: { mask: 'date-shift' } }), '- app.person.born: must name a column of the same table as subject: dates move together per subject; add "subject"'],
    ['of money without a group', changed('app.rate', { hourly: { mask: 'money' } }), '- app.rate.hourly: must name a group: amounts that belong together share one factor; add "group"'],
    ['removal from a not null column', changed('app.rate', { hourly: { remove: 'secret' } }), '- app.rate.hourly: must allow null to be removed, got "numeric(10,2) not null"; mask it instead'],
    ['removal from a unique column', changed('app.person', { login: { remove: 'secret' } }), '- app.person.login: must not be removed: unique (login); use an injective masker, for example pseudonym'],
    ['a json column as one text', changed('app.person', { attributes: { mask: 'free-text' } }), '- app.person.attributes: must be classified path by path, got "jsonb"; use { "json": { "$.path": ... } } or { "remove": reason }'],
    ['json paths of another type', changed('app.person', { notes: { json: {} } }), '- app.person.notes: must be a json, xml, hstore or composite column to have paths, got "text"'],
    ['a generated column', changed('app.person', { full_name: { keep: 'computed' } }), '- app.person.full_name: must not have a disposition: the database computes it from masked columns; remove it from the policy'],
    ['a reference masked unlike its target', changed('app.team_member', { person_id: { mask: 'integer' } }), '- app.team_member.person_id: must mask alike app.person.id, which it references, got {"mask":"integer"}; leave the column out of the policy, it inherits'],
    ['a column that is not there', changed('app.office', { fax: { mask: 'phone' } }), '- app.office.fax: must be a column of the database; remove it from the policy'],
  ])('%s', (_, policy, message) => {
    const found = problems(policy);
    expect(found.map((line) => line.slice(0, message.length))).toContain(message);
  });

  const attributes = examplePolicy().tables['app.person']?.columns['attributes'] as { json: JsonPaths['json'] };
  const path = (inner: JsonPaths['json'][string]) => changed('app.person', { attributes: { json: { ...attributes.json, '$.x': inner } } });
  test.each<[string, MaskingPolicy, string]>([
    ['a group for a masker without one', changed('app.person', { email: { mask: 'email', group: 'g' } }), '- app.person.email: must not name a group: masker email has none, got "g"; remove "group"'],
    ['a subject for a masker without one', changed('app.person', { email: { mask: 'email', subject: 'id' } }), '- app.person.email: must not name a subject: masker email has none, got "id"; remove "subject"'],
    ['a path with a masker of an unknown name', path({ mask: 'town' }), '- app.person.attributes.x: must name a masker, got "town"; use one of address'],
    ['a path to bytes', path({ mask: 'bytes' }), '- app.person.attributes.x: must be removed: bytes within another value cannot be masked; use { "remove": reason }'],
    ['a path to a date without a subject', path({ mask: 'date-shift' }), '- app.person.attributes.x: must name a column of the same table as subject'],
    ['a field of a composite type that is not there', changed('app.project', { area: { json: { '$.width': { keep: 'a size' }, '$.height': { keep: 'a size' }, '$.depth': { keep: 'a size' } } } }), '- app.project.area: must be a field of app.dimensions, got "$.depth"; remove it from the policy'],
    ['a field that moves with another column', changed('app.project', { area: { json: { '$.width': { mask: 'date-shift', subject: 'id' }, '$.height': { keep: 'a size' } } } }), '- app.project.area.width: must not be masked by date-shift: its subject is another column; remove the value or mask it as free-text'],
    ['a virtual key of a table that is not there', examplePolicy((p) => p.virtualKey({ table: 'app.nothing', columns: ['id'], references: 'app.person', referencedColumns: ['id'] })), '- virtualKeys[0]: must join tables of the database, got "app.nothing"'],
    ['a virtual key of a column that is not there', examplePolicy((p) => p.virtualKey({ table: 'app.comment', columns: ['entity_id'], references: 'app.person', referencedColumns: ['number'] })), '- virtualKeys[0]: must join columns of the database, got "app.person.number"'],
    ['a reference to two columns that are masked unlike each other', examplePolicy((p) => p.virtualKey({ table: 'app.message', columns: ['sender'], references: 'app.person', referencedColumns: ['login'] }).virtualKey({ table: 'app.message', columns: ['sender'], references: 'app.person', referencedColumns: ['email'] })),
      '- app.message.sender: must mask alike app.person.login and app.person.email, which it references; give both the same disposition'],
  ])('%s', (_, policy, message) => {
    const found = problems(policy);
    expect(found.map((line) => line.slice(0, message.length))).toContain(message);
  });

  test('a column that is masked by path and unique', async () => {
    const of = await readAfter('create unique index on app.tenant (md5(settings::text))');
    expect(problems(examplePolicy(), of)).toContain('- app.tenant.settings: must not be masked by path: unique (settings)');
  });

  test.each<[string, string, MaskingPolicy, string]>([
    ['a mask of text for a boolean', 'alter table app.office add opened boolean unique', changed('app.office', { opened: { mask: 'pseudonym' } }), '- app.office.opened: must be text for masker pseudonym, got "boolean"; choose another masker or remove the value'],
    ['an array of documents', 'alter table app.office add sheets jsonb[]', changed('app.office', { sheets: { json: {} } }), '- app.office.sheets: must be removed: values of type jsonb[] cannot be masked or verified; use { "remove": reason }'],
    ['a date that is unique', 'alter table app.person add unique (born)', changed('app.person', { born: { mask: 'date-shift', subject: 'id' } }), '- app.person.born: must be masked injectively: unique (born), got "date-shift"; use keep with a reason'],
  ])('%s', async (_, change, policy, message) => expect(problems(policy, await readAfter(change))).toContain(message));

  test('but dates may be unique together with their subject, all of whose dates move alike, and an array of documents may stay', async () => {
    const of = await readAfter('alter table app.absence add unique (person_id, during); alter table app.office add sheets jsonb[]');
    expect(problems(changed('app.office', { sheets: { keep: 'drawings of rooms' } }), of)).toEqual([]);
  });

  test('a unique column that may be null may be removed', async () => {
    const of = await readAlone('create schema app; create table app.office (door text unique)');
    expect(problems(new PolicyBuilder('alone', ['app']).table('app.office', (t) => t.remove('opens it', 'door')).build(), of)).toEqual([]);
  });

  test('a reference may be removed, and an inheritance that is written down alike may stay', () => {
    const policy = changed('app.project', { lead_id: { remove: 'nobody asks' } });
    expect(resolveDispositions(policy, schema).dispositions.get('app.project')?.get('lead_id')).toEqual({ remove: 'nobody asks' });
    expect(problems({ ...policy, tables: { ...policy.tables, 'app.team_member': { strategy: 'copy', columns: { person_id: { keep: 'as the key it refers to' } } } } })).toEqual([]);
  });

  test('a reference to a table whose rows are not copied', () => {
    const policy = examplePolicy();
    const found = problems({ ...policy, tables: { ...policy.tables, 'app.skill': { strategy: 'empty', reason: 'not needed', columns: {} } } });
    expect(found).toContain('- app.person_skill.skill_id: must not reference app.skill, whose rows are not copied; remove the reference or copy the table');
  });
});

/** A policy as text: one table with these columns, or no table and these members. */
const one = (columns: object): string => JSON.stringify({ name: 'x', schemas: ['app'], tables: { 'app.t': { strategy: 'copy', columns } } });
const lists = (members: object): string => JSON.stringify({ name: 'x', schemas: ['app'], tables: {}, ...members });

describe('a policy', () => {
  test('has one version whatever the order of its members', () => {
    const policy = examplePolicy();
    const turned = { ...Object.fromEntries(Object.entries(policy).toReversed()), tables: Object.fromEntries(Object.entries(policy.tables).toReversed()) };
    expect(versionOf(turned)).toBe(versionOf(policy));
    expect(versionOf(changed('app.office', { city: { mask: 'street' } }))).not.toBe(versionOf(policy));
  });

  test('is canonical JSON: sorted, without white space', () => expect(canonicalJson({ b: [1, undefined, 'ü'], a: { d: null, c: undefined } })).toBe('{"a":{"d":null},"b":[1,null,"ü"]}'));

  test('is the same after it was written and read', () => expect(parsePolicy(canonicalJson(examplePolicy()))).toEqual(examplePolicy()));

  test('with two dispositions for a column is refused', () => {
    expect(() => new TableBuilder().keep('public', 'a').mask('email', 'a')).toThrow('column a has two dispositions; give it one');
  });

  test.each([
    ['{', 'masking policy has 1 problem\n- policy: must be JSON; check for a missing comma or brace'],
    ['{"name":"x","schemas":[],"tables":{}}', 'masking policy has 1 problem\n- schemas: must name at least one schema, got []'],
    ['{"name":"x","schemas":["app"],"tables":{"app.t":{"strategy":"copy","columns":{"a":{"keep":""}}}}}', 'masking policy has 1 problem\n- tables.app.t.a: must say why; write one sentence a reviewer accepts'],
    ['{"name":"x","schemas":["app"],"tables":{"app.t":{"strategy":"empty","columns":{}}}}', 'masking policy has 1 problem\n- tables.app.t.reason: must say why; write one sentence a reviewer accepts'],
    ['{"name":"x","schemas":["app"],"tables":{"app.t":{"strategy":"pass","columns":{"a":{}}}},"default":"keep"}',
      'masking policy has 3 problems\n- default: must be a member of a policy; use name, schemas, tables, virtualKeys, anonymity, publicValues, neverTargets, subset\n'
      + '- tables.app.t.strategy: must be one of copy, empty, omit, synthetic, got "pass"\n'
      + '- tables.app.t.a: must have exactly one of keep, mask, remove, json; use { "keep": reason }, { "mask": masker }, ...'],
    ['{"name":"x","schemas":["app"],"tables":{},"subset":{"seeds":[{"table":"app.t"}],"edges":[],"whole":[]}}',
      'masking policy has 2 problems\n- subset.rowBudget: must be a number of rows above 0; a subset without a budget can be the whole database\n- subset.seeds[0]: must have table and oneIn above 0, got {"table":"app.t"}'],
    ['[]', 'masking policy has 2 problems\n- name: must be a text\n- schemas: must name at least one schema'],
    ['{"name":"","schemas":["app",""],"tables":{"t":{"strategy":"synthetic","rows":-1},"app.u":{"strategy":"copy","rows":1.5}}}', 'masking policy has 5 problems\n- name: must be a text, got ""\n- schemas: must name at least one schema, got ["app",""]\n'
      + '- tables.t: must be named schema.table, got "t"\n- tables.t.rows: must be a number of rows, 0 or more, got -1\n- tables.app.u.rows: must be a number of rows, 0 or more, got 1.5'],
    [one({ a: { mask: '' }, b: { mask: 'email', column: 'c' }, c: { json: { 'a.b': { keep: 'known' }, '$.c': { json: {} }, '$.d': { remove: ' ' } } }, d: 7, e: { keep: 'both', remove: 'both' } }), 'masking policy has 7 problems\n- tables.app.t.a.mask: must be a text, got ""\n'
      + '- tables.app.t.b.column: must be mask, domain, subject or group\n- tables.app.t.c.json: must be a path like $.contact.email or $.phones[*], got "a.b"\n'
      + '- tables.app.t.c.c: must have exactly one of keep, mask, remove, json; use { "keep": reason }, { "mask": masker }, ...\n- tables.app.t.c.d: must say why; write one sentence a reviewer accepts\n'
      + '- tables.app.t.d: must have exactly one of keep, mask, remove, json; use { "keep": reason }, { "mask": masker }, ...\n- tables.app.t.e: must have exactly one of keep, mask, remove, json; use { "keep": reason }, { "mask": masker }, ...'],
    [lists({ virtualKeys: 'app.t', anonymity: {}, neverTargets: 7 }), 'masking policy has 3 problems\n- virtualKeys: must be a list, got "app.t"\n- anonymity: must be a list, got {}\n- neverTargets: must be a list, got 7'],
    ...([[{}, 2], [{ table: 'app.t', references: 7, columns: ['a'], referencedColumns: ['b'] }, 1], [{ table: 'app.t', references: 'app.u', columns: ['a'] }, 1], [{ table: 'app.t', references: 'app.u', columns: [], referencedColumns: [] }, 1], [{ table: 'app.t', references: 'app.u', columns: ['a'], referencedColumns: ['b', 'c'] }, 1]] as const)
      .map(([key, count]): [string, string] => [lists({ virtualKeys: [key] }), `masking policy has ${count} problem`]),
    ...[{}, { table: 'app.t', columns: 'a', k: 5 }, { table: 'app.t', columns: ['a'], k: 1.5 }, { table: 'app.t', columns: ['a'], k: 1 }, 7]
      .map((rule): [string, string] => [lists({ anonymity: [rule] }), 'masking policy has 1 problem\n- anonymity[0]: must name table, columns and k above 1']),
    [lists({ publicValues: { 'Anna Muster': '' } }), 'masking policy has 1 problem\n- publicValues.Anna Muster: must say why the value is public'],
    [lists({ subset: { rowBudget: 0, seeds: {}, edges: [], whole: [] } }), 'masking policy has 2 problems\n- subset.rowBudget: must be a number of rows above 0, got 0; a subset without a budget can be the whole database\n- subset.seeds: must be a list, got {}'],
    ...[{ table: 'app.t', oneIn: 0 }, { table: 7, oneIn: 2 }].map((seed): [string, string] => [lists({ subset: { rowBudget: 5, seeds: [seed], edges: [], whole: [] } }), 'masking policy has 1 problem\n- subset.seeds[0]: must have table and oneIn above 0']),
    ...[{}, { table: 'app.t', columns: 'a' }, { table: 'app.t', columns: ['a'], parent: 'cut' }, { table: 'app.t', columns: ['a'], children: -1 }]
      .map((edge): [string, string] => [lists({ subset: { rowBudget: 5, seeds: [], edges: [edge], whole: [] } }), 'masking policy has 1 problem\n- subset.edges[0]: must have table, columns, parent (follow or null) or children (a number)']),
  ])('that is wrong is refused with all its problems: %s', (text, message) => expect(() => parsePolicy(text)).toThrow(message));
});
