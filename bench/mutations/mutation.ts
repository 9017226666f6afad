import type { Dice } from './dice';
import type { Injected, World } from './world';

/** One kind of change to a clean world. */
export interface Mutation {
  readonly name: string;
  readonly apply: (world: World, dice: Dice) => Injected;
}
