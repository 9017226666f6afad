import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings } from '../aws/client-settings';
import { setting } from '../aws/setting';
import { loadStep } from './load-step';
import { type Clients, beginStep, maskStep, partStep, planStep, verifyStep, workplace } from './mask-steps';
import { documentsStep, publishStep } from './publish-step';

const steps: Readonly<Record<string, (clients: Clients) => Promise<void>>> = {
  plan: async (clients) => planStep(await workplace(clients)),
  mask: async (clients) => maskStep(await workplace(clients)),
  'mask-begin': async (clients) => beginStep(await workplace(clients)),
  'mask-part': async (clients) => partStep(await workplace(clients)),
  'mask-finish': async (clients) => maskStep(await workplace(clients)),
  verify: async (clients) => verifyStep(await workplace(clients)),
  documents: async (clients) => documentsStep(clients, await workplace(clients)),
  publish: async (clients) => publishStep(clients, await workplace(clients)),
  load: loadStep,
};

/** Runs the step that the state machine asks for. Every step may be repeated. */
export async function runStep(name: string): Promise<void> {
  const step = Object.entries(steps).find(([own]) => own === name)?.[1];
  if (step === undefined) throw new Error(`STEP must be one of ${Object.keys(steps).join(', ')}, got "${name}"`);
  await step({ kms: new KMSClient(clientSettings), s3: new S3Client(clientSettings), secrets: new SecretsManagerClient(clientSettings) });
}

/**
 * The program of the masking image. It ends by itself when the time of the run, or of a load, is over, whatever became of the machine that
 * started it, and it tells an error without the values that PostgreSQL puts into its messages.
 */
export async function program(exit: (code: number) => void): Promise<void> {
  const stop = ({ message }: Error): void => {
    process.stdout.write(`${JSON.stringify({ event: 'failed', message })}\n`);
    exit(1);
  };
  try {
    const end = setTimeout(() => stop(new Error('the time of the run is over; it is given up')), timeLeft(process.env, Date.now()));
    await runStep(setting('STEP')).finally(() => clearTimeout(end));
  } catch (error) {
    stop(error as Error);
  }
}

/** Milliseconds until the program must end: when the request expires, or after the hours that a load may take. A timer holds 24 days. */
export function timeLeft({ EXPIRES: expires, MOST_HOURS: hours }: NodeJS.ProcessEnv, now: number): number {
  const limits = [...(expires === undefined ? [] : [Date.parse(expires) - now]), ...(hours === undefined ? [] : [Number(hours) * 3_600_000])];
  if (limits.length === 0 || limits.some(Number.isNaN)) throw new Error('EXPIRES must be an instant, or MOST_HOURS a number: a program that may run forever is not started');
  return Math.max(0, Math.min(...limits, 2 ** 31 - 1));
}

if (require.main === module) void program((code) => process.exit(code));
