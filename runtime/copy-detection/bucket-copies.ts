import { GetBucketPolicyStatusCommand, GetBucketTaggingCommand, ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DataCopy, stackOf } from './data-copy';
import { everyPage } from '../aws/every-page';

/** Every bucket of the account, in any region, with the stack that made it. */
export async function bucketCopies(s3: S3Client): Promise<DataCopy[]> {
  const buckets = await everyPage(async (ContinuationToken) => {
    const page = await s3.send(new ListBucketsCommand({ ContinuationToken, MaxBuckets: 1000 }));
    return { items: page.Buckets, next: page.ContinuationToken };
  });
  const copies: DataCopy[] = [];
  for (const { Name = '', CreationDate } of buckets) {
    copies.push({ kind: 'bucket', name: Name, created: CreationDate, stack: await madeBy(s3, Name), sharedWith: await publicTo(s3, Name) });
  }
  return copies;
}

async function madeBy(s3: S3Client, Bucket: string): Promise<string | undefined> {
  return unless('NoSuchTagSet', async () => stackOf((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet));
}

async function publicTo(s3: S3Client, Bucket: string): Promise<string[]> {
  const open = await unless('NoSuchBucketPolicy', async () => (await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic);
  return open === true ? ['all'] : [];
}

async function unless<T>(name: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}
