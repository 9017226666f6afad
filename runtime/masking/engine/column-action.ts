import { MaskingError } from '../postgres/masking-error';
import { formOf, nothing } from '../maskers/canonical-forms';
import type { MaskerDefinition, MaskerSetting, SourceNames, ValueMasker } from '../maskers/masker';
import { maskerNamed } from '../maskers/masker-catalogue';
import { isJson, isKeep, isMask, isRemove, type Disposition, type JsonPaths, type Mask } from '../policy/masking-policy';
import { fastestPrf } from '../prf/fastest-prf';
import type { KeySource } from '../prf/key-source';
import type { RowPrf } from '../prf/prf';
import type { Column, Table, ValueKind } from '../schema/database-schema';
import { jsonTree, type JsonLeaf, type JsonNode } from './json-tree';
import { structureMasker, type LeafMask } from './structure-masker';

/** Replaces values at their sites. */
export interface ValueAction {
  readonly masker: ValueMasker;
  readonly domain: number;
  /** Position of the column that is hashed instead of the value; -1 for the value. */
  readonly subject: number;
  readonly hashes: boolean;
  /** The number of its canonical form. */
  readonly form: number;
  /** Whether what it writes is a number: then it needs no quotes in JSON. */
  readonly numeric: boolean;
}

export type ColumnAction =
  | { readonly kind: 'verbatim' }
  | { readonly kind: 'removed'; readonly field: Uint8Array }
  | { readonly kind: 'value' | 'array'; readonly action: number }
  | { readonly kind: 'json'; readonly tree: JsonNode };

/** What one table needs to be masked: an action for each copied column, and the value actions they and JSON paths refer to. */
export interface TableActions {
  readonly table: string;
  readonly columns: readonly ColumnAction[];
  readonly names: readonly string[];
  readonly values: readonly ValueAction[];
}

/** Whose key a mask uses: money shares its factor in a group, everything else its domain. */
export function domainOf(mask: Mask): string {
  if (mask.group !== undefined) return `group ${mask.group}`;
  return mask.domain ?? mask.mask;
}

export interface ActionSources {
  readonly prf: RowPrf;
  readonly keys: KeySource;
  readonly excludedWords: ReadonlySet<string>;
  readonly sourceNames?: SourceNames;
}

/** The columns a copy carries: the database computes the others itself. */
export function copiedColumns(table: Table): readonly Column[] {
  return table.columns.filter((column) => !column.generated);
}

/** Makes the actions of one table; keys are fetched here, once. */
export async function tableActions(table: Table, dispositions: ReadonlyMap<string, Disposition>, sources: ActionSources): Promise<TableActions> {
  const columns = copiedColumns(table);
  const values: ValueAction[] = [];
  const add = async (mask: Mask, kind: ValueKind, width?: number): Promise<number> => {
    const definition = maskerNamed(mask.mask);
    if (definition === undefined) throw new MaskingError(`no masker is called ${mask.mask}`);
    const key = await sources.keys.domainKey(domainOf(mask));
    const masker = definition.make(await settingOf(definition, key, kind, width, sources));
    const subject = mask.subject === undefined ? -1 : columns.findIndex((column) => column.name === mask.subject);
    return values.push({ masker, domain: sources.prf.domain(key), subject, hashes: masker.canonical !== nothing, form: formOf(masker.canonical), numeric: definition.kinds.includes('integer') }) - 1;
  };
  // XML, hstore and composite values are masked as one text each, part by part.
  const addStructure = async (column: Column, { json }: JsonPaths): Promise<ColumnAction> => {
    const masks: LeafMask[] = [];
    const paths: { path: string; leaf: JsonLeaf }[] = [];
    for (const [path, inner] of Object.entries(json)) {
      const definition = isMask(inner) ? maskerNamed(inner.mask) : undefined;
      if (definition === undefined || !isMask(inner)) paths.push({ path, leaf: isKeep(inner) ? 'keep' : 'remove' });
      else {
        const key = await sources.keys.domainKey(domainOf(inner));
        const kind = column.fields?.find(({ name }) => path === `$.${name}`)?.kind ?? 'text';
        paths.push({ path, leaf: masks.push({ key, masker: definition.make(await settingOf(definition, key, kind, undefined, sources)) }) - 1 });
      }
    }
    const masker = structureMasker(`${table.name}.${column.name}`, column, jsonTree(paths), masks, fastestPrf());
    return { kind: 'value', action: values.push({ masker, domain: 0, subject: -1, hashes: false, form: formOf(nothing), numeric: false }) - 1 };
  };
  const actions: ColumnAction[] = [];
  for (const column of columns) {
    const disposition = dispositions.get(column.name);
    if (disposition === undefined) throw new MaskingError(`${table.name}.${column.name} is not classified`);
    actions.push(isJson(disposition) && column.kind !== 'json' ? await addStructure(column, disposition) : await columnAction(column, disposition, add));
  }
  return { table: table.name, columns: actions, names: columns.map((column) => column.name), values };
}

async function settingOf(definition: MaskerDefinition, key: Uint8Array, kind: ValueKind, width: number | undefined, { keys, excludedWords, sourceNames }: ActionSources): Promise<MaskerSetting> {
  const partKeys = new Map<string, Uint8Array>();
  for (const part of definition.parts ?? []) partKeys.set(part, await keys.domainKey(part));
  return { key, kind, excludedWords, partKeys, ...(width === undefined ? {} : { width }), ...(sourceNames === undefined ? {} : { sourceNames }) };
}

async function columnAction(column: Column, disposition: Disposition, add: (mask: Mask, kind: ValueKind, width?: number) => Promise<number>): Promise<ColumnAction> {
  if (isKeep(disposition)) return { kind: 'verbatim' };
  if (isRemove(disposition)) return { kind: 'removed', field: Uint8Array.from(Buffer.from(emptyField(column))) };
  if (isJson(disposition)) {
    const paths = await Promise.all(Object.entries(disposition.json).map(async ([path, inner]) => ({
      path, leaf: isMask(inner) ? await add(inner, 'text') : isKeep(inner) ? ('keep' as const) : ('remove' as const),
    })));
    return { kind: 'json', tree: jsonTree(paths) };
  }
  return { kind: column.array ? 'array' : 'value', action: await add(disposition, column.kind, column.width) };
}

function emptyField(column: Column): string {
  if (!column.notNull) return '\\N';
  if (column.array || column.kind === 'json') return '{}';
  return column.kind === 'bytes' ? '\\\\x' : '';
}
