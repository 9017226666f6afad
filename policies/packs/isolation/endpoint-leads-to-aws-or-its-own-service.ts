import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedLinkOr } from '../permitted-account';

export const endpointLeadsToAwsOrItsOwnService: Rule = {
  id: 'endpoint-leads-to-aws-or-its-own-service',
  claim: 'An endpoint leads to an AWS service or to an endpoint service of the same account, or to one that a permitted crossing names.',
  reason: 'An endpoint to somebody else\'s service is a private way out of the network that the egress allow-list does not see.',
  fix: 'Use the service\'s public name over the egress allow-list, or an endpoint service of the same account; name a service of a permitted account in the crossing (through).',
  severity: 'fatal',
  serves: ['ISL-05', 'ISL-10'],
  source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html',
  resourceTypes: ['AWS::EC2::VPCEndpoint'],
  check: (endpoint, crossings) => judge(endpoint.at('ServiceName'), isPermittedLinkOr(({ kind, text, target }) => {
    if (kind === 'absent') return 'holds';
    if (target !== undefined) return target.type === 'AWS::EC2::VPCEndpointService' && target.account === endpoint.account ? 'holds' : 'broken';
    if (text === undefined || text.includes('${') && !/^com\.amazonaws\.\$\{AWS::Region\}\.[a-z]/.test(text)) return 'undecided';
    return /^(?:com\.amazonaws\.|cn\.com\.amazonaws\.|aws\.(?:api|sagemaker)\.)/.test(text) && !text.includes('.vpce.') && !text.includes('vpce-svc') ? 'holds' : 'broken';
  }, endpoint, crossings)),
  cases: [
    holds('an AWS service', single('AWS::EC2::VPCEndpoint', { ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.secretsmanager' } })),
    holds('a service that a permitted crossing names', single('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-permitted' })),
    broken('a service of somebody', single('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0' })),
    unresolvable('given at deployment', single('AWS::EC2::VPCEndpoint', { ServiceName: given })),
  ],
};
