import { finding } from '../expect';
import { single } from '../fragments';
import type { Resource, Value } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { looksSecret } from '../looks-secret';

const secretName = /(?:^|[_-])(?:secret|password|passwd|pwd|token|api[_-]?key|private[_-]?key|credentials?)(?:$|[_-])/i;
/** Names that say where the secret is, and not what it is. */
const pointer = /(?:arn|name|id|path|url|uri|ttl|file|parameter)$/i;

function variablesOf(resource: Resource): Array<[string, Value]> {
  if (resource.type === 'AWS::Lambda::Function') {
    return resource.at('Environment.Variables').flatMap((variables) => variables.entries()).flatMap(([name, values]) => values.map((value): [string, Value] => [name, value]));
  }
  const lists = resource.at(resource.type === 'AWS::ECS::TaskDefinition' ? 'ContainerDefinitions.*.Environment' : 'Environment.EnvironmentVariables');
  return lists.flatMap((list) => list.elements()).filter((entry) => entry.at('Type').every(({ kind, literal }) => kind === 'absent' || literal === 'PLAINTEXT'))
    .flatMap((entry) => entry.at('Value').map((value): [string, Value] => [entry.at('Name')[0]?.text ?? '', value]));
}

export const environmentVariablesHoldNoSecret: Rule = {
  id: 'environment-variables-hold-no-secret',
  claim: 'No environment variable of a task, function or build holds a secret.',
  reason: 'Variables are shown in consoles, in templates and in error reports, and they travel with the template to the next environment.',
  fix: 'Take the value from Secrets Manager: Secrets in a container definition, a lookup in the program, type SECRETS_MANAGER in a build.',
  severity: 'error',
  serves: ['ISL-08', 'ISL-09'],
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  resourceTypes: ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Function', 'AWS::CodeBuild::Project'],
  check: (resource) => variablesOf(resource).flatMap(([name, value]) => {
    if (looksSecret(value.text ?? '')) return [{ path: value.path, found: `${name} holds what looks like a secret` }];
    if (!secretName.test(name) || pointer.test(name)) return [];
    if (value.kind === 'unknown') return value.store === undefined ? finding(value, 'undecided') : finding(value, 'broken', `${name} is filled with a secret at deployment and then stands in the clear`);
    return value.kind === 'literal' && value.text !== undefined && value.text !== '' && !value.text.startsWith('arn:') ? finding(value, 'broken', `${name} holds a value`) : [];
  }),
  cases: [
    holds('a setting', single('AWS::Lambda::Function', { Environment: { Variables: { TABLE: 'ledger', API_TOKEN_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:erp' } } })),
    holds('a secret by reference', { Secret: { Type: 'AWS::SecretsManager::Secret' }, ...single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Environment: [{ Name: 'ERP_SECRET', Value: { Ref: 'Secret' } }] }] }) }),
    broken('a password', single('AWS::Lambda::Function', { Environment: { Variables: { DB_PASSWORD: 'winter' } } })),
    broken('a key in a variable with a harmless name', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Environment: [{ Name: 'OPTIONS', Value: ['key=AKIA', 'ABCDEFGHIJKLMNOP'].join('') }] }] })),
    broken('a secret that is written into the variable', single('AWS::CodeBuild::Project', { Environment: { EnvironmentVariables: [{ Name: 'TOKEN', Value: '{{resolve:secretsmanager:erp}}' }] } })),
    unresolvable('a token given at deployment', single('AWS::Lambda::Function', { Environment: { Variables: { API_TOKEN: given } } })),
  ],
};
