import type { Resource } from '../../../policies/assembly/assembly-model';
import type { Fact, ZoneFacts } from '../evidence';
import { Judged, count, fact, listed, notEvaluated, noted } from './judged';
import { worstState } from './worst-state';

/** What the rules say that serve any of these requirements. */
export function rulesThatServe(judged: Judged, requirements: readonly string[]): Fact {
  const rules = judged.rules.filter(({ serves }) => serves.some((id) => requirements.includes(id)));
  if (rules.length === 0) return notEvaluated(`No rule serves ${listed(requirements)}.`, 'rules');
  const sum = (of: (rule: typeof rules[number]) => number): number => rules.reduce((all, rule) => all + of(rule), 0);
  const ids = rules.map(({ id }) => id);
  const state = worstState(rules.map((rule) => rule.state));
  if (state === 'not-evaluated') return { ...notEvaluated(`${count(rules.length, 'rule')} that ${rules.length === 1 ? 'serves' : 'serve'} ${listed(requirements)} did not judge, or nobody has kept what they found.`, 'rules'), rules: ids };
  const accepted = sum((rule) => rule.accepted);
  return {
    state, from: 'rules', resources: [], rules: ids,
    says: `${count(rules.length, 'rule')} that ${rules.length === 1 ? 'serves' : 'serve'} ${listed(requirements)} judged ${sum((rule) => rule.judged)} places and found ${sum((rule) => rule.findings) === 0 ? 'nothing open' : count(sum((rule) => rule.findings), 'open place')}${accepted === 0 ? '' : `; ${accepted} were accepted with a reason`}.`,
  };
}

/** Whether the claims between zones of these kinds are proved; `undefined` stands for every kind. */
export function claimsBetween(judged: Judged, from: readonly string[] | undefined, to: readonly string[] | undefined, about: string): Fact {
  const { proof } = judged;
  if (proof.verdict === undefined) return notEvaluated(`Whether ${about}: ${proof.why ?? 'no proof was made'}.`, 'proof');
  const kindOf = new Map(judged.zones.map(({ name, kind }) => [name, kind]));
  const matches = (name: string, kinds: readonly string[] | undefined): boolean => kinds === undefined || kinds.includes(kindOf.get(name) ?? '');
  const claims = proof.claims.filter((claim) => matches(claim.from, from) && matches(claim.to, to));
  if (claims.length === 0) return notEvaluated(`Whether ${about}: no two such zones were declared.`, 'proof');
  const proved = claims.filter(({ verdict }) => verdict === 'PROVED');
  const over = [...new Set(claims.flatMap(({ pathways }) => pathways))];
  return fact(
    proved.length === claims.length ? 'holds' : 'fails',
    `${proved.length} of ${count(claims.length, 'claim')} that ${about} ${claims.length === 1 ? 'is' : 'are'} proved${over.length === 0 ? '' : `, except over ${count(over.length, 'declared pathway')}`}.`, 'proof',
  );
}

/** How many resources of a type satisfy a condition: all of them must. */
export function allOf(judged: Judged, resources: readonly Resource[], holds: (resource: Resource) => boolean, says: { readonly noun: string; readonly plural?: string; readonly does: string }): Fact {
  if (resources.length === 0) return noted(`The templates have no ${says.noun}.`, 'templates');
  const good = resources.filter(holds);
  const bad = resources.filter((resource) => !holds(resource));
  return fact(
    bad.length === 0 ? 'holds' : 'fails', `${good.length} of ${count(resources.length, says.noun, says.plural)} ${says.does}.`,
    'templates', judged.refer(bad.length === 0 ? good : bad),
  );
}

/** Whether each environment has resources of a type. */
export function eachHas(judged: Judged, zones: readonly ZoneFacts[], type: string, what: string, noun = 'environment'): Fact {
  if (zones.length === 0) return notEvaluated(`Whether every ${noun} has ${what}: nobody has said which accounts are environments.`, 'templates');
  const rows = zones.map((zone) => ({ zone, found: judged.of(type, zone) }));
  const lacking = rows.filter(({ found }) => found.length === 0).map(({ zone }) => zone.name);
  const all = rows.flatMap(({ found }) => found);
  return fact(
    lacking.length === 0 ? 'holds' : 'fails',
    lacking.length === 0 ? `Every ${noun} has ${what}: ${listed(rows.map(({ zone, found }) => `${zone.name} ${found.length}`))}.` : `${listed(lacking)} ${lacking.length === 1 ? 'is' : 'are'} without ${what}.`,
    'templates', judged.refer(all),
  );
}

/** Whether texts read off environments are all different. */
export function allDifferent(zones: readonly ZoneFacts[], valuesOf: (zone: ZoneFacts) => readonly string[], what: string): Fact {
  if (zones.length < 2) return notEvaluated(`Whether ${what} are different: fewer than two environments were declared.`, 'declaration');
  const values = zones.flatMap(valuesOf);
  const twice = [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
  return fact(
    twice.length === 0 ? 'holds' : 'fails',
    twice.length === 0 ? `${count(zones.length, 'environment')} have ${what} of their own: ${listed(zones.map((zone) => `${zone.name} ${valuesOf(zone).join(', ') || 'none'}`))}.` : `More than one environment has ${listed(twice)}.`,
    'declaration',
  );
}

/** What each environment declares under a name, side by side. */
export function declared(judged: Judged, parameter: string, what: string, zones = judged.environments): Fact {
  const rows = zones.map(({ name, parameters }) => ({ name, value: own(parameters, parameter) }));
  if (rows.length === 0 || zones.every(({ parameters }) => parameters === undefined)) return notEvaluated(`Which ${what} environments have: no understudy.json declares it.`, 'declaration');
  const missing = rows.filter(({ value }) => value === undefined).map(({ name }) => name);
  const told = rows.filter(({ value }) => value !== undefined).map(({ name, value }) => `${name}: ${value}`);
  if (missing.length > 0) return fact('fails', `${listed(missing)} ${missing.length === 1 ? 'declares' : 'declare'} no ${what}${told.length > 0 ? `; ${told.join('; ')}` : ''}.`, 'declaration');
  return fact('holds', `Declared ${what}: ${told.join('; ')}.`, 'declaration');
}

/** The value of a declared parameter. */
export function own(parameters: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return parameters !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}
