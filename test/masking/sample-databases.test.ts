import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proposePolicy } from '../../runtime/masking/classify/propose-policy';
import { runMasking } from '../../runtime/masking/engine/run-masking';
import { checkCoverage } from '../../runtime/masking/plan/check-coverage';
import { refuseMasks } from '../../runtime/masking/plan/refuse-masks';
import { resolveDispositions } from '../../runtime/masking/plan/resolve-dispositions';
import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { withSession } from '../../runtime/masking/postgres/session';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { readSchema } from '../../runtime/masking/schema/read-schema';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';
import { testKey } from './masked-rows';
import { TestServer } from './postgres';

let server: TestServer;
const keys = rootKeySource(testKey);
const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');
jest.setTimeout(60_000);
beforeAll(async () => { server = await TestServer.start(); });
afterAll(() => server.stop());

const key = 'a surrogate key';
const catalogue = 'the catalogue is public';

const chinook = new PolicyBuilder('chinook', ['public'])
  .table('public.artist', (t) => t.keep(catalogue, 'artist_id', 'name'))
  .table('public.album', (t) => t.keep(catalogue, 'album_id', 'title', 'artist_id'))
  .table('public.genre', (t) => t.keep(catalogue, 'genre_id', 'name'))
  .table('public.media_type', (t) => t.keep(catalogue, 'media_type_id', 'name'))
  .table('public.track', (t) => t.keep(catalogue, 'track_id', 'name', 'album_id', 'media_type_id', 'genre_id', 'composer', 'milliseconds', 'bytes', 'unit_price'))
  .table('public.playlist', (t) => t.keep(catalogue, 'playlist_id', 'name'))
  .table('public.playlist_track', (t) => t)
  .table('public.employee', (t) => t
    .keep(key, 'employee_id').mask('family-name', 'last_name').mask('given-name', 'first_name').keep('a position', 'title').mask('date-shift', ['birth_date', 'hire_date'], { subject: 'employee_id' })
    .mask('street', 'address').mask('city', 'city').keep('a region', 'state', 'country').mask('postcode', 'postal_code').mask('phone', ['phone', 'fax']).mask('email', 'email'))
  .table('public.customer', (t) => t
    .keep(key, 'customer_id').mask('given-name', 'first_name').mask('family-name', 'last_name').mask('company', 'company').mask('street', 'address').mask('city', 'city').keep('a region', 'state', 'country')
    .mask('postcode', 'postal_code').mask('phone', ['phone', 'fax']).mask('email', 'email'))
  .table('public.invoice', (t) => t
    .keep(key, 'invoice_id').mask('date-shift', 'invoice_date', { subject: 'customer_id' }).mask('street', 'billing_address').mask('city', 'billing_city').keep('a region', 'billing_state', 'billing_country')
    .mask('postcode', 'billing_postal_code').mask('money', 'total', { group: 'sales' }))
  .table('public.invoice_line', (t) => t.keep(key, 'invoice_line_id').keep('a number of pieces', 'quantity').mask('money', 'unit_price', { group: 'sales' }))
  .build();

const changed = 'when a row was last touched, by a trigger';
const pagila = new PolicyBuilder('pagila', ['public'])
  .table('public.country', (t) => t.keep(catalogue, 'country_id', 'country').keep(changed, 'last_update'))
  .table('public.city', (t) => t.keep(key, 'city_id').mask('city', 'city').keep(changed, 'last_update'))
  .table('public.address', (t) => t.keep(key, 'address_id').mask('street', ['address', 'address2']).mask('city', 'district').mask('postcode', 'postal_code').mask('phone', 'phone').keep(changed, 'last_update'))
  .table('public.language', (t) => t.keep(catalogue, 'language_id', 'name').keep(changed, 'last_update'))
  .table('public.category', (t) => t.keep(catalogue, 'category_id', 'name').keep(changed, 'last_update'))
  .table('public.actor', (t) => t.keep(key, 'actor_id').mask('given-name', 'first_name').mask('family-name', 'last_name').keep(changed, 'last_update'))
  .table('public.film', (t) => t
    .keep(catalogue, 'film_id', 'title', 'release_year', 'rental_duration', 'rental_rate', 'length', 'replacement_cost', 'rating', 'special_features').mask('free-text', ['description', 'fulltext'])
    .keep(changed, 'last_update'))
  .table('public.film_actor', (t) => t.keep(changed, 'last_update'))
  .table('public.film_category', (t) => t.keep(changed, 'last_update'))
  .table('public.inventory', (t) => t.keep(key, 'inventory_id').keep(changed, 'last_update'))
  .table('public.store', (t) => t.keep(key, 'store_id').keep(changed, 'last_update'))
  .table('public.staff', (t) => t
    .keep(key, 'staff_id').mask('given-name', 'first_name').mask('family-name', 'last_name').mask('email', 'email').mask('pseudonym', 'username').remove('a secret', 'password').mask('bytes', 'picture')
    .keep('a state', 'active').keep(changed, 'last_update'))
  .table('public.customer', (t) => t
    .keep(key, 'customer_id').mask('given-name', 'first_name').mask('family-name', 'last_name').mask('email', 'email').mask('uuid', 'uuid').keep('a state', 'activebool', 'active')
    .mask('date-shift', 'create_date', { subject: 'customer_id' }).keep(changed, 'last_update'))
  .table('public.rental', (t) => t.keep(key, 'rental_id').keep('unique together with the customer', 'rental_date', 'return_date').mask('uuid', 'uuid').keep(changed, 'last_update'))
  .table('public.payment', (t) => t.keep(key, 'payment_id').keep('decides the partition', 'payment_date').mask('amount', 'amount', { group: 'takings' }).mask('uuid', 'uuid'))
  .virtualKey({ table: 'public.store', columns: ['manager_staff_id'], references: 'public.staff', referencedColumns: ['staff_id'] })
  .build();

describe.each<[string, MaskingPolicy, string[], number]>([['chinook', chinook, ['chinook/chinook.sql'], 11], ['pagila', pagila, ['pagila/schema.sql', 'pagila/rows.sql'], 15]])('%s, a sample database that others made,', (name, policy, files, tables) => {
  let source = '';
  beforeAll(async () => {
    source = await server.database(name, ...files.map(fixture));
    await runMasking({ source, target: await server.database(`${name}_masked`), policy, keys });
  });
  const masked = <Row extends object>(sql: string) => server.rows<Row>(`${name}_masked`, sql);

  test('is masked in the schema public, table by table', async () => {
    expect(Object.keys(policy.tables)).toHaveLength(tables);
    for (const table of Object.keys(policy.tables)) {
      const count = `select count(*)::int as n from ${table}`;
      expect([table, await masked(count)]).toEqual([table, await server.rows(name, count)]);
    }
  });

  test('passes every gate', async () => {
    const verification = await verifyMasking({ source, target: server.url(`${name}_masked`), policy });
    expect(verification.gates.flatMap(({ gate, findings }) => findings.map(({ at, what, count }) => `${gate}: ${at}: ${what} (${count})`))).toEqual([]);
    expect(verification.gates.find(({ gate }) => gate === 'residue')?.examined).toBeGreaterThan(20);
    expect(verification.gates.find(({ gate }) => gate === 'determinism')?.examined).toBeGreaterThan(5);
  });

  test('is refreshed by a second run', async () => {
    await runMasking({ source, target: server.url(`${name}_masked`), policy, keys: rootKeySource(Buffer.alloc(32, 3)) });
    expect((await verifyMasking({ source, target: server.url(`${name}_masked`), policy })).passed).toBe(true);
  });

  test('gets a proposal that covers all of it', async () => {
    const proposal = await proposePolicy(source, name, ['public']);
    const schema = await withSession(source, 'source', (session) => readSchema(session, ['public']));
    const { dispositions, problems } = resolveDispositions(proposal, schema);
    expect([...problems, ...checkCoverage(proposal, schema, dispositions), ...refuseMasks(proposal, schema, dispositions)]).toEqual([]);
  });
});

test('what is sold still adds up to the cent', async () => {
  const wrong = 'select count(*)::int as n from public.invoice i where total <> (select sum(unit_price * quantity) from public.invoice_line l where l.invoice_id = i.invoice_id)';
  expect(await server.rows('chinook_masked', wrong)).toEqual(await server.rows('chinook', wrong));
});

test('a target whose schema public has anything in it is refused, and so is an extension in a schema that is replaced', async () => {
  const refused = async (source: string, target: string) => runMasking({ source, target, policy: chinook, keys }).then(() => 'not refused', (error: Error) => error.message);
  expect(await refused(server.url('chinook'), await server.database('lived_in', 'create function public.f() returns int language sql as $$ select 1 $$'))).toBe('the target has schema public, which no masking run made: it may be production; give an empty database');
  expect(await refused(await server.database('extended', fixture('chinook/chinook.sql'), 'create extension citext schema public'), await server.database('fresh')))
    .toContain('- extension citext: must not be in schema public, which every run replaces; create schema extensions; alter extension citext set schema extensions');
});
