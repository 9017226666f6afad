import { DataMode } from '../environment/data-policy';
import { Environment } from '../environment/environment';
import { Pathway, PathwayKind } from '../environment/pathway';
import { SupportingAccount } from '../environment/supporting-account';
import { monitoredEnvironments } from './monitored-environments';

/**
 * The crossings that the platform itself needs. Nothing else crosses between accounts: what a platform team needs besides
 * is declared by it and listed with these (ISL-13).
 */
export function platformPathways(environments: readonly Environment[], audit: SupportingAccount, owner: string, refreshed = false): Pathway[] {
  const zones = environments.map(({ name }) => name);
  return [
    ...zones.map((to) => new Pathway({
      from: 'delivery', to, owner, carries: PathwayKind.DEPLOY, why: 'the pipeline deploys templates and images that passed its gates',
    })),
    ...[...zones, 'delivery', 'quarantine'].map((from) => new Pathway({
      from, to: 'audit', owner, carries: PathwayKind.LOG_DELIVERY, why: 'trails, network logs and records of checks are kept where the environment cannot change them',
    })),
    ...monitoredEnvironments(environments, audit).map(({ name: from }) => new Pathway({
      from, to: 'audit', owner, carries: PathwayKind.MONITORING, why: 'metrics of all environments are seen in one place',
    })),
    ...zones.map((from) => new Pathway({
      from, to: 'delivery', owner, carries: PathwayKind.DNS_DELEGATION, why: 'the parent zone names the servers of the own zone of the environment',
    })),
    ...maskedDataPathways(environments, owner),
    ...(refreshed ? [new Pathway({ from: 'delivery', to: 'quarantine', owner, carries: PathwayKind.DEPLOY, why: 'the masking image is built once and pulled by digest' })] : []),
  ];
}

/** Production to quarantine to each environment whose data is masked: the only way that production data takes (DAT-01). */
function maskedDataPathways(environments: readonly Environment[], owner: string): Pathway[] {
  const masked = environments.filter(({ data }) => data.mode === DataMode.MASKED);
  const sources = masked.length === 0 ? [] : environments.filter(({ isProduction }) => isProduction);
  return [
    ...sources.map(({ name: from }) => new Pathway({
      from, to: 'quarantine', owner, carries: PathwayKind.SNAPSHOT, why: 'a snapshot is masked in quarantine, nowhere else',
    })),
    ...masked.map(({ name: to }) => new Pathway({
      from: 'quarantine', to, owner, carries: PathwayKind.MASKED_DATA, why: 'the verified masked copy, and nothing that was not masked',
    })),
  ];
}
