import type { AssemblyStack } from '../../../policies/assembly/load-assembly';
import type { Zone } from '../../../policies/isolation/zones';
import type { ZoneFacts } from '../evidence';
import type { Intentions } from '../read/read-intentions';

/** The declared zones, then every account that belongs to none. */
export function zoneFacts(stacks: readonly AssemblyStack[], { zones, environments }: Intentions): ZoneFacts[] {
  const declared = zones?.list ?? [];
  const known = new Set(declared.flatMap(({ accounts }) => accounts));
  const strangers = [...new Set(stacks.map(({ account }) => account).filter((account) => account === undefined || !known.has(account)))].toSorted((a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1));
  return [
    ...declared.map((zone) => ({ ...declaredZone(zone), ...environments.get(zone.name), ...standing(stacks.filter(({ account }) => account !== undefined && zone.accounts.includes(account))) })),
    ...strangers.map((account): ZoneFacts => ({
      name: account ?? 'no account', accounts: account === undefined ? [] : [account], cidrs: [], domains: [], ...standing(stacks.filter((stack) => stack.account === account)),
    })),
  ];
}

function declaredZone({ name, kind, accounts, cidrs, domains }: Zone): Pick<ZoneFacts, 'name' | 'kind' | 'accounts' | 'cidrs' | 'domains'> {
  return { name, kind, accounts, cidrs, domains };
}

function standing(stacks: readonly AssemblyStack[]): Pick<ZoneFacts, 'regions' | 'stacks' | 'resources'> {
  return {
    regions: [...new Set(stacks.flatMap(({ region }) => (region === undefined ? [] : [region])))].toSorted(),
    stacks: stacks.length,
    resources: stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources ?? {}).length, 0),
  };
}
