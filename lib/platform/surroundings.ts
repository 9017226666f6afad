import { Environment } from '../environment/environment';
import { Organization } from '../environment/organization';
import { SupportingAccount } from '../environment/supporting-account';
import { DnsDelegation } from '../../constructs/names/dns-delegation';

/** What an environment's stacks know of the platform around it. Names and numbers only: nothing of another account's templates. */
export interface Surroundings {
  /** First part of physical names and parameter paths, the same in every environment: the platform's name in lower case. */
  readonly prefix: string;
  readonly organization: Organization;
  readonly delivery: SupportingAccount;
  readonly audit: SupportingAccount;
  /** Names of the images that the environments run. */
  readonly imageNames: readonly string[];
}

/** Name of the permission boundary: the same in every account, so that roles refer to it by name alone. */
export const BOUNDARY_NAME = 'environment-boundary';

/** The agreement by which the parent zone in the delivery account names the servers of the environment's zone. */
export function delegationOf(environment: Environment, parentZoneName: string, delivery: SupportingAccount): DnsDelegation {
  return new DnsDelegation({
    parentZoneName, parentAccount: delivery.account, childZoneName: environment.zoneName, childAccount: environment.account,
  });
}
