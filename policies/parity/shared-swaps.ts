import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes one of the numbered syntheses; `outdir` is its own, and nobody looks at what is at the paths of `unread`. */
export type Synthesize<Result> = (row: readonly string[], outdir: string, unread: ReadonlySet<string>) => Result;

/** What else there is to do; answers whether there was anything. */
type Beside<Result> = (results: readonly Result[]) => boolean;

const ROWS = 'rows.json';
const UNREAD = 'unread.json';
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
  private known: ReadonlySet<string> | undefined;
  private readonly results: Result[] = [];

  public constructor(private readonly directory: string, private readonly synthesize: Synthesize<Result>) {}

  /** Says what is to be made, beside what was said before. */
  public add(rows: ReadonlyArray<readonly string[]>): void {
    this.rows = [...this.rows, ...rows];
    this.publish(false);
  }

  /** Says what nobody will look at in whatever is made from now on. */
  public leaveUnread(paths: readonly string[]): void {
    this.write(join(this.directory, UNREAD), paths);
  }

  /**
   * Every result, in the order of the rows. Makes itself what nobody else does. `beside` is given the results that are there before each synthesis
   * and while others are at work, and answers whether it had anything to do.
   */
  public all(beside: Beside<Result> = () => false): readonly Result[] {
    this.rows.forEach((_, number) => {
      this.gather();
      while (beside(this.results)); // others are at work now, and would wait for it later
      this.makeIfFree(number);
    });
    while (!this.gather()) if (!beside(this.results)) this.waitFor(this.results.length);
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

  private make(number: number, outdir: string): void {
    this.write(this.file('made', number), this.synthesize(this.rows[number] ?? [], outdir, this.unread()));
  }

  /** Said once: it is not looked for again when it is known. */
  private unread(): ReadonlySet<string> {
    const file = join(this.directory, UNREAD);
    if (this.known === undefined && existsSync(file)) this.known = new Set(JSON.parse(readFileSync(file, 'utf8')) as string[]);
    return this.known ?? new Set();
  }

  /** Takes what is there by now, in the order of the rows. Answers whether that is everything. */
  private gather(): boolean {
    for (let file = this.file('made', this.results.length); existsSync(file); file = this.file('made', this.results.length)) {
      this.results.push(JSON.parse(readFileSync(file, 'utf8')) as Result);
    }
    return this.results.length === this.rows.length;
  }

  private waitFor(number: number): void {
    if (isAlive(readFileSync(this.file('taken', number), 'utf8'))) pause();
    else this.make(number, `${this.place(number)}-again`);
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
