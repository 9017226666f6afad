import { DefinitionError } from '../values/problems';
import { declarations, suppositions } from './declarations';
import { Environment } from './environment';
import { EnvironmentProps } from './environment-props';
import { SwapUnit, swapUnits, withAllOf } from './swap-units';

/** The parts of the declaration in which `to` differs from `from`, its identity aside. */
export function unitsBetween(from: Environment, to: Environment): SwapUnit[] {
  return swapUnits(declarationOf(from), declarationOf(to), to.differenceFrom(from).map(({ parameter }) => parameter));
}

/**
 * What `to` would be with these parts, or with everything but its identity, as in `from`. It may be what is refused as an environment: live
 * data outside production is exactly what has to be supposed to see that nothing else differs. It is never deployed.
 */
export function supposing(from: Environment, to: Environment, units?: readonly SwapUnit[]): Environment {
  const [theirs, own] = [declarationOf(from), declarationOf(to)];
  const supposed = { ...(units?.reduce((props, unit) => unit.swap(props, theirs), own) ?? withAllOf(theirs, own)) };
  suppositions.add(supposed);
  return new Environment(supposed);
}

function declarationOf(environment: Environment): EnvironmentProps {
  const declared = declarations.get(environment);
  if (declared !== undefined) return declared;
  throw new DefinitionError('parity', [{ at: environment.name, must: 'must be an Environment of this version of the library' }]);
}
