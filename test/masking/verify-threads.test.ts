import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runMasking } from '../../runtime/masking/engine/run-masking';
import { canonicalJson } from '../../runtime/masking/policy/canonical-json';
import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';
import { countsOfChildren, programForChild } from './program-for-child';

let server: TestServer;
let source: string;
let target: string;
const policy = examplePolicy();
const directory = mkdtempSync(join(resolve(__dirname, '../..'), 'node_modules/.understudy-'));
const program = join(directory, 'verify.js');
jest.setTimeout(120_000);

beforeAll(async () => {
  await programForChild(join(__dirname, 'verify-in-child.ts'), program);
  server = await TestServer.start();
  source = await server.database('firm', ...exampleDatabase(1));
  target = await server.database('staging');
  await runMasking({ source, target, policy, keys: rootKeySource(testKey) });
});
afterAll(() => {
  server.stop();
  countsOfChildren(directory);
  rmSync(directory, { recursive: true });
});

const verify = (threads: number | 'any', fate = 'live', of: Partial<{ source: string; target: string; policy: MaskingPolicy }> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, of.source ?? source, of.target ?? target, canonicalJson(of.policy ?? policy), String(threads), fate], { encoding: 'utf8' });
  return { status, stderr, found: stdout === '' ? undefined : (JSON.parse(stdout) as { gates: { gate: string; passed: boolean; findings: unknown[] }[] }) };
};

test('three threads, bundled into one file, say of a clean target what one says', () => {
  const one = verify(1);
  expect(one.found?.gates.filter(({ passed }) => !passed)).toEqual([]);
  expect(verify(3)).toEqual(one);
});

test('three threads find the leaks that one finds, whichever of them reads the value and whichever the leak', async () => {
  const leaky = await server.database('leaky');
  await runMasking({ source, target: leaky, policy, keys: rootKeySource(testKey) });
  const [values] = await server.rows<{ name: string; email: string; ceo: string }>('firm',
    "select (select full_name from app.person where id = 3) as name, (select email::text from app.person where id = 4) as email, (select profile ->> 'ceo' from app.client where id = 3) as ceo");
  await server.run('leaky', `update app.team set name = 'for ${values?.name ?? ''}' where id = 1; update app.office set name = '${values?.email ?? ''}' where id = 2; update app.skill set name = '${values?.ceo ?? ''}' where id = 3`);
  const one = verify(1, 'live', { target: leaky });
  expect(one.found?.gates.find(({ gate }) => gate === 'residue')?.findings).toEqual(['app.office.name', 'app.skill.name', 'app.team.name'].map((at) => ({ at, what: 'value of the source', count: 1 })));
  expect(verify(3, 'live', { target: leaky })).toEqual(one);
});

describe('a table of many pages is read in parts, and a leak is found in each,', () => {
  const large = new PolicyBuilder('large', ['app']).table('app.page', (t) => t.keep('a key', 'id').mask('email', 'mail').keep('wrongly', 'said')).build();
  const planted = { at: 'app.page.said', what: 'value of the source', count: 4 };
  let request: { readonly source: string; readonly target: string; readonly policy: MaskingPolicy };
  beforeAll(async () => {
    const pages = await server.database('pages', "create schema app; create table app.page (id int primary key, mail text not null, said text) with (fillfactor = 10)",
      "insert into app.page select g, 'brunhilde' || g || '@firm.test', repeat('. ', 350) || case when g in (3, 2047, 2050, 4200) then 'brunhilde' || g || '@firm.test' else '' end from generate_series(1, 4200) g");
    request = { source: pages, target: await server.database('pages_target'), policy: large };
    await runMasking({ ...request, keys: rootKeySource(testKey) });
  });
  const found = (gates: readonly { readonly gate: string; readonly findings: readonly unknown[] }[] = []) => Object.fromEntries(gates.filter(({ findings }) => findings.length > 0).map(({ gate, findings }) => [gate, findings]));

  test('by one thread', async () => {
    expect(await server.rows('pages_target', "select pg_relation_size('app.page') / 8192 > 4096 as many")).toEqual([{ many: true }]);
    expect(found((await verifyMasking(request)).gates)).toMatchObject({ residue: [planted] });
  });
  test.each([[3], ['any' as const]])('by threads: %s', (threads) => expect(found(verify(threads, 'live', request).found?.gates)).toMatchObject({ residue: [planted] }));
  test('by threads that have no source beside them', () => expect(found(verify(2, 'live', { ...request, source: '' }).found?.gates)).toEqual({ 'personal data': [{ ...planted, what: 'e-mail address' }] }));
});

test('a thread that the database does not let in fails the verification, and says why', async () => {
  await server.run('staging', 'create role guest login bypassrls connection limit 2; grant pg_read_all_data, pg_monitor to guest');
  const as = (url: string) => url.replace('postgres@', 'guest@');
  const { status, stderr } = verify(2, 'live', { source: as(source), target: as(target) });
  expect([status, stderr]).toEqual([1, 'open the target database: the database ran out of a resource, SQLSTATE 53300']);
});

test('a thread that ends early fails the verification', () => {
  expect(verify(2, 'die')).toEqual({ status: 1, found: undefined, stderr: 'a thread of the verification ended early; run it again, with more memory if it ends so again' });
});
