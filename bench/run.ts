// What the policies cost and how long `npm start` takes. Runs alternate, so that a busy machine slows both sides alike, and
// each ratio is of two neighbours. Ends with 1 when a claim does not hold.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const claims = { packsRatio: 1.8, startSeconds: 30 };
const pairs = Number(process.argv[2] ?? 7);

interface Pair {
  readonly none: number;
  readonly all: number;
}

function processorMilliseconds(packs: keyof Pair): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'synthesize-example.js'), packs], {
    encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  if (status !== 0) throw new Error(`synthesis with packs ${packs} failed\n${stderr}`);
  return Number(stdout);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function report(claim: string, holds: boolean): void {
  console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}\n`);
  if (!holds) process.exitCode = 1;
}

function packsCost(): void {
  console.log(`processor time of a synthesis, all packs and none, ${pairs} pairs, CDK_VALIDATION=false`);
  processorMilliseconds('none'); // fills the file cache
  const measured: Pair[] = [];
  for (let run = 1; run <= pairs; run++) {
    const pair = { none: processorMilliseconds('none'), all: processorMilliseconds('all') };
    measured.push(pair);
    console.log(`  pair ${run}: none ${pair.none.toFixed(0)} ms, all ${pair.all.toFixed(0)} ms, ratio ${(pair.all / pair.none).toFixed(2)}`);
  }
  const ratio = median(measured.map(({ none, all }) => all / none));
  console.log(`  median: none ${median(measured.map(({ none }) => none)).toFixed(0)} ms, all ${median(measured.map(({ all }) => all)).toFixed(0)} ms, ratio ${ratio.toFixed(2)}`);
  report(`all packs cost at most ${claims.packsRatio} times the processor time of none`, ratio <= claims.packsRatio);
}

function startTime(): void {
  const started = process.hrtime.bigint();
  const { status } = spawnSync('npm', ['start', '--silent'], { stdio: 'ignore' });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(`npm start: ${seconds.toFixed(1)} s, exit code ${status}`);
  report(`npm start takes at most ${claims.startSeconds} s and finds nothing`, status === 0 && seconds <= claims.startSeconds);
}

packsCost();
startTime();
