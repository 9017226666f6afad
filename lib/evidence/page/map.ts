import type { Evidence, ZoneFacts } from '../evidence';
import { CARD, LINE, type MapLayout, type PlacedEdge } from './map-layout';
import { type Markup, html } from './markup';

/** Kinds of zones that have a colour of their own. */
const TONES = ['production', 'staging', 'training', 'demo', 'development', 'delivery', 'audit', 'quarantine', 'shared'];

/** Room around the drawing, for lines that run outside. */
const EDGE = 8;

/** The map of zones and what leads between them, as SVG. The table of pathways says the same to those who do not see it. */
export function map({ zones, pathways }: Evidence, { width, height, nodes, edges }: MapLayout): Markup {
  const says = `${zones.length} groups of accounts and ${pathways.length} pathways between them; the tables below say the same.`;
  return html`<div class="scroll map" role="region" aria-label="Map of accounts and pathways" tabindex="0"><svg viewBox="${-EDGE} ${-EDGE} ${width + 2 * EDGE} ${height + 2 * EDGE}" width="${Math.ceil(width + 2 * EDGE)}" height="${Math.ceil(height + 2 * EDGE)}" role="img" aria-labelledby="map-title map-says"><title id="map-title">Map of accounts and pathways</title><desc id="map-says">${says}</desc>
${edges.map(line)}${nodes.map(({ zone, x, y }) => card(zones[zone], x, y))}${edges.map(label)}</svg></div>`;
}

function line({ way, path, end, before }: PlacedEdge): Markup {
  return html`<g class="way${way.leaks ? ' leak' : ''}"><path class="line" d="${path}"/><path class="tip" d="${arrow(before, end)}"/></g>
`;
}

/** A small triangle that points from `before` to `end`. */
function arrow([fromX, fromY]: readonly [number, number], [x, y]: readonly [number, number]): string {
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [(x - fromX) / length, (y - fromY) / length];
  const corner = (side: number): string => `${(x - dx * 9 - side * dy * 4).toFixed(1)},${(y - dy * 9 + side * dx * 4).toFixed(1)}`;
  return `M${x},${y}L${corner(1)} ${corner(-1)}Z`;
}

function label({ way, label: [x, y] }: PlacedEdge): Markup {
  const width = Math.max(...way.carries.map((each) => each.length)) * 6 + 10;
  const top = y - (way.carries.length * LINE) / 2;
  return html`<g class="carries${way.leaks ? ' leak' : ''}"><rect x="${x - width / 2}" y="${top - 2}" width="${width}" height="${way.carries.length * LINE + 4}" rx="4"/>${way.carries.map((each, index) => html`<text x="${x}" y="${top + (index + 1) * LINE - 4}">${each.replaceAll('-', ' ')}</text>`)}</g>
`;
}

function card(zone: ZoneFacts | undefined, x: number, y: number): Markup {
  if (zone === undefined) return html``;
  const { name, kind, accounts, resources, stacks } = zone;
  const tone = kind !== undefined && TONES.includes(kind) ? kind : 'unknown';
  const [left, top] = [x - CARD.width / 2, y - CARD.height / 2];
  const account = accounts.length === 0 ? 'no account' : accounts.length === 1 ? accounts[0] : `${accounts[0]} and ${accounts.length - 1} more`;
  return html`<g class="zone ${tone}"><title>${name}: ${kind ?? 'nobody has said what for'}, ${accounts.join(', ')}</title><rect class="card" x="${left}" y="${top}" width="${CARD.width}" height="${CARD.height}" rx="8"/><rect class="stripe" x="${left}" y="${top}" width="6" height="${CARD.height}" rx="3"/><text class="name" x="${left + 18}" y="${top + 25}">${shortened(name, 19)}</text><text class="about" x="${left + 18}" y="${top + 44}">${shortened(`${kind === undefined || kind === name ? '' : `${kind} · `}${account}`, 26)}</text><text class="about" x="${left + 18}" y="${top + 62}">${resources} resource${resources === 1 ? '' : 's'}, ${stacks} stack${stacks === 1 ? '' : 's'}</text></g>
`;
}

function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
