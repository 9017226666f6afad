import type { ParityFacts, ParityPair, ParameterFacts, ZoneFacts } from '../evidence';
import type { ReportedParity } from '../read/read-parity';
import { worstState } from './worst-state';

/** What makes an environment itself. */
const IDENTITY = ['name', 'kind', 'account', 'region', 'network.cidr', 'zoneName'];

/** How environments differ: from reports of parity where there are some of these templates, otherwise from the declarations alone. */
export function parityFacts(zones: readonly ZoneFacts[], given: readonly ReportedParity[], isOfThese: (report: ReportedParity) => boolean): ParityFacts {
  const told = given.map((report) => ({ pair: report.pair, counts: isOfThese(report) }));
  const reports = told.filter(({ counts }) => counts).map(({ pair }) => pair);
  const others = told.filter(({ counts }) => !counts).map(({ pair }) => pair);
  const reported = new Set(reports.map(({ from, to }) => JSON.stringify([from, to])));
  const declared = pairsOf(zones).filter(({ from, to }) => !reported.has(JSON.stringify([from, to])));
  const pairs = [...reports, ...declared].toSorted((a, b) => compare(`${a.from} ${a.to}`, `${b.from} ${b.to}`));
  const stale = others.length === 0 ? undefined : `the report of "understudy parity" for ${named(others)} is of other templates and counts for nothing`;
  if (pairs.length === 0 && stale !== undefined) return { state: 'not-evaluated', why: stale, pairs };
  if (pairs.length === 0) return { state: 'not-evaluated', why: 'no two environments were declared, and no report of "understudy parity" was given', pairs };
  const state = worstState(pairs.map((pair) => pair.state));
  if (stale !== undefined) return { state: state === 'fails' ? state : 'not-evaluated', why: stale, pairs };
  if (declared.length === 0 || state !== 'not-evaluated') return { state, pairs };
  return { state, why: `no report of "understudy parity" was given for ${named(declared)}`, pairs };
}

function named(pairs: readonly ParityPair[]): string {
  return pairs.map(({ from, to }) => `${from} and ${to}`).join(', ');
}

/** Every environment beside the one that it was derived from. */
function pairsOf(zones: readonly ZoneFacts[]): ParityPair[] {
  return zones.flatMap((zone): ParityPair[] => {
    const base = zones.find(({ name }) => name === zone.derivedFrom);
    if (base?.parameters === undefined || zone.parameters === undefined) return [];
    return [{ from: base.name, to: zone.name, state: 'not-evaluated', parameters: differences(base.parameters, zone.parameters), undeclared: [] }];
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
