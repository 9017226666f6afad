import { CopyObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { everyPage } from '../aws/every-page';
import { findText } from '../aws/find-text';
import { listSetting, setting } from '../aws/setting';
import { type Receipt, receiptKey } from '../data-refresh/receipt';
import { checkRestore } from '../masking/evidence/check-restore';
import { openEvidence } from '../masking/evidence/signed-evidence';
import { versionOf } from '../masking/policy/canonical-json';
import { type MaskingPolicy } from '../masking/policy/masking-policy';
import { quoteName } from '../masking/postgres/quote';
import { type DatabaseUrl, withSession } from '../masking/postgres/session';
import { readSchema } from '../masking/schema/read-schema';
import { type Gate } from '../masking/verify/finding';
import { verifyMasking } from '../masking/verify/verify-masking';
import { manifestKeyOf } from '../restore-validation/manifest';
import { dataManifest } from './data-manifest';
import { dropDatabase, makeDatabase, openServer } from './database-access';
import { kmsVerifier } from './kms-keys';
import { type Clients } from './mask-steps';
import { type Publication, type PublishedStatement, publishedKeys, refusals } from './published-statement';
import { datasetSetting, policySetting, runSetting, serverSetting } from './task-settings';

const execute = promisify(execFile);

/**
 * Loads a masked copy into the environment: opens the manifest with the key of quarantine, looks whether it is for here, takes the dump
 * only with the digest that was signed, restores it into a database of its own, verifies that on its own account and against the
 * signed digests, and only then puts it in the place of the old one.
 */
export async function loadStep(clients: Clients): Promise<void> {
  const [run, dataset] = [runSetting(), datasetSetting()];
  const policy = policySetting();
  const statement = await openManifest(clients, policy);
  const urlOf = await openServer(clients.secrets, serverSetting());
  const [name, next] = [setting('DATABASE'), `${setting('DATABASE')}_next`];
  const administration = urlOf('postgres');
  const dump = await fetchDump(clients.s3, statement.predicate.publication);
  try {
    await dropDatabase(administration, next);
    await makeDatabase(administration, next);
    await restore(urlOf(next), dump, policy, statement.predicate.publication);
  } finally {
    await rm(dump, { force: true });
  }
  const gates = await verify(urlOf(next), policy, statement);
  await grantToServices(urlOf(next), policy);
  const manifest = dataManifest(run, name, statement, await withSession(urlOf(next), 'loaded', (session) => readSchema(session, policy.schemas)));
  await takeDocuments(clients.s3, statement.predicate.publication);
  await swap(administration, name, next);
  // Several databases of an environment have a manifest each.
  for (const key of [setting('MANIFEST_KEY'), manifestKeyOf(setting('MANIFEST_KEY'), setting('CLUSTER'))]) await put(clients.s3, setting('EVIDENCE_BUCKET'), key, manifest);
  const receipt: Receipt = { run, outcome: 'loaded', at: new Date().toISOString(), message: `${statement.predicate.tables.length} tables loaded and verified`, gates };
  await put(clients.s3, setting('IN_BUCKET'), receiptKey(dataset, run), receipt);
}

async function openManifest({ s3, kms }: Clients, policy: MaskingPolicy): Promise<PublishedStatement> {
  const [run, dataset, environment] = [runSetting(), datasetSetting(), setting('ENVIRONMENT')];
  const manifest = await findText(s3, setting('IN_BUCKET'), publishedKeys(dataset, run).manifest);
  if (manifest === undefined) throw new Error(`run ${run} has published no manifest of ${dataset} here`);
  const statement = await openEvidence(manifest, kmsVerifier(kms, setting('SIGNING_KEY')));
  const wrong = refusals(statement, { run, dataset, environment, policyVersion: versionOf(policy), now: Date.now() });
  if (wrong.length > 0) throw new Error(`the manifest is refused: ${wrong.join('; ')}`);
  return statement as PublishedStatement;
}

/** To a file first: not a byte of it is interpreted before its digest is known to be the signed one. */
async function fetchDump(s3: S3Client, { dump }: Publication): Promise<string> {
  const file = join(setting('SCRATCH'), `${runSetting()}.dump`);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: setting('IN_BUCKET'), Key: dump.key }));
  const digest = createHash('sha256');
  const hashing = new Transform({ transform: (piece: Buffer, _encoding, done) => { digest.update(piece); done(null, piece); } });
  if (!(Body instanceof Readable)) throw new Error('S3 must give the dump piece by piece');
  await pipeline(Body, hashing, createWriteStream(file));
  const found = digest.digest('hex');
  if (found === dump.sha256) return file;
  await rm(file, { force: true });
  throw new Error(`the dump must have the digest that was signed, ${dump.sha256}, it has ${found}`);
}

async function restore(url: DatabaseUrl, dump: string, policy: MaskingPolicy, { extensions }: Publication): Promise<void> {
  await withSession(url, 'loaded', async (session) => {
    for (const extension of extensions) await session.run(`create extension if not exists ${quoteName(extension)}`);
    for (const schema of policy.schemas.filter((own) => own === 'public')) await session.run(`drop schema if exists ${quoteName(schema)}`);
  });
  try {
    await execute('pg_restore', ['--exit-on-error', '--no-owner', '--no-privileges', `--dbname=${url}`, dump], { maxBuffer: 1 << 24 });
  } catch {
    throw new Error('pg_restore of the masked copy failed; its version must be at least that of the dump');
  }
}

/** Without the source, which is not here: coverage, grammar, references and detectors, and the digests that were signed. */
async function verify(target: DatabaseUrl, policy: MaskingPolicy, statement: PublishedStatement): Promise<{ gate: string; passed: boolean }[]> {
  const own = await verifyMasking({ target, policy });
  const gates: readonly Gate[] = [...own.gates, await checkRestore(target, statement)];
  const failed = gates.filter(({ passed }) => !passed);
  if (failed.length > 0) throw new Error(`verification failed: ${failed.map(({ gate, findings }) => `${gate} (${findings.length})`).join(', ')}`);
  return gates.map(({ gate, passed }) => ({ gate, passed }));
}

/** Rights do not travel: the users of this environment get those that services have, and no other. */
async function grantToServices(url: DatabaseUrl, { schemas }: MaskingPolicy): Promise<void> {
  await withSession(url, 'loaded', async (session) => {
    for (const user of listSetting('SERVICE_USERS').map((name) => quoteName(name))) {
      for (const schema of schemas.map((name) => quoteName(name))) {
        await session.run(`grant usage on schema ${schema} to ${user}; grant select, insert, update, delete on all tables in schema ${schema} to ${user};
          grant usage, select on all sequences in schema ${schema} to ${user}; grant execute on all functions in schema ${schema} to ${user}`);
      }
    }
  });
}

/** One transaction: whoever connects finds the old data or the new. */
async function swap(administration: DatabaseUrl, name: string, next: string): Promise<void> {
  const previous = `${name}_previous`;
  await dropDatabase(administration, previous);
  await withSession(administration, 'server', async (session) => {
    const there = await session.rows('select from pg_database where datname = $1', [name]);
    const admit = (may: boolean): string => (there.length > 0 ? `alter database ${quoteName(name)} allow_connections ${may}` : '');
    await session.run(admit(false));
    try {
      await session.rows('select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1::text[])', [[name, next]]);
      await session.run(`begin; ${there.length > 0 ? `alter database ${quoteName(name)} rename to ${quoteName(previous)};` : ''} alter database ${quoteName(next)} rename to ${quoteName(name)}; commit`);
    } catch (error) {
      await withSession(administration, 'server', (again) => again.run(admit(true))); // the old data is still there: it must be open too
      throw error;
    }
  });
  await dropDatabase(administration, previous);
}

async function takeDocuments(s3: S3Client, { documents }: Publication): Promise<void> {
  const [Bucket] = listSetting('DOCUMENT_BUCKET');
  if (documents === '' || Bucket === undefined) return;
  const from = setting('IN_BUCKET');
  const keys = await everyPage(async (ContinuationToken) => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: from, Prefix: documents, ContinuationToken }));
    return { items: page.Contents?.map(({ Key }) => Key as string), next: page.NextContinuationToken };
  });
  for (const key of keys) {
    const CopySource = `${from}/${key.split('/').map(encodeURIComponent).join('/')}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: key.slice(documents.length), CopySource }));
  }
}

async function put(s3: S3Client, Bucket: string, Key: string, content: object): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${JSON.stringify(content)}\n`, ContentType: 'application/json', ChecksumAlgorithm: 'SHA256' }));
}
