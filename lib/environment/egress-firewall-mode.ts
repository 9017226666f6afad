/** How much of the egress allow-list is enforced, and at what price. The list itself is the same in every mode. */
export enum EgressFirewallMode {
  /** DNS Firewall, and a Network Firewall endpoint in every availability zone: what is not listed leaves by no way. */
  FULL = 'full',

  /**
   * DNS Firewall, and one Network Firewall endpoint that every zone shares: cheaper. When the zone of the endpoint fails,
   * nothing leaves (it fails closed), and traffic between zones is charged.
   */
  SINGLE_ZONE = 'single-zone',

  /**
   * DNS Firewall only: cheapest, and weaker. A program that knows an address without asking for its name is not stopped.
   * Refused in production.
   */
  DNS_ONLY = 'dns-only',
}
