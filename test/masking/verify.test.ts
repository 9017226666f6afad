import { runMasking } from '../../runtime/masking/engine/run-masking';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { withSession } from '../../runtime/masking/postgres/session';
import { decodings } from '../../runtime/masking/verify/decodings';
import { detectors } from '../../runtime/masking/verify/detectors';
import { DistinctSketch } from '../../runtime/masking/verify/distinct-sketch';
import { normalText } from '../../runtime/masking/verify/source-values';
import { VerificationLanes } from '../../runtime/masking/verify/verification-lanes';
import { readSource, verifyMasking, verifySession, type VerifyRequest } from '../../runtime/masking/verify/verify-masking';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let request: VerifyRequest;
const policy = examplePolicy((p) => p.virtualKey({ table: 'app.comment', columns: ['entity_id'], references: 'app.project', referencedColumns: ['id'], when: { column: 'entity', equals: 'project' } }));
jest.setTimeout(120_000);

beforeAll(async () => {
  server = await TestServer.start();
  const source = await server.database('firm', ...exampleDatabase(1));
  const target = await server.database('staging');
  request = { source, target, policy };
  await runMasking({ source, target, policy, keys: rootKeySource(testKey) });
});
afterAll(() => server.stop());

const findings = async (change: Partial<VerifyRequest> = {}): Promise<string[]> =>
  (await verifyMasking({ ...request, ...change })).gates.flatMap(({ gate, findings: found }) => found.map(({ at, what }) => `${gate}: ${at}: ${what}`));

test('a masked database passes every gate', async () => {
  const verification = await verifyMasking(request);
  expect(verification.gates.map(({ gate, findings: found }) => [gate, found])).toEqual(
    ['coverage', 'grammar', 'residue', 'personal data', 'secrets', 'collapse', 'determinism', 'references', 'k-anonymity'].map((gate) => [gate, []]));
  expect(verification.passed).toBe(true);
  expect(verification.gates.find(({ gate }) => gate === 'residue')?.examined).toBeGreaterThan(3000);
  expect(verification.unsearched).toContain('app.employee.number: masker code writes values that real ones may equal');
});

test.each(Array.from({ length: Number(process.env['CLEAN_RUNS'] ?? 1) }, (_, i) => i))('a clean run under key %i raises no false alarm', async (i) => {
  const target = await server.database('clean');
  await runMasking({ ...request, source: request.source ?? '', target, keys: rootKeySource(Buffer.alloc(32, 100 + i)) });
  expect(await findings({ target })).toEqual([]);
});

/** What person 3 of the example has: a name, a mail address, numbers, an account. */
const secretValues = {
  name: 'select full_name from app.person where id = 3', email: 'select email::text from app.person where id = 3', phone: 'select phone from app.person where id = 3',
  iban: 'select iban from app.person where id = 3', tax: 'select tax_id::text from app.person where id = 3', company: 'select name from app.client where id = 3',
  notes: 'select notes from app.person where id = 3', ceo: "select profile ->> 'ceo' from app.client where id = 3", token: 'select api_token from app.tenant where id = 3',
} as const;
type Name = keyof typeof secretValues;

const fill = (sql: string) => (value: string): string => sql.replace('%', () => value);
const kept = (value: string): string => value; // goes into a column that is kept
const base64 = (value: string) => Buffer.from(value).toString('base64');
const places: readonly [string, Name, (value: string) => string, string?][] = [
  ['as it is, in a kept column', 'name', kept],
  ['in capitals', 'name', (value) => kept(value.toUpperCase())],
  ['without spaces', 'name', (value) => kept(value.replaceAll(' ', ''))],
  ['with underscores', 'name', (value) => kept(value.replaceAll(' ', '_'))],
  ['with dots', 'name', (value) => kept(value.replaceAll(' ', '.'))],
  ['family name first', 'name', (value) => kept(value.split(' ').toReversed().join(', '))],
  ['over two lines', 'name', (value) => kept(value.replace(' ', '\n'))],
  ['over two lines within a word', 'name', (value) => kept(`${value.slice(0, 5)}-\n${value.slice(5)}`)],
  ['with accents', 'name', (value) => kept(value.replace('e', 'é').replace('a', 'á'))],
  ['in wide letters', 'name', (value) => kept([...value].map((letter) => (letter > ' ' ? String.fromCharCode(letter.charCodeAt(0) + 0xfee0) : letter)).join(''))],
  ['with invisible letters between', 'name', (value) => kept([...value].join('\u200b'))],
  ['backwards', 'name', (value) => kept([...value].toReversed().join(''))],
  ['in rot13', 'name', (value) => kept(value.replaceAll(/[a-z]/gi, (c) => String.fromCharCode((c <= 'Z' ? 65 : 97) + (c.charCodeAt(0) - (c <= 'Z' ? 65 : 97) + 13) % 26)))],
  ['in base64', 'name', (value) => kept(base64(value))],
  ['in base64 in the middle of another', 'name', (value) => kept(base64(`xyz${value}`))],
  ['in base64 of a URL-encoded text', 'name', (value) => kept(base64(encodeURIComponent(value)))],
  ['URL-encoded', 'email', (value) => kept(encodeURIComponent(value))],
  ['URL-encoded letter by letter', 'email', (value) => kept([...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join(''))],
  ['quoted-printable', 'email', (value) => kept(value.replace('@', '=40'))],
  ['HTML-encoded', 'email', (value) => kept(value.replace('@', '&#64;').replace('.', '&#x2e;'))],
  ['JSON-escaped', 'email', (value) => kept(value.replace('@', '\\u0040'))],
  ['in hex', 'email', (value) => kept(Buffer.from(value).toString('hex'))],
  ['with (at) for @', 'email', (value) => kept(value.replace('@', ' @ '))],
  ['the name before the @ alone', 'email', (value) => kept(value.split('@')[0] ?? '')],
  ['in a sentence', 'email', (value) => kept(`please write to <${value}>, thank you`)],
  ['in a mailto link', 'email', (value) => kept(`mailto:${value}?subject=x`)],
  ['in capitals', 'email', (value) => kept(value.toUpperCase())],
  ['without separators', 'phone', (value) => kept(value.replaceAll(/\D/g, ''))],
  ['with dashes', 'phone', (value) => kept(value.replaceAll(' ', '-'))],
  ['with slashes and brackets', 'phone', (value) => kept(value.replace('+49 ', '+49 (0)/').replace('(0)', ''))],
  ['with 00 for +', 'phone', (value) => kept(value.replace('+', '00'))],
  ['nationally, with 0', 'phone', (value) => kept(value.replace('+49 ', '0'))],
  ['in a sentence', 'phone', (value) => kept(`call ${value} before noon`)],
  ['after a number and a comma', 'phone', (value) => kept(`4711,${value}`)],
  ['without spaces', 'iban', (value) => kept(value.replaceAll(' ', ''))],
  ['in groups of four', 'iban', (value) => kept(value.replaceAll(/(.{4})/g, '$1 '))],
  ['in small letters', 'iban', (value) => kept(value.toLowerCase())],
  ['bank code and account alone', 'iban', (value) => kept(value.slice(4))],
  ['with dashes', 'iban', (value) => kept(value.replaceAll(/(.{4})/g, '$1-'))],
  ['as it is', 'tax', kept],
  ['with slashes', 'tax', (value) => kept(value.replaceAll(/(.{3})/g, '$1/'))],
  ['as it is', 'company', kept],
  ['with another case', 'company', (value) => kept(value.toLowerCase())],
  ['its first line', 'notes', (value) => kept(value.split('\n')[0] ?? '')],
  ['whole', 'notes', kept],
  ['as it is', 'ceo', kept],
  ['as it is', 'token', kept],
  ['in base64', 'token', (value) => kept(base64(value))],
  ['in a masked column', 'name', fill("update app.client_contact set name = $$%$$ where id = 5"), 'app.client_contact.name'],
  ['in a masked column of another kind', 'phone', fill("update app.person set login = $$%$$ where id = 5"), 'app.person.login'],
  ['in a free text between its words', 'name', fill("update app.task set description = $$report % review$$ where id = 5"), 'app.task.description'],
  ['in an array', 'email', fill("update app.message set recipients = array[$$%$$]::citext[] where id = 5"), 'app.message.recipients'],
  ['in JSON', 'email', fill(`update app.person set attributes = jsonb_build_object('contact', jsonb_build_object('email', $$%$$::text)) where id = 5`), 'app.person.attributes'],
  ['in a new member of JSON', 'name', fill(`update app.client set profile = profile || jsonb_build_object('x', $$%$$::text) where id = 5`), 'app.client.profile'],
  ['as the name of a member of JSON', 'name', fill(`update app.tenant set settings = jsonb_build_object($$%$$, 1) where id = 3`), 'app.tenant.settings'],
  ['deep in an array of JSON', 'name', fill(`update app.message set headers = jsonb_build_object('reply-to', jsonb_build_array(jsonb_build_object('name', $$%$$::text))) where id = 5`), 'app.message.headers'],
  ['in bytes', 'name', fill("update app.contract set signature = convert_to($$%$$, 'UTF8') where id = 5"), 'app.contract.signature'],
  ['in a removed column', 'token', fill("update app.tenant set api_token = $$%$$ where id = 2"), 'app.tenant.api_token'],
  ['in a new column', 'name', fill("alter table app.office add caretaker text; update app.office set caretaker = $$%$$"), 'app.office.caretaker'],
  ['in a new table', 'name', fill("create table app.leftover (v text); insert into app.leftover values ($$%$$)"), 'app.leftover.v'],
  ['in another schema', 'name', fill("create schema scratch; create table scratch.leftover (v text); insert into scratch.leftover values ($$%$$)"), 'scratch.leftover.v'],
  ['in a table that should be empty', 'token', fill("insert into app.session values (gen_random_uuid(), 1, $$%$$, null, null, now())"), 'app.session'],
  ['in a partition added later', 'name', fill("create table app.time_entry_2029 partition of app.time_entry for values from ('2029-01-01') to ('2030-01-01'); insert into app.time_entry (id, worked_on, person_id, project_id, hours, rate, comment) overriding system value values (0, '2029-02-01', 1, 1, 1, 1, $$%$$)"), 'app.time_entry.comment'],
  ['in an inheriting table', 'email', fill("update app.event_archive set payload = jsonb_build_object('who', $$%$$::text) where id = 101"), 'app.event_archive.payload'],
  ['in a large object', 'name', fill("select lo_from_bytea(0, convert_to($$%$$, 'UTF8'))"), 'large objects'],
  ['in the primary key of another table', 'name', fill("insert into app.feature_flag values (1, $$%$$, true)"), 'app.feature_flag.name'],
  ['in a range of an address', 'name', fill("update app.client_address set line = $$%$$ where client_id = 3 and kind = 'billing'"), 'app.client_address.line'],
];

describe('a planted leak is found:', () => {
  afterEach(() => jest.restoreAllMocks());
  test('there are at least 60 of them', () => expect(places.length).toBeGreaterThanOrEqual(60));

  test.each([['in lanes', true], ['without WebAssembly', false]])('all, %s', async (_, lanes) => {
    if (!lanes) jest.spyOn(VerificationLanes, 'ifSupported').mockReturnValue(undefined);
    const values = new Map<Name, string>();
    for (const [name, sql] of Object.entries(secretValues)) values.set(name as Name, (await server.rows<{ v: string }>('firm', `select (${sql}) as v`))[0]?.v ?? '');
    const known = await readSource(request.source ?? '', policy);
    const missed: string[] = [];
    const find = (plants: readonly string[]) => withSession(request.target, 'target', async (session) => {
      await session.run(`begin; ${plants.join('; ')}`);
      const { gates } = await verifySession(session, request, known);
      return gates.flatMap(({ findings: found }) => found);
    });
    // Eight at a time in eight rows of a kept column: residue is counted by cell, so eight means each of them.
    const inKept = places.filter(([, , , at]) => at === undefined);
    for (let first = 0; first < inKept.length; first += 8) {
      const batch = inKept.slice(first, first + 8);
      const found = await find(batch.map(([, name, plant], i) => `update app.team set name = $plant$${plant(values.get(name) ?? '')}$plant$ where id = ${i + 1}`));
      const count = found.find(({ at, what }) => at === 'app.team.name' && what === 'value of the source')?.count;
      if (count !== batch.length) missed.push(`${count ?? 0} of ${batch.map(([where, name]) => `${name} ${where}`).join(', ')}`);
    }
    const elsewhere = places.filter(([, , , at]) => at !== undefined);
    const found = await find(elsewhere.map(([, name, plant]) => plant(values.get(name) ?? '')));
    for (const [where, name, , at] of elsewhere) if (!found.some((finding) => finding.at === at)) missed.push(`${name} ${where}`);
    expect(missed).toEqual([]);
  });
});

describe('of a source whose documents tell of people', () => {
  const card = (...parts: readonly string[]) => `<card>${parts.map((part) => `<part>${part}</part>`).join('')}</card>`;
  const documents = card('+49 171 5550123', '0049 172 5550124', '0173 5550125', 'DE02 1203 0000 0000 2020 51', 'Änne Grünwald', 'Maria Jo Ångström', 'jörg.brandstetter@firm.test', 'a first line of this\nand Ottokar Zschimmer below', '&#x42;runhilde Kowalczyk', '&#66;althasar Niedermayr', 'Rauch &amp; Söhne Tiefbau', 'Gesellschaft für die Erhaltung der alten Brücken an Böhm und Lüche', 'hä@zwei@ats.test', 'bö@firm.test', '+49\u00A0176\u202F555\u20110128')
    .replace('<card>', '<card of="Gundula Petersilie"><?by Ottilie?><!-- by Ottilie Wagenknecht -->');
  /** What the target says in a column that is kept: each in a column of its own. */
  const leaks: Readonly<Record<string, string>> = {
    national: 'call 0171 5550123', local: '171/5550123', other_national: '0172-5550124', bare: '173 5550125', account: 'to 120300000000202051', turned: 'Grünwald, Änne', reversed: 'Ångström Jo Maria', local_part: 'jörg.brandstetter', one_line: 'and Ottokar Zschimmer below',
    by_hex: 'Brunhilde Kowalczyk', by_number: 'Balthasar Niedermayr', by_name: 'Rauch & Söhne Tiefbau', attribute: 'Gundula Petersilie', comment: 'by Ottilie Wagenknecht', number: '491745550126', exponent: '491745550127', member: 'annelotte.brinkmann@firm.test',
    beyond_unicode: '&#99999999; &#66;runhilde Kowalczyk', within_a_long_text: `${'so it was said '.repeat(40)}Brunhilde Kowalczyk${' and so on'.repeat(40)}`, within_a_long_encoded_text: `${'so it was said '.repeat(40)}Brunhilde%20%4Bowalczyk`, of_words: 'minutes of 12 May', long_name: 'Gesellschaft für die Erhaltung der alten Brücken an Böhm und Lüche', two_ats: 'hä@zwei@ats.test', short_name: 'bö@firm.test', plain_long: 'the company of Zacharias and Dorothea Feuerstein their heirs and successors',
    plain_two_ats: 'zacharias@feuerstein@firm.test', few_letters: 'z1a2c3h4a5@firm.test', unbroken: 'call 0176 5550128', numeric: '491745550126.00',
  };
  /** What looks like them and is none. */
  const harmless: Readonly<Record<string, string>> = {
    marked: '+999 171 5550123', permuted_phone: '+999 +49 171 5550123', permuted_tax: '000-DE1715550123', permuted_account: 'XA04 1203 0000 0000 2020 51', masked_account: 'DE02 0000 1203 0000 0000 2020 51', in_a_token: 'order a1715550123b', in_a_longer_number: '8812345671715550123999', short_code: 'DE02 12', words: 'agenda balance', nothing: '',
  };
  const columns = { ...leaks, ...harmless };
  let papers: VerifyRequest;
  beforeAll(async () => {
    const typed = Object.keys(columns).map((name) => `${name} ${name === 'numeric' ? 'numeric' : 'text'}`).join(', ');
    const source = await server.database('papers', `create schema app; create table app.nothing (); create table app.paper (id int primary key, card xml, doc jsonb); create table app.raw (id int primary key, doc jsonb, words text); create table app.said (id int primary key, ${typed}); insert into app.said (id) values (1)`,
      `insert into app.paper values (1, $$${documents}$$, '{"phone": 491745550126, "short": 12345678, "fax": 4.91745550127e11, "small": 0.000000001234}'); insert into app.raw values (1, '{"annelotte.brinkmann@firm.test": true}', 'minutes of 12 May'), (2, '{}', 'the company of Zacharias and Dorothea Feuerstein their heirs and successors'), (3, null, 'zacharias@feuerstein@firm.test'), (4, null, 'z1a2c3h4a5@firm.test')`);
    const by = new PolicyBuilder('papers', ['app']).table('app.paper', (t) => t.keep('a key', 'id').json('card', { '$.card.part': { mask: 'free-text' }, '$.card.@of': { mask: 'person-name' } })
      .json('doc', { '$.phone': { mask: 'phone' }, '$.fax': { mask: 'phone' }, '$.short': { keep: 'a size' }, '$.small': { remove: 'not used' } }))
      .table('app.said', (t) => t.keep('a key', 'id').keep('tested', ...Object.keys(columns))).empty('raw', 'app.raw').empty('without columns', 'app.nothing').build();
    papers = { source, target: await server.database('papers_target'), policy: by };
    await runMasking({ ...papers, source, keys: rootKeySource(testKey) });
  });
  const residueNow = async () => (await verifyMasking(papers)).gates.find(({ gate }) => gate === 'residue')?.findings.map(({ at }) => at);

  test('the copy has nothing of them', async () => expect(await residueNow()).toEqual([]));

  test('every spelling of what they say is found, and nothing that only looks like it', async () => {
    await server.run('papers_target', `update app.said set ${Object.entries(columns).map(([name, text]) => `${name} = $$${text}$$`).join(', ')}`);
    expect(await residueNow()).toEqual(Object.keys(leaks).map((name) => `app.said.${name}`).toSorted());
  });
});

describe('what the other gates find:', () => {
  test.each([
    ['a masked column that collapsed', "update app.person set family_name = 'Ambrabbrask'", 'collapse: app.person.family_name: values that collapsed into few'],
    ['nulls that were not there', 'update app.person set iban = null where id < 9', 'collapse: app.person.iban: another number of nulls than in the source'],
    ['rows that are missing', 'delete from app.absence where id = 1', 'collapse: app.absence.comment: another number of rows than in the source'],
    ['a virtual reference that leads nowhere', "update app.comment set entity_id = 999999 where id = (select min(id) from app.comment where entity = 'project')", 'references: app.comment (entity_id): reference to app.project that leads nowhere'],
    ['a foreign key nobody checked', 'alter table app.risk drop constraint risk_owner_id_fkey; alter table app.risk add constraint risk_owner_id_fkey foreign key (owner_id) references app.person not valid', 'references: app.risk risk_owner_id_fkey: foreign key that the database has not checked'],
    ['a real account number', "update app.team set name = 'DE89370400440532013000' where id = 1", 'personal data: app.team.name: IBAN'],
    ['a card number', "update app.team set name = '4111 1111 1111 1111' where id = 1", 'personal data: app.team.name: payment card'],
    ['a mail address nobody knew', "update app.team set name = 'x@real.org' where id = 1", 'personal data: app.team.name: e-mail address'],
    ['an access key', "update app.team set name = 'AKIAIOSFODNN7EXAMPLE' where id = 1", 'secrets: app.team.name: AWS access key'],
    ['a webhook', "update app.team set name = 'https://hooks.chat.test/services/T00/B00/xxxx' where id = 1", 'secrets: app.team.name: webhook address'],
  ])('%s', async (_, change, finding) => {
    const known = await readSource(request.source ?? '', policy);
    const gates = await withSession(request.target, 'target', async (session) => {
      await session.run(`begin; ${change}`);
      return (await verifySession(session, request, known)).gates;
    });
    expect(gates.flatMap(({ gate, findings: found }) => found.map(({ at, what }) => `${gate}: ${at}: ${what}`))).toContain(finding);
  });

  test('a value that is masked unlike the same value elsewhere', async () => {
    const [was] = await server.rows<{ name: string }>('staging', 'select given_name as name from app.person where id = 9');
    await server.run('staging', 'update app.person set given_name = (select given_name from app.person where id = 2) where id = 9');
    expect(await findings()).toEqual(['determinism: app.person.given_name: another mask than the same value has elsewhere']);
    await server.run('staging', `update app.person set given_name = '${was?.name ?? ''}' where id = 9`);
  });

  test('a combination that few rows share', async () => {
    const few = { ...policy, anonymity: [{ table: 'app.person', columns: ['tenant_id'], k: 2 }, { table: 'app.person', columns: ['tenant_id', 'given_name'], k: 60 }] };
    expect((await verifyMasking({ ...request, policy: few })).gates.find(({ gate }) => gate === 'k-anonymity')).toMatchObject({ passed: false, findings: [{ at: 'app.person (tenant_id, given_name)', what: 'combination that fewer than 60 rows share' }] });
  });

  test('a declared public value is no residue', async () => {
    const [name = ''] = (await server.rows<{ name: string }>('firm', 'select name from app.client where id = 3')).map((row) => row.name);
    const residue = async (publicValues: Record<string, string>) => {
      const known = await readSource(request.source ?? '', { ...policy, publicValues });
      return withSession(request.target, 'target', async (session) => {
        await session.run(`begin; update app.team set name = $$see ${name} on our site$$ where id = 1`);
        return (await verifySession(session, request, known)).gates.flatMap(({ findings: found }) => found.map(({ at, what }) => `${at}: ${what}`));
      });
    };
    expect(await residue({})).toEqual(['app.team.name: value of the source']);
    expect(await residue({ [name]: 'the client is named on our site' })).toEqual([]);
  });

  test('outside quarantine, without the source, grammars and detectors still look', async () => {
    const verification = await verifyMasking({ policy, target: request.target });
    expect(verification.gates.map(({ gate }) => gate)).toEqual(['coverage', 'grammar', 'personal data', 'secrets', 'references', 'k-anonymity']);
    expect(verification.passed).toBe(true);
    expect((await verifyMasking({ policy, target: request.source ?? '' })).passed).toBe(false);
  });
});

test.each([['a b-c', 'abc'], ['ÄÖÜ ß', 'aouss'], ['Zoë\u200b', 'zoe'], ['ＡＢ', 'ab']])('the normal form of %j is %j', (text, normal) => expect(normalText(text)).toBe(normal));

test.each([['%41nna%20Muster', 'Anna Muster'], ['=41nna Muster', 'Anna Muster'], ['&#65;nna Muster', 'Anna Muster'], ['QW5uYSBNdXN0ZXI=', 'Anna Muster'], ['416e6e61204d7573746572', 'Anna Muster'], ['retsuM annA', 'Anna Muster']])(
  '%s decodes to %s', (encoded, decoded) => expect(decodings(encoded)).toContain(decoded));

test.each([10, 1000, 50_000])('a sketch counts %i distinct values within 5 percent', (count) => {
  const sketch = new DistinctSketch();
  for (let i = 0; i < 2 * count; i++) sketch.add(Buffer.from(`value ${i % count}`), 0, `value ${i % count}`.length);
  expect(Math.abs(sketch.distinct() - count) / count).toBeLessThan(0.05);
});

test.each([
  ['4111 1111 1111 1111', true], ['5555 5555 5555 4444', true], ['5555 5555 5555 4445', false],
  ['0170 1234567', false], ['+99 917 0123456', false], ['192.0.2.1', false], ['4111111111111112', false], ['m_rjzenf2sa6o2zygs', false], ['u@mail.example', false], ['DE04000088605436163266', false],
  ['+49 170 1234567', true], ['Anna <anna@firm.test>', true], ['078-05-1120', true], ['-----BEGIN RSA PRIVATE KEY-----', true], ['postgres://app:hunter2@db/x', true],
  ['$2b$12$abcdefghijklmnopqrstuv', true], ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', true],
])('detectors say of %s: %s', (text, found) => expect(detectors.some((detector) => detector.find(text))).toBe(found));
