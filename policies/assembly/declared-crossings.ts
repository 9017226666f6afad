import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which account may name which other one in its policies. */
export interface Crossings {
  permits(grantor: string, grantee: string): boolean;
  /** True for the id of a link, such as an endpoint service, that a crossing of the account names. */
  leadsThrough(grantor: string, link: string): boolean;
}

interface Intentions {
  readonly zones: Readonly<Record<string, { readonly accounts: readonly string[] }>>;
  readonly pathways: ReadonlyArray<{ readonly from: string; readonly to: string }>;
}

/**
 * The crossings that the platform declared in the `understudy.json` of an assembly: the accounts at the two ends of a
 * pathway may name each other, since both sides of a crossing say who the other is. None where there is no such file.
 */
export function declaredCrossings(directory: string): Crossings {
  const file = join(directory, 'understudy.json');
  if (!existsSync(file)) return { permits: () => false, leadsThrough: () => false };
  const { zones, pathways } = JSON.parse(readFileSync(file, 'utf8')) as Intentions;
  const pairs = new Set(pathways.flatMap(({ from, to }) =>
    accountsOf(zones, from).flatMap((one) => accountsOf(zones, to).flatMap((other) => [`${one} ${other}`, `${other} ${one}`]))));
  return { permits: (grantor, grantee) => pairs.has(`${grantor} ${grantee}`), leadsThrough: () => false };
}

function accountsOf(zones: Intentions['zones'], name: string): readonly string[] {
  return zones[name]?.accounts ?? [];
}
