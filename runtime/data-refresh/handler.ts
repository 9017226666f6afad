import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { findText } from '../aws/find-text';
import { setting } from '../aws/setting';
import { copySnapshot, isCopied, newestShared } from './copy-snapshot';
import { type Destruction, destroyRun } from './destroy-run';
import { writePending } from './pending-approval';
import { readReceipt, receiptKey } from './receipt';
import { recordRun } from './record-run';
import { requestProblems } from './refresh-request';
import { reachCluster, restoreCluster } from './restore-cluster';
import { namesOf } from './run-names';
import { type Run, type Step } from './step';

const rds = new RDSClient(clientSettings);
const s3 = new S3Client(clientSettings);
const MINUTE = 60_000;

/** One step of a data refresh. Every step may be repeated; a step after the deadline of the run fails, so that the run ends. */
export async function handler(input: Step): Promise<object> {
  switch (input.step) {
    case 'begin': return begin(input);
    case 'ask': return ask(input);
    case 'destroy': return destroy(input);
    case 'record': return recordRun(s3, setting('RUNS_BUCKET'), { bucket: setting('EVIDENCE_BUCKET'), folder: setting('EVIDENCE_FOLDER') }, input.id, input.started, input.state);
    default: return advance(input.step, input.run);
  }
}

/** The machine believes nobody: what starts it is checked again, and where the data goes is looked up and never asked. */
function begin({ id, started, request }: Extract<Step, { step: 'begin' }>): Run {
  namesOf(id);
  const environments = destinations();
  const datasets = datasetsHere();
  const problems = requestProblems(request, { datasets: Object.keys(datasets), environments: Object.keys(environments), mostHours: Number(setting('MOST_HOURS')) }, new Date(started));
  const [to, what] = [environments[request.environment], datasets[request.dataset]];
  if (problems.length > 0 || to === undefined || what === undefined) throw new Error(`request is refused: ${problems.join('; ')}`);
  const { requester, reason, ticket, dataset, environment, expires } = request;
  return {
    id, deadline: expires, ...to, ...what, request: { requester, reason, ticket, dataset, environment, expires },
  };
}

function destinations(): Readonly<Record<string, { readonly bucket: string; readonly key: string }>> {
  return JSON.parse(setting('DESTINATIONS')) as Record<string, { bucket: string; key: string }>;
}

function datasetsHere(): Readonly<Record<string, { readonly database: string; readonly documents: string }>> {
  return JSON.parse(setting('DATASETS')) as Record<string, { database: string; documents: string }>;
}

/** Removes what can be removed now, and remembers what went in earlier calls: the evidence names all of it. */
async function destroy({ id, before }: Extract<Step, { step: 'destroy' }>): Promise<Destruction> {
  const now = await destroyRun({ rds, s3, bucket: setting('RUNS_BUCKET') }, id);
  return { ...now, removed: [...new Set([...before.removed, ...now.removed])] };
}

async function ask({ run, token, entered }: Extract<Step, { step: 'ask' }>): Promise<object> {
  const until = new Date(Date.parse(entered) + Number(setting('APPROVAL_MINUTES')) * MINUTE).toISOString();
  await writePending(s3, setting('RUNS_BUCKET'), { run: run.id, request: run.request, token, until });
  return {};
}

async function advance(step: Extract<Step, { run: Run }>['step'], run: Run): Promise<object> {
  if (Date.now() >= Date.parse(run.deadline)) throw new Error(`the run must end by ${run.deadline}; it is given up`);
  const names = namesOf(run.id);
  switch (step) {
    case 'copy': {
      const from = await newestShared(rds, { account: setting('SOURCE_ACCOUNT'), prefix: `${setting('SNAPSHOT_PREFIX')}${run.request.dataset}-` });
      await copySnapshot(rds, from.arn, names.snapshot, setting('STORAGE_KEY'));
      return from;
    }
    case 'copied': return { done: await isCopied(rds, names.snapshot) };
    case 'restore':
      await restoreCluster(rds, names, { subnetGroup: setting('SUBNET_GROUP'), securityGroup: setting('SECURITY_GROUP'), key: setting('STORAGE_KEY'), maxAcu: Number(setting('MAX_ACU')) });
      return {};
    case 'restored': {
      const reached = await reachCluster(rds, names, setting('STORAGE_KEY'));
      return { done: reached !== undefined, ...reached };
    }
    case 'planned': return planned(names.folder);
    default: return received(run);
  }
}

/** What the plan says of the size of the work: with one part, one task does it. */
async function planned(folder: string): Promise<object> {
  const text = await findText(s3, setting('RUNS_BUCKET'), `${folder}plan.json`);
  if (text === undefined) throw new Error('the planning program ended without a plan');
  const { version, rows, parts } = JSON.parse(text) as { version: string; rows: number; parts: number };
  return { version, rows, parts, items: Array.from({ length: parts }, (_, part) => String(part)) };
}

async function received(run: Run): Promise<object> {
  const receipt = await readReceipt(s3, run.bucket, receiptKey(run.request.dataset, run.id));
  if (receipt !== undefined && (receipt.outcome !== 'loaded' || receipt.run !== run.id)) throw new Error(`${run.request.environment} refused the masked copy: ${receipt.message}`);
  return { done: receipt !== undefined, ...(receipt === undefined ? {} : { receipt }) };
}
