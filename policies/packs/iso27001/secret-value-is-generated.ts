import { isAbsent, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule } from '../rule';

export const secretValueIsGenerated: Rule = {
  id: 'secret-value-is-generated',
  claim: 'A secret gets its value by generation or after deployment, never from the template.',
  reason: 'A value in a template is in the repository, in the assembly and in the history of both.',
  fix: 'Use GenerateSecretString; enter the credentials of other systems after deployment.',
  severity: 'error',
  serves: ['ISL-08', 'ISL-09', 'INT-03'],
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  check: (secret) => judge(secret.at('SecretString'), isAbsent).map(({ path }) => ({ path, found: 'SecretString is written in the template' })),
  neverUnresolvable: 'A value from a parameter stands in the deployment just as one that is written.',
  cases: [
    holds('generated', single('AWS::SecretsManager::Secret', { GenerateSecretString: {} })),
    broken('written', single('AWS::SecretsManager::Secret', { SecretString: 'winter' })),
    broken('given at deployment', single('AWS::SecretsManager::Secret', { SecretString: given }), { Parameters: { Given: { Type: 'String' } } }),
  ],
};
