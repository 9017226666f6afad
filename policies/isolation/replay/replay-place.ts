import type { Place } from '../finding';

/**
 * Whether the place of a witness is in the raw template, read without the resolver: the resource is there, and the path
 * below it leads to something written, or to an intrinsic function or JSON text that holds the rest.
 */
export function placeExists({ stack, logicalId, path }: Place): boolean {
  if (logicalId === undefined) return true;
  const resources = stack.template.Resources ?? {};
  return Object.hasOwn(resources, logicalId) && leads(resources[logicalId], path.slice(2));
}

function leads(at: unknown, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined || typeof at === 'string') return true;
  if (typeof at !== 'object' || at === null) return false;
  // Lists are entered where the path leaves out the index; a statement may stand alone or in a list.
  if (Array.isArray(at)) return /^\d+$/.test(step) ? leads(at[Number(step)], rest) : at.some((element) => leads(element, path));
  const [only = '', ...more] = Object.keys(at);
  if (more.length === 0 && (only === 'Ref' || only.startsWith('Fn::')) && only !== step) return true;
  const key = Object.keys(at).find((name) => name.toLowerCase() === step.toLowerCase());
  if (key === undefined) return step === 'Properties' && rest.length === 0;
  return leads((at as Record<string, unknown>)[key], rest);
}
