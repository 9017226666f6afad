// What masking costs, paired in one run with `pg_dump | psql` of the same table: rows a second, processor time, memory,
// verification, restore check, plan and subset.
// Usage: npm run bench-masking [-- ROWS [PAIRS [MANY_ROWS [only]]]]; `only` leaves out what comes after masking. Makes a PostgreSQL server of its own. Ends with 1 when a claim does not hold.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { runMasking } from '../runtime/masking/engine/run-masking';
import { makePlan } from '../runtime/masking/plan/make-plan';
import { withSession } from '../runtime/masking/postgres/session';
import type { SubsetPolicy } from '../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../runtime/masking/prf/key-source';
import { readSchema } from '../runtime/masking/schema/read-schema';
import { dropSubset } from '../runtime/masking/subset/take-subset';
import { tableDigests } from '../runtime/masking/verify/table-digest';
import { verifyMasking } from '../runtime/masking/verify/verify-masking';
import { examplePolicy } from '../test/masking/example-policy';
import { TestServer, exampleDatabase } from '../test/masking/postgres';

const claims = { share: 0.6, megabytes: 150, verification: 1.2, restoreMicroseconds: 4, planSeconds: 20 };
const keys = rootKeySource(Buffer.alloc(32, 7));

const schema = `create schema app; create table app.contact (
  id int primary key, client_id int not null, full_name text not null, email text not null, phone text, address text, iban text, rate numeric(12, 2), note text, attributes jsonb, active boolean not null, created_on date not null)`;
const data = (rows: number): string[] => [`insert into app.contact select g, g / 20, 'Kontakt' || g || ' Nachname' || (g::bigint * 7919 % 99991), 'kontakt' || g || '@fabrik-' || (g / 20) || '.test', '+49 170 ' || (1000000 + g), 'Hauptstrasse ' || g || ', 10115 Musterhausen',
  'DE' || lpad((g % 97)::text, 2, '0') || '600501017' || lpad(g::text, 9, '0'), 50 + g % 150 + 0.25, 'Prefers calls in the morning, file ' || g || ' of the archive',
  jsonb_build_object('contact', jsonb_build_object('email', 'privat' || g || '@post.test', 'phone', '+49 171 ' || (2000000 + g)), 'language', 'de'), g % 3 > 0, date '2020-01-01' + g % 2000 from generate_series(1, ${rows}) g`, 'vacuum analyze app.contact'];

// Ten masked values in eight columns of twelve.
const policy = new PolicyBuilder('bench', ['app']).table('app.contact', (t) => t
  .keep('surrogate key', 'id', 'client_id').keep('a state', 'active').keep('when the row was made', 'created_on').mask('person-name', 'full_name').mask('email', 'email').mask('phone', 'phone')
  .mask('address', 'address').mask('iban', 'iban').mask('money', 'rate', { group: 'billing' }).mask('free-text', 'note')
  .json('attributes', { '$.contact.email': { mask: 'email' }, '$.contact.phone': { mask: 'phone' }, '$.language': { keep: 'a language' } })).build();

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const say = (claim: string, holds: boolean): void => {
  console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}`);
  if (!holds) process.exitCode = 1;
};

/** Seconds on the clock, and of all processors together: the server's processes and those this one started. */
interface Cost { readonly wall: number; readonly cpu: number }

async function costOf(server: TestServer, work: () => Promise<void> | void): Promise<Cost> {
  const cpu = (): number => {
    const own = process.cpuUsage();
    return server.cpuSeconds() + (own.user + own.system) / 1e6 + childSeconds();
  };
  const [start, before] = [process.hrtime.bigint(), cpu()];
  await work();
  return { wall: Number(process.hrtime.bigint() - start) / 1e9, cpu: cpu() - before };
}

// What Linux counts of processes that have ended, in hundredths of seconds.
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

// In a process of its own, as a run is; answers the most megabytes it had.
function maskInChild(source: string, target: string): number {
  const run = spawnSync(process.execPath, [__filename, '--mask', source, target], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error('masking failed');
  return Number(run.stdout);
}

async function mask(source: string, target: string): Promise<void> {
  await runMasking({ source, target, policy, keys });
  console.log(mostMegabytes());
}

// The most memory this process had.
const mostMegabytes = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;

function dumpAndLoad(source: string, target: string): void {
  const copied = spawnSync('sh', ['-c', `pg_dump --dbname=${source} --table=app.contact | psql --quiet --dbname=${target}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (copied.status !== 0) throw new Error('pg_dump | psql failed');
}

async function masking(server: TestServer, source: string, rows: number, pairs: number): Promise<{ masked: Cost; megabytes: number }> {
  const taken: { copy: Cost; mask: Cost }[] = [];
  let megabytes = 0;
  for (let pair = 1; pair <= pairs; pair++) {
    const [copyTarget, maskTarget] = [await server.database('copied', 'create schema app'), await server.database('masked')];
    const copy = await costOf(server, () => dumpAndLoad(source, copyTarget));
    const masked = await costOf(server, () => { megabytes = Math.max(megabytes, maskInChild(source, maskTarget)); });
    taken.push({ copy, mask: masked });
    const each = ({ wall, cpu }: Cost): string => `${Math.round(rows / wall)} rows/s, ${(cpu * 1e6 / rows).toFixed(1)} us of processor a row`;
    console.log(`pair ${pair}: pg_dump | psql ${each(copy)}; masked ${each(masked)}; ${(100 * copy.wall / masked.wall).toFixed(0)} % on the clock; load ${loadavg()[0]?.toFixed(1)}`);
  }
  const share = median(taken.map(({ copy, mask: masked }) => copy.wall / masked.wall));
  const least = (costs: readonly Cost[]): Cost => ({ wall: Math.min(...costs.map(({ wall }) => wall)), cpu: Math.min(...costs.map(({ cpu }) => cpu)) });
  const best = { copy: least(taken.map(({ copy }) => copy)), mask: least(taken.map((pair) => pair.mask)) };
  console.log(`least processor time: pg_dump | psql ${(best.copy.cpu * 1e6 / rows).toFixed(1)}, masked ${(best.mask.cpu * 1e6 / rows).toFixed(1)} us a row`);
  say(`masking reaches ${claims.share * 100} % of pg_dump | psql, median of ${pairs} pairs: ${(share * 100).toFixed(0)} %`, share >= claims.share);
  return { masked: { wall: median(taken.map((pair) => pair.mask.wall)), cpu: median(taken.map((pair) => pair.mask.cpu)) }, megabytes };
}

async function memory(server: TestServer, rows: number, megabytes: number, many: number): Promise<void> {
  const large = many === 0 ? megabytes : maskInChild(await server.database('many', schema, ...data(many)), await server.database('many_masked'));
  say(`memory stays below ${claims.megabytes} MB and does not grow with the table: ${megabytes.toFixed(0)} MB for ${rows} rows, ${large.toFixed(0)} MB for ${many}`, Math.max(large, megabytes) < claims.megabytes && large < 1.2 * megabytes);
}

// With as many threads as there are processors, as in a run.
function verifyInChild(source: string, target: string): { passed: boolean; megabytes: number } {
  const run = spawnSync(process.execPath, [__filename, '--verify', source, target], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error('verification failed');
  return JSON.parse(run.stdout) as { passed: boolean; megabytes: number };
}

async function verify(source: string, target: string): Promise<void> {
  const { passed } = await verifyMasking({ source, target, policy });
  console.log(JSON.stringify({ passed, megabytes: mostMegabytes() }));
}

async function afterwards(server: TestServer, source: string, rows: number, masked: Cost): Promise<void> {
  const verified = { passed: false, megabytes: 0 };
  const verification = await costOf(server, () => { Object.assign(verified, verifyInChild(source, server.url('masked'))); });
  console.log(`verified in ${(verification.wall * 1e6 / rows).toFixed(1)} us on the clock, ${(verification.cpu * 1e6 / rows).toFixed(1)} of processor time a row, with ${verified.megabytes.toFixed(0)} MB; load ${loadavg()[0]?.toFixed(1)}`);
  say(`verification passes and takes at most ${claims.verification} times the masking: ${(verification.wall / masked.wall).toFixed(2)} on the clock, ${(verification.cpu / masked.cpu).toFixed(2)} of processor time`, verified.passed && verification.wall <= claims.verification * masked.wall);
  const checked = await costOf(server, () => withSession(server.url('masked'), 'masked', async (session) => {
    await tableDigests(session, await readSchema(session, ['app']), ['app.contact']);
  }));
  const each = (seconds: number): number => seconds * 1e6 / rows;
  say(`a restore is checked in at most ${claims.restoreMicroseconds} microseconds a row: ${each(checked.wall).toFixed(2)} on the clock, ${each(checked.cpu).toFixed(2)} of processor time`, each(checked.wall) <= claims.restoreMicroseconds);
}

const tenth: SubsetPolicy = {
  seeds: [{ table: 'app.client', oneIn: 10 }], rowBudget: 2_000_000,
  edges: [
    { table: 'app.project', columns: ['client_id'], children: 3 }, { table: 'app.invoice', columns: ['project_id'], children: 2 },
    { table: 'app.invoice_line', columns: ['invoice_id'], children: 10 }, { table: 'app.time_entry', columns: ['project_id'], children: 20 },
    { table: 'app.employee', columns: ['manager_id'], parent: 'null' }, { table: 'app.client', columns: ['parent_id'], parent: 'null' },
  ],
  whole: ['app.currency', 'app.country', 'app.tenant', 'app.skill', 'app.feature_flag', 'app.event', 'app.event_archive'],
};

// The example's firm, 290 times as large: two million rows in 40 tables, of which a subset is taken.
async function planning(server: TestServer): Promise<void> {
  const source = await server.database('firm', ...exampleDatabase(290), 'analyze');
  const found = { rows: 0, kept: 0 };
  const { wall, cpu } = await costOf(server, async () => {
    const { plan } = await makePlan({ source, policy: examplePolicy((p) => p.subset(tenth)), keys });
    found.rows = (plan.subset?.tables ?? []).reduce((sum, { total }) => sum + total, 0);
    found.kept = plan.subset?.rows ?? 0;
  });
  await withSession(source, 'source', dropSubset);
  say(`plan and subset of ${found.rows} rows (${found.kept} kept) take at most ${claims.planSeconds} s: ${wall.toFixed(1)} on the clock, ${cpu.toFixed(1)} of processor time`, wall <= claims.planSeconds);
}

async function main(): Promise<void> {
  const [rows = 3_000_000, pairs = 5, many = 5_000_000] = process.argv.slice(2, 5).map(Number);
  const all = process.argv[5] !== 'only';
  const server = await TestServer.start();
  try {
    const source = await server.database('source', schema, ...data(rows));
    const { masked, megabytes } = await masking(server, source, rows, pairs);
    if (all) await afterwards(server, source, rows, masked);
    await memory(server, rows, megabytes, many);
    if (all) await planning(server);
  } finally {
    server.stop();
  }
}

const [, , work, from = '', to = ''] = process.argv;
// A thread of the verification loads this file too, as a module.
if (isMainThread) void (work === '--mask' ? mask(from, to) : work === '--verify' ? verify(from, to) : main());
