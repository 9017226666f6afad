import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(__dirname, '../package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, Locked>> };

describe('package-lock.json', () => {
  test('holds the packages of every platform, or npm ci refuses it: run scripts/complete-lockfile.mjs', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) => Object.keys(optionalDependencies)
      .filter((name) => packages[`${path}/node_modules/${name}`] === undefined && packages[`node_modules/${name}`] === undefined));
    expect(missing).toEqual([]);
  });

  test('names no registry', () => {
    expect(Object.values(packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
  });
});
