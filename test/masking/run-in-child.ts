import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { runMasking } from '../../runtime/masking/engine/run-masking';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { parsePolicy } from '../../runtime/masking/policy/parse-policy';

/** One run in a process of its own, so that it can be killed. */
export interface ChildRun {
  readonly source: string;
  readonly target: string;
  /** As JSON. */
  readonly policy: string;
  /** Each byte of the key. */
  readonly key: number;
  /** The process kills itself at this message to a database, counted from 1. Omitted: it does not. */
  readonly kill?: { readonly message: number; readonly when: 'before' | 'after' | 'later' };
}

const { source, target, policy, key, kill } = JSON.parse(process.argv[2] ?? '') as ChildRun;
const sent = { messages: 0 };
const die = (): void => { process.kill(process.pid, 'SIGKILL'); };

// Everything that reaches a database goes through here. `later` is while the server works on the message.
const write = Reflect.get(Socket.prototype, 'write') as (this: Socket, ...parameters: unknown[]) => boolean;
Reflect.set(Socket.prototype, 'write', function counted(this: Socket, ...parameters: unknown[]): boolean {
  const isLast = ++sent.messages === kill?.message;
  if (isLast && kill?.when === 'before') die();
  const isFlushed = write.apply(this, parameters);
  if (isLast && kill?.when === 'after') die();
  if (isLast && kill?.when === 'later') setTimeout(die, 1 + sent.messages % 5);
  return isFlushed;
});

writeSync(1, 'begun\n');
runMasking({ source, target, policy: parsePolicy(policy), keys: rootKeySource(Buffer.alloc(32, key)), chunkPages: 2, workers: 2, frozen: true })
  .then(() => { writeSync(1, `${sent.messages}\n`); process.exit(0); }, (error: Error) => { writeSync(2, `${error.message}\n`); process.exit(1); });
