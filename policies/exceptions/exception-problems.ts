import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Problem, Problems } from '../../lib/values/problems';
import type { DeclaredException } from './declared-exception';
import { isDay } from './exception-state';
import { coveringEntry } from './register-record';
import { REASON_NEEDS, saysWhy } from './says-why';

/** An entry names what it is about: more than this is a rule switched off. */
const mostResources = 10;

const qualifiedId = /^[\w.-]+::[^\s*:[\]][^\s*[\]]*(?:\[.+\])?$/;
const lockedRule = /^(?:Isolation|IsolationProof|ParityProof)::/;

/** What is wrong with an entry by itself. */
export function fieldProblems(entry: DeclaredException, at: string): readonly Problem[] {
  const { rule, scope, owner, reason, ticket, until } = entry;
  const problems = new Problems();
  problems.when(Token.isUnresolved(entry), { at, must: 'must be known when it is synthesized, without tokens' });
  problems.when(!qualifiedId.test(rule), {
    at: `${at}.rule`, must: 'must be the qualified id of one rule, without patterns', got: rule, fix: 'write the pack and the rule, for example "Iso27001::Iso27001-bucket-is-versioned"',
  });
  problems.when(lockedRule.test(rule), {
    at: `${at}.rule`, must: 'must not be a locked rule', got: rule, fix: 'mend what it found; a crossing that is needed is declared as a pathway',
  });
  problems.when(/-rule-crashed\[/.test(rule), { at: `${at}.rule`, must: 'must not be a rule that crashed, which has judged nothing', got: rule });
  const parts = scope.split('/');
  problems.when(parts.length < 2 || parts.some((part) => part === '' || part === '**'), {
    at: `${at}.scope`, must: 'must be the path of a construct in a stack', got: scope, fix: 'write for example "staging/Reports/Cache/Bucket"',
  });
  problems.when(parts.slice(0, 2).some((part) => part.includes('*')) || /^[*/]+$/.test(parts.slice(2).join('/')), {
    at: `${at}.scope`, must: 'must name the environment, the stack and a part of the construct without *', got: scope, fix: 'one entry for each environment',
  });
  for (const [field, value] of Object.entries({ owner, ticket })) {
    problems.when(value.trim() === '', { at: `${at}.${field}`, must: field === 'owner' ? 'must say who answers for it' : 'must say where its end is tracked', got: value });
  }
  problems.when(!saysWhy(reason), { at: `${at}.reason`, must: `must say what makes the finding harmless there, in ${REASON_NEEDS}`, got: reason });
  problems.when(!isDay(until), { at: `${at}.until`, must: 'must be a day, YYYY-MM-DD', got: until });
  return problems.list;
}

/** What is wrong with the constructs that an entry means. */
export function scopeProblems({ rule, scope }: DeclaredException, meant: readonly IConstruct[], at: string): readonly Problem[] {
  const problems = new Problems();
  const stacks = new Set(meant.map((construct) => Stack.of(construct).node.path));
  problems.when(meant.length === 0, {
    at: `${at}.scope`, must: 'must name a resource that exists', got: scope, fix: 'take the path from the finding, or remove the entry; a register is made after what it is about',
  });
  problems.when(stacks.size > 1, { at: `${at}.scope`, must: 'must lie in one stack', got: scope, fix: `one entry for each of ${[...stacks].join(', ')}` });
  problems.when(meant.length > mostResources, {
    at: `${at}.scope`, must: `must name at most ${mostResources} resources, and names ${meant.length}`, got: scope, fix: 'mend the finding where it is made, or name what the entry is about',
  });
  const twice = meant.filter((construct) => coveringEntry(construct, { rule, place: construct.node.path })).map(({ node: { path } }) => path);
  problems.when(twice.length > 0, { at: `${at}.scope`, must: `must not cover again what another entry covers for ${rule}`, got: twice.join(', '), fix: 'remove one of them' });
  return problems.list;
}
