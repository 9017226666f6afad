import { GenerateMacCommand, KMSClient, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateMultipartUploadCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client, UploadPartCommand,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { createHash, createHmac, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { program, runStep, timeLeft } from '../../runtime/masking-task/handler';
import { kmsKeySource, kmsVerifier } from '../../runtime/masking-task/kms-keys';
import { type PublishedStatement, publishedKeys } from '../../runtime/masking-task/published-statement';
import { storeStream } from '../../runtime/masking-task/store-parts';
import { canonicalJson, versionOf } from '../../runtime/masking/policy/canonical-json';
import { Session, withSession } from '../../runtime/masking/postgres/session';
import { readSchema } from '../../runtime/masking/schema/read-schema';
import { lockSchema } from '../../runtime/masking/schema/schema-lock';
import { parseManifest } from '../../runtime/restore-validation/manifest';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { TestServer } from '../masking/postgres';

const kms = mockClient(KMSClient);
const s3 = mockClient(S3Client);
const secrets = mockClient(SecretsManagerClient);
const objects = new Map<string, Buffer>();
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const RUN = '20260301-0600-0a1b2c3d';
const keys = publishedKeys('ledger', RUN);
const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });

const policy = new PolicyBuilder('firm', ['app'])
  .table('app.client', (t) => t.keep('a surrogate key', 'id').mask('person-name', 'name').mask('email', 'email').remove('a secret', 'token').keep('a number', 'rating'))
  .table('app.document', (t) => t.keep('a surrogate key', 'id').mask('file-name', 'object_key').keep('a kind', 'mime_type').keep('a size', 'size_bytes'))
  .build();
const schema = `create schema app;
  create table app.client (id int primary key, name text not null, email text unique, token text, rating int);
  create table app.document (id int primary key, object_key text not null unique, mime_type text not null, size_bytes bigint);`;
const rows = `insert into app.client select g, 'Zebulon Quackenbush ' || g, 'zebulon.q' || g || '@quackenbush.test', 'sk-live-' || md5(g::text), g % 5 from generate_series(1, 400) g;
  insert into app.document select g, 'quackenbush/offer-' || g || '.pdf', 'application/pdf', 4000 from generate_series(1, 3) g;`;

let server: TestServer;
const policies = mkdtempSync(join(tmpdir(), 'understudy-policies-'));
const scratch = mkdtempSync(join(tmpdir(), 'understudy-scratch-'));

function settings(more: Readonly<Record<string, string>> = {}): void {
  Object.assign(process.env, {
    RUN, DATASET: 'ledger', ENVIRONMENT: 'staging', EXPIRES: '2999-01-01T00:00:00Z', DATABASE: 'firm', DOCUMENTS: 'app.document:object_key:mime_type:size_bytes', OUT_BUCKET: 'drop', IN_BUCKET: 'drop',
    HOST: '127.0.0.1', CLUSTER: 'staging-ledger', PORT: String(server.port), SECRET: 'secret', SNAPSHOT_TAKEN: '2026-03-01T02:10:00.000Z', REQUESTER: 'alice', APPROVER: 'bob', REASON: 'rehearse', TICKET: 'DATA-7',
    RUNS_BUCKET: 'runs', MASKING_KEY: 'arn:masking', SIGNING_KEY: 'arn:signing', DETERMINISM: 'stable', POLICIES: policies, POLICY_VERSIONS: JSON.stringify({ ledger: versionOf(policy) }),
    WORKERS: '2', CHUNKS_PER_PART: '2048', SCRATCH: scratch, EVIDENCE_BUCKET: 'evidence', MANIFEST_KEY: 'data-manifest/current.json', SERVICE_USERS: 'service', DOCUMENT_BUCKET: 'documents', ...more,
  });
}

function answerKms(): void {
  kms.on(GenerateMacCommand).callsFake(({ Message }: { Message: Uint8Array }) => ({ Mac: createHmac('sha256', 'the key that never leaves').update(Message).digest() }));
  // A digest that is signed: the key signs without hashing again.
  kms.on(SignCommand).callsFake(({ Message }: { Message: Uint8Array }) => ({ Signature: sign('sha256', Message, pair.privateKey) }));
  kms.on(VerifyCommand).callsFake(({ Message, Signature }: { Message: Uint8Array; Signature: Uint8Array }) => {
    if (!verify('sha256', Message, pair.publicKey, Signature)) throw named('KMSInvalidSignatureException');
    return { SignatureValid: true };
  });
}

function answerS3(): void {
  type Place = { Bucket: string; Key: string; Body?: Uint8Array | string; Prefix?: string; CopySource?: string };
  let parts: Buffer[] = [];
  s3.on(PutObjectCommand).callsFake(({ Bucket, Key, Body }: Place) => { objects.set(`${Bucket}/${Key}`, Buffer.from(Body ?? '')); return {}; });
  s3.on(GetObjectCommand).callsFake(({ Bucket, Key }: Place) => {
    const content = objects.get(`${Bucket}/${Key}`);
    if (content === undefined) throw named('NoSuchKey');
    return { Body: Object.assign(Readable.from([content]), { transformToString: async () => content.toString() }) };
  });
  s3.on(CreateMultipartUploadCommand).callsFake(() => { parts = []; return { UploadId: 'upload' }; });
  s3.on(UploadPartCommand).callsFake(({ Body }: { Body: Buffer }) => { parts.push(Body); return { ETag: 'tag' }; });
  s3.on(CompleteMultipartUploadCommand).callsFake(({ Bucket, Key }: Place) => { objects.set(`${Bucket}/${Key}`, Buffer.concat(parts)); return {}; });
  s3.on(AbortMultipartUploadCommand).resolves({});
  s3.on(ListObjectsV2Command).callsFake(({ Bucket, Prefix }: Place) => ({ Contents: [...objects.keys()].filter((key) => key.startsWith(`${Bucket}/${Prefix ?? ''}`)).map((key) => ({ Key: key.slice(Bucket.length + 1) })) }));
  s3.on(CopyObjectCommand).callsFake(({ Bucket, Key, CopySource = '' }: Place) => { objects.set(`${Bucket}/${Key}`, objects.get(decodeURIComponent(CopySource)) ?? Buffer.from('')); return {}; });
}

function answer(): void {
  for (const mock of [kms, s3, secrets]) mock.reset();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ username: 'postgres', password: 'nobody knows' }) });
  answerKms();
  answerS3();
}

const json = <Content>(key: string): Content => JSON.parse(objects.get(key)?.toString() ?? 'null') as Content;
const manifest = (): PublishedStatement => JSON.parse(Buffer.from(json<{ payload: string }>(`drop/${keys.manifest}`).payload, 'base64').toString()) as PublishedStatement;
const quarantineSteps = ['plan', 'mask', 'verify', 'documents', 'publish'];

beforeAll(async () => {
  server = await TestServer.start();
  await server.run('postgres', 'create role service login');
  await server.database('firm', schema, rows);
  writeFileSync(join(policies, 'ledger.policy.json'), canonicalJson(policy));
  writeFileSync(join(policies, 'ledger.lock.json'), JSON.stringify(lockSchema(await withSession(server.url('firm'), 'firm', (session) => readSchema(session, ['app'])))));
  answer();
  settings();
  await server.run('postgres', 'drop database if exists masked');
  for (const step of quarantineSteps) await runStep(step);
}, 120_000);
afterAll(() => server.stop());
beforeEach(() => { answer(); settings(); written.mockClear(); });
jest.setTimeout(60_000);
const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
/** Lines that the program has written in this test. */
const said = (): string[] => written.mock.calls.map(([line]) => String(line).trimEnd());

/** Everything that was published, as bytes that can be put back. */
let good: Map<string, Buffer>;
beforeAll(() => { good = new Map(objects); });

describe('what quarantine publishes', () => {
  test('is a dump, documents and a manifest that is signed over all of it', () => {
    const { predicate, subject } = manifest();
    const dump = objects.get(`drop/${keys.dump}`) ?? Buffer.from('');
    expect(predicate.publication).toMatchObject({ run: RUN, dataset: 'ledger', environment: 'staging', snapshot: '2026-03-01T02:10:00.000Z', dump: { bytes: dump.length, sha256: createHash('sha256').update(dump).digest('hex') } });
    expect(subject.map(({ name }) => name)).toEqual(['app.client', 'app.document', keys.dump]);
    expect(predicate).toMatchObject({ request: { requester: 'alice', approver: 'bob', reason: 'rehearse', ticket: 'DATA-7' }, keyId: 'kms:arn:masking', policy: { version: versionOf(policy) }, documents: { documents: 3 }, source: { takenAt: '2026-03-01T02:10:00.000Z' } });
    expect(predicate.gates.every(({ passed }) => passed)).toBe(true);
  });

  test('holds no name, address or token of production anywhere, and the statement holds no value at all', () => {
    const everything = [...objects].filter(([key]) => key.startsWith('drop/')).map(([key, body]) => `${key}\n${body.toString('latin1')}`).join('\n');
    expect(everything).not.toMatch(/quackenbush|zebulon|sk-live/i);
    expect(json<object>(`runs/statements/${RUN}.json`)).toEqual(json<object>(`drop/${keys.manifest}`));
  });

  test('calls documents as the masked rows do', async () => {
    const rowsNow = await server.rows<{ object_key: string }>('masked', 'select object_key from app.document');
    const stored = [...objects.keys()].filter((key) => key.startsWith(`drop/${keys.documents}`)).map((key) => key.slice(`drop/${keys.documents}`.length));
    expect(stored.toSorted()).toEqual(rowsNow.map(({ object_key: key }) => key).toSorted());
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a policy that nobody declared', { POLICY_VERSIONS: JSON.stringify({ ledger: 'a'.repeat(64) }) }, /must be version a{64}/],
    ['a dataset without a declared policy', { POLICY_VERSIONS: '{}' }, /must be version of nobody/],
    ['another key than planned', { MASKING_KEY: 'arn:other' }, /the plan must still be/],
    ['pseudonyms of the run alone where stable ones were planned', { DETERMINISM: 'run' }, /the plan must still be/],
  ])('refuses to verify with %s', async (_name, change, message) => {
    settings(change);
    await expect(runStep('verify')).rejects.toThrow(message);
  });

  test('is refused when a masked row is changed back behind its back', async () => {
    await server.run('masked', "update app.client set email = 'zebulon.q7@quackenbush.test' where id = 7");
    await expect(runStep('verify')).rejects.toThrow(/verification failed: /);
    await server.database('masked_again');
    await server.run('postgres', 'drop database masked');
    for (const step of ['mask', 'verify']) await runStep(step);
  });

  test('is not published after the request has expired, nor before it was verified', async () => {
    settings({ EXPIRES: '2020-01-01T00:00:00Z' });
    await expect(runStep('publish')).rejects.toThrow('the request expired at 2020-01-01T00:00:00Z');
    settings({ RUN: '20260301-0700-0a1b2c3d' });
    await expect(runStep('publish')).rejects.toThrow('nothing is published that was not verified');
    await expect(runStep('mask')).rejects.toThrow('there is no plan: the plan comes first');
  });

  test('is the same when it is masked in parts', async () => {
    const before = manifest().predicate.tables;
    settings({ RUN: '20260301-0800-0a1b2c3d', CHUNKS_PER_PART: '1' });
    await server.run('postgres', 'drop database masked');
    await runStep('plan');
    const { parts } = json<{ parts: number }>('runs/runs/20260301-0800-0a1b2c3d/plan.json');
    await expect((async () => { settings({ RUN: '20260301-0800-0a1b2c3d', PART: '0' }); await server.database('masked'); await runStep('mask-part'); })()).rejects.toThrow('the run was not begun');
    await runStep('mask-begin');
    for (let part = 0; part < parts; part++) {
      settings({ RUN: '20260301-0800-0a1b2c3d', PART: String(part) });
      await runStep('mask-part');
    }
    for (const step of ['mask-finish', 'verify']) await runStep(step);
    expect(parts).toBeGreaterThan(1);
    expect(json<{ statement: PublishedStatement }>('runs/runs/20260301-0800-0a1b2c3d/statement.json').statement.predicate.tables).toEqual(before);
  });

  test('is a part of it, with no documents, where the policy takes a subset: masked by one program, and verified by the rows that were kept', async () => {
    const part = { ...policy, subset: { seeds: [{ table: 'app.client', oneIn: 4 }], edges: [], whole: ['app.document'], rowBudget: 500 } };
    writeFileSync(join(policies, 'part.policy.json'), canonicalJson(part));
    writeFileSync(join(policies, 'part.lock.json'), readFileSync(join(policies, 'ledger.lock.json')));
    const run = '20260301-0900-0a1b2c3d';
    settings({ RUN: run, DATASET: 'part', DOCUMENTS: '', CHUNKS_PER_PART: '1', POLICY_VERSIONS: JSON.stringify({ part: versionOf(part) }) });
    await server.run('postgres', 'drop database masked');
    for (const step of quarantineSteps) await runStep(step);
    const { parts, rows: kept } = json<{ parts: number; rows: number }>(`runs/runs/${run}/plan.json`);
    expect([parts, kept > 3 && kept < 300]).toEqual([1, true]);
    const envelope = json<{ payload: string }>(`drop/${publishedKeys('part', run).manifest}`);
    const { predicate } = JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as PublishedStatement;
    expect(predicate.tables.map(({ rows: count }) => count).reduce((sum, count) => sum + count)).toBe(kept);
    expect([predicate.documents, predicate.publication.documents]).toEqual([undefined, '']);
  });

  test('is not published when pg_dump cannot read the copy', async () => {
    objects.set(`runs/runs/${RUN}/statement.json`, Buffer.from('{"statement":{},"extensions":[]}'));
    settings({ PORT: '1' });
    await expect(runStep('publish')).rejects.toThrow('pg_dump of the masked copy failed');
    expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
  });

  test('is read over an encrypted connection, or not at all, where there are certificates to trust', async () => {
    writeFileSync(join(policies, 'roots.pem'), '');
    settings({ TLS_ROOTS: join(policies, 'roots.pem') });
    await expect(runStep('plan')).rejects.toThrow(/^open the source database: /);
    delete process.env['TLS_ROOTS'];
  });

  test('knows its steps', async () => expect(runStep('dump')).rejects.toThrow('STEP must be one of plan, mask, mask-begin'));
  test('knows how documents are listed', async () => {
    settings({ DOCUMENTS: 'app.document' });
    await expect(runStep('documents')).rejects.toThrow('DOCUMENTS must be such as');
    settings({ DOCUMENTS: '' });
    await expect(runStep('documents')).resolves.toBeUndefined();
  });
});

describe('what an environment loads', () => {
  beforeEach(async () => {
    objects.clear();
    for (const [key, body] of good) objects.set(key, body);
    settings({ DATABASE: 'app' });
    await server.database('app', 'create table old (id int)');
  });
  const load = () => runStep('load');
  const isOld = async (): Promise<boolean> => (await server.rows<{ there: boolean }>('app', "select to_regclass('public.old') is not null as there"))[0]?.there === true;

  /** Changes the manifest and signs it, with whose key is said. */
  function resign(change: (statement: PublishedStatement) => object, key = pair.privateKey): void {
    const payload = Buffer.from(canonicalJson(change(manifest())));
    const type = 'application/vnd.in-toto+json';
    const bytes = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const sig = sign('sha256', createHash('sha256').update(bytes).digest(), key).toString('base64');
    objects.set(`drop/${keys.manifest}`, Buffer.from(JSON.stringify({ payloadType: type, payload: payload.toString('base64'), signatures: [{ keyid: 'arn:signing', sig }] })));
  }
  const withPublication = (change: object) => (statement: PublishedStatement): object => ({ ...statement, predicate: { ...statement.predicate, publication: { ...statement.predicate.publication, ...change } } });

  test('is the masked copy, verified, for services to use, with a receipt and a rule for later restores', async () => {
    await load();
    expect(await isOld()).toBe(false);
    expect(await server.rows('app', "select count(*)::int as n, bool_and(email like '%.example') as masked, bool_and(coalesce(token, '') = '') as empty from app.client")).toEqual([{ n: 400, masked: true, empty: true }]);
    expect(await server.rows('app', "select has_table_privilege('service', 'app.client', 'select, insert, update, delete') as may")).toEqual([{ may: true }]);
    expect(json<object>(`drop/receipts/ledger/${RUN}.json`)).toMatchObject({ run: RUN, outcome: 'loaded', message: '2 tables loaded and verified' });
    const rule = parseManifest(objects.get('evidence/data-manifest/current.json')?.toString() ?? '');
    expect(rule.tables[0]).toMatchObject({ schema: 'app', table: 'client', atLeastRows: 200 });
    expect(rule.tables[0]?.columns.map(({ column }) => column)).toEqual(['name', 'email', 'token']);
    expect(objects.get('evidence/data-manifest/staging-ledger.json')).toEqual(objects.get('evidence/data-manifest/current.json'));
    expect([...objects.keys()].filter((key) => key.startsWith('documents/')).length).toBe(3);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('is what the rule for restores accepts: the masked values, and no other', async () => {
    await load();
    const [client] = parseManifest(objects.get('evidence/data-manifest/current.json')?.toString() ?? '').tables;
    for (const rule of client?.columns ?? []) {
      if ('empty' in rule) continue;
      const wrong = await server.rows<{ n: number }>('app', `select count(*)::int as n from app.client where ${rule.column} !~ '^(?:${rule.grammar.replaceAll("'", "''")})$'`);
      expect(wrong).toEqual([{ n: 0 }]);
    }
  });

  test('may arrive twice', async () => {
    await load();
    await load();
    expect(await server.rows('app', 'select count(*)::int as n from app.client')).toEqual([{ n: 400 }]);
  });

  test.each<[string, () => void, string | RegExp]>([
    ['whose manifest was changed by one letter', () => { const text = json<{ payload: string }>(`drop/${keys.manifest}`); objects.set(`drop/${keys.manifest}`, Buffer.from(JSON.stringify({ ...text, payload: Buffer.from(Buffer.from(text.payload, 'base64').toString().replace('alice', 'carol')).toString('base64') }))); }, 'changed after it was signed'],
    ['that a stranger signed', () => resign((statement) => statement, stranger.privateKey), 'changed after it was signed'],
    ['that nobody signed', () => objects.set(`drop/${keys.manifest}`, Buffer.from('{}')), 'not a DSSE envelope'],
    ['whose manifest says nothing of a publication', () => resign((statement) => ({ ...statement, predicate: { ...statement.predicate, publication: undefined } })), 'says nothing of what is published'],
    ['that is for another environment', () => resign(withPublication({ environment: 'training' })), 'it is for training, not staging'],
    ['of another run', () => resign(withPublication({ run: 'other' })), 'it is of run other'],
    ['of another dataset', () => resign(withPublication({ dataset: 'work' })), 'it is of dataset work'],
    ['whose dump lies elsewhere', () => resign(withPublication({ dump: { key: 'elsewhere', bytes: 1, sha256: '' } })), 'its dump lies elsewhere'],
    ['that has expired', () => resign(withPublication({ expires: '2026-03-01T00:00:00Z' })), 'it expired at 2026-03-01T00:00:00Z'],
    ['that another policy masked', () => resign((statement) => ({ ...statement, predicate: { ...statement.predicate, policy: { name: 'firm', version: 'b' } } })), 'it was masked by policy version b'],
    ['whose verification failed', () => resign((statement) => ({ ...statement, predicate: { ...statement.predicate, gates: [{ gate: 'residue', passed: false, findings: [] }] } })), 'gate "residue" failed'],
    ['that nothing verified', () => resign((statement) => ({ ...statement, predicate: { ...statement.predicate, gates: [] } })), 'no gate was passed'],
    ['that the requester approved', () => resign((statement) => ({ ...statement, predicate: { ...statement.predicate, request: { requester: 'alice', approver: 'Alice', reason: '' } } })), 'nobody but the requester approved it'],
    ['without a manifest', () => void objects.delete(`drop/${keys.manifest}`), `run ${RUN} has published no manifest of ledger here`],
    ['whose manifest says nothing but where it goes', () => resign(({ predicate: { publication }, ...statement }) => ({ ...statement, predicate: { publication } })), 'it was masked by policy version of nobody, not'],
    ['whose dump has no content', () => void s3.on(GetObjectCommand, { Key: keys.dump }).resolves({}), 'S3 must give the dump piece by piece'],
    ['whose dump was changed', () => objects.set(`drop/${keys.dump}`, Buffer.concat([objects.get(`drop/${keys.dump}`) ?? Buffer.from(''), Buffer.from('x')])), 'the dump must have the digest that was signed'],
    ['whose dump is no dump, though it was signed', () => { objects.set(`drop/${keys.dump}`, Buffer.from('x')); resign(withPublication({ dump: { key: keys.dump, bytes: 1, sha256: createHash('sha256').update('x').digest('hex') } })); }, 'pg_restore of the masked copy failed'],
    ['whose rows are not those that were signed', () => resign((statement) => ({ ...statement, predicate: { ...statement.predicate, tables: statement.predicate.tables.map((table) => ({ ...table, sha256: 'c' })) } })), /verification failed: restore/],
  ])('is no copy %s: the old data stays', async (_name, change, message) => {
    change();
    await expect(load()).rejects.toThrow(message);
    expect([await isOld(), objects.has(`drop/receipts/ledger/${RUN}.json`), readdirSync(scratch)]).toEqual([true, false, []]);
  });

  test('does not close the old database when it cannot take its place', async () => {
    await server.run('postgres', 'create role loader login createdb; alter database app owner to loader');
    secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ username: 'loader', password: 'nobody knows' }) });
    const above = await Session.open(server.url('app'), 'app'); // a session that the loader must not end
    await expect(load()).rejects.toThrow('a permission is missing');
    await above.close();
    expect([await isOld(), objects.has(`drop/receipts/ledger/${RUN}.json`)]).toEqual([true, false]);
  });

  test('needs no old database, and no documents', async () => {
    await server.run('postgres', 'drop database app');
    settings({ DATABASE: 'app', DOCUMENT_BUCKET: '' });
    await load();
    expect(await server.rows('app', 'select count(*)::int as n from app.client')).toEqual([{ n: 400 }]);
  });

  test('is refused without a password', async () => {
    secrets.on(GetSecretValueCommand).resolves({});
    await expect(load()).rejects.toThrow('must hold username and password');
  });
});

describe('the program ends by itself', () => {
  const hour = 3_600_000;
  test.each<[string, NodeJS.ProcessEnv, number]>([
    ['when the request expires', { EXPIRES: '2026-03-01T07:00:00Z' }, hour], ['at once, if it has expired', { EXPIRES: '2026-03-01T05:00:00Z' }, 0],
    ['after the hours that a load may take', { MOST_HOURS: '12' }, 12 * hour], ['at whichever comes first', { EXPIRES: '2026-03-01T07:00:00Z', MOST_HOURS: '12' }, hour],
    ['before a timer would overflow', { EXPIRES: '2999-01-01T00:00:00Z' }, 2 ** 31 - 1],
  ])('%s', (_name, environment, left) => expect(timeLeft(environment, Date.parse('2026-03-01T06:00:00Z'))).toBe(left));
  test('and then it says so', async () => {
    settings({ EXPIRES: '2020-01-01T00:00:00Z', STEP: 'load', DATABASE: 'app' });
    const codes: number[] = [];
    s3.on(GetObjectCommand).callsFake(async () => { await new Promise((later) => { setTimeout(later, 20); }); throw named('NoSuchKey'); });
    await program((code) => codes.push(code));
    expect([codes[0], said()[0]]).toEqual([1, '{"event":"failed","message":"the time of the run is over; it is given up"}']);
  });
  test('a step that fails is told in one line, and ends it too', async () => {
    settings({ STEP: 'dump' });
    const codes: number[] = [];
    await program((code) => codes.push(code));
    expect([codes, said()]).toEqual([[1], ['{"event":"failed","message":"STEP must be one of plan, mask, mask-begin, mask-part, mask-finish, verify, documents, publish, load, got \\"dump\\""}']]);
  });
  test('a step that ends well says nothing more', async () => {
    settings({ STEP: 'documents', DOCUMENTS: '' });
    const codes: number[] = [];
    await program((code) => codes.push(code));
    expect([codes, said()]).toEqual([[], []]);
  });
  test.each([[{}], [{ EXPIRES: 'soon' }], [{ MOST_HOURS: 'many' }]])('and is not started where nobody says when: %j', (environment) => expect(() => timeLeft(environment, 0)).toThrow('EXPIRES must be an instant, or MOST_HOURS a number'));
});

describe('keys and uploads', () => {
  test('a domain asks KMS once, and a run of its own has keys of its own', async () => {
    const client = new KMSClient({ region: 'eu-west-1' });
    const [stable, own] = [kmsKeySource(client, 'arn:masking'), kmsKeySource(client, 'arn:masking', RUN)];
    expect(await stable.domainKey('email')).toEqual(await stable.domainKey('email'));
    expect(kms.commandCalls(GenerateMacCommand)).toHaveLength(1);
    expect(await own.domainKey('email')).not.toEqual(await stable.domainKey('email'));
    kms.on(GenerateMacCommand).resolves({});
    await expect(stable.domainKey('phone')).rejects.toThrow('a MAC of 32 bytes');
  });

  test('KMS that fails is no signature, and no refusal either', async () => {
    const client = new KMSClient({ region: 'eu-west-1' });
    kms.on(VerifyCommand).rejects(named('AccessDeniedException'));
    await expect(kmsVerifier(client, 'k').verify(Buffer.from('a'), Buffer.from('b'))).rejects.toThrow('AccessDenied');
    kms.on(SignCommand).resolves({});
    await expect(runStep('publish')).rejects.toThrow('must answer with a signature');
  });

  test('parts have their size whatever the pieces, and a failed upload leaves nothing', async () => {
    const client = new S3Client({ region: 'eu-west-1' });
    const bodies: string[] = [];
    s3.on(UploadPartCommand).callsFake(({ Body }: { Body: Buffer }) => { bodies.push(Body.toString()); return {}; });
    const stored = await storeStream(client, 'b', 'k', Readable.from([Buffer.from('abcdefg'), Buffer.from('h'), Buffer.from('ij')]), 4);
    expect((await storeStream(client, 'b', 'k', Readable.from([Buffer.from('abcd'), Buffer.from('efgh')]), 4)).bytes).toBe(8);
    expect([bodies, stored]).toEqual([['abcd', 'efgh', 'ij', 'abcd', 'efgh'], { bytes: 10, sha256: createHash('sha256').update('abcdefghij').digest('hex') }]);
    s3.on(UploadPartCommand).rejects(named('SlowDown'));
    await expect(storeStream(client, 'b', 'k', Readable.from([Buffer.from('a')]), 4)).rejects.toThrow('SlowDown');
    expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
  });
});
