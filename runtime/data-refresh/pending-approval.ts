import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { findText } from '../aws/find-text';
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
  const text = await findText(s3, Bucket, keyOf(run));
  return text === undefined ? undefined : JSON.parse(text) as PendingApproval;
}
