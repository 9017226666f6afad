import type { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { LIBRARY_OWNER } from '../../policies/exceptions/exception-state';
import type { LibraryReview } from '../../policies/exceptions/library-review';
import { CoveredConstruct, recordException } from '../../policies/exceptions/register-record';
import { ConstructPaths } from '../../policies/exceptions/scope-pattern';
import { REVIEWED_IN, REVIEWED_UNTIL, accepted, acceptedWildcards } from './accepted-findings';
import { wildcardFindings } from './wildcard-findings';

const WILDCARDS = 'AwsSolutions::AwsSolutions-IAM5';

/** Enters into the register what this library accepts on its own parts in `stages`: one entry for each rule and scope, for all accounts alike. */
export function recordLibraryExceptions(platform: IConstruct, stages: readonly Stage[], review?: LibraryReview): void {
  const within = stages.map((stage) => new ConstructPaths(stage));
  const meant = (scope: string, of?: abstract new (...args: never[]) => object): IConstruct[] => within
    .flatMap((paths) => paths.within(scope, ''))
    .filter((construct) => of === undefined || construct.node.scopes.some((each) => each instanceof of));
  const record = (rule: string, scope: string, reason: string, covers: readonly CoveredConstruct[]): void => recordException(platform, {
    rule, scope: `*/${scope}`, reason, origin: 'library', environment: '*',
    ...(review ?? { owner: LIBRARY_OWNER, ticket: REVIEWED_IN, until: REVIEWED_UNTIL }),
  }, covers);

  for (const { rules, scopes, of, reason } of accepted) {
    for (const scope of scopes) {
      const constructs = meant(scope, of);
      for (const rule of rules) record(rule, scope, reason, constructs.map((construct) => ({ rule, construct })));
    }
  }
  const known = new Set<IConstruct>();
  for (const { scopes, of, reason } of acceptedWildcards) {
    for (const scope of scopes) {
      // A narrower row before has its own reason.
      const constructs = meant(scope, of).filter((construct) => !known.has(construct));
      constructs.forEach((construct) => known.add(construct));
      record(WILDCARDS, scope, reason, constructs.flatMap((construct) => wildcardFindings(construct).map((rule) => ({ rule, construct }))));
    }
  }
}
