/**
 * How far a network encrypts what passes between its parts: load balancers, tasks, databases, hosts (VPC encryption controls, AES-256 by the
 * hardware of AWS, under whatever the parts speak with each other).
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html
 */
export enum NetworkEncryption {
  /**
   * What cannot encrypt is refused by AWS, so that nothing passes in the clear. What leaves by an internet or NAT gateway, and functions in the
   * network, are excepted: AWS does not encrypt there, and the parts speak TLS.
   */
  ENFORCED = 'enforced',
  /** What can encrypt does; what cannot is only reported. The first step for a network that exists already: AWS enforces no other at once. */
  MONITORED = 'monitored',
}
