import * as fc from 'fast-check';
import { maskerNamed } from '../../runtime/masking/maskers/masker-catalogue';
import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import type { Session } from '../../runtime/masking/postgres/session';
import { byteGrammar } from '../../runtime/masking/verify/byte-grammar';
import type { Finding } from '../../runtime/masking/verify/finding';
import type { Heap, StoredColumn } from '../../runtime/masking/verify/heaps';
import { longestCell, mostText } from '../../runtime/masking/verify/lane-layout';
import { ResidueSearch, searchTables } from '../../runtime/masking/verify/residue-search';
import { TargetScanner } from '../../runtime/masking/verify/scan-target';
import { expectedValues, SourceIndexer } from '../../runtime/masking/verify/source-values';
import { OwnHand } from '../../runtime/masking/verify/verification-hand';
import { VerificationLanes, type ColumnWork } from '../../runtime/masking/verify/verification-lanes';

type Value = string | null;
type Row = readonly Value[];
const seed = 4711;

const column = (name: string, type = 'text', category = 'S'): StoredColumn => ({ name, type, category, generated: false, reference: false });
const heapOf = (columns: readonly StoredColumn[]): Heap => ({ schema: 'app', relation: 't', table: 'app.t', derived: false, estimate: 10, pages: 1, columns });

/** Rows in COPY text format, as many at a time as they come in a piece. */
function pieces(rows: readonly Row[], perPiece: number): Buffer[] {
  const letters: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v' };
  const cell = (value: Value): string => (value === null ? '\\N' : value.replaceAll(/[\\\t\n\r\b\f\v]/g, (letter) => letters[letter] ?? ''));
  const found: Buffer[] = [];
  for (let i = 0; i < rows.length; i += perPiece) found.push(Buffer.from(rows.slice(i, i + perPiece).map((row) => `${row.map(cell).join('\t')}\n`).join('')));
  return found;
}

interface Verified { readonly source: unknown; readonly target: unknown; readonly residue: readonly Finding[]; readonly grammar: readonly Finding[] }

/** What verification finds in rows of a relation, in lanes or without. */
function verify(lanes: boolean, policy: MaskingPolicy, heap: Heap, source: readonly Buffer[], target: readonly Buffer[], index = true): Verified {
  const spy = lanes ? undefined : jest.spyOn(VerificationLanes, 'ifSupported').mockReturnValue(undefined);
  const indexer = new SourceIndexer(policy, expectedValues([heap], policy), seed);
  const reading = indexer.pass(heap);
  for (const piece of source) reading.push(piece);
  reading.end();
  const scanner = new TargetScanner(policy, index ? new ResidueSearch(searchTables([indexer.index.shared()], seed)) : undefined);
  const pass = scanner.pass(heap);
  for (const piece of target) pass.push(piece);
  pass.end();
  spy?.mockRestore();
  const { residue, grammar, personal, secrets, rows, cells, columns } = scanner.scanned();
  const sorted = (findings: readonly Finding[]): readonly Finding[] => findings.toSorted((a, b) => (`${a.at} ${a.what}` < `${b.at} ${b.what}` ? -1 : 1));
  return { source: indexer.facts.plain(), target: { personal: sorted(personal), secrets: sorted(secrets), rows: [...rows], cells, columns }, residue: sorted(residue), grammar: sorted(grammar) };
}

/** Verifies both ways, expects the same, and answers it. */
function both(policy: MaskingPolicy, heap: Heap, source: readonly Buffer[], target: readonly Buffer[], index = true): Verified {
  const found = verify(true, policy, heap, source, target, index);
  expect(found).toEqual(verify(false, policy, heap, source, target, index));
  return found;
}

const paths = { '$.contact.email': { mask: 'email' }, '$.contact.phone': { mask: 'phone' }, '$.language': { keep: 'a language' }, '$.age': { keep: 'a number' }, '$.gone': { remove: 'not needed' }, '$.words': { mask: 'redact' } } as const;
const policy = new PolicyBuilder('lanes', ['app']).publicValue('Our Own Company', 'it is us').publicValue('short', 'it is short').publicValue('+49 30 900900900', 'it is ours').table('app.t', (t) => t
  .keep('surrogate key', 'id').keep('a label', 'label').mask('email', 'login').mask('phone', 'phone').mask('iban', 'iban').mask('free-text', 'note').mask('person-name', 'name')
  .json('extra', paths).mask('pseudonym', 'tags').mask('redact', 'about').remove('not needed', 'gone')).build();
const heap = heapOf([
  column('id', 'bigint', 'N'), column('label'), column('login'), column('phone'), column('iban'), column('note'), column('name'), column('extra', 'jsonb', 'U'), column('tags', 'text[]', 'A'), column('about'),
  column('gone'), column('unknown'),
]);

const printable = fc.string({ minLength: 0, maxLength: 40 });
const anything = fc.oneof(printable, fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')), fc.constantFrom('Our Own Company', 'our-own company', '30 900900900', 'Müller Straße', '\\', '\u0001', 'x\u007f'));
const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`));
/** Values in which spellings are hidden. */
const telling = fc.oneof(
  fc.tuple(fc.constantFrom('anna', 'a', 'jean.pierre', '1234', 'x-y'), digits(0, 9), fc.constantFrom('@firma.test', '@b@c', '@', ' @ firma')).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('+49 ', '+1-', '0', '00', '000 ', '', ' ', '+000000 '), digits(3, 14)).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('DE', 'fr', 'D1', ''), digits(2, 24)).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('Anna', 'Jean Pierre', "O'Neill", 'Zoë', 'A', 'Dr. Jean von'), fc.constantFrom(' ', ', ', '\n', '  ', ' van '), fc.constantFrom('Muster', 'Mustermann-Lang', 'B', 'Muster ', '--')).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...(maskerNamed('free-text')?.words ?? []), 'Anna'), { maxLength: 6 }).map((words) => words.join(' ')),
);
const sourceText = fc.oneof({ weight: 4, arbitrary: telling }, anything);
/** What maskers write. */
const written = new Map(['email', 'phone', 'iban', 'free-text', 'person-name', 'pseudonym', 'code'].map((name) => [name, fc.sample(fc.stringMatching(new RegExp(`^(?:${maskerNamed(name)?.grammar ?? ''})$`), { size: 'small' }), { numRuns: 40, seed })] as const));
const address = written.get('email')?.[0] ?? '';

/** Something a masker writes, a value of the source in another spelling, or neither. */
function targetText(masker: string, values: readonly string[]): fc.Arbitrary<Value> {
  const good = fc.constantFrom(...(written.get(masker) ?? ['']));
  const leaks = fc.tuple(fc.constantFrom(...values, ''), fc.nat(7), printable).map(([value, how, beside]) => [value, value.split(' ').toReversed().join(' '), [...value.split(' ').slice(1), value.split(' ')[0]].join(' '), value.toUpperCase(), [...value].join(' '), `${beside}${value}`, `${value}-${beside}`, Buffer.from(value).toString('base64')][how] ?? '');
  return fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: leaks }, { weight: 1, arbitrary: anything }, fc.constant(null));
}

const document = (email: Value, phone: Value, language: string, form: number): Value => (email === null ? null
  : [
    { contact: { email, phone }, language }, { contact: { phone, email }, age: 41, language }, { contact: { email }, unforeseenMember: phone }, { contact: [email] }, {}, [email, 1], { age: -1.5e20 }, { age: 123456789012, number: 123456789012 },
    { language, contact: {} }, { contact: { email, phone: '' } }, { words: email }, { gone: 1 }, { age: null }, email, { contact: { email, ['anna.member@firma.test']: 1 } },
  ].map((value) => JSON.stringify(value).replaceAll(/("(?:[^"\\]|\\.)*")|([:,])/g, (_, text?: string, mark?: string) => text ?? `${mark ?? ''} `))[form] ?? '');

const sourceRow = fc.tuple(fc.array(fc.option(sourceText), { minLength: 8, maxLength: 8 }), sourceText, fc.nat(14)).map(([[login = null, phone = null, iban = null, note = null, name = null, about = null, gone = null, unknown = null], tag, form]): Row =>
  [login, phone, iban, note, name, document(login, phone, 'de', form), `${tag}\u001fsecond tag`, about, gone, unknown]);

function targetRow(values: readonly string[]): fc.Arbitrary<Row> {
  const text = (masker: string) => (masker === 'redact' ? fc.oneof(printable, fc.constantFrom(...values)) : targetText(masker, values));
  return fc.tuple(
    fc.record({ id: fc.oneof(digits(1, 20), fc.constantFrom(...values)), label: fc.oneof(fc.constantFrom('open', 'closed'), text('code')), login: text('email'), phone: text('phone'), iban: text('iban'), note: text('free-text'), name: text('person-name') }),
    fc.tuple(text('email'), text('phone'), fc.nat(14)), text('pseudonym'), text('redact'), fc.constantFrom('', null, '{}', 'not removed'), text('code'),
  ).map(([{ id, label, login, phone, iban, note, name }, [email, number, form], tag, about, gone, unknown]): Row =>
    [id, label, login, phone, iban, note, name, document(email, number, 'de', form), tag === null ? null : `{${tag.replaceAll(/[^a-z0-9_]/g, '')},NULL}`, about, gone, unknown]);
}

const isRow = (row: Row): row is readonly string[] => row.length > 0;
const valuesOf = (rows: readonly Row[]): readonly string[] => rows.filter(isRow).flatMap((row) => row.filter((value): value is string => typeof value === 'string'));

test('lanes find what is found without them, in any rows and any pieces', () => {
  const rows = fc.array(sourceRow, { minLength: 1, maxLength: 30, size: 'max' });
  const seen = { residue: 0, grammar: 0 };
  fc.assert(fc.property(rows.chain((source) => fc.tuple(fc.constant(source), fc.array(targetRow(valuesOf(source)), { minLength: 1, maxLength: 30, size: 'max' }))), fc.integer({ min: 1, max: 8 }), ([source, target], perPiece) => {
    // Twice, so that what was learned of grammars and documents is used.
    const found = both(policy, heap, pieces([...source, ...source], perPiece), pieces([...target, ...target], perPiece));
    seen.residue += found.residue.length;
    seen.grammar += found.grammar.length;
  }), { numRuns: Number(process.env['LANE_RUNS'] ?? 12) });
  expect(seen.residue).toBeGreaterThan(10);
  expect(seen.grammar).toBeGreaterThan(10);
});

const plain = new PolicyBuilder('plain', ['app']).table('app.t', (t) => t.mask('email', 'a').keep('a label', 'b').mask('free-text', 'c')).build();
const plainHeap = heapOf([column('a'), column('b'), column('c')]);

test.each([
  ['Anna Mustermann', 'Mustermann, Anna', 1], ['Jean Pierre Muster', 'MUSTER, Jean Pierre', 1], ['Jean Pierre Muster', 'Pierre Muster (Jean)', 1], ['Jean Pierre Muster', 'muster_pierre_jean', 1], ['Jean Pierre Muster', 'Pierre Jean Muster', 0],
  ['Jean A Mustermann', 'Mustermann Jean A', 0], ['A1 Mustermann', 'Mustermann A1', 0], ['  Anna   Mustermann ', 'MustermannAnna', 1], ['Jean Pierre van Muster', 'Muster van Pierre Jean', 0], ['A-B C-D', 'CDAB', 0],
  ['anna.muster@firma.test', 'anna muster', 1], ['12345678@firma.test', '12345678', 0], ['12345678@firma.test', '12345678 @ FIRMA.test', 1], ['anna@muster@firma.test', 'anna muster', 0],
  ['+49 170 1234567', 'call 0170-1234567', 1], ['0049 170 1234567', '1701234567', 1], ['0170 1234567', '170/1234567', 1], ['+49 170 12345', '170 12345', 0], ['170 1234567890', '1234567890', 0], ['+000000049170123456789', '170123456789', 1],
  ['DE89 3704 0044 0532 0130 00', '370400440532013000', 1], ['DE89 3704 0044', '37040044', 0], ['D189 3704 0044 0532 0130 00', '370400440532013000', 0],
])('of %j, lanes find %j %i times', (value, text, count) => {
  const found = both(plain, plainHeap, pieces([[value, 'x']], 1), pieces([[address, `see ${text} there`, 'x']], 1));
  expect(found.residue).toEqual(count === 0 ? [] : [{ at: 'app.t.b', what: 'value of the source', count }]);
});

test('without a source, lanes look at grammars alone', () => {
  const found = both(plain, plainHeap, [], pieces([[address, 'kept', 'x'], ['anna.muster@firma.test', 'kept', 'x'], [null, 'kept', null]], 2), false);
  expect([found.residue, found.grammar]).toEqual([[], [{ at: 'app.t.a', what: 'value that its masker does not write', count: 1 }]]);
});

test('cells and rows of any length are looked at', () => {
  const lengths = [1, 15, 16, 17, 4095, longestCell - 20, longestCell, longestCell + 1, mostText - 30, mostText, mostText + 5, 3 * mostText];
  const target = lengths.map((length): Row => ['x', `${'lorem ipsum '.repeat(length / 12 + 1).slice(0, length)} anna.muster`, 'x']);
  const found = both(plain, plainHeap, pieces([['anna.muster@firma.test', 'x']], 1), pieces([...target, ...target.slice(0, 5)], 3));
  expect(found.residue).toEqual([{ at: 'app.t.b', what: 'value of the source', count: lengths.length + 5 }]);
});

test('a piece may end anywhere in a row', () => {
  const [whole = Buffer.of()] = pieces(Array.from({ length: 40 }, (_, i): Row => [`${'a'.repeat(i % 20)}@mail.example`, i % 3 === 0 ? 'Anna Muster 12345' : null, 'x']), 40);
  const parts = Array.from({ length: Math.ceil(whole.length / 37) }, (_, i) => whole.subarray(37 * i, 37 * i + 37));
  const found = both(plain, plainHeap, pieces([['Anna Muster 12345', 'x']], 1), parts);
  expect(found.residue).toEqual([{ at: 'app.t.b', what: 'value of the source', count: 14 }]);
});

test('more candidates than their list has room for are all looked up', () => {
  const rows = Array.from({ length: 12 }, (): Row => ['x', '0'.repeat(8000), 'x']);
  const found = both(plain, plainHeap, pieces([['00000000x0000000', 'x']], 1), pieces([...rows, ['x', `${'0'.repeat(3000)}x0000000`, 'x']], 200));
  expect(found.residue).toEqual([{ at: 'app.t.b', what: 'value of the source', count: 1 }]);
});

test('more rows than a batch has are all counted', () => {
  const rows = Array.from({ length: 10_000 }, (_, i): Row => [i % 5 === 0 ? null : address, `number ${i}`, 'x']);
  const { target } = both(plain, plainHeap, pieces([['number 7777', 'x']], 1), pieces(rows, 10_000));
  expect(target).toMatchObject({ rows: [['app.t', 10_000]], cells: 30_000, columns: [['app.t.a', { nulls: 2000, rows: 10_000 }], ['app.t.b', { nulls: 0, rows: 10_000 }], ['app.t.c', { nulls: 0, rows: 10_000 }]] });
});

test('columns that have no lanes are looked at beside those that have', () => {
  const { column: describe } = VerificationLanes.prototype;
  let asked = 0;
  const spy = jest.spyOn(VerificationLanes.prototype, 'column').mockImplementation(function (this: VerificationLanes, work) {
    return asked++ % 2 === 0 ? undefined : describe.call(this, work);
  });
  const rows: Row[] = [[address, 'Anna Muster', 'x'], ['anna.muster@firma.test', 'closed', null]];
  const found = both(plain, plainHeap, pieces([['Anna Muster', 'x'], [null, null]], 1), pieces([...rows, ...rows], 1));
  spy.mockRestore();
  expect(found.residue).toEqual([{ at: 'app.t.a', what: 'value of the source', count: 2 }, { at: 'app.t.b', what: 'value of the source', count: 2 }]);
});

describe('lanes describe no column', () => {
  const make = (): VerificationLanes => new VerificationLanes(seed);

  test('for which there is no more room', () => {
    const lanes = make();
    const grammar = byteGrammar(maskerNamed('free-text')?.grammar ?? '');
    const count = (work: ColumnWork): number => {
      let described = 0;
      while (lanes.column(work) !== undefined) described++;
      return described;
    };
    expect(count({ grammar })).toBeGreaterThan(100);
    expect(count({ counted: true })).toBeLessThan(100); // in what was too little for one more grammar
    expect(count({})).toBeLessThan(1000);
    expect([...lanes.leaves([{ between: [Buffer.from('{}')], leaves: [] }], undefined, 0, 16, 2, () => () => undefined)]).toEqual([0, 0]);
    lanes.begin();
    expect(lanes.column({ counted: true, grammar })).toBeDefined();
  });

  test.each([['that is left to a regular expression', '(?<!x)y'], ['with more kinds of letters than rows have columns for', [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#%&,-/:;<=>@_~'].join('|')]])('whose grammar is one %s', (_, grammar) => {
    expect(make().column({ grammar: byteGrammar(grammar) })).toBeUndefined();
  });

  test('whose tables have grown too large: they stay as they were', () => {
    const lanes = make();
    const words = fc.sample(fc.stringMatching(/^[a-z]{9}$/), { numRuns: 400, seed });
    const grammar = byteGrammar(words.join('|'));
    expect(lanes.column({ grammar })).toBeDefined();
    for (const word of words) expect(grammar.matches(Buffer.from(word), 0, word.length)).toBe(true);
    const before = Buffer.from(lanes.bytes);
    lanes.refresh();
    expect(before.equals(lanes.bytes)).toBe(true);
  });
});

test('a document of each of many shapes is looked at', () => {
  const wide = new PolicyBuilder('shapes', ['app']).table('app.t', (t) => t.json('d', { '$.a': { mask: 'email' }, '$.kept': { keep: 'a word' } })).build();
  const padding = (i: number) => 'p'.repeat(i % 13);
  const text = (i: number, value: string) => `{"a": "${value}"${i % 2 === 0 ? '' : ', "kept": "on the list"'}${' '.repeat(i % 11)}}`;
  const rows = Array.from({ length: 200 }, (_, i): Row => [i % 50 === 49 ? text(i, `anna.muster${padding(i)}@firma.test`) : text(i, address)]);
  const long = Array.from({ length: 3 }, (): Row => [`{"a": "${address}", "kept": "${'long word '.repeat(500)}"}`]);
  const many = Array.from({ length: 3 }, (): Row => [`{"kept": [${Array.from({ length: 60 }, (_, i) => i).join(', ')}]}`]);
  const found = both(wide, heapOf([column('d', 'jsonb', 'U')]), pieces(rows.filter((_, i) => i % 50 === 49), 1), pieces([...rows, ...long, ...many], 10));
  expect(found.residue).toEqual([{ at: 'app.t.d', what: 'value of the source', count: 4 }]);
  expect(found.grammar).toEqual([{ at: 'app.t.d', what: 'value that its masker does not write', count: 4 + 3 }]);
});

test('of documents with known shapes, what is hidden in texts that are kept is counted once for each document', () => {
  const kept = new PolicyBuilder('kept', ['app']).table('app.t', (t) => t.json('d', { '$.a': { mask: 'email' }, '$.b': { keep: 'a label' }, '$.c': { keep: 'a label' } }).mask('email', 'e')).build();
  const hidden = Buffer.from('carla.muster').toString('base64');
  const text = (b: string, c: string, a = address): string => `{"a": "${a}", "b": "${b}", "c": "${c}"}`;
  const target = [[text('on the list', 'off the list'), 'carla muster'], [text(hidden, hidden), address], [text(hidden, 'write to zoe@firma.test'), address], [text('call +41 44 123 45 67', hidden, 'a'), address]];
  const found = both(kept, heapOf([column('d', 'jsonb', 'U'), column('e')]), pieces([['{}', 'carla.muster@firma.test']], 1), pieces([...target, ...target, ...target], 1));
  expect(found.residue).toEqual([{ at: 'app.t.d', what: 'value of the source', count: 9 }, { at: 'app.t.e', what: 'value of the source', count: 3 }]);
});

test('words of a search, arrays, XML and whole documents that are redacted are looked at', () => {
  const forms = new PolicyBuilder('forms', ['app']).table('app.t', (t) => t.mask('free-text', 'search').mask('pseudonym', 'tags').mask('email', 'mail').json('xml', { '$.a': { mask: 'email' }, '$.b': { keep: 'a label' } }).mask('redact', 'texts')).build();
  const own = heapOf([column('search', 'tsvector', 'U'), column('tags', 'text[]', 'A'), column('mail', 'xml', 'U'), column('xml', 'xml', 'U'), column('texts', 'jsonb', 'U')]);
  const name = written.get('pseudonym')?.[0] ?? '';
  const source: Row[] = [['anna.muster@firma.testb', 'carla.muster@firma.test', '<a>bert.muster@firma.test</a>', '{"a": "write to dora.muster@firma.test", "b": 1}']];
  const target: Row[] = [
    ["'x'", `{${name}}`, address, `<a>${address}</a>`, '{}'], ["'anna'", '{anna.muster}', 'carla.muster', '<a>bert.muster@firma.test</a>', '{"a": "dora.muster@firma.test"}'], [null, null, null, null, null], ["'x'", '{}', address, '<b>carla.muster</b>', '{}'],
  ];
  const found = both(forms, own, pieces([...source, ...source], 1), pieces([...target, ...target], 2));
  expect(found.residue.map(({ at, count }) => [at, count])).toEqual([['app.t.mail', 2], ['app.t.tags', 2], ['app.t.texts', 2], ['app.t.xml', 4]]);
});

test('without a source there are no values', async () => {
  const hand = new OwnHand({ policy: plain, expected: 0, seed }, {} as unknown as Session);
  await hand.index({ heap: plainHeap, firstPage: 0 });
  expect((await hand.indexed()).index.values).toBe(0);
});

test('a row with another number of cells than its table has columns stops the verification', () => {
  expect(() => verify(true, plain, plainHeap, [], [Buffer.from('a\tb\n')])).toThrow('a row has another number of columns than its table');
});

test('a processor without SIMD has no lanes', () => {
  const spy = jest.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  jest.isolateModules(() => {
    const { VerificationLanes: Lanes } = jest.requireActual<{ VerificationLanes: typeof VerificationLanes }>('../../runtime/masking/verify/verification-lanes');
    expect(Lanes.ifSupported(seed)).toBeUndefined();
    expect(() => new Lanes(seed)).toThrow('this processor has no WebAssembly SIMD');
  });
  spy.mockRestore();
});

test('this machine has lanes', () => expect(VerificationLanes.ifSupported(seed)).toBeInstanceOf(VerificationLanes));
