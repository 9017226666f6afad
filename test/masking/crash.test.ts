import { buildSync } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMasking } from '../../runtime/masking/engine/run-masking';
import { canonicalJson } from '../../runtime/masking/policy/canonical-json';
import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { examplePolicy } from './example-policy';
import { TestServer, exampleDatabase } from './postgres';
import { smallHouse, smallHousePolicy } from './small-house';
import type { ChildRun } from './run-in-child';

/** How often a run is killed, all in all. `npm run rehearse-masking`: 300 times. */
const points = Number(process.env['CRASH_POINTS'] ?? 4);
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

let server: TestServer;
const directory = mkdtempSync(join(tmpdir(), 'understudy-crash-'));
const program = join(directory, 'run.js');
beforeAll(async () => {
  buildSync({ entryPoints: [join(__dirname, 'run-in-child.ts')], bundle: true, minify: true, platform: 'node', external: ['pg-native'], outfile: program, logLevel: 'error' });
  server = await TestServer.start();
});
afterAll(() => {
  server.stop();
  rmSync(directory, { recursive: true });
});

interface Outcome { readonly killed: boolean; readonly code: number | null; readonly said: string; readonly milliseconds: number; readonly messages: number }

/** Runs in a process of its own, which kills itself at a message, or is killed some time after it began. */
// Without fetch, which a run does not need, a process starts in two thirds of the time.
const start = (run: ChildRun, killAfter?: number) => new Promise<Outcome>((done) => {
  const child = spawn(process.execPath, ['--no-experimental-fetch', program, JSON.stringify(run)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const heard = { text: '', since: 0 };
  child.stdout.on('data', (piece: Buffer) => {
    heard.text += piece.toString();
    if (heard.since > 0) return;
    heard.since = Date.now();
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  child.stderr.on('data', (piece: Buffer) => { heard.text += piece.toString(); });
  child.on('close', (code, signal) => done({ killed: signal === 'SIGKILL', code, said: heard.text, milliseconds: Date.now() - heard.since, messages: Number(heard.text.split('\n')[1]) }));
});

/** Waits until the server has noticed that a program is gone, and has ended what it left: a reader afterwards sees what stays. */
const released = async (database: string): Promise<void> => {
  const others = "select from pg_stat_activity where application_name = 'understudy-mask' and datname = $name$%$name$".replace('%', database);
  while ((await server.rows('postgres', others)).length > 0) await new Promise((later) => { setTimeout(later, 5); });
};

/** All that a reader of the schemas sees: rows, sequences, constraints, triggers, indexes, views. Nothing, if no schema is there. */
const stateOf = async (database: string, schemas: readonly string[]) => {
  const [row] = await server.rows<{ state: string }>(database, `
    with own as (select oid, nspname from pg_namespace where nspname = any('{${schemas.join()}}')),
    relation as (select c.oid, c.relkind, c.relispopulated, nspname, relname from pg_class c join own on own.oid = relnamespace)
    select coalesce(md5(string_agg(part, e'\\n' order by part collate "C")), 'nothing') as state from (
      select format('%s.%s %s', nspname, relname, query_to_xml(format('select t::text collate "C" as r from %s%I.%I t order by 1', case when relkind = 'r' then 'only ' else '' end, nspname, relname), true, true, '')) as part from relation where relkind in ('r', 'm') and relispopulated
      union all select format('%s.%s at %s', schemaname, sequencename, last_value) from pg_sequences where schemaname in (select nspname from own)
      union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where connamespace in (select oid from own)
      union all select pg_get_triggerdef(t.oid) from pg_trigger t join relation on relation.oid = tgrelid where not tgisinternal
      union all select pg_get_indexdef(i.indexrelid) from pg_index i join relation on relation.oid = i.indexrelid) parts`);
  return row?.state ?? '';
};

/** Relations of the target, whatever their schema, in which a value of the source is to be seen. */
const leaks = async (database: string, canary: string) => server.rows(database, `
  select oid::regclass::text as leak from pg_class where relkind in ('r', 'm') and relispopulated and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and query_to_xml(format('select 1 from only %s t where t::text ~* %L limit 1', oid::regclass, '${canary}'), false, false, '')::text like '%<row>%'`);

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
const randomFrom = (first: number) => {
  const state = { at: first };
  return (): number => {
    state.at = (state.at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state.at ^ (state.at >>> 15), 1 | state.at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

interface House { readonly name: string; readonly statements: readonly string[]; readonly policy: MaskingPolicy; readonly canary: string; readonly share: number }
const houses: readonly House[] = [
  { name: 'two schemas that refer to each other', statements: smallHouse, policy: smallHousePolicy((p) => p), canary: 'zarathustra|471108', share: 0.65 },
  {
    name: 'a subset with synthetic rows', statements: smallHouse, canary: 'zarathustra|471108', share: 0.3,
    policy: smallHousePolicy((p) => p.addSynthetic('app.person', 20).addSynthetic('books.journal', 30).subset({
      seeds: [{ table: 'app.team', oneIn: 2 }], whole: [], rowBudget: 10_000,
      edges: [{ table: 'app.person', columns: ['team_id'], children: 40 }, { table: 'books.entry', columns: ['person_id'], children: 3 }, { table: 'app.team', columns: ['lead_id'], parent: 'null' }],
    })),
  },
  { name: 'the whole example', statements: exampleDatabase(1), policy: examplePolicy(), canary: 'fabrik|staff[0-9]|60050101|kontaktperson', share: 0.05 },
];

/** From the last statement before the swap to the end of a run, for two schemas. */
const lastMessages = 40;

/** Kills runs, one after the other, into one target, and looks at it each time. */
class Rehearsal {
  public readonly seen = { killed: 0, old: 0, new: 0, ended: 0 };
  public readonly problems: object[] = [];
  private readonly firm: string;
  private readonly crashed: string;
  private readonly right = new Map<number, string>();
  private readonly random: () => number;
  private source = '';
  private target = '';
  private old = 'nothing';
  private key = 1;

  public constructor(private readonly house: House, private readonly lane: number) {
    [this.firm, this.crashed] = [`firm_${lane}`, `crashed_${lane}`];
    this.random = randomFrom(seed + lane);
  }

  public async kill(times: number): Promise<this> {
    await this.learn();
    const whole = await this.run();
    this.expectThat(whole.code === 0 && await this.state() === this.right.get(this.key), { whole });
    this.next(1);
    while (this.seen.killed < times && this.problems.length === 0) {
      const isNew = await this.killOnce(whole);
      if (!isNew && this.random() < 0.7) continue; // most kills hit a run that goes on after an earlier kill
      await this.finish();
      this.next(this.random());
      if (this.old === 'nothing') this.target = await server.database(this.crashed);
    }
    return this;
  }

  // What is right, from runs that nobody disturbs, in one piece. The killed ones run in many pieces, by two workers.
  private async learn(): Promise<void> {
    const { house: { statements, policy, canary }, lane } = this;
    this.source = await server.database(this.firm, ...statements);
    this.target = await server.database(this.crashed);
    for (const key of [1, 2]) {
      await runMasking({ source: this.source, target: await server.database(`undisturbed_${lane}`), policy, keys: rootKeySource(Buffer.alloc(32, key)) });
      this.right.set(key, await stateOf(`undisturbed_${lane}`, policy.schemas));
    }
    this.expectThat(this.right.get(1) !== this.right.get(2) && (await leaks(this.firm, canary)).length > 0, { at: 'the keys and the source' });
  }

  private async killOnce({ messages, milliseconds }: Outcome): Promise<boolean> {
    const when = (['before', 'after', 'later'] as const)[Math.floor(this.random() * 3)] ?? 'after';
    const place = this.random();
    // By the clock, at any message, or at one of the last, among which are those of the swap.
    const kinds = [() => this.run(undefined, place * milliseconds), () => this.run({ message: 1 + Math.floor(place * messages), when }), () => this.run({ message: messages - Math.floor(place * lastMessages), when })];
    const outcome = await (kinds[Math.floor(this.random() * kinds.length)] ?? (() => this.run()))();
    for (const database of [this.crashed, this.firm]) await released(database);
    const [state, leaked] = [await this.state(), await leaks(this.crashed, this.house.canary)];
    const isNew = state === this.right.get(this.key);
    this.seen.killed += outcome.killed ? 1 : 0;
    this.seen[isNew ? 'new' : 'old']++;
    this.expectThat(isNew || state === this.old, { outcome, state });
    this.expectThat(leaked.length === 0, { outcome, leaked });
    this.expectThat(outcome.killed || (outcome.code === 0 && isNew), { outcome, isNew });
    return isNew;
  }

  private async finish(): Promise<void> {
    const outcome = await this.run();
    const [end, left] = [await this.state(), await server.rows(this.firm, "select nspname from pg_namespace where nspname like 'understudy%'")];
    this.seen.ended++;
    this.expectThat(outcome.code === 0 && end === this.right.get(this.key), { outcome, end });
    this.expectThat(left.length === 0, { left });
  }

  // The next refresh has another key. Now and then it is the first into an empty database.
  private next(chance: number): void {
    this.old = chance < 0.2 ? 'nothing' : this.right.get(this.key) ?? '';
    this.key = this.key === 1 ? 2 : 1;
  }

  private run(kill?: ChildRun['kill'], after?: number): Promise<Outcome> {
    return start({ source: this.source, target: this.target, policy: canonicalJson(this.house.policy), key: this.key, ...(kill === undefined ? {} : { kill }) }, after);
  }

  private state(): Promise<string> {
    return stateOf(this.crashed, this.house.policy.schemas);
  }

  private expectThat(holds: boolean, facts: object): void {
    if (!holds) this.problems.push({ seed, lane: this.lane, key: this.key, old: this.old, right: this.right.get(this.key), ...facts });
  }
}

describe('a run that is killed leaves the old data or the new data, whole, nothing unmasked, and the next one ends with the same digests:', () => {
  test.each(houses.map((house) => [house.name, house] as const))('%s', async (name, house) => {
    const times = Math.ceil(points * house.share);
    const lanes = times > 10 ? 3 : 1; // a run waits for its server half of the time
    const all = await Promise.all(Array.from({ length: lanes }, (_, lane) => new Rehearsal(house, lane).kill(Math.ceil(times / lanes))));
    if (lanes > 1) process.stderr.write(`${name}: ${JSON.stringify(all.map(({ seen }) => seen))}, seed ${seed}\n`);
    expect(all.flatMap(({ problems }) => problems)).toEqual([]);
    expect(all.reduce((sum, { seen }) => sum + seen.killed, 0)).toBeGreaterThanOrEqual(times);
  }, 3_600_000);
});
