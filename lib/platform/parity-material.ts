import { App, PropertyInjectors, Stage } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Environment } from '../environment/environment';
import { supposing, unitsBetween } from '../environment/supposition';
import { SwapUnit } from '../environment/swap-units';
import { DefinitionError, Problem, Problems } from '../values/problems';
import { withoutSourceLines } from '../values/without-source-lines';
import { EnvironmentStage } from './environment-stage';
import { LeftOut } from './left-out';
import { Surroundings } from './surroundings';
import { swapPlan } from './swap-plan';
import { Workload } from './workload';

/** What a comparison of two environments needs to know. */
export interface ParityRequest {
  /** The environment that is the measure. */
  readonly from: string;
  /** The environment that is held against it. */
  readonly to: string;
  /** Which units to swap, one list for each synthesis. Left out: as `swapPlan` says. Empty: none, for the theorem alone. */
  readonly swaps?: ReadonlyArray<readonly string[]>;
  /** Whether the app needs all of its platform for it, and not these two environments alone. */
  readonly whole?: boolean;
}

/** What a platform is made of, as far as its environments are concerned. */
export interface PlatformParts {
  readonly platform: Construct;
  readonly environments: readonly Environment[];
  readonly stages: readonly EnvironmentStage[];
  readonly workload: Workload;
  readonly around: Surroundings;
}

/** Makes the material in a directory and returns its file. */
export type MaterialMaker = (request: ParityRequest, directory: string) => string;

/** Context by which the command line asks an app for material in the place of an assembly. */
const CONTEXT = 'understudy:parity';
/** Where policies find the maker: they know no platform, and a platform knows no policy. */
const OFFER = Symbol.for('cdk-understudy.parity-material');
const DIRECTOR = Symbol.for('cdk-understudy.parity-swaps');
const FILE = 'parity.json';
/** One directory for each environment that was derived from another. */
const PAIRS = 'pairs';
/** What follows from all declarations together: who is at the other ends of an environment's pathways. */
const PATHWAYS = 'pathways';

/** One synthesis of the second environment with parameters of the first: where it lies, or why there is none. */
export interface Mixture {
  readonly swapped: readonly string[];
  /** Whether everything was swapped that there is. */
  readonly all: boolean;
  readonly directory?: string;
  readonly failure?: string;
}

/** The swapped syntheses of one comparison, to be made in rounds and by several processes. */
export interface SwapWork {
  /** Which units to swap at first, one list for each synthesis. */
  readonly rows: ReadonlyArray<readonly string[]>;
  /**
   * Synthesizes one of them into a directory of its own. What it answers is plain data, to be handed to `record` of any process.
   * Resources at the construct paths of `unread` may be missing there, unless nothing is swapped.
   */
  synthesize(swapped: readonly string[], outdir: string, unread?: ReadonlySet<string>): Mixture;
  /** Writes the material with these syntheses, in the place of what was written before, and returns its file. */
  record(mixtures: readonly Mixture[]): string;
}

/** Whoever reads the material may direct the swapped syntheses: left by the command line where platform and policies find it. */
export interface SwapDirector {
  /** Whether this process does nothing but help another one with its syntheses. It ends in `direct`. */
  readonly helps: boolean;
  direct(work: SwapWork): void;
}

/** What it takes to suppose an environment: its stages are not among it. */
export type SuppositionParts = Omit<PlatformParts, 'stages'>;

/**
 * Offers to synthesize one environment with the parameters of another. The workload's own code runs again, in an app of its own, at the
 * same construct path, with the account, region and name of its environment: a branch on any of them shows.
 */
export function offerParityMaterial(parts: PlatformParts): void {
  const maker: MaterialMaker = (request, directory) => writeMaterial(parts, request, directory);
  Object.defineProperty(parts.platform, OFFER, { value: maker });
  const request = askedFor(parts.platform);
  const { root } = parts.platform.node;
  if (request === undefined || !App.isApp(root)) return;
  // The command line wants this and nothing else: no assembly of other accounts, no policies.
  Object.defineProperty(root, 'synth', { value: () => {
    if (isPair(request)) maker(request, root.outdir);
    else for (const pair of declaredPairs(parts)) maker({ ...pair, swaps: [] }, join(root.outdir, PAIRS, pair.to));
    const { _assemblyBuilder: builder } = root;
    return builder.buildAssembly();
  } });
}

/** In a process that only helps another one: makes what is asked of it and ends, before the platform makes its stages. */
export function helpWithParity(parts: SuppositionParts): void {
  const request = askedFor(parts.platform);
  const helper = director();
  if (request === undefined || !isPair(request) || helper?.helps !== true) return;
  const [from, to] = endsOf(parts, request);
  const units = unitsOf(parts, from, to);
  helper.direct({ rows: plannedSwaps(units), synthesize: (swapped, outdir, unread) => mixtureOf(parts, { from, to, units, swapped, outdir }, unread), record: () => '' });
}

/**
 * In a process beside a synthesis: makes the twin of every environment that was derived from another, to be held against what the other
 * process synthesizes. Answers whether that was asked for: then nobody needs the platform's stages.
 */
export function makeTwins(parts: SuppositionParts): boolean {
  const request = askedFor(parts.platform);
  const { root } = parts.platform.node;
  if (request === undefined || !('twinsFor' in request) || !App.isApp(root)) return false;
  for (const pair of declaredPairs(parts)) {
    const [from, to] = endsOf(parts, pair);
    const directory = join(root.outdir, PAIRS, to.name);
    mkdirSync(directory, { recursive: true });
    const sides = ({ name }: Environment): Side => ({ path: `${parts.platform.node.path}/${name}`, directory: request.twinsFor });
    recorder(parts, { from, to, units: unitsOf(parts, from, to), directory, sides })([]);
  }
  return true;
}

/**
 * The environments that the command line wants to compare, where it wants nothing else: an app that is run for them alone needs no other account.
 * Undefined in a synthesis, and where an app was found to want the rest of its platform.
 */
export function comparedAlone(parts: SuppositionParts): readonly Environment[] | undefined {
  const request = askedFor(parts.platform);
  if (request === undefined || 'twinsFor' in request || request.whole === true) return undefined;
  const names = new Set((isPair(request) ? [request] : declaredPairs(parts)).flatMap(({ from, to }) => [from, to]));
  return parts.environments.filter(({ name }) => names.has(name));
}

/** The theorem for every environment and the one that it was derived from. */
interface Declared { readonly declared: true; readonly whole?: boolean }
/** The twins alone, and where the environments are synthesized that they are held against. */
interface Twins { readonly twinsFor: string }

function askedFor(platform: Construct): ParityRequest | Declared | Twins | undefined {
  const request: unknown = platform.node.tryGetContext(CONTEXT);
  if (request === undefined) return undefined;
  const { declared, from, to, swaps, whole = false, twinsFor } = request as Partial<ParityRequest & Declared & Twins>;
  if (twinsFor !== undefined) return { twinsFor };
  return declared === true ? { declared, whole } : { from: String(from), to: String(to), whole, ...(swaps === undefined ? {} : { swaps }) };
}

function isPair(request: ParityRequest | Declared | Twins): request is ParityRequest {
  return 'from' in request;
}

function declaredPairs({ environments }: SuppositionParts): Array<Pick<ParityRequest, 'from' | 'to'>> {
  return environments.flatMap(({ name, derivedFrom }) => (derivedFrom === undefined ? [] : [{ from: derivedFrom.name, to: name }]));
}

function director(): SwapDirector | undefined {
  return (globalThis as { [DIRECTOR]?: SwapDirector })[DIRECTOR];
}

/** Nobody asks a mixture where its resources come from, and noting it takes time. */
const withoutPlaces = {
  ...withoutSourceLines, 'aws:cdk:disable-logicalId-metadata': true, 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': false,
};

/** All syntheses of a process write to one directory: assets are the same in most, and are copied once. */
const besideAssets = (outdir: string): string => join(dirname(outdir), `assets-${process.pid}`);

/** Makes room for the next synthesis. At the same depth, so that assets lie where the assembly says. */
function setAside(directory: string, outdir: string): string {
  const aside = `${directory}-${basename(outdir)}`;
  renameSync(directory, aside);
  return aside;
}

/** A swap that follows from parameters of the whole platform. */
interface Unit {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly own?: SwapUnit;
}

function writeMaterial(parts: PlatformParts, request: ParityRequest, directory: string): string {
  const [from, to] = endsOf(parts, request);
  mkdirSync(directory, { recursive: true });
  const units = unitsOf(parts, from, to);
  const swaps = request.swaps ?? plannedSwaps(units);
  const work: SwapWork = {
    rows: swaps,
    synthesize: (swapped, outdir, unread) => mixtureOf(parts, { from, to, units, swapped, outdir }, unread),
    record: recorder(parts, { from, to, units, directory, sides: (environment) => synthesizedAs(parts, environment) }),
  };
  const directing = request.swaps === undefined && swaps.length > 0 ? director() : undefined;
  if (directing === undefined) work.record((swaps.length > 0 ? [UNSWAPPED, ...swaps] : []).map((row, i) => work.synthesize(row, join(directory, `variant-${i}`))));
  else directing.direct(work);
  return join(directory, FILE);
}

/** Where an environment is synthesized. */
interface Side {
  readonly path: string;
  readonly directory: string;
}

interface Recording extends Omit<Supposition, 'swapped' | 'outdir'> {
  readonly directory: string;
  sides(environment: Environment): Side;
}

/** The two environments and the twin are synthesized when something is recorded for the first time. */
function recorder(parts: SuppositionParts, { from, to, units, directory, sides }: Recording): SwapWork['record'] {
  const place = (path: string): string => relative(directory, path);
  const placed = <Placed extends { readonly directory?: string }>(made: Placed): Placed => (made.directory === undefined ? made : { ...made, directory: place(made.directory) });
  let base: readonly [object, object, Mixture] | undefined;
  return (mixtures) => {
    base ??= [
      { ...identityOf(from), ...placed(sides(from)), parameters: parametersOf(parts, from) },
      { ...identityOf(to), ...placed(sides(to)), parameters: parametersOf(parts, to) },
      synthesized(parts, { from, to, units, swapped: undefined, outdir: join(directory, 'twin') }),
    ];
    const [first, second, twin] = base;
    const document = {
      version: 1, platform: parts.around.prefix, from: first, to: second,
      others: [parts.around.delivery, parts.around.audit, parts.around.quarantine].map(({ account, region }) => ({ account, region })),
      units: units.map(({ name, parameters }) => ({ name, parameters })),
      variants: [twin, ...mixtures].map((mixture) => placed(mixture)),
    };
    const file = join(directory, FILE);
    writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
    return file;
  };
}

function endsOf({ environments, platform }: SuppositionParts, { from, to }: ParityRequest): [Environment, Environment] {
  const problems = new Problems();
  const find = (at: string, name: string): Environment | undefined => {
    const found = environments.find((environment) => environment.name === name);
    problems.when(found === undefined, { at, must: `must be one of ${environments.map((each) => each.name).join(', ')}`, got: name });
    return found;
  };
  const ends = [find('from', from), find('to', to)] as const;
  problems.when(from === to, { at: 'to', must: 'must be another environment than the first', got: to });
  problems.refuse(`parity of platform "${platform.node.id}"`);
  const [first, second] = ends;
  if (first === undefined || second === undefined) throw new DefinitionError('parity', [] as Problem[]);
  return [first, second];
}

function unitsOf(parts: SuppositionParts, from: Environment, to: Environment): Unit[] {
  const own = unitsBetween(from, to).map((unit): Unit => ({ name: unit.name, parameters: unit.parameters, own: unit }));
  const differ = pathwayText(parts, from) !== pathwayText(parts, to);
  return [...own, ...(differ ? [{ name: PATHWAYS, parameters: [PATHWAYS] }] : [])];
}

/** The environment as it is: what is not the same then, no parameter explains. */
const UNSWAPPED: readonly string[] = [];

function plannedSwaps(units: readonly Unit[]): string[][] {
  const names = units.map(({ name }) => name);
  if (names.length === 1) return [];
  return swapPlan(names.length).map((row) => names.filter((_, i) => row[i] === true));
}

interface Supposition {
  readonly from: Environment;
  readonly to: Environment;
  readonly units: readonly Unit[];
  /** Names of the units that are swapped; undefined means all there is. */
  readonly swapped: readonly string[] | undefined;
  readonly outdir: string;
}

/** What nobody looks at is not made, unless something else turns out to depend on it. What is the same when nothing is swapped has to be seen whole. */
function mixtureOf(parts: SuppositionParts, supposition: Supposition, unread: ReadonlySet<string> = new Set()): Mixture {
  if (unread.size === 0 || supposition.swapped?.length === 0) return synthesized(parts, supposition);
  const left = new LeftOut(unread);
  const made = synthesized(parts, supposition, left);
  return left.wasMissed || made.failure !== undefined ? synthesized(parts, { ...supposition, outdir: `${supposition.outdir}-whole` }) : made;
}

function synthesized(parts: SuppositionParts, { from, to, units, swapped, outdir }: Supposition, left?: LeftOut): Mixture {
  const chosen = units.filter(({ name }) => swapped === undefined || swapped.includes(name));
  const names = chosen.map(({ name }) => name);
  const lines = Error.stackTraceLimit;
  if (swapped !== undefined) Error.stackTraceLimit = 0;
  try {
    const own = chosen.flatMap((unit) => unit.own ?? []);
    const environment = supposing(from, to, swapped === undefined ? undefined : own);
    const around = names.includes(PATHWAYS) ? withNeighboursOf(parts.around, from, to) : parts.around;
    const playing = withRoleOf(around, names.includes('data') || swapped === undefined ? from : to, to, environment);
    const stage = new EnvironmentStage(placeFor(parts.platform, besideAssets(outdir), swapped === undefined ? {} : withoutPlaces), environment, parts.workload, playing);
    left?.apply(stage);
    return { swapped: names, all: swapped === undefined, directory: setAside(stage.synth({ skipValidation: true }).directory, outdir) };
  } catch (error) {
    // Some mixtures are nothing that AWS or a construct would take: a finding where all is swapped, one synthesis less otherwise.
    return { swapped: names, all: swapped === undefined, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    Error.stackTraceLimit = lines;
  }
}

/** The same place in an app of its own, with the same context and injectors. */
function placeFor(platform: Construct, outdir: string, more: { readonly [key: string]: unknown }): Construct {
  const [root, ...path] = platform.node.scopes;
  const { [CONTEXT]: _asked, ...context } = (root?.node.getAllContext() ?? {}) as Record<string, unknown>;
  const app = new App({ outdir, autoSynth: false, analyticsReporting: false, treeMetadata: false, context: { ...context, ...more } });
  injectAs(root, app);
  return path.reduce<Construct>((scope, original) => {
    const made = Stage.isStage(original) ? new Stage(scope, original.node.id, { env: { account: original.account, region: original.region } }) : new Construct(scope, original.node.id);
    injectAs(original, made);
    return made;
  }, app);
}

function injectAs(original: IConstruct | undefined, made: IConstruct): void {
  if (original === undefined || !PropertyInjectors.hasPropertyInjectors(original)) return;
  const injectors = PropertyInjectors.of(original);
  PropertyInjectors.of(made).add(...injectors.supportedClasses().flatMap((id) => injectors.for(id) ?? []));
}

function identityOf({ name, kind, account, region, network, zoneName }: Environment): object {
  return { name, kind, account, region, cidr: network.cidr, zoneName };
}

function synthesizedAs({ stages, platform }: PlatformParts, { name }: Environment): Side {
  const stage = stages.find(({ node }) => node.id === name);
  if (stage === undefined) throw new DefinitionError('parity', [{ at: name, must: `must be an environment of platform "${platform.node.id}"`, got: name }]);
  return { path: stage.node.path, directory: stage.synth({ skipValidation: true }).directory };
}

function parametersOf(parts: SuppositionParts, environment: Environment): { [path: string]: string } {
  return { ...environment.toParameters(), [PATHWAYS]: pathwayText(parts, environment) };
}

/** The neighbours by their roles: other environments are told by number, since names differ. */
function pathwayText({ around, environments }: SuppositionParts, { account }: Environment): string {
  const roles = new Map([[around.delivery.account, 'delivery'], [around.audit.account, 'audit'], [around.quarantine.account, 'quarantine']]);
  const named = (other: string): string => roles.get(other) ?? environments.find((each) => each.account === other)?.name ?? other;
  return (around.neighbours.get(account) ?? []).map(named).toSorted().join(', ');
}

function withNeighboursOf(around: Surroundings, from: Environment, to: Environment): Surroundings {
  const theirs = (around.neighbours.get(from.account) ?? []).map((account) => (account === to.account ? from.account : account));
  return { ...around, neighbours: new Map([...around.neighbours, [to.account, theirs]]) };
}

/** What an environment does in a refresh follows from its data: the supposed one does what `model` does, in the place of `to`. */
function withRoleOf(around: Surroundings, model: Environment, to: Environment, supposed: Environment): Surroundings {
  const { refresh } = around;
  if (refresh === undefined) return around;
  const masked = refresh.masked.filter((environment) => environment !== to);
  return {
    ...around,
    refresh: { ...refresh, production: refresh.production === model ? supposed : refresh.production, masked: refresh.masked.includes(model) ? [...masked, supposed] : refresh.masked },
  };
}
