/** What kind of log an account sends to the archive. */
export enum LogKind {
  /** AWS CloudTrail, by exactly one named trail. */
  CLOUDTRAIL = 'cloudtrail',
  /** VPC flow logs. */
  VPC_FLOW = 'vpc-flow',
  /** Route 53 Resolver query logs. */
  RESOLVER_QUERY = 'resolver-query',
  /** AWS Network Firewall alerts and flows. */
  NETWORK_FIREWALL = 'network-firewall',
  /** AWS WAF. Writes only to buckets whose name begins with `aws-waf-logs-`. */
  WAF = 'waf',
}
