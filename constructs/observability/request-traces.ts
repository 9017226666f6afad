import { aws_xray as xray } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What `RequestTraces` are made of. */
export interface RequestTracesProps {
  /** First part of the names of group and rule, unique in the account: 1 to 20 letters, digits or `-`. */
  readonly prefix: string;
  /**
   * Requests that are traced beyond the first in each second, in percent, 0 to 100.
   * @default 5
   */
  readonly tracedPercent?: number;
  /**
   * From when on a request counts as slow, in milliseconds, above 0.
   * @default 1000
   */
  readonly slowMillis?: number;
}

const defaults = { tracedPercent: 5, slowMillis: 1000, priority: 1000 };

/**
 * How many requests are traced, and a group that gathers the slow and the failed ones with X-Ray's insights on (OPS-01). X-Ray encrypts traces
 * itself; CloudFormation has no type to give it another key.
 *
 * It refuses shares outside 0 to 100 percent, names X-Ray does not take, and a time of nothing.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 * @example
 * new RequestTraces(this, 'Traces', { prefix: 'projects', tracedPercent: 25 });
 */
export class RequestTraces extends Construct {
  /** ARN of the group of slow and failed requests. */
  public readonly groupArn: string;

  public constructor(scope: Construct, id: string, props: RequestTracesProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.groupArn = this.makeGroup(props).attrGroupArn;
    this.makeRule(props);
  }

  private makeGroup({ prefix, slowMillis = defaults.slowMillis }: RequestTracesProps): xray.CfnGroup {
    return new xray.CfnGroup(this, 'Trouble', {
      groupName: `${prefix}-trouble`,
      filterExpression: `fault = true OR responsetime > ${slowMillis / 1000}`,
      insightsConfiguration: { insightsEnabled: true, notificationsEnabled: true },
    });
  }

  private makeRule({ prefix, tracedPercent = defaults.tracedPercent }: RequestTracesProps): void {
    new xray.CfnSamplingRule(this, 'Sampling', {
      samplingRule: {
        version: 1, ruleName: `${prefix}-requests`, priority: defaults.priority, reservoirSize: 1, fixedRate: tracedPercent / 100,
        serviceName: '*', serviceType: '*', host: '*', httpMethod: '*', urlPath: '*', resourceArn: '*',
      },
    });
  }
}

function refuse(path: string, { prefix, tracedPercent = defaults.tracedPercent, slowMillis = defaults.slowMillis }: RequestTracesProps): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z0-9-]{1,20}$/.test(prefix), { at: 'prefix', must: 'must be 1 to 20 letters, digits or "-"', got: prefix });
  problems.when(tracedPercent < 0 || tracedPercent > 100, { at: 'tracedPercent', must: 'must be 0 to 100', got: tracedPercent });
  problems.when(slowMillis <= 0, { at: 'slowMillis', must: 'must be above 0', got: slowMillis });
  problems.refuse(`request traces "${path}"`);
}
