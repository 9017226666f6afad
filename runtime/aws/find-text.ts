import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isFault } from './fault';

/** The text of an object; undefined where there is none. To whoever may not list the bucket S3 then says that access is denied. */
export async function findText(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (isFault(error, 'NoSuchKey', 'AccessDenied')) return undefined;
    throw error;
  }
}
