import { Duration } from 'aws-cdk-lib';
import { Problems } from '../../lib/values/problems';
import { levelStatements, type LevelName } from './access-statements';
import { policyOf } from './statement';

/** What a contractor works on, and until when. */
export interface ContractorAccess {
  /** The systems, as written in the tag that names a resource's system. At least one; `*` is refused. */
  readonly systems: string[];
  /**
   * The last moment of the access, as an ISO 8601 instant with a zone: `2027-03-31T22:00:00Z`.
   * @default - no end: give one wherever the contract has one
   */
  readonly until?: string;
}

/**
 * What a group of people does in an environment, each level no more than the work needs. No level reads the contents of data
 * stores or secrets unless the role says so, none makes users, and only the administrator changes roles, under the boundary.
 *
 * Refuses a contractor without systems.
 *
 * Serves ACC-01 and ACC-02. Source: ISO 27001:2022 controls 5.15, 5.18 and 8.2.
 *
 * @example
 * const level = AccessLevel.contractor({ systems: ['time-capture'], until: '2027-03-31T22:00:00Z' });
 */
export class AccessLevel {
  /** Sees how everything is set up and how it runs; no logs, no data. Sessions of up to 8 hours. */
  public static readonly READ_ONLY = new AccessLevel('read-only', Duration.hours(8), false);
  /** Runs the systems: logs, scaling, restarts, recorded shell sessions. Privileged, sessions of up to 4 hours. */
  public static readonly OPERATOR = new AccessLevel('operator', Duration.hours(4), true);
  /** Finds out why software fails: logs, traces, metrics, pipeline results; changes nothing. Sessions of up to 8 hours. */
  public static readonly DEVELOPER = new AccessLevel('developer', Duration.hours(8), false);
  /** Runs tests: starts workflows, jobs and canaries that carry the test tag. Sessions of up to 8 hours. */
  public static readonly TESTER = new AccessLevel('tester', Duration.hours(8), false);
  /** Reads configuration, findings and records, for reviews and audits. Sessions of up to 4 hours. */
  public static readonly AUDITOR = new AccessLevel('auditor', Duration.hours(4), true);
  /** Changes everything but users, the organisation and what the boundary keeps. Privileged, sessions of up to 1 hour. */
  public static readonly ADMINISTRATOR = new AccessLevel('administrator', Duration.hours(1), true);

  /** Sees and reads the logs of the named systems only. Sessions of up to 4 hours. */
  public static contractor(access: ContractorAccess): AccessLevel {
    const problems = new Problems();
    problems.when(access.systems.length === 0 || access.systems.some((system) => /[*?\s]|^$/.test(system)), {
      at: 'systems', must: 'must name each system, without wildcards', got: access.systems, fix: 'write the systems as their tag has them, for example ["time-capture"]',
    });
    problems.when(access.until !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(access.until), {
      at: 'until', must: 'must be an ISO 8601 instant with a zone', got: access.until, fix: 'for example "2027-03-31T22:00:00Z"',
    });
    problems.refuse('contractor access');
    return new AccessLevel('contractor', Duration.hours(4), false, access);
  }

  /** Name of the level, for messages and descriptions. */
  public readonly name: string;
  /** The longest session the level allows. */
  public readonly maxSession: Duration;
  /** Whether the level can change what others depend on, or sees everything: it always needs a second factor. */
  public readonly privileged: boolean;

  private constructor(private readonly level: LevelName, maxSession: Duration, privileged: boolean, private readonly contract?: ContractorAccess) {
    this.name = level;
    this.maxSession = maxSession;
    this.privileged = privileged;
  }

  /** The policy of the level as plain data, for a role here or for a permission set of IAM Identity Center. */
  public policyFor(place: AccessPlace): Record<string, unknown> {
    const settled = { ...defaults, ...place };
    return { ...policyOf(levelStatements(this.level, settled, this.contract)) };
  }
}

const defaults = { partition: 'aws', systemTagKey: 'system', readsData: false };

/** Where a level's policy is used. */
export interface AccessPlace {
  /** The account: twelve digits. */
  readonly account: string;
  /** The region. */
  readonly region: string;
  /** Name of the permission boundary that roles made by an administrator must carry. */
  readonly boundaryName: string;
  /**
   * The AWS partition.
   * @default "aws"
   */
  readonly partition?: string;
  /**
   * Key of the tag that names the system a resource belongs to.
   * @default "system"
   */
  readonly systemTagKey?: string;
  /**
   * Whether the contents of data stores may be read. Secrets stay closed.
   * @default false
   */
  readonly readsData?: boolean;
}
