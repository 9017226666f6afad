import { expectEach, type Expectation } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const configurationRuleAsksItsOwnFunctions: Rule = {
  id: 'configuration-rule-asks-its-own-functions',
  claim: 'A rule of AWS Config is one that AWS manages, or asks a function of its own account or of a permitted one.',
  reason: 'The function is told the whole configuration of every resource, and its word is the verdict.',
  fix: 'Use a managed rule, or put the function into the account.',
  severity: 'fatal',
  serves: ['ISL-11', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules.html',
  resourceTypes: ['AWS::Config::ConfigRule'],
  check: (rule, crossings) => {
    const permitted = isPermittedTarget(rule, crossings);
    const managedOrOwn: Expectation = (value) => value.kind === 'absent' || (value.kind === 'literal' && /^[A-Z0-9_]+$/.test(value.text ?? '')) ? 'holds' : permitted(value);
    return expectEach(rule, 'Source.SourceIdentifier', managedOrOwn);
  },
  cases: [
    holds('a managed rule', single('AWS::Config::ConfigRule', { Source: { Owner: 'AWS', SourceIdentifier: 'S3_BUCKET_VERSIONING_ENABLED' } })),
    holds('a rule in words of Guard', single('AWS::Config::ConfigRule', { Source: { Owner: 'CUSTOM_POLICY' } })),
    holds('a function of the account', { Judge: { Type: 'AWS::Lambda::Function' }, ...single('AWS::Config::ConfigRule', { Source: { SourceIdentifier: { 'Fn::GetAtt': ['Judge', 'Arn'] } } }) }),
    broken('a function of another account', single('AWS::Config::ConfigRule', { Source: { SourceIdentifier: 'arn:aws:lambda:eu-west-1:222222222222:function:judge' } })),
    unresolvable('a function given at deployment', single('AWS::Config::ConfigRule', { Source: { SourceIdentifier: given } })),
  ],
};
