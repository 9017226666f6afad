import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createHash, randomBytes } from 'node:crypto';
import { clientSettings } from '../aws/client-settings';
import { listSetting, setting } from '../aws/setting';
import { type Answer, Refused, type SignedRequest, answering, bodyOf, callerOf } from '../data-refresh/caller';
import { type RefreshRequest, requestProblems } from '../data-refresh/refresh-request';
import { runId } from '../data-refresh/run-names';

/** What the schedule sends; a person cannot, since people come over the function URL only. */
export interface ScheduledRequest {
  readonly schedule: string;
  readonly dataset: string;
  readonly environment: string;
  readonly time: string;
}

const sfn = new SFNClient(clientSettings);
const HOUR = 3_600_000;

/** Starts a run: for a person who signed, or for the schedule. Either way a person has to approve it. */
export async function handler(event: SignedRequest | ScheduledRequest): Promise<Answer | { run: string }> {
  // The schedule may knock twice: the same moment is the same run.
  if ('schedule' in event) return start(scheduled(event), new Date(event.time), createHash('sha256').update(`${event.schedule} ${event.time}`).digest('hex').slice(0, 8));
  return answering(() => start(asked(event), new Date(), randomBytes(4).toString('hex')));
}

function scheduled({ schedule, dataset, environment, time }: ScheduledRequest): RefreshRequest {
  return {
    requester: `schedule:${schedule}`, reason: `the declared cadence of ${environment}`, ticket: schedule, dataset, environment,
    expires: new Date(Date.parse(time) + mostHours() * HOUR).toISOString(),
  };
}

function asked(event: SignedRequest): RefreshRequest {
  const { person } = callerOf(event, setting('ACCOUNT'), setting('REQUESTER_ROLE'));
  const { reason, ticket, dataset, environment, expires } = bodyOf(event);
  // Whatever the body says of a requester: it is who signed.
  return { requester: person, reason, ticket, dataset, environment, expires } as RefreshRequest;
}

async function start(request: RefreshRequest, at: Date, chance: string): Promise<{ run: string }> {
  const problems = requestProblems(request, { datasets: listSetting('DATASETS'), environments: listSetting('ENVIRONMENTS'), mostHours: mostHours() }, new Date());
  if (problems.length > 0) throw new Refused(400, problems.join('; '));
  const run = runId(at, chance);
  await sfn.send(new StartExecutionCommand({ stateMachineArn: setting('STATE_MACHINE'), name: run, input: JSON.stringify({ request }) }));
  return { run };
}

function mostHours(): number {
  return Number(setting('MOST_HOURS'));
}
