/** How much of the network firewall is built. The subnets and their routes to the NAT gateways stay the same in every mode. */
export enum FirewallMode {
  /** A firewall endpoint in each availability zone. */
  FULL = 'full',
  /** One firewall endpoint, in the first zone, for all zones. */
  SINGLE_ZONE = 'single-zone',
  /** No network firewall; only the DNS firewall filters names. */
  DNS_ONLY = 'dns-only',
}

/** What each mode gives up against `FULL`, in sentences for the evidence. */
export const modeWeakens: Readonly<Record<FirewallMode, readonly string[]>> = {
  [FirewallMode.FULL]: [],
  [FirewallMode.SINGLE_ZONE]: [
    'egress and calls from the load balancer stop in all zones when the first availability zone fails',
    'traffic of the other zones crosses to the first zone to be inspected, which adds latency and transfer cost',
  ],
  [FirewallMode.DNS_ONLY]: [
    'a connection to a numeric address is not filtered by name, port or protocol of the egress policy; any TCP port but 53 and 853 is reachable',
    'the server name of TLS and the host of HTTP are not checked against the egress policy',
    'traffic from the load balancer to the private tier is not inspected',
    'denied connections are not logged as alerts; only flow logs and DNS query logs remain',
  ],
};
