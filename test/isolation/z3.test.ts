import { compareWithZ3 } from '../../bench/isolation/compare-with-z3';
import { stopZ3 } from '../../bench/isolation/z3-oracle';

afterAll(() => stopZ3());

test('the solver and z3 agree on random policies, and the solver is at least 20 times faster', async () => {
  const { asked, unanswered, disagreements, own, z3 } = await compareWithZ3(25);
  expect(disagreements).toEqual([]);
  expect(unanswered).toBeLessThan(asked / 4);
  expect(z3 / own).toBeGreaterThan(20);
}, 60_000);
