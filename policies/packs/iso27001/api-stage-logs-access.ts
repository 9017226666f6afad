import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const apiStageLogsAccess: Rule = {
  id: 'api-stage-logs-access',
  claim: 'An API stage logs who asked for what.',
  reason: 'Without the log nobody can say what an attacker, or a test, has read.',
  fix: 'Set AccessLogSetting.DestinationArn (AccessLogSettings for HTTP APIs).',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  resourceTypes: ['AWS::ApiGateway::Stage'],
  check: (resource) => expectEach(resource, 'AccessLogSetting.DestinationArn', isPresent),
  cases: [
    holds('as wanted', single('AWS::ApiGateway::Stage', { AccessLogSetting: { DestinationArn: { 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:api' } } })),
    broken('left out', single('AWS::ApiGateway::Stage')),
    broken('an empty destination', single('AWS::ApiGateway::Stage', { AccessLogSetting: { DestinationArn: '' } })),
    unresolvable('given at deployment', single('AWS::ApiGateway::Stage', { AccessLogSetting: { DestinationArn: given } })),
  ],
};
