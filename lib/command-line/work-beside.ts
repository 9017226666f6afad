import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is done beside what this process does, in a directory of its own. */
export class WorkBeside {
  public readonly directory: string;
  private readonly given = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  public constructor(name: string) {
    this.directory = mkdtempSync(join(tmpdir(), `understudy-${name}-`));
  }

  /** Settles when the work has ended, however it did. */
  public async run(work: (stop: AbortSignal) => Promise<unknown>): Promise<void> {
    this.running = work(this.given.signal).catch(() => undefined);
    await this.running;
  }

  /** Stops what still runs and removes what it wrote. */
  public async end(): Promise<void> {
    this.given.abort();
    await this.running;
    rmSync(this.directory, { recursive: true, force: true });
  }
}
