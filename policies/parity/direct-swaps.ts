// Loaded into the processes of an app by the command line: directs the swapped syntheses that the platform offers there, or helps with them.
import { writeFileSync } from 'node:fs';
import { UnusableInput } from '../assembly/unusable-input';
import { readAssembly, readMaterial, type AssembliesRead, type Material } from './material';
import { sameEitherWay } from './ledger';
import { nextSwaps } from './next-swaps';
import { proveParity, undeclaredIn } from './prove-parity';
import { reportFileOf } from './tell-parity';
import { isAlive, SharedSwaps } from './shared-swaps';

const MOST_ROUNDS = 2;

/** What a platform offers; it knows no policy, so the type stands here once more. */
interface SwapWork {
  readonly rows: ReadonlyArray<readonly string[]>;
  synthesize(swapped: readonly string[], outdir: string, unread: ReadonlySet<string>): Mixture;
  record(mixtures: readonly Mixture[]): string;
}

interface Mixture {
  /** Absolute; missing where the synthesis failed. */
  readonly directory?: string;
}

const { UNDERSTUDY_PARITY_SHARED: shared = '', UNDERSTUDY_PARITY_HELPS_FOR: helpsFor } = process.env;

function lead(work: SwapWork): void {
  const swaps = new SharedSwaps(shared, work.synthesize);
  const read: AssembliesRead = new Map();
  swaps.add(work.rows);
  const base = readMaterial(work.record([]), read); // the others are at the mixtures while this one makes what is compared with them
  swaps.leaveUnread(sameEitherWay(base));
  const holds = theoremHolds(base);
  if (!holds) swaps.add(UNSWAPPED);
  const beside = (made: readonly Mixture[]): boolean => readNext(made, read);
  let file = work.record(swaps.all(beside));
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const more = nextSwaps(readMaterial(file, read));
    if (more.length === 0) break;
    swaps.add(more);
    file = work.record(swaps.all(beside));
  }
  swaps.end();
  // What was read is at hand here.
  unlessUnusable(() => writeFileSync(reportFileOf(file), JSON.stringify(proveParity(readMaterial(file, read), holds ? [] : undefined))));
}

/** The environment as it is, once more: it tells what no parameter explains, since it is not the same then. Nobody asks where nothing differs. */
const UNSWAPPED = [[]];

function theoremHolds(base: Material): boolean {
  let holds = false;
  unlessUnusable(() => {
    holds = undeclaredIn(base).length === 0;
  });
  return holds;
}

/** Reads one mixture that was not read yet, if there is one. */
function readNext(made: readonly Mixture[], read: AssembliesRead): boolean {
  const next = made.find(({ directory }) => directory !== undefined && !read.has(directory))?.directory;
  if (next === undefined) return false;
  readAssembly(next, read);
  return true;
}

/** What cannot be used, the command line tells when it reads it. */
function unlessUnusable(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UnusableInput || error instanceof RangeError)) throw error;
  }
}

function help(work: SwapWork, whom: string): never {
  Error.stackTraceLimit = 0;
  new SharedSwaps(shared, work.synthesize).help(() => isAlive(whom), work.rows);
  process.exit(0);
}

if (shared !== '') {
  const direct = (work: SwapWork): void => { if (helpsFor === undefined) lead(work); else help(work, helpsFor); };
  Object.defineProperty(globalThis, Symbol.for('cdk-understudy.parity-swaps'), { value: { helps: helpsFor !== undefined, direct }, configurable: true });
}
