-- Rows for the schema, made by the database, the same each time. Set demo.scale first: 1 gives about 8,000 rows.
insert into app.currency values ('EUR', 'Euro', 2), ('GBP', 'Pound sterling', 2), ('JPY', 'Yen', 0);
insert into app.country values ('DE', 'Germany', 'EUR'), ('FR', 'France', 'EUR'), ('GB', 'United Kingdom', 'GBP'), ('JP', 'Japan', 'JPY');
insert into app.tenant (slug, name, class, settings, webhook_secret, api_token)
  select 'tenant-' || g, 'Partnership ' || md5('t' || g), (array['small', 'medium', 'large'])[1 + g % 3],
    jsonb_build_object('locale', 'de', 'support', jsonb_build_object('email', 'support' || g || '@partnership-' || g || '.test')), 'whsec_' || md5('w' || g), 'tok_' || md5('k' || g)
  from generate_series(1, 4) g;
insert into app.office (tenant_id, name, street, city, postcode, country, phone)
  select 1 + g % 4, 'Office ' || g, 'Hauptstrasse ' || (100 + g) || ' Hinterhaus', 'Musterhausen ' || g, lpad((10115 + g)::text, 5, '0'), 'DE', '+49 30 55' || lpad(g::text, 6, '0')
  from generate_series(1, 8) g;
insert into app.skill (name) select 'skill ' || g from generate_series(1, 20) g;
insert into app.person (tenant_id, given_name, family_name, email, login, password_hash, phone, mobile, phones, born, tax_id, iban, photo, notes, attributes, last_seen_at, last_seen_from, created_at)
  select 1 + g % 4,
    (array['Annegret', 'Bartholomew', 'Christopher', 'Dorothea', 'Emmanuelle', 'Franziska', 'Guillermo', 'Henriette'])[1 + g % 8],
    (array['Abernathy', 'Breitenbach', 'Castellanos', 'Dombrowski', 'Eisenhower', 'Featherstone', 'Grünewald', 'O''Halloran'])[1 + (g / 8) % 8] || case when g >= 64 then '-' || substr(md5('f' || g), 1, 6) else '' end,
    'staff' || g || '.' || substr(md5('e' || g), 1, 5) || '@Consulting-Firm.test', 'login-' || substr(md5('l' || g), 1, 9), '$2b$12$' || md5('p' || g) || md5('q' || g),
    '+49 170 ' || lpad((7000000 + g * 7919 % 2999999)::text, 7, '0'), case when g % 3 = 0 then null else '0' || (1511000000 + g * 6101) end,
    array['+44 20 ' || (79460000 + g), '+33 1 ' || (42680000 + g)], date '1960-01-01' + (g * 97 % 14000),
    lpad((12345678 + g * 104729::bigint)::text, 11, '3'), 'DE' || lpad((g % 97)::text, 2, '0') || '500105175' || lpad((407324931 + g * 13)::text, 9, '0'), decode(md5('photo' || g) || md5('x' || g), 'hex'),
    case when g % 5 = 0 then null else E'Called about the pension file of staff' || g || E'.\nPrefers mornings.\tBackslash \\ and "quotes".' end,
    jsonb_build_object('contact', jsonb_build_object('email', 'home' || g || '@private-post.test', 'phone', '+49 171 ' || (2000000 + g)), 'languages', jsonb_build_array('de', 'en'), 'children', jsonb_build_array(jsonb_build_object('name', 'Child' || md5('c' || g))), 'shoe', 36 + g % 10),
    timestamptz '2025-01-01 08:00:00+00' + g * interval '37 minutes', ('10.1.' || g % 250 || '.' || g % 199)::inet, timestamptz '2019-05-01 00:00:00+00' + g * interval '11 hours'
  from generate_series(1, 200 * current_setting('demo.scale')::int) g;
insert into app.employee (id, number, manager_id, office_id, salary, cost_rate, hired, left_on, employed)
  select id, 'E-' || lpad((id * 37)::text, greatest(6, length((id * 37)::text)), '0'), case when id > 10 then 1 + id % 10 end, 1 + id % 8, 40000 + id % 60000 + 0.5, 45 + id % 80 + 0.25, date '2010-01-01' + id % 4000, case when id % 9 = 0 then date '2024-06-30' end, daterange(date '2010-01-01' + id % 4000, null)
  from app.person where id % 4 <> 0 or id <= 10 order by id;
insert into app.contractor (id, company_name, vat_number, day_rate) select id, 'Freelance Office ' || md5('fo' || id), 'DE' || (811000000 + id * 31), 600 + id % 500 from app.person where id % 4 = 0 and id > 10;
insert into app.person_skill select p.id, 1 + (p.id + s) % 20, 1 + (p.id + s) % 5 from app.person p, generate_series(0, 2) s;
insert into app.absence (person_id, during, kind, comment) select id, daterange('2024-03-01', '2024-03-08'), 'holiday', case when id % 2 = 0 then 'with partner in the mountains' end from app.person;
insert into app.client (tenant_id, name, vat_number, website, billing_email, parent_id, rating, tags, profile)
  select 1 + g % 4, 'Maschinenfabrik ' || md5('n' || g), 'DE' || (129270000 + g * 17), 'https://www.fabrik-' || g || '.test', 'Rechnung' || g || '@fabrik-' || g || '.test', null, g % 6, array['industry', 'key account ' || md5('tag' || g)],
    jsonb_build_object('ceo', 'Direktor ' || md5('ceo' || g), 'sites', jsonb_build_array('Werk ' || md5('s' || g), 'Lager ' || md5('u' || g)), 'revenue', g * 1000)
  from generate_series(1, 40 * current_setting('demo.scale')::int) g;
update app.client set parent_id = id - 1 where id % 7 = 0;
insert into app.client_contact (client_id, name, email, phone, role) select c.id, 'Kontaktperson ' || md5('cc' || c.id || '-' || n), 'ansprech' || n || '@fabrik-' || c.id || '.test', '+49 711 ' || (8800000 + c.id * 3 + n), 'buyer' from app.client c, generate_series(0, 2) n order by c.id, n;
update app.client set primary_contact_id = 3 * id - 2;
insert into app.client_address select id, kind, 'Industriestrasse ' || id || ' ' || kind, 'Werkstadt ' || id, lpad((70000 + id)::text, 5, '0'), 'DE' from app.client, unnest(array['billing', 'delivery']) kind;
insert into app.client_bank_account (client_id, holder, iban, bic) select id, 'Maschinenfabrik ' || md5('n' || id), 'DE' || lpad((id % 97)::text, 2, '0') || ' 6005 0101 ' || lpad((7871000 + id)::text, 8, '0') || ' 42', 'SOLADEST600' from app.client;
insert into app.contract (client_id, title, signed_on, valid, signature, terms) select id, 'Rahmenvertrag ' || md5('rv' || id), date '2023-01-01' + id, tstzrange('2023-01-01 00:00:00+00', '2027-01-01 00:00:00+00'), decode(md5('sig' || id), 'hex'), 'Payable by Direktor ' || md5('ceo' || id) || ' within 30 days' from app.client;
insert into app.project (tenant_id, client_id, contract_id, code, name, state, lead_id, budget, area, starts_on, ends_on)
  select 1 + g % 4, 1 + g % (40 * current_setting('demo.scale')::int), 1 + g % (40 * current_setting('demo.scale')::int), 'P-' || lpad(g::text, 6, '0'), 'Umbau ' || md5('pr' || g), (array['proposed', 'active', 'paused', 'closed'])[1 + g % 4]::app.project_state, 1 + g % 3, 10000 + g, row(1, g)::app.dimensions, date '2024-01-01' + g % 300, date '2025-06-01' + g % 300
  from generate_series(1, 60 * current_setting('demo.scale')::int) g;
insert into app.phase select id, n, 'phase ' || n from app.project, generate_series(1, 2) n;
insert into app.task (project_id, phase_number, name, description) select project_id, number, 'task of ' || md5('task' || project_id), 'Meet Direktor and staff' || project_id from app.phase order by 1, 2;
insert into app.assignment select distinct p.id, 1 + (p.id * 7 + n) % (select count(*)::int from app.person), 'consultant', 40.25 from app.project p, generate_series(1, 4) n;
insert into app.rate_card (client_id, name) select id, 'card of ' || md5('card' || id) from app.client;
insert into app.rate select id, role, hourly, 'EUR' from app.rate_card, (values ('consultant', 125.00), ('partner', 240.50)) r(role, hourly);
insert into app.risk (project_id, title, owner_id, probability) select id, 'risk ' || md5('risk' || id), 1 + id % 100, 0.25 from app.project;
insert into app.time_entry (worked_on, person_id, project_id, task_id, hours, rate, comment)
  select date '2024-02-01' + (g * 13 % 900), 1 + g % (200 * current_setting('demo.scale')::int), 1 + g % (60 * current_setting('demo.scale')::int), null, 0.25 * (1 + g % 32), 125.00 + g % 40, case when g % 4 = 0 then null else 'Workshop with Kontaktperson ' || md5('cc' || g || '-0') end
  from generate_series(1, 3000 * current_setting('demo.scale')::int) g;
insert into app.expense (person_id, project_id, spent_on, amount, currency, merchant, receipt_key) select 1 + g % 100, 1 + g % 60, date '2024-05-01' + g % 200, 12.5 * (g % 30), 'EUR', 'Gasthaus ' || md5('gh' || g), 'receipts/' || md5('r' || g) || '.pdf' from generate_series(1, 200 * current_setting('demo.scale')::int) g;
insert into app.invoice (tenant_id, client_id, project_id, number, issued_on, due_on, net, tax, gross, currency, recipient)
  select 1 + g % 4, 1 + g % (40 * current_setting('demo.scale')::int), 1 + g % (60 * current_setting('demo.scale')::int), 'RE-2024-' || lpad(g::text, 6, '0'), date '2024-03-01' + g % 300, date '2024-04-01' + g % 300, 1000 + 125 * (g % 9), 19, 1019 + 125 * (g % 9), 'EUR', 'Kontaktperson ' || md5('cc' || (1 + g % 40) || '-0')
  from generate_series(1, 150 * current_setting('demo.scale')::int) g;
insert into app.invoice_line select id, n, 'Beratung durch staff' || id, 4.5, 125.00 + n, 4.5 * (125.00 + n) from app.invoice, generate_series(1, 3) n;
insert into app.payment (invoice_id, paid_on, amount, payer_iban, reference) select id, due_on, gross, 'DE' || lpad((id % 97)::text, 2, '0') || '60050101' || lpad((7871000 + id)::text, 8, '0') || '42', 'Zahlung zu ' || number from app.invoice where id % 2 = 0;
insert into app.dunning (invoice_id, sent_at, sent_to, body) select id, due_on + interval '14 days', 'rechnung' || (1 + id % 40) || '@fabrik-' || (1 + id % 40) || '.test', 'Dear Kontaktperson, please pay ' || number from app.invoice where id % 5 = 0;
insert into app.document (id, project_id, title, object_key, mime_type, size_bytes, thumbnail, content_oid, uploaded_by, uploaded_at) select md5('d' || id)::uuid, id, 'Vertrag ' || md5('dt' || id), 'documents/' || md5('ok' || id) || '.pdf', 'application/pdf', 1000 * id, decode(md5('th' || id), 'hex'), null, 1 + id % 100, '2024-06-01 10:00:00+00' from app.project;
insert into app.comment (entity, entity_id, author_id, body, mentions, written_at) select (array['project', 'invoice', 'client'])[1 + g % 3], 1 + g % 40, 1 + g % 100, 'Ask Direktor ' || md5('ceo' || g) || ' about it', array[1 + g % 50, 1 + g % 60], '2024-07-01 09:00:00+00' from generate_series(1, 200 * current_setting('demo.scale')::int) g;
insert into app.message (thread, sender, recipients, subject, body, headers, sent_at) select md5('th' || g % 20)::uuid, 'staff' || g || '.' || substr(md5('e' || g), 1, 5) || '@consulting-firm.test', array['ansprech0@fabrik-' || g || '.test', 'ansprech1@fabrik-' || g || '.test'], 'Betreff ' || md5('su' || g), E'Hello\nplease call +49 711 ' || (8800000 + g * 3), jsonb_build_object('x-mailer', 'mail', 'reply-to', 'staff' || g || '@consulting-firm.test'), '2024-08-01 09:00:00+00' from generate_series(1, 100 * current_setting('demo.scale')::int) g;
insert into app.integration (tenant_id, kind, endpoint, client_secret, certificate, external_ids) select id, 'erp', 'https://erp-' || id || '.supplier.test/hook', 'cs_' || md5('cs' || id), '-----BEGIN CERTIFICATE-----' || md5('cert' || id), jsonb_build_object('customer', 'K' || md5('ext' || id)) from app.tenant;
insert into app.feature_flag select id, 'new-billing', id % 2 = 0 from app.tenant;
insert into app.audit_log (at, actor, action, entity, entity_id, before, after) select '2024-09-01 09:00:00+00', 'staff' || g || '.' || substr(md5('e' || g), 1, 5) || '@consulting-firm.test', 'update', 'project', 1 + g % 60, null, jsonb_build_object('email', 'home' || g || '@private-post.test') from generate_series(1, 300 * current_setting('demo.scale')::int) g;
insert into app.session select md5('ses' || id)::uuid, id, 'sess_' || md5('st' || id), ('192.168.7.' || id % 250)::inet, 'Mozilla/5.0', '2024-10-01 09:00:00+00' from app.person where id % 2 = 0;
insert into app.event (at, name, payload) select '2024-10-01 09:00:00+00', 'opened', jsonb_build_object('who', 'staff' || g || '@consulting-firm.test') from generate_series(1, 100) g;
insert into app.event_archive (id, at, name, payload) select 100 + g, '2023-10-01 09:00:00+00', 'opened', jsonb_build_object('who', 'staff' || g || '@consulting-firm.test') from generate_series(1, 50) g;
insert into app.export_run (requested_by, file_name, finished_at) select 1 + g, 'Auswertung-' || md5('xf' || g) || '.xlsx', '2024-10-01 09:00:00+00' from generate_series(1, 20) g;
insert into app.team (tenant_id, name) select 1 + g % 4, 'team ' || g from generate_series(1, 8) g;
insert into app.team_member select 1 + id % 8, id from app.person;
insert into app.purchase_order (client_id, number, contact_email, limit_amount, cost_center) select id, 'PO-' || md5('po' || id), 'ansprech0@fabrik-' || id || '.test', 5000 + id, 'K-' || (4000 + id) from app.client;
refresh materialized view app.project_hours;
analyze;
