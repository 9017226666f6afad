import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { clientSettings } from '../aws/client-settings';
import { isFault } from '../aws/fault';
import { setting } from '../aws/setting';
import { type Answer, Refused, type SignedRequest, answering, bodyOf, callerOf } from '../data-refresh/caller';
import { type PendingApproval, readPending } from '../data-refresh/pending-approval';
import { isRunId } from '../data-refresh/run-names';

const s3 = new S3Client(clientSettings);
const sfn = new SFNClient(clientSettings);

/**
 * Takes the word of a second person on a run: `{ "run": "...", "decision": "approve" }` or `"reject"`, or `"show"` for what is asked. The
 * requester is refused, and whoever comes too late; the state machine checks both again.
 */
export async function handler(event: SignedRequest): Promise<Answer> {
  return answering(async () => {
    const { person } = callerOf(event, setting('ACCOUNT'), setting('APPROVER_ROLE'));
    const { run, decision } = bodyOf(event);
    const pending = await pendingOf(run);
    if (decision === 'show') return { run, request: pending.request, until: pending.until };
    refuse(pending, person, decision);
    await send(pending, person, decision === 'approve');
    return { run, decision, approver: person };
  });
}

async function pendingOf(run: unknown): Promise<PendingApproval> {
  const known = isRunId(run) ? await readPending(s3, setting('RUNS_BUCKET'), run) : undefined;
  if (known === undefined) throw new Refused(404, 'no such run waits for approval');
  return known;
}

function refuse({ request, until }: PendingApproval, person: string, decision: unknown): void {
  if (decision !== 'approve' && decision !== 'reject') throw new Refused(400, 'decision must be "approve", "reject" or "show"');
  if (person === request.requester.toLowerCase()) throw new Refused(403, 'whoever requests a refresh cannot decide on it; ask another person');
  const now = Date.now();
  if (now >= Date.parse(until)) throw new Refused(410, `the time for approval ended at ${until}; request again`);
  if (now >= Date.parse(request.expires)) throw new Refused(410, `the request expired at ${request.expires}; request again`);
}

async function send({ run, token }: PendingApproval, person: string, approved: boolean): Promise<void> {
  const at = new Date().toISOString();
  try {
    if (approved) await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ approver: person, decision: 'approve', at }) }));
    else await sfn.send(new SendTaskFailureCommand({ taskToken: token, error: 'Rejected', cause: `rejected by ${person} at ${at}` }));
  } catch (error) {
    if (isFault(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) throw new Refused(410, `run ${run} no longer waits for approval`);
    throw error;
  }
}
