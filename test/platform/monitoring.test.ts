import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PathwayKind } from '../../lib/environment/pathway';
import { Platform, PlatformProps } from '../../lib/platform/platform';
import { Workload } from '../../lib/platform/workload';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { production, staging } from '../../examples/professional-services/environments';
import { testApp } from '../synthesize';

const audit = '666666666666';
const sink = `arn:aws:oam:eu-west-1:${audit}:sink/11111111-2222-3333-4444-555555555555`;

class Nothing extends Workload {
  public define(): void { /* nothing */ }
}

function platform(more: Partial<PlatformProps> = {}): { made: Platform; synth: () => string } {
  const app = testApp();
  const made = new Platform(app, 'Projects', {
    organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1', 'eu-central-1'] },
    workload: new Nothing(),
    environments: [production, staging],
    delivery: { account: '555555555555', region: 'eu-west-1' },
    audit: { account: audit, region: 'eu-west-1' },
    quarantine: { account: '777777777777', region: 'eu-west-1' },
    parentZoneName: 'example.com',
    ...more,
  });
  return { made, synth: () => app.synth().directory };
}

const directory = platform({ monitoringSinkArn: sink }).synth();
const stacks = loadAssembly(directory);

function propertiesOf(type: string): Array<Record<string, unknown> & { account: string }> {
  return stacks.flatMap(({ account, template }) => Object.values(template.Resources ?? {})
    .filter(({ Type }) => Type === type).map(({ Properties }) => ({ ...Properties, account: account ?? '' })));
}

describe('monitoring', () => {
  test('has one sink, in the audit account, that admits each environment by its account and takes metrics only', () => {
    const [made, ...more] = propertiesOf('AWS::Oam::Sink');
    const { Statement } = (made?.Policy ?? {}) as { Statement: { Principal: unknown; Condition: unknown }[] };
    expect([made?.account, more]).toEqual([audit, []]);
    expect(Statement.map(({ Principal }) => Principal)).toEqual([{ AWS: production.account }, { AWS: staging.account }]);
    expect(Statement.map(({ Condition }) => Condition)).toEqual(Array.from({ length: 2 }, () => ({
      'ForAllValues:StringEquals': { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric'] }, Null: { 'oam:ResourceTypes': 'false' },
    })));
  });

  test('links every environment to the sink once its ARN is known', () => {
    expect(propertiesOf('AWS::Oam::Link').map(({ account, LabelTemplate, SinkIdentifier, ResourceTypes }) => [account, LabelTemplate, SinkIdentifier, ResourceTypes])).toEqual([
      [production.account, 'production', sink, ['AWS::CloudWatch::Metric']], [staging.account, 'staging', sink, ['AWS::CloudWatch::Metric']],
    ]);
  });

  test('is declared as a pathway of each environment', () => {
    const { pathways } = JSON.parse(readFileSync(join(directory, 'understudy.json'), 'utf8')) as { pathways: { from: string; to: string; carries: string }[] };
    expect(pathways.filter(({ carries }) => carries === 'monitoring').map(({ from, to }) => [from, to])).toEqual([['production', 'audit'], ['staging', 'audit']]);
  });

  test('links no environment before', () => {
    const { made } = platform();
    expect(made.node.tryFindChild('staging')?.node.tryFindChild('Monitoring')).toBeUndefined();
    expect(made.node.tryFindChild('audit')?.node.tryFindChild('Monitoring')).toBeDefined();
  });

  test('declares and builds nothing for environments of another region', () => {
    const { made } = platform({ audit: { account: audit, region: 'eu-central-1' } });
    expect(made.pathways.filter(({ carries }) => carries === PathwayKind.MONITORING)).toEqual([]);
    expect(made.node.tryFindChild('audit')?.node.tryFindChild('Monitoring')).toBeUndefined();
  });

  test.each<[string, string]>([
    ['of another account', 'arn:aws:oam:eu-west-1:222222222222:sink/a'],
    ['of another region', `arn:aws:oam:eu-central-1:${audit}:sink/a`],
    ['that is none', 'sink'],
  ])('is refused with a sink %s', (_name, monitoringSinkArn) => expect(() => platform({ monitoringSinkArn })).toThrow([
    'platform "Projects" has 1 problem',
    `- monitoringSinkArn: must be the ARN of a sink of the audit account ${audit} in eu-west-1, got "${monitoringSinkArn}"; read it in the audit account with "aws oam list-sinks"`,
  ].join('\n')));
});
