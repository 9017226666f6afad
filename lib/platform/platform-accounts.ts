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
  readonly region: string;
  readonly cidrs: readonly string[];
  readonly domains: readonly string[];
}

/** Every zone of the platform, environments first. */
export function zonesOf(environments: readonly Environment[], supporting: SupportingAccounts, parentZoneName: string, quarantineCidr?: string): Zone[] {
  const beside = (role: keyof SupportingAccounts, domains: string[], cidrs: string[] = []): Zone => {
    const { account, region } = supporting[role];
    return { name: role, kind: role, account, region, cidrs, domains };
  };
  return [
    ...environments.map(({ name, kind, account, region, network, zoneName }) => ({ name, kind, account, region, cidrs: [network.cidr], domains: [zoneName] })),
    beside('delivery', [parentZoneName]),
    beside('audit', []),
    beside('quarantine', [], quarantineCidr === undefined ? [] : [quarantineCidr]),
  ];
}
