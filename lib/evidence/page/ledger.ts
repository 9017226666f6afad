import { doubt } from '../../../policies/parity/format-text';
import type { Evidence, LedgerFacts, ParityPair } from '../evidence';
import { type Markup, html, jsonForScript, visible } from './markup';
import { badge } from './pieces';

const COLUMNS = ['what', 'environments', 'parameter', 'where', 'value in the first', 'value in the second'] as const;

/** The difference of environments: a summary for each pair, and every row in a table that can be searched. */
export function paritySection({ parity }: Evidence): Markup {
  const rows = parity.pairs.flatMap(rowsOf);
  return html`<section id="parity" aria-labelledby="parity-title"><h2 id="parity-title">Parity and the ledger of differences</h2>
<p class="lead">Environments are alike but for their declared parameters. Every difference stands here with the parameter that causes it.</p>
${parity.why === undefined ? undefined : html`<p>${badge('not-evaluated')} Not evaluated, because ${parity.why}. What follows are the declared parameters alone.</p>`}
<ul class="facts">${parity.pairs.map(summary)}</ul>
${rows.length === 0 ? html`<p>There is no row to show.</p>` : searchable(rows)}</section>`;
}

function summary({ from, to, state, parameters, undeclared, ledger }: ParityPair): Markup {
  const changed = ledger === undefined ? `What each changes in the templates was not asked for: understudy parity ${from} ${to}.` : `Together they change ${ledger.length} places.`;
  const own = parameters.filter(({ identity }) => identity).length;
  const told = state === 'not-evaluated'
    ? `${parameters.length} declared parameters differ, ${own} of them identity.`
    : `${undeclared.length === 0 ? 'No undeclared difference' : `${undeclared.length} undeclared differences`}; ${parameters.length} parameters differ, ${own} of them identity. ${changed}`;
  return html`<li><div class="fact">${badge(state)}<p><strong>${to}</strong> beside <strong>${from}</strong>: ${told}</p></div></li>
`;
}

type Row = readonly [what: string, environments: string, parameter: string, where: string, first: string, second: string];

function rowsOf({ from, to, parameters, undeclared, ledger }: ParityPair): Row[] {
  const environments = `${from} → ${to}`;
  const place = ({ construct, path, says, source }: LedgerFacts): string => [says, `${construct}${path === '' ? '' : ` ${path}`}`, source].filter((part) => part !== undefined).join('\n');
  return [
    ...undeclared.map((row): Row => ['undeclared', environments, '', place(row), row.from ?? 'nothing', row.to ?? 'nothing']),
    ...parameters.map(({ parameter, from: a, to: b, identity }): Row => [identity ? 'identity' : 'parameter', environments, parameter, '', a ?? 'not set', b ?? 'not set']),
    ...(ledger ?? []).map((row): Row => ['template', environments, `${row.parameters.join(', ')}${doubt(row)}`, place(row), row.from ?? 'nothing', row.to ?? 'nothing']),
  ];
}

const WHAT: Readonly<Record<string, string>> = { undeclared: 'undeclared differences', parameter: 'parameters', identity: 'parameters of identity', template: 'places of templates' };

function searchable(rows: readonly Row[]): Markup {
  const kinds = [...new Set(rows.map(([what]) => what))];
  return html`<noscript><p class="notice">Searching needs JavaScript; the file evidence.json holds every row.</p></noscript>
<form class="search" role="search" aria-label="Ledger"><div><label for="ledger-search">Search in ${rows.length.toLocaleString('en')} rows</label><input type="search" id="ledger-search" autocomplete="off" spellcheck="false"></div>
<div><label for="ledger-kind">Show</label><select id="ledger-kind"><option value="">everything</option>${kinds.map((kind) => html`<option value="${kind}">${WHAT[kind]}</option>`)}</select></div></form>
<p class="status" id="ledger-status" role="status"></p>
<div class="scroll" role="region" aria-label="Ledger of differences" tabindex="0"><table><caption>Differences between environments, with the parameters that cause them</caption><thead><tr>${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody id="ledger-rows"></tbody></table></div>
<div class="pager"><button type="button" id="ledger-previous">Previous rows</button><button type="button" id="ledger-next">Next rows</button></div>
<script type="application/json" id="ledger-data">${jsonForScript(interned(rows))}</script>`;
}

/** Each text once; a row is a list of places of texts. */
function interned(rows: readonly Row[]): object {
  const places = new Map<string, number>();
  const placeOf = (given: string): number => {
    const text = visible(given);
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const numbered = rows.map((row) => row.map(placeOf));
  return { columns: { kind: 0 }, texts: [...places.keys()], rows: numbered };
}
