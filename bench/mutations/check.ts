import { agreesWithEvaluator, operatorDisagreements } from '../isolation/differential';
import { boundaryHolds } from './boundary-case';
import { BENIGN } from './benign';
import { judgeSome, LEAKS, UNTOLD_KINDS } from './run-mutations';

/** What is wrong with the prover as it stands, in short; undefined when the suite finds nothing. */
export function firstProblem(): string | undefined {
  const [operator] = operatorDisagreements();
  if (operator !== undefined) return `solver and evaluator disagree on ${operator}`;
  for (let seed = 0; seed < 3000; seed += 1) if (!agreesWithEvaluator(seed)) return `solver and evaluator disagree on seed ${seed}`;
  const leaks = judgeSome(LEAKS);
  const missed = leaks.find(({ result }) => result !== 'named' && result !== 'unknown');
  if (missed) return `missed: ${missed.kind}`;
  const unknown = leaks.filter(({ result }) => result === 'unknown');
  if (unknown.length > 2) return `not shown: ${unknown[0]?.kind ?? ''}`;
  const told = judgeSome(UNTOLD_KINDS).find(({ result }) => result !== 'unknown');
  if (told) return `not unknown: ${told.kind}`;
  const alarms = judgeSome(BENIGN).filter(({ result }) => result !== 'missed');
  const alarm = alarms.find(({ result }) => result !== 'unknown') ?? (alarms.length > 2 ? alarms[0] : undefined);
  if (alarm) return `false alarm: ${alarm.kind}`;
  return boundaryHolds() ? undefined : 'a boundary does not bound';
}

const problem = firstProblem();
process.stdout.write(problem === undefined ? 'nothing found\n' : `${problem}\n`);
