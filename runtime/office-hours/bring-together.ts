/** What came of bringing one part to where it should be. */
export interface Outcome {
  /** Whether it is there. */
  readonly settled: boolean;
  /** What was done about it, if anything. */
  readonly action?: string;
}

/** One part, and how to bring it to where it should be. */
export interface Movement {
  readonly part: string;
  readonly kind: Kind;
  readonly wanted: 'running' | 'stopped';
  /**
   * Does the next thing that has to be done, once. `free` says whether it may start or stop: whether all that must come before is there. A
   * change of scale waits for nobody.
   */
  bring(free: boolean): Promise<Outcome>;
}

/** What came of one part, for the record. */
export interface Step extends Outcome {
  readonly part: string;
  readonly kind: Kind;
  readonly wanted: 'running' | 'stopped';
  /** Why it could not be brought nearer. */
  readonly failure?: string;
}

export type Kind = 'database' | 'service' | 'worker' | 'check' | 'alarms';

/** Data before the services that need it, services before the workers that call them, and who watches last. Back in the opposite order. */
const order: readonly Kind[] = ['database', 'service', 'worker', 'check', 'alarms'];

/**
 * Takes one step with every part. Parts that close go first, from the outside in; then those that open, from the data outwards. A part that
 * fails is told of and holds back what is behind it, but on the way down only a database waits for it: what costs must not run on because
 * something else would not stop.
 */
export async function bringTogether(movements: readonly Movement[]): Promise<Step[]> {
  const down = await inOrder(movements.filter(({ wanted }) => wanted === 'stopped'), order.toReversed(), ({ failure }, kind) => failure === undefined || kind === 'database');
  const up = await inOrder(movements.filter(({ wanted }) => wanted === 'running'), order, () => true);
  return [...down, ...up];
}

async function inOrder(movements: readonly Movement[], kinds: readonly Kind[], holdsBack: (step: Step, kind: Kind) => boolean): Promise<Step[]> {
  const steps: Step[] = [];
  for (const kind of kinds) {
    const free = !steps.some((step) => !step.settled && holdsBack(step, kind));
    steps.push(...await Promise.all(movements.filter((movement) => movement.kind === kind).map((movement) => stepOf(movement, free))));
  }
  return steps;
}

async function stepOf(movement: Movement, free: boolean): Promise<Step> {
  const { part, kind, wanted } = movement;
  try {
    return { part, kind, wanted, ...await movement.bring(free) };
  } catch (error) {
    return { part, kind, wanted, settled: false, failure: String(error) };
  }
}
