import { Construct } from 'constructs';
import { proveParity } from '../../policies/parity/prove-parity';
import type { UndeclaredDifference } from '../../policies/parity/report';
import { HIDDEN, OWN } from './hidden-differences';
import { materialOf } from './twins';

const report = proveParity(materialOf((scope, seen) => {
  HIDDEN.forEach(({ build }, i) => build(new Construct(scope, `Hidden${i}`), seen));
  OWN.forEach(([, build], i) => { build(new Construct(scope, `Own${i}`), seen); });
}));

function found(id: string): UndeclaredDifference[] {
  return report.undeclared.filter(({ construct, logicalId }) => (construct ?? logicalId ?? '').split('/').includes(id));
}

test('at least 60 hidden differences are tried', () => expect(HIDDEN.length).toBeGreaterThanOrEqual(60));

describe('a hidden difference is found and told in words', () => {
  test.each(HIDDEN.map(({ what, kind, says }, i) => [what, `Hidden${i}`, kind, says]))('%s', (_, id, kind, says) => {
    const differences = found(id);
    expect(differences.map((difference) => [difference.kind, difference.says])).toContainEqual([kind, expect.stringContaining(says)]);
    for (const { source, construct, template, line } of differences) {
      expect({ source, construct, template, line }).toEqual({
        source: expect.stringMatching(/hidden-differences\.ts:\d+:\d+$/), construct: expect.stringMatching(new RegExp(`^Cases/${id}/`)),
        template: expect.stringMatching(/^assembly-Projects-(production|staging)\/.*\.template\.json$/), line: expect.any(Number),
      });
    }
  });
});

describe('what an environment says of itself is no difference', () => {
  test.each(OWN.map(([what], i) => [what, `Own${i}`]))('%s', (_, id) => {
    expect(found(id).map(({ says, path, from, to }) => [says, path, from, to])).toEqual([]);
  });
});

test('nothing else is reported', () => {
  const known = [...HIDDEN.map((_, i) => `Hidden${i}`), ...OWN.map((_, i) => `Own${i}`)];
  expect(report.undeclared.filter(({ construct }) => !known.includes(construct?.split('/')[1] ?? '')).map(({ says }) => says)).toEqual([]);
});

test('the verdict is that the two are different, and one component is one difference', () => {
  expect([report.verdict, report.theorem.verdict]).toEqual(['DIFFERENT', 'FAILS']);
  const component = HIDDEN.findIndex(({ what }) => what === 'a component with all that belongs to it');
  expect(found(`Hidden${component}`).map(({ says, more }) => [says, more])).toEqual([[`staging has no queue Hidden${component}/Invoices`, 3]]);
});
