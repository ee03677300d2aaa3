import"./rolldown-runtime-CzMWKxl9.js";import{a as e,i as t,o as n,s as r}from"./src-DNxWU5xo.js";import{a as i,b as a,g as o,h as s,o as c,p as l,t as u,u as d,v as f,w as p}from"./series-DdVkpqgL.js";import{a as m,i as h,n as g,o as _,r as v,t as y}from"./taggedTemplateLiteral-CaOdnEhG.js";import{a as b,i as x,n as ee,o as S,r as C,t as w}from"./figures-BLxzGXgN.js";import{createHash as T}from"node:crypto";var E;function D(e,t,n,r){return h(E||=y([`<!doctype html>
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
`]),new g(A()),e,new g(_),e,n,r,v(t),new g(m)).text}function O(e){return h`<div class="charts">
    ${e.map(({title:e,summary:t,chart:n})=>h`<figure>
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
  </div>`}function k(e,t,n){return h`<div class="wide" tabindex="0" role="region" aria-label="${e}">
    <table>
      <thead>
        <tr>
          ${t.map(e=>h`<th scope="col">${e}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${n.map(e=>h`<tr>
              ${e.map(e=>h`<td>${e}</td>`)}
            </tr>`)}
      </tbody>
    </table>
  </div>`}function A(){return`default-src 'none'; script-src '${j(m)}'; style-src '${j(_)}'; base-uri 'none'; form-action 'none'`}function j(e){return`sha256-${T(`sha256`).update(e).digest(`base64`)}`}function M({releases:e}){let t=e.find(({factor:e})=>e===1);return[...t===void 0?[]:[te(t)],P(`found`,`Found worse`,e,({breach:e})=>e),P(`promoted`,`Promoted`,e,({promoted:e})=>e),P(`undecided`,`Left undecided`,e,({undecided:e})=>e)]}const N={1:`healthy`,2:`x2`,5:`x5`,10:`x10`};function te({curve:e,fullTraffic:n,promoted:i}){let{slow:a,median:o,fast:s}=e.weight;return{title:`Traffic to a healthy release`,summary:n===null?`None came to full traffic.`:`Those that come to full traffic do so after ${r(n.median)} in the median, nine of ten by ${r(n.p90)}. ${t(i.share)} of all are promoted.`,chart:F(`weight`,e,!0,[{label:`the fastest tenth`,role:`edge`,values:s},{label:`median`,role:`middle`,values:o},{label:`the slowest tenth`,role:`edge`,values:a}])}}function P(n,r,i,a){let[o]=i,s=i.map(({factor:t,curve:n})=>({label:e(t),role:N[t],values:a(n).map(e=>e*100)}));return{title:r,summary:`Of all rollouts at the chart's end. ${s.map(({label:e,values:n})=>`${e}: ${t((n.at(-1)??0)/100)}`).join(`, `)}.`,chart:F(n,o?.curve??null,!1,s)}}function F(e,t,n,r){return{id:`chart-${e}`,unit:`%`,stepped:n,range:[0,104],times:(t?.ms??[]).map(e=>e/1e3),lines:r}}const I=2e3;function L(e){let{looks:t,slis:n}=e,r=R(e);return[z(t,r),...n.map(({name:t})=>B(e,t,r)),W(t,r)]}function R({looks:e}){return Date.parse(e[0]?.at??``)}function z(e,t){let n=G(e),r=n.map(({lnRollback:e})=>e),i=n.map(({lnPromotion:e})=>e),a=n.flatMap(e=>[e.rollbackThreshold,e.promotionThreshold]),o=[...r,...i].filter(e=>e!==null),s=q([...o,...a]),c=Math.max(-1.5*q(a),Math.min(0,...o)),l=e=>f(q(e.filter(e=>e!==null)));return{title:`Evidence against its thresholds`,summary:`Worse than allowed: highest ${l(r)}. Good enough: highest ${l(i)}.`,chart:{id:`chart-evidence`,unit:`ln E`,stepped:!1,range:[c-.04*(s-c),s+.08*(s-c)],times:K(n,t),lines:[{label:`worse than allowed`,role:`rollback`,values:r},{label:`rolls back at`,role:`rollback-threshold`,values:n.map(e=>e.rollbackThreshold)},{label:`good enough`,role:`promotion`,values:i},{label:`passes at`,role:`promotion-threshold`,values:n.map(e=>e.promotionThreshold)}]}}}function B({looks:e,release:t,stable:n},r,o){let l={candidate:t??`candidate`,stable:n??`stable`},d=u(V(e,r),I).map(e=>({at:e.at(-1)?.at??0,candidate:i(e.map(e=>e.candidate)),stable:i(e.map(e=>e.stable))})),f=[`candidate`,`stable`].map(e=>({label:l[e],role:e,values:c(d.map(t=>t[e]),100).map(e=>e&&e*100)})),p=q(f.flatMap(({values:e})=>e.flatMap(e=>e??[]))),m=e=>`${l[e]}: ${s(i(d.map(t=>t[e])))} bad`;return{title:`Bad requests: ${r}`,summary:`${m(`candidate`)}. ${m(`stable`)}. Highest share: ${a(p/100)}.`,chart:{id:`chart-bad-${r}`,unit:`%`,stepped:!1,range:[0,Math.max(.4,p*1.08)],times:d.map(({at:e})=>(e-o)/1e3),lines:f}}}function V(e,t){let n={candidate:H,stable:H};return e.map(({at:e,slis:r,stepStarts:i})=>{let a=r.find(e=>e.sli===t)??n,o=i?{candidate:H,stable:H}:n;return n={candidate:a.candidate,stable:a.stable},{at:Date.parse(e),candidate:U(o.candidate,a.candidate),stable:U(o.stable,a.stable)}})}const H={bad:0,total:0};function U(e,t){return{bad:Math.max(0,t.bad-e.bad),total:Math.max(0,t.total-e.total)}}function W(e,t){let n=G(e),r=n.map(e=>e.weight);return{title:`Traffic to the new release`,summary:`Up to ${p(q(r))}.`,chart:{id:`chart-weight`,unit:`%`,stepped:!0,range:[0,104],times:K(n,t),lines:[{label:`weight`,role:`candidate`,values:r}]}}}function G(e){return u(e,I).flatMap(e=>e.at(-1)??[])}function K(e,t){return e.map(({at:e})=>(Date.parse(e)-t)/1e3)}function q(e){return e.reduce((e,t)=>Math.max(e,t),0)}const J=`Drag over a chart to look closer, double-click to see all.`;function Y(e){let{service:t,environment:n,strategy:r,rollouts:i,seed:a,releases:o,stages:s,warnings:c}=e,l=M(e),u={rollouts:[{key:`simulation`,startedAt:null,length:(o[0]?.curve.ms.at(-1)??0)/1e3,marks:[],charts:l.map(({chart:e})=>e)}]};return D(`${t} to ${n}: what a ${r} would do`,u,h`<section class="rollout">
      <p class="why">
        ${i.toLocaleString(`en`)} simulated rollouts of each release. ${S(e)}
        ${C(e)}
      </p>
      ${c.length===0?``:X(c)}
      <h3>How they end</h3>
      ${k(`How rollouts end`,w,o.map(x))} ${Z(e)}
      <h3>Over time</h3>
      <p class="quiet hint">${J}</p>
      ${O(l)}
      <h3>Step by step</h3>
      ${k(`Steps`,ee,s.map((t,n)=>b(t,n,e)))}
      <p class="quiet">
        Notices: what is found within the longest stay in four of five cases, by this step alone. A release
        that is worse is so by one SLO at a time. Shares are those of ${i.toLocaleString(`en`)} rollouts,
        so one that was never seen is told with its bound, not as nothing.
      </p>
    </section>`,`Written by Glidepath, seed ${a}. Requests that fail for a release are those that the stable release would not have failed, until the rollout ended.`)}function X(e){return h`<h3>What will not work out</h3>
    <ul>
      ${e.map(e=>h`<li>${e}</li>`)}
    </ul>`}function Z({releases:t}){let r=t.filter(({factor:e,slis:t})=>e>1&&t.length>1).flatMap(({factor:t,slis:r})=>r.map(({sli:r,breach:i,promoted:a})=>[`${e(t)} by ${r}`,n(a),n(i)]));return r.length===0?h``:h`<h3>By SLO</h3>
    ${k(`By SLO`,[`Release`,`Promoted`,`Found worse`],r)}`}function ne(e){let{service:t,environment:n,release:r,stable:i,looks:a,final:s,source:c}=e,l=R(e),u=L(e),f=e.turningPoints.flatMap(e=>a[e-1]??[]),p={rollouts:[{key:`replay`,startedAt:l,length:(Date.parse(a.at(-1)?.at??``)-l)/1e3,marks:f.map(({number:e,at:t})=>({number:e,at:(Date.parse(t)-l)/1e3})),charts:u.map(({chart:e})=>e)}]};return D(`${[t,n].filter(e=>e!==null).join(` to `)}: ${r??`the candidate`} against ${i??`the stable release`}, judged again`,p,h`<section class="rollout">
      <p class="why">
        ${s===null?``:h`<strong>At the end: ${d[s.verdict]}.</strong> ${s.reason}`}
      </p>
      <p class="next">${re(e)}</p>
      <h3>Charts</h3>
      <p class="quiet hint">Numbered marks are the looks below. ${J}</p>
      ${O(u)}
      <h3>Where the verdict changed</h3>
      ${Q(f,l)} ${e.asRecorded===null?``:ie(e.asRecorded,l)}
      ${s===null?``:ae(s)}
    </section>`,`Written by Glidepath from ${c}, which begins at ${o(l)}. ln E is the natural logarithm of an e-value: evidence that may be looked at at any time.`)}function re({live:e,asRecorded:t}){return t===null?e===null?`What the live run said was not recorded.`:e.different.length===0?`As in the live run, at all ${e.compared} looks, to the last digit.`:`Not as in the live run at ${e.different.length} of ${e.compared} looks.`:`Other settings than those of the recording were asked for.`}function ie(e,t){return h`<h3>With the settings of the recording</h3>
    ${Q(e.turningPoints,t)}`}function Q(e,t){return k(`Looks`,[`Look`,`After`,`Weight`,`Verdict`,`Why`],e.map(({number:e,at:n,weight:r,verdict:i,reason:a,stepStarts:o})=>[String(e),l(Date.parse(n)-t),p(r),d[i],`${o&&r>0?`A step begins. `:``}${a}`]))}function ae({slis:e}){return h`<h3>Evidence at the end</h3>
    ${k(`Evidence`,[`SLI`,`Candidate`,`Stable`,`Worse (ln E)`,`Fuse (ln E)`,`Good enough (ln E)`,`Scatter`],e.map(e=>[e.sli,s(e.candidate),s(e.stable),$(e.lnRollback),$(e.lnFuse),$(e.lnPromotion),e.phi.toFixed(2)]))}`}function $(e){return e===null?`–`:f(e)}export{ne as renderReplay,Y as renderSimulation};