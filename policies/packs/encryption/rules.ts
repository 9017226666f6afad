import type { Rule } from '../rule';
import { apiCacheIsEncrypted } from './api-cache-is-encrypted';
import { apiNameAcceptsModernTlsOnly } from './api-name-accepts-modern-tls-only';
import { backupVaultIsEncryptedWithOwnKey } from './backup-vault-is-encrypted-with-own-key';
import { bucketInsistsOnTls } from './bucket-insists-on-tls';
import { bucketIsEncryptedWithOwnKey } from './bucket-is-encrypted-with-own-key';
import { buildIsEncryptedWithOwnKey } from './build-is-encrypted-with-own-key';
import { cacheInsistsOnTls } from './cache-insists-on-tls';
import { cacheIsEncryptedWithOwnKey } from './cache-is-encrypted-with-own-key';
import { canaryResultsAreEncryptedWithOwnKey } from './canary-results-are-encrypted-with-own-key';
import { configurationHistoryIsEncryptedWithOwnKey } from './configuration-history-is-encrypted-with-own-key';
import { databaseInsistsOnTls } from './database-insists-on-tls';
import { databaseIsEncryptedWithOwnKey } from './database-is-encrypted-with-own-key';
import { databaseProxyInsistsOnTls } from './database-proxy-insists-on-tls';
import { deliveryStreamIsEncryptedWithOwnKey } from './delivery-stream-is-encrypted-with-own-key';
import { distributionInsistsOnTls } from './distribution-insists-on-tls';
import { eventBusIsEncryptedWithOwnKey } from './event-bus-is-encrypted-with-own-key';
import { featureConfigurationIsEncryptedWithOwnKey } from './feature-configuration-is-encrypted-with-own-key';
import { fileSystemInsistsOnTls } from './file-system-insists-on-tls';
import { fileSystemIsEncryptedWithOwnKey } from './file-system-is-encrypted-with-own-key';
import { functionEnvironmentIsEncryptedWithOwnKey } from './function-environment-is-encrypted-with-own-key';
import { imageRepositoryIsEncryptedWithOwnKey } from './image-repository-is-encrypted-with-own-key';
import { keyIsRotated } from './key-is-rotated';
import { keyWaitsBeforeItIsDeleted } from './key-waits-before-it-is-deleted';
import { listenerAcceptsModernTlsOnly } from './listener-accepts-modern-tls-only';
import { listenerInsistsOnTls } from './listener-insists-on-tls';
import { logAnomalyDetectorIsEncryptedWithOwnKey } from './log-anomaly-detector-is-encrypted-with-own-key';
import { logGroupIsEncryptedWithOwnKey } from './log-group-is-encrypted-with-own-key';
import { managedDatabaseSecretIsEncryptedWithOwnKey } from './managed-database-secret-is-encrypted-with-own-key';
import { migrationInstanceIsEncryptedWithOwnKey } from './migration-instance-is-encrypted-with-own-key';
import { networkEnforcesEncryptionInTransit } from './network-enforces-encryption-in-transit';
import { originIsReachedOverTls } from './origin-is-reached-over-tls';
import { performanceInsightsAreEncryptedWithOwnKey } from './performance-insights-are-encrypted-with-own-key';
import { pipelineArtifactsAreEncryptedWithOwnKey } from './pipeline-artifacts-are-encrypted-with-own-key';
import { queryResultsAreEncryptedWithOwnKey } from './query-results-are-encrypted-with-own-key';
import { queueInsistsOnTls } from './queue-insists-on-tls';
import { queueIsEncryptedWithOwnKey } from './queue-is-encrypted-with-own-key';
import { scheduleIsEncryptedWithOwnKey } from './schedule-is-encrypted-with-own-key';
import { searchDomainInsistsOnTls } from './search-domain-insists-on-tls';
import { searchDomainIsEncryptedWithOwnKey } from './search-domain-is-encrypted-with-own-key';
import { secretIsEncryptedWithOwnKey } from './secret-is-encrypted-with-own-key';
import { sessionIsEncryptedWithOwnKey } from './session-is-encrypted-with-own-key';
import { stateMachineIsEncryptedWithOwnKey } from './state-machine-is-encrypted-with-own-key';
import { streamClusterIsEncryptedWithOwnKey } from './stream-cluster-is-encrypted-with-own-key';
import { streamIsEncryptedWithOwnKey } from './stream-is-encrypted-with-own-key';
import { tableIsEncryptedWithOwnKey } from './table-is-encrypted-with-own-key';
import { taskStorageIsEncryptedWithOwnKey } from './task-storage-is-encrypted-with-own-key';
import { taskVolumeIsMountedOverTls } from './task-volume-is-mounted-over-tls';
import { topicInsistsOnTls } from './topic-insists-on-tls';
import { topicIsEncryptedWithOwnKey } from './topic-is-encrypted-with-own-key';
import { trailIsEncryptedWithOwnKey } from './trail-is-encrypted-with-own-key';
import { volumeIsEncrypted } from './volume-is-encrypted';
import { warehouseIsEncryptedWithOwnKey } from './warehouse-is-encrypted-with-own-key';

export const encryptionRules: readonly Rule[] = [
  apiCacheIsEncrypted,
  apiNameAcceptsModernTlsOnly,
  backupVaultIsEncryptedWithOwnKey,
  bucketInsistsOnTls,
  bucketIsEncryptedWithOwnKey,
  buildIsEncryptedWithOwnKey,
  cacheInsistsOnTls,
  cacheIsEncryptedWithOwnKey,
  canaryResultsAreEncryptedWithOwnKey,
  configurationHistoryIsEncryptedWithOwnKey,
  databaseInsistsOnTls,
  databaseIsEncryptedWithOwnKey,
  databaseProxyInsistsOnTls,
  deliveryStreamIsEncryptedWithOwnKey,
  distributionInsistsOnTls,
  eventBusIsEncryptedWithOwnKey,
  featureConfigurationIsEncryptedWithOwnKey,
  fileSystemInsistsOnTls,
  fileSystemIsEncryptedWithOwnKey,
  functionEnvironmentIsEncryptedWithOwnKey,
  imageRepositoryIsEncryptedWithOwnKey,
  keyIsRotated,
  keyWaitsBeforeItIsDeleted,
  listenerAcceptsModernTlsOnly,
  listenerInsistsOnTls,
  logAnomalyDetectorIsEncryptedWithOwnKey,
  logGroupIsEncryptedWithOwnKey,
  managedDatabaseSecretIsEncryptedWithOwnKey,
  migrationInstanceIsEncryptedWithOwnKey,
  networkEnforcesEncryptionInTransit,
  originIsReachedOverTls,
  performanceInsightsAreEncryptedWithOwnKey,
  pipelineArtifactsAreEncryptedWithOwnKey,
  queryResultsAreEncryptedWithOwnKey,
  queueInsistsOnTls,
  queueIsEncryptedWithOwnKey,
  scheduleIsEncryptedWithOwnKey,
  searchDomainInsistsOnTls,
  searchDomainIsEncryptedWithOwnKey,
  secretIsEncryptedWithOwnKey,
  sessionIsEncryptedWithOwnKey,
  stateMachineIsEncryptedWithOwnKey,
  streamClusterIsEncryptedWithOwnKey,
  streamIsEncryptedWithOwnKey,
  tableIsEncryptedWithOwnKey,
  taskStorageIsEncryptedWithOwnKey,
  taskVolumeIsMountedOverTls,
  topicInsistsOnTls,
  topicIsEncryptedWithOwnKey,
  trailIsEncryptedWithOwnKey,
  volumeIsEncrypted,
  warehouseIsEncryptedWithOwnKey,
];
