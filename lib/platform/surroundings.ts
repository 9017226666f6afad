import { Environment } from '../environment/environment';
import { Organization } from '../environment/organization';
import { Owner } from '../environment/owner';
import { PipelineSignIn } from './pipeline-sign-in';
import { SupportingAccounts } from './platform-accounts';
import { RefreshPlan } from './refresh-plan';
import { DnsDelegation } from '../../constructs/names/dns-delegation';

/** What an environment's stacks know of the platform around it. Names and numbers only: nothing of another account's templates. */
export interface Surroundings extends SupportingAccounts {
  /** First part of physical names and parameter paths, the same in every environment: the platform's name in lower case. */
  readonly prefix: string;
  readonly organization: Organization;
  /** The DNS zone above the zones of all environments. */
  readonly parentZoneName: string;
  /** Who answers for the accounts beside the environments: the owner of production. */
  readonly owner: Owner;
  /** Names of the images that the environments run. */
  readonly imageNames: readonly string[];
  /** Account to the accounts at the other ends of its pathways. */
  readonly neighbours: ReadonlyMap<string, readonly string[]>;
  /** Days between access reviews in the accounts beside the environments: as often as in the environment that is reviewed most. */
  readonly reviewEveryDays: number;
  /** How pipelines outside AWS sign in. */
  readonly pipeline?: PipelineSignIn;
  /** The audit account's sink of metrics, once it has been deployed and its ARN is known. */
  readonly monitoringSinkArn?: string;
  /** How masked data enters the environments; undefined where nothing brings it. */
  readonly refresh?: RefreshPlan;
}

/** Name of the permission boundary: the same in every account, so that roles refer to it by name alone. */
export const BOUNDARY_NAME = 'environment-boundary';

/** The agreement by which the parent zone in the delivery account names the servers of the environment's zone. */
export function delegationOf(environment: Environment, { parentZoneName, delivery }: Surroundings): DnsDelegation {
  return new DnsDelegation({
    parentZoneName, parentAccount: delivery.account, childZoneName: environment.zoneName, childAccount: environment.account,
  });
}

/** Path in Parameter Store below which an environment tells of its capacity: the same in every environment. */
export function capacityPathOf({ prefix }: Surroundings): string {
  return `/${prefix}/capacity`;
}

/** Name of the repository of an image in the delivery account. */
export function repositoryNameOf({ prefix }: Surroundings, image: string): string {
  return `${prefix}/${image}`;
}
