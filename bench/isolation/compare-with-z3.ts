import { matchClauses } from '../../policies/isolation/algebra/compile-statement';
import { solve } from '../../policies/isolation/algebra/solve';
import { Dice } from '../mutations/dice';
import { denials } from './differential';
import { randomStatement } from './random-policies';
import { comparable, Z3Oracle } from './z3-oracle';

/** What came of asking both the same questions. */
export interface Comparison {
  readonly asked: number;
  /** Questions that z3 did not answer in a second. */
  readonly unanswered: number;
  /** Seeds of questions on which the two disagree. */
  readonly disagreements: readonly number[];
  /** Milliseconds, in the median. */
  readonly own: number;
  readonly z3: number;
}

/** Asks the own solver and z3 the same random questions. */
export async function compareWithZ3(questions: number, firstSeed = 0): Promise<Comparison> {
  const oracle = await Z3Oracle.start();
  const own: number[] = [];
  const z3: number[] = [];
  const disagreements: number[] = [];
  let unanswered = 0;
  for (let seed = firstSeed; own.length < questions; seed += 1) {
    const dice = new Dice(seed);
    const statements = Array.from({ length: 1 + dice.below(4) }, (_, i) => randomStatement(dice, i));
    if (!comparable(statements)) continue;
    const started = performance.now();
    const mine = statements.filter(({ effect }) => effect === 'Allow').some((allow) => solve([...matchClauses(allow, 'possible'), ...denials(statements)]) !== undefined);
    const between = performance.now();
    const theirs = await oracle.allows(statements);
    own.push(between - started);
    z3.push(performance.now() - between);
    if (theirs !== 'sat' && theirs !== 'unsat') unanswered += 1;
    else if ((theirs === 'sat') !== mine) disagreements.push(seed);
  }
  return { asked: questions, unanswered, disagreements, own: median(own), z3: median(z3) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
