import { ABSENT, isFields, isList, type Value } from '../../assembly/value';
import { placeOf, type Place } from '../finding';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';

const SECRET = /(password|passwd|passphrase|secret|secret_?string|token|api_?key|private_?key|credentials?|pre_?shared_?key)$/i;

/** A secret that stands in the templates of two zones: whoever has it in the one has it in the other. */
export function sharedSecrets(context: ProofContext): void {
  const holders = new Map<string, { zone: Zone; place: Place }[]>();
  for (const resource of context.model.resources) {
    const zone = context.zoneOf(resource);
    if (!zone) continue;
    walk(resource.properties, [], (found, path) => holders.set(found, [...(holders.get(found) ?? []), { zone, place: placeOf(resource, path, 'holds the secret') }]));
  }
  for (const list of holders.values()) {
    const zones = [...new Map(list.map((holder) => [holder.zone.name, holder])).values()];
    zones.forEach((one, i) => zones.slice(i + 1).forEach((other) => both(context, one, other)));
  }
}

function both(context: ProofContext, one: { zone: Zone; place: Place }, other: { zone: Zone; place: Place }): void {
  if (context.zones.pathwaysOf(one.zone.name, other.zone.name).length > 0) return;
  const [outer, inner] = one.zone.kind === 'production' ? [one, other] : [other, one];
  context.report({
    pass: 'strings', kind: 'secret-of-two-zones', verdict: 'LEAK', from: [inner.zone.name], to: outer.zone.name, way: [inner.place, outer.place],
    message: `${inner.place.logicalId ?? ''} of ${inner.zone.name} and ${outer.place.logicalId ?? ''} of ${outer.zone.name} hold the same secret`,
    fix: 'let each environment make a secret of its own and name it by a reference',
  });
}

/** Values under a name that says secret, also of a list of names and values. */
function walk(value: Value | undefined, path: readonly string[], visit: (found: string, path: readonly string[]) => void): void {
  if (isList(value)) value.forEach((element, i) => walk(element, [...path, String(i)], visit));
  if (!isFields(value)) return;
  const label = [value['Name'], value['Key'], value['OptionName'], value['ParameterName']].find((one) => typeof one === 'string');
  for (const [name, part] of Object.entries(value)) {
    if (part === ABSENT) continue;
    const says = SECRET.test(name) || (/^(Value|ParameterValue)$/.test(name) && typeof label === 'string' && SECRET.test(label));
    if (typeof part === 'string') {
      if (says && looksSecret(part)) visit(part, [...path, name]);
    } else walk(part, [...path, name], visit);
  }
}

function looksSecret(text: string): boolean {
  return text.length >= 8 && !/^(arn:|https?:|\/|\$)|\{\{resolve:|^(true|false|required|optional|disabled|enabled)$/i.test(text) && (text.length >= 12 || /[^a-z]/i.test(text)) && !/^[a-z0-9-]+\/[\w/-]+$/.test(text);
}
