import { ByteSink } from '../maskers/byte-sink';
import { nothing } from '../maskers/canonical-forms';
import type { ValueMasker } from '../maskers/masker';
import { MaskingError } from '../postgres/masking-error';
import type { Prf } from '../prf/prf';
import type { Column } from '../schema/database-schema';
import { maskComposite } from './composite-text';
import { escapeField } from './copy-text';
import { maskHstore } from './hstore-text';
import type { JsonNode } from './json-tree';
import { maskXml } from './xml-text';

/** What replaces the value at a path: its new text, or undefined where it is removed. */
export type ReplaceLeaf = (node: JsonNode, text: string) => string | undefined;

/** Masks a value of several parts: given its text, gives its new text. Throws where a part is not classified. */
export type StructureText = (text: string, tree: JsonNode, leaf: ReplaceLeaf, where: string) => string;

/** A masker for the values at the paths of the tree, which names them by number, and the domain of each. */
export interface LeafMask {
  readonly masker: ValueMasker;
  readonly key: Uint8Array;
}

/** Masks hstore, XML and composite values path by path. A part outside the tree stops the run. */
export function structureMasker(where: string, column: Column, tree: JsonNode, masks: readonly LeafMask[], prf: Prf): ValueMasker {
  const known = masks.map(({ masker, key }) => ({ masker, domain: prf.domain(key) }));
  const [canonical, written] = [new ByteSink(), new ByteSink()];
  const replace: ReplaceLeaf = ({ leaf, path }, text) => {
    if (leaf === 'keep') return text;
    if (leaf === 'remove') return undefined;
    const mask = leaf === undefined ? undefined : known[leaf];
    if (mask === undefined) throw new MaskingError(`${where}: ${path} is a value where the policy expects a structure; add it to the policy`);
    const bytes = Buffer.from(text);
    prf.begin();
    canonical.length = 0;
    mask.masker.canonical(bytes, 0, bytes.length, canonical);
    const at = prf.add(mask.domain, canonical.bytes, 0, canonical.length);
    prf.run();
    written.length = 0;
    mask.masker.emit(bytes, 0, bytes.length, prf.digests, at, written);
    return Buffer.from(written.written()).toString('latin1');
  };
  const change = structureTexts(column);
  return {
    canonical: nothing,
    emit: (value, from, to, _digest, _at, out) => {
      const changed = Buffer.from(change(Buffer.from(value.subarray(from, to)).toString('utf8'), tree, replace, where));
      escapeField(changed, 0, changed.length, out);
    },
  };
}

function structureTexts(column: Column): StructureText {
  if (column.kind === 'xml') return maskXml;
  return column.kind === 'hstore' ? maskHstore : maskComposite((column.fields ?? []).map(({ name }) => name));
}
