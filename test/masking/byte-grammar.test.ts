import * as fc from 'fast-check';
import { maskerNamed, maskerNames } from '../../runtime/masking/maskers/masker-catalogue';
import { byteGrammar } from '../../runtime/masking/verify/byte-grammar';

const says = (grammar: string, text: string): boolean => byteGrammar(grammar).matches(Buffer.from(text, 'latin1'), 0, text.length);
const expected = (grammar: string, text: string): boolean => new RegExp(`^(?:${grammar})$`).test(text);

// A grammar that looks around is left to its regular expression; no texts can be made from it, see the masker's own test.
const tabled = maskerNames.filter((name) => !/\(\?<?[!=]/.test(maskerNamed(name)?.grammar ?? ''));

test('all maskers but one have a grammar for tables', () => expect(maskerNames.filter((name) => !tabled.includes(name))).toEqual(['redact']));

test.each(tabled)('the tables of %s accept what its regular expression accepts, and nothing else', (name) => {
  const grammar = maskerNamed(name)?.grammar ?? '';
  const tables = byteGrammar(grammar);
  const check = (text: string) => expect([text, tables.matches(Buffer.from(text, 'latin1'), 0, text.length)]).toEqual([text, expected(grammar, text)]);
  fc.assert(fc.property(fc.stringMatching(new RegExp(`^(?:${grammar})$`)), fc.nat(), fc.string({ maxLength: 2 }), (good, at, change) => {
    const text = Buffer.from(good, 'latin1').toString('latin1');
    check(text);
    check(text.slice(0, at % (text.length + 1)));
    check(text.slice(0, at % (text.length + 1)) + Buffer.from(change).toString('latin1') + text.slice((at + 1) % (text.length + 1)));
  }), { numRuns: 60 });
});

test.each([
  ['a{3}', ['aa', 'aaa', 'aaaa']], ['a{2,4}', ['a', 'aa', 'aaaa', 'aaaaa']], ['(?:ab|c){0,2}', ['', 'ab', 'abc', 'cc', 'ccc']], ['[^a-c-]', ['a', '-', 'd', 'dd']], ['(?:a(?: |$))+', ['a', 'a ', 'a a', 'aa']],
  ['[\\[("]?\\d+', ['[1', '"22', '[', '((1']], ['(?!)', ['', 'a']], ['(?:(?<!\\d)\\d(?!\\d)|[a-z])*', ['a1b', 'a12b', '']], ['\\w+', ['ab', '-']], ['.*', ['', 'x']], ['[äb]', ['b', 'c']],
])('%s: %j', (grammar, texts) => expect(texts.map((text) => says(grammar, text))).toEqual(texts.map((text) => expected(grammar, text))));

test('a grammar of more states than tables have room for is as its regular expression says', () => {
  const source = '[ab]*a[ab]{13}';
  const grammar = byteGrammar(source);
  const text = (number: number): string => number.toString(2).padStart(20, '0').replaceAll('0', 'a').replaceAll('1', 'b');
  const texts = Array.from({ length: 1200 }, (_, i) => text((i * 7919) % (1 << 20)));
  const wrong = [...texts, ...texts].filter((one) => grammar.matches(Buffer.from(one), 0, one.length) !== expected(source, one));
  expect(wrong).toEqual([]);
  expect(grammar.tables?.rows).toBeGreaterThan(4096);
});
