import type { Template } from './load-assembly';
import { UnusableInput } from './unusable-input';

/** What one resource refers to, and where. */
interface Reference {
  readonly to: string;
  readonly at: string;
  /** Only a resource will do. */
  readonly attribute: boolean;
}

/**
 * Refuses references that lead nowhere or in a circle: CloudFormation does not deploy such a template, so nothing could be
 * proved of it. Templates that a macro or a loop rewrites are left alone: what they refer to may be made then.
 */
export function checkReferences(file: string, template: Template): void {
  const resources = objectOf(template.Resources);
  const rewritten = template['Transform'] !== undefined || Object.keys(resources).some((name) => name.startsWith('Fn::'));
  if (rewritten) return;
  const parameters = objectOf(template.Parameters);
  const conditions = objectOf(template.Conditions);
  const references = new Map(Object.entries(resources).map(([logicalId, resource]) => [logicalId, referencesIn((resource as { Properties?: unknown }).Properties, `Resources.${logicalId}.Properties`)]));
  for (const list of [...references.values(), ...Object.entries(objectOf(template.Outputs)).map(([name, output]) => referencesIn((output as { Value?: unknown } | null)?.Value, `Outputs.${name}.Value`))]) {
    for (const { to, at, attribute } of list) {
      if (Object.hasOwn(resources, to) || (!attribute && (Object.hasOwn(parameters, to) || to.startsWith('AWS::')))) continue;
      throw new UnusableInput(`${file}: ${at}: must refer to a resource${attribute ? '' : ' or parameter'} of the template, got ${JSON.stringify(to)}`);
    }
  }
  checkConditions(file, conditions, resources);
  const circle = circleIn(new Map([...references].map(([from, list]) => [from, list.map(({ to }) => to).filter((to) => references.has(to))])));
  if (circle) throw new UnusableInput(`${file}: Resources: must not refer to each other in a circle, got ${circle.join(' > ')}`);
}

function checkConditions(file: string, conditions: Readonly<Record<string, unknown>>, resources: Readonly<Record<string, unknown>>): void {
  for (const [logicalId, resource] of Object.entries(resources)) {
    const condition = (resource as { Condition?: unknown }).Condition;
    if (typeof condition === 'string' && !Object.hasOwn(conditions, condition)) throw new UnusableInput(`${file}: Resources.${logicalId}.Condition: must be a condition of the template, got ${JSON.stringify(condition)}`);
  }
  const uses = new Map(Object.entries(conditions).map(([name, raw]) => [name, conditionsIn(raw)]));
  for (const [name, list] of uses) {
    const missing = list.find((to) => !uses.has(to));
    if (missing !== undefined) throw new UnusableInput(`${file}: Conditions.${name}: must refer to a condition of the template, got ${JSON.stringify(missing)}`);
  }
  const circle = circleIn(uses);
  if (circle) throw new UnusableInput(`${file}: Conditions: must not refer to each other in a circle, got ${circle.join(' > ')}`);
}

function conditionsIn(raw: unknown): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([name, part]) => (name === 'Condition' && typeof part === 'string' ? [part] : conditionsIn(part)));
}

function referencesIn(raw: unknown, at: string): Reference[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const entries = Object.entries(raw);
  const [first] = entries;
  if (first && entries.length === 1 && !Array.isArray(raw)) {
    const [name, argument] = first;
    if (name === 'Ref') return typeof argument === 'string' ? [{ to: argument, at, attribute: false }] : [];
    if (name === 'Fn::GetAtt') return attributeIn(argument, at);
    if (name === 'Fn::Sub') return variablesIn(argument as unknown, at);
  }
  return entries.flatMap(([name, part]) => referencesIn(part, `${at}.${name}`));
}

function attributeIn(argument: unknown, at: string): Reference[] {
  const to: unknown = Array.isArray(argument) ? argument[0] : typeof argument === 'string' ? argument.split('.')[0] : undefined;
  return typeof to === 'string' ? [{ to, at, attribute: true }] : [];
}

function variablesIn(argument: unknown, at: string): Reference[] {
  const [source, given] = Array.isArray(argument) ? argument as unknown[] : [argument, {}];
  const own = objectOf(given);
  const names = [...String(source).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.trim()).filter((name) => !Object.hasOwn(own, name));
  return [...names.map((name) => ({ to: name.split('.')[0] ?? name, at, attribute: name.includes('.') })), ...referencesIn(own, at)];
}

/** The names of a circle, its first name again at the end; undefined when there is none. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const way: { name: string; next: number }[] = [{ name: start, next: 0 }];
    const open = new Set([start]);
    for (let last = way.at(-1); last; last = way.at(-1)) {
      const to = done.has(last.name) ? undefined : edges.get(last.name)?.[last.next];
      last.next += 1;
      if (to === undefined) {
        done.add(last.name);
        open.delete(last.name);
        way.pop();
      } else if (open.has(to)) return [...way.map(({ name }) => name).slice(way.findIndex(({ name }) => name === to)), to];
      else if (!done.has(to)) {
        open.add(to);
        way.push({ name: to, next: 0 });
      }
    }
  }
  return undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Readonly<Record<string, unknown>> : {};
}
