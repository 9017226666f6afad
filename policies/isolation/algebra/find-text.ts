import { Budget } from './budget';
import { Glob } from './glob';

const SPARE_LETTERS = [...'xyzwvutsrqponmlkjihgfedcbaXYZWVUTSRQPONMLKJIHGFEDCBA0123456789_~'];

/**
 * A text that fits at least one glob of every union in `within` and none in `without`; undefined when there is none:
 * that is certain after a breadth-first walk over the product of the automata.
 */
export function findText(within: readonly (readonly Glob[])[], without: readonly Glob[], budget: Budget): string | undefined {
  if (without.some((glob) => glob.everything)) return undefined;
  const unions = within.filter((union) => !union.some((glob) => glob.everything));
  if (unions.some((union) => union.length === 0)) return undefined;
  const finite = unions.find((union) => union.every((glob) => glob.only !== undefined));
  if (finite) {
    budget.spend(finite.length * (unions.length + without.length));
    return finite.map((glob) => glob.only ?? '').find((text) => fits(text, unions, without));
  }
  if (unions.length === 0 && without.every((glob) => glob.only !== undefined)) return freshText(without);
  const guessed = guess(unions, without, budget);
  return guessed ?? walk(unions, without, budget);
}

/** Most questions have an easy answer: a pattern with its wildcards filled in plainly. Whatever fits is right. */
function guess(within: readonly (readonly Glob[])[], without: readonly Glob[], budget: Budget): string | undefined {
  for (const { example } of within.flat()) {
    budget.spend(1 + within.length + without.length);
    if (fits(example, within, without)) return example;
  }
  return undefined;
}

function fits(text: string, within: readonly (readonly Glob[])[], without: readonly Glob[]): boolean {
  return within.every((union) => union.some((glob) => glob.matches(text))) && !without.some((glob) => glob.matches(text));
}

function freshText(without: readonly Glob[]): string {
  const taken = new Set(without.map((glob) => glob.only));
  let text = 'x';
  while (taken.has(text)) text += 'x';
  return text;
}

interface Node {
  readonly states: readonly number[];
  readonly text: string;
}

function walk(within: readonly (readonly Glob[])[], without: readonly Glob[], budget: Budget): string | undefined {
  const globs = [...within.flat(), ...without];
  const starts = within.map((_, index) => within.slice(0, index).reduce((sum, union) => sum + union.length, 0));
  const excluded = within.flat().length;
  const spare = spareLetter(globs);
  const wanted = ({ states }: Node): boolean =>
    within.every((union, index) => union.some((glob, i) => glob.accepts(states[(starts[index] ?? 0) + i] ?? -1)))
    && !without.some((glob, i) => glob.accepts(states[excluded + i] ?? -1));
  const hopeless = (states: readonly number[]): boolean =>
    within.some((union, index) => union.every((_, i) => (states[(starts[index] ?? 0) + i] ?? -1) < 0));

  let frontier: Node[] = [{ states: globs.map(() => 0), text: '' }];
  const seen = new Set([frontier[0]?.states.join()]);
  while (frontier.length > 0) {
    const following: Node[] = [];
    for (const node of frontier) {
      if (wanted(node)) return node.text;
      for (const letter of lettersOf(globs, node.states, spare)) {
        budget.spend(globs.length);
        const states = globs.map((glob, i) => glob.step(node.states[i] ?? -1, letter));
        const key = states.join();
        if (hopeless(states) || seen.has(key)) continue;
        seen.add(key);
        following.push({ states, text: node.text + letter });
      }
    }
    frontier = following;
  }
  return undefined;
}

function lettersOf(globs: readonly Glob[], states: readonly number[], spare: string): Set<string> {
  const letters = new Set([spare]);
  globs.forEach((glob, i) => {
    for (const letter of glob.lettersAt(states[i] ?? -1)) letters.add(letter);
  });
  return letters;
}

/** A letter that no pattern mentions: it stands for all the others. */
function spareLetter(globs: readonly Glob[]): string {
  const used = new Set(globs.flatMap((glob) => [...glob.letters]));
  const free = SPARE_LETTERS.find((letter) => !used.has(letter) && !used.has(letter.toLowerCase()) && !used.has(letter.toUpperCase()));
  if (free !== undefined) return free;
  let code = 0x4e00;
  while (used.has(String.fromCodePoint(code))) code += 1;
  return String.fromCodePoint(code);
}
