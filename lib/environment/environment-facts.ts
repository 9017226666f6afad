import { EgressPolicy } from '../values/egress-policy';
import { IngressPolicy } from '../values/ingress-policy';
import { EnvironmentAccess } from './access';
import { Capacity } from './capacity';
import { DataPolicy } from './data-policy';
import { EnvironmentBudget } from './environment-budget';
import { EnvironmentKind } from './environment-kind';
import { Governance } from './governance';
import { IdlePolicy } from './idle-policy';
import { Integration } from './integration';
import { EnvironmentNetwork } from './network-plan';
import { OfficeHours } from './office-hours';
import { Owner } from './owner';
import { EnvironmentRetention } from './retention';
import { ScaleWindow } from './scale-window';
import { Tenant } from './tenant';
import { TestFloor } from './test-floor';

/** What an `Environment` has, for the code that reads it but must not need the class. */
export interface EnvironmentFacts {
  readonly name: string;
  readonly kind: EnvironmentKind;
  readonly account: string;
  readonly region: string;
  readonly owner: Owner;
  readonly network: EnvironmentNetwork;
  readonly zoneName: string;
  readonly ingress: IngressPolicy;
  readonly egress: EgressPolicy;
  readonly capacity: { readonly [name: string]: Capacity };
  readonly data: DataPolicy;
  readonly integrations: { readonly [name: string]: Integration };
  readonly tenants: { readonly [name: string]: Tenant };
  readonly access: EnvironmentAccess;
  readonly retention: EnvironmentRetention;
  readonly retainsData: boolean;
  readonly schedule: OfficeHours;
  readonly windows: { readonly [name: string]: ScaleWindow };
  readonly floors: TestFloor[];
  readonly idle: IdlePolicy;
  readonly budget?: EnvironmentBudget;
  readonly tags: { readonly [key: string]: string };
  readonly governance: Governance;
  readonly images: { readonly [name: string]: string };
  readonly parameters: { readonly [name: string]: string };
}
