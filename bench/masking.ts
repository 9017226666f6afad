// What masking costs, paired in one run with `pg_dump | psql` of the same table: rows a second, memory, verification, restore check.
// Usage: npm run bench-masking [-- ROWS]. Makes a PostgreSQL server of its own. Ends with 1 when a claim does not hold.
import { execFileSync, spawnSync } from 'node:child_process';
import { runMasking } from '../runtime/masking/engine/run-masking';
import { withSession } from '../runtime/masking/postgres/session';
import { PolicyBuilder } from '../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../runtime/masking/prf/key-source';
import { readSchema } from '../runtime/masking/schema/read-schema';
import { tableDigests } from '../runtime/masking/verify/table-digest';
import { verifyMasking } from '../runtime/masking/verify/verify-masking';
import { TestServer } from '../test/masking/postgres';

const rows = Number(process.argv[2] ?? 1_000_000);
const pairs = Number(process.argv[3] ?? 3);
const claims = { share: 0.6, megabytes: 150, verification: 1.2, restoreMicroseconds: 4 };

const schema = `create schema app; create table app.contact (
  id int primary key, client_id int not null, full_name text not null, email text not null, phone text, address text, iban text, rate numeric(12, 2), note text, attributes jsonb, active boolean not null, created_on date not null)`;
const data = `insert into app.contact select g, g / 20, 'Kontakt' || g || ' Nachname' || (g::bigint * 7919 % 99991), 'kontakt' || g || '@fabrik-' || (g / 20) || '.test', '+49 170 ' || (1000000 + g), 'Hauptstrasse ' || g || ', 10115 Musterhausen',
  'DE' || lpad((g % 97)::text, 2, '0') || '600501017' || lpad(g::text, 9, '0'), 50 + g % 150 + 0.25, 'Prefers calls in the morning, file ' || g || ' of the archive',
  jsonb_build_object('contact', jsonb_build_object('email', 'privat' || g || '@post.test', 'phone', '+49 171 ' || (2000000 + g)), 'language', 'de'), g % 3 > 0, date '2020-01-01' + g % 2000 from generate_series(1, ${rows}) g; vacuum analyze app.contact`;

// Ten masked values in eight columns of twelve.
const policy = new PolicyBuilder('bench', ['app']).table('app.contact', (t) => t
  .keep('surrogate key', 'id', 'client_id').keep('a state', 'active').keep('when the row was made', 'created_on').mask('person-name', 'full_name').mask('email', 'email').mask('phone', 'phone')
  .mask('address', 'address').mask('iban', 'iban').mask('money', 'rate', { group: 'billing' }).mask('free-text', 'note')
  .json('attributes', { '$.contact.email': { mask: 'email' }, '$.contact.phone': { mask: 'phone' }, '$.language': { keep: 'a language' } })).build();

const seconds = (from: bigint): number => Number(process.hrtime.bigint() - from) / 1e9;
const say = (claim: string, holds: boolean): void => {
  console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}`);
  if (!holds) process.exitCode = 1;
};

async function main(): Promise<void> {
  const server = await TestServer.start();
  try {
    const source = await server.database('source', schema, ...data.split('; '));
    const shares: number[] = [];
    let masking = Infinity;
    for (let pair = 1; pair <= pairs; pair++) {
      const copyTarget = await server.database('copied', 'create schema app');
      const copyStart = process.hrtime.bigint();
      const copied = spawnSync('sh', ['-c', `pg_dump --dbname=${source} --table=app.contact | psql --quiet --dbname=${copyTarget}`], { stdio: ['ignore', 'ignore', 'inherit'] });
      const copy = seconds(copyStart);
      if (copied.status !== 0) throw new Error('pg_dump | psql failed');
      const maskStart = process.hrtime.bigint();
      await runMasking({ source, target: await server.database('masked'), policy, keys: rootKeySource(Buffer.alloc(32, 7)) });
      const mask = seconds(maskStart);
      masking = Math.min(masking, mask);
      shares.push(copy / mask);
      console.log(`pair ${pair}: pg_dump | psql ${Math.round(rows / copy)} rows/s, masked ${Math.round(rows / mask)} rows/s, ${(100 * copy / mask).toFixed(0)} %`);
    }
    const share = shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 2)] ?? 0;
    say(`masking reaches ${claims.share * 100} % of pg_dump | psql: ${(share * 100).toFixed(0)} %`, share >= claims.share);
    // Linux tells the most memory this process ever had.
    const most = Number(/VmHWM:\s+(\d+)/.exec(execFileSync('cat', [`/proc/${process.pid}/status`], { encoding: 'utf8' }))?.[1] ?? 0) / 1024;
    say(`memory stays below ${claims.megabytes} MB: ${most.toFixed(0)} MB`, most < claims.megabytes);
    const verifyStart = process.hrtime.bigint();
    const { passed } = await verifyMasking({ source, target: server.url('masked'), policy });
    const verification = seconds(verifyStart);
    say(`verification passes and takes at most ${claims.verification} times the masking: ${(verification / masking).toFixed(2)}`, passed && verification <= claims.verification * masking);
    const digestStart = process.hrtime.bigint();
    await withSession(server.url('masked'), 'masked', async (session) => tableDigests(session, await readSchema(session, ['app']), ['app.contact']));
    const each = seconds(digestStart) * 1e6 / rows;
    say(`a restore is checked in at most ${claims.restoreMicroseconds} microseconds a row: ${each.toFixed(2)}`, each <= claims.restoreMicroseconds);
  } finally {
    server.stop();
  }
}

void main();
