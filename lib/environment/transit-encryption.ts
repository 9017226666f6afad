/**
 * How far the network of an environment encrypts what passes between its parts.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html
 */
export enum TransitEncryption {
  /** AWS refuses what cannot encrypt. What leaves by the internet or NAT gateway, and functions in the network, speak TLS instead. */
  ENFORCED = 'enforced',
  /** What can encrypt does, what cannot is reported: for networks that exist already, as the step before. */
  MONITORED = 'monitored',
}
