import { EnvironmentProps } from './environment-props';

/** What each environment was declared with. Kept beside it: to its readers an environment is what follows from its declaration. */
export const declarations = new WeakMap<object, EnvironmentProps>();

/** Declarations that are made for a proof, describe nothing that is deployed, and are not checked. */
export const suppositions = new WeakSet<EnvironmentProps>();
