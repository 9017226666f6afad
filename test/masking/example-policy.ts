import type { MaskingPolicy } from '../../runtime/masking/policy/masking-policy';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';

const key = 'a surrogate key that means nothing outside this database';
const fact = 'describes work or organisation, not a person';
const state = 'a state or a setting from a short list';
const reference = 'public reference data';
const secret = 'a secret: it would open the real system';

function people(policy: PolicyBuilder): PolicyBuilder {
  return policy
    .table('app.person', (t) => t
      .keep(key, 'id').mask('given-name', 'given_name').mask('family-name', 'family_name').mask('email', 'email')
      .mask('pseudonym', 'login').remove(secret, 'password_hash').mask('phone', ['phone', 'mobile', 'phones']).mask('date-shift', 'born', { subject: 'id' })
      .mask('tax-id', 'tax_id').mask('iban', 'iban').mask('bytes', 'photo').mask('free-text', 'notes')
      .json('attributes', {
        '$.contact.email': { mask: 'email' }, '$.contact.phone': { mask: 'phone' }, '$.languages[*]': { keep: fact },
        '$.children[*].name': { mask: 'person-name' }, '$.shoe': { remove: 'nobody needs it' },
      })
      .mask('date-shift', ['last_seen_at', 'created_at'], { subject: 'id' }).mask('ip-address', 'last_seen_from'))
    .table('app.employee', (t) => t
      .mask('code', 'number').mask('amount', 'salary', { group: 'payroll' }).mask('money', 'cost_rate', { group: 'billing' })
      .mask('date-shift', ['hired', 'left_on', 'employed'], { subject: 'id' }).keep(key, 'office_id'))
    .table('app.contractor', (t) => t.mask('company', 'company_name').mask('tax-id', 'vat_number').mask('money', 'day_rate', { group: 'billing' }))
    .table('app.skill', (t) => t.keep(reference, 'id', 'name'))
    .table('app.person_skill', (t) => t.keep(state, 'level'))
    .table('app.absence', (t) => t.keep(key, 'id').mask('date-shift', 'during', { subject: 'person_id' }).keep(state, 'kind').mask('free-text', 'comment'))
    .table('app.team', (t) => t.keep(key, 'id').keep(fact, 'name'))
    .table('app.team_member', (t) => t)
    .table('app.assignment', (t) => t.keep(fact, 'role', 'hours_planned'));
}

function clients(policy: PolicyBuilder): PolicyBuilder {
  return policy
    .table('app.client', (t) => t
      .keep(key, 'id').mask('unique-company', 'name').mask('tax-id', 'vat_number').mask('url', 'website').mask('email', 'billing_email')
      .keep(fact, 'rating').mask('free-text', 'tags')
      .json('profile', { '$.ceo': { mask: 'person-name' }, '$.sites[*]': { mask: 'city' }, '$.revenue': { mask: 'money', group: 'billing' } }))
    .table('app.client_contact', (t) => t.keep(key, 'id').mask('person-name', 'name').mask('email', 'email').mask('phone', 'phone').keep(fact, 'role').keep(state, 'opted_in'))
    .table('app.client_address', (t) => t.keep(state, 'kind').mask('address', 'line').mask('city', 'city').mask('postcode', 'postcode'))
    .table('app.client_bank_account', (t) => t.keep(key, 'id').mask('company', 'holder').mask('iban', 'iban').keep('the code of a bank, public', 'bic'))
    .table('app.contract', (t) => t.keep(key, 'id').mask('free-text', ['title', 'terms']).mask('date-shift', ['signed_on', 'valid'], { subject: 'client_id' }).mask('bytes', 'signature'))
    .table('app.purchase_order', (t) => t.keep(key, 'id').mask('pseudonym', 'number').mask('email', 'contact_email').mask('money', 'limit_amount', { group: 'billing' }).keep(fact, 'cost_center'));
}

function work(policy: PolicyBuilder): PolicyBuilder {
  return policy
    .table('app.project', (t) => t
      .keep(key, 'id').mask('code', 'code').mask('free-text', 'name').keep(state, 'state').mask('money', 'budget', { group: 'billing' })
      .json('area', { '$.width': { keep: fact }, '$.height': { keep: fact } }).mask('date-shift', ['starts_on', 'ends_on'], { subject: 'id' }))
    .table('app.phase', (t) => t.keep(fact, 'number', 'name'))
    .table('app.task', (t) => t.keep(key, 'id').mask('free-text', ['name', 'description']))
    .table('app.rate_card', (t) => t.keep(key, 'id').mask('free-text', 'name'))
    .table('app.rate', (t) => t.keep(fact, 'role').mask('money', 'hourly', { group: 'billing' }))
    .table('app.risk', (t) => t.keep(key, 'id').mask('free-text', 'title').keep(fact, 'probability'))
    .table('app.time_entry', (t) => t
      .keep(key, 'id').keep('decides the partition; the person behind it is masked', 'worked_on').keep(fact, 'hours')
      .mask('money', 'rate', { group: 'billing' }).mask('free-text', 'comment'))
    .table('app.expense', (t) => t
      .keep(key, 'id').mask('date-shift', 'spent_on', { subject: 'person_id' }).mask('money', 'amount', { group: 'billing' }).mask('company', 'merchant').mask('file-name', 'receipt_key'));
}

function billing(policy: PolicyBuilder): PolicyBuilder {
  return policy
    .table('app.invoice', (t) => t
      .keep(key, 'id').mask('pseudonym', 'number').mask('date-shift', ['issued_on', 'due_on'], { subject: 'client_id' })
      .mask('money', ['net', 'tax', 'gross'], { group: 'billing' }).mask('person-name', 'recipient'))
    .table('app.invoice_line', (t) => t.keep(fact, 'position', 'hours').mask('free-text', 'description').mask('money', ['rate', 'amount'], { group: 'billing' }))
    .table('app.payment', (t) => t
      .keep(key, 'id').mask('date-shift', 'paid_on', { subject: 'invoice_id' }).mask('money', 'amount', { group: 'billing' }).mask('iban', 'payer_iban').mask('free-text', 'reference'))
    .table('app.dunning', (t) => t.keep(key, 'id').mask('date-shift', 'sent_at', { subject: 'invoice_id' }).mask('email', 'sent_to').mask('free-text', 'body'));
}

function records(policy: PolicyBuilder): PolicyBuilder {
  return policy
    .table('app.document', (t) => t
      .mask('uuid', 'id').mask('free-text', 'title').mask('file-name', 'object_key').keep(fact, 'mime_type', 'size_bytes').mask('bytes', 'thumbnail')
      .remove('large objects are not copied', 'content_oid').mask('date-shift', 'uploaded_at', { subject: 'uploaded_by' }))
    .table('app.comment', (t) => t.keep(key, 'id', 'entity_id', 'mentions').keep(state, 'entity').mask('free-text', 'body').mask('date-shift', 'written_at', { subject: 'author_id' }))
    .table('app.message', (t) => t
      .keep(key, 'id').mask('uuid', 'thread').mask('email', ['sender', 'recipients']).mask('free-text', ['subject', 'body'])
      .json('headers', { '$.x-mailer': { keep: fact }, '$.reply-to': { mask: 'email' } }).mask('date-shift', 'sent_at', { subject: 'thread' }))
    .table('app.audit_log', (t) => t
      .keep(key, 'id', 'entity_id').mask('date-shift', 'at', { subject: 'actor' }).mask('email', 'actor').keep(state, 'action', 'entity')
      .remove('free-form copies of rows', 'before').json('after', { '$.email': { mask: 'email' } }))
    .table('app.event', (t) => t.keep(key, 'id').keep(fact, 'at', 'name').json('payload', { '$.who': { mask: 'email' } }))
    .table('app.event_archive', (t) => t.keep(key, 'id').keep(fact, 'at', 'name', 'archived_at').json('payload', { '$.who': { mask: 'email' } }))
    .table('app.export_run', (t) => t.keep(key, 'id').mask('file-name', 'file_name').keep(fact, 'finished_at'));
}

/** The policy of the example: every column of the professional services firm. */
export function examplePolicy(change: (policy: PolicyBuilder) => PolicyBuilder = (policy) => policy): MaskingPolicy {
  const policy = new PolicyBuilder('professional-services', ['app'])
    .table('app.currency', (t) => t.keep(reference, 'code', 'name', 'minor_digits'))
    .table('app.country', (t) => t.keep(reference, 'code', 'name'))
    .table('app.tenant', (t) => t
      .keep(key, 'id').mask('pseudonym', 'slug').mask('unique-company', 'name').keep(state, 'class')
      .json('settings', { '$.locale': { keep: state }, '$.support.email': { mask: 'email' } }).remove(secret, 'webhook_secret', 'api_token'))
    .table('app.office', (t) => t.keep(key, 'id').keep(fact, 'name').mask('street', 'street').mask('city', 'city').mask('postcode', 'postcode').mask('phone', 'phone'))
    .table('app.integration', (t) => t.keep(key, 'id').keep(fact, 'kind').remove(secret, 'endpoint', 'client_secret', 'certificate').json('external_ids', { '$.customer': { mask: 'pseudonym' } }))
    .table('app.feature_flag', (t) => t.keep(state, 'name', 'enabled'))
    .empty('sessions of the live system', 'app.session');
  return change([people, clients, work, billing, records].reduce((built, part) => part(built), policy)).build();
}
