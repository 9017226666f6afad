import { Cidr } from '../../values/cidr';
import { DomainName } from '../../values/domain-name';
import { IngressPolicy } from '../../values/ingress-policy';
import { Problems } from '../../values/problems';
import { lettersOf } from '../availability-zones';
import { EgressFirewallMode } from '../egress-firewall-mode';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { TransitEncryption } from '../transit-encryption';
import { checkChoice, checkWhole, isBlank, isFields, repeated } from './field-checks';

/** Refuses addresses, zones and doors that no network of ours can have. */
export function checkNetwork(problems: Problems, environment: EnvironmentProps): void {
  const { network, zoneName, ingress, kind } = environment;
  if (!problems.when(!isFields(network), { at: 'network', must: 'must be declared', fix: 'name cidr and availabilityZones' })) {
    checkBlock(problems, network.cidr);
    checkZones(problems, environment);
    checkFirewall(problems, environment);
    const { encryption } = network;
    if (encryption !== undefined) checkChoice(problems, 'network.encryption', encryption, Object.values(TransitEncryption));
  }
  const blank = problems.when(isBlank(zoneName), { at: 'zoneName', must: 'must not be empty', got: zoneName, fix: 'name the DNS zone that is its own' });
  if (!blank) problems.addAll(DomainName.problems(zoneName, 'zoneName'));
  const closed = problems.when(!(ingress instanceof IngressPolicy), {
    at: 'ingress', must: 'must be declared', fix: 'use IngressPolicy.allowList([...]), or IngressPolicy.world() in production',
  });
  problems.when(!closed && ingress.isWorld && kind !== EnvironmentKind.PRODUCTION, {
    at: 'ingress', must: 'must not be the world outside production', fix: 'use IngressPolicy.allowList([...]) with the networks of those who test',
  });
}

function checkBlock(problems: Problems, cidr: string): void {
  const at = 'network.cidr';
  if (problems.when(isBlank(cidr), { at, must: 'must be an address block such as 10.20.0.0/16', got: cidr })) return;
  const malformed = Cidr.problems(cidr, at);
  problems.addAll(malformed);
  if (malformed.length > 0) return;
  const block = Cidr.of(cidr);
  if (problems.when(block.version !== 4, { at, must: 'must be an IPv4 block', got: cidr, fix: 'choose a block in 10.0.0.0/8' })) return;
  problems.when(!block.isPrivate, {
    at, must: 'must be private addresses (RFC 1918)', got: cidr, fix: 'choose a block in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
  });
  problems.when(block.prefix < 16 || block.prefix > 22, {
    at, must: 'must be between /16, the largest VPC, and /22, the smallest that all subnets fit in', got: cidr,
  });
}

function checkZones(problems: Problems, { network, region }: EnvironmentProps): void {
  const at = 'network.availabilityZones';
  const zones: readonly unknown[] = Array.isArray(network.availabilityZones) ? network.availabilityZones : [];
  const few = problems.when(zones.length < 2 || zones.length > 4, {
    at, must: 'must name two to four availability zones', got: network.availabilityZones, fix: "write for example ['a', 'b', 'c']",
  });
  if (few) return;
  for (const zone of zones) {
    const [, prefix, letter] = /^([a-z]{2,}(?:-[a-z]+)+-\d)?([a-z])$/.exec(String(zone)) ?? [];
    const unknown = problems.when(letter === undefined || letter > 'f', {
      at, must: 'must be letters from a to f, or full names', got: zone, fix: `write for example "a" or "${region}a"`,
    });
    problems.when(!unknown && prefix !== undefined && prefix !== region, {
      at, must: `must be in the region ${region}`, got: zone, fix: `write the letter alone: "${letter}"`,
    });
  }
  const twice = repeated(lettersOf(zones.map(String)));
  problems.when(twice !== undefined, { at, must: 'must not name a zone twice', got: twice });
}

function checkFirewall(problems: Problems, { network, kind }: EnvironmentProps): void {
  const { natGateways, firewall, availabilityZones } = network;
  if (natGateways !== undefined && Array.isArray(availabilityZones)) {
    checkWhole(problems, 'network.natGateways', natGateways, [1, availabilityZones.length], 'one in each availability zone is the most that is of use');
  }
  if (firewall === undefined) return;
  const unknown = checkChoice(problems, 'network.firewall', firewall, Object.values(EgressFirewallMode));
  problems.when(!unknown && firewall === EgressFirewallMode.DNS_ONLY && kind === EnvironmentKind.PRODUCTION, {
    at: 'network.firewall', must: 'must not be dns-only in production', got: firewall, fix: 'use EgressFirewallMode.FULL',
  });
}
