import { type Question, SAMPLED_ROWS, estimate, integrityQuestions, tableQuestions } from '../../runtime/restore-validation/database-questions';
import { type TableRule } from '../../runtime/restore-validation/manifest';
import { LocalPostgres } from './local-postgres';

const rule = (more: Partial<TableRule> = {}): TableRule => ({ schema: 'public', table: 'Customers', atLeastRows: 3, columns: [], ...more });

describe('what a real PostgreSQL answers to the questions of restore validation', () => {
  let postgres: LocalPostgres;
  const holds = ({ sql, parameters, holds: judge }: Question): boolean => judge(Number(postgres.answer(sql, parameters)));
  const only = (table: TableRule, claim: RegExp, rows = 10): Question => {
    const found = tableQuestions(table, rows).find((question) => claim.test(question.claim));
    if (found === undefined) throw new Error(`no question about ${claim}`);
    return found;
  };

  beforeAll(() => {
    postgres = new LocalPostgres();
    postgres.answer(`
      create table "Customers" (id int primary key, email text, phone varchar, token text, tags text[], "odd ""name""" text);
      insert into "Customers" values
        (1, 'a1@example.com', '+999 1', null, '{}', 'x'), (2, 'b2@example.com', null, '', '{}', 'x'), (3, 'c3@example.com.evil.net', '+999 3', 'secret', '{a}', 'y');
      create table large as select n, 'm' || n as masked from generate_series(1, 250000) n;
      analyze large;
      create table parent (id int); create table child (id int); alter table child add constraint positive check (id > 0) not valid`);
  }, 60_000);
  afterAll(() => postgres.stop());

  test.each<[string, TableRule, boolean]>([
    ['a table', rule(), true],
    ['a table by its exact name only', rule({ table: 'customers' }), false],
    ['a table of its schema only', rule({ schema: 'other' }), false],
  ])('knows whether there is %s', (_name, table, expected) => {
    expect(holds(estimate(table))).toBe(expected);
  });
  test('knows about how many rows a table has', () => {
    const { sql, parameters } = estimate(rule({ table: 'large' }));
    expect(Number(postgres.answer(sql, parameters))).toBe(250_001);
  });
  test.each([[3, true], [4, false]])('knows whether there are at least %d rows', (atLeastRows, expected) => {
    expect(holds(only(rule({ atLeastRows }), /at least/))).toBe(expected);
  });
  test.each<[string, string, string, boolean]>([
    ['values of the form', 'phone', '\\+999 [0-9]+', true],
    ['a value that only begins like it', 'email', '[a-z0-9]+@example\\.com', false],
    ['an alternative of forms, of which none is the whole value', 'phone', '\\+99|9 1', false],
    ['a column whose name has quotes', 'odd "name"', '[xy]', true],
  ])('finds %s', (_name, column, grammar, expected) => {
    expect(holds(only(rule({ columns: [{ column, grammar }] }), /masked/))).toBe(expected);
  });
  test.each([['token', false], ['phone', false], ['tags', false]])('finds what is left in a column that was emptied: %s', (column, expected) => {
    expect(holds(only(rule({ columns: [{ column, empty: true }] }), /empty/))).toBe(expected);
  });
  test('takes nothing, empty text and an empty list for empty', () => {
    postgres.answer('create table emptied as select id, case id when 3 then null else token end as token, array[]::text[] as tags from "Customers"');
    const columns = [{ column: 'token', empty: true }, { column: 'tags', empty: true }] as const;
    expect(tableQuestions(rule({ table: 'emptied', columns }), 3).map(holds)).toEqual([true, true, true]);
  });
  test('looks at a sample of a large table, and finds in it what is everywhere', () => {
    const table = rule({ table: 'large', columns: [{ column: 'masked', grammar: 'm[0-9]+' }, { column: 'n', grammar: '0' }] });
    const [, sampled, wrong] = tableQuestions(table, SAMPLED_ROWS * 2);
    expect(sampled?.sql).toContain('TABLESAMPLE SYSTEM (50.000000)');
    expect([sampled, wrong].map((question) => question !== undefined && holds(question))).toEqual([true, false]);
  });
  test('knows constraints that were never validated, and what is whole', () => {
    expect(integrityQuestions.map(holds)).toEqual([true, false, true]);
    postgres.answer('alter table child validate constraint positive');
    expect(integrityQuestions.map(holds)).toEqual([true, true, true]);
  });
});
