import { judgeAll, LEAKS, proveWorld } from '../../bench/mutations/run-mutations';
import { CLEAN_WORLDS } from '../../bench/mutations/world';

describe('clean worlds', () => {
  test.each(CLEAN_WORLDS.map((make) => [make().name, make] as const))('%s: every claim is proved', (_, make) => {
    const report = proveWorld(make());
    expect(report.findings.map(({ verdict, id, why }) => [verdict, id, why])).toEqual([]);
    expect(report.verdict).toBe('PROVED');
  });
});

describe('leaks put into clean worlds', () => {
  const outcomes = judgeAll(LEAKS, 1);

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
