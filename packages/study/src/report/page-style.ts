import { raw } from "./markup.ts";

/**
 * Style sheet of every page that Hilum writes: fonts of the system only, light and dark, and print.
 *
 * Figures carry their own colours for use as files; here classes replace them in the dark.
 */
export const PAGE_STYLE = raw(`
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2933; --muted: #5f6b7a; --rule: #d9dfe5; --wash: #f5f7f9; --accent: #0b4f71; --line: #8a96a3;
  --notice: #fff6e0; --notice-rule: #d99a00; --notice-ink: #5c4100; --bad: #b3261e; --bad-wash: #fdf1f0; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e4e8ec; --muted: #9ba7b4; --rule: #303942; --wash: #1b2127; --accent: #7cc4ea; --line: #74808d;
  --notice: #2b2410; --notice-rule: #a97b0b; --notice-ink: #f3d68c; --bad: #ff9c93; --bad-wash: #2d1a19; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
main, header, footer, nav { width: min(1104px, 100% - 48px); margin: 0 auto; }
h1, h2, h3 { font-family: Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: 38px; margin: 6px 0 8px; letter-spacing: -0.01em; }
h2 { font-size: 24px; margin: 0 0 4px; }
h3 { font-size: 17px; margin: 28px 0 6px; }
p { margin: 0 0 12px; max-width: 76ch; }
.muted, small { color: var(--muted); }
.kicker { color: var(--accent); font-size: 12px; font-weight: 600; letter-spacing: 0.09em; text-transform: uppercase; }
.notice { background: var(--notice); color: var(--notice-ink); border-bottom: 1px solid var(--notice-rule); text-align: center; font-size: 14px; padding: 7px 20px; }
header { padding-top: 40px; padding-bottom: 20px; }
header .lead { font-size: 17px; color: var(--muted); }
.meta { display: flex; flex-wrap: wrap; gap: 2px 28px; margin: 14px 0 0; font-size: 14px; }
.meta dt { display: inline; color: var(--muted); }
.meta dd { display: inline; margin: 0 0 0 6px; font-variant-numeric: tabular-nums; }
nav { border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); display: flex; flex-wrap: wrap; gap: 2px 22px; padding-top: 9px; padding-bottom: 9px; font-size: 14px; }
a { color: var(--accent); text-underline-offset: 3px; text-decoration-thickness: 1px; }
nav a { text-decoration: none; }
a:hover { text-decoration: underline; }
section { padding: 40px 0 4px; }
.scroll { overflow-x: auto; margin: 14px 0 10px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); }
th, td { padding: 6px 10px; text-align: left; vertical-align: top; }
th:first-child, td:first-child { padding-left: 2px; }
thead th { border-bottom: 1px solid var(--ink); font-size: 13px; vertical-align: bottom; white-space: nowrap; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
tbody th { font-weight: 500; }
.group th { padding-top: 16px; font-weight: 600; }
.group th small { font-weight: 400; margin-left: 8px; }
.number { text-align: right; white-space: nowrap; }
td small { display: block; font-size: 11.5px; line-height: 1.35; }
.best { font-weight: 650; }
.notes { font-size: 13px; color: var(--muted); padding: 0; margin: 0 0 8px; list-style: none; }
.note { font-size: 13px; line-height: 1.5; color: var(--muted); max-width: 100ch; }
sup { font-size: 0.72em; line-height: 0; color: var(--muted); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 16px; margin: 18px 0; }
.card { border: 1px solid var(--rule); border-top: 3px solid var(--accent); border-radius: 3px; padding: 14px 18px 12px; background: var(--wash); }
.card .value { font: 600 34px/1.1 Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; margin: 6px 0 2px; font-variant-numeric: lining-nums; }
.card .value small { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; margin-left: 6px; }
.card p { font-size: 14px; margin: 8px 0 0; }
.card svg { display: block; width: 100%; height: auto; }
.callout { border-left: 3px solid var(--notice-rule); background: var(--notice); color: var(--notice-ink); padding: 12px 18px; margin: 18px 0; }
.callout ul { margin: 4px 0 0; padding-left: 20px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 24px 32px; margin: 18px 0; align-items: start; }
figure { margin: 0; min-width: 0; }
figure > svg { display: block; max-width: 100%; height: auto; }
.figures figure > svg { width: 100%; max-width: 560px; }
figcaption { font-size: 13px; line-height: 1.4; color: var(--muted); margin-top: 6px; }
.row { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 14px 0; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(168px, 1fr)); gap: 22px 20px; margin: 18px 0; }
.pictures img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #000; border-radius: 3px; }
.pictures b { color: var(--ink); font-weight: 600; }
.tag { display: inline-block; border: 1px solid var(--rule); border-radius: 9px; padding: 0 8px; font-size: 11.5px; line-height: 1.5; color: var(--ink); }
.tag.positive { border-color: #d55e00; }
.bad { color: var(--bad); }
pre { background: var(--wash); border: 1px solid var(--rule); border-radius: 3px; padding: 14px 18px; font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow: auto; max-height: 560px; }
.record { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; font-size: 14px; }
.record dt { color: var(--muted); }
.record dd { margin: 0; font-variant-numeric: tabular-nums; }
footer { border-top: 1px solid var(--rule); margin-top: 48px; padding-top: 16px; padding-bottom: 36px; font-size: 13px; color: var(--muted); }
svg .paper { fill: none; }
@media (prefers-color-scheme: dark) {
  svg .ink { fill: var(--ink); } svg .muted { fill: var(--muted); } svg .rule { stroke: var(--rule); } svg .line { stroke: var(--line); }
  svg .box { fill: var(--wash); stroke: #46515c; } svg .track { fill: #303942; }
  svg .series0 { stroke: #4c9be8; } svg .mark0 { fill: #4c9be8; } svg .series2 { stroke: #1fbf93; } svg .mark2 { fill: #1fbf93; }
  svg .series5 { stroke: #b9e3ff; } svg .mark5 { fill: #b9e3ff; } svg .series6 { stroke: #9d8cff; } svg .mark6 { fill: #9d8cff; } svg .series7 { stroke: #b4bec8; } svg .mark7 { fill: #b4bec8; }
  svg circle { stroke: var(--paper); }
}
@media (max-width: 640px) { main, header, footer, nav { width: calc(100% - 32px); } h1 { font-size: 29px; } .record { grid-template-columns: 1fr; } .record dd { margin-bottom: 6px; } }
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10pt; } nav { display: none; } main, header, footer { width: auto; }
  section { padding-top: 20px; } h2, h3, .note, .group { break-after: avoid; } figure, tr, .card { break-inside: avoid; }
  pre { max-height: none; white-space: pre-wrap; } .scroll { overflow: visible; } table { font-size: 8pt; } th, td { padding: 3px 5px; }
  .notice { border: 1px solid var(--notice-rule); }
}
`);
