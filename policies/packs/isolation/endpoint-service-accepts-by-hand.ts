import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const endpointServiceAcceptsByHand: Rule = {
  id: 'endpoint-service-accepts-by-hand',
  claim: 'An endpoint service accepts no connection by itself.',
  reason: 'With automatic acceptance the permissions are the only gate; with acceptance somebody on this side has agreed to each connection.',
  fix: 'Set AcceptanceRequired to true.',
  severity: 'fatal',
  serves: ['ISL-05'],
  source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#accept-reject-connection-requests',
  resourceTypes: ['AWS::EC2::VPCEndpointService'],
  check: (service) => expectEach(service, 'AcceptanceRequired', isTrue),
  cases: [
    holds('acceptance', single('AWS::EC2::VPCEndpointService', { AcceptanceRequired: true })),
    broken('no acceptance', single('AWS::EC2::VPCEndpointService', { AcceptanceRequired: false })),
    unresolvable('given at deployment', single('AWS::EC2::VPCEndpointService', { AcceptanceRequired: given })),
  ],
};
