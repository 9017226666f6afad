import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../../policies/assembly/read-file';
import { UnusableInput } from '../../../policies/assembly/unusable-input';
import { parseZones } from '../../../policies/isolation/parse-zones';
import type { Zones } from '../../../policies/isolation/zones';
import type { TestFacts } from '../evidence';
import { Given } from './given';

/** What was meant to be built, as far as somebody has said so. */
export interface Intentions {
  readonly platform?: string;
  readonly zones?: Zones;
  readonly environments: ReadonlyMap<string, DeclaredEnvironment>;
  /** Names of the policies that judge the platform; undefined where nobody has said. */
  readonly policies?: readonly string[];
}

export interface DeclaredEnvironment {
  readonly derivedFrom?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tests: readonly TestFacts[];
}

const file = 'understudy.json';

/** What the assemblies in `directories` and the file `zones` say of intentions. */
export function readIntentions(directories: readonly string[], zones: string | undefined): Intentions {
  const found = directories.map((directory) => join(directory, file)).filter((path) => existsSync(path));
  const [own, ...more] = found;
  if (more.length > 0) throw new UnusableInput(`assembly: must hold one ${file} together, got ${found.length} (${found.join(', ')}); write one page for each platform`);
  if (own === undefined) return { environments: new Map(), ...(zones === undefined ? {} : { zones: parseZones(readJson(zones), zones) }) };
  const content = readJson(own);
  const root = new Given(content, own);
  if (root.at('version').isThere && root.at('version').number() !== 1) throw root.at('version').wrong('be 1');
  return {
    ...root.optional('platform'),
    zones: zones === undefined ? parseZones(content, own) : parseZones(readJson(zones), zones),
    environments: new Map(root.at('environments').entries().map(([name, environment]) => [name, environmentOf(environment)])),
    ...(root.at('policies').isThere ? { policies: root.at('policies').texts() } : {}),
  };
}

function environmentOf(environment: Given): DeclaredEnvironment {
  return {
    ...environment.optional('derivedFrom'),
    parameters: Object.fromEntries(environment.at('parameters').entries().map(([name, value]) => [name, value.text()])),
    tests: environment.at('tests').list().map((test) => ({ test: test.at('test').text(), always: test.at('always').isTrue(), windows: test.at('windows').texts() })),
  };
}
