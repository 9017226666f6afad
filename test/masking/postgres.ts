import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Session } from '../../runtime/masking/postgres/session';

const settings = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=128MB -c max_wal_size=4GB -c autovacuum=off';
const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
const template = 'example_template';

/** A PostgreSQL server of the test's own: in a temporary directory, on a free port of this machine, gone afterwards. */
export class TestServer {
  private constructor(private readonly binaries: string, private readonly directory: string, public readonly port: number) {}

  public static async start(): Promise<TestServer> {
    const server = await TestServer.empty();
    const prepared = await preparedCluster(server.binaries);
    cpSync(prepared, server.data, { recursive: true });
    server.launch();
    return server;
  }

  /** A server whose log of changes comes in files of 1 MB, so that files can be limited to little more. */
  public static async withSmallFiles(): Promise<TestServer> {
    const server = await TestServer.empty();
    server.command('initdb', ['-D', server.data, '-U', 'postgres', '--auth=trust', '--no-sync', '--wal-segsize=1', ...locale]);
    server.launch();
    return server;
  }

  /** A cluster with the example in a template database: made once, since it is most of the time a small test takes. */
  public static async prepare(into: string): Promise<void> {
    const server = await TestServer.empty();
    server.command('initdb', ['-D', server.data, '-U', 'postgres', '--auth=trust', '--no-sync', ...locale]);
    server.launch();
    await server.run('postgres', `create database ${template}`);
    for (const statement of exampleDatabase(1)) await server.run(template, statement);
    server.command('pg_ctl', ['-D', server.data, '-m', 'fast', '-w', 'stop']);
    const own = mkdtempSync(`${into}-`);
    cpSync(server.data, own, { recursive: true });
    if (existsSync(into)) rmSync(own, { recursive: true }); // another process was quicker
    else renameSync(own, into);
    rmSync(server.directory, { recursive: true, force: true });
  }

  public url(database: string, user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** A new database, filled by statements; its URL. */
  public async database(name: string, ...statements: string[]): Promise<string> {
    const isExample = statements.length >= 2 && exampleDatabase(1).every((statement, i) => statements[i] === statement);
    await this.run('postgres', `drop database if exists ${name} with (force)`);
    await this.run('postgres', `create database ${name}${isExample ? ` template ${template}` : ''}`);
    for (const statement of isExample ? statements.slice(2) : statements) await this.run(name, statement);
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

  /** Processor time of all the server's processes so far, where Linux tells it. */
  public cpuSeconds(): number {
    const id = Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const fields = (process: string): number[] => {
      const file = `/proc/${process}/stat`;
      try {
        return readFileSync(file, 'utf8').replace(/^.*\) /, '').split(' ').map(Number);
      } catch {
        return []; // it has ended since it was listed: its parent counts it from now on
      }
    };
    const living = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').trim().split(' ').map((child) => fields(child));
    const [, , , , , , , , , , , user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields(String(id));
    return (user + system + endedUser + endedSystem + living.reduce((sum, own) => sum + (own[11] ?? 0) + (own[12] ?? 0), 0)) / 100;
  }

  /** What the server wrote into its log. */
  public log(): string {
    return readFileSync(join(this.directory, 'log'), 'utf8');
  }

  /** Lets no file of the server grow beyond a size: to the server, a full disk. Omitted: as large as they like. */
  public limitFiles(bytes?: number): void {
    const [pid = ''] = readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n');
    this.asOwner('prlimit', ['--pid', pid, `--fsize=${bytes ?? 'unlimited'}:`]);
  }

  public stop(): void {
    this.command('pg_ctl', ['-D', this.data, '-m', 'immediate', '-w', 'stop']);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private static async empty(): Promise<TestServer> {
    const server = new TestServer(findBinaries(), mkdtempSync(join(tmpdir(), 'understudy-postgres-')), await freePort());
    server.handOver(server.directory);
    return server;
  }

  private get data(): string {
    return join(this.directory, 'data');
  }

  private launch(): void {
    this.handOver(this.data);
    const place = `-h 127.0.0.1 -p ${this.port} -k ${this.directory}`;
    this.command('pg_ctl', ['-D', this.data, '-l', join(this.directory, 'log'), '-o', `${place} ${settings}`, '-w', 'start']);
    process.env['PATH'] = `${this.binaries}:${process.env['PATH'] ?? ''}`;
  }

  // PostgreSQL refuses to run as root, so root hands over to the operating system's postgres user.
  private handOver(path: string): void {
    chmodSync(path, 0o700);
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'postgres:', path]);
  }

  private command(program: string, parameters: readonly string[]): void {
    this.asOwner(join(this.binaries, program), parameters);
  }

  private asOwner(path: string, parameters: readonly string[]): void {
    const [file, all] = process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', path, ...parameters]] : [path, [...parameters]];
    const result = spawnSync(file, all, { cwd: this.directory, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (result.status !== 0) throw new Error(`${path} failed: ${result.stderr ?? result.error?.message ?? ''}`);
  }
}

// One for each version of the server and of the example.
async function preparedCluster(binaries: string): Promise<string> {
  const cache = resolve(__dirname, '../../node_modules/.cache/understudy-postgres');
  mkdirSync(cache, { recursive: true });
  const name = createHash('sha256').update([binaries, settings, ...locale, ...exampleDatabase(1)].join('\n')).digest('hex').slice(0, 16);
  const prepared = join(cache, name);
  if (!existsSync(prepared)) await TestServer.prepare(prepared);
  return prepared;
}

function findBinaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const candidates = [process.env['POSTGRES_BINARIES'] ?? '', ...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  const found = candidates.find((directory) => directory !== '' && existsSync(join(directory, 'initdb')));
  if (found === undefined) throw new Error('these tests need a PostgreSQL server: apt-get install postgresql, or set POSTGRES_BINARIES to the directory of initdb');
  return found;
}

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
