import { Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OrganizationUnit, OrganizationUnits } from '../../constructs/organization/organization-units';
import { Organization } from '../environment/organization';
import { labelSupporting } from './labels';
import { ZonePolicies } from './organization-policies';
import { Surroundings } from './surroundings';

/** Name of the stage and of the zone of the management account, where it is the platform's to deploy to. */
export const ORGANIZATION_ZONE = 'organization';

/** The management account, as far as a stack can be deployed there. */
export interface Management {
  readonly account: string;
  readonly rootId: string;
}

/** The management account, where the declaration says enough to deploy to it. */
export function managementOf({ managementAccount, rootId }: Organization): Management | undefined {
  return managementAccount === undefined || rootId === undefined ? undefined : { account: managementAccount, rootId };
}

/**
 * The management account: an organisational unit with its two policies for each zone. The accounts exist already; whoever owns
 * the organisation moves each into its unit, and only then do the policies bind it.
 */
export class OrganizationStage extends Stage {
  public constructor(scope: Construct, { account, rootId }: Management, policies: readonly ZonePolicies[], around: Surroundings) {
    super(scope, ORGANIZATION_ZONE, { env: { account, region: around.audit.region } });
    const units = new Stack(this, 'Units', { description: 'Organisational units of the platform with the policies of each' });
    new OrganizationUnits(units, 'Units', { rootId, managementAccount: account, units: policies.map((each) => unitOf(each, around)) });
    labelSupporting(this, ORGANIZATION_ZONE, around.owner);
  }
}

function unitOf({ zone, account, serviceControls, resourceControls }: ZonePolicies, { prefix }: Surroundings): OrganizationUnit {
  const name = `${prefix}-${zone}`;
  return { name, accounts: [{ name, existingAccountId: account }], policies: [serviceControls, resourceControls] };
}
