import { BackupClient, DescribeRestoreJobCommand, PutRestoreValidationResultCommand } from '@aws-sdk/client-backup';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { findText } from '../aws/find-text';
import { setting } from '../aws/setting';
import { putMeasures } from '../evidence/put-measure';
import { writeEvidence } from '../evidence/write-evidence';
import { type Check } from './check';
import { checkDatabase } from './check-database';
import { checkObjects } from './check-objects';
import { type DataManifest, manifestKeyOf, namesMaskedData, parseManifest } from './manifest';
import { accessTo, prepareDatabase, removeInstance } from './temporary-database';

/** What was restored, as later steps need it. */
export interface RestoredResource {
  readonly kind: 'database' | 'bucket' | 'other';
  readonly type: string;
  readonly arn: string;
  readonly recoveryPoint: string;
  /** ARN of what was backed up. */
  readonly source: string;
  /** Set where a restore testing plan started the job: then AWS Backup waits for a verdict, and deletes what it restored. */
  readonly testingPlan: string | null;
  readonly minutes: number;
}

/** The steps of the state machine, each one call. */
export type Step =
  | { readonly step: 'identify'; readonly restoreJobId: string }
  | { readonly step: 'prepare' | 'ready' | 'check'; readonly resource: RestoredResource }
  | { readonly step: 'conclude'; readonly restoreJobId: string; readonly at: string; readonly resource: RestoredResource; readonly checks: readonly Check[]; readonly error: false | { readonly Error?: string; readonly Cause?: string } };

/** How a validation ended. */
export interface Verdict {
  readonly passed: boolean;
  readonly message: string;
  readonly evidence: string;
}

const backup = new BackupClient(clientSettings);
const cloudwatch = new CloudWatchClient(clientSettings);
const rds = new RDSClient(clientSettings);
const data = new RDSDataClient(clientSettings);
const s3 = new S3Client(clientSettings);

/** One step of the validation of one restored resource. Every step may be repeated. */
export async function handler(input: Step): Promise<RestoredResource | { ready: boolean } | Check[] | Verdict> {
  switch (input.step) {
    case 'identify': return identify(input.restoreJobId);
    case 'prepare':
      await prepareDatabase(rds, input.resource.arn, setting('SECRET_KEY'));
      return { ready: false };
    case 'ready': return { ready: await accessTo(rds, input.resource.arn) !== undefined };
    case 'check': return check(input.resource);
    case 'conclude': return conclude(input);
  }
}

const kinds: Readonly<Record<string, RestoredResource['kind']>> = { Aurora: 'database', S3: 'bucket' };

async function identify(RestoreJobId: string): Promise<RestoredResource> {
  const job = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId }));
  if (job.Status !== 'COMPLETED') throw new Error(`restore job ${RestoreJobId} must be COMPLETED, got ${job.Status ?? 'nothing'}`);
  const { ResourceType: type = 'nothing', CreatedResourceArn: arn = '', RecoveryPointArn: recoveryPoint = '', SourceResourceArn: source = '' } = job;
  const took = (job.CompletionDate?.getTime() ?? 0) - (job.CreationDate?.getTime() ?? 0);
  return {
    kind: kinds[type] ?? 'other', type, arn, recoveryPoint, source, testingPlan: job.CreatedBy?.RestoreTestingPlanArn ?? null, minutes: Math.max(0, Math.ceil(took / 60_000)),
  };
}

async function check(resource: RestoredResource): Promise<Check[]> {
  if (resource.kind === 'other') return [{ claim: 'what was restored can be checked', passed: false, found: `no check is known for ${resource.type}` }];
  const manifest = await readManifest(resource);
  const masked = expectation(manifest);
  if (resource.kind === 'bucket') return [...masked, ...await checkObjects(s3, resource.arn.split(':').at(-1) ?? '', manifest)];
  const access = await accessTo(rds, resource.arn);
  if (access === undefined) throw new Error(`${resource.arn} must be ready before it is checked`);
  return [...masked, ...await checkDatabase(data, access, manifest)];
}

/** An environment that holds masked data must be able to say what masked data looks like: silence would pass for proof. */
function expectation(manifest: DataManifest): Check[] {
  if (setting('EXPECTS_MASKED_DATA') !== 'true') return [];
  const named = namesMaskedData(manifest);
  return [{ claim: 'the manifest says what masked data looks like', passed: named, found: named ? manifest.run : 'it names no column' }];
}

/** What was loaded into the cluster that was backed up, if anything was; else what the environment holds. A manifest of other data does not fit, and fails. */
async function readManifest({ kind, source }: RestoredResource): Promise<DataManifest> {
  const key = setting('MANIFEST_KEY');
  const own = kind === 'database' && source !== '' ? await findText(s3, setting('EVIDENCE_BUCKET'), manifestKeyOf(key, source.split(':').at(-1) ?? '')) : undefined;
  return parseManifest(own ?? await readText(key));
}

async function readText(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: setting('EVIDENCE_BUCKET'), Key }));
  return await Body?.transformToString() ?? '';
}

type Conclusion = Extract<Step, { step: 'conclude' }>;

async function conclude({ restoreJobId, at, resource, checks, error }: Conclusion): Promise<Verdict> {
  const failed = checks.filter(({ passed }) => !passed);
  const passed = error === false && checks.length > 0 && failed.length === 0;
  const message = messageOf(checks, failed, error);
  if (resource.kind === 'database') await removeInstance(rds, resource.arn);
  const evidence = await writeEvidence(s3, setting('EVIDENCE_BUCKET'), {
    kind: 'restore-validation', id: restoreJobId, at, outcome: passed ? 'passed' : 'failed', facts: { resource, checks, message },
  });
  await putMeasures(cloudwatch, { RestoreValidationFailures: passed ? 0 : 1, RestoreMinutes: resource.minutes });
  if (resource.testingPlan !== null) {
    await backup.send(new PutRestoreValidationResultCommand({
      RestoreJobId: restoreJobId, ValidationStatus: passed ? 'SUCCESSFUL' : 'FAILED', ValidationStatusMessage: message.slice(0, 1000),
    }));
  }
  return { passed, message, evidence };
}

function messageOf(checks: readonly Check[], failed: readonly Check[], error: Conclusion['error']): string {
  if (error !== false) return `could not be checked: ${error.Error ?? 'unknown'}: ${error.Cause ?? ''}`;
  if (checks.length === 0) return 'nothing was checked';
  if (failed.length === 0) return `all ${checks.length} checks passed`;
  return `${failed.length} of ${checks.length} checks failed: ${failed.map(({ claim, found }) => `${claim} (${found})`).join('; ')}`;
}
