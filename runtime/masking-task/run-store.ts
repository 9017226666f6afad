import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Reads and writes JSON that steps leave for each other. */
export class RunStore {
  public constructor(private readonly s3: S3Client, private readonly bucket: string) {}

  public async write(Key: string, content: object): Promise<void> {
    await this.writeText(Key, JSON.stringify(content));
  }

  public async writeText(Key: string, Body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType: 'application/json' }));
  }

  public async readText(Key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
    return await Body?.transformToString() ?? '';
  }

  /** What an earlier step wrote; undefined where it wrote nothing. */
  public async find<Content>(Key: string): Promise<Content | undefined> {
    try {
      return JSON.parse(await this.readText(Key)) as Content;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }
}
