import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const functionUrlAsksForASignature: Rule = {
  id: 'function-url-asks-for-a-signature',
  claim: 'A function URL answers signed requests only.',
  reason: 'A function URL stands outside of the load balancer, its firewall and its allow-list: without a signature everyone can call it.',
  fix: 'Set AuthType to AWS_IAM, or put the function behind the load balancer.',
  severity: 'fatal',
  serves: ['ISL-04'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  resourceTypes: ['AWS::Lambda::Url'],
  check: (url) => expectEach(url, 'AuthType', is('AWS_IAM')),
  cases: [
    holds('signed', single('AWS::Lambda::Url', { AuthType: 'AWS_IAM' })),
    broken('for everyone', single('AWS::Lambda::Url', { AuthType: 'NONE' })),
    unresolvable('given at deployment', single('AWS::Lambda::Url', { AuthType: given })),
  ],
};
