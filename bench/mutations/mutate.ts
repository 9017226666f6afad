// npm run mutate: every kind of leak in every clean world with several spellings, the harmless changes, 100,000 random
// policies against the second evaluator, and the seeded faults. Prints the result kind by kind.
import { agreesWithEvaluator } from '../isolation/differential';
import { compareWithZ3 } from '../isolation/compare-with-z3';
import { stopZ3 } from '../isolation/z3-oracle';
import { BENIGN } from './benign';
import { judgeAll, LEAKS, UNTOLD_KINDS, type Outcome } from './run-mutations';
import type { Mutation } from './mutation';
import { seedFaults } from './seed-faults';
import { CLEAN_WORLDS } from './world';

const SPELLINGS = 5;
const CASES = 100_000;
const Z3_CASES = 1000;

function table(title: string, kinds: readonly Mutation[], good: readonly Outcome['result'][]): Outcome[] {
  process.stdout.write(`\n${title}\n`);
  const all = kinds.flatMap((kind, i) => {
    const outcomes = judgeAll([kind], SPELLINGS, i * 10_000);
    const fine = outcomes.filter(({ result }) => good.includes(result)).length;
    const seeds = outcomes.filter(({ result }) => !good.includes(result)).map(({ seed, result }) => `${seed} ${result}`);
    process.stdout.write(`  ${String(fine).padStart(3)}/${outcomes.length} ${kind.name}${seeds.length === 0 ? '' : `: seeds ${seeds.slice(0, 3).join(', ')}`}\n`);
    return outcomes;
  });
  process.stdout.write(`  ${all.filter(({ result }) => good.includes(result)).length} of ${all.length}\n`);
  return all;
}

/** What went wrong, in the form in which bench/mutations/cases.json keeps it. */
function printCases(outcomes: readonly Outcome[], differential: readonly number[]): void {
  if (outcomes.length === 0 && differential.length === 0) return;
  process.stdout.write('\nKeep in bench/mutations/cases.json:\n');
  if (differential.length > 0) process.stdout.write(`  "differential": ${JSON.stringify(differential.slice(0, 20))}\n`);
  for (const { kind, world, seed } of outcomes.slice(0, 50)) process.stdout.write(`  ${JSON.stringify({ kind, world: CLEAN_WORLDS.findIndex((make) => make().name === world), seed })}\n`);
}

function count(outcomes: readonly Outcome[], ...results: readonly Outcome['result'][]): number {
  return outcomes.filter(({ result }) => results.includes(result)).length;
}

async function main(): Promise<void> {
  process.stdout.write(`${LEAKS.length} kinds of leaks, ${UNTOLD_KINDS.length} kinds not told, ${BENIGN.length} harmless kinds, in ${CLEAN_WORLDS.length} worlds with ${SPELLINGS} spellings each\n`);
  const leaks = table('Leaks, shown with a witness that names the place', LEAKS, ['named']);
  const untold = table('Not told, ends as unknown', UNTOLD_KINDS, ['unknown']);
  const benign = table('Harmless, nothing found', BENIGN, ['missed']);
  printCases([...leaks.filter(({ result }) => result !== 'named' && result !== 'unknown'), ...untold.filter(({ result }) => result !== 'unknown'), ...benign.filter(({ result }) => result !== 'missed')], []);
  const disagreements = Array.from({ length: CASES }, (_, seed) => seed).filter((seed) => !agreesWithEvaluator(seed));
  process.stdout.write(`\n${CASES} random policies and requests against the second evaluator: ${disagreements.length} disagreements ${disagreements.slice(0, 5).join(', ')}\n`);
  printCases([], disagreements);
  const z3 = await compareWithZ3(Z3_CASES, 1_000_000);
  await stopZ3();
  process.stdout.write(`${z3.asked} questions against z3: ${z3.disagreements.length} disagreements, ${z3.unanswered} not answered by z3, median ${z3.own.toFixed(3)} ms against ${z3.z3.toFixed(1)} ms\n\nFaults in the prover, noticed\n`);
  const faults = await seedFaults(undefined, ({ fault, said }) => process.stdout.write(`  ${said === 'nothing found' ? 'NOT' : ' ok'} ${fault.file}: ${fault.to.slice(0, 70)} (${said.slice(0, 80)})\n`));
  const bad = [
    count(leaks, 'missed') > 0, count(leaks, 'named') < 0.95 * leaks.length, count(untold, 'missed') > 0,
    count(benign, 'named', 'leak elsewhere') > 0, count(benign, 'unknown') > benign.length / 100,
    disagreements.length > 0, z3.disagreements.length > 0, faults.some(({ said }) => said === 'nothing found'),
  ];
  process.exitCode = bad.includes(true) ? 1 : 0;
  process.stdout.write(`\n${bad.includes(true) ? 'FAILED' : 'fine'}: ${leaks.length} leaks, ${count(leaks, 'named')} named, ${count(leaks, 'missed')} missed; ${benign.length} harmless, ${count(benign, 'unknown')} unknown\n`);
}

void main();
