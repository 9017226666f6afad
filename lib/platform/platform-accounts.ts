import { Environment } from '../environment/environment';
import { SupportingAccount } from '../environment/supporting-account';

/** The accounts of a platform beside its environments, by the name of their zone. */
export interface SupportingAccounts {
  readonly delivery: SupportingAccount;
  readonly audit: SupportingAccount;
  readonly quarantine: SupportingAccount;
}

/** One zone of the platform: an account, what it is for, and the addresses and names that are its own. */
export interface Zone {
  readonly name: string;
  readonly kind: string;
  readonly account: string;
  readonly cidrs: readonly string[];
  readonly domains: readonly string[];
}

/** Every zone of the platform, environments first. */
export function zonesOf(environments: readonly Environment[], supporting: SupportingAccounts, parentZoneName: string): Zone[] {
  return [
    ...environments.map(({ name, kind, account, network, zoneName }) => ({ name, kind, account, cidrs: [network.cidr], domains: [zoneName] })),
    { name: 'delivery', kind: 'delivery', account: supporting.delivery.account, cidrs: [], domains: [parentZoneName] },
    { name: 'audit', kind: 'audit', account: supporting.audit.account, cidrs: [], domains: [] },
    { name: 'quarantine', kind: 'quarantine', account: supporting.quarantine.account, cidrs: [], domains: [] },
  ];
}
