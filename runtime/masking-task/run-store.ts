import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { findText } from '../aws/find-text';

/** Reads and writes JSON that steps leave for each other. */
export class RunStore {
  public constructor(private readonly s3: S3Client, private readonly bucket: string) {}

  public async write(Key: string, content: object): Promise<void> {
    await this.writeText(Key, JSON.stringify(content));
  }

  public async writeText(Key: string, Body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType: 'application/json' }));
  }

  /** What an earlier step wrote; undefined where it wrote nothing. */
  public async find<Content>(Key: string): Promise<Content | undefined> {
    const text = await findText(this.s3, this.bucket, Key);
    return text === undefined ? undefined : JSON.parse(text) as Content;
  }
}
