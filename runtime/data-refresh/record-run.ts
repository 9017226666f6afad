import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { findText } from '../aws/find-text';
import { writeEvidence } from '../evidence/write-evidence';
import { namesOf } from './run-names';
import { type Ending } from './step';
import { unless } from './unless';

/** Where evidence goes: the locked archive of the audit account. */
export interface Archive {
  readonly bucket: string;
  readonly folder: string;
}

/** How a run ended, for the machine to end alike. */
export interface Conclusion {
  readonly outcome: 'passed' | 'failed';
  readonly why: string;
  readonly evidence: string;
}

/**
 * Writes what happened into the archive: who asked and who allowed it, from which snapshot, what was destroyed, what the environment
 * answered; and beside it the signed statement of what was masked, where there is one. A run whose remains are not gone has failed.
 */
export async function recordRun(s3: S3Client, runs: string, archive: Archive, id: string, started: string, state: Ending): Promise<Conclusion> {
  const statement = await takeStatement(s3, runs, archive, id);
  const why = whyFailed(state, statement);
  const evidence = await writeEvidence(s3, archive.bucket, {
    kind: archive.folder, id, at: started, outcome: why === '' ? 'passed' : 'failed',
    facts: {
      request: state.run?.request ?? state.request ?? null, approval: state.approval ?? null, source: state.snapshot ?? null,
      statement: statement ?? null, destruction: state.destruction ?? null, receipt: state.receipt ?? null, why,
    },
  });
  return { outcome: why === '' ? 'passed' : 'failed', why, evidence };
}

function whyFailed({ failure, destruction, receipt }: Ending, statement: string | undefined): string {
  const reasons = [
    ...(failure === undefined ? [] : [`${failure.Error ?? 'failed'}: ${failure.Cause ?? 'nothing is said'}`]),
    ...(destruction?.gone === true ? [] : ['what the run made in quarantine is not gone']),
    ...(failure === undefined && statement === undefined ? ['there is no signed statement'] : []),
    ...(failure === undefined && receipt === undefined ? ['the environment sent no receipt'] : []),
  ];
  return reasons.join('; ');
}

/** Copies the signed statement to the archive. A repeated step finds it there already. */
async function takeStatement(s3: S3Client, Bucket: string, { bucket, folder }: Archive, id: string): Promise<string | undefined> {
  const text = await findText(s3, Bucket, namesOf(id).statement);
  if (text === undefined) return undefined;
  const Key = `${folder}/statements/${id}.json`;
  await unless(['PreconditionFailed'], () => s3.send(new PutObjectCommand({
    Bucket: bucket, Key, Body: text, ContentType: 'application/vnd.in-toto+json', ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*',
  })));
  return Key;
}
