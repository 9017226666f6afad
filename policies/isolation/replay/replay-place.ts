import type { Place } from '../finding';

/**
 * Whether the place of a witness is in the raw template, read without the resolver: the resource is there, and as much
 * of the path below it as is written out and not made by an intrinsic function.
 */
export function placeExists({ stack, logicalId, path }: Place): boolean {
  if (logicalId === undefined) return true;
  const resources = stack.template.Resources ?? {};
  if (!Object.hasOwn(resources, logicalId)) return false;
  let at: unknown = resources[logicalId];
  for (const step of path.slice(2)) {
    if (typeof at !== 'object' || at === null) return typeof at === 'string' || at === undefined;
    const [only = ''] = Object.keys(at);
    if (!Object.hasOwn(at, step)) return only === 'Ref' || only.startsWith('Fn::') || !Array.isArray(at);
    at = (at as Record<string, unknown>)[step];
  }
  return true;
}
