import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMaterial, type Material } from '../../policies/parity/material';
import type { ParityReport } from '../../policies/parity/report';
import { parityReports } from '../../policies/parity/tell-parity';
import { asked } from './projects-platform';

/** An app that is run by the command line for a ledger, in one process. */
function ledgerOf(hidden: boolean): { readonly material: Material; readonly report: ParityReport } {
  const shared = join(mkdtempSync(join(tmpdir(), 'understudy-test-')), 'swaps');
  mkdirSync(shared);
  process.env['UNDERSTUDY_PARITY_SHARED'] = shared;
  try {
    jest.isolateModules(() => require('../../policies/parity/direct-swaps'));
    const { file } = asked({ from: 'production', to: 'staging' }, hidden);
    const [report] = parityReports([file]);
    if (report === undefined) throw new Error('there is no report');
    return { material: readMaterial(file), report };
  } finally {
    delete process.env['UNDERSTUDY_PARITY_SHARED'];
    Reflect.deleteProperty(globalThis, Symbol.for('cdk-understudy.parity-swaps'));
  }
}

const unswapped = ({ variants }: Material): number => variants.filter(({ swapped }) => swapped.size === 0).length;

describe('a ledger that the command line asks for', () => {
  const { material, report } = ledgerOf(false);

  test('needs fewer syntheses than there are parameters, and none with nothing swapped where nothing differs', () => {
    expect(material.variants.length).toBeLessThan(material.units.length);
    expect([report.verdict, report.undeclared, unswapped(material)]).toEqual(['PARITY', [], 0]);
  });

  test.each([
    ['the retention of logs', 'AWS::Logs::LogGroup', 'Properties.RetentionInDays', ['retention.logsDays']],
    ['the smallest size of the database', 'AWS::RDS::DBCluster', 'Properties.ServerlessV2ScalingConfiguration.MinCapacity', ['capacity.ledger.minAcu']],
  ])('tells the one parameter that causes %s', (_, type, path, parameters) => {
    const rows = (report.ledger ?? []).filter((row) => row.type === type && row.path === path);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => JSON.stringify([row.parameters, row.undecided])))).toEqual(new Set([JSON.stringify([parameters, undefined])]));
  });

  test('leaves what is the same either way out of its mixtures', () => {
    const size = ({ view }: Pick<Material['variants'][number], 'view'>): number => [...view.values()].reduce((sum, { template }) => sum + Object.keys(template.Resources ?? {}).length, 0);
    const whole = size({ view: material.toView });
    for (const variant of material.variants) expect(size(variant)).toBeLessThan(whole * 0.8);
  });
});

test('a ledger of environments that differ makes the second one once more, to tell what is never the same', () => {
  const { material, report } = ledgerOf(true);
  expect([report.verdict, report.undeclared.map(({ says }) => says), unswapped(material)]).toEqual(['DIFFERENT', ['staging has no queue Billing'], 1]);
});
