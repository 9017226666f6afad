import type { Evidence } from '../evidence';

/** Where Graphviz puts what it was given, in points, with the origin at the top left. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export interface PlacedNode {
  readonly zone: number;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly way: Way;
  /** An SVG path. */
  readonly path: string;
  /** The point at which the arrow ends, and the one it comes from. */
  readonly end: Point;
  readonly before: Point;
  readonly label: Point;
}

/** Everything that leads from one zone to another. */
export interface Way {
  readonly from: number;
  readonly to: number;
  readonly carries: readonly string[];
  readonly leaks: boolean;
}

type Point = readonly [x: number, y: number];

/** Size of the card of a zone, in points. */
export const CARD = { width: 176, height: 78 };
export const LINE = 15;
const INCH = 72;

/** Kinds that stand beside each other, so that what serves them stands on either side. */
const BESIDE = ['production', 'staging', 'training', 'demo', 'development', 'quarantine'];

/**
 * The layout of zones and what leads between them, by Graphviz (WebAssembly, no other process). Names never reach it: it sees
 * numbers and sizes only, so that no name can mean anything to it.
 */
export async function layOut(evidence: Evidence): Promise<MapLayout> {
  const ways = waysOf(evidence);
  const { instance } = require('@viz-js/viz') as Graphviz; // a megabyte that only this needs
  const viz = await instance();
  const drawn = viz.renderJSON({
    directed: true,
    graphAttributes: { rankdir: 'LR', nodesep: 0.32, ranksep: 0.75, splines: 'spline', margin: 0, pad: 0.1 },
    nodeAttributes: { shape: 'box', fixedsize: true, width: CARD.width / INCH, height: CARD.height / INCH, label: '' },
    nodes: evidence.zones.map((_, index) => ({ name: `n${index}` })),
    subgraphs: [{ graphAttributes: { rank: 'same' }, nodes: evidence.zones.flatMap(({ kind }, index) => (kind !== undefined && BESIDE.includes(kind) ? [{ name: `n${index}` }] : [])) }],
    edges: ways.map(({ from, to, carries }, index) => ({
      tail: `n${from}`, head: `n${to}`,
      attributes: { id: `e${index}`, constraint: carries.some((each) => each !== 'dns-delegation'), label: { html: placeholder(carries) } },
    })),
  }) as Drawn;
  return placed(drawn, ways);
}

/** What is used of the package. Its own types are those of an ES module, which not every compiler lets this file name. */
interface Graphviz {
  instance(): Promise<{ renderJSON(graph: object): object }>;
}

/** What Graphviz writes: coordinates as texts, with the origin at the bottom left. */
interface Drawn {
  readonly bb?: string;
  readonly objects?: ReadonlyArray<{ readonly name: string; readonly pos?: string }>;
  readonly edges?: ReadonlyArray<{ readonly id?: string; readonly pos?: string; readonly lp?: string }>;
}

/** Room for a label, without its text. */
function placeholder(carries: readonly string[]): string {
  const widest = Math.max(...carries.map((each) => each.length));
  return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" WIDTH="${widest * 6 + 10}" HEIGHT="${carries.length * LINE + 4}"></TD></TR></TABLE>`;
}

/** Pathways between the same zones are one way; a leak that no pathway covers is one too. */
function waysOf({ zones, pathways, proof }: Evidence): Way[] {
  const place = new Map(zones.map(({ name }, index) => [name, index]));
  const ways = new Map<string, Way & { readonly carries: string[]; leaks: boolean }>();
  const way = (from: string, to: string): (Way & { readonly carries: string[]; leaks: boolean }) | undefined => {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined) return undefined;
    const found = ways.get(`${a} ${b}`) ?? { from: a, to: b, carries: [], leaks: false };
    ways.set(`${a} ${b}`, found);
    return found;
  };
  for (const { from, to, carries } of pathways) way(from, to)?.carries.push(carries);
  for (const claim of proof.claims.filter(({ verdict }) => verdict !== 'PROVED')) {
    const found = way(claim.from, claim.to);
    if (found === undefined) continue;
    found.leaks = true;
    found.carries.push(claim.verdict === 'LEAK' ? 'leak' : 'unknown');
  }
  return [...ways.values()].map((each) => ({ ...each, carries: [...new Set(each.carries)] }));
}

function placed(drawn: Drawn, ways: readonly Way[]): MapLayout {
  const [left = 0, bottom = 0, right = 0, top = 0] = numbers(drawn.bb);
  const turn = ([x = 0, y = 0]: readonly number[]): Point => [round(x - left), round(top - y)];
  return {
    width: round(right - left), height: round(top - bottom),
    nodes: (drawn.objects ?? []).flatMap(({ name, pos }) => {
      const [x, y] = turn(numbers(pos));
      return /^n\d+$/.test(name) ? [{ zone: Number(name.slice(1)), x, y }] : [];
    }),
    edges: (drawn.edges ?? []).flatMap(({ id, pos = '', lp }) => {
      const way = ways[Number((id ?? '').slice(1))];
      return way === undefined ? [] : [edge(way, pos, lp, turn)];
    }),
  };
}

/** A spline as Graphviz writes it: `e,x,y` for the arrow's end, then a start and triples of control points. */
function edge(way: Way, pos: string, lp: string | undefined, turn: (point: readonly number[]) => Point): PlacedEdge {
  const words = pos.split(' ');
  const arrow = words.find((word) => word.startsWith('e,'));
  const points = words.filter((word) => /^-?[\d.]/.test(word)).map((word) => turn(numbers(word)));
  const [first = [0, 0], ...rest] = points;
  const last = points.at(-1) ?? first;
  const end = arrow === undefined ? last : turn(numbers(arrow.slice(2)));
  return { way, path: `M${first.join(',')}C${rest.map((point) => point.join(',')).join(' ')}`, end, before: last, label: lp === undefined ? last : turn(numbers(lp)) };
}

function numbers(text = ''): number[] {
  return text.split(',').map(Number).map((value) => (Number.isFinite(value) ? value : 0));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
