import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedPrincipal } from '../permitted-account';

export const endpointServiceAdmitsPermittedPrincipals: Rule = {
  id: 'endpoint-service-admits-permitted-principals',
  claim: 'An endpoint service admits named principals of permitted accounts.',
  reason: 'An endpoint service is a door into the network. Permissions for "*" let every account ask for a connection.',
  fix: 'Name principals in AllowedPrincipals.',
  severity: 'fatal',
  serves: ['ISL-05', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html',
  resourceTypes: ['AWS::EC2::VPCEndpointServicePermissions'],
  check: (permissions, crossings) => permissions.at('AllowedPrincipals').flatMap((principals) => judge(principals.elements(), isPermittedPrincipal(permissions, crossings))),
  cases: [
    holds('a permitted role', single('AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: ['arn:aws:iam::333333333333:role/Consumer'] })),
    broken('everyone', single('AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: ['*'] })),
    broken('another account', single('AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: ['arn:aws:iam::222222222222:root'] })),
    unresolvable('a principal given at deployment', single('AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: [given] })),
  ],
};
