-- The database of a professional services firm: projects, people, time, billing, documents. It holds one of each thing
-- that masking tools get wrong: case-insensitive text, arrays, domains, binary, ranges, generated and identity columns,
-- partitions, inheritance, composite and polymorphic keys, cycles, append-only triggers, row level security.
create extension if not exists citext;
create schema app;

create type app.project_state as enum ('proposed', 'active', 'paused', 'closed');
create type app.dimensions as (width numeric, height numeric);
create domain app.tax_number as text check (length(value) between 5 and 20);
create domain app.positive_amount as numeric(14, 2) check (value >= 0);

create table app.currency (code char(3) primary key, name text not null, minor_digits int not null default 2);
create table app.country (code char(2) primary key, name text not null, currency char(3) references app.currency);
create table app.tenant (
  id int generated always as identity primary key, slug text not null unique, name text not null unique, class text not null check (class in ('small', 'medium', 'large')),
  settings jsonb not null default '{}', webhook_secret text, api_token text);
create table app.office (id int generated always as identity primary key, tenant_id int not null references app.tenant, name text not null, street text, city text, postcode varchar(12), country char(2) references app.country, phone text);

create table app.person (
  id int generated always as identity primary key, tenant_id int not null references app.tenant, given_name varchar(40) not null, family_name varchar(60) not null,
  full_name text generated always as (given_name || ' ' || family_name) stored, email citext not null unique, login text not null unique, password_hash text,
  phone varchar(30), mobile text, phones text[] not null default '{}', born date, tax_id app.tax_number, iban varchar(42), photo bytea, notes text, attributes jsonb,
  last_seen_at timestamptz, last_seen_from inet, created_at timestamptz not null default now());
create unique index person_email_lower on app.person (lower(email::text));
create table app.employee (
  id int primary key references app.person, number varchar(12) not null unique, manager_id int references app.employee, office_id int references app.office,
  salary app.positive_amount not null, cost_rate numeric(10, 2) not null, hired date not null, left_on date, employed daterange, check (left_on is null or left_on >= hired));
create table app.contractor (id int primary key references app.person, company_name text not null, vat_number text, day_rate numeric(10, 2) not null);
create table app.skill (id int generated always as identity primary key, name text not null unique);
create table app.person_skill (person_id int not null references app.person, skill_id int not null references app.skill, level int not null check (level between 1 and 5), primary key (person_id, skill_id));
create table app.absence (id bigint generated always as identity primary key, person_id int not null references app.person, during daterange not null, kind text not null, comment text);

create table app.client (
  id int generated always as identity primary key, tenant_id int not null references app.tenant, name text not null, vat_number text, website text, billing_email citext, parent_id int references app.client,
  primary_contact_id int, rating int, tags text[] not null default '{}', profile jsonb not null default '{}', unique (tenant_id, name));
create table app.client_contact (id int generated always as identity primary key, client_id int not null references app.client, name text not null, email citext, phone text, role text, opted_in boolean not null default false);
alter table app.client add constraint client_primary_contact foreign key (primary_contact_id) references app.client_contact deferrable initially deferred;
create table app.client_address (client_id int not null references app.client, kind text not null, line text not null, city text, postcode text, country char(2) references app.country, primary key (client_id, kind));
create table app.client_bank_account (id int generated always as identity primary key, client_id int not null references app.client, holder text not null, iban text not null, bic varchar(11));
create table app.contract (id int generated always as identity primary key, client_id int not null references app.client, title text not null, signed_on date, valid tstzrange, signature bytea, terms text);

create table app.project (
  id int generated always as identity primary key, tenant_id int not null references app.tenant, client_id int not null references app.client, contract_id int references app.contract, code varchar(20) not null unique,
  name text not null, state app.project_state not null default 'proposed', lead_id int references app.employee, budget numeric(14, 2), area app.dimensions, starts_on date, ends_on date, search tsvector generated always as (to_tsvector('simple', name)) stored);
create table app.phase (project_id int not null references app.project, number int not null, name text not null, primary key (project_id, number));
create table app.task (id int generated always as identity primary key, project_id int not null, phase_number int not null, name text not null, description text, foreign key (project_id, phase_number) references app.phase (project_id, number));
create table app.assignment (project_id int not null references app.project, person_id int not null references app.person, role text not null, hours_planned numeric(8, 2), primary key (project_id, person_id));
create table app.rate_card (id int generated always as identity primary key, client_id int references app.client, name text not null);
create table app.rate (rate_card_id int not null references app.rate_card, role text not null, hourly numeric(10, 2) not null, currency char(3) not null references app.currency, primary key (rate_card_id, role));
create table app.risk (id int generated always as identity primary key, project_id int not null references app.project, title text not null, owner_id int references app.person, probability real);

create table app.time_entry (
  id bigint generated always as identity, worked_on date not null, person_id int not null references app.person, project_id int not null references app.project, task_id int references app.task,
  hours numeric(6, 2) not null, rate numeric(10, 2) not null, amount numeric(14, 2) generated always as (hours * rate) stored, comment text, primary key (id, worked_on)) partition by range (worked_on);
create table app.time_entry_2024 partition of app.time_entry for values from ('2024-01-01') to ('2025-01-01');
create table app.time_entry_2025 (comment text, hours numeric(6, 2) not null, id bigint not null, worked_on date not null, person_id int not null, project_id int not null, task_id int, rate numeric(10, 2) not null, amount numeric(14, 2) generated always as (hours * rate) stored);
alter table app.time_entry attach partition app.time_entry_2025 for values from ('2025-01-01') to ('2026-01-01');
create table app.time_entry_rest partition of app.time_entry default;
create table app.expense (id bigint generated always as identity primary key, person_id int not null references app.person, project_id int references app.project, spent_on date not null, amount numeric(12, 2) not null, currency char(3) not null references app.currency, merchant text, receipt_key text);

create table app.invoice (
  id int generated always as identity primary key, tenant_id int not null references app.tenant, client_id int not null references app.client, project_id int references app.project, number varchar(20) not null, issued_on date not null, due_on date not null,
  net numeric(14, 2) not null, tax numeric(14, 2) not null, gross numeric(14, 2) not null, currency char(3) not null references app.currency, recipient text not null, unique (tenant_id, number), check (gross = net + tax), check (due_on >= issued_on));
create table app.invoice_line (invoice_id int not null references app.invoice, position int not null, description text not null, hours numeric(8, 2) not null, rate numeric(10, 2) not null, amount numeric(14, 2) not null, primary key (invoice_id, position), check (amount = hours * rate));
create table app.payment (id int generated always as identity primary key, invoice_id int not null references app.invoice, paid_on date not null, amount numeric(14, 2) not null, payer_iban text, reference text);
create table app.dunning (id int generated always as identity primary key, invoice_id int not null references app.invoice, sent_at timestamptz not null, sent_to citext not null, body text);

create table app.document (id uuid primary key, project_id int references app.project, title text not null, object_key text not null unique, mime_type text not null, size_bytes bigint not null, thumbnail bytea, content_oid oid, uploaded_by int references app.person, uploaded_at timestamptz not null);
create table app.comment (id bigint generated always as identity primary key, entity text not null check (entity in ('project', 'invoice', 'client')), entity_id int not null, author_id int not null references app.person, body text not null, mentions int[] not null default '{}', written_at timestamptz not null);
create table app.message (id bigint generated always as identity primary key, thread uuid not null, sender citext not null, recipients citext[] not null, subject text, body text, headers jsonb, sent_at timestamptz not null);
create table app.integration (id int generated always as identity primary key, tenant_id int not null references app.tenant, kind text not null, endpoint text, client_secret text, certificate text, external_ids jsonb not null default '{}');
create table app.feature_flag (tenant_id int not null references app.tenant, name text not null, enabled boolean not null, primary key (tenant_id, name));
create table app.audit_log (id bigint generated always as identity primary key, at timestamptz not null, actor text not null, action text not null, entity text, entity_id int, before jsonb, after jsonb);
create table app.session (id uuid primary key, person_id int not null references app.person, token text not null, from_ip inet, user_agent text, started_at timestamptz not null);
create table app.event (id bigint generated always as identity, at timestamptz not null, name text not null, payload jsonb);
create table app.event_archive (archived_at timestamptz not null default now()) inherits (app.event);
create table app.export_run (id int generated always as identity primary key, requested_by int references app.person, file_name text, finished_at timestamptz);

create table app.team (id int generated always as identity primary key, tenant_id int not null references app.tenant, name text not null);
create table app.team_member (team_id int not null references app.team, person_id int not null references app.person, primary key (team_id, person_id));
create table app.purchase_order (id int generated always as identity primary key, client_id int not null references app.client, number text not null, contact_email citext, limit_amount numeric(14, 2) not null, cost_center varchar(16));

create materialized view app.project_hours as
  select project_id, sum(hours) as hours, sum(amount) as amount from app.time_entry group by project_id with no data;
create view app.active_project as select * from app.project where state = 'active';
create index time_entry_project on app.time_entry (project_id);
create index audit_entity on app.audit_log (entity, entity_id);

create function app.refuse_change() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
create trigger audit_append_only before update or delete on app.audit_log for each row execute function app.refuse_change();
create trigger audit_no_truncate before truncate on app.audit_log execute function app.refuse_change();
alter table app.client enable row level security;
create policy client_of_tenant on app.client using (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
