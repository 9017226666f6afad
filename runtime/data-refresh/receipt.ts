import { type S3Client } from '@aws-sdk/client-s3';
import { findText } from '../aws/find-text';

/** What the environment answers after it has loaded the masked copy, or refused it. */
export interface Receipt {
  readonly run: string;
  readonly outcome: 'loaded' | 'refused';
  readonly at: string;
  /** What was verified there, in words and counts; or why it was refused. */
  readonly message: string;
  readonly gates: readonly { readonly gate: string; readonly passed: boolean }[];
}

/** Where the receipt of a run lies in the bucket of the environment. */
export function receiptKey(dataset: string, run: string): string {
  return `receipts/${dataset}/${run}.json`;
}

/** The receipt; undefined as long as there is none. */
export async function readReceipt(s3: S3Client, Bucket: string, Key: string): Promise<Receipt | undefined> {
  const text = await findText(s3, Bucket, Key);
  return text === undefined ? undefined : JSON.parse(text) as Receipt;
}
