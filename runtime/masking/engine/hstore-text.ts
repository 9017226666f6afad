import { MaskingError } from '../postgres/masking-error';
import type { StructureText } from './structure-masker';

const pair = /"((?:[^"\\]|\\[^])*)"=>(?:"((?:[^"\\]|\\[^])*)"|NULL)(?:, |$)/y;
const plain = (text: string): string => text.replaceAll(/\\([^])/g, '$1');
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** `"key"=>"value", ...`, as the server writes it. Each key is a path of its own. */
export const maskHstore: StructureText = (text, tree, leaf, where) => {
  const pairs: string[] = [];
  pair.lastIndex = 0;
  while (pair.lastIndex < text.length) {
    const found = pair.exec(text);
    if (found === null) throw new MaskingError(`${where}: the value is not hstore`);
    const name = plain(found[1] as string);
    const member = tree.members.find((known) => known.name === name);
    if (member === undefined) throw new MaskingError(`${where}: a key is not classified; compare the keys with the paths of the policy`);
    const value = found[2] === undefined ? undefined : leaf(member.node, plain(found[2]));
    pairs.push(`${quoted(name)}=>${value === undefined ? 'NULL' : quoted(value)}`);
  }
  return pairs.join(', ');
};
