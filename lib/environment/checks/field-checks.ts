import { Problems } from '../../values/problems';

/** Whether `value` is no text, or text without anything to read. */
export function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

/** Whether `value` is an object with named fields: what a caller without types may have left out or mistaken. */
export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses what is no whole number from `least` to `most`. Returns whether it was wrong. */
export function checkWhole(problems: Problems, at: string, value: unknown, [least, most]: readonly [number, number], fix?: string): boolean {
  return problems.when(!Number.isInteger(value) || Number(value) < least || Number(value) > most, {
    at, must: `must be a whole number from ${least} to ${most}`, got: value, fix,
  });
}

/** Refuses what is none of the choices. Returns whether it was wrong. */
export function checkChoice(problems: Problems, at: string, value: unknown, choices: readonly string[]): boolean {
  return problems.when(!choices.includes(String(value)), { at, must: `must be one of ${choices.join(', ')}`, got: value });
}

/** The entries of a map whose names are fit for identifiers; refuses the other names. */
export function namedEntries<T>(problems: Problems, at: string, map: { readonly [name: string]: T } | undefined): [string, T][] {
  return Object.entries(map ?? {}).filter(([name]) =>
    !problems.when(!/^[a-zA-Z][a-zA-Z0-9-]{0,39}$/.test(name), {
      at, must: 'must have names of 1 to 40 letters, digits and hyphens that begin with a letter', got: name,
    }));
}

/** The first value that occurs a second time. */
export function repeated(values: readonly unknown[]): unknown {
  return values.find((value, index) => values.indexOf(value) !== index);
}
