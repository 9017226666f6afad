import { request } from 'node:https';

/** One thing that is asked: its name and its address. */
interface Target {
  readonly name: string;
  readonly url: string;
  /** Whether any certificate will do, as for the load balancer: a service of the same network, with one it made itself. */
  readonly anyCertificate?: boolean;
}

const TIMEOUT_MILLIS = 10_000;
const TRIES = 3;

/**
 * Asks every target of the setting TARGETS and fails when one of them does not answer, or answers with an error of its own (500 and above).
 * Each is tried three times: a check reports what stays broken, not one lost packet.
 */
export async function handler(): Promise<string> {
  const targets = targetsOf(process.env.TARGETS);
  const failures = (await Promise.all(targets.map(failureOf))).filter((failure) => failure !== undefined);
  if (failures.length > 0) throw new Error(failures.join('; '));
  return `${targets.length} answered`;
}

/** A check that was deployed without targets must fail, not succeed at nothing. */
function targetsOf(setting: string | undefined): readonly Target[] {
  const targets = JSON.parse(setting ?? '[]') as readonly Target[];
  if (targets.length === 0) throw new Error('setting TARGETS must name at least one target');
  return targets;
}

async function failureOf({ name, url, anyCertificate }: Target): Promise<string | undefined> {
  let failure: string | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const begin = Date.now();
    failure = await ask(url, anyCertificate === true);
    console.log(JSON.stringify({ level: failure === undefined ? 'info' : 'warn', target: name, failure, millis: Date.now() - begin }));
    if (failure === undefined) return undefined;
  }
  return `${name} ${failure}`;
}

async function ask(url: string, anyCertificate: boolean): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLIS);
  try {
    const status = anyCertificate ? await statusBehindAnyCertificate(url, signal) : (await fetch(url, { redirect: 'manual', signal })).status;
    return status >= 500 ? `answered ${status}` : undefined;
  } catch (problem) {
    return `did not answer: ${String(problem)}`;
  }
}

function statusBehindAnyCertificate(url: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false, signal }, (answer) => {
      answer.resume();
      resolve(Number(answer.statusCode));
    }).on('error', reject).end();
  });
}
