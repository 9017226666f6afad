import { Duration } from 'aws-cdk-lib';
import {
  GroupRole, AddressPlan, CacheCapacity, DataClass, DataPolicy, DatabaseCapacity, Deployment, EgressPolicy, Environment, EnvironmentKind, Feature, FunctionCapacity, IngressPolicy,
  Integration, JobCapacity, OfficeHours, ScaleWindow, SearchCapacity, ServiceCapacity, TableCapacity, TenantPurpose, TenantVolume, Weekday,
} from '../../lib';
import { imagesOf } from './releases';

/** One address plan for all: appending a name never renumbers the ones before it. */
const addresses = AddressPlan.within('10.0.0.0/10', 16).allocate('production', 'staging', 'training');

export const production = new Environment({
  name: 'production',
  kind: EnvironmentKind.PRODUCTION,
  account: '111111111111',
  region: 'eu-west-1',
  owner: { team: 'platform', contact: 'platform@example.com', costCenter: 'CC-1000' },
  network: { cidr: addresses.blockFor('production'), availabilityZones: ['a', 'b', 'c'] },
  zoneName: 'projects.example.com',
  ingress: IngressPolicy.world(),
  egress: EgressPolicy.denyAll(),
  data: DataPolicy.live(),
  governance: {
    accessReviewEveryDays: 90,
    dataHandling: 'https://policies.example.com/data-handling',
    mayContain: [DataClass.ORIGINAL_RECORDS, DataClass.ORIGINAL_DOCUMENTS, DataClass.PRODUCTION_SECRETS, DataClass.CONFIGURATION],
    mustNeverContain: [DataClass.TEST_CREDENTIALS],
  },
  capacity: {
    accounting: ServiceCapacity.tasks(3, 24, { cpu: 1024, memoryMiB: 2048 }),
    planning: ServiceCapacity.tasks(3, 12),
    'time-capture': ServiceCapacity.tasks(3, 30),
    library: ServiceCapacity.tasks(3, 12),
    portal: ServiceCapacity.tasks(3, 40),
    billing: ServiceCapacity.tasks(2, 20, { cpu: 1024, memoryMiB: 2048 }),
    payroll: ServiceCapacity.tasks(1, 6),
    reporting: ServiceCapacity.tasks(1, 8, { cpu: 2048, memoryMiB: 8192 }),
    messenger: ServiceCapacity.tasks(1, 6),
    ledger: DatabaseCapacity.provisioned('r8g.xlarge', 2),
    work: DatabaseCapacity.provisioned('r8g.large', 2),
    drafts: TableCapacity.onDemand(2000, 1000),
    recent: CacheCapacity.serverless(10, 50_000),
    catalogue: SearchCapacity.nodes(3, 'r8g.large', 200),
    'month-end': JobCapacity.task({ cpu: 2048, memoryMiB: 8192 }),
    thumbnails: FunctionCapacity.memory(1024, 20),
  },
  deployment: Deployment.canary(10, { stepWait: Duration.minutes(15), bake: Duration.minutes(30), errorPercent: 2 }),
  features: {
    forecast: Feature.off(),
    splitBilling: Feature.on(),
    instantPayroll: Feature.pilot(['customers'], {
      until: '2027-03-31T22:00:00Z', owner: 'platform@example.com', reason: 'One group of customers tries instant payroll with real payments.',
      rollback: 'Set the feature to Feature.off(); payments made so far stay valid.',
    }),
  },
  parameters: { 'rounding-minutes': '15' },
  images: imagesOf('current'),
  integrations: {
    erp: Integration.live('erp.example.net'),
    crm: Integration.live('crm.example.net'),
    payroll: Integration.live('payroll.example.net'),
    sso: Integration.live('login.example.net'),
    messaging: Integration.live('messages.example.net'),
  },
  tenants: {
    customers: { volume: TenantVolume.HIGH, purpose: TenantPurpose.CUSTOMER },
  },
  access: {
    groups: {
      'projects-production-readers': GroupRole.READ_ONLY,
      'projects-production-operators': GroupRole.OPERATOR,
      'projects-production-break-glass': GroupRole.BREAK_GLASS,
    },
    maxSessionHours: 2,
  },
  retention: { logsDays: 365, backupsDays: 35, objectVersionsDays: 90 },
  budget: { monthlyAmount: 40_000 },
  floors: [
    { test: 'functional', parameter: 'capacity.portal.maxTasks', atLeast: 2 },
    { test: 'failover', parameter: 'network.availabilityZones', atLeast: 3 },
    { test: 'failover', parameter: 'capacity.ledger.readers', atLeast: 1 },
    { test: 'load', parameter: 'capacity.portal.maxTasks', atLeast: 20, onlyInWindows: true },
    { test: 'load', parameter: 'capacity.ledger.memoryGiB', atLeast: 64, onlyInWindows: true },
    { test: 'migration', parameter: 'capacity.ledger.memoryGiB', atLeast: 64, onlyInWindows: true },
  ],
  thresholds: { errorPercent: 0.5, latencyMillis: 800, tracedPercent: 5 },
  patchWindow: { week: 3, day: Weekday.SUNDAY, start: '03:00', timeZone: 'Europe/Berlin' },
});

const nonProductionGovernance = {
  mayContain: [DataClass.MASKED_RECORDS, DataClass.SANITIZED_DOCUMENTS, DataClass.SYNTHETIC_RECORDS, DataClass.TEST_CREDENTIALS, DataClass.CONFIGURATION],
  mustNeverContain: [DataClass.ORIGINAL_RECORDS, DataClass.ORIGINAL_DOCUMENTS, DataClass.PRODUCTION_SECRETS],
};

export const staging = production.derive('staging', {
  kind: EnvironmentKind.STAGING,
  account: '222222222222',
  network: { cidr: addresses.blockFor('staging') },
  zoneName: 'projects-staging.example.com',
  ingress: IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'offices' }]),
  data: DataPolicy.masked({ name: 'professional-services', version: '1.0.0' }),
  governance: { ...nonProductionGovernance, refreshCadenceDays: 14 },
  capacity: {
    accounting: ServiceCapacity.tasks(1, 4),
    planning: ServiceCapacity.tasks(1, 2),
    'time-capture': ServiceCapacity.tasks(1, 4),
    library: ServiceCapacity.tasks(1, 2),
    portal: ServiceCapacity.tasks(1, 4),
    billing: ServiceCapacity.tasks(1, 4),
    payroll: ServiceCapacity.tasks(1, 2),
    reporting: ServiceCapacity.tasks(1, 2, { cpu: 1024, memoryMiB: 4096 }),
    messenger: ServiceCapacity.tasks(1, 2),
    ledger: DatabaseCapacity.serverless(0.5, 8),
    work: DatabaseCapacity.serverless(0.5, 4),
    drafts: TableCapacity.onDemand(200, 100),
    recent: CacheCapacity.serverless(1, 5000),
    catalogue: SearchCapacity.nodes(3, 't3.medium', 20),
    'month-end': JobCapacity.task({ cpu: 1024, memoryMiB: 4096 }),
    thumbnails: FunctionCapacity.memory(1024, 2),
  },
  deployment: Deployment.canary(10, { stepWait: Duration.minutes(5), bake: Duration.minutes(5), errorPercent: 5 }),
  features: { forecast: Feature.on(), instantPayroll: Feature.on() },
  images: imagesOf('next'),
  integrations: {
    erp: Integration.sandbox('sandbox.erp.example.net'),
    crm: Integration.sandbox('sandbox.crm.example.net'),
    payroll: Integration.simulated(),
    sso: Integration.sandbox('test-login.example.net'),
    messaging: Integration.simulated(),
  },
  tenants: {
    customers: { volume: TenantVolume.HIGH, purpose: TenantPurpose.RELEASE_CERTIFICATION },
  },
  access: {
    groups: {
      'projects-staging-testers': GroupRole.TESTER,
      'projects-staging-operators': GroupRole.OPERATOR,
      'projects-staging-break-glass': GroupRole.BREAK_GLASS,
    },
    maxSessionHours: 8,
  },
  retention: { logsDays: 30, backupsDays: 7, objectVersionsDays: 14 },
  thresholds: { errorPercent: 5, latencyMillis: 3000, checkSuccessPercent: 70, alarmAfterMinutes: 30, tracedPercent: 25 },
  patchWindow: { week: 2, day: Weekday.WEDNESDAY, start: '12:00', timeZone: 'Europe/Berlin' },
  recovery: { timeHours: 24 },
  schedule: OfficeHours.weekdays('07:00', '20:00', 'Europe/Berlin'),
  windows: {
    'release-rehearsal': ScaleWindow.like(production.capacity, {
      start: '2027-03-06T06:00', end: '2027-03-07T20:00', timeZone: 'Europe/Berlin',
      reason: 'Load test and migration rehearsal before the release of spring', owner: 'platform@example.com', tests: ['load', 'migration'],
    }),
  },
  idle: { stopWorkersAfterMinutes: 60 },
  budget: { monthlyAmount: 6000 },
});

export const training = staging.derive('training', {
  kind: EnvironmentKind.TRAINING,
  account: '333333333333',
  network: { cidr: addresses.blockFor('training') },
  zoneName: 'projects-training.example.com',
  data: DataPolicy.synthetic({ name: 'classroom', version: '3.1.0' }),
  images: imagesOf('current'),
  integrations: {
    erp: Integration.simulated(),
    crm: Integration.simulated(),
    sso: Integration.sandbox('training-login.example.net'),
  },
  tenants: {
    customers: { volume: TenantVolume.SMALL, purpose: TenantPurpose.TRAINING },
  },
  access: {
    groups: {
      'projects-training-trainers': GroupRole.TESTER,
      'projects-training-operators': GroupRole.OPERATOR,
      'projects-training-break-glass': GroupRole.BREAK_GLASS,
    },
  },
});
