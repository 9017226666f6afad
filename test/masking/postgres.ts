import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Session } from '../../runtime/masking/postgres/session';

/** A PostgreSQL server of the test's own: in a temporary directory, on a free port of this machine, gone afterwards. */
export class TestServer {
  private constructor(private readonly binaries: string, private readonly directory: string, public readonly port: number) {}

  public static async start(): Promise<TestServer> {
    const binaries = findBinaries();
    const directory = mkdtempSync(join(tmpdir(), 'understudy-postgres-'));
    const server = new TestServer(binaries, directory, await freePort());
    if (process.getuid?.() === 0) chownSync(directory, owner('-u'), owner('-g'));
    server.command('initdb', ['-D', join(directory, 'data'), '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8']);
    const settings = `-h 127.0.0.1 -p ${server.port} -k ${directory} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=128MB -c max_wal_size=4GB -c autovacuum=off`;
    server.command('pg_ctl', ['-D', join(directory, 'data'), '-l', join(directory, 'log'), '-o', settings, '-w', 'start']);
    process.env['PATH'] = `${binaries}:${process.env['PATH'] ?? ''}`;
    return server;
  }

  public url(database: string, user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** A new database, filled by statements; its URL. */
  public async database(name: string, ...statements: string[]): Promise<string> {
    await this.run('postgres', `drop database if exists ${name} with (force)`);
    await this.run('postgres', `create database ${name}`);
    for (const statement of statements) await this.run(name, statement);
    return this.url(name);
  }

  public async run(database: string, sql: string): Promise<void> {
    const session = await Session.open(this.url(database), database);
    try {
      await session.client.query(sql);
    } finally {
      await session.close();
    }
  }

  public async rows<Row extends object>(database: string, sql: string): Promise<Row[]> {
    const session = await Session.open(this.url(database), database);
    try {
      return (await session.client.query<Row>(sql)).rows;
    } finally {
      await session.close();
    }
  }

  public stop(): void {
    this.command('pg_ctl', ['-D', join(this.directory, 'data'), '-m', 'immediate', '-w', 'stop']);
    rmSync(this.directory, { recursive: true, force: true });
  }

  // PostgreSQL refuses to run as root, so root hands over to the operating system's postgres user.
  private command(program: string, parameters: readonly string[]): void {
    const path = join(this.binaries, program);
    const [file, all] = process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', path, ...parameters]] : [path, [...parameters]];
    const result = spawnSync(file, all, { cwd: this.directory, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr ?? result.error?.message ?? ''}`);
  }
}

function findBinaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const candidates = [process.env['POSTGRES_BINARIES'] ?? '', ...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  const found = candidates.find((directory) => directory !== '' && existsSync(join(directory, 'initdb')));
  if (found === undefined) throw new Error('these tests need a PostgreSQL server: apt-get install postgresql, or set POSTGRES_BINARIES to the directory of initdb');
  return found;
}

const owner = (flag: '-u' | '-g'): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? done(address.port) : failed(new Error('no free port'))));
    });
  });
}

const examples = resolve(__dirname, '../../examples/professional-services/database');
export const exampleFile = (name: string): string => readFileSync(join(examples, name), 'utf8');

/** The example's schema and rows; `scale` 1 has about 8,000. */
export function exampleDatabase(scale: number): string[] {
  return [exampleFile('schema.sql'), `set demo.scale = ${scale};\n${exampleFile('data.sql')}`];
}
