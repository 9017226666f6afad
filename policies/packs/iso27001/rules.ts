import type { Rule } from '../rule';
import { alarmIsSwitchedOn } from './alarm-is-switched-on';
import { alarmTellsSomebody } from './alarm-tells-somebody';
import { apiStageLogsAccess } from './api-stage-logs-access';
import { backupVaultIsLocked } from './backup-vault-is-locked';
import { bucketIsVersioned } from './bucket-is-versioned';
import { bucketLetsDataEnd } from './bucket-lets-data-end';
import { bucketLogsAccess } from './bucket-logs-access';
import { buildIsNotPrivileged } from './build-is-not-privileged';
import { cacheAsksWhoIsThere } from './cache-asks-who-is-there';
import { cacheKeepsSnapshots } from './cache-keeps-snapshots';
import { cacheSurvivesItsNode } from './cache-survives-its-node';
import { clusterIsObserved } from './cluster-is-observed';
import { configurationRecorderSeesEverything } from './configuration-recorder-sees-everything';
import { containerCannotWriteToItsImage } from './container-cannot-write-to-its-image';
import { containerGetsNoDebuggingRights } from './container-gets-no-debugging-rights';
import { containerIsNotPrivileged } from './container-is-not-privileged';
import { containerRunsAsAPlainUser } from './container-runs-as-a-plain-user';
import { containerStartsItsProgram } from './container-starts-its-program';
import { containerWaitsForNoTerminal } from './container-waits-for-no-terminal';
import { containerWritesLogs } from './container-writes-logs';
import { containersShareNoProcesses } from './containers-share-no-processes';
import { dataOutlivesItsStack } from './data-outlives-its-stack';
import { databaseCopiesItsTags } from './database-copies-its-tags';
import { databaseIsBackedUp } from './database-is-backed-up';
import { databaseIsNotDeletedByAccident } from './database-is-not-deleted-by-accident';
import { databasePasswordIsNotWritten } from './database-password-is-not-written';
import { databasePublishesItsLogs } from './database-publishes-its-logs';
import { databaseSignsInByIdentity } from './database-signs-in-by-identity';
import { databaseTakesMinorUpgrades } from './database-takes-minor-upgrades';
import { detectorIsOn } from './detector-is-on';
import { distributionHasAWebFirewall } from './distribution-has-a-web-firewall';
import { distributionLogsAccess } from './distribution-logs-access';
import { environmentHasNoWorkbench } from './environment-has-no-workbench';
import { environmentVariablesHoldNoSecret } from './environment-variables-hold-no-secret';
import { functionIsTraced } from './function-is-traced';
import { functionRuntimeIsSupported } from './function-runtime-is-supported';
import { hostHasNoKeyPair } from './host-has-no-key-pair';
import { httpApiStageLogsAccess } from './http-api-stage-logs-access';
import { identityMayNotDoEverything } from './identity-may-not-do-everything';
import { imageIsNamedByItsContent } from './image-is-named-by-its-content';
import { imageRepositoryKeepsItsTags } from './image-repository-keeps-its-tags';
import { imageRepositoryScans } from './image-repository-scans';
import { instanceMetadataNeedsAToken } from './instance-metadata-needs-a-token';
import { loadBalancerDropsMalformedHeaders } from './load-balancer-drops-malformed-headers';
import { loadBalancerHasAWebFirewall } from './load-balancer-has-a-web-firewall';
import { loadBalancerLogsAccess } from './load-balancer-logs-access';
import { logGroupHasARetention } from './log-group-has-a-retention';
import { networkFirewallIsLogged } from './network-firewall-is-logged';
import { networkFirewallPolicyStays } from './network-firewall-policy-stays';
import { networkHasFlowLogs } from './network-has-flow-logs';
import { networkLogsItsQueries } from './network-logs-its-queries';
import { parameterHoldsNoSecret } from './parameter-holds-no-secret';
import { pipelineWaitsForApproval } from './pipeline-waits-for-approval';
import { programListensToNoDebugger } from './program-listens-to-no-debugger';
import { queueHasADeadLetterQueue } from './queue-has-a-dead-letter-queue';
import { resourceNamesItsCostAllocation } from './resource-names-its-cost-allocation';
import { resourceNamesItsEnvironment } from './resource-names-its-environment';
import { resourceNamesItsOwner } from './resource-names-its-owner';
import { restApiIsTraced } from './rest-api-is-traced';
import { roleIsNoAdministrator } from './role-is-no-administrator';
import { searchDomainIsSpread } from './search-domain-is-spread';
import { secretIsRotated } from './secret-is-rotated';
import { secretValueIsGenerated } from './secret-value-is-generated';
import { securityGroupLetsOutWhatIsNeeded } from './security-group-lets-out-what-is-needed';
import { serviceHasNoShell } from './service-has-no-shell';
import { servicePrincipalComesFromItsOwnAccount } from './service-principal-comes-from-its-own-account';
import { serviceRollsBackByItself } from './service-rolls-back-by-itself';
import { sessionIsRecorded } from './session-is-recorded';
import { stateMachineIsLogged } from './state-machine-is-logged';
import { stateMachineIsTraced } from './state-machine-is-traced';
import { tableHasPointInTimeRecovery } from './table-has-point-in-time-recovery';
import { trailCanBeVerified } from './trail-can-be-verified';
import { trailCoversEveryRegion } from './trail-covers-every-region';
import { trailIsRecording } from './trail-is-recording';
import { userPoolAsksForASecondFactor } from './user-pool-asks-for-a-second-factor';
import { webFirewallIsLogged } from './web-firewall-is-logged';

export const iso27001Rules: readonly Rule[] = [
  alarmIsSwitchedOn,
  alarmTellsSomebody,
  apiStageLogsAccess,
  backupVaultIsLocked,
  bucketIsVersioned,
  bucketLetsDataEnd,
  bucketLogsAccess,
  buildIsNotPrivileged,
  cacheAsksWhoIsThere,
  cacheKeepsSnapshots,
  cacheSurvivesItsNode,
  clusterIsObserved,
  configurationRecorderSeesEverything,
  containerCannotWriteToItsImage,
  containerGetsNoDebuggingRights,
  containerIsNotPrivileged,
  containerRunsAsAPlainUser,
  containerStartsItsProgram,
  containerWaitsForNoTerminal,
  containerWritesLogs,
  containersShareNoProcesses,
  dataOutlivesItsStack,
  databaseCopiesItsTags,
  databaseIsBackedUp,
  databaseIsNotDeletedByAccident,
  databasePasswordIsNotWritten,
  databasePublishesItsLogs,
  databaseSignsInByIdentity,
  databaseTakesMinorUpgrades,
  detectorIsOn,
  distributionHasAWebFirewall,
  distributionLogsAccess,
  environmentHasNoWorkbench,
  environmentVariablesHoldNoSecret,
  functionIsTraced,
  functionRuntimeIsSupported,
  hostHasNoKeyPair,
  httpApiStageLogsAccess,
  identityMayNotDoEverything,
  imageIsNamedByItsContent,
  imageRepositoryKeepsItsTags,
  imageRepositoryScans,
  instanceMetadataNeedsAToken,
  loadBalancerDropsMalformedHeaders,
  loadBalancerHasAWebFirewall,
  loadBalancerLogsAccess,
  logGroupHasARetention,
  networkFirewallIsLogged,
  networkFirewallPolicyStays,
  networkHasFlowLogs,
  networkLogsItsQueries,
  parameterHoldsNoSecret,
  pipelineWaitsForApproval,
  programListensToNoDebugger,
  queueHasADeadLetterQueue,
  resourceNamesItsCostAllocation,
  resourceNamesItsEnvironment,
  resourceNamesItsOwner,
  restApiIsTraced,
  roleIsNoAdministrator,
  searchDomainIsSpread,
  secretIsRotated,
  secretValueIsGenerated,
  securityGroupLetsOutWhatIsNeeded,
  serviceHasNoShell,
  servicePrincipalComesFromItsOwnAccount,
  serviceRollsBackByItself,
  sessionIsRecorded,
  stateMachineIsLogged,
  stateMachineIsTraced,
  tableHasPointInTimeRecovery,
  trailCanBeVerified,
  trailCoversEveryRegion,
  trailIsRecording,
  userPoolAsksForASecondFactor,
  webFirewallIsLogged,
];
