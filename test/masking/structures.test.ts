import { classifyCommand } from '../../runtime/masking/commands/mask-commands';
import { maskComposite } from '../../runtime/masking/engine/composite-text';
import { jsonTree } from '../../runtime/masking/engine/json-tree';
import { runMasking } from '../../runtime/masking/engine/run-masking';
import { makePlan } from '../../runtime/masking/plan/make-plan';
import type { JsonPaths } from '../../runtime/masking/policy/masking-policy';
import { parsePolicy } from '../../runtime/masking/policy/parse-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';
import { proposePolicy, toReview } from '../../runtime/masking/classify/propose-policy';
import { xmlLeaves } from '../../runtime/masking/verify/xml-leaves';
import { maskValues, maskRows, testKey } from './masked-rows';
import { TestServer } from './postgres';

let server: TestServer;
let source = '';
const keys = rootKeySource(testKey);
jest.setTimeout(60_000);

const definition = `create schema app; create extension hstore; create extension citext;
  create type app.postal as (street text, zip varchar(10), born date, flat int, photo bytea);
  create table app.person (id int primary key, name text not null, email citext not null unique, phone text not null unique, iban text not null unique, tax_id varchar(20) not null unique);
  create table app.contact (id int primary key, card xml, facts hstore, home app.postal, homes app.postal[], note text, short varchar(24));`;
const rows = `insert into app.person select g, 'Anna Muster' || chr(96 + g), 'anna.muster' || g || '@firm.test', '+49 170 ' || (1234560 + g), 'DE89 3704 0044 0532 01' || (3000 + g), 'DE' || (811000000 + g) from generate_series(1, 20) g;
  insert into app.contact select id,
    xmlparse(document '<?xml version="1.0"?><card id="7" owner="' || email || '"><!-- by ' || name || ' --><name>' || name || ' &amp; co</name><mail kind="work"><![CDATA[' || email || ']]></mail><secret><deep>' || name || '</deep></secret><empty/></card>'),
    hstore(array['mail', email::text, 'no "quotes" \\', 'kept', 'gone', name, 'none', null]), row('Street of ' || name || ', "left"', 'D-12', date '2000-01-02', id, null)::app.postal, null,
    E'Please call Anna Muster' || chr(96 + id) || E' (' || phone || E') or her boss,\\n"' || name || '" <' || email || '>, account ' || iban || ', ref INV-2024-' || id || '.', 'muster' || chr(96 + id) || ' called'
  from app.person;`;
const paths = {
  card: { '$.card.@id': { keep: 'a number' }, '$.card.@owner': { mask: 'email' }, '$.card.name': { mask: 'person-name' }, '$.card.mail': { mask: 'email' }, '$.card.mail.@kind': { keep: 'a word' }, '$.card.secret': { remove: 'a secret' }, '$.card.empty': { keep: 'always empty' } },
  facts: { '$.mail': { mask: 'email' }, '$.no "quotes" \\': { keep: 'a word' }, '$.gone': { remove: 'a name' }, '$.none': { mask: 'person-name' } },
  home: { '$.street': { mask: 'street' }, '$.zip': { mask: 'postcode' }, '$.born': { keep: 'tested' }, '$.flat': { keep: 'a number' }, '$.photo': { remove: 'a face' } },
} satisfies Record<string, JsonPaths['json']>;
const policy = (change: Partial<Record<keyof typeof paths, JsonPaths['json']>> = {}) => new PolicyBuilder('parts', ['app'])
  .table('app.person', (t) => t.keep('key', 'id').mask('person-name', 'name').mask('email', 'email').mask('unique-phone', 'phone').mask('unique-iban', 'iban').mask('unique-tax-id', 'tax_id'))
  .table('app.contact', (t) => t.keep('key', 'id').json('card', change.card ?? paths.card).json('facts', change.facts ?? paths.facts).json('home', change.home ?? paths.home).remove('not used', 'homes').mask('redact', ['note', 'short']))
  .build();

beforeAll(async () => {
  server = await TestServer.start();
  source = await server.database('source', definition, rows);
  await runMasking({ source, target: await server.database('target'), policy: policy(), keys });
});
afterAll(() => server.stop());
const one = async <Row extends object>(sql: string) => (await server.rows<Row>('target', sql))[0];

test('XML is masked element by element and attribute by attribute; comments and what is removed leave nothing', async () => {
  const row = await one<{ card: string; email: string }>('select c.card::text, p.email::text from app.contact c join app.person p using (id) where id = 3');
  expect(row?.card).toMatch(new RegExp(`^<card id="7" owner="${row?.email}"><name>[A-Z][a-z]+ [A-Z][a-z]+</name><mail kind="work">${row?.email}</mail><secret></secret><empty/></card>$`));
});

test('hstore is masked key by key, composite values field by field', async () => {
  const row = await one<{ facts: object; home: object; email: string }>('select c.facts::json, to_json(c.home) as home, p.email::text from app.contact c join app.person p using (id) where id = 3');
  expect(row?.facts).toEqual({ mail: row?.email, 'no "quotes" \\': 'kept', gone: null, none: null });
  expect(row?.home).toEqual({ street: expect.stringMatching(/^[A-Z][a-z]+ \d{1,3}$/), zip: 'X-00', born: '2000-01-02', flat: 3, photo: null });
});

test('in a text only what tells of somebody is replaced, and by the same mask as in the tables', async () => {
  const row = await one<{ note: string; short: string; email: string; name: string }>('select c.note, c.short, p.email::text, p.name from app.contact c join app.person p using (id) where id = 3');
  expect(row?.note).toMatch(new RegExp(`^please call ${row?.name} \\(\\+99 9\\d\\d \\d{7}  or her boss,  ${row?.name}   ${row?.email} , account DE\\d\\d0000\\d{14}, ref m_[a-z2-7]{16}\\.$`));
  expect(row?.short).toMatch(/^(?:x|[A-Z][a-z]+ [A-Z][a-z]+) called$/); // written small, yet known from the name column; it has to fit
});

test('unique numbers stay unique, valid, and marked', async () => {
  const found = await server.rows<{ phone: string; iban: string; tax_id: string }>('target', 'select phone, iban, tax_id from app.person');
  expect(new Set(found.map(({ iban }) => iban)).size).toBe(20);
  for (const { phone, iban, tax_id: taxId } of found) {
    expect(phone).toMatch(/^\+999 \+\d\d \d{3} \d{7}$/);
    expect(iban).toMatch(/^X[A-Z]\d\d(?: \d{4}){4}\d{2}$|^X[A-Z]\d\d(?: \d{4}){4} \d\d$/);
    const plain = iban.replaceAll(' ', '');
    expect(BigInt([...plain.slice(4), ...plain.slice(0, 4)].map((letter) => parseInt(letter, 36)).join('')) % 97n).toBe(1n);
    expect(taxId).toMatch(/^000-[A-Z]{2}\d{9}$/);
  }
});

test('the copy passes verification, and a value of the source in any part does not', async () => {
  const request = { source, target: server.url('target'), policy: policy() };
  const findings = async () => (await verifyMasking(request)).gates.flatMap(({ gate, findings: found }) => found.map(({ at, what }) => `${gate}: ${at}: ${what}`));
  expect(await findings()).toEqual([]);
  const leaks: readonly (readonly [string, string, string])[] = [
    ['card', "card = '<card><name>anna.muster9@firm.test</name></card>'", 'residue: app.contact.card: value of the source'],
    ['card', "card = '<card><extra>x</extra></card>'", 'grammar: app.contact.card: value that its masker does not write'],
    ['card', "card = '<card><!-- anna.muster9@firm.test --></card>'", 'residue: app.contact.card: value of the source'],
    ['card', "card = '<card id=\"1\" owner=\"someone\"/>'", 'grammar: app.contact.card: value that its masker does not write'],
    ['facts', "facts = 'gone=>x'", 'grammar: app.contact.facts: value that its masker does not write'],
    ['facts', "facts = 'mail=>\"anna.muster9@firm.test\"'", 'residue: app.contact.facts: value of the source'],
    ['home', "home = row('Street of Anna Musterd, \"left\"', null, null, null, null)", 'residue: app.contact.home: value of the source'],
    ['note', "note = 'please call anna musterd'", 'residue: app.contact.note: value of the source'],
    ['note', "note = 'write to x@real.test'", 'grammar: app.contact.note: value that its masker does not write'],
    ['note', "note = 'see +49 170 1234563'", 'residue: app.contact.note: value of the source'],
  ];
  for (const [column, change, finding] of leaks) {
    await server.run('target', `create table app.kept as select id, ${column} from app.contact; update app.contact set ${change} where id = 5`);
    expect(await findings()).toContain(finding);
    await server.run('target', `update app.contact c set ${column} = k.${column} from app.kept k where k.id = c.id; drop table app.kept`);
  }
});

test.each<[string, Parameters<typeof policy>[0], string]>([
  ['an element nobody classified', { card: { ...paths.card, '$.card.name': undefined as never } }, 'app.contact.card: an element or attribute of $.card is not classified; compare the documents with the paths of the policy'],
  ['an attribute nobody classified', { card: { ...paths.card, '$.card.@owner': undefined as never } }, 'app.contact.card: an element or attribute of $.card is not classified; compare the documents with the paths of the policy'],
  ['a text where only elements were expected', { card: { ...paths.card, '$.card.name': undefined as never, '$.card.name.first': { mask: 'given-name' } } }, 'app.contact.card: $.card.name is a value where the policy expects a structure; add it to the policy'],
  ['a key nobody classified', { facts: { ...paths.facts, '$.mail': undefined as never } }, 'app.contact.facts: a key is not classified; compare the keys with the paths of the policy'],
  ['a field nobody classified', { home: { ...paths.home, '$.zip': undefined as never } }, '- app.contact.home.zip: must be classified: no policy says what happens to this character varying(10); add "$.zip" with keep and a reason, mask or remove'],
  ['a field that is not there', { home: { ...paths.home, '$.city': { mask: 'city' } } }, '- app.contact.home: must be a field of app.postal, got "$.city"; remove it from the policy'],
  ['bytes within a value', { home: { ...paths.home, '$.photo': { mask: 'bytes' } } }, '- app.contact.home.photo: must be removed: bytes within another value cannot be masked; use { "remove": reason }'],
  ['a date that moves with another column', { home: { ...paths.home, '$.born': { mask: 'date-shift', subject: 'id' } } }, '- app.contact.home.born: must not be masked by date-shift: its subject is another column; remove the value or mask it as free-text'],
])('%s stops the run without quoting a value', async (_, change, message) => {
  const by = JSON.parse(JSON.stringify(policy(change))) as ReturnType<typeof policy>;
  const said = await runMasking({ source, target: await server.database('refused'), policy: by, keys }).then(() => 'not refused', (error: Error) => error.message);
  expect(said).toContain(message);
  expect(said).not.toMatch(/anna|muster/i);
});

describe('values that are not what they should be stop the run', () => {
  const masked = async (kind: 'xml' | 'hstore' | 'composite', text: string, json: JsonPaths['json']) => maskRows({ v: { kind, disposition: { json } } }, [text.replaceAll('\\', '\\\\')]);
  test.each<[string, 'xml' | 'hstore' | 'composite', string, string]>([
    ['an unclosed element', 'xml', '<a>Anna', 'app.t.v: the value is not XML, or has a document type; remove the column'],
    ['a wrong end', 'xml', '<a>Anna</b>', 'app.t.v: the value is not XML, or has a document type; remove the column'],
    ['a document type', 'xml', '<!DOCTYPE a [<!ENTITY x "Anna">]><a>&x;</a>', 'app.t.v: the value is not XML, or has a document type; remove the column'],
    ['an unknown entity', 'xml', '<a>&anna;</a>', 'app.t.v: the value has an entity that XML does not know; remove the column'],
    ['a text where only elements were classified', 'xml', '<a><b/>Anna</a>', 'app.t.v: an element or attribute of $.a is not classified; compare the documents with the paths of the policy'],
    ['an end without a beginning', 'xml', '</a>', 'app.t.v: the value is not XML, or has a document type; remove the column'],
    ['what is no hstore', 'hstore', 'Anna', 'app.t.v: the value is not hstore'],
    ['more fields than the type has', 'composite', '(,)', 'app.t.v: a value has another number of fields than its type; the type changed during the run'],
  ])('%s', async (_, kind, text, message) => expect(masked(kind, text, { '$.a': { mask: 'person-name' } })).rejects.toThrow(message));

  test.each<[string, string, JsonPaths['json'], string]>([
    ['a text beside elements', '<a><b/>Anna</a>', { '$.a.b': { keep: 'tested' } }, 'app.t.v: $.a is a value where the policy expects a structure; add it to the policy'],
    ['a text in JSON that is not at its end', '{"a": "x', { '$.a': { keep: 'tested' } }, 'app.t.v: the document is not JSON'],
    ['a member of JSON without a value', '{"a": }', { '$.a': { keep: 'tested' } }, 'app.t.v: the document is not JSON'],
    ['JSON that ends in the middle', '{"a": ', { '$.a': { keep: 'tested' } }, 'app.t.v: the document is not JSON'],
  ])('%s', async (_, text, json, message) => {
    await expect(maskRows({ v: { kind: text.startsWith('<') ? 'xml' : 'json', disposition: { json } } }, [text])).rejects.toThrow(message);
  });

  test.each<[string, readonly string[]]>([['(x', ['a']], ['x)', ['a']], ['()', []], ['(x,y)', ['a']]])('a value %s of a type with the fields %j', (text, names) => {
    const tree = jsonTree([{ path: '$.a', leaf: 'keep' }]);
    expect(() => maskComposite(names)(text, tree, (_, own) => own, 'app.t.v')).toThrow(/^app\.t\.v: a (?:value has another number of fields than its type|field is not classified); the type changed during the run$/);
  });

  test('a field that came during the run', () => {
    expect(() => maskComposite(['a', 'b'])('(x,Anna)', jsonTree([{ path: '$.a', leaf: 'keep' }]), (_, own) => own, 'app.t.v')).toThrow('app.t.v: a field is not classified; the type changed during the run');
  });

  test('attributes in either quotes and in what is removed are each what their path says', async () => {
    const json: JsonPaths['json'] = { '$.a.@kept': { keep: 'tested' }, '$.a.@gone': { remove: 'tested' }, '$.a.secret': { remove: 'tested' } };
    expect(await masked('xml', `<a kept='it is "so"' gone="Anna"><secret of="Anna"><deep x='Muster'/>Anna</secret></a>`, json)).toEqual(['<a kept="it is &quot;so&quot;"><secret></secret></a>']);
  });

  test('numbers of letters and names of elements are read as the characters they stand for', async () => {
    expect(await masked('xml', '<?xml version="1.0"?><a>&#65;&#x6e;na &lt;b&gt;</a>', { '$.a': { keep: 'tested' } })).toEqual(['<a>Anna &lt;b&gt;</a>']);
  });
});

test('names are known from arrays, from JSON, from hstore and from companies, wherever they are written small in a text', async () => {
  const named = await server.database('named', 'create schema app; create extension hstore; create table app.t (id int primary key, people text[], paper jsonb, facts hstore, firm text, towns text[], note text, shouted text generated always as (upper(firm)) stored)',
    `insert into app.t values (1, array['Maja Lindqvist', 'Jo'], '{"boss": "Per Osterman", "team": [{"name": "Ines Quintero"}]}', 'contact=>"Ana Zubiri"', 'Fjellgruppen Company', array['Kordenbygg'],
      'met lindqvist, osterman, quintero and zubiri of fjellgruppen by train about company work')`);
  const by = new PolicyBuilder('named', ['app']).table('app.t', (t) => t.keep('key', 'id').mask('person-name', 'people').mask('company', 'firm').mask('city', 'towns').mask('redact', 'note')
    .json('paper', { '$.boss': { mask: 'person-name' }, '$.team[*].name': { mask: 'person-name' } }).json('facts', { '$.contact': { mask: 'person-name' } })).build();
  const { plan } = await runMasking({ source: named, target: await server.database('named_target'), policy: by, keys });
  const [row] = await server.rows<{ note: string; towns: string[] }>('named_target', 'select note, towns from app.t');
  expect(row?.note).toMatch(/^met .* by train about company work$/);
  expect(row?.note).not.toMatch(/lindqvist|osterman|quintero|zubiri|fjellgruppen/i);
  expect(plan.excludedWords).toContain('Kordenbygg'.toLowerCase()); // a word of the dictionary that is somebody's town: nobody gets it
  expect(row?.towns).not.toEqual(['Kordenbygg']);
});

test.each<[string, string, string, string]>([
  ['integer', 'money', '3000000', 'use masker amount, which grows less, '], ['smallint', 'amount', '32000', ''], ['bigint', 'money', '9000000000000000000', 'use masker amount, which grows less, '],
  ['app.cents', 'money', '3000000', 'use masker amount, which grows less, '],
])('an amount that would not fit %s is refused by the plan', async (type, mask, most, other) => {
  const whole = await server.database('whole_numbers', `create schema app; create domain app.cents as integer; create table app.t (id int primary key, v ${type})`, `insert into app.t values (1, 1), (2, ${most})`);
  const by = new PolicyBuilder('amounts', ['app']).table('app.t', (t) => t.keep('key', 'id').mask(mask, 'v', { group: 'g' })).build();
  await expect(makePlan({ source: whole, policy: by, keys })).rejects.toThrow(new RegExp(`- app\\.t\\.v: must hold amounts up to \\d+ times its largest, got "${type}"; widen the column, ${other}or remove the amounts`));
});

test.each(['2024-03-01', '2024-03-01 10:00', '2024-03-01T10:00:00.5Z', '2024-03-01T10:00:00+02:00'])('a text that is a date moves as one: %s', async (text) => {
  const [moved] = await maskValues('date-shift', [text]);
  expect(moved?.slice(10)).toBe(text.slice(10));
  expect(moved).not.toBe(text);
});

test('an array whose bounds are written has its elements masked', async () => {
  const [row] = await maskRows({ v: { array: true, disposition: { mask: 'person-name' } } }, ['[0:1]={"Anna Muster",Bert}']);
  expect(row).toMatch(/^\[0:1\]=\{"?[A-Z][a-z]+ [A-Z][a-z]+"?,"?[A-Z][a-z]+ [A-Z][a-z]+"?\}$/);
});

describe('classify proposes, for columns with parts,', () => {
  test('a path for each key and field, and removes what it cannot look into', async () => {
    const out: string[] = [];
    await classifyCommand({ interactive: false, out: (line) => out.push(line), progress: () => undefined }, { source, name: 'proposal', schemas: ['app'] });
    expect(parsePolicy(out.join('\n')).tables['app.contact']?.columns).toMatchObject({
      facts: { json: { '$.mail': { mask: 'email' }, '$.none': { remove: `${toReview} always empty` } } },
      home: { json: { '$.street': { mask: 'address' }, '$.zip': { mask: 'postcode' }, '$.born': { keep: expect.any(String) }, '$.photo': { remove: expect.any(String) } } },
    });
  });

  test('paths for JSON, also for what is empty in some documents or in all', async () => {
    const documents = ['{}', '{"a": null, "b": {}, "c": [], "d": {}, "token": 7}', '{"a": {"mail": "x@firm.test"}, "b": {}, "d": [{"n": 1}], "token": "x"}', '{"a": {}, "d": [null, {"n": null}]}'];
    const odd = await server.database('odd', 'create schema app; create table app.t (id int primary key, v jsonb)', `insert into app.t select n, v::jsonb from unnest(array[${documents.map((text) => `'${text}'`).join()}]) with ordinality d(v, n)`);
    const proposal = await proposePolicy(odd, 'odd', ['app']);
    expect(proposal.tables['app.t']?.columns['v']).toEqual({ json: {
      '$.a.mail': { mask: 'email' }, '$.b': { remove: `${toReview} always empty` }, '$.c': { remove: `${toReview} always empty` }, '$.d[*].n': { keep: `${toReview} number` }, '$.token': { remove: `${toReview} looks like a secret` },
    } });
    await runMasking({ source: odd, target: await server.database('odd_target'), policy: proposal, keys });
  });

  test('paths for XML, which its run then takes; comments need none', async () => {
    const proposal = await proposePolicy(source, 'parts', ['app']);
    expect(proposal.tables['app.contact']?.columns['card']).toEqual({ json: {
      '$.card.@id': { mask: 'free-text' }, '$.card.@owner': { mask: 'free-text' }, '$.card.name': { mask: 'person-name' }, '$.card.mail': { mask: 'email' }, '$.card.mail.@kind': { mask: 'free-text' },
      '$.card.secret.deep': { mask: 'free-text' }, '$.card.empty': { remove: `${toReview} always empty` },
    } });
    await runMasking({ source, target: await server.database('proposed'), policy: proposal, keys });
    expect(await server.rows('proposed', "select 1 from app.contact where card::text ~* 'anna|muster'")).toEqual([]);
  });

  test('paths for attributes without a value, so that its run does not stop at them', async () => {
    const odd = await server.database('odd', 'create schema app; create table app.t (id int primary key, v xml)', `insert into app.t values (1, '<a b="" c="Anna"><d e=""/></a>')`);
    const proposal = await proposePolicy(odd, 'odd', ['app']);
    expect(proposal.tables['app.t']?.columns['v']).toEqual({ json: { '$.a.@b': { remove: `${toReview} always empty` }, '$.a.@c': { mask: 'free-text' }, '$.a.d.@e': { remove: `${toReview} always empty` } } });
    await runMasking({ source: odd, target: await server.database('odd_target'), policy: proposal, keys });
  });

  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "Anna">]><a>&x;</a>', `${toReview} XML with a document type or with dots in names cannot be masked`],
    ['an element with a dot in its name', '<a.b>Anna</a.b>', `${toReview} XML with a document type or with dots in names cannot be masked`],
    ['an attribute with a dot in its name', '<a b.c="Anna"/>', `${toReview} XML with a document type or with dots in names cannot be masked`],
    ['no value', null, `${toReview} no value shows which paths there are`],
  ])('removal for XML with %s', async (_, value, remove) => {
    const odd = await server.database('odd', 'create schema app; create table app.t (id int primary key, v xml)', `insert into app.t values (1, ${value === null ? 'null' : `'${value}'`})`);
    expect((await proposePolicy(odd, 'odd', ['app'])).tables['app.t']?.columns['v']).toEqual({ remove });
  });

  test('removal for arrays of them', async () => {
    expect((await proposePolicy(source, 'parts', ['app'])).tables['app.contact']?.columns['homes']).toEqual({ remove: `${toReview} app.postal[] cannot be masked` });
  });
});

test('what XML says beside its elements is found too', () => {
  expect(xmlLeaves('<?xml version="1.0"?><?go Anna?><!-- Muster --><a b=\'&#65;\' c="x>y"><d/>t<![CDATA[<raw>]]></a>')).toEqual([
    { path: '(beside elements)', text: '<?go Anna?>' }, { path: '(beside elements)', text: '<!-- Muster -->' }, { path: '$.a.@b', text: 'A' }, { path: '$.a.@c', text: 'x>y' },
    { path: '$.a', text: 't' }, { path: '$.a', text: '<raw>' },
  ]);
});

describe('amounts under one keyed factor', () => {
  const amounts = async (...values: string[]) => maskValues('amount', values, 'number');
  test('keep order, sign, zero, equality and their decimals', async () => {
    const masked = await amounts('0.00', '-12.50', '12.50', '12.51', '1200', '12.5', '999999999999999999.99');
    const [zero, minus = '', plus = '', next, whole] = masked;
    expect([zero, minus.slice(1)]).toEqual(['0.00', plus]);
    expect(Number(next)).toBeGreaterThan(Number(plus));
    expect(whole).toMatch(/^\d{4}$/);
    expect(masked[5]).toMatch(/^\d\d\.\d$/);
    expect(masked[6]).toMatch(/^\d{18,19}\.\d\d$/);
    const factor = Number(whole) / 1200;
    expect(factor).toBeGreaterThan(1.25);
    expect(factor).toBeLessThan(8);
    expect(Math.abs(Number(plus) - 12.5 * factor)).toBeLessThan(0.02);
  });
  test('take what floating point writes', async () => {
    expect(await amounts('NaN', '-Infinity')).toEqual(['NaN', '-Infinity']);
    expect(Number((await amounts('1.5e+300'))[0])).toBeGreaterThan(1.5e300);
  });
  test.each(['call Anna', '.', '1.2.3', '1e999'])('%s is no amount and is not quoted', async (value) => expect(amounts(value)).rejects.toThrow('masker amount: a value is not a number; mask the path as text'));
  test('have no common divisor that tells the factor, as whole factors have', async () => {
    const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
    const divisor = (of: string[]) => of.map((text) => BigInt(text.replace('.', ''))).reduce(gcd);
    const salaries = Array.from({ length: 30 }, (_, i) => `${3000 + 7 * i}.00`);
    expect(divisor(await amounts(...salaries))).toBe(1n);
    expect(divisor(await maskValues('money', salaries, 'number'))).toBeGreaterThan(100n);
  });
});

test.each([
  ['unique-phone', '+49 170 ext 5', 'masker unique-phone: a value has other characters than it can permute; use pseudonym'],
  ['unique-tax-id', 'ДЕ81100', 'masker unique-tax-id: a value has other characters than it can permute; use pseudonym'],
  ['unique-iban', 'DE89', 'masker unique-iban: a value is not an IBAN of a known country and its length; use pseudonym'],
])('%s refuses what it cannot keep apart, without quoting it', async (mask, value, message) => expect(maskValues(mask, [value])).rejects.toThrow(message));
