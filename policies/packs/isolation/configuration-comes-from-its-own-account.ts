import { finding } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const profile = (LocationUri: unknown) => single('AWS::AppConfig::ConfigurationProfile', { LocationUri });

export const configurationComesFromItsOwnAccount: Rule = {
  id: 'configuration-comes-from-its-own-account',
  claim: 'A configuration profile takes its configuration from its own account or from a permitted one.',
  reason: 'Whoever writes the configuration of an environment switches its features and moves its endpoints. A document in a foreign account does that from there.',
  fix: 'Keep the configuration in AppConfig (LocationUri hosted), or name a source of the same account.',
  severity: 'fatal',
  serves: ['DEL-05', 'ISL-09'],
  source: 'https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-configuration-and-profile.html',
  resourceTypes: ['AWS::AppConfig::ConfigurationProfile'],
  check: (resource, crossings) => resource.at('LocationUri').flatMap((location) => {
    if (location.text === undefined) return finding(location, 'undecided');
    const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(location.text)?.[1];
    if (account !== undefined) return finding(location, account === resource.account || crossings.permits(resource.account, account) ? 'holds' : 'broken');
    // A bucket name says nothing of the account that owns the bucket; the others are names in the account of the profile.
    return finding(location, /^(?:hosted$|ssm-parameter:\/\/|ssm-document:\/\/|secretsmanager:\/\/|codepipeline:\/\/)/.test(location.text) ? 'holds' : 'undecided');
  }),
  cases: [
    holds('kept in AppConfig', profile('hosted')),
    holds('a parameter by its name', profile('ssm-parameter://features')),
    holds('a permitted account', profile('arn:aws:ssm:eu-west-1:333333333333:parameter/features')),
    broken('a parameter of another account', profile('arn:aws:ssm:eu-west-1:222222222222:parameter/features')),
    unresolvable('a bucket, whosever it is', profile('s3://configuration/features.json')),
    unresolvable('given at deployment', profile(given)),
  ],
};
