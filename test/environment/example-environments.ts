import {
  GroupRole, DataClass, DataPolicy, DatabaseCapacity, EgressPolicy, Environment, EnvironmentKind, IngressPolicy, Integration, OfficeHours, ServiceCapacity,
  TenantPurpose, TenantVolume, type EnvironmentOverrides, type EnvironmentProps,
} from '../../lib';

export const digest = `sha256:${'a1'.repeat(32)}`;
export const registry = '333333333333.dkr.ecr.eu-west-1.amazonaws.com';

/** Production with every field said, so that each can be said differently. */
export const productionProps: EnvironmentProps = {
  name: 'production',
  kind: EnvironmentKind.PRODUCTION,
  account: '111111111111',
  region: 'eu-west-1',
  owner: { team: 'project-accounting', contact: 'accounting@example.com', costCenter: 'CC-4711' },
  network: { cidr: '10.10.0.0/16', availabilityZones: ['a', 'b', 'c'] },
  zoneName: 'projects.example.com',
  ingress: IngressPolicy.world(),
  egress: EgressPolicy.allow({ domain: 'rates.example.org', reason: 'exchange rates' }),
  capacity: { api: ServiceCapacity.tasks(4, 40), ledger: DatabaseCapacity.serverless(2, 32) },
  data: DataPolicy.live(),
  integrations: { erp: Integration.live('erp.example.net'), payroll: Integration.live('payroll.example.net') },
  tenants: { northwind: { volume: TenantVolume.HIGH, purpose: TenantPurpose.CUSTOMER } },
  access: { groups: { 'projects-operators': GroupRole.OPERATOR } },
  retention: { logsDays: 400 },
  tags: { product: 'projects' },
  governance: {
    accessReviewEveryDays: 90,
    dataHandling: 'https://policies.example.com/data',
    mayContain: [DataClass.ORIGINAL_RECORDS, DataClass.ORIGINAL_DOCUMENTS],
    mustNeverContain: [DataClass.TEST_CREDENTIALS],
  },
  images: { api: `${registry}/api@${digest}` },
  parameters: { invoiceLanguage: 'en' },
};

/** The least that staging must say differently. */
export const stagingOverrides = {
  kind: EnvironmentKind.STAGING,
  account: '222222222222',
  network: { cidr: '10.20.0.0/16' },
  zoneName: 'projects-staging.example.com',
  ingress: IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'office' }]),
  capacity: { api: ServiceCapacity.tasks(1, 4) },
  data: DataPolicy.masked({ name: 'projects', version: '1.4.0' }),
  integrations: { erp: Integration.sandbox('sandbox.erp.example.net'), payroll: Integration.simulated() },
  tenants: { certification: { volume: TenantVolume.HIGH, purpose: TenantPurpose.RELEASE_CERTIFICATION } },
  access: { groups: { 'projects-testers': GroupRole.TESTER } },
  governance: {
    refreshCadenceDays: 14,
    mayContain: [DataClass.MASKED_RECORDS, DataClass.SYNTHETIC_RECORDS, DataClass.TEST_CREDENTIALS],
    mustNeverContain: [DataClass.ORIGINAL_RECORDS, DataClass.ORIGINAL_DOCUMENTS, DataClass.PRODUCTION_SECRETS],
  },
  schedule: OfficeHours.weekdays('07:00', '20:00', 'Europe/Berlin'),
} satisfies EnvironmentOverrides;

export const production = new Environment(productionProps);
export const staging = production.derive('staging', stagingOverrides);

/** The message `build` is refused with; fails when nothing is thrown. */
export function refusalOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing was refused');
}
