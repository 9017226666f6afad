import { expectEach, isOff } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const buildIsNotPrivileged: Rule = {
  id: 'build-is-not-privileged',
  claim: 'A build does not run privileged.',
  reason: 'A privileged build owns the host it runs on, and with it the credentials of the next build.',
  fix: 'Leave PrivilegedMode out or set it to false; build images with a builder that needs no daemon.',
  severity: 'error',
  serves: ['DEL-07', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/security-best-practices.html',
  resourceTypes: ['AWS::CodeBuild::Project'],
  check: (resource) => expectEach(resource, 'Environment.PrivilegedMode', isOff),
  cases: [
    holds('as wanted', single('AWS::CodeBuild::Project', { Environment: { PrivilegedMode: false } })),
    holds('left out', single('AWS::CodeBuild::Project')),
    broken('privileged', single('AWS::CodeBuild::Project', { Environment: { PrivilegedMode: true } })),
    unresolvable('given at deployment', single('AWS::CodeBuild::Project', { Environment: { PrivilegedMode: given } })),
  ],
};
