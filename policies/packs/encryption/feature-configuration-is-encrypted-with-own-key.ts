import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const featureConfigurationIsEncryptedWithOwnKey: Rule = {
  id: 'feature-configuration-is-encrypted-with-own-key',
  claim: 'A configuration profile, and what is deployed of it, is encrypted with a key that its own account makes.',
  reason: 'Configuration tells where things are and which features are on; it is data of the environment like any other.',
  fix: 'Set KmsKeyIdentifier to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'DEL-05'],
  source: 'https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-security.html',
  resourceTypes: ['AWS::AppConfig::ConfigurationProfile', 'AWS::AppConfig::Deployment'],
  check: (resource) => expectEach(resource, 'KmsKeyIdentifier', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: ownKey })),
    holds('a key of the account for what is deployed', withKey('AWS::AppConfig::Deployment', { KmsKeyIdentifier: ownKey })),
    broken('a deployment without a key', single('AWS::AppConfig::Deployment')),
    broken('no key', single('AWS::AppConfig::ConfigurationProfile')),
    broken('a key of another account', single('AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: given })),
  ],
};
