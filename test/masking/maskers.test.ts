import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { WordSearch } from '../../runtime/masking/plan/word-search';
import { maskerNamed, maskerNames } from '../../runtime/masking/maskers/masker-catalogue';
import type { ValueKind } from '../../runtime/masking/schema/database-schema';
import { ByteSink } from '../../runtime/masking/maskers/byte-sink';
import { InventedWords, WordTable, emitWord, familyNames, givenNames } from '../../runtime/masking/maskers/invented-words';
import { maskerFor, maskRows, maskValues, testKey } from './masked-rows';
import { alphanumeric, asIs, digitsOnly, folded, formOf } from '../../runtime/masking/maskers/canonical-forms';
import { LanePrf } from '../../runtime/masking/prf/lane-prf';
import type { RowPrf } from '../../runtime/masking/prf/prf';
import { PurePrf } from '../../runtime/masking/prf/pure-prf';

const definition = (name: string) => maskerNamed(name) ?? fail(name);
const fail = (name: string): never => { throw new Error(`no masker ${name}`); };

const text = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 60 }).filter((value) => !value.includes('\0'));
const digits = fc.stringMatching(/^[+(]?[0-9][0-9 ()./-]{4,18}[0-9]$/);
const calendar = fc.date({ min: new Date('1001-01-01'), max: new Date('9000-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const amounts = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 99 })).map(([a, b]) => `${a}.${String(b).padStart(2, '0')}`);
const ibans = fc.tuple(fc.constantFrom('DE', 'GB'), fc.stringMatching(/^[0-9]{2} ?[0-9]{4} ?[0-9]{14}$/)).map(([country, rest]) => `${country}${rest}`);
const sentences = fc.array(fc.oneof(fc.constantFrom('Please', 'call', 'Anna', 'Müller', 'müller', 'INV-2024-17', 'anna@firm.test', '+49 170 1234567', 'DE89 3704 0044 0532 0130 00', 'https://x.test/?u=1', '12', '3.5', '"', '\\n', ',', '.', '(', '50 %', '你好', 'naïve', 'ﬁ'), text), { maxLength: 12 })
  .map((words) => words.join(' ').trim());
const realistic: Readonly<Record<string, { kind?: ValueKind; values: fc.Arbitrary<string> }>> = {
  'phone': { values: digits }, 'tax-id': { values: digits }, 'bank-account': { values: digits },
  'code': { values: fc.stringMatching(/^[A-Za-z0-9 ./-]{1,24}$/) }, 'integer': { kind: 'integer', values: fc.integer().map(String) },
  'unique-phone': { values: digits }, 'unique-tax-id': { values: fc.stringMatching(/^[A-Z]{0,2}[0-9]{5,11}$/) }, 'unique-iban': { values: ibans },
  'redact': { values: sentences }, 'amount': { kind: 'number', values: amounts },
  'money': { kind: 'number', values: amounts },
  'date-shift': { kind: 'date', values: calendar }, 'bytes': { kind: 'bytes', values: fc.stringMatching(/^\\x([0-9a-f]{2}){0,40}$/) },
  'iban': { values: fc.stringMatching(/^[A-Z]{2}[0-9]{2} ?[A-Z0-9]{4} ?[0-9 ]{8,20}[0-9]$/) }, 'ip-address': { kind: 'network', values: fc.ipV4() },
  'uuid': { kind: 'uuid', values: fc.uuid() }, 'postcode': { values: fc.stringMatching(/^[A-Z0-9 ]{3,8}$/) },
};
const inputs = (name: string) => realistic[name]?.values ?? text;
const kind = (name: string) => realistic[name]?.kind ?? 'text';

describe.each([...maskerNames])('masker %s', (name) => {
  let sampled: readonly string[] | undefined;
  const values = () => (sampled ??= fc.sample(inputs(name), { numRuns: 200, seed: 11 }));

  test('writes only what its grammar says, in printable ASCII', async () => {
    const grammar = new RegExp(`^(?:${definition(name).grammar})$`);
    for (const output of await maskValues(name, values(), kind(name))) {
      expect(output.replace('\\\\x', '\\x')).toMatch(grammar);
      expect(output).toMatch(/^[ -~]*$/);
    }
  });

  test('is never wider than it says', async () => {
    const { width, atLeast = 0, growsBy = 1, adds = 0 } = definition(name);
    const given = values();
    const outputs = await maskValues(name, given, kind(name));
    outputs.forEach((output, i) => {
      const most = width === 'value' ? Math.max((given[i] ?? '').length + Math.ceil(Math.log10(growsBy)) + adds, atLeast, 1) : width === 'column' ? Infinity : width;
      expect(output.replace('\\\\x', '\\x').length).toBeLessThanOrEqual(most);
    });
  });

  test('gives the same under the same key and another under another', async () => {
    const given = values().filter((value) => value.length > 6);
    const outputs = await maskValues(name, given, kind(name));
    expect(await maskValues(name, given, kind(name))).toEqual(outputs);
    expect(await maskValues(name, given, kind(name), Buffer.alloc(32, 9))).not.toEqual(outputs);
  });

  test('gives no two values one mask, or says that it may', async () => {
    const canonical = definition(name).make({ key: testKey, kind: 'text', excludedWords: new Set() }).canonical;
    const distinct = new Map(values().map((value) => {
      const sink = new ByteSink();
      canonical(Buffer.from(value), 0, Buffer.byteLength(value), sink);
      return [definition(name).injective === 'hash' ? Buffer.from(sink.written()).toString('hex') : value, value];
    }));
    const outputs = await maskValues(name, [...distinct.values()], kind(name));
    const collided = new Set(outputs).size < distinct.size;
    expect(collided && definition(name).injective !== 'no').toBe(false);
  });

  test('leaves no value as it was, where its grammar is disjoint from real ones', async () => {
    const given = values();
    const outputs = await maskValues(name, given, kind(name));
    const unchanged = outputs.filter((output, i) => output === given[i] && output.length > 8);
    expect(definition(name).disjoint ? unchanged : []).toEqual([]);
  });
});

describe('spellings of one value mask alike', () => {
  test.each([
    ['email', 'Anna.Muster@Firm.test', ' anna.muster@firm.TEST '],
    ['person-name', 'Anna  Müller', 'ANNA MÜLLER'],
    ['company', 'Muster GmbH', 'muster  gmbh'],
    ['iban', 'DE89 3704 0044 0532 0130 00', 'de89 3704 0044 0532 0130 00'],
  ])('%s', async (name, a, b) => {
    const [first, second] = await maskValues(name, [a, b]);
    expect(second).toBe(first);
  });
});

test('a telephone number keeps its layout and begins with 999', async () => {
  const [masked] = await maskValues('phone', ['+49 (170) 123-4567']);
  expect(masked).toMatch(/^\+99 \(9\d\d\) \d{3}-\d{4}$/);
});

test.each(['DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819', 'FR1420041010050500013M02606'])('the masked IBAN of %s has valid check digits and no bank', async (iban) => {
  const [masked = ''] = await maskValues('iban', [iban]);
  const plain = masked.replaceAll(' ', '');
  const number = [...plain.slice(4), ...plain.slice(0, 4)].map((letter) => parseInt(letter, 36)).join('');
  expect(BigInt(number) % 97n).toBe(1n);
  expect(plain).toHaveLength(iban.replaceAll(' ', '').length);
  expect(plain.slice(4, 8)).toMatch(/^[0X]{4}$/);
});

test('money of one group stays consistent to the cent: lines, sums, rates', async () => {
  const [rate = '', line = '', other = '', sum = ''] = await maskValues('money', ['125.50', '533.375', '-12.25', '521.125'], 'number');
  expect(Number(rate) * 4.25).toBe(Number(line));
  expect(Number(line) + Number(other)).toBe(Number(sum));
});

test.each(['NaN', 'Infinity', '-Infinity', '0', '-0.00', '99999999999999999999.99', '1.5e+300', '1e-7'])('money takes %s', async (value) => {
  const [masked = ''] = await maskValues('money', [value], 'number');
  expect(masked).toMatch(/^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|-?Infinity)$/);
});

test('dates of one subject move together; time, ranges and infinity stay', async () => {
  const shift = { mask: 'date-shift', subject: 's' };
  const [row = ''] = await maskRows({ s: { disposition: { keep: 'subject' } }, a: { kind: 'date', disposition: shift }, b: { kind: 'timestamp', disposition: shift }, c: { kind: 'range', disposition: shift }, d: { kind: 'date', disposition: shift } },
    ['7\t2024-02-29\t2024-03-01 23:59:58.123456+00\t["2024-02-28 00:00:00+00","2024-03-02 00:00:00+00")\tinfinity']);
  const [, a = '', b = '', c = '', d] = row.split('\t');
  expect(Date.parse(b.slice(0, 10)) - Date.parse(a)).toBe(86_400_000);
  expect(b.slice(10)).toBe(' 23:59:58.123456+00');
  expect(Date.parse(c.slice(2, 12)) - Date.parse(a)).toBe(-86_400_000);
  expect(a).not.toBe('2024-02-29');
  expect(d).toBe('infinity');
});

test('both ends of a range move, the microseconds of its times stay', async () => {
  const range = '["2024-02-28 23:59:58.123456+00","2024-03-01 00:00:00.000001+00")';
  const [row = ''] = await maskRows({ s: { disposition: { keep: 'subject' } }, v: { kind: 'range', disposition: { mask: 'date-shift', subject: 's' } } }, [`7\t${range}`]);
  const [, from = '', to = ''] = /^7\t\["(\S+) 23:59:58\.123456\+00","(\S+) 00:00:00\.000001\+00"\)$/.exec(row) ?? [];
  expect(Date.parse(to) - Date.parse(from)).toBe(2 * 86_400_000);
  expect(from).not.toBe('2024-02-28');
});

test('a date inside a document moves with the row that it belongs to', async () => {
  const shift = { mask: 'date-shift', subject: 's' };
  const rows = await maskRows({ s: { disposition: { keep: 'subject' } }, d: { kind: 'date', disposition: shift }, j: { kind: 'json', disposition: { json: { '$.on': shift } } } },
    Array.from({ length: 40 }, (_, i) => `subject ${i}\t2024-02-29\t{"on": "2024-02-29"}`));
  const moved = rows.map((row) => row.split('\t')[1]);
  expect(rows.map((row) => row.split('\t')[2])).toEqual(moved.map((day) => `{"on": "${day}"}`));
  expect(new Set(moved).size).toBeGreaterThan(20);
});

describe('whole numbers', () => {
  const masked = async (values: readonly (number | bigint | string)[]) => (await maskValues('integer', values.map(String), 'integer')).map(BigInt);
  const around = (limit: bigint): bigint[] => Array.from({ length: 400 }, (_, i) => limit - BigInt(i));

  test.each<[string, bigint, bigint]>([
    ['smallint', 2n ** 15n - 1n, 10n ** 4n], ['integer', 2n ** 31n - 1n, 10n ** 9n], ['bigint', 2n ** 63n - 1n, 10n ** 18n],
  ])('of type %s stay in it, however large, and keep their digits', async (_, most, least) => {
    const [up, down] = [await masked(around(most)), await masked(around(most + 1n).map((value) => -value))];
    expect(up.filter((value) => value > most || value < least)).toEqual([]);
    expect(down.filter((value) => value < -most - 1n || value > -least)).toEqual([]);
    expect(new Set([...up, ...down]).size).toBe(800);
  });

  test.each<[string, bigint]>([
    ['one digit', 0n], ['five digits', 32_500n], ['ten digits', 2_147_483_300n], ['15 digits', 123_456_789_012_345n], ['16 digits', 4_000_000_000_000_000n], ['18 digits, as identifiers made of a time', 175_928_847_299_117_063n],
    ['19 digits', 9_222_999_999_999_999_800n],
  ])('of %s that follow one another are each another number, and none is what it was', async (_, first) => {
    const given = Array.from({ length: first === 0n ? 10 : 500 }, (__, i) => first + BigInt(i));
    const outputs = await masked(given);
    expect(new Set(outputs).size).toBe(given.length);
    expect(outputs.filter((value, i) => value === given[i] && given.length > 10)).toEqual([]);
  });

  test('below zero stay below zero', async () => {
    const outputs = await masked([-1, -2, -3, -4, -5, -6, -7, -8, -9, -10]);
    expect(outputs.every((value) => value < 0n)).toBe(true);
    expect(new Set(outputs).size).toBe(10);
  });
});

test.each([
  ['a text that is no date, under date-shift', 'date-shift', 'call Anna', 'text' as const, 'masker date-shift: a text is not a date; mask it as free-text'],
  ['a text that is no amount, under money', 'money', 'call Anna', 'number' as const, 'masker money: a value is not a number; mask the path as text'],
  ['letters that a permutation would leave, under code', 'code', 'Müller', 'text' as const, 'masker code: a value has letters outside A to Z, which would stay; use pseudonym'],
])('%s, stops the run and is not quoted', async (_, name, value, of, message) => expect(maskValues(name, [value], of)).rejects.toThrow(message));

test('a word of the dictionary that the source has is never written, the others keep their place', () => {
  const words = new InventedWords(['A', 'B'], ['c', 'd'], ['e']);
  const table = (excluded: string[]) => [0, 1, 2, 3].map((drawn) => {
    const out = new ByteSink();
    emitWord(words.table(new Set(excluded)), Uint8Array.of(drawn, 0), 0, out);
    return Buffer.from(out.written()).toString();
  });
  expect(table([])).toEqual(['Ace', 'Ade', 'Bce', 'Bde']);
  expect(table(['ade'])).toEqual(['Ace', 'Bce', 'Bce', 'Bde']);
});

test('a text that is searched for names fits where it was, whatever its letters become', () => {
  const letters = fc.array(fc.constantFrom('ﬃ', 'ﬀ', 'ß', 'Æ', '½', 'Anna', 'a', ' ', '7', '.', '+', '你'), { maxLength: 6, size: 'max' }).map((parts) => parts.join(''));
  const masker = Array.from({ length: 25 }, (_, width) => definition('redact').make({ key: testKey, kind: 'text', excludedWords: new Set(), width }));
  fc.assert(fc.property(letters, (value) => {
    const out = new ByteSink();
    const width = [...value].length;
    const bytes = Buffer.from(value);
    masker[width]?.emit(bytes, 0, bytes.length, new Uint8Array(), 0, out);
    expect(out.length).toBeLessThanOrEqual(width);
  }), { numRuns: 300 });
});

test('a source that has every word of a dictionary stops the run, since a mask could not be told from a value', async () => {
  const excludedWords = new Set(definition('city').words?.map((word) => word.toLowerCase()));
  expect(() => definition('city').make({ key: testKey, kind: 'text', excludedWords })).toThrow('every word of a dictionary occurs in the source: what is written could not be told from it; use masker pseudonym');
});

test('a free text is masked even where the source uses every word of its masker', () => {
  const { words = [], make } = definition('free-text');
  const out = new ByteSink();
  make({ key: testKey, kind: 'text', excludedWords: new Set(words) }).emit(Buffer.from('please call Anna at noon'), 0, 24, Buffer.alloc(32, 3), 0, out);
  expect(Buffer.from(out.written()).toString()).toMatch(/^agenda(?: agenda)*$/);
});

test('a dictionary has no word that is too long to be written', () => expect(() => new WordTable(['Skalabixvonnzard'])).toThrow('the word Skalabixvonnzard is too long for the table'));

test('dictionary words are found in COPY text, whole and in any case, wherever it is cut', () => {
  const copied = Buffer.from('Anna Skalabix\tx\nskalabixen\\tVOSKOZARD, Quilafenn-Weg\nMüllerbralax bralax');
  for (let cut = 0; cut <= copied.length; cut++) {
    const found = new Set<string>();
    const search = new WordSearch(['skalabix', 'voskozard', 'quilafenn', 'bralax', 'dwenabix'], found);
    search.push(copied.subarray(0, cut));
    search.push(copied.subarray(cut));
    search.push(Buffer.from('\n'));
    expect([...found].toSorted()).toEqual(['bralax', 'quilafenn', 'skalabix', 'voskozard']);
  }
});

test('dictionary words are found among any others, in a piece of any length', () => {
  const dictionary = [...givenNames.words, ...familyNames.words].map((word) => word.toLowerCase());
  const wanted = new Set(dictionary);
  const others = Array.from({ length: 20_000 }, (_, i) => createHash('sha256').update(`${i}`).digest('hex').replaceAll(/[0-9]/g, (digit) => 'ghijklmnop'.charAt(Number(digit))).slice(0, 4 + i % 9));
  const planted = dictionary.filter((_, i) => i % 100 === 0);
  const found = new Set<string>();
  new WordSearch(dictionary, found).push(Buffer.from([...others, ...planted, ''].join('\n')));
  expect([...found].toSorted()).toEqual([...new Set([...planted, ...others.filter((word) => wanted.has(word))])].toSorted());
});

describe.each([['in plain TypeScript', () => new PurePrf()], ['in WebAssembly', () => new LanePrf()]])('a batch of rows %s', (_, make) => {
  const placed = (prf: RowPrf, copied: string): readonly [number, number] => {
    const bytes = Buffer.from(copied);
    const from = prf.place(bytes.length);
    prf.bytes.set(bytes, from);
    return [from, from + bytes.length];
  };

  test.each([0, 1, 2, 3, 40])('of %i columns is split alike however many come at once', (columns) => {
    const row = (i: number) => Array.from({ length: columns }, (__, column) => (i % 7 === column ? 'a\\\\b' : `${i}.${column}`));
    const rows = Array.from({ length: 1500 }, (__, i) => row(i));
    const prf = make();
    const [start, end] = placed(prf, rows.map((fields) => `${fields.join('\t')}\n`).join(''));
    const again: string[][] = [];
    const escapes: (number | undefined)[] = [];
    for (let from = start; from < end; ) {
      from = prf.split(from, end, columns, 400, 1);
      const first = prf.starts >> 2;
      for (let i = 0; i < prf.rows; i++) {
        const known = [...prf.words.subarray(first + i * (columns + 2), first + (i + 1) * (columns + 2))];
        again.push(known.slice(0, columns).map((at, column) => Buffer.from(prf.bytes.subarray(at, (known[column + 1] ?? 0) - 1)).toString()));
        escapes.push(known[columns + 1]);
      }
    }
    expect(again).toEqual(rows);
    expect(escapes).toEqual(rows.map((fields) => (fields.join('').includes('\\') ? 1 : 0)));
  });

  test.each([[3, 'a\tb\n'], [3, 'a\tb\tc\td\n'], [0, 'a\tb\n'], [1, 'a\tb\n']])('of %i columns does not take the row %j', (columns, line) => {
    const prf = make();
    prf.split(...placed(prf, `${line}${line}`), columns, 400, 1);
    expect(prf.rows).toBe(-1);
  });

  test('gives every field in its canonical form, however long', () => {
    const prf = make();
    const domain = prf.domain(testKey);
    const letters = fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\v', 'é', 'É', '×', '1', '-', '\x01', '~', '@', '['), maxLength: 70, size: 'max' });
    fc.assert(fc.property(fc.array(letters, { maxLength: 20, size: 'max' }), fc.constantFrom(asIs, folded, digitsOnly, alphanumeric), fc.nat(900), (texts, form, more) => {
      const fields = [...texts, 'Long  ONE 12'.repeat(more)];
      let [at] = placed(prf, fields.join(''));
      prf.split(at, at, 1, 1, 1);
      const digests = fields.map((field) => {
        const from = at;
        at += Buffer.byteLength(field);
        return prf.field(formOf(form), from, at, domain);
      });
      const sinks = fields.map((field) => {
        const sink = new ByteSink();
        form(Buffer.from(field), 0, Buffer.byteLength(field), sink);
        return sink;
      });
      const expected = sinks.map((sink) => prf.add(domain, sink.bytes, 0, sink.length));
      prf.run();
      const hex = (place: number) => Buffer.from(prf.bytes.subarray(place, place + 32)).toString('hex');
      const done = digests.flatMap((place, i) => (place === 0 ? [] : [i]));
      expect(done.map((i) => hex(digests[i] ?? 0))).toEqual(done.map((i) => hex(expected[i] ?? 0)));
      expect(done.length).toBeGreaterThanOrEqual(texts.length);
    }));
  });
});

describe('what a batch writes by recipes is what the masker itself writes', () => {
  const withRecipe = maskerNames.filter((name) => definition(name).make({ key: testKey, kind: 'text', excludedWords: new Set(), partKeys: new Map() }).recipe !== undefined);
  test('of the maskers of most columns', () => expect(withRecipe).toEqual(expect.arrayContaining(['address', 'city', 'email', 'free-text', 'iban', 'money', 'person-name', 'phone', 'pseudonym', 'street', 'tax-id', 'url'])));
  const strange = ['', ' ', 'X', '12', '5.', '.', '-', '-7.25', '99999999999999.99', '+49 (0) 170', 'DE89 3704 0044 0532 0130 00', 'de8', '12345678', 'É é', '日本 日本 日本 日本 日本', 'a'.repeat(300)];
  test.each(withRecipe)('%s', async (name) => {
    const isAmount = name === 'money';
    const values = [...fc.sample(inputs(name), { numRuns: 300, seed: 5 }), ...strange.filter((value) => !isAmount || /^[-.0-9]*$/.test(value))].map((value) => value.replaceAll('\\', '').replaceAll(/[\n\r\t]/g, ' '));
    const specs = { v: { kind: kind(name), disposition: { mask: name, ...(isAmount ? { group: 'g' } : {}) } } };
    const stream = Buffer.from(values.map((value) => `${value}\n`).join(''));
    const masked = async (prf: RowPrf) => Buffer.from((await maskerFor(specs, testKey, prf)).push(stream)).toString();
    expect(await masked(new LanePrf())).toBe(await masked(new PurePrf()));
  });
});

describe('rows in COPY format', () => {
  const email = { mask: 'email' };

  test('null, empty, escaped and array values are each what they are', async () => {
    const rows = await maskRows({ id: { disposition: { keep: 'key' } }, a: { disposition: email }, b: { array: true, disposition: email }, c: { disposition: { remove: 'secret' } }, d: { notNull: true, disposition: { remove: 'secret' } } }, [
      '1\t\\N\t\\N\tx\ty',
      '2\tanna@firm.test\t{}\tx\ty',
      '3\ta\\\\b\\tc\t{anna@firm.test,"b, \\\\"c\\\\"@firm.test",NULL}\t\\N\t',
    ]);
    const [anna = ''] = await maskValues('email', ['anna@firm.test']);
    expect(rows[0]).toBe('1\t\\N\t\\N\t\\N\t');
    expect(rows[1]).toBe(`2\t${anna}\t{}\t\\N\t`);
    expect(rows[2]).toMatch(/^3\t[a-z2-7]{16}@mail\.example\t\{"[a-z2-7]{16}@mail\.example","[a-z2-7]{16}@mail\.example",NULL\}\t\\N\t$/);
    expect(rows[2]).toContain(anna);
  });

  const json = { '$.contact.email': email, '$.phones[*]': { mask: 'phone' }, '$.note': { remove: 'free' }, '$.n': { keep: 'number' }, '$.fee': { mask: 'money', group: 'g' } };
  const maskJson = async (document: string) => JSON.parse((await maskRows({ j: { kind: 'json', disposition: { json } } }, [document.replaceAll('\\', '\\\\')]))[0]?.replaceAll('\\\\', '\\') ?? '');

  test('what is removed and may not be null becomes what is empty in its type', async () => {
    const removed = { notNull: true, disposition: { remove: 'secret' } };
    expect(await maskRows({ t: removed, b: { kind: 'bytes', ...removed }, j: { kind: 'json', ...removed }, a: { array: true, ...removed } }, ['x\t\\\\x00ff\t{"a": 1}\t{x,y}'])).toEqual(['\t\\\\x\t{}\t{}']);
  });

  test('an array is masked to its end, however long', async () => {
    const [row = ''] = await maskRows({ a: { array: true, disposition: email } }, [`{${Array.from({ length: 20_000 }, (_, i) => `anna${i}@firm.test`).join(',')}}`]);
    const elements = row.slice(1, -1).split(',');
    expect(elements.filter((element) => !/^"[a-z2-7]{16}@mail\.example"$/.test(element))).toEqual([]);
    expect(new Set(elements).size).toBe(20_000);
  });

  test('a JSON document is masked to its end, however many members it has and however long they are', async () => {
    const [anna] = await maskValues('email', ['anna@firm.test']);
    for (const [n, e] of [[[], 'anna@firm.test'], [Array.from({ length: 500 }, (_, i) => i), 'anna@firm.test'], ['x'.repeat(100_000), 'anna@firm.test']]) {
      const specs = { j: { kind: 'json' as const, disposition: { json: { ...json, '$.n[*]': { keep: 'number' } } } } };
      const documents = await maskRows(specs, Array.from({ length: 3 }, () => JSON.stringify({ n, contact: { email: e } })));
      expect(documents.map((document) => JSON.parse(document) as unknown)).toEqual(Array.from({ length: 3 }, () => ({ n, contact: { email: anna } })));
    }
  });

  test('a JSON document is masked path by path, escapes and spacing included', async () => {
    const [anna] = await maskValues('email', ['anna@firm.test']);
    expect(await maskJson('{"n": [], "contact" : {"email":"anna@firm.test"}}')).toEqual({ n: [], contact: { email: anna } });
    expect(await maskJson('{"contact":{"em\\u0061il":"\\u0061nna@firm.test"},"note":{"a":["b}",{"c":1}]},"n":1.5}')).toEqual({ contact: { email: anna }, note: null, n: 1.5 });
    expect(await maskJson('{"phones":["+49 170 1234567", 1701234567, null],"fee":12.5}')).toEqual({
      phones: [expect.stringMatching(/^\+99 9\d\d \d{7}$/), expect.stringMatching(/^999\d{7}$/), null], fee: expect.any(Number),
    });
  });

  test('documents of any shapes, one after the other, are each masked as if they were alone', async () => {
    const value = fc.oneof(fc.string({ maxLength: 12 }), fc.integer(), fc.constant(null));
    const document = fc.record({ n: fc.oneof(fc.integer(), fc.constant(null), fc.string(), fc.constant([])), contact: fc.oneof(fc.record({ email: value }), fc.constant(null)), phones: fc.array(value, { maxLength: 3 }), note: value }, { requiredKeys: [] });
    const specs = { j: { kind: 'json' as const, disposition: { json } } };
    const line = (of: unknown) => JSON.stringify(of).replaceAll('\\', '\\\\');
    await fc.assert(fc.asyncProperty(fc.array(document, { minLength: 2, maxLength: 40 }), async (documents) => {
      const lines = [...documents, ...documents].map(line);
      const alone = await Promise.all(lines.map(async (one) => (await maskRows(specs, [one]))[0]));
      expect(await maskRows(specs, lines)).toEqual(alone);
    }), { numRuns: 40 });
  });

  test('a shape that is known does not let a value through where a structure or null was', async () => {
    const specs = { j: { kind: 'json' as const, disposition: { json } } };
    for (const [first, second] of [['{"contact": null}', '{"contact": "Anna"}'], ['{"contact": null}', '{"contact": 17}'], ['{"n": 1}', '{"n": {"a": "Anna"}}'], ['{"contact": {"email": "a@b.test"}}', '{"contact": {"emall": "a@b.test"}}'], ['{"n": 1}', '{"n": 1, "x": 2}']]) {
      await expect(maskRows(specs, [first ?? '', first ?? '', second ?? ''])).rejects.toThrow(/app\.t\.j: /);
    }
  });

  test.each([
    ['an unknown member', '{"secret":{"Anna":1}}', 'app.t.j: a member of $ is not classified; compare the documents with the paths of the policy'],
    ['an unknown member with nothing in it', '{"anna@firm.test":null}', 'app.t.j: a member of $ is not classified; compare the documents with the paths of the policy'],
    ['an array where none was', '{"contact":["Anna"]}', 'app.t.j: the elements of $.contact are not classified; add $.contact[*] to the policy'],
    ['a value where a structure was', '{"contact":"Anna"}', 'app.t.j: $.contact is a value where the policy expects a structure; add it to the policy'],
    ['a structure where a value was', '{"contact":{"email":{"home":"Anna"}}}', 'app.t.j: a member of $.contact.email is not classified; compare the documents with the paths of the policy'],
    ['what is not JSON', '{"contact":', 'app.t.j: the document is not JSON'],
  ])('%s stops the run without quoting the document', async (_, document, message) => expect(maskJson(document)).rejects.toThrow(message));

  test.each([[1, 'a\tb\tc'], [2, 'a'], [2, 'a\tb\tc']])('%i columns planned and the row %j: the schema changed', async (columns, row) => {
    const specs = Object.fromEntries(Array.from({ length: columns }, (_, i) => [`c${i}`, { disposition: { keep: 'x' } }]));
    await expect(maskRows(specs, [row])).rejects.toThrow('app.t: a row has another number of columns than the plan; the schema changed during the run');
  });

  test.each([[new LanePrf()], [new PurePrf()]])('rows with nothing to mask, and rows without columns, stay as they are', async (prf) => {
    for (const [columns, line] of [[2, 'a\t\\N\n'], [0, '\n']] as const) {
      const specs = Object.fromEntries(Array.from({ length: columns }, (_, i) => [`c${i}`, { disposition: { keep: 'x' } }]));
      expect(Buffer.from((await maskerFor(specs, testKey, prf)).push(Buffer.from(line.repeat(1000)))).toString()).toBe(line.repeat(1000));
    }
  });

  test('the output is the same however the stream is cut, with either hash', async () => {
    const specs = {
      id: { disposition: { keep: 'key' } }, a: { disposition: email }, b: { array: true, disposition: { mask: 'phone' } }, j: { kind: 'json' as const, disposition: { json } },
      c: { disposition: { mask: 'city' } }, n: { kind: 'integer' as const, disposition: { mask: 'integer' } }, gone: { disposition: { remove: 'secret' } }, none: { notNull: true, disposition: { remove: 'secret' } },
    };
    const row = (i: number) => [i, i % 3 === 0 ? '\\N' : `anna${i}\\\\@firm.test`, i % 5 === 0 ? '\\N' : `{"+49 ${i}1234567"}`, i % 7 === 0 ? '\\N' : `{"contact":{"email":"é${i}@x.test"},"fee":${i}.5}`, i % 4 === 0 ? '\\N' : i % 4 === 1 ? '\\\\N' : 'N', i, i % 2 === 0 ? '\\N' : 'token', 'token'];
    const stream = Buffer.from(Array.from({ length: 200 }, (_, i) => `${row(i).join('\t')}\n`).join(''));
    const whole = Buffer.from((await maskerFor(specs)).push(stream)).toString();
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1 }), fc.boolean(), async (sizes, pure) => {
      const masker = await maskerFor(specs, testKey, pure ? new PurePrf() : undefined);
      let out = '';
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = sizes[i % sizes.length] ?? 1;
        out += Buffer.from(masker.push(stream.subarray(at, at + size))).toString();
        at += size;
      }
      masker.finish();
      expect(out).toBe(whole);
    }), { numRuns: 30 });
  });

  test('a stream that ends within a row is an error', async () => {
    const masker = await maskerFor({ a: { disposition: { keep: 'x' } } });
    masker.push(Buffer.from('half'));
    expect(() => masker.finish()).toThrow('app.t: the stream ended within a row; run again');
  });
});
