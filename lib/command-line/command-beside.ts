import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './child-process';
import { CommandContext } from './command-context';

/** A command of this program that runs beside what this process does, and writes its result to a file as JSON. */
export class CommandBeside {
  /** Where the result is. */
  public readonly file: string;
  private readonly place: string;
  private readonly given = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  public constructor(private readonly command: string, private readonly context: CommandContext) {
    this.place = mkdtempSync(join(tmpdir(), `understudy-${command}-`));
    this.file = join(this.place, `${command}.json`);
  }

  /** Settles when the command has ended, however it did. */
  public async run(words: readonly string[]): Promise<void> {
    const program = [process.execPath, process.argv[1] ?? '', this.command, ...words, '--format', 'json', '--output', this.file] as const;
    this.running = runChild(program, this.command, { env: process.env, stop: AbortSignal.any([this.context.stop, this.given.signal]), loud: false }).catch(() => undefined);
    await this.running;
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    this.given.abort();
    await this.running;
    rmSync(this.place, { recursive: true, force: true });
  }
}
