import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type RefreshRequest } from './refresh-request';
import { namesOf } from './run-names';

/** A run that waits for the word of a second person. */
export interface PendingApproval {
  readonly run: string;
  readonly request: RefreshRequest;
  /** With it the run goes on. Whoever has it and may use it could let the run go on: only the approval function reads it. */
  readonly token: string;
  /** Until when the word counts. */
  readonly until: string;
}

const keyOf = (run: string): string => `${namesOf(run).folder}approval.json`;

export async function writePending(s3: S3Client, Bucket: string, pending: PendingApproval): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(pending.run), Body: JSON.stringify(pending), ContentType: 'application/json' }));
}

/** The run's pending approval; undefined where there is none, or no more. */
export async function readPending(s3: S3Client, Bucket: string, run: string): Promise<PendingApproval | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: keyOf(run) }));
    return JSON.parse(await Body?.transformToString() ?? '') as PendingApproval;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'AccessDenied'].includes(error.name)) return undefined;
    throw error;
  }
}
