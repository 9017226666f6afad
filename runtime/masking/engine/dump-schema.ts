import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { databaseError, MaskingError } from '../postgres/masking-error';
import type { DatabaseUrl } from '../postgres/session';

const execute = promisify(execFile);

/** `pre-data`: types, functions, tables. `post-data`: indexes, keys, triggers, policies. */
export type Section = 'pre-data' | 'post-data';

/** The definition of schemas, as PostgreSQL's own tool writes it. Comments are left out: people write names into them. */
export async function dumpSchema(url: DatabaseUrl, section: Section, schemas: readonly string[], omitted: readonly string[]): Promise<string> {
  const exact = (name: string): string => name.split('.').map((part) => `"${part}"`).join('.');
  const options = [
    '--schema-only', `--section=${section}`, '--no-owner', '--no-privileges', '--no-comments', '--no-publications', '--no-subscriptions',
    '--no-security-labels', '--no-tablespaces', ...schemas.map((name) => `--schema=${exact(name)}`), ...omitted.map((name) => `--exclude-table=${exact(name)}`),
  ];
  try {
    const { stdout } = await execute('pg_dump', [...options, `--dbname=${url}`], { maxBuffer: 1 << 28 });
    return stdout.split('\n').filter((line) => !/^\\(un)?restrict /.test(line)).join('\n'); // for psql only
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    if (code === 'ENOENT') throw databaseError('read the schema with pg_dump', cause);
    throw new MaskingError('read the schema with pg_dump: it failed; its version must be at least the server\'s, and the user must own or read every table');
  }
}
