import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { runMasking } from '../../runtime/masking/engine/run-masking';
import { canonicalJson } from '../../runtime/masking/policy/canonical-json';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let source: string;
let target: string;
const policy = examplePolicy();
const directory = mkdtempSync(join(resolve(__dirname, '../..'), 'node_modules/.understudy-'));
const program = join(directory, 'verify.js');
jest.setTimeout(120_000);

beforeAll(async () => {
  buildSync({ entryPoints: [join(__dirname, 'verify-in-child.ts')], bundle: true, platform: 'node', packages: 'external', outfile: program, logLevel: 'error' });
  server = await TestServer.start();
  source = await server.database('firm', ...exampleDatabase(1));
  target = await server.database('staging');
  await runMasking({ source, target, policy, keys: rootKeySource(testKey) });
});
afterAll(() => {
  server.stop();
  rmSync(directory, { recursive: true });
});

const verify = (threads: number, fate = 'live', of = target) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, source, of, canonicalJson(policy), String(threads), fate], { encoding: 'utf8' });
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
  const one = verify(1, 'live', leaky);
  expect(one.found?.gates.find(({ gate }) => gate === 'residue')?.findings).toEqual(['app.office.name', 'app.skill.name', 'app.team.name'].map((at) => ({ at, what: 'value of the source', count: 1 })));
  expect(verify(3, 'live', leaky)).toEqual(one);
});

test('a thread that ends early fails the verification', () => {
  expect(verify(2, 'die')).toEqual({ status: 1, found: undefined, stderr: 'a thread of the verification ended early; run it again, with more memory if it ends so again' });
});
