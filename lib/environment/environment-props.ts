import { EgressPolicy } from '../values/egress-policy';
import { IngressPolicy } from '../values/ingress-policy';
import { Access } from './access';
import { Capacity } from './capacity';
import { DataPolicy } from './data-policy';
import { Deployment } from './deployment';
import { EnvironmentBudget, EnvironmentBudgetOverrides } from './environment-budget';
import { EnvironmentKind } from './environment-kind';
import { Feature } from './feature';
import { Governance, GovernanceOverrides } from './governance';
import { IdlePolicy } from './idle-policy';
import { Integration } from './integration';
import { NetworkOverrides, NetworkPlan } from './network-plan';
import { OfficeHours } from './office-hours';
import { Owner, OwnerOverrides } from './owner';
import { PatchWindow } from './patch-window';
import { RecoveryGoals } from './recovery-goals';
import { Retention } from './retention';
import { ScaleWindow } from './scale-window';
import { Tenant } from './tenant';
import { TestFloor } from './test-floor';
import { Thresholds } from './thresholds';

/**
 * Everything that may differ from one environment to another. What is not here cannot differ. No default depends on the kind of the environment:
 * differences are values somebody wrote, and only what is *refused* depends on the kind.
 */
export interface EnvironmentProps {
  /** Its name: 2 to 20 lower case letters, digits and hyphens, beginning with a letter. It becomes part of the names of stacks. */
  readonly name: string;

  /** What it is for. Every kind but production obeys the non-production rules. */
  readonly kind: EnvironmentKind;

  /** The AWS account, 12 digits, of its own: no other environment and no supporting account may be in it. */
  readonly account: string;

  /** The region, for example `eu-west-1`. */
  readonly region: string;

  /** Who answers for it. */
  readonly owner: Owner;

  /** Its addresses and availability zones. */
  readonly network: NetworkPlan;

  /**
   * The DNS zone that is its own, for example `projects.example.com`. Must not be another environment's zone, nor beneath one: a delegation makes
   * one environment's zone answer for the other, and cookies of the upper domain reach the lower one.
   */
  readonly zoneName: string;

  /** Who may call in from the internet. The world is refused outside production. */
  readonly ingress: IngressPolicy;

  /** Where its data comes from. Live data is refused outside production. */
  readonly data: DataPolicy;

  /** What was agreed before anything was built. */
  readonly governance: Governance;

  /**
   * The destinations workloads may call, beside the hosts of its integrations, which are added by themselves.
   * @default - the hosts of its integrations only
   */
  readonly egress?: EgressPolicy;

  /**
   * Name of a service, worker or database to how much of it runs. The names must be the same in every environment of a platform.
   * @default - none
   */
  readonly capacity?: { readonly [name: string]: Capacity };

  /**
   * Name of an external system to how it is reached. The names must be the same in every environment of a platform.
   * @default - none
   */
  readonly integrations?: { readonly [name: string]: Integration };

  /**
   * Name of a tenant to what it is. A derived environment's tenants replace those of the environment it is derived from.
   * @default - none are declared
   */
  readonly tenants?: { readonly [name: string]: Tenant };

  /**
   * Who gets in.
   * @default - nobody; only the delivery account deploys
   */
  readonly access?: Access;

  /**
   * How long things are kept.
   * @default - logs 365 days, backups 35, replaced object versions 90, deleted keys 30
   */
  readonly retention?: Retention;

  /**
   * From when on alarms sound, and how much is traced.
   * @default - the defaults of `Thresholds`
   */
  readonly thresholds?: Thresholds;

  /**
   * When hosts are patched, once a month. Production's window must come later in the month than that of every other environment.
   * @default - hosts are watched for missing patches, and none is installed
   */
  readonly patchWindow?: PatchWindow;

  /**
   * What recovery must achieve. Rehearsals are measured against it.
   * @default - at most 26 hours of data lost (longer where office hours stop databases), recovered within 8 hours, backups locked for 7 days
   */
  readonly recovery?: RecoveryGoals;

  /**
   * Whether data outlives the stacks that hold it and is protected from deletion. False lets an environment be torn down whole; refused in
   * production.
   * @default true
   */
  readonly retainsData?: boolean;

  /**
   * When it runs. Refused for production.
   * @default OfficeHours.always()
   */
  readonly schedule?: OfficeHours;

  /**
   * Name of a planned time of another scale to when it is and how much runs in it (PAR-06). Refused for production.
   * @default - none
   */
  readonly windows?: { readonly [name: string]: ScaleWindow };

  /**
   * The least of parameters without which a kind of test does not count (PAR-07). One that the environment is below is refused, unless it is
   * for windows only.
   * @default - none: every test counts
   */
  readonly floors?: TestFloor[];

  /**
   * What it does with parts that have nothing to do. Refused for production.
   * @default - what is open runs
   */
  readonly idle?: IdlePolicy;

  /**
   * What it may cost, and when somebody is told.
   * @default - no budget, and no alert about anomalies
   */
  readonly budget?: EnvironmentBudget;

  /**
   * Tags on everything in it, at most 40, beside those of owner and kind. AWS's rules for tags hold; keys that begin with `aws:` or
   * `understudy:` are refused.
   * @default - none
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * Name of a container image to its immutable reference, for example
   * `333333333333.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:` and 64 hexadecimal digits. Tags are refused: they move.
   * @default - none
   */
  readonly images?: { readonly [name: string]: string };

  /**
   * How new versions of services take over, and when they are undone.
   * @default Deployment.rolling()
   */
  readonly deployment?: Deployment;

  /**
   * Name of a feature to whether it is on. The names must be the same in every environment of a platform.
   * @default - none
   */
  readonly features?: { readonly [name: string]: Feature };

  /**
   * Further parameters for the platform's own modules, by name. Not for secrets.
   * @default - none
   */
  readonly parameters?: { readonly [name: string]: string };
}

/**
 * What a derived environment says differently. Structs (owner, network, access, retention, recovery, governance, idle, budget) merge field by field; maps (capacity,
 * features, integrations, tags, images, parameters) merge name by name; lists, tenants, groups and contractors replace. What is not said stays as it is, but
 * for windows, which are of one environment only.
 */
export interface EnvironmentOverrides {
  /**
   * What it is for.
   * @default - as in the environment it is derived from
   */
  readonly kind?: EnvironmentKind;

  /**
   * The AWS account.
   * @default - that of the environment it is derived from, which is refused
   */
  readonly account?: string;

  /**
   * The region.
   * @default - as in the environment it is derived from
   */
  readonly region?: string;

  /**
   * Who answers for it.
   * @default - as in the environment it is derived from
   */
  readonly owner?: OwnerOverrides;

  /**
   * Its addresses and availability zones.
   * @default - those of the environment it is derived from, which is refused because the addresses overlap
   */
  readonly network?: NetworkOverrides;

  /**
   * The DNS zone that is its own.
   * @default - that of the environment it is derived from, which is refused
   */
  readonly zoneName?: string;

  /**
   * Who may call in from the internet.
   * @default - as in the environment it is derived from
   */
  readonly ingress?: IngressPolicy;

  /**
   * The destinations workloads may call, beside the hosts of its integrations.
   * @default - as in the environment it is derived from
   */
  readonly egress?: EgressPolicy;

  /**
   * Capacity by name, for the names that differ.
   * @default - as in the environment it is derived from
   */
  readonly capacity?: { readonly [name: string]: Capacity };

  /**
   * Where its data comes from.
   * @default - as in the environment it is derived from
   */
  readonly data?: DataPolicy;

  /**
   * Integrations by name, for the names that differ.
   * @default - as in the environment it is derived from
   */
  readonly integrations?: { readonly [name: string]: Integration };

  /**
   * The tenants; they replace those of the environment it is derived from.
   * @default - as in the environment it is derived from
   */
  readonly tenants?: { readonly [name: string]: Tenant };

  /**
   * Who gets in; groups and contractors replace those of the environment it is derived from.
   * @default - as in the environment it is derived from, which is refused when it has groups
   */
  readonly access?: Access;

  /**
   * How long things are kept.
   * @default - as in the environment it is derived from
   */
  readonly retention?: Retention;

  /**
   * From when on alarms sound, and how much is traced, for what differs.
   * @default - as in the environment it is derived from
   */
  readonly thresholds?: Thresholds;

  /**
   * When hosts are patched; it replaces the window of the environment it is derived from.
   * @default - as in the environment it is derived from, which is refused when that is production's
   */
  readonly patchWindow?: PatchWindow;

  /**
   * What recovery must achieve.
   * @default - as in the environment it is derived from
   */
  readonly recovery?: RecoveryGoals;

  /**
   * Whether data outlives the stacks that hold it.
   * @default - as in the environment it is derived from
   */
  readonly retainsData?: boolean;

  /**
   * When it runs.
   * @default - as in the environment it is derived from
   */
  readonly schedule?: OfficeHours;

  /**
   * Planned times of another scale, by name. They are never those of the environment it is derived from: a plan is of one environment.
   * @default - none
   */
  readonly windows?: { readonly [name: string]: ScaleWindow };

  /**
   * The floors of kinds of test; they replace those of the environment it is derived from.
   * @default - as in the environment it is derived from
   */
  readonly floors?: TestFloor[];

  /**
   * What it does with parts that have nothing to do.
   * @default - as in the environment it is derived from
   */
  readonly idle?: IdlePolicy;

  /**
   * What it may cost.
   * @default - as in the environment it is derived from
   */
  readonly budget?: EnvironmentBudgetOverrides;

  /**
   * Tags by key, for the keys that differ.
   * @default - as in the environment it is derived from
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * What was agreed before anything was built.
   * @default - as in the environment it is derived from
   */
  readonly governance?: GovernanceOverrides;

  /**
   * Images by name, for the names that differ.
   * @default - as in the environment it is derived from: the same artifact
   */
  readonly images?: { readonly [name: string]: string };

  /**
   * How new versions of services take over.
   * @default - as in the environment it is derived from
   */
  readonly deployment?: Deployment;

  /**
   * Features by name, for the names that differ.
   * @default - as in the environment it is derived from
   */
  readonly features?: { readonly [name: string]: Feature };

  /**
   * Further parameters by name, for the names that differ.
   * @default - as in the environment it is derived from
   */
  readonly parameters?: { readonly [name: string]: string };
}
