import { createHash } from 'node:crypto';
import type { AssemblyStack } from '../assembly/load-assembly';

/** Which templates of an environment something was said of. */
export interface EnvironmentTemplates {
  /** Construct path of the environment, for example `Projects/staging`. */
  readonly path: string;
  /** SHA-256 of all its templates, the same wherever their assembly lies. */
  readonly templates: string;
}

/** The templates below a construct path. Two syntheses of the same code and the same declarations have the same. */
export function templatesBelow(path: string, stacks: Iterable<AssemblyStack>): EnvironmentTemplates {
  const hash = createHash('sha256');
  const own = [...stacks].filter((stack) => stack.path === path || stack.path.startsWith(`${path}/`)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const stack of own) hash.update(JSON.stringify([stack.path.slice(path.length), stack.template]));
  return { path, templates: own.length === 0 ? '' : hash.digest('hex') };
}
