import type { ParityFacts, ParityPair, ParameterFacts, ZoneFacts } from '../evidence';
import { worstState } from './worst-state';

/** What makes an environment itself. */
const IDENTITY = ['name', 'kind', 'account', 'region', 'network.cidr', 'zoneName'];

/** How environments differ: from reports of parity where there are some, otherwise from the declarations alone. */
export function parityFacts(zones: readonly ZoneFacts[], reports: readonly ParityPair[]): ParityFacts {
  const reported = new Set(reports.map(({ from, to }) => JSON.stringify([from, to])));
  const declared = pairsOf(zones).filter(({ from, to }) => !reported.has(JSON.stringify([from, to])));
  const pairs = [...reports, ...declared].toSorted((a, b) => compare(`${a.from} ${a.to}`, `${b.from} ${b.to}`));
  if (pairs.length === 0) return { state: 'not-evaluated', why: 'no two environments were declared, and no report of "understudy parity" was given', pairs };
  const state = worstState(pairs.map((pair) => pair.state));
  if (declared.length === 0 || state !== 'not-evaluated') return { state, pairs };
  return { state, why: `no report of "understudy parity" was given for ${declared.map(({ from, to }) => `${from} and ${to}`).join(', ')}`, pairs };
}

/** Every environment beside the one that it was derived from. */
function pairsOf(zones: readonly ZoneFacts[]): ParityPair[] {
  return zones.flatMap((zone): ParityPair[] => {
    const base = zones.find(({ name }) => name === zone.derivedFrom);
    if (base?.parameters === undefined || zone.parameters === undefined) return [];
    return [{ from: base.name, to: zone.name, state: 'not-evaluated', parameters: differences(base.parameters, zone.parameters), undeclared: [], ledger: [] }];
  });
}

function differences(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): ParameterFacts[] {
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  return [...new Set([...before.keys(), ...after.keys()])].toSorted(compare).flatMap((parameter) => {
    const [a, b] = [before.get(parameter), after.get(parameter)];
    if (a === b) return [];
    return [{ parameter, ...(a === undefined ? {} : { from: a }), ...(b === undefined ? {} : { to: b }), identity: IDENTITY.includes(parameter) }];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
