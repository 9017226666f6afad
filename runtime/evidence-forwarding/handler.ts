import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { listSetting, setting } from '../aws/setting';

/** What EventBridge tells of an object that was written. */
export interface ObjectWritten {
  readonly detail: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
}

const s3 = new S3Client(clientSettings);

/**
 * Copies a record of the environment to the archive of the audit account, below the folder of the account, as it stands there and once: an event
 * that comes twice leaves the first copy as it is. Returns where the copy lies. What is no record is refused, so that nothing else can leave.
 */
export async function handler({ detail: { bucket, object: { key } } }: ObjectWritten): Promise<string> {
  const store = setting('STORE_BUCKET');
  if (bucket.name !== store) throw new Error(`bucket must be ${store}, got ${bucket.name}`);
  const folders = listSetting('FOLDERS');
  if (!folders.some((folder) => key.startsWith(`${folder}/`)) || !key.endsWith('.json')) {
    throw new Error(`key must be a record below ${folders.join(', ')}, got ${key}`);
  }
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: store, Key: key }));
  const record = await Body?.transformToString();
  if (record === undefined) throw new Error(`${key} must have content`);
  const copy = `${setting('EVIDENCE_FOLDER')}/${key}`;
  try {
    await s3.send(new PutObjectCommand({
      Bucket: setting('EVIDENCE_BUCKET'), Key: copy, Body: record, ContentType: 'application/json', ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*',
    }));
  } catch (error) {
    if ((error as Error).name !== 'PreconditionFailed') throw error;
  }
  return copy;
}
