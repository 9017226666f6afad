import { resourcesOf } from './compare-views';
import type { Material } from './material';
import { joinedText } from './text-of';

/** A value of the first environment alone that stands in a template of the second. */
export interface ForeignValue {
  readonly value: string;
  readonly parameter: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly path: string;
  readonly text: string;
}

/**
 * Hosts and groups of people that only the first environment declares, written in the second's templates. The theorem cannot see them:
 * under the parameters of the first they are right. This looks at the second environment as it is.
 */
export function foreignValues({ from, to, toView }: Material): ForeignValue[] {
  const ours = new Set([...Object.values(to.parameters).flatMap((value) => value.split(', ')), ...Object.keys(to.parameters).map((path) => path.split('.').at(-1) ?? '')]);
  const theirs = Object.entries(from.parameters).flatMap(([parameter, value]) => identifying(parameter, value)).filter(({ value }) => !ours.has(value));
  if (theirs.length === 0) return [];
  const any = new RegExp(theirs.map(({ value }) => `(?<![A-Za-z0-9.-])${value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`).join('|'));
  const found: ForeignValue[] = [];
  for (const [stack, assembly] of toView) {
    for (const [logicalId, { Type: type, Properties: properties }] of Object.entries(resourcesOf(assembly))) {
      for (const { path, text } of textsOf(properties, 'Properties')) {
        const value = any.exec(text)?.[0];
        const parameter = theirs.find((one) => one.value === value)?.parameter;
        if (value !== undefined && parameter !== undefined) found.push({ value, parameter, stack, logicalId, type, path, text });
      }
    }
  }
  return found;
}

function identifying(parameter: string, value: string): Array<{ readonly parameter: string; readonly value: string }> {
  const group = /^access\.groups\.(.+)$/.exec(parameter)?.[1];
  if (group !== undefined) return [{ parameter, value: group }];
  return /^integrations\.[^.]+\.(host|additionalHosts)$/.test(parameter) ? value.split(', ').map((host) => ({ parameter, value: host })) : [];
}

function textsOf(value: unknown, path: string): Array<{ readonly path: string; readonly text: string }> {
  if (typeof value === 'string') return [{ path, text: value }];
  const joined = joinedText(value);
  if (joined !== undefined) return [{ path, text: joined }];
  if (Array.isArray(value)) return value.flatMap((element, i) => textsOf(element, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}
