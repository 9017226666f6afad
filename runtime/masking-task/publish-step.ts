import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setting } from '../aws/setting';
import { namesOf } from '../data-refresh/run-names';
import { type DocumentReport, keyMasker, replaceDocuments, type StoredObject } from '../masking/documents/replace-documents';
import { signEvidence } from '../masking/evidence/signed-evidence';
import { type DatabaseUrl, withSession } from '../masking/postgres/session';
import { quoteName, quoteTable } from '../masking/postgres/quote';
import { kmsSigner } from './kms-keys';
import { type Clients, type Workplace, documentColumns, verified } from './mask-steps';
import { published, publishedKeys } from './published-statement';
import { storeStream } from './store-parts';
import { datasetSetting, runSetting } from './task-settings';

const documentsKey = (): string => `${namesOf(runSetting()).folder}documents.json`;

/**
 * Puts a synthetic document in the place of each that the database lists, by the name that the masked row has. Production's bucket is not
 * opened: its documents are known from the rows alone.
 */
export async function documentsStep({ s3 }: Clients, { source, store, keys }: Workplace): Promise<void> {
  const columns = documentColumns();
  if (columns === undefined) return;
  const folder = publishedKeys(datasetSetting(), runSetting()).documents;
  const report = await replaceDocuments(
    { objects: () => listed(source, columns) },
    { put: (key, Body, ContentType) => putPublic(s3, `${folder}${key}`, Body, ContentType) },
    await keyMasker(keys),
  );
  await store.write(documentsKey(), report);
}

async function* listed(source: DatabaseUrl, [table, key, type, bytes]: readonly [string, string, string, string]): AsyncGenerator<StoredObject> {
  const rows = await withSession(source, 'source', (session) => session.rows<{ key: string; type: string; bytes: string }>(
    `select ${quoteName(key)}::text as key, ${quoteName(type)}::text as type, coalesce(${quoteName(bytes)}, 0)::text as bytes
     from ${quoteTable(table)} where ${quoteName(key)} is not null order by 1`));
  for (const row of rows) yield { key: row.key, mimeType: row.type, bytes: Number(row.bytes) };
}

/** Dumps the masked copy to the environment that it is for, under that environment's key, and last the signed manifest: it starts the load. */
export async function publishStep(clients: Clients, { policy, target, store }: Workplace): Promise<void> {
  const { statement, extensions } = await verified(store);
  const expires = setting('EXPIRES');
  if (Date.now() >= Date.parse(expires)) throw new Error(`the request expired at ${expires}: nothing is published`);
  const [run, dataset] = [runSetting(), datasetSetting()];
  const keys = publishedKeys(dataset, run);
  const dump = await storeStream(clients.s3, setting('OUT_BUCKET'), keys.dump, dumpOf(target, policy.schemas));
  const documents = await store.find<DocumentReport>(documentsKey());
  const whole = documents === undefined ? statement : { ...statement, predicate: { ...statement.predicate, documents } };
  const manifest = published(whole, {
    run, dataset, environment: setting('ENVIRONMENT'), expires, snapshot: setting('SNAPSHOT_TAKEN'), dump: { key: keys.dump, ...dump }, extensions,
    documents: documents === undefined ? '' : keys.documents,
  });
  const envelope = `${JSON.stringify(await signEvidence(manifest, kmsSigner(clients.kms, setting('SIGNING_KEY'))))}\n`;
  await store.writeText(namesOf(run).statement, envelope);
  await putPublic(clients.s3, keys.manifest, envelope, 'application/vnd.in-toto+json');
}

async function putPublic(s3: S3Client, Key: string, Body: Uint8Array | string, ContentType: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: setting('OUT_BUCKET'), Key, Body, ContentType, ChecksumAlgorithm: 'SHA256' }));
}

/** The copy as `pg_dump` writes it: compressed, without owners and rights, which are the environment's own. */
async function* dumpOf(url: DatabaseUrl, schemas: readonly string[]): AsyncGenerator<Uint8Array> {
  const program = spawn('pg_dump', [
    '--format=custom', '--no-owner', '--no-privileges', '--no-comments', '--no-publications', '--no-subscriptions', '--no-security-labels', '--no-tablespaces',
    ...schemas.map((schema) => `--schema="${schema}"`), `--dbname=${url}`,
  ], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(program, 'close');
  for await (const piece of program.stdout) yield piece as Uint8Array;
  const [code] = await ended as [number | null];
  if (code !== 0) throw new Error('pg_dump of the masked copy failed; its version must be at least the server\'s');
}
