import { BackupClient } from '@aws-sdk/client-backup';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DeleteDBClusterCommand, RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { setting } from '../aws/setting';
import { putMeasures } from '../evidence/put-measure';
import { writeEvidence } from '../evidence/write-evidence';
import { type Measured, type Recovery, measureRecovery } from './measure-recovery';
import { type ChosenPoint, choosePoints } from './recovery-points';
import { progressOf, startRestore } from './restore';

/** The steps of the state machine, each one call. */
export type Step =
  | { readonly step: 'choose'; readonly started: string }
  | { readonly step: 'restore'; readonly run: string; readonly point: ChosenPoint }
  | { readonly step: 'progress'; readonly restoreJobId: string }
  | { readonly step: 'remove'; readonly arn: string }
  | { readonly step: 'record'; readonly run: string; readonly started: string; readonly rehearsal: boolean; readonly without: readonly string[]; readonly recoveries: readonly Recovery[] };

const backup = new BackupClient(clientSettings);
const cloudwatch = new CloudWatchClient(clientSettings);
const rds = new RDSClient(clientSettings);
const s3 = new S3Client(clientSettings);

/** What the runbook restores. Buckets keep their versions, and restore testing restores them; tables have point-in-time recovery. */
const recovered = new Set(['Aurora']);

/** One step of the runbook. Every step may be repeated. */
export async function handler(input: Step): Promise<unknown> {
  switch (input.step) {
    case 'choose': return choosePoints(backup, setting('VAULT'), recovered, new Date(input.started));
    case 'restore': return { restoreJobId: await startRestore(backup, input.run, input.point, place()) };
    case 'progress': return progressOf(backup, input.restoreJobId);
    case 'remove': return remove(input.arn);
    case 'record': return record(input);
  }
}

function place() {
  return {
    vault: setting('VAULT'), roleArn: setting('RESTORE_ROLE'), subnetGroup: setting('SUBNET_GROUP'), securityGroup: setting('SECURITY_GROUP'),
    prefix: setting('RESTORED_PREFIX'),
  };
}

/** Takes a rehearsal's cluster away. A name that the runbook did not give is refused: it may be the real one. */
async function remove(arn: string): Promise<{ removed: boolean }> {
  const DBClusterIdentifier = arn.split(':').at(-1) ?? '';
  if (!DBClusterIdentifier.startsWith(setting('RESTORED_PREFIX'))) throw new Error(`cluster ${DBClusterIdentifier} must be one that the runbook restored; remove nothing else`);
  try {
    await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true }));
  } catch (error) {
    if (!(error instanceof Error && ['DBClusterNotFoundFault', 'InvalidDBClusterStateFault'].includes(error.name))) throw error;
    return { removed: error.name === 'DBClusterNotFoundFault' };
  }
  return { removed: true };
}

type Record = Extract<Step, { step: 'record' }>;

async function record({ run, started, rehearsal, without, recoveries }: Record): Promise<Measured & { evidence: string }> {
  const objectives = { pointMinutes: Number(setting('POINT_OBJECTIVE_MINUTES')), timeMinutes: Number(setting('TIME_OBJECTIVE_MINUTES')) };
  const measured = measureRecovery(new Date(started), recoveries, without, objectives);
  const evidence = await writeEvidence(s3, setting('EVIDENCE_BUCKET'), {
    kind: 'recovery-runbook', id: run, at: started, outcome: measured.passed ? 'passed' : 'failed',
    facts: { rehearsal, objectives, ...measured, recoveries },
  });
  await putMeasures(cloudwatch, { RecoveryPointMinutes: measured.pointMinutes, RecoveryTimeMinutes: measured.timeMinutes, RecoveryShortfalls: measured.shortfalls.length });
  return { ...measured, evidence };
}
