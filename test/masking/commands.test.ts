import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toReview } from '../../runtime/masking/classify/propose-policy';
import { environmentKeys } from '../../runtime/masking/commands/inputs';
import {
  classifyCommand, driftCommand, evidenceVerifyCommand, planCommand, previewCommand, runCommand, verifyCommand,
} from '../../runtime/masking/commands/mask-commands';
import { reporter, type Terminal } from '../../runtime/masking/commands/terminal';
import { ed25519Signer, ed25519Verifier, hmacSigner, openEvidence } from '../../runtime/masking/evidence/signed-evidence';
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
  await driftCommand({ interactive: false, out: () => undefined, progress: () => undefined }, { source, policy, lock, write: true });
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

test.each([[{}], [{ UNDERSTUDY_MASKING_KEY: 'short' }]])('a missing or short masking key is refused: %j', (environment) => {
  expect(() => environmentKeys('UNDERSTUDY_MASKING_KEY', environment)).toThrow('UNDERSTUDY_MASKING_KEY must hold the masking key, at least 64 hex digits; make one with: openssl rand -hex 32');
});
