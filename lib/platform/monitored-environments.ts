import { Environment } from '../environment/environment';
import { SupportingAccount } from '../environment/supporting-account';

/** The environments that the audit account looks into: those of its own region, because a sink serves one region. */
export function monitoredEnvironments(environments: readonly Environment[], { region }: SupportingAccount): Environment[] {
  return environments.filter((environment) => environment.region === region);
}
