import { aws_logs as logs } from 'aws-cdk-lib';
import { Environment } from '../environment/environment';

/** How long the environment keeps logs. The environment has checked that CloudWatch offers the number of days. */
export function logRetentionOf(environment: Environment): logs.RetentionDays {
  return environment.retention.logsDays as logs.RetentionDays;
}
