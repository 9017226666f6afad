import { EgressPolicy } from '../values/egress-policy';
import { Integration } from './integration';

/** What may leave: the destinations declared and the hosts of all integrations, since a second list would fall out of step. */
export function effectiveEgress(egress: EgressPolicy, integrations: { readonly [name: string]: Integration }): EgressPolicy {
  const hosts = Object.entries(integrations).flatMap(([name, { hosts: names, port }]) =>
    names.map((domain) => EgressPolicy.allow({ domain, port, reason: `integration ${name}` })));
  return egress.and(...hosts);
}
