/** The look of the page: light and dark, narrow and wide, and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f6f3;--card:#fff;--ink:#1a1f26;--soft:#56606b;--line:#dcdfe1;--faint:#eff0ee;--link:#1c5195;
--good:#125c38;--good-bg:#e3f2e9;--bad:#9b1f17;--bad-bg:#fbe7e4;--open:#6f4b00;--open-bg:#fbf0d3;--note:#4b5661;--note-bg:#edeff0;
--production:#9b1f17;--staging:#1c5195;--training:#6a3fa0;--demo:#6a3fa0;--development:#0f6a6a;--delivery:#7a5200;--audit:#125c38;--quarantine:#8a2f6b;--shared:#56606b;--unknown:#56606b}
@media (prefers-color-scheme:dark){:root{--bg:#101418;--card:#181d23;--ink:#e7eaee;--soft:#a4aeb9;--line:#2d353e;--faint:#20262d;--link:#8fbcf4;
--good:#86d9aa;--good-bg:#143021;--bad:#ffa198;--bad-bg:#3d1916;--open:#efc76b;--open-bg:#352a0e;--note:#b3bcc6;--note-bg:#252c34;
--production:#ff8f85;--staging:#7fb3f2;--training:#c3a2f0;--demo:#c3a2f0;--development:#6fcaca;--delivery:#e3b761;--audit:#7fd3a3;--quarantine:#eb9bd0;--shared:#a4aeb9;--unknown:#a4aeb9}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:anywhere;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.frame{max-width:84rem;margin:0 auto;padding:0 1.25rem 4rem}
header.top{padding:3rem 0 1.5rem}
h1{font-size:clamp(1.6rem,4vw,2.4rem);line-height:1.2;letter-spacing:-.02em;margin:.2rem 0 .6rem;font-weight:650}
h2{font-size:1.45rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 .4rem;font-weight:640}
h3{font-size:1.06rem;margin:1.6rem 0 .5rem;font-weight:640}
p{margin:.4rem 0;max-width:70ch}
.kicker{color:var(--soft);font-size:.86rem;letter-spacing:.04em;margin:0}
.meta{color:var(--soft);font-size:.9rem}
.meta code{overflow-wrap:anywhere}
code,.code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.body{display:grid;gap:2.5rem}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.93rem}
nav a{display:block;padding:.22rem 0;color:var(--ink);text-decoration:none}nav a:hover{text-decoration:underline}
@media (min-width:64rem){.body{grid-template-columns:12.5rem minmax(0,1fr)}nav{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow:auto}nav ol{display:block;border-left:2px solid var(--line);padding-left:1rem}}
main{min-width:0}
main>section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.6rem 1.7rem 1.4rem;margin:0 0 1.5rem}
.lead{color:var(--soft);margin-top:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.8rem;margin:1.4rem 0 0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.9rem 1.1rem 1rem}
.tiles .what{display:block;color:var(--soft);font-size:.84rem}
.tiles .much{display:block;font-size:1.42rem;font-weight:640;letter-spacing:-.01em;line-height:1.3;margin:.1rem 0 .45rem;font-variant-numeric:tabular-nums}
.badge{display:inline-block;white-space:nowrap;font-size:.8rem;font-weight:600;line-height:1.5;padding:.05rem .55rem;border-radius:99px;background:var(--note-bg);color:var(--note)}
.badge.good{background:var(--good-bg);color:var(--good)}.badge.bad{background:var(--bad-bg);color:var(--bad)}.badge.open{background:var(--open-bg);color:var(--open)}
.notice{border-left:4px solid var(--open);background:var(--open-bg);border-radius:0 8px 8px 0;padding:.7rem 1rem;margin:1.2rem 0 0}
.notice.bad{border-color:var(--bad);background:var(--bad-bg)}
.notice h2{font-size:1rem;margin:0}.notice ul{margin:.3rem 0 0;padding-left:1.2rem}
.scroll{overflow-x:auto;margin:.9rem 0;contain:layout}
table{border-collapse:collapse;width:100%;font-size:.9rem;overflow-wrap:break-word}
caption{text-align:left;color:var(--soft);font-size:.84rem;padding:0 0 .45rem}
th,td{text-align:left;vertical-align:top;padding:.48rem .9rem .48rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
td .code,td .links,.broken,.long th,.long td,#ledger-rows td{overflow-wrap:anywhere}td .links{min-width:16rem}#ledger-rows td{white-space:pre-line}
thead th{font-weight:600;color:var(--soft);font-size:.82rem;white-space:nowrap;border-bottom:2px solid var(--line)}
tbody th{font-weight:500}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.n,th.n{padding-left:.4rem}
tr:target th,tr:target td,.rows li:target{background:var(--open-bg)}
.long tbody tr{content-visibility:auto;contain-intrinsic-size:auto 2.6rem}
details{margin:.3rem 0}
summary{cursor:pointer;padding:.15rem 0}
summary:hover{color:var(--link)}
details>.inside{padding:.2rem 0 .4rem}
details.point{border-top:1px solid var(--line);margin:0;padding:.35rem 0}
details.point>summary{display:grid;grid-template-columns:2.2rem minmax(0,1fr) auto;gap:.1rem .6rem;align-items:start;padding:.45rem 0;list-style:none}
details.point>summary::-webkit-details-marker{display:none}
details.point>summary .number{color:var(--soft);font-variant-numeric:tabular-nums;padding-top:.02rem}
details.point>summary h3{margin:0;display:inline}
details.point>summary p{margin:.05rem 0 0;color:var(--soft);font-size:.92rem}
details.point>.inside{padding-left:2.8rem}
.facts{list-style:none;margin:.2rem 0;padding:0}
.facts>li{padding:.5rem 0;border-top:1px solid var(--faint)}.facts>li:first-child{border-top:0}
.fact{display:grid;grid-template-columns:8.2rem minmax(0,1fr);gap:.7rem;align-items:start}.fact .badge{justify-self:start}.fact p{margin:0;overflow-wrap:anywhere}
.facts details{margin-left:8.9rem;font-size:.9rem}.facts details>.inside{max-height:24rem;overflow-y:auto}
.from{color:var(--soft);font-size:.82rem;white-space:nowrap}
.links{margin:.2rem 0;padding-left:1.1rem;columns:18rem;column-gap:2rem;font-size:.86rem}.links li{overflow-wrap:anywhere;break-inside:avoid}
.map{background:var(--faint);border-radius:10px;padding:.4rem;text-align:center}
.map svg{max-width:100%;height:auto;font-family:inherit}
.zone .card{fill:var(--card);stroke:var(--line);stroke-width:1.2}.zone .name{fill:var(--ink);font-size:15px;font-weight:640}.zone .about{fill:var(--soft);font-size:11.5px}
${['production', 'staging', 'training', 'demo', 'development', 'delivery', 'audit', 'quarantine', 'shared', 'unknown'].map((tone) => `.zone.${tone} .stripe{fill:var(--${tone})}`).join('')}
.way .line{fill:none;stroke:var(--soft);stroke-width:1.4}.way .tip{fill:var(--soft)}.carries rect{fill:var(--faint)}.carries text{fill:var(--ink);font-size:11px;text-anchor:middle}
.leak .line{stroke:var(--bad);stroke-width:2.6;stroke-dasharray:7 4}.leak .tip{fill:var(--bad)}.carries.leak text{fill:var(--bad);font-weight:700}
.witness{border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:0 8px 8px 0;padding:.7rem 1rem;margin:.8rem 0}.witness.calm{border-left-color:var(--open)}
.witness h4{margin:0 0 .3rem;font-size:1rem;overflow-wrap:anywhere}.witness ol{margin:.4rem 0;padding-left:1.3rem}.witness li{margin:.35rem 0;overflow-wrap:anywhere}.witness p{overflow-wrap:anywhere}
.where{display:block;color:var(--soft);font-size:.85rem}
.search{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:.9rem 0 .3rem}
.search label{display:block;font-size:.84rem;color:var(--soft);margin-bottom:.2rem}
input,select,button{font:inherit;font-size:.95rem;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.42rem .7rem}
input[type=search]{width:min(26rem,78vw)}
button{cursor:pointer}button:disabled{color:var(--soft);border-color:var(--line);cursor:default}
.status{color:var(--soft);font-size:.9rem;min-height:1.5em;margin:.3rem 0}
.pager{display:flex;gap:.6rem;margin:.6rem 0}
mark{background:var(--open-bg);color:inherit}
footer code{overflow-wrap:anywhere}footer{color:var(--soft);font-size:.88rem;padding:.5rem 0}
@media (max-width:40rem){.frame{padding:0 .8rem 2rem}header.top{padding:1.6rem 0 1rem}main>section{padding:1.1rem 1rem;border-radius:10px}.fact{grid-template-columns:1fr;gap:.2rem}.facts details{margin-left:0}details.point>.inside{padding-left:0}
table{min-width:46rem}.map{text-align:left}.map svg{max-width:none}
details.point>summary{grid-template-columns:1.6rem minmax(0,1fr)}details.point>summary .badge{grid-column:2;justify-self:start}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles li{padding:.7rem .8rem}.tiles .much{font-size:1.15rem}.from{white-space:normal}}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#f3f3f3;--link:#000}
body{font-size:10.5pt}nav,.search,.pager,.skip{display:none}.body{display:block}main>section{border:0;border-top:1px solid #999;border-radius:0;padding:1rem 0;margin:0}.scroll{overflow:visible}.facts details>.inside{max-height:none}.links{columns:2}a{text-decoration:none}
tr,.facts>li,.witness,.tiles li{break-inside:avoid}h2,h3{break-after:avoid}details::details-content{content-visibility:visible;display:block;block-size:auto}.map svg{max-width:100%}.long tbody tr{content-visibility:visible}.badge{border:1px solid currentColor}}
`;
