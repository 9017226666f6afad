// Loaded into the processes of an app by the command line: directs the swapped syntheses that the platform offers there, or helps with them.
import { writeFileSync } from 'node:fs';
import { UnusableInput } from '../assembly/unusable-input';
import { readAssembly, readMaterial, type AssembliesRead } from './material';
import { sameEitherWay } from './ledger';
import { nextSwaps } from './next-swaps';
import { proveParity, undeclaredIn } from './prove-parity';
import type { UndeclaredDifference } from './report';
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
  const base = work.record([]); // the others are at the mixtures while this one makes what is compared with them
  swaps.leaveUnread(sameEitherWay(readMaterial(base, read)));
  const theorem = new Theorem(work, read);
  const beside = (made: readonly Mixture[]): boolean => theorem.prove(made) || readNext(made, read);
  let file = work.record(swaps.all(beside));
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const more = nextSwaps(readMaterial(file, read));
    if (more.length === 0) break;
    swaps.add(more);
    file = work.record(swaps.all(beside));
  }
  swaps.end();
  // What was read is at hand here.
  unlessUnusable(() => writeFileSync(reportFileOf(file), JSON.stringify(proveParity(readMaterial(file, read), theorem.undeclared))));
}

/** Needs no mixture but the first one, in which nothing is swapped. */
class Theorem {
  public undeclared: readonly UndeclaredDifference[] | undefined;
  private wasTried = false;

  public constructor(private readonly work: SwapWork, private readonly read: AssembliesRead) {}

  /** Answers whether that was to be done. */
  public prove(made: readonly Mixture[]): boolean {
    if (this.wasTried || made.length === 0) return false;
    this.wasTried = true;
    unlessUnusable(() => {
      this.undeclared = undeclaredIn(readMaterial(this.work.record(made.slice(0, 1)), this.read));
    });
    return true;
  }
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
  Object.defineProperty(globalThis, Symbol.for('cdk-understudy.parity-swaps'), { value: { helps: helpsFor !== undefined, direct } });
}
