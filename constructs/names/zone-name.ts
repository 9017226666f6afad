import { DomainName } from '../../lib/values/domain-name';
import { Problem } from '../../lib/values/problems';

/** What is wrong with `name` as the name of a zone. Policies compare names in Route 53's form, which is lower case. */
export function zoneNameProblems(name: string, at: string): readonly Problem[] {
  if (name !== name.toLowerCase()) return [{ at, must: 'must be lower case', got: name, fix: `write ${name.toLowerCase()}` }];
  return DomainName.problems(name, at);
}

/** Whether `child` lies below `parent` and is not `parent` itself. */
export function isStrictSubdomain(child: string, parent: string): boolean {
  return child.endsWith(`.${parent}`);
}
