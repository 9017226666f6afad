import { Problem, Problems } from '../../values/problems';
import { EnvironmentFacts } from '../environment-facts';
import { EnvironmentProps } from '../environment-props';
import { checkAccess } from './access-checks';
import { checkCapacity } from './capacity-checks';
import { checkCost } from './cost-checks';
import { checkData } from './data-checks';
import { checkDelivery } from './delivery-checks';
import { checkFloors } from './floor-checks';
import { checkGovernance } from './governance-checks';
import { checkIdentity } from './identity-checks';
import { checkIntegrations } from './integration-checks';
import { checkNetwork } from './network-checks';
import { checkObservation } from './observation-checks';
import { checkOperation } from './operation-checks';
import { checkRecovery } from './recovery-checks';
import { separationProblems } from './separation-problems';
import { checkWindows } from './window-checks';

/** One area of a definition: notes what is wrong with it. Stands a caller without types: any field may be missing or mistaken. */
type Check = (problems: Problems, environment: EnvironmentProps) => void;

const checks: readonly Check[] = [
  checkIdentity, checkNetwork, checkCapacity, checkData, checkIntegrations, checkAccess, checkOperation, checkRecovery, checkObservation, checkDelivery, checkGovernance,
  checkWindows, checkFloors, checkCost,
];

/** Everything that is wrong with the definition of an environment, by itself and beside those it is derived from. */
export function environmentProblems(environment: EnvironmentProps, lineage: readonly EnvironmentFacts[]): readonly Problem[] {
  const problems = new Problems();
  for (const check of checks) check(problems, environment);
  for (const other of lineage) problems.addAll(separationProblems(environment, other, lineage));
  return problems.list;
}
