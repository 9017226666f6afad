import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { quoteName } from '../masking/postgres/quote';
import { type DatabaseUrl, withSession } from '../masking/postgres/session';

/** A server, as the settings of the task name it. */
export interface Server {
  readonly host: string;
  readonly port: string;
  /** The secret in which RDS keeps the administrator's password. */
  readonly secret: string;
  /** File with the certificates of RDS; without it the connection is not encrypted, as for a server on the same machine. */
  readonly tlsRoots?: string;
}

/**
 * Makes URLs of the databases of a server. The password goes into the environment of this process, where `pg` and the programs of
 * PostgreSQL find it, and into no URL: a URL is an argument of `pg_dump`, and arguments can be seen.
 */
export async function openServer(secrets: SecretsManagerClient, { host, port, secret, tlsRoots }: Server): Promise<(database: string) => DatabaseUrl> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secret }));
  const { username, password } = JSON.parse(SecretString ?? '{}') as { username?: string; password?: string };
  if (username === undefined || password === undefined) throw new Error('the secret of the database must hold username and password');
  process.env['PGPASSWORD'] = password;
  const tls = tlsRoots === undefined ? '' : `?sslmode=verify-full&sslrootcert=${encodeURIComponent(tlsRoots)}`;
  return (database) => `postgres://${encodeURIComponent(username)}@${host}:${port}/${encodeURIComponent(database)}${tls}`;
}

/** Makes an empty database beside the one that `beside` names, unless it is there. */
export async function makeDatabase(beside: DatabaseUrl, name: string): Promise<void> {
  await withSession(beside, 'server', async (session) => {
    const there = await session.rows('select from pg_database where datname = $1', [name]);
    if (there.length === 0) await session.run(`create database ${quoteName(name)} template template0`);
  });
}

/** Drops a database and whoever is connected to it. */
export async function dropDatabase(beside: DatabaseUrl, name: string): Promise<void> {
  await withSession(beside, 'server', (session) => session.run(`drop database if exists ${quoteName(name)} with (force)`));
}
