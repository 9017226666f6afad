// Loaded into the processes of an app by the command line: directs the swapped syntheses that the platform offers there, or helps with them.
import { writeFileSync } from 'node:fs';
import { UnusableInput } from '../assembly/unusable-input';
import { readMaterial, type AssembliesRead } from './material';
import { nextSwaps } from './next-swaps';
import { proveParity } from './prove-parity';
import { reportFileOf } from './tell-parity';
import { isAlive, SharedSwaps } from './shared-swaps';

const MOST_ROUNDS = 2;

/** What a platform offers; it knows no policy, so the type stands here once more. */
interface SwapWork {
  readonly rows: ReadonlyArray<readonly string[]>;
  synthesize(swapped: readonly string[], outdir: string): object;
  record(variants: readonly object[]): string;
}

const { UNDERSTUDY_PARITY_SHARED: shared = '', UNDERSTUDY_PARITY_HELPS_FOR: helpsFor } = process.env;

function lead(work: SwapWork): void {
  const swaps = new SharedSwaps(shared, work.synthesize);
  const read: AssembliesRead = new Map();
  swaps.add(work.rows);
  work.record([]); // the others are at the mixtures while this one makes what is compared with them
  let file = work.record(swaps.all());
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const more = nextSwaps(readMaterial(file, read));
    if (more.length === 0) break;
    swaps.add(more);
    file = work.record(swaps.all());
  }
  swaps.end();
  writeReport(file, read);
}

// What was read is at hand here. What cannot be used, the command line tells when it reads it.
function writeReport(file: string, read: AssembliesRead): void {
  try {
    writeFileSync(reportFileOf(file), JSON.stringify(proveParity(readMaterial(file, read))));
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
