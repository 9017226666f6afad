import { agreesWithEvaluator, operatorDisagreements } from '../../bench/isolation/differential';
import { BENIGN } from '../../bench/mutations/benign';
import cases from '../../bench/mutations/cases.json';
import { judge, judgeSome, LEAKS, proveWorld, UNTOLD_KINDS } from '../../bench/mutations/run-mutations';
import { CLEAN_WORLDS } from '../../bench/mutations/world';

// Seeds and changes with which an earlier prover, or one with a seeded fault, was wrong. `npm run mutate` prints new ones.
describe('cases that went wrong before', () => {
  const good = (name: string): string => (LEAKS.some((one) => one.name === name) ? 'named' : UNTOLD_KINDS.some((one) => one.name === name) ? 'unknown' : 'missed');
  const kinds = new Map([...LEAKS, ...UNTOLD_KINDS, ...BENIGN].map((one) => [one.name, one]));

  test.each(cases.mutations.map((one) => [one.kind, one] as const))('%s', (_, { kind, world, seed }) => {
    const [mutation, make] = [kinds.get(kind), CLEAN_WORLDS[world]];
    if (!mutation || !make) throw new Error(`no kind ${kind}`);
    expect(judge(mutation, make, seed).result).toBe(good(kind));
  });

  test('random policies', () => expect(cases.differential.filter((seed) => !agreesWithEvaluator(seed))).toEqual([]));

  test('every operator at its borders', () => expect(operatorDisagreements()).toEqual([]));
});

describe('clean worlds', () => {
  test.each(CLEAN_WORLDS.map((make) => [make().name, make] as const))('%s: every claim is proved', (_, make) => {
    const report = proveWorld(make());
    expect(report.findings.map(({ verdict, id, why }) => [verdict, id, why])).toEqual([]);
    expect(report.verdict).toBe('PROVED');
  });
});

describe('leaks put into clean worlds', () => {
  const outcomes = judgeSome(LEAKS);

  test('are of at least 120 kinds in five worlds', () => {
    expect(new Set(outcomes.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(120);
    expect(new Set(outcomes.map(({ world }) => world)).size).toBe(5);
  });

  test('are never missed', () => {
    expect(outcomes.filter(({ result }) => result === 'missed').map(({ kind, world, seed }) => `${kind} in ${world}, seed ${seed}`)).toEqual([]);
  });

  test('are leaks with a witness that names the place in at least 95 of 100', () => {
    const other = outcomes.filter(({ result }) => result !== 'named');
    expect({ unnamed: [...new Set(other.map(({ kind, result }) => `${result}: ${kind}`))], enough: other.length / outcomes.length <= 0.05 }).toEqual({ unnamed: expect.anything(), enough: true });
  });
});

describe('what the templates do not tell', () => {
  test('ends as unknown, never as proved', () => {
    expect(judgeSome(UNTOLD_KINDS).filter(({ result }) => result !== 'unknown').map(({ kind, world, result }) => `${kind} in ${world}: ${result}`)).toEqual([]);
  });
});

describe('changes that open nothing', () => {
  const outcomes = judgeSome(BENIGN);

  test('are of at least 100 kinds', () => expect(new Set(outcomes.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(100));

  test('are never leaks, and at most one in a hundred is unknown', () => {
    const leaks = outcomes.filter(({ result }) => result === 'named' || result === 'leak elsewhere');
    expect(leaks.map(({ kind, world, findings }) => `${kind} in ${world}: ${findings.join('; ')}`)).toEqual([]);
    const unknown = outcomes.filter(({ result }) => result === 'unknown');
    expect({ unknown: unknown.map(({ kind, findings }) => `${kind}: ${findings.join('; ')}`), few: unknown.length <= outcomes.length / 100 }).toEqual({ unknown: expect.anything(), few: true });
  });
});
