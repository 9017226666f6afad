import { MaskingError } from '../postgres/masking-error';
import type { StructureText } from './structure-masker';

const field = /(?:"((?:[^"\\]|""|\\[^])*)"|([^",()\\]*))([,)])/y;
const plain = (text: string): string => text.replaceAll(/""|\\([^])/g, (found, letter: string | undefined) => letter ?? found.charAt(0));
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '$&$&')}"`;

/** `(a,"b c",)`, as the server writes a value of a composite type; an empty place is null. */
export const maskComposite = (names: readonly string[]): StructureText => (text, tree, leaf, where) => {
  const fields: string[] = [];
  field.lastIndex = 1;
  for (let more = text.startsWith('('); more; ) {
    const found = field.exec(text);
    if (found === null) break;
    const [, inQuotes, bare] = found;
    const value = inQuotes === undefined ? bare as string : plain(inQuotes);
    const isNull = inQuotes === undefined && value === '';
    const member = tree.members.find((known) => known.name === names[fields.length]);
    if (member === undefined && !isNull) throw new MaskingError(`${where}: a field is not classified; the type changed during the run`);
    const replaced = member === undefined || isNull ? undefined : leaf(member.node, value);
    fields.push(replaced === undefined ? '' : quoted(replaced));
    more = found[3] === ',';
  }
  if (fields.length !== names.length) throw new MaskingError(`${where}: a value has another number of fields than its type; the type changed during the run`);
  return `(${fields.join(',')})`;
};
