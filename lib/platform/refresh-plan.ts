import { DataMode } from '../environment/data-policy';
import { Environment } from '../environment/environment';
import { MaskedDataDrop } from '../../constructs/data-refresh/masked-data-drop';
import { RefreshDataset, RefreshDestination } from '../../constructs/data-refresh/data-refresh';
import { DataRefreshOptions } from './data-refresh-options';

/** A refresh with the environments it goes between. */
export interface RefreshPlan {
  readonly options: DataRefreshOptions;
  readonly production: Environment;
  readonly masked: readonly Environment[];
}

/** The plan, where there is production, an environment of masked data, and a way between them. */
export function refreshPlanOf(options: DataRefreshOptions | undefined, environments: readonly Environment[]): RefreshPlan | undefined {
  const production = environments.find(({ isProduction }) => isProduction);
  const masked = environments.filter(({ data }) => data.mode === DataMode.MASKED);
  return options === undefined || production === undefined || masked.length === 0 ? undefined : { options, production, masked };
}

/** Names by which the accounts of a refresh know each other's roles, keys and buckets. */
export interface RefreshNames {
  /** Role of production that shares snapshots. */
  readonly sharer: string;
  /** Role of quarantine that copies, destroys, reads receipts and writes evidence. */
  readonly refresher: string;
  /** Role of quarantine whose program masks and publishes. */
  readonly masker: string;
  /** Role of an environment whose program loads. */
  readonly loader: string;
  /** Role that starts either program. */
  readonly starter: string;
  /** Alias of the key that shared snapshots lie under. */
  readonly shareKey: string;
  /** Alias of the key that masked copies arrive under. */
  readonly dropKey: string;
  /** How names of shared snapshots begin. */
  readonly snapshots: string;
  /** Repository of the masking image. */
  readonly repository: string;
}

export function refreshNamesOf(prefix: string): RefreshNames {
  return {
    sharer: `${prefix}-snapshot-share`, refresher: `${prefix}-data-refresh`, masker: `${prefix}-masking`, loader: `${prefix}-masked-load`,
    starter: `${prefix}-masking-execution`, shareKey: `${prefix}/refresh-share`, dropKey: `${prefix}/masked-data`, snapshots: `${prefix}-refresh-`, repository: `${prefix}/masking`,
  };
}

/** Dataset of a database: its id in lower case. */
export function datasetOf(database: string): string {
  return database.toLowerCase();
}

export function datasetsOf({ options }: RefreshPlan, databaseName: string): RefreshDataset[] {
  return options.databases.map(({ database, policyVersion, documents }) => ({ name: datasetOf(database), database: databaseName, policyVersion, documents }));
}

export function destinationsOf({ masked }: RefreshPlan, prefix: string): RefreshDestination[] {
  return masked.map(({ name, account, region }) => ({
    environment: name, account, bucketName: MaskedDataDrop.bucketNameOf(prefix, account, region), keyAlias: refreshNamesOf(prefix).dropKey,
  }));
}

/**
 * Days on which a refresh is due, in the words of a cron expression: at least as often as every `days` days, on the same days in every account,
 * so that a snapshot has been shared when it is asked for.
 */
export function cadenceOf(days: number): { readonly day: string; readonly month: string; readonly weekDay: string } {
  if (days === 7) return { day: '?', month: '*', weekDay: 'MON' };
  if (days <= 15) return { day: days === 1 ? '*' : `1/${days}`, month: '*', weekDay: '?' };
  if (days < 31) return { day: '1,16', month: '*', weekDay: '?' };
  return { day: '1', month: days < 92 ? '*' : '1,4,7,10', weekDay: '?' };
}

/** The cadence of the environment that is refreshed most. */
export function fastestCadence({ masked }: RefreshPlan): number {
  return Math.min(...masked.map(({ governance }) => governance.refreshCadenceDays ?? 365));
}
