import { Problem } from '../../values/problems';
import { EnvironmentFacts } from '../environment-facts';
import { EnvironmentProps } from '../environment-props';

/** Everything that is wrong with the definition of an environment, by itself and beside those it is derived from. */
export function environmentProblems(_props: EnvironmentProps, _lineage: readonly EnvironmentFacts[]): readonly Problem[] {
  return [];
}
