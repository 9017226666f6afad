import { lift } from './lift';
import { ABSENT, Choice, isList, joined, Pattern, untold, type Value } from './value';

/** The JSON text of a resolved value, with its parts that are not known kept; a choice of texts where it holds a choice. */
export function stringify(value: Value): Value {
  return lift([value], ([decided]) => jsonText(decided ?? null));
}

function jsonText(value: Value): string | Pattern {
  if (value instanceof Pattern) return joined(['"', value, '"']);
  if (value instanceof Choice) return untold('a text that depends on a condition');
  if (value === ABSENT) return 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return joined(['[', ...value.flatMap((element, i) => [i === 0 ? '' : ',', jsonText(element)]), ']']);
  const pieces = Object.entries(value).filter(([, part]) => part !== ABSENT)
    .flatMap(([name, part], i) => [i === 0 ? '' : ',', `${JSON.stringify(name)}:`, jsonText(part)]);
  return joined(['{', ...pieces, '}']);
}
