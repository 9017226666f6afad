import { Stack, Token } from 'aws-cdk-lib';
import * as oam from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { Telemetry } from './telemetry';

/** What a `MonitoringLink` is made of. */
export interface MonitoringLinkProps {
  /** ARN of the monitoring account's sink, in this region. */
  readonly sinkArn: string;
  /** How the monitoring account sees this one, for example `staging`. */
  readonly label: string;
  /**
   * What is shared.
   * @default - metrics only
   */
  readonly telemetry?: Telemetry[];
}

/**
 * An environment's side of cross-account observability (OPS-01, ISL-13): shows chosen telemetry to one sink. Refuses a sink of
 * its own account and one of another region, which AWS would refuse only when deploying.
 *
 * @example
 * declare const stack: Stack;
 * new MonitoringLink(stack, 'Monitoring', {
 *   label: 'staging', sinkArn: 'arn:aws:oam:eu-west-1:999999999999:sink/11111111-2222-3333-4444-555555555555',
 * });
 */
export class MonitoringLink extends Construct {
  public constructor(scope: Construct, id: string, props: MonitoringLinkProps) {
    super(scope, id);
    refuse(props, this.node.path, Stack.of(this));
    new oam.CfnLink(this, 'Link', { sinkIdentifier: props.sinkArn, labelTemplate: props.label, resourceTypes: props.telemetry ?? [Telemetry.METRICS] });
  }
}

function refuse({ sinkArn, label, telemetry }: MonitoringLinkProps, path: string, { account, region }: Stack): void {
  const problems = new Problems();
  if (!Token.isUnresolved(sinkArn)) {
    const [, sinkRegion, sinkAccount] = /^arn:[\w-]+:oam:([a-z0-9-]+):(\d{12}):sink\/[\w-]+$/.exec(sinkArn) ?? [];
    problems.when(sinkAccount === undefined, { at: 'sinkArn', must: 'must be the ARN of a sink', got: sinkArn, fix: 'take it from the deployed MonitoringSink' });
    problems.when(sinkAccount === account, { at: 'sinkArn', must: 'must be of another account', got: sinkArn, fix: 'name the sink of the monitoring account' });
    problems.when(sinkRegion !== undefined && !Token.isUnresolved(region) && sinkRegion !== region, {
      at: 'sinkArn', must: `must be of region ${region}`, got: sinkArn, fix: 'make a sink in each region',
    });
  }
  problems.when(!/^[\w.@ -]{1,64}$/.test(label), { at: 'label', must: 'must be 1 to 64 letters, digits, spaces, ".", "_", "@" or "-"', got: label });
  problems.when(telemetry?.length === 0, { at: 'telemetry', must: 'must name what is shared', got: [], fix: 'leave it out for metrics' });
  problems.refuse(`monitoring link "${path}"`);
}
