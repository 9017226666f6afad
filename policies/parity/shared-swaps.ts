import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes one of the numbered syntheses; `outdir` is its own. */
export type Synthesize<Result> = (row: readonly string[], outdir: string) => Result;

const ROWS = 'rows.json';
const PAUSE = 10;

interface Published {
  readonly rows: ReadonlyArray<readonly string[]>;
  readonly over: boolean;
}

/**
 * Numbered syntheses that several processes make together: one of them says which, each takes what nobody has taken yet, and the first
 * waits for the others. They meet in a directory that is there before them; whoever makes a file there that did not exist has the number on it. What a process took
 * that has died since is made again.
 */
export class SharedSwaps<Result extends object> {
  private rows: ReadonlyArray<readonly string[]> = [];
  private readonly results: Result[] = [];

  public constructor(private readonly directory: string, private readonly synthesize: Synthesize<Result>) {}

  /** Says what is to be made, beside what was said before. */
  public add(rows: ReadonlyArray<readonly string[]>): void {
    this.rows = [...this.rows, ...rows];
    this.publish(false);
  }

  /** Every result, in the order of the rows. Makes itself what nobody else does. */
  public all(): readonly Result[] {
    this.rows.forEach((_, number) => this.makeIfFree(number));
    for (let number = this.results.length; number < this.rows.length; number++) this.results.push(this.resultOf(number));
    return this.results;
  }

  /** Lets the helpers go. */
  public end(): void {
    this.publish(true);
  }

  /** What a helper does until there is nothing left to do, or nobody left to do it for. Begins with rows that it knows before they are said. */
  public help(isNeeded: () => boolean, known: ReadonlyArray<readonly string[]> = []): void {
    while (isNeeded() && existsSync(this.directory)) {
      const { rows, over } = this.published();
      if (over) return;
      this.rows = rows.length === 0 ? known : rows;
      if (!this.rows.some((_, number) => this.makeIfFree(number))) pause();
    }
  }

  private makeIfFree(number: number): boolean {
    if (existsSync(this.file('taken', number)) || !this.take(number)) return false;
    this.make(number, this.place(number));
    return true;
  }

  private take(number: number): boolean {
    try {
      writeFileSync(this.file('taken', number), String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  private make(number: number, outdir: string): Result {
    const result = this.synthesize(this.rows[number] ?? [], outdir);
    this.write(this.file('made', number), result);
    return result;
  }

  private resultOf(number: number): Result {
    for (;;) {
      if (existsSync(this.file('made', number))) return JSON.parse(readFileSync(this.file('made', number), 'utf8')) as Result;
      if (!isAlive(readFileSync(this.file('taken', number), 'utf8'))) return this.make(number, `${this.place(number)}-again`);
      pause();
    }
  }

  private publish(over: boolean): void {
    const published: Published = { rows: this.rows, over };
    this.write(join(this.directory, ROWS), published);
  }

  private published(): Published {
    const file = join(this.directory, ROWS);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Published : { rows: [], over: false };
  }

  // A file that is read while it is written is half a file.
  private write(file: string, content: object): void {
    writeFileSync(`${file}.new`, JSON.stringify(content));
    renameSync(`${file}.new`, file);
  }

  private file(what: 'taken' | 'made', number: number): string {
    return join(this.directory, `${what}-${number}`);
  }

  private place(number: number): string {
    return join(this.directory, `variant-${number}`);
  }
}

/** Whether a process is there. A number that is not written yet is of one that is just writing it. */
export function isAlive(pid: string): boolean {
  if (pid === '') return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const never = new Int32Array(new SharedArrayBuffer(4));

// A synthesis does not wait for promises, and neither can what runs within it.
function pause(): void {
  Atomics.wait(never, 0, 0, PAUSE);
}
