import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const httpApiStageLogsAccess: Rule = {
  id: 'http-api-stage-logs-access',
  claim: 'A stage of an HTTP API logs who asked for what.',
  reason: 'Without the log nobody can say what an attacker, or a test, has read.',
  fix: 'Set AccessLogSettings.DestinationArn.',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html',
  resourceTypes: ['AWS::ApiGatewayV2::Stage'],
  check: (resource) => expectEach(resource, 'AccessLogSettings.DestinationArn', isPresent),
  cases: [
    holds('as wanted', single('AWS::ApiGatewayV2::Stage', { AccessLogSettings: { DestinationArn: { 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:api' } } })),
    broken('left out', single('AWS::ApiGatewayV2::Stage')),
    broken('an empty destination', single('AWS::ApiGatewayV2::Stage', { AccessLogSettings: { DestinationArn: '' } })),
    unresolvable('given at deployment', single('AWS::ApiGatewayV2::Stage', { AccessLogSettings: { DestinationArn: given } })),
  ],
};
