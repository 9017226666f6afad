import { SourcePlaces } from '../assembly/source-place';
import { defined } from './defined';
import { templatesBelow } from './environment-templates';
import { IDENTITY_PARAMETERS, Identity } from './identity';
import { attributedPlaces, type AttributedPlace } from './ledger';
import type { DeclaredEnvironment, Material, Variant, View } from './material';
import { nameOf, presenceWords } from './architecture-words';
import type { ComparedEnvironment, IdentityPair, LedgerRow, ParameterRow, ParityReport, UndeclaredDifference } from './report';
import { resourcesOf } from './compare-views';
import { NOT_SEEN, TRUSTED } from './trusted';
import { rootOf, undeclaredDifferences } from './undeclared';

/** Compares two environments of a platform: the theorem, and the ledger where there are syntheses for it. `undeclared` is what the theorem found, where it was proved before. */
export function proveParity(material: Material, undeclared: readonly UndeclaredDifference[] = undeclaredIn(material)): ParityReport {
  const { from, to, twin } = material;
  const ledger = 'failure' in twin || material.variants.length === 0 ? undefined : ledgerOf(material, twin, identityIn(material), new SourcePlaces());
  return {
    version: 1, command: 'parity',
    from: compared(from, material.fromView), to: compared(to, material.toView),
    verdict: undeclared.length === 0 ? 'PARITY' : 'DIFFERENT',
    theorem: {
      verdict: undeclared.length === 0 ? 'HOLDS' : 'FAILS',
      stacks: material.fromView.size, resources: resourceCount(material.fromView),
      substituted: material.units.flatMap(({ parameters }) => parameters).toSorted(), identity: identityPairs(from, to),
    },
    undeclared,
    parameters: parameterRows(material, ledger),
    ...(ledger === undefined ? {} : { ledger }),
    trusted: TRUSTED, notSeen: NOT_SEEN,
  };
}

/** What the theorem finds: differences that no parameter and no identity explains. */
export function undeclaredIn(material: Material): UndeclaredDifference[] {
  const { twin } = material;
  return 'failure' in twin ? [refused(material, twin.failure)] : undeclaredDifferences(material, twin.view, identityIn(material), new SourcePlaces());
}

function identityIn({ from, to, others }: Material): Identity {
  return new Identity(from, supposed(from, to), others);
}

/** The second environment as it was synthesized for the theorem: as large as the first, at its own place. */
function supposed(from: DeclaredEnvironment, to: DeclaredEnvironment): DeclaredEnvironment {
  return { ...to, cidr: `${to.cidr.split('/')[0] ?? ''}/${from.cidr.split('/')[1] ?? ''}` };
}

function compared({ name, kind, account, region }: DeclaredEnvironment, view: View): ComparedEnvironment {
  return { name, kind, account, region, ...templatesBelow(rootOf(view), view.values()), stacks: view.size, resources: resourceCount(view) };
}

function resourceCount(view: View): number {
  return [...view.values()].reduce((sum, stack) => sum + Object.keys(resourcesOf(stack)).length, 0);
}

function identityPairs(from: DeclaredEnvironment, to: DeclaredEnvironment): IdentityPair[] {
  const parts: ReadonlyArray<readonly [string, string, string]> = [
    ['name', from.name, to.name], ['kind', from.kind, to.kind], ['account', from.account, to.account], ['region', from.region, to.region],
    ['network.cidr', from.cidr, to.cidr], ['zoneName', from.zoneName, to.zoneName],
  ];
  return parts.filter(([, a, b]) => a !== b).map(([part, a, b]) => ({ part, from: a, to: b }));
}

function refused({ from, to }: Material, failure: string): UndeclaredDifference {
  return {
    id: '0000000000000000', kind: 'not-reproducible', stack: '', path: '', more: 0,
    says: `${to.name} cannot be synthesized with the parameters of ${from.name}: ${failure.split('\n').join(' ')}`,
  };
}

function parameterRows({ from, to, units }: Material, ledger: readonly LedgerRow[] | undefined): ParameterRow[] {
  const unitOf = new Map(units.flatMap(({ name, parameters }) => parameters.map((parameter) => [parameter, name] as const)));
  const own = (values: Readonly<Record<string, string>>, name: string): string | undefined => (Object.hasOwn(values, name) ? values[name] : undefined);
  const names = [...new Set([...Object.keys(from.parameters), ...Object.keys(to.parameters)])].filter((name) => own(from.parameters, name) !== own(to.parameters, name));
  const changes = new Map<string, number>();
  for (const { parameters } of ledger ?? []) for (const unit of parameters) changes.set(unit, (changes.get(unit) ?? 0) + 1);
  return names.toSorted().map((parameter) => {
    const [a, b] = [own(from.parameters, parameter), own(to.parameters, parameter)];
    const unit = unitOf.get(parameter) ?? parameter;
    return defined<ParameterRow>({
      parameter, from: a, to: b, identity: IDENTITY_PARAMETERS.has(parameter), unit, changes: ledger === undefined ? undefined : changes.get(unit) ?? 0,
    });
  });
}

function ledgerOf(material: Material, twin: Variant, identity: Identity, places: SourcePlaces): LedgerRow[] {
  const units = material.units.map(({ name }) => name);
  return attributedPlaces(material, twin).places.map((place) => ledgerRow(place, { material, twin, identity, places, units })).toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

interface Around {
  readonly material: Material;
  readonly twin: Variant;
  readonly identity: Identity;
  readonly places: SourcePlaces;
  readonly units: readonly string[];
}

function ledgerRow(place: AttributedPlace, { material, twin, identity, places, units }: Around): LedgerRow {
  const { stack, logicalId, type, path, from, to, explanation: { causes, larger } } = place;
  const names = [...new Set(causes.flat())].map((unit) => units[unit] ?? '').toSorted();
  const view = to === undefined ? twin.view : material.toView;
  const construct = constructIn(view, place, places);
  return defined<LedgerRow>({
    parameters: names, undecided: causes.length === 1 ? undefined : true, likely: larger.length > 0 ? true : undefined, says: structural(place, construct, material.to.name),
    stack, logicalId, type, construct, path, from: from === undefined ? undefined : identity.asFirst(from), to,
  });
}

function constructIn(view: View, { stack, logicalId }: AttributedPlace, places: SourcePlaces): string | undefined {
  const at = view.get(stack);
  return at === undefined || logicalId === undefined ? undefined : insideOf(places.constructPath(at, logicalId), at.path, stack);
}

/** Words where something is there on one side only; a plain value speaks for itself. */
function structural({ stack, logicalId, type, path, from, to }: AttributedPlace, construct: string | undefined, who: string): string | undefined {
  if (path !== '' || (from !== undefined && to !== undefined)) return undefined;
  if (logicalId !== undefined) return presenceWords(who, { type, name: nameOf(construct ?? logicalId, stack), missing: to === undefined });
  return `${who} ${to === undefined ? 'has no' : 'alone has the'} stack ${stack}`;
}

/** A construct path inside its environment. */
export function insideOf(construct: string | undefined, stackPath: string, stack: string): string | undefined {
  const root = stackPath.slice(0, stackPath.length - stack.length);
  return construct?.startsWith(root) === true ? construct.slice(root.length) : construct;
}

function order({ parameters, stack, construct, logicalId, path, from }: LedgerRow): string {
  return [parameters.join('+'), stack, construct ?? '', logicalId ?? '', path, from ?? ''].join('\u0000');
}
