import { setting } from '../aws/setting';
import { signedHeaders } from '../aws/signed-headers';
import type { Outcome } from './bring-together';

const TIMEOUT_MILLIS = 10_000;
const still = ['STOPPED', 'READY', 'ERROR'];

/** A synthetic check that asks nothing while nothing is expected to answer. */
export class ScaledCheck {
  public constructor(private readonly name: string) {}

  /** Starts it when all that it asks is there, and stops it at once. A check that is gone is where it should be. */
  public async bring(wanted: 'running' | 'stopped', free: boolean): Promise<Outcome> {
    const state = await this.state();
    if (state === undefined) return { settled: true };
    const rests = still.includes(state);
    if (wanted === 'stopped') return rests ? { settled: true } : this.stop(state);
    if (state === 'RUNNING') return { settled: true };
    if (!rests || !free) return { settled: false };
    await this.call('POST', '/start');
    return { settled: false, action: 'starts' };
  }

  /** What is on its way somewhere takes no order. */
  private async stop(state: string): Promise<Outcome> {
    if (state !== 'RUNNING') return { settled: false };
    await this.call('POST', '/stop');
    return { settled: false, action: 'stops' };
  }

  private async state(): Promise<string | undefined> {
    const answer = await this.call('GET', '');
    if (answer === undefined) return undefined;
    return (JSON.parse(answer) as { Canary?: { Status?: { State?: string } } }).Canary?.Status?.State;
  }

  /** Undefined where there is no such check. */
  private async call(method: string, step: string): Promise<string | undefined> {
    const region = setting('AWS_REGION');
    const url = new URL(`https://synthetics.${region}.amazonaws.com/canary/${this.name}${step}`);
    const caller = { accessKeyId: setting('AWS_ACCESS_KEY_ID'), secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'), sessionToken: setting('AWS_SESSION_TOKEN') };
    const { host: _, ...headers } = signedHeaders({ method, url, body: '', service: 'synthetics', region }, caller, new Date(Date.now()));
    const answer = await fetch(url, { method, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
    const said = await answer.text();
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${method} ${url.pathname} answered ${answer.status} ${said.slice(0, 200)}`);
    return said;
  }
}
