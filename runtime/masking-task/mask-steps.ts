import { type KMSClient } from '@aws-sdk/client-kms';
import { type S3Client } from '@aws-sdk/client-s3';
import { type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { listSetting, setting } from '../aws/setting';
import { namesOf } from '../data-refresh/run-names';
import { type Part, type RunRequest, runMasking } from '../masking/engine/run-masking';
import { evidenceStatement, type EvidenceStatement } from '../masking/evidence/evidence-statement';
import { versionOf } from '../masking/policy/canonical-json';
import { type MaskingPolicy } from '../masking/policy/masking-policy';
import { type PreparedRun, makePlan } from '../masking/plan/make-plan';
import { type MaskPlan } from '../masking/plan/mask-plan';
import { type DatabaseUrl, withSession } from '../masking/postgres/session';
import { readSchema } from '../masking/schema/read-schema';
import { expectedRows } from '../masking/subset/subset-rows';
import { tableDigests } from '../masking/verify/table-digest';
import { verifyMasking } from '../masking/verify/verify-masking';
import { makeDatabase, openServer } from './database-access';
import { kmsKeySource } from './kms-keys';
import { RunStore } from './run-store';
import { authoritySetting, codeVersion, lockSetting, policySetting, runSetting, serverSetting } from './task-settings';

/** The clients of the task. */
export interface Clients {
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
}

/** The database in which the masked copy is made, beside the one of production. Only the copy is ever dumped. */
export const TARGET = 'masked';

/** The plan, as later steps and the state machine read it. */
export interface PlanSummary {
  readonly version: string;
  readonly rows: number;
  readonly parts: number;
  readonly started: string;
}

/** What the steps in quarantine work on. */
export interface Workplace {
  readonly policy: MaskingPolicy;
  readonly source: DatabaseUrl;
  readonly target: DatabaseUrl;
  readonly store: RunStore;
  readonly plan: () => Promise<PreparedRun>;
  readonly keys: ReturnType<typeof kmsKeySource>;
}

export async function workplace({ kms, s3, secrets }: Clients): Promise<Workplace> {
  const policy = policySetting();
  const urlOf = await openServer(secrets, serverSetting());
  const keys = kmsKeySource(kms, setting('MASKING_KEY'), setting('DETERMINISM') === 'run' ? runSetting() : '');
  const source = urlOf(setting('DATABASE'));
  const store = new RunStore(s3, setting('RUNS_BUCKET'));
  return { policy, source, target: urlOf(TARGET), store, keys, plan: () => makePlan({ source, policy, keys, lock: lockSetting() }) };
}

const report = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
const planKey = (): string => `${namesOf(runSetting()).folder}plan.json`;
const statementKey = (): string => `${namesOf(runSetting()).folder}statement.json`;

/** Decides everything, copies nothing, and says how much it is. */
export async function planStep({ plan, store }: Workplace): Promise<void> {
  const prepared = await plan();
  const { tables, chunks, subset } = prepared.plan;
  const summary: PlanSummary = {
    version: identityOf(prepared.plan), rows: subset?.rows ?? tables.reduce((sum, table) => sum + table.rows, 0),
    // Taking a subset writes its keys beside the source, which several programs cannot do at once.
    parts: subset === undefined ? Math.max(1, Math.ceil(chunks.length / Number(setting('CHUNKS_PER_PART')))) : 1, started: new Date().toISOString(),
  };
  await store.write(planKey(), summary);
  report({ event: 'planned', ...summary });
}

/** Masks into the empty database beside. The source is frozen: an interrupted task goes on where it was. */
export async function maskStep(place: Workplace): Promise<void> {
  await makeDatabase(place.source, TARGET);
  await run(place, {});
}

/** Makes the empty tables, for parts to load. */
export async function beginStep(place: Workplace): Promise<void> {
  await makeDatabase(place.source, TARGET);
  await run(place, { only: 'begin' });
}

/** Loads one of several parts. */
export async function partStep(place: Workplace): Promise<void> {
  const { parts } = await planned(place.store);
  const only: Part = { index: Number(setting('PART')), count: parts };
  await run(place, { only });
}

async function run({ policy, source, target, keys, store }: Workplace, more: Pick<RunRequest, 'only'>): Promise<void> {
  const summary = await planned(store);
  const { plan } = await runMasking({
    source, target, policy, keys, lock: lockSetting(), frozen: true, workers: Number(setting('WORKERS')), report, ...more,
    verify: (prepared) => Promise.resolve(refuseOtherPlan(summary, identityOf(prepared.plan))),
  });
  refuseOtherPlan(summary, identityOf(plan));
}

/** Looks at every byte of the copy with the source beside it, and writes down what happened. Any gate that fails ends the run. */
export async function verifyStep({ policy, source, target, plan, store }: Workplace): Promise<void> {
  const summary = await planned(store);
  const prepared = await plan();
  refuseOtherPlan(summary, identityOf(prepared.plan));
  const verification = await verifyMasking({ source, target, policy, report, ...expectedRows(prepared) });
  const failed = verification.gates.filter(({ passed }) => !passed);
  if (failed.length > 0) throw new Error(`verification failed: ${failed.map(({ gate, findings }) => `${gate} (${findings.length})`).join(', ')}`);
  const digests = await withSession(target, 'target', async (session) =>
    tableDigests(session, await readSchema(session, policy.schemas), prepared.plan.tables.map(({ table }) => table)));
  const statement = evidenceStatement({
    prepared, verification, digests, startedAt: new Date(summary.started), finishedAt: new Date(), code: codeVersion(), request: authoritySetting(),
  });
  await store.write(statementKey(), { statement: withSource(statement), extensions: prepared.schema.extensions });
}

/** The data is as old as the snapshot, whenever it was masked. */
function withSource(statement: EvidenceStatement): EvidenceStatement {
  const { predicate } = statement;
  return { ...statement, predicate: { ...predicate, source: { ...predicate.source, takenAt: setting('SNAPSHOT_TAKEN') } } };
}

/** What the verification wrote down. */
export async function verified(store: RunStore): Promise<{ readonly statement: EvidenceStatement; readonly extensions: readonly string[] }> {
  const found = await store.find<{ statement: EvidenceStatement; extensions: string[] }>(statementKey());
  if (found === undefined) throw new Error('nothing is published that was not verified');
  return found;
}

async function planned(store: RunStore): Promise<PlanSummary> {
  const summary = await store.find<PlanSummary>(planKey());
  if (summary === undefined) throw new Error('there is no plan: the plan comes first');
  return summary;
}

/** What must not change between the steps. Sizes are estimates of the database, which may think better of them. */
function identityOf({ policyVersion, schemaVersion, source, keyId, excludedWords }: MaskPlan): string {
  return versionOf({ policyVersion, schemaVersion, source, keyId, excludedWords });
}

function refuseOtherPlan({ version }: PlanSummary, found: string): void {
  if (version !== found) throw new Error(`the plan must still be ${version}, it is ${found}: policy, schema, key or source changed during the run`);
}

/** Columns that list documents, as the machine passes them on; undefined where the dataset has none. */
export function documentColumns(): readonly [table: string, key: string, type: string, bytes: string] | undefined {
  const [columns] = listSetting('DOCUMENTS');
  const [table = '', key = '', type = '', bytes = ''] = columns?.split(':') ?? [];
  if (columns === undefined) return undefined;
  if ([table, key, type, bytes].includes('')) throw new Error(`DOCUMENTS must be such as app.document:object_key:mime_type:size_bytes, got "${columns}"`);
  return [table, key, type, bytes];
}
