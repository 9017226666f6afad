import { EgressPolicy } from '../values/egress-policy';
import { IngressPolicy } from '../values/ingress-policy';
import { EnvironmentAccess } from './access';
import { Capacity } from './capacity';
import { DataPolicy } from './data-policy';
import { Deployment } from './deployment';
import { EnvironmentKind } from './environment-kind';
import { Feature } from './feature';
import { Governance } from './governance';
import { Integration } from './integration';
import { EnvironmentNetwork } from './network-plan';
import { OfficeHours } from './office-hours';
import { Owner } from './owner';
import { EnvironmentRetention } from './retention';
import { Tenant } from './tenant';

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
  readonly tags: { readonly [key: string]: string };
  readonly governance: Governance;
  readonly deployment: Deployment;
  readonly features: { readonly [name: string]: Feature };
  readonly images: { readonly [name: string]: string };
  readonly parameters: { readonly [name: string]: string };
}
