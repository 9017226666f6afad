import { EgressPolicy } from '../values/egress-policy';
import { IngressPolicy } from '../values/ingress-policy';
import { DefinitionError } from '../values/problems';
import { fixed, readOnly, readOnlyMap } from '../values/read-only';
import { EnvironmentAccess } from './access';
import { zonesOf } from './availability-zones';
import { backupPauseHours } from './backup-pause';
import { Capacity } from './capacity';
import { environmentProblems } from './checks/environment-problems';
import { DataPolicy } from './data-policy';
import { declarations, suppositions } from './declarations';
import { Deployment } from './deployment';
import { defaultRetention } from './default-retention';
import { EgressFirewallMode } from './egress-firewall-mode';
import { effectiveEgress } from './effective-egress';
import { EnvironmentBudget } from './environment-budget';
import { EnvironmentKind } from './environment-kind';
import { EnvironmentOverrides, EnvironmentProps } from './environment-props';
import { Feature } from './feature';
import { Governance } from './governance';
import { IdlePolicy } from './idle-policy';
import { Integration } from './integration';
import { mergeOverrides } from './merge-overrides';
import { EnvironmentNetwork } from './network-plan';
import { OfficeHours } from './office-hours';
import { Owner } from './owner';
import { ParameterDifference } from './parameter-difference';
import { parametersOf } from './parameters-of';
import { EnvironmentPatchWindow } from './patch-window';
import { EnvironmentRecovery } from './recovery-goals';
import { EnvironmentRetention } from './retention';
import { ScaleWindow } from './scale-window';
import { Tenant } from './tenant';
import { TestFloor } from './test-floor';
import { EnvironmentThresholds } from './thresholds';
import { TransitEncryption } from './transit-encryption';

/** What the properties made by `derive` were derived from: a fact of their making, not something a person may claim. */
const origins = new WeakMap<EnvironmentProps, Environment>();

/** What an environment has when it says nothing. The same for every kind. */
const defaults = {
  access: { maxSessionHours: 4, samlProvider: 'workforce' },
  retention: defaultRetention,
  thresholds: {
    errorPercent: 1, latencyMillis: 1000, cpuPercent: 85, memoryPercent: 85, queueAgeMinutes: 15, loggedErrors: 10, checkSuccessPercent: 90,
    alarmAfterMinutes: 10, tracedPercent: 5,
  },
  patchHours: 4,
  recovery: { timeHours: 8, lockedDays: 7, hoursAfterBackup: 2 },
};

/**
 * What an environment is: plain data that cannot be changed, checked when it is made, with every problem told at once. It builds nothing.
 *
 * Refused, among others: an account, a zone or addresses of another environment; outside production the world as a caller, live
 * data, a live integration; masked data without its masking policy; an image by a tag that can move; a missing owner or governance.
 *
 * @example
 * const production = new Environment({
 *   name: 'production', kind: EnvironmentKind.PRODUCTION, account: '111111111111', region: 'eu-west-1',
 *   owner: { team: 'project-accounting', contact: 'accounting@example.com', costCenter: 'CC-4711' },
 *   network: { cidr: '10.10.0.0/16', availabilityZones: ['a', 'b', 'c'] }, zoneName: 'projects.example.com',
 *   ingress: IngressPolicy.world(), data: DataPolicy.live(),
 *   governance: {
 *     accessReviewEveryDays: 90, dataHandling: 'https://policies.example.com/data',
 *     mayContain: [DataClass.ORIGINAL_RECORDS], mustNeverContain: [DataClass.TEST_CREDENTIALS],
 *   },
 *   capacity: { api: ServiceCapacity.tasks(4, 40) },
 *   integrations: { erp: Integration.live('erp.example.net') },
 * });
 * const staging = production.derive('staging', {
 *   kind: EnvironmentKind.STAGING, account: '222222222222', network: { cidr: '10.20.0.0/16' }, zoneName: 'projects-staging.example.com',
 *   ingress: IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'office' }]),
 *   data: DataPolicy.masked({ name: 'projects', version: '1.4.0' }),
 *   governance: {
 *     refreshCadenceDays: 14, mayContain: [DataClass.MASKED_RECORDS],
 *     mustNeverContain: [DataClass.ORIGINAL_RECORDS, DataClass.ORIGINAL_DOCUMENTS, DataClass.PRODUCTION_SECRETS],
 *   },
 *   capacity: { api: ServiceCapacity.tasks(1, 4) },
 *   integrations: { erp: Integration.sandbox('sandbox.erp.example.net') },
 *   schedule: OfficeHours.weekdays('07:00', '20:00', 'Europe/Berlin'),
 * });
 */
export class Environment {
  /** Its name. */
  public readonly name: string;
  /** What it is for. */
  public readonly kind: EnvironmentKind;
  /** The AWS account. */
  public readonly account: string;
  /** The region. */
  public readonly region: string;
  /** Who answers for it. */
  public readonly owner: Owner;
  /** Its addresses and availability zones. */
  public readonly network: EnvironmentNetwork;
  /** The DNS zone that is its own, in lower case. */
  public readonly zoneName: string;
  /** Who may call in from the internet. */
  public readonly ingress: IngressPolicy;
  /** The destinations workloads may call, as declared, without the hosts of integrations. */
  public readonly egress: EgressPolicy;
  /** The destinations workloads may call: those declared and the hosts of all integrations. What the firewalls are built from. */
  public readonly effectiveEgress: EgressPolicy;
  /** Name of a service, worker or database to how much of it runs. */
  public readonly capacity: { readonly [name: string]: Capacity };
  /** Where its data comes from. */
  public readonly data: DataPolicy;
  /** Name of an external system to how it is reached. */
  public readonly integrations: { readonly [name: string]: Integration };
  /** Name of a tenant to what it is. */
  public readonly tenants: { readonly [name: string]: Tenant };
  /** Who gets in. */
  public readonly access: EnvironmentAccess;
  /** How long things are kept. */
  public readonly retention: EnvironmentRetention;
  /** From when on alarms sound, and how much is traced. */
  public readonly thresholds: EnvironmentThresholds;
  /** When hosts are patched, if they are. */
  public readonly patchWindow?: EnvironmentPatchWindow;
  /** What recovery must achieve. */
  public readonly recovery: EnvironmentRecovery;
  /** Whether data outlives the stacks that hold it and is protected from deletion. */
  public readonly retainsData: boolean;
  /** When it runs. */
  public readonly schedule: OfficeHours;
  /** Name of a planned window to when it is and how much runs in it. */
  public readonly windows: { readonly [name: string]: ScaleWindow };
  /** The least of parameters without which a kind of test does not count. */
  public readonly floors: TestFloor[];
  /** What it does with parts that have nothing to do. */
  public readonly idle: IdlePolicy;
  /** What it may cost, and when somebody is told; undefined where no budget is declared. */
  public readonly budget?: EnvironmentBudget;
  /** Tags on everything in it. */
  public readonly tags: { readonly [key: string]: string };
  /** What was agreed before anything was built. */
  public readonly governance: Governance;
  /** How new versions of services take over, and when they are undone. */
  public readonly deployment: Deployment;
  /** Name of a feature to whether it is on. */
  public readonly features: { readonly [name: string]: Feature };
  /** Name of a container image to its immutable reference. */
  public readonly images: { readonly [name: string]: string };
  /** Further parameters for the platform's own modules, by name. */
  public readonly parameters: { readonly [name: string]: string };
  /** The environment this one is derived from, if it is. */
  public readonly derivedFrom?: Environment;

  private readonly declared: EnvironmentProps;

  public constructor(props: EnvironmentProps) {
    this.derivedFrom = origins.get(props);
    const problems = suppositions.has(props) ? [] : environmentProblems(props, lineageOf(this.derivedFrom));
    if (problems.length > 0) throw new DefinitionError(`environment ${JSON.stringify(props.name)}`, problems);
    this.declared = readOnly(props);
    declarations.set(this, this.declared);
    this.name = props.name;
    this.kind = props.kind;
    this.account = props.account;
    this.region = props.region;
    this.owner = readOnly(props.owner);
    this.network = networkOf(props);
    this.zoneName = props.zoneName.toLowerCase();
    this.ingress = props.ingress;
    this.egress = props.egress ?? EgressPolicy.denyAll();
    this.effectiveEgress = effectiveEgress(this.egress, props.integrations ?? {});
    this.capacity = readOnlyMap(props.capacity);
    this.data = props.data;
    this.integrations = readOnlyMap(props.integrations);
    this.tenants = readOnlyMap(props.tenants);
    this.access = accessOf(props);
    this.retention = fixed({ ...defaults.retention, ...readOnly(props.retention) });
    this.thresholds = fixed({ ...defaults.thresholds, ...readOnly(props.thresholds) });
    this.patchWindow = patchWindowOf(props);
    this.retainsData = props.retainsData ?? true;
    this.schedule = props.schedule ?? OfficeHours.always();
    this.windows = readOnlyMap(props.windows);
    this.floors = readOnly(props.floors ?? []);
    this.idle = readOnly(props.idle ?? {});
    this.budget = readOnly(props.budget);
    this.recovery = recoveryOf(props, this);
    this.tags = readOnlyMap(props.tags);
    this.governance = readOnly(props.governance);
    this.deployment = props.deployment ?? Deployment.rolling();
    this.features = readOnlyMap(props.features);
    this.images = readOnlyMap(props.images);
    this.parameters = readOnlyMap(props.parameters);
    fixed(this);
  }

  /** Whether it serves customers. */
  public get isProduction(): boolean {
    return this.kind === EnvironmentKind.PRODUCTION;
  }

  /**
   * A new environment that is this one but for `overrides`. What is passed *is* the difference; `differenceFrom` prints it. The result is
   * compared with this environment and those it is derived from, and refused where the two are not separate.
   */
  public derive(name: string, overrides: EnvironmentOverrides): Environment {
    const props = { ...mergeOverrides(this.declared, overrides), name };
    origins.set(props, this);
    return new Environment(props);
  }

  /** Every parameter by path (`capacity.api.minTasks`, `network.cidr`, `integrations.erp.mode`), printable, in a fixed order. */
  public toParameters(): { [path: string]: string } {
    return parametersOf(this.declared, this);
  }

  /** Every parameter whose value differs from `other`'s, in alphabetical order of the paths. Empty when there is none. */
  public differenceFrom(other: Environment): ParameterDifference[] {
    const [here, there] = [this.toParameters(), other.toParameters()];
    const paths = [...new Set([...Object.keys(here), ...Object.keys(there)])].toSorted();
    return paths
      .filter((path) => here[path] !== there[path])
      .map((parameter) => readOnly({ parameter, here: here[parameter], there: there[parameter] }));
  }
}

function lineageOf(environment: Environment | undefined): Environment[] {
  return environment === undefined ? [] : [environment, ...lineageOf(environment.derivedFrom)];
}

function accessOf({ access }: EnvironmentProps): EnvironmentAccess {
  return fixed({ ...defaults.access, ...readOnly(access), groups: readOnlyMap(access?.groups ?? {}), contractors: readOnlyMap(access?.contractors ?? {}) });
}

function patchWindowOf({ patchWindow }: EnvironmentProps): EnvironmentPatchWindow | undefined {
  return patchWindow && fixed({ hours: defaults.patchHours, ...readOnly(patchWindow) });
}

function recoveryOf({ recovery }: EnvironmentProps, { schedule, retention }: Environment): EnvironmentRecovery {
  const { timeHours, lockedDays, hoursAfterBackup } = defaults.recovery;
  return fixed({
    pointHours: backupPauseHours(schedule) + hoursAfterBackup, timeHours, lockedDays: Math.min(lockedDays, retention.backupsDays), ...readOnly(recovery),
  });
}

function networkOf({ network, region }: EnvironmentProps): EnvironmentNetwork {
  const availabilityZones = zonesOf(network.availabilityZones, region);
  return readOnly({
    cidr: network.cidr,
    availabilityZones,
    natGateways: network.natGateways ?? availabilityZones.length,
    firewall: network.firewall ?? EgressFirewallMode.FULL,
    encryption: network.encryption ?? TransitEncryption.ENFORCED,
  });
}
