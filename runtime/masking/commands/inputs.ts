import { readFileSync } from 'node:fs';
import { MaskingError } from '../postgres/masking-error';
import { parsePolicy } from '../policy/parse-policy';
import type { MaskingPolicy } from '../policy/masking-policy';
import { rootKeySource, type KeySource } from '../prf/key-source';
import type { SchemaLock } from '../schema/schema-lock';

/** Reads the files and variables a command is given. */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new MaskingError(`${what} ${path} cannot be read; check the path`);
  }
}

export const readPolicy = (path: string): MaskingPolicy => parsePolicy(readText(path, 'masking policy'), `masking policy ${path}`);

export function readLock(path: string): SchemaLock {
  try {
    return JSON.parse(readText(path, 'schema lock')) as SchemaLock;
  } catch (cause) {
    if (cause instanceof MaskingError) throw cause;
    throw new MaskingError(`schema lock ${path} is not JSON; write it anew with understudy mask drift --write`);
  }
}

/** The masking key comes from a variable, never from the command line, where others can read it. */
export function environmentKeys(variable = 'UNDERSTUDY_MASKING_KEY', environment: NodeJS.ProcessEnv = process.env): KeySource {
  const hex = environment[variable] ?? '';
  if (!/^(?:[0-9a-f]{2}){32,}$/i.test(hex)) throw new MaskingError(`${variable} must hold the masking key, at least 64 hex digits; make one with: openssl rand -hex 32`);
  return rootKeySource(Buffer.from(hex, 'hex'));
}
