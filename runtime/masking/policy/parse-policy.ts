import { Problems } from '../../../lib/values/problems';
import type { Disposition, MaskingPolicy, TablePolicy } from './masking-policy';

const strategies = ['copy', 'empty', 'omit', 'synthetic'];
const policyMembers = ['name', 'schemas', 'tables', 'virtualKeys', 'anonymity', 'publicValues', 'neverTargets', 'subset'];

/** Reads a policy from JSON text and refuses whatever is not one, with every problem at once. */
export function parsePolicy(text: string, from = 'masking policy'): MaskingPolicy {
  const problems = new Problems();
  const value = parse(text, problems);
  problems.refuse(from);
  const found = record(value);
  for (const name of Object.keys(found)) {
    problems.when(!policyMembers.includes(name), { at: name, must: 'must be a member of a policy', fix: `use ${policyMembers.join(', ')}` });
  }
  problems.when(typeof found['name'] !== 'string' || found['name'] === '', { at: 'name', must: 'must be a text', got: found['name'] });
  const schemas = found['schemas'];
  problems.when(!isTexts(schemas) || schemas.length === 0, { at: 'schemas', must: 'must name at least one schema', got: schemas });
  for (const [name, table] of Object.entries(record(found['tables']))) checkTable(name, table, problems);
  checkLists(found, problems);
  checkSubset(found['subset'], problems);
  problems.refuse(from);
  // Every member was checked above; the empty lists may be left out of a file.
  return { virtualKeys: [], anonymity: [], publicValues: {}, neverTargets: [], ...found } as unknown as MaskingPolicy;
}

function parse(text: string, problems: Problems): unknown {
  try {
    return JSON.parse(text);
  } catch {
    problems.when(true, { at: 'policy', must: 'must be JSON', fix: 'check for a missing comma or brace' });
    return undefined;
  }
}

function checkTable(name: string, value: unknown, problems: Problems): void {
  const at = `tables.${name}`;
  problems.when(name.split('.').length < 2, { at, must: 'must be named schema.table', got: name });
  const table = record(value) as Partial<Record<keyof TablePolicy, unknown>>;
  const strategy = String(table.strategy);
  problems.when(!strategies.includes(strategy), { at: `${at}.strategy`, must: `must be one of ${strategies.join(', ')}`, got: table.strategy });
  const needsReason = strategy === 'empty' || strategy === 'omit';
  problems.when(needsReason && !isReason(table.reason), { at: `${at}.reason`, must: 'must say why', fix: 'write one sentence a reviewer accepts' });
  const wrongRows = (strategy === 'synthetic' || table.rows !== undefined) && !isCount(table.rows);
  problems.when(wrongRows, { at: `${at}.rows`, must: 'must be a number of rows, 0 or more', got: table.rows });
  for (const [column, disposition] of Object.entries(record(table.columns))) {
    checkDisposition(`${at}.${column}`, disposition, problems, true);
  }
}

function checkDisposition(at: string, value: unknown, problems: Problems, jsonAllowed: boolean): void {
  const kinds = Object.keys(record(value)).filter((member) => ['keep', 'mask', 'remove', 'json'].includes(member));
  const wrong = kinds.length !== 1 || (kinds[0] === 'json' && !jsonAllowed);
  if (problems.when(wrong, { at, must: 'must have exactly one of keep, mask, remove, json', fix: 'use { "keep": reason }, { "mask": masker }, ...' })) return;
  const disposition = value as Disposition;
  if ('keep' in disposition) reason(at, disposition.keep, problems);
  if ('remove' in disposition) reason(at, disposition.remove, problems);
  if ('mask' in disposition) checkMask(at, record(disposition), problems);
  if ('json' in disposition) {
    for (const [path, inner] of Object.entries(record(disposition.json))) {
      problems.when(!/^\$(\.[^.[\]]+|\[\*\])*$/.test(path), { at: `${at}.json`, must: 'must be a path like $.contact.email or $.phones[*]', got: path });
      checkDisposition(`${at}${path.slice(1)}`, inner, problems, false);
    }
  }
}

function checkMask(at: string, mask: Record<string, unknown>, problems: Problems): void {
  for (const [member, value] of Object.entries(mask)) {
    problems.when(!['mask', 'domain', 'subject', 'group'].includes(member), { at: `${at}.${member}`, must: 'must be mask, domain, subject or group' });
    problems.when(typeof value !== 'string' || value === '', { at: `${at}.${member}`, must: 'must be a text', got: value });
  }
}

function checkLists(found: Record<string, unknown>, problems: Problems): void {
  for (const name of ['virtualKeys', 'anonymity', 'neverTargets']) {
    problems.when(found[name] !== undefined && !Array.isArray(found[name]), { at: name, must: 'must be a list', got: found[name] });
  }
  list(found['virtualKeys']).forEach((value, index) => {
    const key = record(value);
    const at = `virtualKeys[${index}]`;
    const [from, to] = [key['columns'], key['referencedColumns']];
    problems.when(typeof key['table'] !== 'string' || typeof key['references'] !== 'string', { at, must: 'must name table and references' });
    const pairs = isTexts(from) && isTexts(to) && from.length === to.length && from.length > 0;
    problems.when(!pairs, { at, must: 'must pair each of columns with one of referencedColumns', got: { columns: from, referencedColumns: to } });
  });
  list(found['anonymity']).forEach((value, index) => {
    const rule = record(value);
    const good = typeof rule['table'] === 'string' && isTexts(rule['columns']) && isCount(rule['k']) && Number(rule['k']) > 1;
    problems.when(!good, { at: `anonymity[${index}]`, must: 'must name table, columns and k above 1', got: value });
  });
  for (const [value, why] of Object.entries(record(found['publicValues']))) {
    problems.when(!isReason(why), { at: `publicValues.${value}`, must: 'must say why the value is public' });
  }
}

function checkSubset(value: unknown, problems: Problems): void {
  if (value === undefined) return;
  const subset = record(value);
  problems.when(!isCount(subset['rowBudget']) || subset['rowBudget'] === 0, {
    at: 'subset.rowBudget', must: 'must be a number of rows above 0', got: subset['rowBudget'], fix: 'a subset without a budget can be the whole database',
  });
  for (const name of ['seeds', 'edges', 'whole']) problems.when(!Array.isArray(subset[name]), { at: `subset.${name}`, must: 'must be a list', got: subset[name] });
  list(subset['seeds']).forEach((seed, index) => {
    const { table, oneIn } = record(seed);
    problems.when(typeof table !== 'string' || !isCount(oneIn) || oneIn === 0, { at: `subset.seeds[${index}]`, must: 'must have table and oneIn above 0', got: seed });
  });
  list(subset['edges']).forEach((edge, index) => {
    const { table, columns, parent, children } = record(edge);
    const good = typeof table === 'string' && isTexts(columns) && [undefined, 'follow', 'null'].includes(parent as string | undefined)
      && (children === undefined || isCount(children));
    problems.when(!good, { at: `subset.edges[${index}]`, must: 'must have table, columns, parent (follow or null) or children (a number)', got: edge });
  });
}

function reason(at: string, value: unknown, problems: Problems): void {
  problems.when(!isReason(value), { at, must: 'must say why', fix: 'write one sentence a reviewer accepts' });
}

const isReason = (value: unknown): boolean => typeof value === 'string' && value.trim().length >= 3;
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {});
