import { expectEach, isOwn } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule, unresolvable } from '../rule';
import { isPermittedLinkOr } from '../permitted-account';

export const resolverRulesAreOfTheirOwnAccount: Rule = {
  id: 'resolver-rules-are-of-their-own-account',
  claim: 'Resolver rules and profiles are associated inside one account, unless a permitted crossing names them.',
  reason: 'A forwarding rule or a profile from elsewhere decides what names mean here, and sees every question.',
  fix: 'Associate rules and profiles that the same account makes with networks of the same account.',
  severity: 'fatal',
  serves: ['ISL-06', 'ISL-07'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-rules-managing.html',
  resourceTypes: ['AWS::Route53Resolver::ResolverRuleAssociation', 'AWS::Route53Profiles::ProfileAssociation'],
  check: (association, crossings) => association.type === 'AWS::Route53Profiles::ProfileAssociation'
    ? [...expectEach(association, 'ProfileId', isPermittedLinkOr(isOwn(association, 'AWS::Route53Profiles::Profile'), association, crossings)), ...expectEach(association, 'ResourceId', isOwn(association, 'AWS::EC2::VPC'))]
    : [...expectEach(association, 'ResolverRuleId', isPermittedLinkOr(isOwn(association, 'AWS::Route53Resolver::ResolverRule'), association, crossings)), ...expectEach(association, 'VPCId', isOwn(association, 'AWS::EC2::VPC'))],
  cases: [
    holds('a rule and a network of the account', { Net: { Type: 'AWS::EC2::VPC' }, Rule: { Type: 'AWS::Route53Resolver::ResolverRule' }, ...single('AWS::Route53Resolver::ResolverRuleAssociation', { ResolverRuleId: { 'Fn::GetAtt': ['Rule', 'ResolverRuleId'] }, VPCId: { Ref: 'Net' } }) }),
    broken('no rule and no network', single('AWS::Route53Resolver::ResolverRuleAssociation')),
    unresolvable('a profile that is made elsewhere', { Net: { Type: 'AWS::EC2::VPC' }, ...single('AWS::Route53Profiles::ProfileAssociation', { ProfileId: 'rp-0123456789abcdef', ResourceId: { Ref: 'Net' } }) }),
  ],
};
