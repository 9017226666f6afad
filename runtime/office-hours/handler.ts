import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { CapacityFacts } from '../../lib/values/capacity-facts';
import { type Mode, modeAt } from '../../lib/values/capacity-plan';
import { bringTogether, type Step } from './bring-together';
import { countableNow } from './countable-now';
import { movementsOf } from './movements';
import { readFacts } from './read-facts';

/** Why it runs. It never says what to do: that follows from the hours, the windows and the time, so that no lost call does harm. */
export interface Occasion {
  /** For the record, for example `window june-load-test ends`. */
  readonly why?: string;
}

/** What Lambda says of the run. */
export interface Run {
  getRemainingTimeInMillis(): number;
}

/** What the environment does, and which kinds of test count. */
export interface Report {
  readonly at: string;
  readonly why: string;
  readonly mode: Mode;
  readonly settled: boolean;
  /** Kinds of test whose results count now: what a release gate asks for. */
  readonly countable: readonly string[];
  readonly steps: readonly Step[];
}

const POLL_MILLISECONDS = 15_000;
const RESERVE_MILLISECONDS = 60_000;
/** Six tries with growing pauses, slower when AWS says that it is asked too often. */
const patient = { maxAttempts: 6, retryMode: 'adaptive' } as const;
const ssm = new SSMClient(patient);
const clients = {
  scaling: new ApplicationAutoScalingClient(patient), cloudwatch: new CloudWatchClient(patient), ecs: new ECSClient(patient),
  rds: new RDSClient(patient), sqs: new SQSClient(patient),
};

/**
 * Brings the environment to where its hours and windows say it should be now, in order, and waits for it as long as this run may. What is not
 * there by then is brought on by the next run. The same call again changes nothing.
 */
export async function handler({ why = 'asked' }: Occasion, run: Run): Promise<Report> {
  const path = process.env.CAPACITY_PATH;
  if (path === undefined) throw new Error('CAPACITY_PATH: must be the path of the environment in Parameter Store');
  const facts = await readFacts(ssm, path);
  const done = new Map<string, Step>();
  for (;;) {
    const now = Date.now();
    const mode = modeAt(now, facts.hours, facts.windows);
    const steps = await bringTogether(await movementsOf(facts, mode, clients, now));
    for (const step of steps) done.set(step.part, { ...step, action: step.action ?? done.get(step.part)?.action });
    const isOver = steps.every(({ settled, failure }) => settled || failure !== undefined) || run.getRemainingTimeInMillis() < RESERVE_MILLISECONDS;
    if (isOver) return record(path, reportOf(facts, mode, [...done.values()], now, why));
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

function reportOf(facts: CapacityFacts, mode: Mode, steps: readonly Step[], now: number, why: string): Report {
  const settled = steps.every((step) => step.settled);
  return { at: new Date(now).toISOString(), why, mode, settled, countable: countableNow(facts, mode, settled), steps };
}

/** The evidence: one line, whose numbers CloudWatch takes as metrics (embedded metric format), and an error where a part failed. */
function record(path: string, report: Report): Report {
  const failures = report.steps.filter(({ failure }) => failure !== undefined);
  const unsettled = report.steps.filter(({ settled }) => !settled).length;
  process.stdout.write(`${JSON.stringify({
    _aws: {
      Timestamp: Date.parse(report.at),
      CloudWatchMetrics: [{ Namespace: 'Understudy/Capacity', Dimensions: [['Path']], Metrics: [{ Name: 'UnsettledParts', Unit: 'Count' }, { Name: 'FailedParts', Unit: 'Count' }] }],
    },
    Path: path, UnsettledParts: unsettled, FailedParts: failures.length, ...report,
  })}\n`);
  if (failures.length > 0) throw new Error(failures.map(({ part, failure }) => `${part}: ${failure}`).join('; '));
  return report;
}
