/** The look of a report page: light and dark, wide and narrow, screen and paper. */
export const PAGE_STYLE = `
:root { --text:#1d2430; --soft:#4f5a6b; --page:#f4f6fa; --card:#ffffff; --line:#dde3ec; --accent:#1d56b5;
  --good:#11692f; --warn:#8a4b00; --bad:#b01717; --code:#eef1f6; color-scheme:light; }
:root[data-theme=dark] { --text:#e4e9f2; --soft:#aab4c5; --page:#0f131a; --card:#171c25; --line:#2c3442; --accent:#7fb2ff;
  --good:#55d98a; --warn:#ffb35c; --bad:#ff8b8b; --code:#202734; color-scheme:dark; }
* { box-sizing:border-box; }
html { font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif; }
body { margin:0; background:var(--page); color:var(--text); overflow-wrap:break-word; }
header, main, footer { max-width:1240px; margin:0 auto; padding:0 20px; }
header { display:flex; flex-wrap:wrap; gap:8px 20px; align-items:center; padding-top:18px; }
h1 { font-size:1.35rem; margin:0; flex:1 1 260px; min-width:0; overflow-wrap:anywhere; }
h2 { font-size:1.12rem; margin:0 0 12px; }
main > div > h2 { margin:22px 0 0; overflow-wrap:anywhere; }
h3 { font-size:1rem; margin:0 0 8px; }
section { background:var(--card); border:1px solid var(--line); border-radius:10px; padding:18px 20px; margin:16px 0; }
.switches { display:flex; gap:12px; }
.switches div { display:flex; border:1px solid var(--line); border-radius:8px; overflow:hidden; }
button { font:inherit; color:var(--text); background:var(--card); border:0; padding:6px 12px; cursor:pointer; min-height:32px; }
button[aria-pressed=true], [role=tab][aria-selected=true] { background:var(--accent); color:var(--card); }
button:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline:3px solid var(--accent); outline-offset:2px; }
.verdict { display:flex; gap:18px; align-items:flex-start; border-left:6px solid var(--soft); }
.verdict:has(.badge.valid) { border-left-color:var(--good); } .verdict:has(.badge.degraded) { border-left-color:var(--warn); } .verdict:has(.badge.invalid) { border-left-color:var(--bad); }
.verdict > div { flex:1; min-width:0; }
.verdict p { margin:0 0 6px; }
.badge { font-weight:700; letter-spacing:.04em; padding:5px 12px; border-radius:8px; border:2px solid currentColor; white-space:nowrap; }
.valid { color:var(--good); } .degraded { color:var(--warn); } .invalid, .bad { color:var(--bad); } .unknown { color:var(--soft); }
td.valid, td.degraded, td.invalid { font-weight:600; }
.answer { font-size:1.15rem; font-weight:600; }
.meaning, .because, figcaption > span { color:var(--soft); }
.reasons { margin:6px 0 0; padding-left:18px; }
.note { border-left:3px solid var(--line); padding-left:10px; color:var(--soft); margin:8px 0; }
.note.warning { border-color:var(--warn); color:var(--warn); }
.facts { display:grid; grid-template-columns:repeat(auto-fill,minmax(230px,1fr)); gap:10px 24px; margin:0; }
.facts dt { color:var(--soft); font-size:.85rem; } .facts dd { margin:0; overflow-wrap:anywhere; }
pre { background:var(--code); padding:10px 12px; border-radius:8px; overflow:auto; max-height:340px; font-size:.85rem; white-space:pre-wrap; overflow-wrap:anywhere; }
.interval { fill:currentColor; } .interval .middle { stroke:var(--soft); stroke-dasharray:2 2; }
progress { width:100%; height:10px; accent-color:var(--accent); margin:4px 0 12px; }
.live { border-color:var(--accent); }
.tiles { list-style:none; display:grid; grid-template-columns:repeat(auto-fill,minmax(min(200px,45%),1fr)); gap:10px; padding:0; margin:0 0 14px; }
.tile { border:1px solid var(--line); border-radius:8px; padding:10px 12px; display:flex; flex-direction:column; }
.tile .label, .tile .detail { color:var(--soft); font-size:.85rem; } .tile .value { font-size:1.3rem; font-weight:650; }
small { color:var(--soft); font-weight:400; }
.charts { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(460px,100%),1fr)); gap:18px; grid-auto-flow:dense; }
figure { margin:0; min-width:0; display:grid; grid-row:span 3; grid-template-rows:subgrid; row-gap:0; align-content:start; } .wide { grid-column:1/-1; } figcaption { display:flex; flex-direction:column; margin-bottom:6px; }
.chart { --plot:290px; height:calc(var(--plot) + var(--legend,0px)); width:100%; } .wide .chart { --plot:380px; }
.scroll { overflow-x:auto; margin:14px 0; }
table { border-collapse:collapse; width:100%; font-variant-numeric:tabular-nums; font-size:.92rem; }
caption { text-align:left; font-weight:650; padding:4px 0; }
th, td { text-align:right; padding:5px 8px; border-bottom:1px solid var(--line); white-space:nowrap; }
th:first-child, .text { text-align:left; } .scroll th:first-child { position:sticky; left:0; background:var(--card); } .long { white-space:normal; min-width:220px; overflow-wrap:anywhere; } .long p { margin:0 0 4px; }
thead th { color:var(--soft); font-weight:600; white-space:normal; word-break:keep-all; overflow-wrap:normal; vertical-align:bottom; } tbody th { font-weight:500; }
td i { color:var(--soft); }
.tabs { display:flex; flex-wrap:wrap; gap:6px; margin:0 0 14px; max-height:236px; overflow-y:auto; }
.tabs button { border:1px solid var(--line); border-radius:8px; overflow-wrap:anywhere; }
.suggestions { padding-left:20px; margin:0; } .suggestions p { margin:0 0 4px; }
code { background:var(--code); padding:1px 5px; border-radius:4px; font-size:.85rem; }
summary { cursor:pointer; color:var(--soft); padding:4px 0; }
footer { color:var(--soft); padding-bottom:26px; font-size:.88rem; }
:root[data-language=en] [lang=zh-CN]:not(html), :root[data-language=zh] [lang=en]:not(html) { display:none; }
@media (max-width:640px) { .tile .value { font-size:1.12rem; } th, td { padding:5px; } tbody th, td.text { white-space:normal; min-width:84px; } td.text { overflow-wrap:anywhere; min-width:72px; } td.valid, td.degraded, td.invalid { white-space:nowrap; } td.long { min-width:130px; } tr.told { display:flex; flex-wrap:wrap; border-bottom:1px solid var(--line); } tr.told > * { border:0; min-width:0; } tr.told td.times::before { content:"× "; } tr.told td.long { flex:1 0 100%; } thead:has(+ tbody .told) { display:none; } caption { white-space:normal; position:sticky; left:0; max-width:calc(100vw - 54px); } header,main,footer { padding-left:12px; padding-right:12px; } section { padding:14px; } .verdict { flex-direction:column; gap:6px; } .chart, .wide .chart { --plot:250px; } .facts { grid-template-columns:1fr 1fr; gap:8px 12px; } }
@media print { body { background:#fff; } .switches, .tabs { display:none; } section { break-inside:auto; border:0; padding:0; } figure { break-inside:avoid; }
  [role=tabpanel][hidden] { display:block !important; } .scroll { overflow:visible; } table { font-size:.66rem; } th, td { padding:2px 3px; } tbody th { white-space:normal; } .verdict { padding-left:12px; } details:not([open]) { display:none; } }
`;
