import { SourcePlaces } from '../assembly/source-place';
import type { Finding, Pass, Place, Verdict } from './finding';
import { wildcardMatch } from './replay/evaluate-statement';
import { placeExists } from './replay/replay-place';
import type { ProofContext } from './proof-context';
import type { Request } from './algebra/solve';
import type { Assumption, Carries, Pathway, ZoneKind, Zones } from './zones';

/** One step of a witness, for readers: every way to find the place again. */
export interface Step {
  readonly says: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly stack: string;
  readonly construct: string | undefined;
  readonly logicalId: string | undefined;
  readonly type: string | undefined;
  readonly template: string;
  /** Path of the value inside the template, as a JSON pointer. */
  readonly pointer: string;
  readonly line: number | undefined;
  /** `file:line:column` of the source that made the resource. */
  readonly source: string | undefined;
}

/** A finding with its witness worked out. */
export interface ReportedFinding {
  readonly id: string;
  readonly pass: Pass;
  readonly kind: string;
  readonly verdict: Verdict;
  readonly from: readonly string[];
  readonly to: string;
  readonly message: string;
  readonly why: string | undefined;
  readonly request: Request | undefined;
  readonly steps: readonly Step[];
  readonly fix: string;
  /** The declaration that would make the crossing legitimate. */
  readonly pathway: Pathway | undefined;
  /** The assumption that covers an unknown finding. */
  readonly coveredBy: Assumption | undefined;
}

/** What is claimed of one ordered pair of zones, and whether it holds. */
export interface Claim {
  readonly from: string;
  readonly to: string;
  readonly verdict: 'PROVED' | 'LEAK' | 'UNKNOWN';
  /** Pathways over which the claim permits a crossing. */
  readonly pathways: readonly string[];
  readonly findings: readonly string[];
}

/** The result of a proof. */
export interface ProofReport {
  readonly verdict: 'PROVED' | 'LEAK' | 'UNKNOWN';
  readonly claims: readonly Claim[];
  readonly findings: readonly ReportedFinding[];
  readonly assumptions: readonly (Assumption & { readonly state: 'used' | 'unused' | 'expired' })[];
  /** Acknowledgements that were found and ignored. */
  readonly acknowledgements: readonly string[];
  readonly passes: readonly Pass[];
  readonly counted: { readonly stacks: number; readonly resources: number; readonly accounts: number; readonly policies: number };
}

const ORDER: Readonly<Record<Verdict, number>> = { LEAK: 0, UNKNOWN: 1, LATENT: 2 };

/** The findings of a context as a report: witnesses worked out and replayed, claims decided, in a fixed order. */
export function makeReport(context: ProofContext, facts: { readonly today: string; readonly passes: readonly Pass[]; readonly acknowledgements: readonly string[] }): ProofReport {
  const places = new SourcePlaces();
  const used = new Set<Assumption>();
  const findings = numbered(context.findings).map(([id, finding]) => reported(context.zones, id, replayed(finding), places, facts.today, used))
    .toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict] || compare(a.to, b.to) || compare(a.id, b.id));
  const claims = claimsOf(context.zones, findings);
  return {
    verdict: worst(claims.map(({ verdict }) => verdict)), claims, findings, passes: facts.passes, acknowledgements: facts.acknowledgements,
    assumptions: context.zones.assumptions.map((assumption) => ({ ...assumption, state: assumption.until < facts.today ? 'expired' as const : used.has(assumption) ? 'used' as const : 'unused' as const })),
    counted: {
      stacks: context.model.stacks.length, resources: context.model.resources.length, policies: context.documents.length,
      accounts: new Set(context.model.stacks.map(({ account }) => account)).size,
    },
  };
}

/** Ids by place; a second finding of the same kind at the same place gets a number. */
function numbered(findings: readonly Finding[]): [string, Finding][] {
  const seen = new Map<string, number>();
  return findings.map((finding): [string, Finding] => {
    const last = finding.way.at(-1);
    const at = last === undefined ? finding.message : `${last.stack.path}${last.logicalId === undefined ? '' : `/${last.logicalId}`}${last.path.slice(last.logicalId === undefined ? 0 : 2).map((step) => `/${step}`).join('')}`;
    const id = `${finding.pass}/${finding.kind}:${at}>${finding.to}`;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return [count === 1 ? id : `${id}#${count}`, finding];
  });
}

/** A leak whose places are not in the templates is a fault of the prover, and then nothing is certain. */
function replayed(finding: Finding): Finding {
  if (finding.verdict !== 'LEAK' || finding.way.every(placeExists)) return finding;
  return { ...finding, verdict: 'UNKNOWN', why: 'the witness could not be replayed; this is a fault of the prover' };
}

function reported(zones: Zones, id: string, finding: Finding, places: SourcePlaces, today: string, used: Set<Assumption>): ReportedFinding {
  const covering = finding.verdict === 'UNKNOWN' && finding.why?.endsWith('fault of the prover') !== true ? zones.assumptions.find(({ covers, until }) => until >= today && wildcardMatch(covers, id)) : undefined;
  if (covering) used.add(covering);
  const { pass, kind, verdict, from, to, message, why, request, way, fix } = finding;
  return { id, pass, kind, verdict, from, to, message, why, request, fix, steps: way.map((place) => stepOf(place, places)), pathway: suggestion(zones, finding), coveredBy: covering };
}

function stepOf(place: Place, places: SourcePlaces): Step {
  const { stack, logicalId, path } = place;
  return {
    says: place.says, account: stack.account, region: stack.region, stack: stack.path, logicalId, type: place.type,
    construct: logicalId === undefined ? undefined : places.constructPath(stack, logicalId),
    template: stack.templateFile, pointer: path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    line: places.templateLine(stack.templateFile, path),
    source: logicalId === undefined ? undefined : places.sourceLine(stack, logicalId),
  };
}

/** What to declare if the crossing is wanted. */
function suggestion(zones: Zones, { verdict, pass, from, to, kind }: Finding): Pathway | undefined {
  const [only, ...more] = from;
  const source = zones.named(only ?? '');
  if (verdict === 'UNKNOWN' || more.length > 0 || !source || !zones.named(to) || kind === 'same-hands') return undefined;
  const target = zones.named(to);
  return { id: `${source.name}-${to}`, from: source.name, to, carries: carriedBy(pass, source.kind, target?.kind), why: '...', owner: '...' };
}

function carriedBy(pass: Pass, from: ZoneKind, to: ZoneKind | undefined): Carries {
  if (from === 'delivery' || pass === 'delivery') return 'deploy';
  if (to === 'audit') return 'log-delivery';
  if (pass === 'name-resolution') return 'dns-delegation';
  return from === 'quarantine' || to === 'quarantine' ? 'masked-data' : 'shared-service';
}

function claimsOf(zones: Zones, findings: readonly ReportedFinding[]): Claim[] {
  const against = new Map<string, ReportedFinding[]>();
  const everywhere = findings.filter(({ to }) => to === '*');
  for (const finding of findings) for (const from of finding.from) {
    const key = `${from}>${finding.to}`;
    const list = against.get(key);
    if (list) list.push(finding);
    else against.set(key, [finding]);
  }
  return zones.list.flatMap((from) => zones.list.filter((to) => to !== from).map((to): Claim => {
    const concerned = [...(against.get(`${from.name}>${to.name}`) ?? []), ...everywhere].filter(({ verdict }) => verdict !== 'LATENT');
    const open = concerned.filter(({ coveredBy }) => coveredBy === undefined);
    return {
      from: from.name, to: to.name, verdict: worst(open.map(({ verdict }) => (verdict === 'LEAK' ? 'LEAK' : 'UNKNOWN'))),
      pathways: zones.pathwaysFrom(from.name, to.name).map(({ id }) => id), findings: concerned.map(({ id }) => id),
    };
  }));
}

function worst(verdicts: readonly ('PROVED' | 'LEAK' | 'UNKNOWN')[]): 'PROVED' | 'LEAK' | 'UNKNOWN' {
  return verdicts.includes('LEAK') ? 'LEAK' : verdicts.includes('UNKNOWN') ? 'UNKNOWN' : 'PROVED';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
