import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';

/**
 * Small, so that a run takes half a second, with all that a swap has to keep together: two schemas that refer to each other,
 * a cycle, partitions, a trigger, a view that is filled, sequences. Every value of a person says so.
 */
export const smallHouse: readonly string[] = [`
  create schema app; create schema books;
  create table app.team (id int primary key, name text not null, lead_id int);
  create table app.person (
    id int generated always as identity primary key, team_id int not null references app.team, name varchar(60) not null, email text not null unique,
    greeting text generated always as ('Dear ' || name) stored, phones text[] not null default '{}', notes text, attributes jsonb);
  alter table app.team add foreign key (lead_id) references app.person deferrable initially deferred;
  create table books.entry (id bigint generated always as identity, booked date not null, person_id int not null references app.person, amount numeric(14, 2) not null, comment text, primary key (id, booked)) partition by range (booked);
  create table books.entry_2024 partition of books.entry for values from ('2024-01-01') to ('2025-01-01');
  create table books.entry_2025 partition of books.entry for values from ('2025-01-01') to ('2026-01-01');
  create table books.journal (id int primary key, entry_id bigint not null, booked date not null, said text, foreign key (entry_id, booked) references books.entry (id, booked));
  create function books.refuse() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
  create trigger append_only before delete or update on books.journal for each row execute function books.refuse();
  create materialized view books.totals as select p.name, sum(e.amount) as total from books.entry e join app.person p on p.id = e.person_id group by 1;`, `
  insert into app.team select g, 'team ' || g, null from generate_series(1, 5) g;
  insert into app.person (team_id, name, email, phones, notes, attributes) select 1 + g % 5, 'Zarathustra ' || g, 'zarathustra' || g || '@firm.test', array['+49 170 471108' || 1000 + g], 'Ask Zarathustra about ' || g, jsonb_build_object('email', 'home.zarathustra' || g || '@firm.test') from generate_series(1, 200) g;
  update app.team set lead_id = id * 7;
  insert into books.entry (booked, person_id, amount, comment) select date '2024-01-01' + g % 700, 1 + g % 200, 12.5 * (g % 30), 'for Zarathustra ' || g from generate_series(1, 1000) g;
  insert into books.journal select id, id, booked, 'Zarathustra booked ' || id from books.entry where id % 10 = 0;
  refresh materialized view books.totals`];
const key = 'a surrogate key';
export const smallHousePolicy = (change: (policy: PolicyBuilder) => PolicyBuilder): MaskingPolicy => change(new PolicyBuilder('house', ['app', 'books'])
  .table('app.team', (t) => t.keep(key, 'id').keep('no person', 'name'))
  .table('app.person', (t) => t.keep(key, 'id').mask('person-name', 'name').mask('email', 'email').mask('phone', 'phones').mask('free-text', 'notes').json('attributes', { '$.email': { mask: 'email' } }))
  .table('books.entry', (t) => t.keep(key, 'id').keep('decides the partition', 'booked').mask('money', 'amount', { group: 'books' }).mask('free-text', 'comment'))
  .table('books.journal', (t) => t.keep(key, 'id').mask('free-text', 'said'))).build();
