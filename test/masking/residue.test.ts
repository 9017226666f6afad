import * as fc from 'fast-check';
import { anchorHash, halfHash, spread } from '../../runtime/masking/verify/gram-hash';
import { ResidueIndex } from '../../runtime/masking/verify/residue-index';
import { ResidueSearch, searchTables } from '../../runtime/masking/verify/residue-search';
import { word } from '../../runtime/masking/verify/value-hash';

/** Puts values into as many indexes as threads would have, in turns. */
function searchFor(values: readonly string[], threads = 1, expected = 0): ResidueSearch {
  const indexes = Array.from({ length: threads }, () => new ResidueIndex(expected, 4711));
  values.forEach((value, i) => indexes[i % threads]?.add(Buffer.from(value, 'latin1'), 0, value.length));
  return new ResidueSearch(searchTables(indexes.map((index) => index.shared()), 4711));
}

function found(search: ResidueSearch, text: string): readonly string[] {
  const hits = new Set<string>();
  search.find(Buffer.from(text, 'latin1'), text.length, ({ start, length }) => void hits.add(text.slice(start, start + length)));
  return [...hits].toSorted();
}

// Few letters, so that runs repeat and anchors are crowded.
const words = fc.string({ unit: fc.constantFrom('a', 'b', '0'), minLength: 1, maxLength: 30 });

test('a search finds the values that a text contains, wherever they are in it, and nothing else', () => {
  fc.assert(fc.property(fc.array(words, { minLength: 1, maxLength: 200 }), fc.array(words, { maxLength: 4 }), fc.nat(), fc.integer({ min: 1, max: 3 }), (values, others, which, threads) => {
    const text = [...others.slice(0, 2), values[which % values.length] ?? '', ...others.slice(2)].join('');
    const expected = [...new Set(values.filter((value) => value.length >= 8 && text.includes(value)))].toSorted();
    expect(found(searchFor(values, threads), text)).toEqual(expected);
  }), { numRuns: 300 });
});

test.each([1, 3])('%i indexes that grow from nothing find each of 30,000 numbers that follow one another', (threads) => {
  const values = Array.from({ length: 30_000 }, (_, i) => `4917010${10_000 + i}`);
  const search = searchFor([...values, ...values], threads);
  expect(values.filter((value) => !found(search, `call${value}orwrite`).includes(value))).toEqual([]);
  expect(found(search, '491701009999')).toEqual([]);
  expect(search.values).toBeLessThan(threads * 1.2 * values.length);
});

test('values with nothing but common runs are found too', () => {
  const common = ['meeting0', 'report00', 'review00', 'agenda00', 'ledger00', 'closing0'];
  const values = common.flatMap((a) => common.flatMap((b) => common.flatMap((c) => common.flatMap((d) => common.map((e) => a + b + c + d + e)))));
  const search = searchFor(values);
  expect(values.filter((value) => !found(search, `x${value}y`).includes(value))).toEqual([]);
});

test('of a value longer than 65,535 bytes the first are found', () => {
  const long = Array.from({ length: 9000 }, (_, i) => String(10_000_000 + i)).join('');
  expect(found(searchFor([long]), `in ${long.slice(0, 65_535)}`)).toEqual([long.slice(0, 65_535)]);
});

test.each([0, 4, 7, 8])('a value with %i bytes before its core is found, and so is the core alone', (before) => {
  const index = new ResidueIndex(0, 4711);
  const value = `${'headbyte'.slice(0, before)}12345678901234`;
  index.add(Buffer.from(value), 0, value.length, before);
  const search = new ResidueSearch(searchTables([index.shared()], 4711));
  expect(search.values).toBe(before > 7 ? 2 : 1);
  expect(found(search, `xx${value}yy`)).toEqual([...new Set([value.slice(before), value])].toSorted());
  expect(found(search, `headbytx${value.slice(before)}`)).toEqual([value.slice(before)]);
  expect(found(search, value.slice(before))).toEqual([value.slice(before)]);
  expect(found(search, value.slice(before, -1))).toEqual([]);
});

test('values whose anchors hundreds have are found', () => {
  const values = Array.from({ length: 1 << 14 }, (_, i) => i.toString(2).padStart(14, '0').replaceAll('0', 'meeting0').replaceAll('1', 'report00'));
  const search = searchFor(values);
  expect(values.filter((value, i) => i % 64 === 0 && !found(search, `x${value}y`).includes(value))).toEqual([]);
});

test('values whose place is the last of the table are found, before it grows and after', () => {
  const anchor = (value: string): number => anchorHash(halfHash(word(Buffer.from(value), 0)), halfHash(word(Buffer.from(value), 4)), 0, 4711);
  const isLast = (value: string): boolean => spread(anchor(value)) >>> (32 - 13) === (1 << 13) - 1; // in tables of 4096 and of 8192 slots
  const last = Array.from({ length: 100_000 }, (_, i) => String(10_000_000 + 7 * i)).filter(isLast);
  expect(last.length).toBeGreaterThan(3);
  for (const others of [0, 4000]) {
    const search = searchFor([...last, ...last, ...Array.from({ length: others }, (_, i) => String(90_000_000 + 11 * i))]);
    expect(last.filter((value) => !found(search, `x${value}y`).includes(value))).toEqual([]);
  }
});
