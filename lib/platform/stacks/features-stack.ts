import { Duration, Stage, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import { DynamicConfiguration } from '../../../constructs/configuration/dynamic-configuration';
import { Flag } from '../../../constructs/configuration/flag';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { Environment } from '../../environment/environment';
import { Feature } from '../../environment/feature';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** Feature flags and configuration of the environment. They are out before any service that asks for them. */
export class FeaturesStack extends PlatformStack {
  public readonly features: DynamicConfiguration;

  public constructor(stage: Stage, environment: Environment, loadBalancer: elbv2.ApplicationLoadBalancer, foundation: FoundationStack, { prefix }: Surroundings) {
    super(stage, 'Features', { description: 'Feature flags and configuration of the environment' });
    this.features = new DynamicConfiguration(this, 'Features', {
      applicationName: prefix,
      key: foundation.keys.keyFor(DataDomain.DOCUMENTS),
      flags: Object.fromEntries(Object.entries(environment.features).map(([name, feature]) => [name, flagOf(feature)])),
      alarms: [this.makeAlarm(loadBalancer, environment.deployment.errorPercent, foundation)],
    });
  }

  /** A flag may break any service: all callers of the environment together are watched. */
  private makeAlarm({ metrics }: elbv2.ApplicationLoadBalancer, errorPercent: number, { alerts }: FoundationStack): cloudwatch.Alarm {
    const period = Duration.minutes(1);
    const alarm = new cloudwatch.Alarm(this, 'Errors', {
      metric: new cloudwatch.MathExpression({
        expression: 'IF(FILL(all, 0) > 10, 100 * FILL(bad, 0) / all, 0)',
        usingMetrics: {
          bad: metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT, { period, statistic: cloudwatch.Stats.SUM }),
          all: metrics.requestCount({ period, statistic: cloudwatch.Stats.SUM }),
        },
        period,
      }),
      threshold: errorPercent,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `More than ${errorPercent} percent of all requests end in an error; a change of features under way is undone`,
    });
    alarm.addAlarmAction(new actions.SnsAction(alerts));
    return alarm;
  }
}

function flagOf({ isOn, tenants, trial }: Feature): Flag {
  return { enabled: isOn, tenants: [...tenants], until: trial?.until };
}
