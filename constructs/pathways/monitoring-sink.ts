import * as oam from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { Telemetry } from './telemetry';

/** An account that a monitoring account may look into. */
export interface MonitoringSource {
  /** The account, 12 digits. */
  readonly account: string;
  /** What it may share, and nothing more. */
  readonly telemetry: Telemetry[];
}

/** What a `MonitoringSink` is made of. */
export interface MonitoringSinkProps {
  /** Name of the sink; letters, digits, `.`, `_` and `-`. An account has one sink in a region. */
  readonly sinkName: string;
  /** The accounts that may share, and what. */
  readonly sources: MonitoringSource[];
}

/**
 * The monitoring account's side of cross-account observability (OPS-01, ISL-13): environments may show it their metrics.
 * It reads, they push nothing, and none sees another. The policy names accounts: an organisation-wide condition would let any
 * account of the organisation join.
 *
 * The sink's ARN has a part that AWS makes up, so the environments' links are deployed after it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
 * @example
 * declare const stack: Stack;
 * new MonitoringSink(stack, 'Sink', {
 *   sinkName: 'projects', sources: [{ account: '222222222222', telemetry: [Telemetry.METRICS] }],
 * });
 */
export class MonitoringSink extends Construct {
  /** ARN of the sink. */
  public readonly sinkArn: string;

  public constructor(scope: Construct, id: string, props: MonitoringSinkProps) {
    super(scope, id);
    refuse(props, this.node.path);
    this.sinkArn = new oam.CfnSink(this, 'Sink', { name: props.sinkName, policy: policy(props.sources) }).attrArn;
  }
}

function policy(sources: readonly MonitoringSource[]): Record<string, unknown> {
  return {
    Version: '2012-10-17',
    Statement: sources.map(({ account, telemetry }) => ({
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: ['oam:CreateLink', 'oam:UpdateLink'],
      Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'oam:ResourceTypes': telemetry }, Null: { 'oam:ResourceTypes': 'false' } },
    })),
  };
}

function refuse({ sinkName, sources }: MonitoringSinkProps, path: string): void {
  const problems = new Problems();
  problems.when(!/^[\w.-]{1,255}$/.test(sinkName), { at: 'sinkName', must: 'must be 1 to 255 letters, digits, ".", "_" or "-"', got: sinkName });
  problems.when(sources.length === 0, { at: 'sources', must: 'must name at least one account', got: [] });
  const accounts = sources.map(({ account }) => account);
  sources.forEach(({ account, telemetry }, index) => {
    const at = `sources[${index}]`;
    problems.addAll(accountIdProblems(account, 'account'), at);
    problems.when(accounts.indexOf(account) !== index, { at: `${at}.account`, must: 'must not be named twice', got: account, fix: 'join the two' });
    problems.when(telemetry.length === 0, { at: `${at}.telemetry`, must: 'must name what is shared', got: [], fix: 'for example Telemetry.METRICS' });
  });
  problems.refuse(`monitoring sink "${path}"`);
}
