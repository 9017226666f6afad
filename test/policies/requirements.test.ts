import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requirementReference, tracedRequirements } from '../../policies/requirement-reference';
import { requirementTrace } from '../../policies/requirement-trace';
import { requirements } from '../../policies/requirements';

const root = resolve(__dirname, '../..');
const traced = tracedRequirements();
const texts = new Map<string, string>();

/** Whether a test file has a test or a group of that name: the name stands there after the opening quote of a string. */
function hasTest(file: string, name: string): boolean {
  const path = join(root, 'test', file);
  if (!existsSync(path)) return false;
  const text = texts.get(file) ?? readFileSync(path, 'utf8');
  texts.set(file, text);
  return [`'${name}`, `"${name}`, `\`${name}`].some((start) => text.includes(start));
}

test('there are 77 requirements, and the trace knows no other', () => {
  expect(requirements).toHaveLength(77);
  expect(Object.keys(requirementTrace).filter((id) => !requirements.some((requirement) => requirement.id === id))).toEqual([]);
});

describe.each(traced.map((requirement) => ({ id: requirement.id, requirement })))('$id', ({ requirement: { parts, checks = [], rules, tests, planned } }) => {
  test('has a part, a rule or check, and a test, or says what is planned', () => {
    const whole = parts.length > 0 && rules.length + checks.length > 0 && tests.length > 0;
    expect(whole || (planned ?? '').length > 20).toBe(true);
  });

  test('names files that exist', () => expect([...parts, ...checks].filter((path) => !existsSync(join(root, path)))).toEqual([]));

  test('names tests that exist', () => expect(tests.filter(([file, name]) => !hasTest(file, name))).toEqual([]));

  test('says nothing twice', () => {
    const all = [...parts, ...checks, ...tests.map((each) => each.join(' '))];
    expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([]);
  });
});

test('docs/requirements.md is what the trace says; run npm run docs', () => {
  expect(readFileSync(join(root, 'docs/requirements.md'), 'utf8')).toBe(requirementReference());
});
