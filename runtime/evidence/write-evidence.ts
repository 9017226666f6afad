import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** What a check has found, to be kept where nobody can change it. */
export interface Evidence {
  /** What was checked, for example `restore-validation`: the folder of the record. */
  readonly kind: string;
  /** Names the run: a second try of the same run has the same id. */
  readonly id: string;
  /** When, as an ISO 8601 instant. */
  readonly at: string;
  readonly outcome: 'passed' | 'failed';
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Where the evidence of a run lies. */
export function evidenceKey({ kind, at, id }: Evidence): string {
  return `${kind}/${at.slice(0, 10)}/${id.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.json`;
}

/** Writes evidence once. A run that is tried again leaves the first record as it is. Returns its key. */
export async function writeEvidence(s3: S3Client, bucket: string, evidence: Evidence): Promise<string> {
  const key = evidenceKey(evidence);
  try {
    await s3.send(new PutObjectCommand({
      Bucket: bucket, Key: key, Body: `${JSON.stringify({ version: 1, ...evidence }, undefined, 2)}\n`, ContentType: 'application/json',
      ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*',
    }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'PreconditionFailed')) throw error;
  }
  return key;
}
