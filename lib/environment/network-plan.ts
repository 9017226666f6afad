import { EgressFirewallMode } from './egress-firewall-mode';
import { TransitEncryption } from './transit-encryption';

/** The addresses and zones of an environment's own network. The tiers and routes are the same in every environment. */
export interface NetworkPlan {
  /**
   * The addresses of the VPC, for example `10.10.0.0/16`. Must be private (RFC 1918), between /16 and /22, and must not
   * overlap the block of any other environment: overlapping blocks can never be told apart in a log, and cannot be routed.
   * `AddressPlan` allocates blocks that do not overlap.
   */
  readonly cidr: string;

  /**
   * The availability zones, as letters (`['a', 'b', 'c']`) or full names (`['eu-west-1a', ...]`); between two and four. Letters
   * are better: an environment derived into another region keeps them. They are parameters so that synthesis looks nothing up.
   */
  readonly availabilityZones: string[];

  /**
   * How many NAT gateways, between one and the number of availability zones.
   * @default - one in each availability zone
   */
  readonly natGateways?: number;

  /**
   * How the egress allow-list is enforced.
   * @default EgressFirewallMode.FULL
   */
  readonly firewall?: EgressFirewallMode;

  /**
   * Whether AWS refuses what cannot encrypt between the parts of the network (POL-01), or only reports it.
   * @default TransitEncryption.ENFORCED
   */
  readonly encryption?: TransitEncryption;
}

/** What a derived environment says differently about its network. */
export interface NetworkOverrides {
  /**
   * The addresses of the VPC.
   * @default - those of the environment it is derived from, which is refused because they overlap
   */
  readonly cidr?: string;

  /**
   * The availability zones, as letters or full names.
   * @default - the same letters as the environment it is derived from
   */
  readonly availabilityZones?: string[];

  /**
   * How many NAT gateways.
   * @default - as many as the environment it is derived from declares; one in each availability zone when it declares none
   */
  readonly natGateways?: number;

  /**
   * How the egress allow-list is enforced.
   * @default - as in the environment it is derived from
   */
  readonly firewall?: EgressFirewallMode;

  /**
   * Whether AWS refuses what cannot encrypt between the parts of the network, or only reports it.
   * @default - as in the environment it is derived from
   */
  readonly encryption?: TransitEncryption;
}

/** The network of an environment with nothing left to default. */
export interface EnvironmentNetwork {
  /** The addresses of the VPC. */
  readonly cidr: string;

  /** The full names of the availability zones, for example `eu-west-1a`, in the order declared. */
  readonly availabilityZones: string[];

  /** How many NAT gateways. */
  readonly natGateways: number;

  /** How the egress allow-list is enforced. */
  readonly firewall: EgressFirewallMode;

  /** Whether AWS refuses what cannot encrypt between the parts of the network. */
  readonly encryption: TransitEncryption;
}
