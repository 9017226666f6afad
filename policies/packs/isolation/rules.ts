import type { Rule } from '../rule';
import { backupIsCopiedToPermittedAccounts } from './backup-is-copied-to-permitted-accounts';
import { bucketBlocksPublicAccess } from './bucket-blocks-public-access';
import { bucketReplicatesInsideItsAccount } from './bucket-replicates-inside-its-account';
import { cacheStartsFromItsOwnData } from './cache-starts-from-its-own-data';
import { configurationComesFromItsOwnAccount } from './configuration-comes-from-its-own-account';
import { configurationHistoryStaysInItsAccount } from './configuration-history-stays-in-its-account';
import { configurationRuleAsksItsOwnFunctions } from './configuration-rule-asks-its-own-functions';
import { costAlertReachesPermittedAccounts } from './cost-alert-reaches-permitted-accounts';
import { dataServiceIsPrivate } from './data-service-is-private';
import { databaseIsPrivate } from './database-is-private';
import { databaseStartsFromItsOwnData } from './database-starts-from-its-own-data';
import { dnsFirewallAssociationIsProtected } from './dns-firewall-association-is-protected';
import { dnsFirewallBlocksByDefault } from './dns-firewall-blocks-by-default';
import { dnsFirewallFailsClosed } from './dns-firewall-fails-closed';
import { endpointLeadsToAwsOrItsOwnService } from './endpoint-leads-to-aws-or-its-own-service';
import { endpointPolicyNamesAccounts } from './endpoint-policy-names-accounts';
import { endpointServiceAcceptsByHand } from './endpoint-service-accepts-by-hand';
import { endpointServiceAdmitsPermittedPrincipals } from './endpoint-service-admits-permitted-principals';
import { eventBusIsOpenToPermittedAccounts } from './event-bus-is-open-to-permitted-accounts';
import { eventTargetsLieInPermittedAccounts } from './event-targets-lie-in-permitted-accounts';
import { federatedTrustNamesItsSubject } from './federated-trust-names-its-subject';
import { firewallTakesRulesOfItsOwnAccount } from './firewall-takes-rules-of-its-own-account';
import { foreignTrustNamesAnExactRole } from './foreign-trust-names-an-exact-role';
import { functionIsInvokedFromPermittedAccounts } from './function-is-invoked-from-permitted-accounts';
import { functionTakesEventsFromPermittedAccounts } from './function-takes-events-from-permitted-accounts';
import { functionUrlAsksForASignature } from './function-url-asks-for-a-signature';
import { hostedZoneServesItsOwnNetworks } from './hosted-zone-serves-its-own-networks';
import { identityAssumesNamedRolesOnly } from './identity-assumes-named-roles-only';
import { identityPolicyNamesNoForeignAccount } from './identity-policy-names-no-foreign-account';
import { imagesGoToPermittedAccounts } from './images-go-to-permitted-accounts';
import { isolatedSubnetHasNoWayOut } from './isolated-subnet-has-no-way-out';
import { layerIsOpenToPermittedAccounts } from './layer-is-open-to-permitted-accounts';
import { logSubscriptionLeadsToPermittedAccounts } from './log-subscription-leads-to-permitted-accounts';
import { monitoringIsShownToPermittedAccounts } from './monitoring-is-shown-to-permitted-accounts';
import { nestedStackCanBeRead } from './nested-stack-can-be-read';
import { networkFirewallDropsByDefault } from './network-firewall-drops-by-default';
import { networkFirewallHasStrictOrder } from './network-firewall-has-strict-order';
import { networkHasNoPrivateLineOut } from './network-has-no-private-line-out';
import { networkInterfaceHasNoPublicAddress } from './network-interface-has-no-public-address';
import { networkLogsGoToPermittedAccounts } from './network-logs-go-to-permitted-accounts';
import { peeringStaysWithPermittedAccounts } from './peering-stays-with-permitted-accounts';
import { peopleAndProgramsSignInWithoutUsers } from './people-and-programs-sign-in-without-users';
import { permittedAccountIsNamedByExactPrincipals } from './permitted-account-is-named-by-exact-principals';
import { programComesFromPermittedAccounts } from './program-comes-from-permitted-accounts';
import { resolverRulesAreOfTheirOwnAccount } from './resolver-rules-are-of-their-own-account';
import { resourcePolicyNamesAccountsAndNotOnlyTheOrganisation } from './resource-policy-names-accounts-and-not-only-the-organisation';
import { resourcePolicyNamesItsPrincipals } from './resource-policy-names-its-principals';
import { resourcePolicyNamesNoForeignAccount } from './resource-policy-names-no-foreign-account';
import { resourceShareStaysWithPermittedAccounts } from './resource-share-stays-with-permitted-accounts';
import { restoreTestLandsWhereItWasTold } from './restore-test-lands-where-it-was-told';
import { restoreTestRestoresFromPermittedVaults } from './restore-test-restores-from-permitted-vaults';
import { roleHasPermissionBoundary } from './role-has-permission-boundary';
import { roleTrustsNamedPrincipals } from './role-trusts-named-principals';
import { roleTrustsNoForeignAccount } from './role-trusts-no-foreign-account';
import { runDocumentIsOfItsOwnAccount } from './run-document-is-of-its-own-account';
import { securityGroupAdmitsTheWorldOnTlsOnly } from './security-group-admits-the-world-on-tls-only';
import { serviceNetworkIsOfItsOwnAccount } from './service-network-is-of-its-own-account';
import { snapshotsAreNotMadePublic } from './snapshots-are-not-made-public';
import { stackSetDeploysToPermittedAccounts } from './stack-set-deploys-to-permitted-accounts';
import { subnetGivesNoPublicAddresses } from './subnet-gives-no-public-addresses';
import { templateIsWhatIsDeployed } from './template-is-what-is-deployed';
import { topicTellsPermittedAccounts } from './topic-tells-permitted-accounts';
import { transitGatewayIsOfItsOwnAccount } from './transit-gateway-is-of-its-own-account';
import { zoneIsDelegatedByAPermittedAccount } from './zone-is-delegated-by-a-permitted-account';

export const isolationRules: readonly Rule[] = [
  backupIsCopiedToPermittedAccounts,
  bucketBlocksPublicAccess,
  bucketReplicatesInsideItsAccount,
  cacheStartsFromItsOwnData,
  configurationComesFromItsOwnAccount,
  configurationHistoryStaysInItsAccount,
  configurationRuleAsksItsOwnFunctions,
  costAlertReachesPermittedAccounts,
  dataServiceIsPrivate,
  databaseIsPrivate,
  databaseStartsFromItsOwnData,
  dnsFirewallAssociationIsProtected,
  dnsFirewallBlocksByDefault,
  dnsFirewallFailsClosed,
  endpointLeadsToAwsOrItsOwnService,
  endpointPolicyNamesAccounts,
  endpointServiceAcceptsByHand,
  endpointServiceAdmitsPermittedPrincipals,
  eventBusIsOpenToPermittedAccounts,
  eventTargetsLieInPermittedAccounts,
  federatedTrustNamesItsSubject,
  firewallTakesRulesOfItsOwnAccount,
  foreignTrustNamesAnExactRole,
  functionIsInvokedFromPermittedAccounts,
  functionTakesEventsFromPermittedAccounts,
  functionUrlAsksForASignature,
  hostedZoneServesItsOwnNetworks,
  identityAssumesNamedRolesOnly,
  identityPolicyNamesNoForeignAccount,
  imagesGoToPermittedAccounts,
  isolatedSubnetHasNoWayOut,
  layerIsOpenToPermittedAccounts,
  logSubscriptionLeadsToPermittedAccounts,
  monitoringIsShownToPermittedAccounts,
  nestedStackCanBeRead,
  networkFirewallDropsByDefault,
  networkFirewallHasStrictOrder,
  networkHasNoPrivateLineOut,
  networkInterfaceHasNoPublicAddress,
  networkLogsGoToPermittedAccounts,
  peeringStaysWithPermittedAccounts,
  peopleAndProgramsSignInWithoutUsers,
  permittedAccountIsNamedByExactPrincipals,
  programComesFromPermittedAccounts,
  resolverRulesAreOfTheirOwnAccount,
  resourcePolicyNamesAccountsAndNotOnlyTheOrganisation,
  resourcePolicyNamesItsPrincipals,
  resourcePolicyNamesNoForeignAccount,
  resourceShareStaysWithPermittedAccounts,
  restoreTestLandsWhereItWasTold,
  restoreTestRestoresFromPermittedVaults,
  roleHasPermissionBoundary,
  roleTrustsNamedPrincipals,
  roleTrustsNoForeignAccount,
  runDocumentIsOfItsOwnAccount,
  securityGroupAdmitsTheWorldOnTlsOnly,
  serviceNetworkIsOfItsOwnAccount,
  snapshotsAreNotMadePublic,
  stackSetDeploysToPermittedAccounts,
  subnetGivesNoPublicAddresses,
  templateIsWhatIsDeployed,
  topicTellsPermittedAccounts,
  transitGatewayIsOfItsOwnAccount,
  zoneIsDelegatedByAPermittedAccount,
];
