import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const instanceMetadataNeedsAToken: Rule = {
  id: 'instance-metadata-needs-a-token',
  claim: 'A host hands out its credentials to those who hold a session token only (IMDSv2).',
  reason: 'Without the token a web application that fetches addresses can be made to fetch the credentials of its host.',
  fix: 'Set MetadataOptions.HttpTokens to required, in the instance or its launch template.',
  severity: 'error',
  serves: ['OPS-06', 'ISL-11'],
  source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html',
  resourceTypes: ['AWS::EC2::LaunchTemplate', 'AWS::EC2::Instance'],
  check: (host) => {
    if (host.type === 'AWS::EC2::Instance' && host.at('LaunchTemplate').some(({ kind }) => kind !== 'absent')) return [];
    return expectEach(host, host.type === 'AWS::EC2::Instance' ? 'MetadataOptions.HttpTokens' : 'LaunchTemplateData.MetadataOptions.HttpTokens', is('required'));
  },
  cases: [
    holds('a token', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } })),
    holds('an instance of a launch template', single('AWS::EC2::Instance', { LaunchTemplate: { LaunchTemplateName: 'host', Version: '1' } })),
    broken('nothing said', single('AWS::EC2::Instance')),
    broken('as the caller likes', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'optional' } } })),
    unresolvable('given at deployment', single('AWS::EC2::Instance', { MetadataOptions: { HttpTokens: given } })),
  ],
};
