import { Problems } from '../values/problems';
import { fixed } from '../values/read-only';

/** What a pathway carries. */
export enum PathwayKind {
  /** Releases: the delivery account assumes the deployment roles of an environment. */
  DEPLOY = 'deploy',
  /** Logs, on the way to the audit account. */
  LOG_DELIVERY = 'log-delivery',
  /** The delegation of a sub-zone. */
  DNS_DELEGATION = 'dns-delegation',
  /** A snapshot of production, on the way to quarantine. */
  SNAPSHOT = 'snapshot',
  /** Masked and verified data, on the way out of quarantine. */
  MASKED_DATA = 'masked-data',
  /** Metrics and traces, on the way to a shared console. */
  MONITORING = 'monitoring',
  /** A declared port of a shared service. */
  SHARED_SERVICE = 'shared-service',
}

/** A permitted crossing between two accounts. */
export interface PathwayProps {
  /** The zone it starts in: the name of an environment or of a supporting account. */
  readonly from: string;

  /** The zone it ends in: the name of an environment or of a supporting account. Never leads from an environment to an environment. */
  readonly to: string;

  /** What it carries. */
  readonly carries: PathwayKind;

  /** Why it is genuinely needed: a sentence a reviewer can judge. Must not be empty. */
  readonly why: string;

  /** Who answers for it: a team, or an e-mail address. Must not be empty. */
  readonly owner: string;
}

/**
 * A permitted crossing between two accounts. All others fail the proof of isolation. The platform refuses a pathway between two environments:
 * what both need stands in a supporting account.
 *
 * @example
 * const pathway = new Pathway({
 *   from: 'staging', to: 'audit', carries: PathwayKind.LOG_DELIVERY,
 *   why: 'Audit keeps an immutable copy of all logs.', owner: 'security',
 * });
 */
export class Pathway {
  /** The zone it starts in. */
  public readonly from: string;
  /** The zone it ends in. */
  public readonly to: string;
  /** What it carries. */
  public readonly carries: PathwayKind;
  /** Why it is needed. */
  public readonly why: string;
  /** Who answers for it. */
  public readonly owner: string;

  public constructor(props: PathwayProps) {
    this.from = props.from;
    this.to = props.to;
    this.carries = props.carries;
    this.why = props.why;
    this.owner = props.owner;
    refuseWrong(this);
    fixed(this);
  }
}

function refuseWrong(pathway: Pathway): void {
  const problems = new Problems();
  for (const field of ['from', 'to', 'why', 'owner'] as const) {
    problems.when(isBlank(pathway[field]), { at: field, must: 'must not be empty', got: pathway[field], fix: fixes[field] });
  }
  problems.when(!isBlank(pathway.from) && pathway.from === pathway.to, { at: 'to', must: 'must be another zone than the one it starts in', got: pathway.to });
  problems.when(!Object.values(PathwayKind).includes(pathway.carries), {
    at: 'carries', must: 'must be a kind of pathway', got: pathway.carries, fix: `choose one of ${Object.values(PathwayKind).join(', ')}`,
  });
  problems.refuse(`pathway "${pathway.from} to ${pathway.to}"`);
}

const fixes = {
  from: 'name an environment or a supporting account',
  to: 'name an environment or a supporting account',
  why: 'say why the crossing is genuinely needed',
  owner: 'name the team that answers for it',
};

function isBlank(text: unknown): boolean {
  return typeof text !== 'string' || text.trim() === '';
}
