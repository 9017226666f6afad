import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { production, staging } from '../../examples/professional-services/environments';
import { Platform, PlatformProps } from '../../lib/platform/platform';
import { Workload } from '../../lib/platform/workload';
import { WorkloadScope } from '../../lib/platform/workload-scope';
import { RecordedException } from '../../policies/exceptions/exception-state';
import { recordedExceptions } from '../../policies/exceptions/register-record';
import { refusalOf } from '../environment/example-environments';
import { testApp } from '../synthesize';

/** A service of the library beside a stack of the team's own that looks like one. */
class WithImitation extends Workload {
  public define(scope: WorkloadScope): void {
    scope.addService('Portal', { image: scope.image('portal'), port: 8080, capacity: scope.capacityOf('portal'), paths: ['/*'] });
    const own = new Construct(scope.addStack('ServiceOwn'), 'Own');
    const statements = [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })];
    new iam.CfnManagedPolicy(own, 'ExecutionPolicy', { policyDocument: new iam.PolicyDocument({ statements }) });
  }
}

function platform(props: Partial<PlatformProps> = {}): Platform {
  return new Platform(testApp(), 'Projects', {
    organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1'] },
    workload: new WithImitation(),
    environments: [production, staging],
    parentZoneName: 'example.com',
    delivery: { account: '555555555555', region: 'eu-west-1' },
    audit: { account: '666666666666', region: 'eu-west-1' },
    quarantine: { account: '777777777777', region: 'eu-west-1' },
    ...props,
  });
}

const rule = 'AwsSolutions::AwsSolutions-IAM5[Action::s3:*]';
const exception = {
  rule, scope: 'staging/ServiceOwn/Own/ExecutionPolicy', owner: 'portal@example.com', reason: 'reads and writes test data of one bucket only', ticket: 'POR-9', until: '2027-03-31',
};
const made = platform({ exceptions: [exception], libraryReview: { owner: 'security@example.com', ticket: 'SEC-12', until: '2027-09-30' } });
const entries = recordedExceptions(made);
const libraryEntries = entries.filter(({ origin }) => origin === 'library');
const about = ({ covers }: RecordedException): string[] => covers.map(({ place }) => place);

describe('the register of a platform', () => {
  test('holds the entry of the team, for its one environment', () => {
    expect(entries.filter(({ origin }) => origin === 'platform')).toEqual([
      { ...exception, origin: 'platform', environment: 'staging', covers: [{ rule, place: 'Projects/staging/ServiceOwn/Own/ExecutionPolicy' }] },
    ]);
  });

  test('holds what the library accepts on its own parts, in every account that has them', () => {
    expect(libraryEntries.flatMap(about)).toEqual(expect.arrayContaining([
      'Projects/production/ServicePortal/Portal/ExecutionPolicy/Resource', 'Projects/staging/ServicePortal/Portal/ExecutionPolicy/Resource',
    ]));
  });

  test('takes no construct of the team for one of the library, whatever it is called', () => {
    expect(libraryEntries.flatMap(about).filter((place) => place.includes('ServiceOwn'))).toEqual([]);
  });

  test('bears the signature of the team under the entries of the library', () => {
    expect(new Set(libraryEntries.map(({ owner, ticket, until }) => `${owner} ${ticket} ${until}`))).toEqual(new Set(['security@example.com SEC-12 2027-09-30']));
  });

  test('names no rule of isolation', () => expect(entries.filter(({ rule: id }) => id.startsWith('Isolation'))).toEqual([]));

  test.each<[string, Partial<PlatformProps>, string]>([
    ['an entry of a part that the library accepts already', { exceptions: [{ ...exception, rule: 'AwsSolutions::AwsSolutions-S1', scope: 'staging/Foundation/AccessLogs/Bucket' }] },
      'register of exceptions has 1 problem\n- exceptions[0].scope: must not cover again what another entry covers for AwsSolutions::AwsSolutions-S1, got "Projects/staging/Foundation/AccessLogs/Bucket/Resource"; remove one of them'],
    ['a signature of nobody', { libraryReview: { owner: '', ticket: ' ', until: 'soon' } },
      'platform "Projects" has 3 problems\n- libraryReview.owner: must say who answers for it, got ""\n- libraryReview.ticket: must say where it is written down, got " "\n- libraryReview.until: must be a day, YYYY-MM-DD, got "soon"'],
  ])('refuses %s', (_name, props, message) => expect(refusalOf(() => platform(props))).toBe(message));
});
