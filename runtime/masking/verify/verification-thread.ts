import { isMainThread, parentPort, Worker, workerData, type MessagePort } from 'node:worker_threads';
import { MaskingError } from '../postgres/masking-error';
import { withSession, type DatabaseUrl, type Session } from '../postgres/session';
import type { Indexed, HandSetting, VerificationHand } from './verification-hand';
import { OwnHand } from './verification-hand';
import type { HeapPart } from './heap-parts';
import type { SearchTables } from './residue-search';
import type { Scanned } from './scan-target';

/** A database, and the snapshot in which all threads see it. */
export interface SharedSnapshot {
  readonly url: DatabaseUrl;
  readonly id: string;
}

/** What a thread begins with. */
export interface ThreadSetting extends HandSetting {
  readonly target: SharedSnapshot;
  readonly source?: SharedSnapshot;
}

type Call = Exclude<keyof VerificationHand, 'close'>;
interface Question { readonly call: Call; readonly argument?: unknown }
type Answer = { readonly result: unknown } | { readonly failure: string };

/** A session may wait as long as others read: a server that ends idle transactions would end the verification. */
export const beginReading = 'set idle_in_transaction_session_timeout to 0; begin isolation level repeatable read read only';

const purpose = 'cdk-understudy verification';
/** The program that a thread runs is this file, or the one it is bundled into. Sources in TypeScript, as in tests, cannot be run by a thread. */
export const canStartThreads = __filename.endsWith('.js');

/** Reads on another thread. If the thread ends, so does the verification. */
export class ThreadHand implements VerificationHand {
  private readonly thread: Worker;
  private waiting: { readonly resolve: (result: never) => void; readonly reject: (cause: Error) => void } | undefined;
  private ended: Error | undefined;

  public constructor(setting: ThreadSetting) {
    // Loaded as a module, not run as a program: whatever the bundle does when it is started, it does not do again.
    this.thread = new Worker("require(require('node:worker_threads').workerData.program)", { eval: true, workerData: { purpose, program: __filename, setting } });
    this.thread.on('message', (answer: Answer) => this.answer(answer));
    this.thread.on('messageerror', () => this.fail());
    this.thread.on('error', () => this.fail());
    this.thread.on('exit', () => this.fail());
  }

  public index(part: HeapPart): Promise<void> {
    return this.ask('index', part);
  }

  public indexed(): Promise<Indexed> {
    return this.ask('indexed');
  }

  public search(tables: SearchTables): Promise<void> {
    return this.ask('search', tables);
  }

  public scan(part: HeapPart): Promise<void> {
    return this.ask('scan', part);
  }

  public scanned(): Promise<Scanned> {
    return this.ask('scanned');
  }

  public async close(): Promise<void> {
    await this.thread.terminate();
  }

  private ask<Result>(call: Call, argument?: unknown): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(this.ended);
      this.waiting = { resolve, reject };
      this.thread.postMessage({ call, argument } satisfies Question, []);
    });
  }

  private answer(answer: Answer): void {
    const { waiting } = this;
    this.waiting = undefined;
    if ('failure' in answer) waiting?.reject(new MaskingError(answer.failure));
    else waiting?.resolve(answer.result as never);
  }

  private fail(): void {
    this.ended ??= new MaskingError('a thread of the verification ended early; run it again, with more memory if it ends so again');
    this.waiting?.reject(this.ended);
    this.waiting = undefined;
  }
}

/** Opens its own sessions, each in the snapshot that all share, and does what it is asked until it is ended. */
async function serve(port: MessagePort, setting: ThreadSetting): Promise<void> {
  const { source, target } = setting;
  const questions: Question[] = [];
  let wake: () => void = () => undefined;
  port.on('message', (question: Question) => {
    questions.push(question);
    wake();
  });
  const work = async (to: Session, from?: Session): Promise<never> => {
    await join(to, target);
    if (from !== undefined && source !== undefined) await join(from, source);
    const hand = new OwnHand(setting, to, from);
    for (;;) {
      const question = questions.shift();
      if (question === undefined) await new Promise<void>((resolve) => { wake = resolve; });
      else port.postMessage({ result: await perform(hand, question) } satisfies Answer);
    }
  };
  try {
    await withSession(target.url, 'target', (to) => (source === undefined ? work(to) : withSession(source.url, 'source', (from) => work(to, from))));
  } catch (cause) {
    // Only messages of its own are known to hold no values.
    port.postMessage({ failure: cause instanceof MaskingError ? cause.message : 'a thread of the verification failed' } satisfies Answer);
    port.close();
  }
}

const join = (session: Session, { id }: SharedSnapshot): Promise<void> => session.run(`${beginReading}; set transaction snapshot '${id}'`);

function perform(hand: VerificationHand, { call, argument }: Question): Promise<unknown> {
  switch (call) {
    case 'index': return hand.index(argument as HeapPart);
    case 'search': return hand.search(argument as SearchTables);
    case 'scan': return hand.scan(argument as HeapPart);
    case 'indexed': return hand.indexed();
    case 'scanned': return hand.scanned();
  }
}

const given = workerData as { readonly purpose?: string; readonly setting: ThreadSetting } | undefined;
if (!isMainThread && parentPort !== null && given?.purpose === purpose) void serve(parentPort, given.setting);
