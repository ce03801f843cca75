/** How a report looks: light and dark on a screen, light on paper, and never wider than the page. */
export const style = `
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; --text: #1f2328; --page: #fff; --faint: #59636e;
  --line: #d1d9e0; --band: #f6f8fa; --good: #1a7f37; --bad: #cf222e; --unsure: #9a6700; --link: #0969da }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; --text: #e6edf3; --page: #0d1117;
  --faint: #9198a1; --line: #3d444d; --band: #151b23; --good: #3fb950; --bad: #f85149; --unsure: #d29922; --link: #4493f8 } }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: var(--text); background: var(--page); overflow-wrap: anywhere }
h1 { font-size: 1.4rem; border-left: .4rem solid var(--faint); padding-left: .8rem }
h1.good { border-color: var(--good) } h1.bad { border-color: var(--bad) }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem } a { color: var(--link) }
dl { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: .2rem 1rem } dt { color: var(--faint) } dd { margin: 0 }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem } details table { margin: 0 } thead { background: var(--band) }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600 } .number { text-align: right; overflow-wrap: normal }
.findings { table-layout: fixed } .findings th:first-child { width: 6.5em } .findings th:nth-child(2) { width: 18% } .findings th:last-child { width: 24% } .nothing, .aside { color: var(--faint) }
.aside { display: block; font-size: .85rem } td:first-child > span, .page { white-space: nowrap }
.good { color: var(--good) } .bad { color: var(--bad) } .unsure { color: var(--unsure) } h1.good, h1.bad { color: inherit }
td > details { border: 0; margin: 0 } td > details > summary { padding: 0 }
body > details { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0 }
summary { cursor: pointer } body > details > summary { padding: .5rem .8rem } summary b { margin-right: .6rem }
details > p { margin: 0; padding: 0 .8rem .5rem } details td:first-child, details th:first-child { padding-left: .8rem }
@media screen and (max-width: 44rem) {
  body { margin: 1rem auto; font-size: .9rem } dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem }
  th, td { padding: .3rem } th.number { writing-mode: vertical-rl; vertical-align: bottom; text-align: left }
  .stacked thead { display: none } .stacked tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) }
  .stacked td { display: block; border: 0; padding: .1rem .4rem }
}
@page { margin: 16mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif } }
@media print {
  :root { font-size: 10pt } body { margin: 0; max-width: none; padding: 0 }
  h1, h2, summary { break-after: avoid } tr { break-inside: avoid } tr:has(details) { break-inside: auto } thead { display: table-header-group }
  body > details { border: 0 } details::details-content { content-visibility: visible; height: auto }
  summary, body > details > summary { list-style: none; padding: 0 } .page { display: none }
  a[href^=http]::after { content: ' (' attr(href) ')'; font-size: .85em }
}`;
