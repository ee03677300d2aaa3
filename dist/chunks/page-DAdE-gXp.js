import"./rolldown-runtime-B09viugM.js";import{a as e,i as t,o as n,s as r}from"./src-Cho6dX2-.js";import{f as i,i as a,l as o,m as s,s as c,u as l,v as u}from"./words-_gl5VcdS.js";import{a as d,i as f,n as p,o as m,r as h,t as g}from"./taggedTemplateLiteral-CaOdnEhG.js";import{a as _,i as v,n as y,o as b,r as x,t as S}from"./figures-hso7h7tm.js";import{a as C,o as w,t as T}from"./series-DCcVCyWV.js";import{createHash as E}from"node:crypto";var D;function O(e,t,n,r){return f(D||=g([`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="`,`" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>`,`</title>
        <style>`,`</style>
      </head>
      <body>
        <main>
          <h1>`,`</h1>
          `,`
        </main>
        <footer>
          <p>`,`</p>
        </footer>
        <script type="application/json" id="data">`,`<\/script>
        <script>`,`<\/script>
      </body>
    </html>
`]),new p(j()),e,new p(m),e,n,r,h(t),new p(d)).text}function k(e){return f`<div class="charts">
    ${e.map(({title:e,summary:t,chart:n})=>f`<figure>
          <figcaption>
            <h4 id="${n.id}-title">${e} <span class="unit">${n.unit}</span></h4>
          </figcaption>
          <div
            class="chart"
            id="${n.id}"
            role="img"
            aria-labelledby="${n.id}-title"
            aria-describedby="${n.id}-summary"
          ></div>
          <p class="summary" id="${n.id}-summary">${t}</p>
        </figure>`)}
  </div>`}function A(e,t,n){return f`<div class="wide" tabindex="0" role="region" aria-label="${e}">
    <table>
      <thead>
        <tr>
          ${t.map(e=>f`<th scope="col">${e}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${n.map(e=>f`<tr>
              ${e.map(e=>f`<td>${e}</td>`)}
            </tr>`)}
      </tbody>
    </table>
  </div>`}function j(){return`default-src 'none'; script-src '${M(d)}'; style-src '${M(m)}'; base-uri 'none'; form-action 'none'`}function M(e){return`sha256-${E(`sha256`).update(e).digest(`base64`)}`}function ee({releases:e}){let t=e.find(({factor:e})=>e===1);return[...t===void 0?[]:[N(t)],P(`found`,`Found worse`,e,({breach:e})=>e),P(`promoted`,`Promoted`,e,({promoted:e})=>e),P(`undecided`,`Left undecided`,e,({undecided:e})=>e)]}const te={1:`healthy`,2:`x2`,5:`x5`,10:`x10`};function N({curve:e,fullTraffic:n,promoted:i}){let{slow:a,median:o,fast:s}=e.weight;return{title:`Traffic to a healthy release`,summary:n===null?`None came to full traffic.`:`Those that come to full traffic do so after ${r(n.median)} in the median, nine of ten by ${r(n.p90)}. ${t(i.share)} of all are promoted.`,chart:F(`weight`,e,!0,[{label:`the fastest tenth`,role:`edge`,values:s},{label:`median`,role:`middle`,values:o},{label:`the slowest tenth`,role:`edge`,values:a}])}}function P(n,r,i,a){let[o]=i,s=i.map(({factor:t,curve:n})=>({label:e(t),role:te[t],values:a(n).map(e=>e*100)}));return{title:r,summary:`Of all rollouts at the chart's end. ${s.map(({label:e,values:n})=>`${e}: ${t((n.at(-1)??0)/100)}`).join(`, `)}.`,chart:F(n,o?.curve??null,!1,s)}}function F(e,t,n,r){return{id:`chart-${e}`,unit:`%`,stepped:n,range:[0,104],times:(t?.ms??[]).map(e=>e/1e3),lines:r}}const I=2e3;function L(e){let{looks:t,slis:n}=e,r=R(e);return[z(t,r),...n.map(({name:t})=>B(e,t,r)),W(t,r)]}function R({looks:e}){return Date.parse(e[0]?.at??``)}function z(e,t){let n=G(e),r=n.map(({lnRollback:e})=>e),a=n.map(({lnPromotion:e})=>e),o=n.flatMap(e=>[e.rollbackThreshold,e.promotionThreshold]),s=[...r,...a].filter(e=>e!==null),c=q([...s,...o]),l=Math.max(-1.5*q(o),Math.min(0,...s)),u=e=>i(q(e.filter(e=>e!==null)));return{title:`Evidence against its thresholds`,summary:`Worse than allowed: highest ${u(r)}. Good enough: highest ${u(a)}.`,chart:{id:`chart-evidence`,unit:`ln E`,stepped:!1,range:[l-.04*(c-l),c+.08*(c-l)],times:K(n,t),lines:[{label:`worse than allowed`,role:`rollback`,values:r},{label:`rolls back at`,role:`rollback-threshold`,values:n.map(e=>e.rollbackThreshold)},{label:`good enough`,role:`promotion`,values:a},{label:`passes at`,role:`promotion-threshold`,values:n.map(e=>e.promotionThreshold)}]}}}function B({looks:e,release:t,stable:n},r,i){let a={candidate:t??`candidate`,stable:n??`stable`},c=T(V(e,r),I).map(e=>({at:e.at(-1)?.at??0,candidate:C(e.map(e=>e.candidate)),stable:C(e.map(e=>e.stable))})),l=[`candidate`,`stable`].map(e=>({label:a[e],role:e,values:w(c.map(t=>t[e]),100).map(e=>e&&e*100)})),u=q(l.flatMap(({values:e})=>e.flatMap(e=>e??[]))),d=e=>`${a[e]}: ${o(C(c.map(t=>t[e])))} bad`;return{title:`Bad requests: ${r}`,summary:`${d(`candidate`)}. ${d(`stable`)}. Highest share: ${s(u/100)}.`,chart:{id:`chart-bad-${r}`,unit:`%`,stepped:!1,range:[0,Math.max(.4,u*1.08)],times:c.map(({at:e})=>(e-i)/1e3),lines:l}}}function V(e,t){let n={candidate:H,stable:H};return e.map(({at:e,slis:r,stepStarts:i})=>{let a=r.find(e=>e.sli===t)??n,o=i?{candidate:H,stable:H}:n;return n={candidate:a.candidate,stable:a.stable},{at:Date.parse(e),candidate:U(o.candidate,a.candidate),stable:U(o.stable,a.stable)}})}const H={bad:0,total:0};function U(e,t){return{bad:Math.max(0,t.bad-e.bad),total:Math.max(0,t.total-e.total)}}function W(e,t){let n=G(e),r=n.map(e=>e.weight);return{title:`Traffic to the new release`,summary:`Up to ${u(q(r))}.`,chart:{id:`chart-weight`,unit:`%`,stepped:!0,range:[0,104],times:K(n,t),lines:[{label:`weight`,role:`candidate`,values:r}]}}}function G(e){return T(e,I).flatMap(e=>e.at(-1)??[])}function K(e,t){return e.map(({at:e})=>(Date.parse(e)-t)/1e3)}function q(e){return e.reduce((e,t)=>Math.max(e,t),0)}const J=`Drag over a chart to look closer, double-click to see all.`;function Y(e){let{service:t,environment:n,strategy:r,rollouts:i,seed:a,releases:o,stages:s,warnings:c}=e,l=ee(e),u={rollouts:[{key:`simulation`,startedAt:null,length:(o[0]?.curve.ms.at(-1)??0)/1e3,marks:[],charts:l.map(({chart:e})=>e)}]};return O(`${t} to ${n}: what a ${r} would do`,u,f`<section class="rollout">
      <p class="why">
        ${i.toLocaleString(`en`)} simulated rollouts of each release. ${b(e)}
        ${x(e)}
      </p>
      ${c.length===0?``:X(c)}
      <h3>How they end</h3>
      ${A(`How rollouts end`,S,o.map(v))} ${Z(e)}
      <h3>Over time</h3>
      <p class="quiet hint">${J}</p>
      ${k(l)}
      <h3>Step by step</h3>
      ${A(`Steps`,y,s.map((t,n)=>_(t,n,e)))}
      <p class="quiet">
        Notices: what is found within the longest stay in four of five cases, by this step alone. A release
        that is worse is so by one SLO at a time. Shares are those of ${i.toLocaleString(`en`)} rollouts,
        so one that was never seen is told with its bound, not as nothing.
      </p>
    </section>`,`Written by Glidepath, seed ${a}. Requests that fail for a release are those that the stable release would not have failed, until the rollout ended.`)}function X(e){return f`<h3>What will not work out</h3>
    <ul>
      ${e.map(e=>f`<li>${e}</li>`)}
    </ul>`}function Z({releases:t}){let r=t.filter(({factor:e,slis:t})=>e>1&&t.length>1).flatMap(({factor:t,slis:r})=>r.map(({sli:r,breach:i,promoted:a})=>[`${e(t)} by ${r}`,n(a),n(i)]));return r.length===0?f``:f`<h3>By SLO</h3>
    ${A(`By SLO`,[`Release`,`Promoted`,`Found worse`],r)}`}function ne(e){let{service:t,environment:n,release:r,stable:i,looks:o,final:s,source:c}=e,u=R(e),d=L(e),p=e.turningPoints.flatMap(e=>o[e-1]??[]),m={rollouts:[{key:`replay`,startedAt:u,length:(Date.parse(o.at(-1)?.at??``)-u)/1e3,marks:p.map(({number:e,at:t})=>({number:e,at:(Date.parse(t)-u)/1e3})),charts:d.map(({chart:e})=>e)}]};return O(`${[t,n].filter(e=>e!==null).join(` to `)}: ${r??`the candidate`} against ${i??`the stable release`}, judged again`,m,f`<section class="rollout">
      <p class="why">
        ${s===null?``:f`<strong>At the end: ${a[s.verdict]}.</strong> ${s.reason}`}
      </p>
      <p class="next">${re(e)}</p>
      <h3>Charts</h3>
      <p class="quiet hint">Numbered marks are the looks below. ${J}</p>
      ${k(d)}
      <h3>Where the verdict changed</h3>
      ${Q(p,u)} ${e.asRecorded===null?``:ie(e.asRecorded,u)}
      ${s===null?``:ae(s)}
    </section>`,`Written by Glidepath from ${c}, which begins at ${l(u)}. ln E is the natural logarithm of an e-value: evidence that may be looked at at any time.`)}function re({live:e,asRecorded:t}){return t===null?e===null?`What the live run said was not recorded.`:e.different.length===0?`As in the live run, at all ${e.compared} looks, to the last digit.`:`Not as in the live run at ${e.different.length} of ${e.compared} looks.`:`Other settings than those of the recording were asked for.`}function ie(e,t){return f`<h3>With the settings of the recording</h3>
    ${Q(e.turningPoints,t)}`}function Q(e,t){return A(`Looks`,[`Look`,`After`,`Weight`,`Verdict`,`Why`],e.map(({number:e,at:n,weight:r,verdict:i,reason:o,stepStarts:s})=>[String(e),c(Date.parse(n)-t),u(r),a[i],`${s&&r>0?`A step begins. `:``}${o}`]))}function ae({slis:e}){return f`<h3>Evidence at the end</h3>
    ${A(`Evidence`,[`SLI`,`Candidate`,`Stable`,`Worse (ln E)`,`Fuse (ln E)`,`Good enough (ln E)`,`Scatter`],e.map(e=>[e.sli,o(e.candidate),o(e.stable),$(e.lnRollback),$(e.lnFuse),$(e.lnPromotion),e.phi.toFixed(2)]))}`}function $(e){return e===null?`–`:i(e)}export{ne as renderReplay,Y as renderSimulation};