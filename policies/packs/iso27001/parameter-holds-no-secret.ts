import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { looksSecret } from '../looks-secret';

export const parameterHoldsNoSecret: Rule = {
  id: 'parameter-holds-no-secret',
  claim: 'A parameter of the parameter store holds no secret.',
  reason: 'CloudFormation makes plain parameters only: everyone who may read the configuration reads it.',
  fix: 'Keep secrets in Secrets Manager, and their ARN in the parameter.',
  severity: 'error',
  serves: ['ISL-08', 'ISL-09'],
  source: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html',
  resourceTypes: ['AWS::SSM::Parameter'],
  check: (parameter) => judge(parameter.at('Value'), ({ kind, text, store }) => {
    if (kind === 'unknown') return store === undefined ? 'undecided' : 'broken';
    return text !== undefined && looksSecret(text) ? 'broken' : 'holds';
  }).map((found) => found.undecided === true ? found : { ...found, found: 'Value looks like a secret' }),
  cases: [
    holds('a setting', single('AWS::SSM::Parameter', { Value: 'https://erp.example.net' })),
    broken('a private key', single('AWS::SSM::Parameter', { Value: ['-----BEGIN PRIVATE ', 'KEY-----'].join('') })),
    broken('an address with a password', single('AWS::SSM::Parameter', { Value: 'postgres://app:winter@db.example.com/ledger' })),
    broken('a secret copied at deployment', single('AWS::SSM::Parameter', { Value: '{{resolve:secretsmanager:erp}}' })),
    unresolvable('given at deployment', single('AWS::SSM::Parameter', { Value: given })),
  ],
};
