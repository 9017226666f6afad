import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const functionIsTraced: Rule = {
  id: 'function-is-traced',
  claim: 'A function is traced.',
  reason: 'A trace shows which call was slow or failed.',
  fix: 'Set TracingConfig.Mode to Active.',
  severity: 'error',
  serves: ['OPS-01'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  resourceTypes: ['AWS::Lambda::Function'],
  check: (resource) => expectEach(resource, 'TracingConfig.Mode', is('Active')),
  cases: [
    holds('as wanted', single('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } })),
    broken('left out', single('AWS::Lambda::Function')),
    broken('switched off', single('AWS::Lambda::Function', { TracingConfig: { Mode: 'PassThrough' } })),
    unresolvable('given at deployment', single('AWS::Lambda::Function', { TracingConfig: { Mode: given } })),
  ],
};
