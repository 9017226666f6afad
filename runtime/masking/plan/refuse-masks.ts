import { Problems, type Problem } from '../../../lib/values/problems';
import type { MaskerDefinition } from '../maskers/masker';
import { maskerNamed, maskerNames } from '../maskers/masker-catalogue';
import { isJson, isKeep, isMask, isRemove, type Disposition, type Mask, type MaskingPolicy } from '../policy/masking-policy';
import type { Column, DatabaseSchema, Table, ValueKind } from '../schema/database-schema';
import { copiedTables, type Dispositions } from './resolve-dispositions';

/** Masks that cannot work, found before any row is read. */
export function refuseMasks(policy: MaskingPolicy, schema: DatabaseSchema, dispositions: Dispositions): readonly Problem[] {
  return copiedTables(policy, schema).flatMap((table) => {
    const own = dispositions.get(table.name) as ReadonlyMap<string, Disposition>;
    return [
      ...table.columns.flatMap((column) => {
        const disposition = own.get(column.name);
        return disposition === undefined ? [] : columnProblems(table, column, disposition);
      }),
      ...uniqueProblems(table, own),
      ...referenceProblems(table, own, policy),
    ];
  });
}

function columnProblems(table: Table, column: Column, disposition: Disposition): readonly Problem[] {
  const at = `${table.name}.${column.name}`;
  if (isRemove(disposition)) return removeProblems(at, column);
  if (isJson(disposition)) {
    return Object.entries(disposition.json).flatMap(([path, inner]) => (isMask(inner) ? pathProblems(`${at}${path.slice(1)}`, table, column, path, inner) : []));
  }
  if (!isMask(disposition)) return [];
  const masker = maskerNamed(disposition.mask);
  if (masker === undefined) return [unknownMasker(at, disposition)];
  return [...maskProblems(at, table, disposition, masker, column.kind), ...widthProblems(at, column, masker), ...partitionProblems(at, table, column)];
}

function pathProblems(at: string, table: Table, column: Column, path: string, mask: Mask): readonly Problem[] {
  const masker = maskerNamed(mask.mask);
  if (masker === undefined) return [unknownMasker(at, mask)];
  const field = column.fields?.find(({ name }) => path === `$.${name}`);
  const apart = column.kind !== 'json' && masker.needs === 'subject' ? [{ at, must: `must not be masked by ${masker.name}: its subject is another column`, fix: 'remove the value or mask it as free-text' }] : [];
  if (masker.name === 'bytes') return [{ at, must: 'must be removed: bytes within another value cannot be masked', fix: 'use { "remove": reason }' }];
  return [...apart, ...maskProblems(at, table, mask, masker, field?.kind ?? (masker.kinds.includes('text') ? 'text' : 'number'))];
}

function maskProblems(at: string, table: Table, mask: Mask, masker: MaskerDefinition, kind: ValueKind): readonly Problem[] {
  const problems = new Problems();
  problems.when(!masker.kinds.includes(kind), { at, must: `must be ${masker.kinds.join(' or ')} for masker ${masker.name}`, got: kind, fix: 'choose another masker or remove the value' });
  problems.when(masker.needs === 'group' && mask.group === undefined, { at, must: 'must name a group: amounts that belong together share one factor', fix: 'add "group"' });
  const subject = table.columns.find((column) => column.name === mask.subject);
  problems.when(masker.needs === 'subject' && subject === undefined, {
    at, must: 'must name a column of the same table as subject: dates move together per subject', got: mask.subject, fix: 'add "subject"',
  });
  for (const setting of ['group', 'subject'] as const) {
    problems.when(mask[setting] !== undefined && masker.needs !== setting, { at, must: `must not name a ${setting}: masker ${masker.name} has none`, got: mask[setting], fix: `remove "${setting}"` });
  }
  return problems.list;
}

function widthProblems(at: string, column: Column, masker: MaskerDefinition): readonly Problem[] {
  const needed = typeof masker.width === 'number' ? masker.width : (masker.atLeast ?? 0);
  if (column.width !== undefined && needed > column.width) {
    return [{ at, must: `must hold the ${needed} characters of masker ${masker.name}`, got: column.type, fix: 'widen the column or choose a shorter masker' }];
  }
  return [];
}

function partitionProblems(at: string, table: Table, column: Column): readonly Problem[] {
  return table.partitionKey.includes(column.name) ? [{ at, must: 'must not be masked: it decides the partition of a row', fix: 'keep it with a reason, or partition the table by another column' }] : [];
}

function removeProblems(at: string, column: Column): readonly Problem[] {
  const hasEmpty = column.array || ['text', 'json', 'bytes', 'search'].includes(column.kind);
  return column.notNull && !hasEmpty ? [{ at, must: 'must allow null to be removed', got: `${column.type} not null`, fix: 'mask it instead' }] : [];
}

// A unique set stays unique when each of its masked columns is injective.
function uniqueProblems(table: Table, own: ReadonlyMap<string, Disposition>): readonly Problem[] {
  return [...table.uniques, ...table.expressionUniques].flatMap((set) => set.flatMap((name): readonly Problem[] => {
    const column = table.columns.find((candidate) => candidate.name === name);
    const disposition = own.get(name);
    if (column === undefined || disposition === undefined || isKeep(disposition)) return [];
    const at = `${table.name}.${name}`;
    const which = `unique (${set.join(', ')})`;
    if (isRemove(disposition)) return column.notNull ? [{ at, must: `must not be removed: ${which}`, fix: 'use an injective masker, for example pseudonym' }] : [];
    if (!isMask(disposition)) return [{ at, must: `must not be masked by path: ${which}` }];
    const masker = maskerNamed(disposition.mask);
    const together = masker?.needs === 'subject' && disposition.subject !== undefined && set.includes(disposition.subject);
    if (masker === undefined || masker.injective !== 'no' || together) return [];
    return [{ at, must: `must be masked injectively: ${which}`, got: masker.name, fix: `use ${injectiveFor(column.kind)}` }];
  }));
}

function injectiveFor(kind: ValueKind): string {
  return maskerNames.filter((name) => {
    const masker = maskerNamed(name);
    return masker !== undefined && masker.injective !== 'no' && masker.kinds.includes(kind);
  }).join(', ') || 'keep with a reason';
}

function referenceProblems(table: Table, own: ReadonlyMap<string, Disposition>, policy: MaskingPolicy): readonly Problem[] {
  return table.foreignKeys.filter((key) => {
    const strategy = policy.tables[key.references]?.strategy;
    const cut = key.columns.some((column) => {
      const disposition = own.get(column);
      return disposition !== undefined && isRemove(disposition);
    });
    return strategy !== undefined && strategy !== 'copy' && !cut;
  }).map((key) => ({
    at: `${table.name}.${key.columns.join(',')}`, must: `must not reference ${key.references}, whose rows are not copied`, fix: 'remove the reference or copy the table',
  }));
}

function unknownMasker(at: string, mask: Mask): Problem {
  return { at, must: 'must name a masker', got: mask.mask, fix: `use one of ${maskerNames.join(', ')}` };
}
