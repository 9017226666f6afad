import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { listSetting, setting } from '../aws/setting';
import { putMeasures } from '../evidence/put-measure';
import { writeEvidence } from '../evidence/write-evidence';
import { detectDrift } from './detect-drift';
import { undeclaredStacks } from './undeclared-stacks';

/** The event that a schedule sends. */
export interface ScheduledEvent {
  readonly id: string;
  readonly time: string;
}

/** What a run has found. */
export interface DriftReport {
  readonly evidence: string;
  readonly driftedResources: number;
  readonly uncheckedStacks: number;
  readonly undeclaredStacks: number;
}

const cloudformation = new CloudFormationClient(clientSettings);
const cloudwatch = new CloudWatchClient(clientSettings);
const s3 = new S3Client(clientSettings);

/** How long to wait before asking CloudFormation again. Tests set it to nothing. */
export const pace = { milliseconds: 5000 };

/** Compares every declared stack with its template, looks for stacks that nobody declared, and records both. */
export async function handler(event: ScheduledEvent): Promise<DriftReport> {
  const declared = listSetting('STACKS');
  const moving = listSetting('MOVING_PROPERTIES');
  const stacks = await Promise.all(declared.map((name) => detectDrift(cloudformation, name, moving, pace)));
  const undeclared = await undeclaredStacks(cloudformation, new Set([...declared, ...listSetting('OTHER_STACKS')]));
  const found = {
    DriftedResources: stacks.reduce((sum, { differences }) => sum + differences.length, 0),
    UncheckedStacks: stacks.filter(({ status }) => status === 'unchecked').length,
    UndeclaredStacks: undeclared.length,
  };
  const evidence = await writeEvidence(s3, setting('EVIDENCE_BUCKET'), {
    kind: 'drift-detection', id: event.id, at: event.time,
    outcome: Object.values(found).every((number) => number === 0) ? 'passed' : 'failed',
    facts: { stacks, undeclared },
  });
  await putMeasures(cloudwatch, found);
  return { evidence, driftedResources: found.DriftedResources, uncheckedStacks: found.UncheckedStacks, undeclaredStacks: found.UndeclaredStacks };
}
