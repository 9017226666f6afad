import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toReview } from '../../runtime/masking/classify/propose-policy';
import { environmentKeys } from '../../runtime/masking/commands/inputs';
import {
  classifyCommand, driftCommand, evidenceVerifyCommand, planCommand, previewCommand, runCommand, verifyCommand,
} from '../../runtime/masking/commands/mask-commands';
import { processTerminal, reporter, type Terminal } from '../../runtime/masking/commands/terminal';
import type { EvidenceStatement } from '../../runtime/masking/evidence/evidence-statement';
import { ed25519Signer, ed25519Verifier, hmacSigner, openEvidence, signEvidence } from '../../runtime/masking/evidence/signed-evidence';
import { PolicyBuilder, type TableBuilder } from '../../runtime/masking/policy/policy-builder';
import { parsePolicy } from '../../runtime/masking/policy/parse-policy';
import { checkCoverage } from '../../runtime/masking/plan/check-coverage';
import { refuseMasks } from '../../runtime/masking/plan/refuse-masks';
import { resolveDispositions } from '../../runtime/masking/plan/resolve-dispositions';
import { withSession } from '../../runtime/masking/postgres/session';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { ProgressBar } from '../../runtime/masking/progress/progress-bar';
import { readSchema } from '../../runtime/masking/schema/read-schema';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let source = '';
let target = '';
const directory = mkdtempSync(join(tmpdir(), 'understudy-mask-'));
const file = (name: string) => join(directory, name);
const policy = file('policy.json');
const lock = file('schema.lock.json');
const keys = rootKeySource(testKey);
const pair = generateKeyPairSync('ed25519');
const signer = ed25519Signer(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const verifier = ed25519Verifier(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString());
jest.setTimeout(60_000);
const silent: Terminal = { interactive: false, out: () => undefined, progress: () => undefined };

/** Runs a command and takes down what it writes. */
async function lines(command: (terminal: Terminal) => Promise<number>): Promise<{ code: number; out: string[]; progress: string[] }> {
  const [out, progress]: [string[], string[]] = [[], []];
  const code = await command({ interactive: false, out: (line) => out.push(line), progress: (text) => progress.push(text) });
  return { code, out, progress };
}

beforeAll(async () => {
  server = await TestServer.start();
  source = await server.database('firm', ...exampleDatabase(1));
  target = await server.database('staging');
  writeFileSync(policy, JSON.stringify(examplePolicy()));
  await driftCommand(silent, { source, policy, lock, write: true });
});
afterAll(() => server.stop());

test('the policy of the example is the one that is tested', () => {
  const example = join(__dirname, '../../examples/professional-services/database/masking-policy.json');
  if (process.env['WRITE_EXAMPLES'] === 'true') writeFileSync(example, `${JSON.stringify(examplePolicy(), undefined, 2)}\n`);
  expect(parsePolicy(readFileSync(example, 'utf8'))).toEqual(examplePolicy());
});

test('classify proposes a policy that covers every column and could run, and decides nothing', async () => {
  const { out } = await lines((terminal) => classifyCommand(terminal, { source, name: 'proposal', schemas: ['app'] }));
  const proposal = parsePolicy(out.join('\n'));
  const schema = await withSession(source, 'source', (session) => readSchema(session, ['app']));
  const resolved = resolveDispositions(proposal, schema);
  expect([...resolved.problems, ...checkCoverage(proposal, schema, resolved.dispositions), ...refuseMasks(proposal, schema, resolved.dispositions)]).toEqual([]);
  const kept = Object.values(proposal.tables).flatMap(({ columns }) => Object.values(columns)).filter((disposition) => 'keep' in disposition);
  expect(kept.every((disposition) => 'keep' in disposition && disposition.keep.startsWith(toReview))).toBe(true);
  expect(proposal.tables['app.person']?.columns).toMatchObject({ email: { mask: 'email' }, password_hash: { remove: expect.any(String) }, iban: { mask: 'iban' } });
});

test('classify leaves out a table of another database, and proposes nothing that a column cannot hold', async () => {
  const other = await server.database('other', `create schema app; create extension postgres_fdw; create server live foreign data wrapper postgres_fdw; create foreign table app.remote (id int) server live;
    create type app.part as (mail text, remark text); create table app.t (id int primary key, email varchar(5), login varchar(12) unique, piece app.part)`);
  const { out } = await lines((terminal) => classifyCommand(terminal, { source: other, name: 'proposal', schemas: ['app'] }));
  const { tables } = parsePolicy(out.join('\n'));
  expect(tables['app.remote']).toEqual({ strategy: 'omit', reason: `${toReview} a foreign table reaches into another database`, columns: {} });
  expect(tables['app.t']?.columns).toEqual({
    id: { keep: `${toReview} integer` }, email: { mask: 'free-text' }, login: { mask: 'code' }, piece: { json: { '$.mail': { mask: 'email' }, '$.remark': { mask: 'free-text' } } },
  });
});

test('drift says nothing of an unchanged database and names what changed', async () => {
  expect(await lines((terminal) => driftCommand(terminal, { source, policy, lock }))).toMatchObject({ code: 0, out: ['no drift'] });
  const changed = await server.database('changed', ...exampleDatabase(1), 'alter table app.skill add note text');
  expect(await lines((terminal) => driftCommand(terminal, { source: changed, policy, lock }))).toMatchObject({ code: 1, out: ['added app.skill.note, is text'] });
});

test('plan tells tables and sizes, preview shows masked rows only', async () => {
  const plan = await lines((terminal) => planCommand(terminal, { source, policy, lock, keys }));
  expect(plan.out[0]).toMatch(/^plan [0-9a-f]{12}: 40 tables, \d+ chunks; source [0-9a-f]{64}$/);
  expect(plan.out).toContainEqual(expect.stringMatching(/^ {2}app\.person +200 +\d+ +16 +1 +2$/));
  const preview = await lines((terminal) => previewCommand(terminal, { source, policy, keys, table: 'app.client_contact', rows: 3 }));
  expect(preview.out[0]).toBe('id\tclient_id\tname\temail\tphone\trole\topted_in');
  expect(preview.out[1]?.split('\n')).toHaveLength(3);
  expect(preview.out[1]).not.toContain('Kontaktperson');
});

describe('run', () => {
  const evidence = file('evidence.json');
  let exitCode = 1;
  beforeAll(async () => {
    const { code } = await lines((terminal) => runCommand(terminal, {
      source, target, policy, lock, keys, request: { requester: 'a tester', approver: 'a data owner', reason: 'release rehearsal', ticket: 'OPS-1' }, evidence: { path: evidence, signer },
    }));
    exitCode = code;
  });

  test('ends well', () => expect(exitCode).toBe(0));

  test('writes signed evidence: counts, digests, gates, requester and approver, no values', async () => {
    const statement = await openEvidence(readFileSync(evidence, 'utf8'), verifier);
    expect(statement.predicate.request).toEqual({ requester: 'a tester', approver: 'a data owner', reason: 'release rehearsal', ticket: 'OPS-1' });
    expect(statement.predicate.tables.find(({ table }) => table === 'app.person')).toEqual({ table: 'app.person', rows: 200, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(statement.predicate.columns.find(({ column }) => column === 'app.person.login')).toEqual({
      column: 'app.person.login', disposition: 'masked', masker: 'pseudonym', domain: 'pseudonym', distinctIn: expect.any(Number), distinctOut: expect.any(Number),
    });
    expect(statement.predicate.gates.every(({ passed }) => passed)).toBe(true);
    const [person] = await server.rows<{ email: string; name: string }>('firm', 'select email::text, full_name as name from app.person where id = 3');
    expect(JSON.stringify(statement)).not.toContain(person?.email);
    expect(JSON.stringify(statement)).not.toContain(person?.name);
  });

  test.each([
    ['an approver who asked', { requester: 'A Tester', approver: ' a tester', reason: 'release' }, 'request for masked data has 1 problem\n- approver: must be another person than the requester, got " a tester"'],
    ['nobody', { requester: '', approver: '', reason: '' }, '- requester: must say who asks for the data'],
  ])('a request by %s is refused before anything is read', async (_, by, message) => {
    await expect(lines((terminal) => runCommand(terminal, { source: 'postgres://nobody@127.0.0.1:1/none', target, policy, keys, request: by }))).rejects.toThrow(message);
  });

  test('its evidence verifies with the rows, and does not when a row changed', async () => {
    const good = await lines((terminal) => evidenceVerifyCommand(terminal, { evidence, verifier, target }));
    expect(good).toMatchObject({ code: 0, out: [expect.stringMatching(/^signed by ed25519:[0-9a-f]{16}: policy professional-services [0-9a-f]{12}, .*, 40 tables, 9 of 9 gates passed$/)] });
    await server.run('staging', "update app.team set name = 'x' where id = 1");
    const bad = await lines((terminal) => evidenceVerifyCommand(terminal, { evidence, verifier, target }));
    expect(bad).toMatchObject({ code: 1, out: [expect.any(String), '- restore: app.team: other rows than were signed (1)'] });
    await server.run('staging', "update app.team set name = 'team 1' where id = 1");
  });

  test.each([
    ['changed evidence', (text: string) => text.replace(/"payload":"(....)/, '"payload":"AAAA'), () => verifier, 'the evidence was changed after it was signed, or signed by another key'],
    ['a signature of another key', (text: string) => text, () => hmacSigner(testKey), /^the evidence is not signed by key hmac:[0-9a-f]{16}$/],
    ['what is no evidence', () => '{}', () => verifier, 'the evidence is not a DSSE envelope with an in-toto statement'],
  ])('%s is refused', async (_, change, by, message) => {
    await expect(openEvidence(change(readFileSync(evidence, 'utf8')), by())).rejects.toThrow(message);
  });

  test('verify passes, and fails with what it found and where', async () => {
    expect(await lines((terminal) => verifyCommand(terminal, { source, target, policy }))).toMatchObject({ code: 0, out: [] });
    await server.run('staging', "update app.team set name = 'x@real.org' where id = 1");
    expect(await lines((terminal) => verifyCommand(terminal, { target, policy }))).toMatchObject({ code: 1, out: ['- personal data: app.team.name: e-mail address (1)'] });
  });

  test('with json it writes one event a line', async () => {
    const { out, progress } = await lines(async (terminal) => runCommand(terminal, { source, target: await server.database('events'), policy, keys, json: true }));
    const events = out.map((line) => JSON.parse(line) as { event: string });
    expect(events.at(-1)).toEqual({ event: 'finished', plan: expect.any(String) });
    expect(events.filter(({ event }) => event === 'gate')).toHaveLength(9);
    expect(progress).toEqual([]);
  });
});

describe('on a small database', () => {
  let small = '';
  const own = file('small.json');
  const made = (change: (p: PolicyBuilder) => PolicyBuilder = (p) => p, note: (t: TableBuilder) => TableBuilder = (t) => t.mask('free-text', 'note')) => {
    writeFileSync(own, JSON.stringify(change(new PolicyBuilder('small', ['app'])
      .table('app.person', (t) => t.keep('a key', 'id').mask('email', 'mail')).table('app.visit', (t) => note(t.keep('a key', 'id'))).empty('nobody needs it', 'app.session')).build()));
    return own;
  };
  const half = (p: PolicyBuilder) => p.subset({ seeds: [{ table: 'app.person', oneIn: 2 }], edges: [{ table: 'app.visit', columns: ['person_id'], children: 2 }, { table: 'app.person', columns: ['boss_id'], parent: 'null' }], whole: [], rowBudget: 5000 });
  beforeAll(async () => {
    small = await server.database('small', `create schema app; create table app.person (id int primary key, boss_id int references app.person, mail text not null unique);
      create table app.visit (id int primary key, person_id int not null references app.person, note text); create table app.session (id int primary key)`,
    "insert into app.person select g, nullif(g / 2, 0), 'anna.muster' || g || '@firm.test' from generate_series(1, 200) g; insert into app.visit select g, 1 + g % 200, 'anna.muster' || g || '@firm.test came' from generate_series(1, 200) g; analyze");
  });

  test('drift says what was, what is and what is gone; it writes the lock anew when asked', async () => {
    const [was, is] = [await server.database('was', 'create schema app; create table app.t (id int, gone text, v varchar(10))'), await server.database('is_now', 'create schema app; create table app.t (id int, v text)')];
    const smallLock = file('small.lock.json');
    expect(await lines((terminal) => driftCommand(terminal, { source: was, policy: made(), lock: smallLock, write: true }))).toMatchObject({ code: 0, out: [`wrote ${smallLock}: 1 tables`] });
    expect(await lines((terminal) => driftCommand(terminal, { source: is, policy: made(), lock: smallLock }))).toMatchObject({ code: 1, out: ['removed app.t.gone, was text', 'changed app.t.v, was character varying(10), is text'] });
  });

  test('a plan with a subset tells how many rows of how many, before anything is copied', async () => {
    const { out } = await lines((terminal) => planCommand(terminal, { source: small, policy: made(half), keys }));
    expect(out[1]).toMatch(/^ {2}table +rows +kB +masked +removed +kept$/);
    expect(out[2]).toMatch(/^ {2}app\.person +1?\d\d of 200 /);
    expect(out.at(-1)).toMatch(/^ {2}subset: \d+ rows after \d+ rounds$/);
  });

  test('a plan as JSON is the plan', async () => {
    const { out } = await lines((terminal) => planCommand(terminal, { source: small, policy: made(), keys, json: true }));
    expect(out.map((line) => JSON.parse(line) as object)).toEqual([expect.objectContaining({ policy: 'small', source: expect.stringMatching(/^[0-9a-f]{64}$/), keyId: keys.id })]);
  });

  test.each(['app.session', 'app.nowhere'])('there is no preview of %s, which is not copied', async (table) => {
    await expect(lines((terminal) => previewCommand(terminal, { source: small, policy: made(), keys, table, rows: 3 }))).rejects.toThrow(`table ${table} is not copied by the policy`);
  });

  test('a preview replaces names in texts as the run does', async () => {
    const policyFile = made((p) => p, (t) => t.mask('redact', 'note'));
    const { out } = await lines((terminal) => previewCommand(terminal, { source: small, policy: policyFile, keys, table: 'app.visit', rows: 3 }));
    expect(out[1]).toMatch(/^(?:\d+\t\d+\t[a-z2-7]{16}@mail\.example came\n?){3}$/);
  });

  test('a run that verification stops tells where, and the target keeps its old data', async () => {
    const into = await server.database('stopped');
    await lines((terminal) => runCommand(terminal, { source: small, target: into, policy: made(), keys }));
    const before = await server.rows('stopped', 'select md5(string_agg(p::text, null order by id)) as rows from app.person p');
    const stopped = lines((terminal) => runCommand(terminal, { source: small, target: into, policy: made((p) => p, (t) => t.keep('wrongly', 'note')), keys: rootKeySource(Buffer.alloc(32, 1)) }));
    await expect(stopped).rejects.toThrow(/^verification failed; the target keeps its old data\n- residue: app\.visit\.note: value of the source \(200\)/);
    expect(await server.rows('stopped', 'select md5(string_agg(p::text, null order by id)) as rows from app.person p')).toEqual(before);
  });

  describe('the evidence of a subset, by several workers, which nobody asked for by name,', () => {
    const evidence = file('small-evidence.json');
    let signed: EvidenceStatement;
    beforeAll(async () => {
      await lines(async (terminal) => runCommand(terminal, { source: small, target: await server.database('small_target'), policy: made(half), keys, workers: 2, frozen: true, evidence: { path: evidence, signer } }));
      signed = await openEvidence(readFileSync(evidence, 'utf8'), verifier);
    });
    const check = async (statement: unknown, into?: string) => {
      const path = file('changed-evidence.json');
      writeFileSync(path, JSON.stringify(await signEvidence(statement as EvidenceStatement, signer)));
      return lines((terminal) => evidenceVerifyCommand(terminal, { evidence: path, verifier, ...(into === undefined ? {} : { target: into }) }));
    };
    const withPredicate = (change: object) => ({ ...signed, predicate: { ...signed.predicate, ...change } });

    test('names the edges that were cut, and no request', () => {
      expect(signed.predicate.edgesCut).toEqual(['app.person (boss_id)']);
      expect(signed.predicate).not.toHaveProperty('request');
    });
    test('can be checked without a database', async () => expect(await check(signed)).toMatchObject({ code: 0, out: [expect.stringContaining('9 of 9 gates passed')] }));
    test('tells a gate that failed', async () => {
      const gates = [{ gate: 'residue', passed: false, examined: 7, findings: [{ at: 'app.person.mail', what: 'value of the source', count: 3 }] }];
      expect(await check(withPredicate({ gates }))).toMatchObject({ code: 1, out: [expect.stringContaining('0 of 1 gates passed'), '- residue: app.person.mail: value of the source (3)'] });
    });
    test('tells rows and tables that are missing', async () => {
      await server.run('small_target', 'drop table app.visit; delete from app.person where boss_id is not null and id = (select max(id) from app.person)');
      expect(await check(signed, server.url('small_target'))).toMatchObject({ code: 1, out: [expect.any(String), '- restore: app.person: another number of rows than was signed (1)', '- restore: app.visit: table that is missing (1)'] });
    });
    test.each<[string, object]>([['of another type', { _type: 'https://in-toto.io/Statement/v0.1' }], ['about something else', { predicateType: 'https://slsa.dev/provenance/v1' }]])('is refused when it is a statement %s', async (_, change) => {
      await expect(check({ ...signed, ...change })).rejects.toThrow('the signed statement is no evidence of masking');
    });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['a policy that is not there', () => planCommand(silent, { source: small, policy: file('none.json'), keys }), `masking policy ${file('none.json')} cannot be read; check the path`],
    ['a lock that is not there', () => planCommand(silent, { source: small, policy: made(), lock: file('none.json'), keys }), `schema lock ${file('none.json')} cannot be read; check the path`],
    ['a lock that is not JSON', () => { writeFileSync(file('broken.json'), '{'); return planCommand(silent, { source: small, policy: made(), lock: file('broken.json'), keys }); }, `schema lock ${file('broken.json')} is not JSON; write it anew with understudy mask drift --write`],
    ['evidence that is not there', () => evidenceVerifyCommand(silent, { evidence: file('none.json'), verifier }), `evidence ${file('none.json')} cannot be read; check the path`],
    ['evidence that is not JSON', () => { writeFileSync(file('broken.json'), '{'); return evidenceVerifyCommand(silent, { evidence: file('broken.json'), verifier }); }, 'the evidence is not a DSSE envelope with an in-toto statement'],
  ])('%s is refused', async (_, command, message) => {
    await expect((async () => command())()).rejects.toThrow(message);
  });
});

test('a progress bar tells share, speed and time left', () => {
  const clock = { now: 0 };
  const bar = new ProgressBar(() => clock.now);
  bar.line({ event: 'planned', plan: 'p', tables: 1, rows: 1000, chunks: 2 });
  clock.now = 2000;
  expect(bar.line({ event: 'chunk', table: 'app.person', chunk: 0, rows: 500 })).toBe('████████████░░░░░░░░░░░░  50 % 250 rows/s 0:02 left app.person');
});

test('on a terminal what goes on is written over, results stay', () => {
  const written: string[] = [];
  const report = reporter({ interactive: true, out: () => undefined, progress: (text) => written.push(text) }, false);
  report({ event: 'verifying' });
  report({ event: 'gate', gate: 'residue', passed: false, findings: 2 });
  report({ event: 'gate', gate: 'secrets', passed: false, findings: 1 });
  report({ event: 'synthetic', table: 'app.t', rows: 1500 });
  expect(written).toEqual(['verifying', 'FAILED residue: 2 findings\n', 'FAILED secrets: 1 finding\n', 'made 1,500 rows for app.t\n']);
});

test('the terminal of the process gets results on one stream, and what goes on on the other, over the last line where somebody looks', () => {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation((text) => written.push(`${stream === process.stdout ? 'out' : 'err'} ${String(text)}`) > 0));
  const { isTTY } = process.stderr;
  for (const looks of [false, true]) {
    process.stderr.isTTY = looks;
    const terminal = processTerminal();
    terminal.out('a result');
    terminal.progress('going on');
  }
  process.stderr.isTTY = isTTY;
  for (const spy of spies) spy.mockRestore();
  expect(written).toEqual(['out a result\n', 'err going on\n', 'out a result\n', 'err \r\u001b[2Kgoing on']);
});

test('a signature by a shared key is of that key, of these bytes, and whole', async () => {
  const shared = hmacSigner(testKey);
  const mac = await shared.sign(Buffer.from('a'));
  expect(await Promise.all([shared.verify(Buffer.from('a'), mac), shared.verify(Buffer.from('b'), mac), shared.verify(Buffer.from('a'), mac.subarray(1)), hmacSigner(Buffer.alloc(32, 1)).verify(Buffer.from('a'), mac)])).toEqual([true, false, false, false]);
});

test.each([[{}], [{ UNDERSTUDY_MASKING_KEY: 'short' }]])('a missing or short masking key is refused: %j', (environment) => {
  expect(() => environmentKeys('UNDERSTUDY_MASKING_KEY', environment)).toThrow('UNDERSTUDY_MASKING_KEY must hold the masking key, at least 64 hex digits; make one with: openssl rand -hex 32');
});
