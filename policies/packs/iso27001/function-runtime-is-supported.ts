import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

/** Runtimes whose support by AWS ended before the middle of 2026. */
const ended = /^(?:nodejs(?:|4\.3(?:-edge)?|6\.10|8\.10|10\.x|12\.x|14\.x|16\.x|18\.x|20\.x)|python(?:2\.7|3\.[6-9])|java8|dotnet(?:core[123]\.[01]|5\.0|6|7)|ruby(?:2\.[57]|3\.2)|go1\.x|provided)$/;

export const functionRuntimeIsSupported: Rule = {
  id: 'function-runtime-is-supported',
  claim: 'A function runs on a runtime that still gets security updates.',
  reason: 'A runtime past its end gets no patches, in staging as little as in production.',
  fix: 'Move to a current runtime.',
  severity: 'error',
  serves: ['OPS-06'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  resourceTypes: ['AWS::Lambda::Function'],
  check: (lambda) => judge(lambda.at('Runtime'), ({ kind, text }) => {
    if (kind === 'absent') return 'holds';
    return kind !== 'literal' || text === undefined ? 'undecided' : ended.test(text) ? 'broken' : 'holds';
  }),
  cases: [
    holds('a current runtime', single('AWS::Lambda::Function', { Runtime: 'nodejs22.x' })),
    holds('an image', single('AWS::Lambda::Function', { PackageType: 'Image' })),
    broken('one that has ended', single('AWS::Lambda::Function', { Runtime: 'nodejs16.x' })),
    broken('one that ended long ago', single('AWS::Lambda::Function', { Runtime: 'python2.7' })),
    unresolvable('given at deployment', single('AWS::Lambda::Function', { Runtime: given })),
  ],
};
