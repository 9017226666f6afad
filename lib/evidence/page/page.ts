import { createHash } from 'node:crypto';
import type { Evidence, State, ZoneFacts } from '../evidence';
import { paritySection } from './ledger';
import { map } from './map';
import { type MapLayout, layOut } from './map-layout';
import { Markup, html } from './markup';
import { Anchors, badge, table } from './pieces';
import { SCRIPT } from './script';
import { capacitySection, changesSection, exceptionsSection, pointsSection, proofSection, questionsSection, requirementsSection, resourcesSection, rulesSection } from './sections';
import { STYLE } from './style';

const SECTIONS = [
  ['map', 'Map'], ['questions', 'Three questions'], ['points', 'Ten points'], ['proof', 'Proof'], ['parity', 'Parity'], ['rules', 'Rules'], ['exceptions', 'Exceptions'],
  ['capacity', 'Capacity'], ['changes', 'Changes'], ['requirements', 'Requirements'], ['resources', 'Resources'],
] as const;

/** The evidence as one HTML page that needs nothing else: no network, no other file. */
export async function formatPage(evidence: Evidence): Promise<string> {
  const layout = await layOut(evidence);
  const anchors = new Anchors(evidence.resources);
  const title = `Evidence: ${evidence.subject.platform ?? 'cloud assemblies'}`;
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy()}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${new Markup(STYLE)}</style></head>
<body><a class="skip" href="#main">Skip to the content</a><div class="frame">${head(evidence)}
<div class="body"><nav aria-label="Sections"><ol>${SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ol></nav>
<main id="main">${mapSection(evidence, layout)}
${questionsSection(evidence, anchors)}
${pointsSection(evidence, anchors)}
${proofSection(evidence)}
${paritySection(evidence)}
${rulesSection(evidence)}
${exceptionsSection(evidence)}
${capacitySection(evidence)}
${changesSection(evidence)}
${requirementsSection(evidence)}
${resourcesSection(evidence, anchors)}</main></div>
<footer><p>Made by ${evidence.tool.name} ${evidence.tool.version} from templates and reports alone. Templates <code>${evidence.subject.digest}</code></p></footer></div>
<script>${new Markup(SCRIPT)}</script></body></html>
`.text;
}

/** Nothing is loaded, and only this page's own style and script count: anything else that came in could not run. */
function policy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

const VERDICTS: Readonly<Record<State, string>> = {
  'holds': 'Everything that was judged holds.',
  'fails': 'Something fails; it stands below with what to do.',
  'not-evaluated': 'Nothing fails. Some things could not be judged; they stand below.',
};

function head(evidence: Evidence): Markup {
  const { subject, day, verdict, notTold } = evidence;
  return html`<header class="top"><p class="kicker">Separation of environments · ISO/IEC 27001:2022 control 8.31</p><h1>${subject.platform ?? 'Cloud assemblies'}</h1>
<p>${badge(verdict)} ${VERDICTS[verdict]}</p>
<p class="meta">Judged on <time datetime="${day}">${day}</time>: ${subject.resources.toLocaleString('en')} resources in ${subject.stacks} stacks of ${subject.accounts} accounts${subject.organization === undefined ? '' : `, organization ${subject.organization}`}. Templates <code>${subject.digest.slice(0, 16)}</code></p>
<ul class="tiles">${tiles(evidence).map(([what, much, state, word]) => html`<li><span class="what">${what}</span><span class="much">${much}</span>${badge(state, word)}</li>`)}</ul>
${notTold.length === 0 ? undefined : html`<aside class="notice" aria-labelledby="not-told"><h2 id="not-told">Not told by the files</h2><ul>${notTold.map((text) => html`<li>${text}</li>`)}</ul></aside>`}</header>`;
}

function tiles({ proof, points, rules, policies, parity, exceptions, findings, changes }: Evidence): ReadonlyArray<readonly [what: string, much: string, state: State | 'noted', word?: string]> {
  const holding = points.filter(({ state }) => state === 'holds').length;
  const undeclared = parity.pairs.reduce((sum, pair) => sum + pair.undeclared.length, 0);
  const worst = (states: readonly State[]): State => (states.includes('fails') ? 'fails' : states.includes('not-evaluated') || states.length === 0 ? 'not-evaluated' : 'holds');
  return [
    ['Claims proved', proof.verdict === undefined ? 'none' : `${proof.claims.filter(({ verdict }) => verdict === 'PROVED').length} of ${proof.claims.length}`, proof.state, proof.verdict?.toLowerCase()],
    ['Points of 8.31 that hold', `${holding} of ${points.length}`, worst(points.map(({ state }) => state))],
    ['Rules that judged', String(rules.filter(({ state }) => state !== 'not-evaluated').length), worst(policies.map(({ state }) => state)), findings.length === 0 ? undefined : `${findings.length} open`],
    ['Undeclared differences', parity.state === 'not-evaluated' ? 'not told' : String(undeclared), parity.state],
    ['Exceptions', exceptions.why === undefined ? String(exceptions.entries.length) : 'not told', exceptions.state],
    ...(changes === undefined ? [] : [[`Changes since ${changes.since.day}`, String(changes.rows.length), 'noted', 'compared'] as const]),
  ];
}

function mapSection(evidence: Evidence, layout: MapLayout): Markup {
  const { zones, pathways } = evidence;
  return html`<section id="map" aria-labelledby="map-heading"><h2 id="map-heading">Accounts, environments and pathways</h2>
<p class="lead">Every arrow is a declared pathway with an owner. ${evidence.proof.state === 'holds' ? 'That nothing else leads across is proved below.' : evidence.proof.state === 'fails' ? 'More leads across than was declared: see the proof below.' : 'Whether anything else leads across, nobody has proved.'}</p>
${zones.length === 0 ? html`<p>There is no account to draw.</p>` : map(evidence, layout)}
${table('Accounts and what they are for', ['name', 'kind', 'account', 'region', 'addresses', 'names', { number: 'stacks' }, { number: 'resources' }], zones.map((zone) => [
    zone.name, zone.kind ?? 'not told', zone.accounts.join(', ') || 'none', zone.regions.join(', ') || '–', zone.cidrs.join(', ') || '–', zone.domains.join(', ') || '–', zone.stacks, zone.resources]))}
${pathways.length === 0 ? html`<p>No pathway is declared.</p>` : table('Declared pathways', ['from', 'to', 'carries', 'why', 'owner'], pathways.map(({ from, to, carries, why, owner }) => [from, to, carries.replaceAll('-', ' '), why, owner]))}
${testsTable(evidence)}</section>`;
}

/** Which kinds of test count in which environment. */
function testsTable({ zones }: Evidence): Markup | undefined {
  const tested = zones.filter(({ tests = [] }) => tests.length > 0);
  const names = [...new Set(tested.flatMap(({ tests = [] }) => tests.map(({ test }) => test)))].toSorted();
  const counts = (zone: ZoneFacts, name: string): string => {
    const found = zone.tests?.find(({ test }) => test === name);
    if (found === undefined) return 'no floor';
    return found.always ? 'always' : found.windows.length > 0 ? `in ${found.windows.join(', ')} only` : 'never: below its floor';
  };
  return names.length === 0 ? undefined : table('Which tests count where, by the floors of capacity', ['test', ...tested.map(({ name }) => name)], names.map((name) => [name, ...tested.map((zone) => counts(zone, name))]));
}
