import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const restApiIsTraced: Rule = {
  id: 'rest-api-is-traced',
  claim: 'A stage of an API is traced.',
  reason: 'A trace joins what the client saw with what the service did.',
  fix: 'Set TracingEnabled to true.',
  severity: 'error',
  serves: ['OPS-01'],
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html',
  resourceTypes: ['AWS::ApiGateway::Stage'],
  check: (resource) => expectEach(resource, 'TracingEnabled', isTrue),
  cases: [
    holds('as wanted', single('AWS::ApiGateway::Stage', { TracingEnabled: true })),
    broken('left out', single('AWS::ApiGateway::Stage')),
    broken('switched off', single('AWS::ApiGateway::Stage', { TracingEnabled: false })),
    unresolvable('given at deployment', single('AWS::ApiGateway::Stage', { TracingEnabled: given })),
  ],
};
