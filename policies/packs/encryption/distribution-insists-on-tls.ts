import { expectEach, is, judge, matches } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const distributionWith = (ViewerProtocolPolicy: unknown, MinimumProtocolVersion: unknown) => single('AWS::CloudFront::Distribution', {
  DistributionConfig: { DefaultCacheBehavior: { ViewerProtocolPolicy }, ViewerCertificate: { MinimumProtocolVersion } },
});

export const distributionInsistsOnTls: Rule = {
  id: 'distribution-insists-on-tls',
  claim: 'A distribution sends every client to HTTPS and accepts TLS 1.2 or newer.',
  reason: 'A behaviour that allows everything serves plain HTTP to whoever asks for it.',
  fix: 'Set ViewerProtocolPolicy to redirect-to-https or https-only in every behaviour, and MinimumProtocolVersion to TLSv1.2_2021 or newer with a certificate of its own.',
  severity: 'error',
  serves: ['ISL-04', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html',
  resourceTypes: ['AWS::CloudFront::Distribution'],
  check: (distribution) => [
    ...expectEach(distribution, 'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy', is('redirect-to-https', 'https-only')),
    ...distribution.at('DistributionConfig.CacheBehaviors').flatMap((list) => list.elements()).flatMap((behavior) => judge(behavior.at('ViewerProtocolPolicy'), is('redirect-to-https', 'https-only'))),
    ...expectEach(distribution, 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion', matches(/^TLSv1\.(?:2_20(?:2\d|19)|2_20\d\d|3_)/)),
  ],
  cases: [
    holds('HTTPS', distributionWith('redirect-to-https', 'TLSv1.2_2021')),
    broken('as the client likes', distributionWith('allow-all', 'TLSv1.2_2021')),
    broken('old TLS', distributionWith('https-only', 'TLSv1.1_2016')),
    unresolvable('given at deployment', distributionWith(given, 'TLSv1.2_2021')),
  ],
};
