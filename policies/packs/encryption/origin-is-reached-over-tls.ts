import { is, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const reachedBy = (CustomOriginConfig: unknown) => single('AWS::CloudFront::Distribution', { DistributionConfig: { Origins: [{ CustomOriginConfig }] } });

export const originIsReachedOverTls: Rule = {
  id: 'origin-is-reached-over-tls',
  claim: 'A distribution reaches its own origins over HTTPS.',
  reason: 'TLS that ends at the edge leaves the longest part of the way in the clear.',
  fix: 'Set OriginProtocolPolicy to https-only and OriginSSLProtocols to TLSv1.2.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html',
  resourceTypes: ['AWS::CloudFront::Distribution'],
  check: (distribution) => distribution.at('DistributionConfig.Origins').flatMap((origins) => origins.elements())
    .flatMap((origin) => origin.at('CustomOriginConfig')).filter(({ kind }) => kind !== 'absent').flatMap((origin) => [
      ...judge(origin.at('OriginProtocolPolicy'), is('https-only')),
      ...judge(origin.at('OriginSSLProtocols').flatMap((list) => list.elements()), is('TLSv1.2')),
    ]),
  cases: [
    holds('HTTPS', reachedBy({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] })),
    holds('a bucket', single('AWS::CloudFront::Distribution', { DistributionConfig: { Origins: [{ S3OriginConfig: {} }] } })),
    broken('as the viewer came', reachedBy({ OriginProtocolPolicy: 'match-viewer' })),
    broken('old TLS too', reachedBy({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1', 'TLSv1.2'] })),
    unresolvable('given at deployment', reachedBy({ OriginProtocolPolicy: given })),
  ],
};
