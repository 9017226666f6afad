import { existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CommandFailure } from './command-failure';

/**
 * Where an assembly goes. It is written beside the place first and takes it by renaming, so that the place holds either
 * the previous assembly or the new one, whole. Only a cloud assembly or an empty directory is ever replaced.
 */
export class OutputDirectory {
  public readonly path: string;
  private readonly refusedPath: string;
  private temporary: string | undefined;

  public constructor(name: string) {
    this.path = resolve(name);
    this.refusedPath = `${this.path}.refused`;
    refuseUnsafe(this.path, name);
    refuseUnsafe(this.refusedPath, `${name}.refused`);
  }

  /** The directory for people: short where it lies below the current one. */
  public get shown(): string {
    return shownPath(this.path);
  }

  /** A fresh directory to write to. */
  public open(): string {
    if (!existsSync(dirname(this.path))) {
      throw new CommandFailure(`--output: must be in a directory that exists, got ${JSON.stringify(this.shown)}; make ${dirname(this.path)} first`);
    }
    this.sweep();
    this.temporary = mkdtempSync(`${this.path}.tmp-`);
    return this.temporary;
  }

  /** Puts what was written in the place of the previous assembly. Returns the directory. */
  public keep(): string {
    return this.move(this.path);
  }

  /** Keeps what was written beside the previous assembly, which stays. Returns the directory. */
  public keepRefused(): string {
    return this.move(this.refusedPath);
  }

  /** Removes what was written. Does nothing after `keep` or `keepRefused`. */
  public discard(): void {
    if (this.temporary !== undefined) rmSync(this.temporary, { recursive: true, force: true });
    this.temporary = undefined;
  }

  private move(target: string): string {
    if (this.temporary === undefined) throw new Error('the output directory was not opened');
    const old = mkdtempSync(`${this.path}.old-`);
    const moved = existsSync(target);
    if (moved) renameSync(target, join(old, 'assembly'));
    try {
      renameSync(this.temporary, target);
    } catch (error) {
      if (moved) renameSync(join(old, 'assembly'), target);
      throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
    this.temporary = undefined;
    if (target === this.path) rmSync(this.refusedPath, { recursive: true, force: true });
    return shownPath(target);
  }

  /** Removes what runs that were killed have left, an hour later: a run beside this one may still need its own. */
  private sweep(): void {
    const leftover = new RegExp(`^${basename(this.path).replaceAll(/[^\w]/g, String.raw`\$&`)}\\.(tmp|old)-\\w{6}$`);
    for (const name of readdirSync(dirname(this.path))) {
      const path = join(dirname(this.path), name);
      if (leftover.test(name) && Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path, { recursive: true, force: true });
    }
  }
}

/** `path` relative to the current directory where it lies below it. */
function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function refuseUnsafe(path: string, name: string): void {
  const given = JSON.stringify(name);
  if (`${process.cwd()}${sep}`.startsWith(path.endsWith(sep) ? path : path + sep)) {
    throw new CommandFailure(`--output: must not be the current directory or one above it, got ${given}; choose a directory of its own, for example "cdk.out"`);
  }
  if (path === homedir()) throw new CommandFailure(`--output: must not be the home directory, got ${given}; choose a directory of its own`);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new CommandFailure(`--output: must be a directory or nothing yet, got ${given}; remove it or choose another place`);
  if (readdirSync(path).length > 0 && !isAssembly(path)) {
    throw new CommandFailure(`--output: must not replace a directory that is not a cloud assembly, got ${given}; remove it or choose another place`);
  }
}

/** Whether `directory` holds a cloud assembly: a manifest that is one, not just a file of that name. */
export function isAssembly(directory: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string'
      && ('artifacts' in manifest ? typeof manifest.artifacts === 'object' : Object.keys(manifest).length <= 3);
  } catch {
    return false;
  }
}
