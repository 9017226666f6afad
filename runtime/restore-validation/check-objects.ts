import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { type Check } from './check';
import { type DataManifest } from './manifest';

/** Counts the objects of the restored bucket and reads those whose digests the manifest knows. */
export async function checkObjects(s3: S3Client, bucket: string, { objects }: DataManifest): Promise<Check[]> {
  const counted = await count(s3, bucket, objects.atLeast);
  const checks: Check[] = [{ claim: `the bucket has at least ${objects.atLeast} objects`, passed: counted >= objects.atLeast, found: String(counted) }];
  for (const [key, expected] of Object.entries(objects.digests)) {
    const found = await digest(s3, bucket, key);
    checks.push({ claim: `${key} has the content that was sanitized`, passed: found === expected, found: found ?? 'is missing' });
  }
  return checks;
}

async function count(s3: S3Client, Bucket: string, enough: number): Promise<number> {
  let total = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    total += page.KeyCount ?? 0;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined && total < enough);
  return total;
}

async function digest(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return createHash('sha256').update(await Body?.transformToByteArray() ?? new Uint8Array()).digest('hex');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
