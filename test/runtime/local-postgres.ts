import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of the test's own, reached by a socket in a temporary directory only, gone afterwards. */
export class LocalPostgres {
  private readonly directory = mkdtempSync(join(tmpdir(), 'understudy-postgres-'));
  private readonly binaries = findBinaries();

  public constructor() {
    if (process.getuid?.() === 0) chownSync(this.directory, idOf('-u'), idOf('-g'));
    this.run('initdb', ['-D', this.data, '-U', 'postgres', '--auth=trust', '--no-sync', '--locale=C.UTF-8', '--encoding=UTF8']);
    this.run('pg_ctl', ['-D', this.data, '-l', join(this.directory, 'log'), '-o', `-h '' -k ${this.directory} -c fsync=off`, '-w', 'start']);
  }

  /** What one statement answers, as psql prints it without ornament; `:name` in it stands for a parameter. */
  public answer(sql: string, parameters: Readonly<Record<string, string | number>> = {}): string {
    const literal = (value: string | number): string => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
    const filled = sql.replaceAll(/(?<!:):([a-z]+)/g, (_, name: string) => literal(parameters[name] ?? ''));
    return this.run('psql', ['-h', this.directory, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-qtAc', filled]).trim();
  }

  public stop(): void {
    this.run('pg_ctl', ['-D', this.data, '-m', 'immediate', '-w', 'stop']);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.directory, 'data');
  }

  /** PostgreSQL refuses to run as root, who therefore hands over to the system's postgres user. */
  private run(program: string, given: readonly string[]): string {
    const path = join(this.binaries, program);
    const [file, all] = process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', path, ...given]] : [path, [...given]];
    return execFileSync(file, all, { cwd: this.directory, encoding: 'utf8', stdio: ['ignore', program === 'psql' ? 'pipe' : 'ignore', 'pipe'] }) ?? '';
  }
}

function findBinaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const places = [process.env['POSTGRES_BINARIES'] ?? '', ...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  const found = places.find((place) => place !== '' && existsSync(join(place, 'initdb')));
  if (found === undefined) throw new Error('these tests need a PostgreSQL server: apt-get install postgresql, or set POSTGRES_BINARIES to the directory of initdb');
  return found;
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
