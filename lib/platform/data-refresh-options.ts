import { TaskSize } from '../../constructs/workload/task-parts';
import { Determinism } from '../../constructs/data-refresh/data-refresh';

/** The network of the quarantine account: isolated, without a way out. */
export interface QuarantineNetwork {
  /** IPv4 block, /16 to /22 of private address space, that overlaps no environment's. */
  readonly cidr: string;
  /** Letters of two to four availability zones of the region, for example `['a', 'b']`. */
  readonly availabilityZones: string[];
}

/** A database of the workload whose masked copies go to other environments. */
export interface RefreshedDatabase {
  /** Id with which the workload adds it, for example `Ledger`. */
  readonly database: string;
  /** Version of its masking policy, the SHA-256 of its canonical JSON, 64 hexadecimal digits: `understudy mask plan` prints it. Every other is refused. */
  readonly policyVersion: string;
  /**
   * Where the database lists documents, as `schema.table:key:type:bytes`. For each a synthetic one is made.
   * @default - it lists none
   */
  readonly documents?: string;
}

/** How production-derived data enters the environments whose data is masked: only so, and only masked (DAT-01). */
export interface DataRefreshOptions {
  /** The databases, at least one. */
  readonly databases: RefreshedDatabase[];

  /** The masking image by digest, from repository `<platform>/masking` of the delivery account: the program and the policies. */
  readonly image: string;

  /** The network of the quarantine account. */
  readonly network: QuarantineNetwork;

  /** Groups of the identity provider whose members may request. */
  readonly requesterGroups: string[];

  /** Groups whose members may approve, never what they requested themselves. */
  readonly approverGroups: string[];

  /**
   * Name of the SAML provider in the quarantine account.
   * @default - as in production
   */
  readonly samlProvider?: string;

  /**
   * How pseudonyms of two refreshes relate.
   * @default Determinism.STABLE
   */
  readonly determinism?: Determinism;

  /**
   * Size of a masking task.
   * @default 4096 CPU units and 8192 MiB
   */
  readonly taskSize?: TaskSize;
}
