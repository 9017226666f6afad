import type { EnvironmentCapacity, Range } from '../capacity/capacity-report';
import type { Evidence, ExceptionFacts, ProofFinding, RuleFacts, Section } from '../evidence';
import { count } from '../facts/judged';
import { isOpen } from '../facts/open-finding';
import { type Markup, html } from './markup';
import { type Anchors, badge, facts, folded, ruleAnchor, table } from './pieces';

/** The three questions, each with its facts. */
export function questionsSection({ questions }: Evidence, anchors: Anchors): Markup {
  return html`<section id="questions" aria-labelledby="questions-title"><h2 id="questions-title">Three questions of an auditor</h2>
<p class="lead">Answered from the templates of all accounts, from the proof and from what is declared.</p>${questions.map((question, index) => sectionDetails(question, index + 1, anchors))}</section>`;
}

/** The ten points of control 8.31. */
export function pointsSection({ points }: Evidence, anchors: Anchors): Markup {
  return html`<section id="points" aria-labelledby="points-title"><h2 id="points-title">Ten points of control 8.31</h2>
<p class="lead">ISO/IEC 27001:2022, separation of development, test and production environments. A point holds when each of its facts does; one fact that nobody could judge leaves the point not evaluated.</p>${points.map((point, index) => sectionDetails(point, index + 1, anchors))}</section>`;
}

function sectionDetails(section: Section, number: number, anchors: Anchors): Markup {
  return html`<details class="point" id="${section.id}"${section.state === 'holds' ? undefined : html` open`}><summary><span class="number" aria-hidden="true">${number}</span><span><h3>${section.title}</h3><p>${section.asks}</p></span>${badge(section.state)}</summary><div class="inside">${facts(section.facts, anchors)}<p class="meta">Serves ${section.requirements.join(', ')}</p></div></details>
`;
}

/** The proof of isolation: claims as a matrix, findings with their witnesses, and what it rests on. */
export function proofSection({ proof, zones, pathways }: Evidence): Markup {
  const open = proof.findings.filter(isOpen);
  const names = zones.map(({ name }) => name).filter((name) => proof.claims.some(({ from, to }) => from === name || to === name));
  const claims = new Map(proof.claims.map((claim) => [JSON.stringify([claim.from, claim.to]), claim]));
  const carried = new Map(pathways.map(({ id, carries }) => [id, carries.replaceAll('-', ' ')]));
  const cell = (from: string, to: string): Markup | string => {
    const claim = claims.get(JSON.stringify([from, to]));
    if (claim === undefined) return '–';
    const over = claim.pathways.length === 0 ? undefined : html`<span class="where">except for ${claim.pathways.map((id) => carried.get(id) ?? id).join(', ')}</span>`;
    return html`${badge(claim.verdict === 'PROVED' ? 'holds' : 'fails', claim.verdict.toLowerCase())}${over}`;
  };
  return html`<section id="proof" aria-labelledby="proof-title"><h2 id="proof-title">Proof of isolation</h2>
<p class="lead">Taken that an attacker administers one group of accounts: nothing leads from there to another one except over declared pathways.</p>
<p>${badge(proof.state, proof.verdict?.toLowerCase())} ${proof.why === undefined ? `${proof.claims.filter(({ verdict }) => verdict === 'PROVED').length} of ${proof.claims.length} claims are proved; ${open.length === 0 ? 'no finding is open' : `${open.length} findings are open`}.` : `No proof: ${proof.why}.`}</p>
${names.length === 0 ? undefined : table('Row does not reach column', ['from', ...names.map((name) => `to ${name}`)], names.map((from) => [from, ...names.map((to) => cell(from, to))]))}
${proof.findings.map(witness)}
${proof.assumptions.length === 0 ? undefined : table('Assumptions: somebody’s dated word for what templates do not tell', ['covers', 'why', 'owner', 'until', 'state'], proof.assumptions.map(({ covers, why, owner, until, state }) => [covers, why, owner, until, state]))}
${folded('What the proof rests on and what it cannot see', html`<ol>${proof.trusted.map((text) => html`<li>${text}</li>`)}</ol><p>It cannot see ${proof.notSeen.join(', ')}.</p>`)}</section>`;
}

function witness({ id, verdict, message, why, request, fix, coveredBy, steps }: ProofFinding): Markup {
  const calm = verdict === 'LATENT' || coveredBy !== undefined;
  return html`<article class="witness${calm ? ' calm' : ''}"><h3>${badge(calm ? 'noted' : 'fails', verdict.toLowerCase())} ${message}</h3>
${why === undefined ? undefined : html`<p>Not told: ${why}</p>`}${coveredBy === undefined ? undefined : html`<p>Covered by an assumption: ${coveredBy}</p>`}
<ol>${steps.map(({ says, account, construct, template, line, source }) => html`<li>${says}<span class="where">account ${account ?? 'unknown'}, ${construct}</span><span class="where code">${template}${line === undefined ? '' : `:${line}`}${source === undefined ? undefined : html`, made in ${source}`}</span></li>`)}</ol>
${request === undefined ? undefined : html`<p>The request that succeeds: <code>${request}</code></p>`}<p><strong>Fix:</strong> ${fix}</p><p class="meta"><code>${id}</code></p></article>
`;
}

/** Policies, the rules of this library's packs, what is open and what was accepted. */
export function rulesSection({ policies, rules, findings, accepted }: Evidence): Markup {
  const packs = [...new Set(rules.map(({ pack }) => pack))];
  return html`<section id="rules" aria-labelledby="rules-title"><h2 id="rules-title">Rules</h2>
<p class="lead">Policies that judged the templates before anything was deployed.</p>
${policies.length === 0 ? html`<p>${badge('not-evaluated')} No policy has judged these templates, or nobody has kept what it said.</p>`
    : table('Policies and what they found', ['policy', 'state', { number: 'open' }, { number: 'accepted' }], policies.map(({ policy, state, findings: open, accepted: taken, error }) => [policy, error === undefined ? badge(state) : html`${badge(state)} ${error}`, open, taken]))}
${findings.length === 0 ? undefined : html`<h3>Open findings</h3>${table('Rules that do not hold', ['rule', 'severity', 'found', 'where', 'fix'], findings.map(({ policy, rule, severity, description, fix, places }) => [
    `${policy}::${rule}`, severity, description, html`<ul class="links">${places.map(({ construct, source }) => html`<li>${construct}${source === undefined ? undefined : html`<span class="where code">${source}</span>`}</li>`)}</ul>`, fix]))}`}
<h3>Rules of this library</h3>${packs.map((pack) => packTable(pack, rules.filter((rule) => rule.pack === pack)))}
<h3>Accepted findings</h3>${accepted.length === 0 ? html`<p>None was accepted.</p>` : [...new Set(accepted.map(({ policy }) => policy))].map((policy) => {
    const rows = accepted.filter((row) => row.policy === policy);
    return folded(`${policy}: ${count(rows.length, 'reason')} for ${count(rows.reduce((sum, { constructs }) => sum + constructs.length, 0), 'construct')}`, table(`What was accepted of ${policy}, and why`, ['rule', 'reason', 'where'], rows.map(({ rule, reason, constructs }) => [
      rule.split('::').at(-1), reason, constructs.length < 4 ? html`<ul class="links">${constructs.map((construct) => html`<li>${construct}</li>`)}</ul>` : folded(`${constructs.length} constructs`, html`<ul class="links">${constructs.map((construct) => html`<li>${construct}</li>`)}</ul>`),
    ])));
  })}</section>`;
}

function packTable(pack: string, rules: readonly RuleFacts[]): Markup {
  const failing = rules.filter(({ state }) => state === 'fails').length;
  const title = `${pack}: ${rules.length} rules${failing > 0 ? `, ${failing} fail` : ''}${rules.every(({ locked }) => locked) ? ', locked' : ''}`;
  return folded(title, table(`Rules of ${pack}`, ['rule', 'claim', 'serves', 'state', { number: 'judged' }, { number: 'open' }, { number: 'accepted' }], rules.map(({ id, claim, serves, state, judged, findings, accepted }) =>
    [id.split('::').at(-1)?.slice(pack.length + 1), claim, serves.join(', '), badge(state), judged, findings, accepted]), rules.map(({ id }) => ruleAnchor(id))), failing > 0);
}

/** The register of exceptions: what the platform team decided first, then what the library brings along about parts of its own. */
export function exceptionsSection({ exceptions }: Evidence): Markup {
  const open = exceptions.entries.filter(({ origin, problems }) => origin !== 'library' || problems.length > 0);
  const quiet = exceptions.entries.filter((entry) => !open.includes(entry));
  return html`<section id="exceptions" aria-labelledby="exceptions-title"><h2 id="exceptions-title">Exceptions</h2>
<p class="lead">Findings that may stand for a while, each with somebody who answers for it and a last day.</p>
${exceptions.why === undefined ? html`<p>${badge(exceptions.state)} ${count(exceptions.entries.length, 'entry', 'entries')}, ${exceptions.entries.filter(({ fails }) => fails).length} of them fail.</p>` : html`<p>${badge('not-evaluated')} Not evaluated, because ${exceptions.why}.</p>`}
${open.length === 0 ? undefined : exceptionTable('Register of exceptions', open)}
${quiet.length === 0 ? undefined : folded(`${count(quiet.length, 'entry', 'entries')} of the library about parts of its own`, exceptionTable('What the library accepts on parts of its own', quiet))}</section>`;
}

function exceptionTable(caption: string, entries: readonly ExceptionFacts[]): Markup {
  const fine = ['in force', 'unneeded'];
  return table(caption, ['rule', 'scope', 'owner', 'reason', 'ticket', 'until', 'standing', { number: 'findings' }], entries.map((entry) => [
    html`<span class="broken">${entry.rule}</span>`, html`<span class="broken">${entry.scope}</span>`, entry.owner, entry.reason, entry.ticket, entry.until,
    html`${badge(entry.fails ? 'fails' : fine.includes(entry.standing) ? 'holds' : 'not-evaluated', entry.standing)}${entry.problems.map((problem) => html`<span class="where">${problem}</span>`)}`, entry.silences,
  ]));
}

/** How large each environment is. */
export function capacitySection({ capacity }: Evidence): Markup {
  const windows = capacity.flatMap(({ environment, windows: own }) => own.map((window) => [environment, window.window, `${window.start} to ${window.end} ${window.timeZone}`, window.hours, range(window.vcpuHours), range(window.memoryGbMonths)]));
  const types = [...new Set(capacity.flatMap(({ notCounted }) => Object.keys(notCounted)))].toSorted();
  return html`<section id="capacity" aria-labelledby="capacity-title"><h2 id="capacity-title">Capacity</h2>
<p class="lead">What runs in a week outside windows, least to most, and the share of the first environment.</p>
${capacity.length === 0 ? html`<p>${badge('not-evaluated')} No stack is bound to an account.</p>` : table('Capacity of environments', ['environment', { number: 'open hours' }, { number: 'vCPU-hours' }, { number: 'share' }, { number: 'memory GB-months' }, { number: 'share' }, { number: 'storage GB-months' }], capacity.map(capacityRow))}
${windows.length === 0 ? undefined : table('Planned windows of another scale', ['environment', 'window', 'when', { number: 'hours' }, { number: 'vCPU-hours' }, { number: 'memory GB-months' }], windows)}
${types.length === 0 ? undefined : html`<p class="meta">Not counted, because a template does not say their size or they cost by use: ${types.join(', ')}.</p>`}</section>`;
}

function capacityRow({ environment, openHoursAWeek, vcpuHours, memoryGbMonths, storageGbMonths, share }: EnvironmentCapacity): (string | number)[] {
  return [environment, rounded(openHoursAWeek), range(vcpuHours), percent(share.vcpuHours), range(memoryGbMonths), percent(share.memoryGbMonths), range(storageGbMonths)];
}

function range({ least, most }: Range): string {
  return least === most ? rounded(least) : `${rounded(least)} to ${rounded(most)}`;
}

function percent(share: Range | undefined): string {
  if (share === undefined) return '–';
  const [least, most] = [Math.round(share.least * 100), Math.round(share.most * 100)];
  return least === most ? `${least} %` : `${least} to ${most} %`;
}

function rounded(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** What serves each requirement. */
export function requirementsSection({ requirements }: Evidence): Markup {
  return html`<section id="requirements" aria-labelledby="requirements-title"><h2 id="requirements-title">Requirements</h2>
<p class="lead">What was asked for, and which rules and points serve it here. The trace to constructs and tests is kept in the project.</p>${folded(`${requirements.length} requirements`, table('Requirements and what serves them', ['id', 'requirement', 'points', { number: 'rules' }, { number: 'open' }], requirements.map(({ id, title, points, rules, findings }) => [
    id, title, points.join(', '), rules.length === 0 ? 0 : folded(String(rules.length), html`<ul class="links">${rules.map((rule) => html`<li><a href="#${ruleAnchor(rule)}">${rule.split('::').at(-1)}</a></li>`)}</ul>`), findings,
  ])))}</section>`;
}

/** What is different from an earlier evidence. */
export function changesSection({ changes }: Evidence): Markup {
  if (changes === undefined) return html`<section id="changes" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2><p class="lead">No earlier evidence was given, so nothing is compared.</p></section>`;
  const { since, rows } = changes;
  return html`<section id="changes" aria-labelledby="changes-title"><h2 id="changes-title">Changes since ${since.day}</h2>
<p class="lead">Compared with the evidence of ${since.day} about templates <code>${since.digest.slice(0, 16)}</code>.</p>
${rows.length === 0 ? html`<p>Nothing has changed.</p>` : html`<div class="long">${table(`${rows.length} changes`, ['what', 'name', 'change', 'before', 'now'], rows.map(({ what, how, name, before, after }) => [what, name, how, before ?? '', after ?? '']))}</div>`}</section>`;
}

/** Every resource that a fact refers to. */
export function resourcesSection({ resources }: Evidence, anchors: Anchors): Markup {
  const keys = Object.keys(resources);
  return html`<section id="resources" aria-labelledby="resources-title"><h2 id="resources-title">Resources</h2>
<p class="lead">The ${keys.length.toLocaleString('en')} resources that facts refer to, with the template and the source line that make them.</p>
${keys.length === 0 ? undefined : folded(`${keys.length.toLocaleString('en')} resources`, html`<div class="long">${table('Resources that facts refer to', ['construct', 'type', 'account', 'template', 'made in'], keys.map((key) => {
    const resource = resources[key];
    return resource === undefined ? [] : [resource.construct ?? key, resource.type, resource.account ?? 'not told', html`<span class="code">${resource.template} ${resource.logicalId}</span>`, html`<span class="code">${resource.source ?? 'not told'}</span>`];
  }), keys.map((key) => anchors.idOf(key)))}</div>`)}</section>`;
}
