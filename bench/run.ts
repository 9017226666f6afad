// What the policies cost and how long `npm start` takes. Runs alternate, so that a busy machine slows both sides alike, and
// each ratio is of two neighbours. Ends with 1 when a claim does not hold.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const claims = {
  packsRatio: 1.8, startSeconds: 30, proofSeconds: 5, proofMegabytes: 400, environmentRatio: 1.3, queryMilliseconds: 0.2, timesFasterThanZ3: 20,
  parityMilliseconds: 300, ledgerSeconds: 20,
};
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

interface Proof {
  readonly resources: number;
  readonly milliseconds: number;
  readonly megabytes: number;
}

function prove(resources: number, accounts: number): Proof {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'isolation/prove-scale.js'), String(resources), String(accounts)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the proof of ${resources} resources failed\n${stderr}`);
  console.log(`  ${stdout.trim()}`);
  return JSON.parse(stdout) as Proof;
}

/** The proof of isolation: processor time for 1,000, 10,000 and 50,000 resources. */
function proofCost(): void {
  console.log('processor time of a proof of isolation');
  const [small, large, largest] = [prove(1000, 2), prove(10_000, 20), prove(50_000, 200)];
  const each = ({ milliseconds, resources }: Proof): number => milliseconds / resources / Math.log(resources);
  report(`10,000 resources over 20 accounts in at most ${claims.proofSeconds} s and ${claims.proofMegabytes} MB`, large.milliseconds <= claims.proofSeconds * 1000 && large.megabytes <= claims.proofMegabytes);
  report(`0.4 s for each 1,000 resources (${(large.milliseconds / large.resources).toFixed(2)} s in the large one, ${(small.milliseconds / 1000).toFixed(2)} s with start-up in the small one)`, large.milliseconds / large.resources <= 0.4);
  report('growth up to 50,000 resources over 200 accounts is no worse than n log n', each(largest) <= 1.5 * each(large));
}

interface Synthesized {
  readonly environments: number;
  readonly resources: number;
  readonly seconds: number;
  readonly megabytes: number;
}

function synthesize(environments: number): Synthesized {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'synthesize-environments.js'), String(environments)], {
    encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  if (status !== 0) throw new Error(`the synthesis of ${environments} environments failed\n${stderr}`);
  return JSON.parse(stdout) as Synthesized;
}

/** What each further environment costs, judged by every pack: from one to two, from eight to sixteen. */
function environmentsCost(): void {
  console.log('processor time and peak memory of a platform of 1, 2, 4, 8 and 16 environments, all packs, CDK_VALIDATION=false');
  const measured = [1, 2, 4, 8, 16].map(synthesize);
  const further = measured.map((now, index) => {
    const before = measured[index - 1] ?? { environments: 0, seconds: 0, megabytes: 0 };
    const more = now.environments - before.environments;
    return { seconds: (now.seconds - before.seconds) / more, megabytes: (now.megabytes - before.megabytes) / more };
  });
  measured.forEach(({ environments, resources, seconds, megabytes }, index) => console.log(
    `  ${String(environments).padStart(2)} environments: ${resources} resources, ${seconds.toFixed(1)} s, ${megabytes} MB; `
    + `each further one ${further[index]?.seconds.toFixed(2)} s, ${further[index]?.megabytes.toFixed(0)} MB`));
  const ratio = (further[4]?.seconds ?? Number.NaN) / (further[1]?.seconds ?? Number.NaN);
  report(`the sixteenth environment costs at most ${claims.environmentRatio} times the second (${ratio.toFixed(2)} times)`, ratio <= claims.environmentRatio);
}

interface Speed {
  readonly asked: number;
  readonly disagreements: number;
  readonly own: number;
  readonly z3: number;
}

/** One policy query: the own solver and z3 take turns with the same questions. */
function queryTime(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'isolation/z3-speed.js')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the comparison with z3 failed\n${stderr}`);
  const { asked, disagreements, own, z3 } = JSON.parse(stdout) as Speed;
  console.log(`policy queries: ${asked}, median ${own} ms against ${z3} ms of z3`);
  report(`a policy query takes at most ${claims.queryMilliseconds} ms in the median, at least ${claims.timesFasterThanZ3} times faster than z3, with the same answers`, own <= claims.queryMilliseconds && z3 >= claims.timesFasterThanZ3 * own && disagreements === 0);
}

interface Theorem {
  readonly verdict: string;
  readonly resources: number;
  readonly syntheses: number;
  readonly compareOnTheClock: number;
}

/** The theorem of the example's staging, and the whole ledger, as somebody waits for them. */
function parityCost(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'parity.js')], { encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } });
  if (status !== 0) throw new Error(`the theorem of parity failed\n${stderr}`);
  console.log(`parity of the example: ${stdout.trim()}`);
  const { verdict, resources, syntheses, compareOnTheClock: compare } = JSON.parse(stdout) as Theorem;
  report(`the theorem holds, by one synthesis more and ${claims.parityMilliseconds} ms for each 1,000 resources (${(compare / resources * 1000).toFixed(0)} ms)`,
    verdict === 'PARITY' && syntheses === 1 && compare / resources * 1000 <= claims.parityMilliseconds);
  const started = process.hrtime.bigint();
  const ledger = spawnSync(process.execPath, ['.build/bin/understudy.js', 'parity', 'production', 'staging', '--no-build', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (ledger.status !== 0) throw new Error(`the ledger of parity failed\n${ledger.stderr}`);
  const rows = (JSON.parse(ledger.stdout) as { ledger: Array<{ undecided?: true; likely?: true }> }).ledger;
  report(`the ledger of ${rows.length} places in at most ${claims.ledgerSeconds} s (${seconds.toFixed(1)} s, ${rows.filter(({ undecided, likely }) => undecided === true || likely === true).length} places not told for sure)`, seconds <= claims.ledgerSeconds);
}

packsCost();
environmentsCost();
proofCost();
queryTime();
parityCost();
startTime();
