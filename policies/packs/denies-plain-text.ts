import { finding, missing } from './expect';
import { conditionsOf, statementsOf } from './model/policy';
import type { Resource, Value } from './model/value';
import type { Finding } from './rule';

/** One of the policies on a resource denies everyone who comes without TLS. */
export function deniesPlainText(resource: Resource, policies: readonly Resource[]): Finding[] {
  const found = policies.map((policy) => deniesPlainTextIn(resource, policy.at('PolicyDocument')));
  if (found.some((findings) => findings.length === 0)) return [];
  const [first] = found.toSorted((one, other) => Number(other.some(isDoubt)) - Number(one.some(isDoubt)));
  return (first ?? [missing('', 'no policy denies requests without TLS')]).map((one) => ({ ...one, path: 'Properties' }));
}

/** A policy document denies everyone who comes without TLS. */
export function deniesPlainTextIn(resource: Resource, documents: readonly Value[]): Finding[] {
  const statements = statementsOf(documents);
  const doubt = statements.find(({ kind }) => kind === 'unknown');
  if (doubt !== undefined) return finding(doubt, 'undecided');
  return statements.some(denies) ? [] : [missing('', `no policy of ${resource.logicalId} denies requests without TLS`)];
}

function denies(statement: Value): boolean {
  const everyone = statement.at('Principal').every((principal) => principal.literal === '*' || principal.at('AWS.*').every(({ literal }) => literal === '*'));
  return everyone && statement.at('Effect').every(({ literal }) => literal === 'Deny')
    && conditionsOf(statement, /^Bool(?:IfExists)?$/).some(([key, { literal }]) => key === 'aws:securetransport' && String(literal) === 'false');
}

function isDoubt({ undecided }: Finding): boolean {
  return undecided === true;
}
