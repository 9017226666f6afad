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
      eachText(properties, 'Properties', (text, path) => {
        const value = any.exec(text)?.[0];
        const parameter = theirs.find((one) => one.value === value)?.parameter;
        if (value !== undefined && parameter !== undefined) found.push({ value, parameter, stack, logicalId, type, path: path(), text });
      });
    }
  }
  return found;
}

function identifying(parameter: string, value: string): Array<{ readonly parameter: string; readonly value: string }> {
  const group = /^access\.groups\.(.+)$/.exec(parameter)?.[1];
  if (group !== undefined) return [{ parameter, value: group }];
  return /^integrations\.[^.]+\.(host|additionalHosts)$/.test(parameter) ? value.split(', ').map((host) => ({ parameter, value: host })) : [];
}

/** Every text within a value, joined where CloudFormation joins it. Few are of interest, so where one stands is only told when asked. */
function eachText(value: unknown, path: string | (() => string), visit: (text: string, path: () => string) => void): void {
  const at = (): string => (typeof path === 'string' ? path : path());
  const text = typeof value === 'string' ? value : joinedText(value);
  if (text !== undefined) visit(text, at);
  else if (Array.isArray(value)) value.forEach((element, i) => eachText(element, () => `${at()}[${i}]`, visit));
  else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) eachText(inner, () => `${at()}.${key}`, visit);
}
