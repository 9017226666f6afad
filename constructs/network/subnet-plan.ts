import { Cidr } from '../../lib/values/cidr';
import { Problems, type Problem } from '../../lib/values/problems';

/** The four address blocks of one availability zone. */
export interface ZonePlan {
  /** Name of the zone, for example `eu-west-1a`. */
  readonly zone: string;
  readonly public: string;
  readonly firewall: string;
  readonly private: string;
  readonly isolated: string;
}

/** Blocks a network is cut into, so that a fourth zone can be added without renumbering the first three. */
const zoneBlocks = 4;
/** A /22 is the smallest network: its public subnets are the /27 that a load balancer asks for. */
const longestPrefix = 22;
/** AWS allows no VPC wider than a /16. */
const shortestPrefix = 16;

/**
 * Cuts a network into subnets. The scheme is fixed, so that addresses never move:
 *
 *     network /n  = 4 zone blocks of /n+2, in the order of the zones; a zone is only ever appended
 *     zone block  = private  first half                    /n+3
 *                   isolated third quarter                 /n+4
 *                   public   first half of the last quarter /n+5
 *                   firewall a /28 at the start of what is left; the rest stays free
 */
export function planSubnets(cidr: string, zones: readonly string[]): ZonePlan[] {
  const network = Cidr.of(cidr);
  return zones.map((zone, index) => {
    const block = network.block(network.prefix + 2, index);
    const eighth = block.prefix + 3;
    return {
      zone,
      private: block.block(block.prefix + 1, 0).toString(),
      isolated: block.block(block.prefix + 2, 2).toString(),
      public: block.block(eighth, 6).toString(),
      firewall: block.block(eighth, 7).block(28, 0).toString(),
    };
  });
}

/** What is wrong with a network of these zones; `region` is left out when it is not known at synthesis. */
export function subnetPlanProblems(cidr: string, zones: readonly string[], region?: string): readonly Problem[] {
  const problems = new Problems();
  problems.addAll(sizeProblems(cidr));
  problems.when(zones.length < 2 || zones.length > zoneBlocks, {
    at: 'availabilityZones', must: `must be 2 to ${zoneBlocks} zones`, got: zones.length, fix: 'load balancers and database subnet groups need two',
  });
  zones.forEach((zone, index) => {
    const at = `availabilityZones[${index}]`;
    const malformed = problems.when(!/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone), { at, must: 'must be the name of an availability zone such as eu-west-1a', got: zone });
    problems.when(!malformed && region !== undefined && zone.slice(0, -1) !== region, { at, must: `must be a zone of ${region}`, got: zone });
    problems.when(zones.indexOf(zone) !== index, { at, must: 'must be named once', got: zone });
  });
  return problems.list;
}

function sizeProblems(cidr: string): readonly Problem[] {
  const malformed = Cidr.problems(cidr);
  if (malformed.length > 0) return malformed;
  const block = Cidr.of(cidr);
  const problems = new Problems();
  if (problems.when(block.version === 6, { at: 'cidr', must: 'must be an IPv4 block', got: cidr, fix: 'the network carries IPv4 only' })) return problems.list;
  problems.when(block.prefix < shortestPrefix, { at: 'cidr', must: `must not be wider than /${shortestPrefix}`, got: cidr, fix: 'AWS allows no larger VPC' });
  problems.when(block.prefix > longestPrefix, {
    at: 'cidr', must: `must hold ${zoneBlocks} zones of four tiers`, got: cidr, fix: `use a /${longestPrefix} or wider, the smallest that does`,
  });
  problems.when(!block.isPrivate, { at: 'cidr', must: 'must be private address space', got: cidr, fix: 'use a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16' });
  return problems.list;
}
