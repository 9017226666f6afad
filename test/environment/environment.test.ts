import * as fc from 'fast-check';
import {
  GroupRole, DataPolicy, DatabaseCapacity, EgressFirewallMode, Environment, EnvironmentKind, IngressPolicy, Integration, OfficeHours, ServiceCapacity, TenantPurpose, TenantVolume, Weekday,
  type EnvironmentOverrides,
} from '../../lib';
import { digest, production, productionProps, registry, staging, stagingOverrides } from './example-environments';

describe('an environment', () => {
  test('names its availability zones in full, whichever way they were given', () => {
    const full = new Environment({ ...productionProps, network: { cidr: '10.10.0.0/16', availabilityZones: ['eu-west-1a', 'b'] } });
    expect(production.network.availabilityZones).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(full.network.availabilityZones).toEqual(['eu-west-1a', 'eu-west-1b']);
  });

  test('has the same defaults for every kind', () => {
    const { egress: _e, access: _a, retention: _r, tenants: _t, ...bare } = productionProps;
    const { tenants: _tenants, schedule: _s, access: _access, ...overrides } = stagingOverrides;
    const plain = new Environment(bare);
    for (const environment of [plain, plain.derive('staging', overrides)]) {
      expect(environment.retention).toEqual({ logsDays: 365, backupsDays: 35, objectVersionsDays: 90, deletedKeysDays: 30 });
      expect(environment.access).toEqual({ groups: {}, contractors: {}, maxSessionHours: 4, samlProvider: 'workforce' });
      expect(environment.network.natGateways).toBe(3);
      expect(environment.network.firewall).toBe(EgressFirewallMode.FULL);
      expect(environment.schedule.isAlways).toBe(true);
      expect(environment.egress.rules).toEqual([]);
    }
  });

  test('lets out what is declared and the hosts of its integrations, on their ports, and nothing for a simulated one', () => {
    expect(production.effectiveEgress.domains).toEqual(['erp.example.net', 'payroll.example.net', 'rates.example.org']);
    expect(staging.effectiveEgress.domains).toEqual(['rates.example.org', 'sandbox.erp.example.net']);
    const several = production.derive('staging', {
      ...stagingOverrides,
      integrations: { ...stagingOverrides.integrations, erp: Integration.sandbox('sandbox.erp.example.net', { port: 8443, additionalHosts: ['login.erp.example.net'] }) },
    });
    expect(several.effectiveEgress.rules.map(({ domain, port, reason }) => [domain, port, reason])).toEqual([
      ['login.erp.example.net', 8443, 'integration erp'],
      ['rates.example.org', 443, 'exchange rates'],
      ['sandbox.erp.example.net', 8443, 'integration erp'],
    ]);
  });

  test('is not changed by what happens later to the data it was made from', () => {
    const zones = ['a', 'b'];
    const capacity = { api: ServiceCapacity.tasks(4, 40) };
    const environment = new Environment({ ...productionProps, network: { cidr: '10.10.0.0/16', availabilityZones: zones }, capacity });
    zones.push('c');
    capacity.api = ServiceCapacity.tasks(1, 1);
    expect(environment.network.availabilityZones).toHaveLength(2);
    expect(environment.toParameters()['capacity.api.minTasks']).toBe('4');
  });

  test('cannot be written to at any depth', () => {
    const places = placesIn(staging);
    expect(places.length).toBeGreaterThan(100);
    expect(places.filter(({ holder, key }) => Reflect.set(holder, key, 'changed')).map(({ path }) => path)).toEqual([]);
    expect(Object.values(staging.toParameters())).not.toContain('changed');
  });

  test.each(['capacity', 'integrations', 'tenants', 'tags', 'images', 'parameters'] as const)('takes no further name in %s', (map) => {
    expect(() => Object.assign(staging[map], { further: 'x' })).toThrow(TypeError);
  });

  test('can be marked by jsii, which hands it to other languages', () => {
    const { owner, network, data, schedule, capacity, tenants, ingress, egress } = staging;
    for (const handed of [staging, owner, network, data, schedule, capacity.api, tenants.certification, ingress, ingress.sources[0], egress, egress.rules[0]]) {
      expect(Object.isExtensible(handed)).toBe(true);
    }
  });
});

describe('a derived environment', () => {
  test('is what it was derived from but for what was said', () => {
    expect(staging.region).toBe('eu-west-1');
    expect(staging.owner).toEqual(production.owner);
    expect(staging.network.availabilityZones).toEqual(production.network.availabilityZones);
    expect(staging.capacity.ledger).toBe(production.capacity.ledger);
    expect(staging.images).toEqual(production.images);
    expect(staging.retention.logsDays).toBe(400);
    expect(staging.derivedFrom).toBe(production);
  });

  test('merges structs field by field and maps name by name, but replaces tenants and groups', () => {
    const { owner, retention, capacity, tags, tenants, access } = production.derive('staging', {
      ...stagingOverrides,
      owner: { costCenter: 'CC-1' }, retention: { backupsDays: 7 }, tags: { phase: 'rehearsal' }, access: { groups: { testers: GroupRole.TESTER }, maxSessionHours: 2 },
    });
    expect(owner).toEqual({ ...production.owner, costCenter: 'CC-1' });
    expect(retention).toEqual({ ...production.retention, backupsDays: 7 });
    expect(Object.keys(capacity)).toEqual(['api', 'ledger']);
    expect(tags).toEqual({ phase: 'rehearsal', product: 'projects' });
    expect(Object.keys(tenants)).toEqual(['certification']);
    expect(access).toEqual({ groups: { testers: 'tester' }, contractors: {}, maxSessionHours: 2, samlProvider: 'workforce' });
  });

  test('keeps its availability zones by letter in another region', () => {
    const full = new Environment({ ...productionProps, network: { cidr: '10.10.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'] } });
    expect(full.derive('staging', { ...stagingOverrides, region: 'eu-central-1' }).network.availabilityZones).toEqual(['eu-central-1a', 'eu-central-1b']);
  });

  test('takes a field given as undefined for a field not given', () => {
    const derived = production.derive('staging', { ...stagingOverrides, owner: { team: undefined }, capacity: { ...stagingOverrides.capacity }, region: undefined });
    expect(derived.owner.team).toBe('project-accounting');
    expect(derived.region).toBe('eu-west-1');
  });

  test('can be a second production elsewhere, for disaster recovery, with the same live systems and groups', () => {
    const recovery = production.derive('recovery', { account: '444444444444', region: 'eu-central-1', network: { cidr: '10.40.0.0/16' }, zoneName: 'projects-recovery.example.com' });
    expect(recovery.isProduction).toBe(true);
    expect(recovery.differenceFrom(production).map(({ parameter }) => parameter)).toEqual(['account', 'name', 'network.cidr', 'region', 'zoneName']);
  });

  test('can keep office hours and be derived into one that runs always', () => {
    const training = staging.derive('training', {
      kind: EnvironmentKind.TRAINING, account: '555555555555', network: { cidr: '10.30.0.0/16' }, zoneName: 'projects-training.example.com',
      access: { groups: { trainees: GroupRole.TESTER } }, schedule: OfficeHours.always(),
    });
    expect(staging.schedule).toMatchObject({ days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '07:00', end: '20:00', timeZone: 'Europe/Berlin' });
    expect(training.schedule.isAlways).toBe(true);
  });
});

describe('the recovery goals of an environment', () => {
  test('lock backups for a week, or as long as they are kept if that is less', () => {
    expect(production.recovery).toEqual({ pointHours: 26, timeHours: 8, lockedDays: 7 });
expect(new Environment({ ...productionProps, retention: { backupsDays: 3 } }).recovery.lockedDays).toBe(3);
  });
  test.each<[string, OfficeHours, number]>([
    ['without office hours', OfficeHours.always(), 26],
    ['from Monday to Friday', OfficeHours.weekdays('07:00', '20:00', 'Europe/Berlin'), 74],
    ['on one day', OfficeHours.on([Weekday.TUESDAY], '07:00', '20:00', 'Europe/Berlin'), 170],
    ['on two days, as they were written', OfficeHours.on([Weekday.THURSDAY, Weekday.MONDAY], '07:00', '20:00', 'Europe/Berlin'), 98],
  ])('allow for the longest time between two backups %s', (_name, schedule, pointHours) => {
    expect(production.derive('staging', { ...stagingOverrides, schedule }).recovery.pointHours).toBe(pointHours);
  });
});

describe('the parameters of an environment', () => {
  test('are printed each, by path', () => {
    expect(staging.toParameters()).toEqual({
      'name': 'staging', 'kind': 'staging', 'account': '222222222222', 'region': 'eu-west-1',
      'owner.contact': 'accounting@example.com', 'owner.costCenter': 'CC-4711', 'owner.team': 'project-accounting',
      'network.cidr': '10.20.0.0/16', 'network.availabilityZones': 'a, b, c', 'network.natGateways': 'one in each zone', 'network.firewall': 'full',
      'network.encryption': 'enforced',
      'zoneName': 'projects-staging.example.com', 'ingress': '203.0.113.0/24 (office)', 'egress': 'tls://rates.example.org:443 (exchange rates)',
      'capacity.api.of': 'service', 'capacity.api.cpu': '512', 'capacity.api.maxTasks': '4', 'capacity.api.memoryMiB': '1024', 'capacity.api.minTasks': '1',
      'capacity.ledger.of': 'database', 'capacity.ledger.maxAcu': '32', 'capacity.ledger.minAcu': '2', 'capacity.ledger.mode': 'serverless', 'capacity.ledger.readers': '1',
      'data.mode': 'masked', 'data.masking.name': 'projects', 'data.masking.version': '1.4.0',
      'integrations.erp.mode': 'sandbox', 'integrations.erp.host': 'sandbox.erp.example.net', 'integrations.erp.port': '443', 'integrations.erp.credentialRotationDays': '90',
      'integrations.payroll.mode': 'simulated',
      'tenants.certification.purpose': 'release-certification', 'tenants.certification.volume': 'high',
      'access.maxSessionHours': '4', 'access.samlProvider': 'workforce', 'access.groups.projects-testers': 'tester',
      'thresholds.alarmAfterMinutes': '10', 'thresholds.checkSuccessPercent': '90', 'thresholds.cpuPercent': '85', 'thresholds.errorPercent': '1',
      'thresholds.latencyMillis': '1000', 'thresholds.loggedErrors': '10', 'thresholds.memoryPercent': '85', 'thresholds.queueAgeMinutes': '15',
      'thresholds.tracedPercent': '5',
      'retention.logsDays': '400', 'retention.backupsDays': '35', 'retention.objectVersionsDays': '90', 'retention.deletedKeysDays': '30',
      'recovery.pointHours': 'as the schedule allows', 'recovery.timeHours': '8', 'recovery.lockedDays': 'a week, or as long as backups are kept',
      'retainsData': 'true', 'schedule': 'MON TUE WED THU FRI 07:00-20:00 Europe/Berlin', 'tags.product': 'projects',
      'governance.accessReviewEveryDays': '90', 'governance.dataHandling': 'https://policies.example.com/data',
      'governance.mayContain': 'masked-records, synthetic-records, test-credentials',
      'governance.mustNeverContain': 'original-records, original-documents, production-secrets', 'governance.refreshCadenceDays': '14',
      'deployment.mode': 'rolling', 'deployment.errorPercent': '5', 'deployment.latencyMilliseconds': '2000',
      'images.api': `${registry}/api@${digest}`, 'parameters.invoiceLanguage': 'en',
    });
  });

  test('do not depend on the order in which they were written', () => {
    const reversed = new Environment(backwards(productionProps));
    expect(Object.entries(reversed.toParameters())).toEqual(Object.entries(production.toParameters()));
  });

  test('differ from themselves in nothing', () => {
    expect(staging.differenceFrom(staging)).toEqual([]);
  });

  test('show a parameter that only one of two environments has', () => {
    const difference = staging.differenceFrom(production);
    expect(difference).toContainEqual({ parameter: 'data.masking.name', here: 'projects' });
    expect(difference).toContainEqual({ parameter: 'integrations.payroll.host', there: 'payroll.example.net' });
    expect(difference).toContainEqual({ parameter: 'capacity.api.minTasks', here: '1', there: '4' });
    expect(difference.map(({ parameter }) => parameter)).toEqual(difference.map(({ parameter }) => parameter).toSorted());
  });
});

/** A change, and the parameters it changes. Each differs from staging's value. */
const changes: ReadonlyArray<{ overrides: EnvironmentOverrides; changed: string[] }> = [
  { overrides: { kind: EnvironmentKind.DEMO }, changed: ['kind'] },
  { overrides: { region: 'eu-central-1' }, changed: ['region'] },
  { overrides: { owner: { team: 'training' } }, changed: ['owner.team'] },
  { overrides: { owner: { contact: 'other@example.com', costCenter: 'CC-2' } }, changed: ['owner.contact', 'owner.costCenter'] },
  { overrides: { network: { cidr: '10.30.0.0/16', availabilityZones: ['a', 'b'] } }, changed: ['network.availabilityZones'] },
  { overrides: { network: { cidr: '10.30.0.0/16', natGateways: 1 } }, changed: ['network.natGateways'] },
  { overrides: { network: { cidr: '10.30.0.0/16', firewall: EgressFirewallMode.DNS_ONLY } }, changed: ['network.firewall'] },
  { overrides: { ingress: IngressPolicy.allowList([{ cidr: '198.51.100.0/24', description: 'office' }]) }, changed: ['ingress'] },
  { overrides: { capacity: { api: ServiceCapacity.tasks(2, 4) } }, changed: ['capacity.api.minTasks'] },
  { overrides: { capacity: { api: ServiceCapacity.tasks(1, 4, { cpu: 1024, memoryMiB: 2048 }) } }, changed: ['capacity.api.cpu', 'capacity.api.memoryMiB'] },
  {
    overrides: { capacity: { ledger: DatabaseCapacity.provisioned('r7g.large', 1) } },
    changed: ['capacity.ledger.instanceClass', 'capacity.ledger.maxAcu', 'capacity.ledger.minAcu', 'capacity.ledger.mode'],
  },
  { overrides: { data: DataPolicy.masked({ name: 'projects', version: '1.5.0' }) }, changed: ['data.masking.version'] },
  { overrides: { data: DataPolicy.synthetic({ name: 'demo', version: '1.0.0' }) }, changed: ['data.masking.name', 'data.masking.version', 'data.mode', 'data.syntheticData.name', 'data.syntheticData.version'] },
  {
    overrides: { integrations: { erp: Integration.gated('sandbox.erp.example.net', ['lead@example.com']) } },
    changed: ['integrations.erp.approvers', 'integrations.erp.mode'],
  },
  { overrides: { tenants: { certification: { volume: TenantVolume.SMALL, purpose: TenantPurpose.TRAINING } } }, changed: ['tenants.certification.purpose', 'tenants.certification.volume'] },
  { overrides: { thresholds: { errorPercent: 5 } }, changed: ['thresholds.errorPercent'] },
  { overrides: { retention: { logsDays: 30, deletedKeysDays: 7 } }, changed: ['retention.deletedKeysDays', 'retention.logsDays'] },
  { overrides: { access: { groups: { trainees: GroupRole.TESTER }, samlProvider: 'guests' } }, changed: ['access.samlProvider'] },
  { overrides: { recovery: { pointHours: 200, timeHours: 24, lockedDays: 1 } }, changed: ['recovery.lockedDays', 'recovery.pointHours', 'recovery.timeHours'] },
  { overrides: { retainsData: false }, changed: ['retainsData'] },
  { overrides: { schedule: OfficeHours.on([Weekday.SATURDAY], '10:00', '12:00', 'UTC') }, changed: ['schedule'] },
  { overrides: { tags: { product: 'training', phase: 'x' } }, changed: ['tags.phase', 'tags.product'] },
  { overrides: { governance: { accessReviewEveryDays: 30 } }, changed: ['governance.accessReviewEveryDays'] },
  { overrides: { images: { api: `${registry}/api@sha256:${'b2'.repeat(32)}` } }, changed: ['images.api'] },
  { overrides: { parameters: { invoiceLanguage: 'de' } }, changed: ['parameters.invoiceLanguage'] },
];

/** What every environment derived from staging must say, and the parameters that changes. */
const least: EnvironmentOverrides = {
  account: '555555555555', network: { cidr: '10.30.0.0/16' }, zoneName: 'projects-training.example.com', access: { groups: { trainees: GroupRole.TESTER } },
};
const leastChanged = ['access.groups.projects-testers', 'access.groups.trainees', 'account', 'name', 'network.cidr', 'zoneName'];

test('any combination of overrides changes exactly the parameters it says', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(changes.length - 1), { maxLength: 6 }), (chosen) => {
      // of two changes to one field the later one counts, so each field is changed by one of them only
      const byField = new Map(chosen.map((index) => [Object.keys(changes[index]?.overrides ?? {}).join(), changes[index]]));
      const overrides = Object.assign({}, least, ...[...byField.values()].map((change) => change?.overrides)) as EnvironmentOverrides;
      const expected = [...leastChanged, ...[...byField.values()].flatMap((change) => change?.changed ?? [])].toSorted();
      const derived = staging.derive('training', overrides);
      expect(derived.differenceFrom(staging).map(({ parameter }) => parameter)).toEqual(expected);
      expect(staging.differenceFrom(derived).map(({ parameter, here, there }) => [parameter, there, here]))
        .toEqual(derived.differenceFrom(staging).map(({ parameter, here, there }) => [parameter, here, there]));
    }),
    { seed: 831, numRuns: 200 },
  );
});

/** Every place in the data of an environment at which something could be written. */
function placesIn(environment: Environment): { path: string; holder: object; key: string }[] {
  const visit = (value: unknown, path: string): { path: string; holder: object; key: string }[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value)
      .filter(([key]) => key !== 'derivedFrom')
      .flatMap(([key, each]) => [{ path: `${path}${key}`, holder: value, key }, ...visit(each, `${path}${key}.`)]);
  };
  return visit(environment, '');
}

/** The same data with the fields of every plain object in the opposite order. */
function backwards<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, each]) => [key, backwards(each)])) as T;
}
