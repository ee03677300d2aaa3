import"./rolldown-runtime-CzMWKxl9.js";import{C as e,S as t,_ as n,a as r,b as i,c as a,d as o,g as s,h as c,i as l,l as u,m as d,n as f,o as p,p as m,r as h,s as g,u as _,v,w as y,x as b,y as x}from"./series-DdVkpqgL.js";import{a as ee,i as S,n as C,r as w,t as T}from"./evidence-DdCWTZ2_.js";import{a as E,i as D,n as O,o as k,r as A,t as te}from"./taggedTemplateLiteral-CaOdnEhG.js";import{createHash as ne}from"node:crypto";const j=2e3;function re(e,t,n,r){let i={result:e,samples:t,span:n,candidate:`${e.release.name} (new)`,stable:`${e.stable?.name??`none`} (old)`},a=l(t);return[...ie(i),...oe(i),...a.flatMap(e=>se(i,e)),...M(i,a)].map(({title:e,summary:t,chart:n},i)=>({title:e,summary:t,chart:{id:`${r}-chart-${i+1}`,...n}}))}function ie(t){let{result:n,span:r}=t,i=f(t.samples,[e=>e.weight],j),a=new Set([r.from,r.to,...i.map(e=>e.at)]);for(let e of n.timeline)a.add(Date.parse(e.at));let o=[...a].filter(e=>e>=r.from&&e<=r.to).toSorted((e,t)=>e-t),s=o.map(e=>S(n.timeline,e));if(t.samples.length===0&&s.every(e=>e===0))return[];let c=t.samples.map(e=>e.weight),l={label:`planned`,role:`planned`,values:s},u={label:`to ${t.candidate}`,role:`candidate`,values:ae(o,i)};return[{title:`Traffic to the new release`,summary:`The plan went up to ${y(B(s))} of requests${c.length===0?``:`; up to ${y(B(c))} was observed`}.`,chart:{unit:`%`,stepped:!0,range:[0,1.05*e(B([...s,...c]))],times:o.map(e=>F(r,e)),lines:c.length===0?[l]:[l,u]}}]}function ae(e,t){let n=t.at(-1)?.at??-1/0,r=0,i=null;return e.map(e=>{for(;r<t.length&&(t[r]?.at??1/0)<=e;r+=1)i=t[r]?.weight??i;return e>n?null:i})}function oe(e){let{span:t}=e,n=f(e.samples,[L,R],j),r=[...n.map(L),...n.map(R)].filter(e=>e!==null);if(r.length===0)return[];let i=n.flatMap(e=>[e.rollbackThreshold,e.promotionThreshold]),a=B([...r,...i]),o=-1.5*B(i),s=V(r),c=Math.max(o,Math.min(s,0)),l=(e,t,n)=>{let r=t.filter(e=>e!==null);return r.length===0?`${e}: not tested.`:`${e}: highest ${v(B(r))}, threshold ${v(n??0)}.`},u=n.at(-1);return[{title:`Evidence against its thresholds`,summary:[l(`Worse than allowed`,n.map(L),u?.rollbackThreshold),l(`Good enough`,n.map(R),u?.promotionThreshold),...s<o?[`The lowest value, ${v(s)}, lies below the chart.`]:[]].join(` `),chart:{unit:`ln E`,stepped:!1,range:[c-.04*(a-c),a+.08*(a-c)],times:n.map(e=>F(t,e.at)),lines:[{label:`worse than allowed`,role:`rollback`,values:n.map(L)},{label:`rolls back at`,role:`rollback-threshold`,values:n.map(e=>e.rollbackThreshold)},{label:`good enough`,role:`promotion`,values:n.map(R)},{label:`passes at`,role:`promotion-threshold`,values:n.map(e=>e.promotionThreshold)}]}}]}function se(e,t){let n=h(e.samples,t,j),a={candidate:r(n.map(e=>e.candidate)),stable:r(n.map(e=>e.stable))};if(a.candidate.total+a.stable.total===0)return[];let o=I(p(n.map(e=>e.candidate),100)),s=I(p(n.map(e=>e.stable),100)),l=B([...o,...s].filter(e=>e!==null));return[{title:`Bad requests: ${t}`,summary:`${e.candidate}: ${c(a.candidate)} bad. ${e.stable}: ${c(a.stable)} bad. Highest share: ${i(l/100)}; each point looks back over at least 100 requests where there were as many.`,chart:{unit:`%`,stepped:!1,range:[0,Math.max(.4,l*1.08)],times:n.map(t=>F(e.span,t.at)),lines:P(e,o,s)}}]}function M(e,t){let n=t.map(t=>({sli:t,points:h(e.samples,t,j)})).filter(({points:e})=>e.some(e=>e.candidateLatencyMs!==null||e.stableLatencyMs!==null)),r=n.filter(({points:e},t)=>n.findIndex(t=>N(t.points,e))===t);return r.map(({sli:t,points:n})=>{let i=n.map(e=>e.candidateLatencyMs),a=n.map(e=>e.stableLatencyMs),o=B([...i,...a].filter(e=>e!==null)),s=e=>{let t=e.filter(e=>e!==null);return t.length===0?`no figures`:`between ${Math.round(V(t))} and ${Math.round(B(t))} ms`};return{title:r.length===1?`Mean latency`:`Mean latency: ${t}`,summary:`${e.candidate}: ${s(i)}. ${e.stable}: ${s(a)}.`,chart:{unit:`ms`,stepped:!1,range:[0,Math.max(1,o*1.08)],times:n.map(t=>F(e.span,t.at)),lines:P(e,i,a)}}})}function N(e,t){return e.every((e,n)=>{let r=t[n];return e.candidateLatencyMs===r?.candidateLatencyMs&&e.stableLatencyMs===r.stableLatencyMs})}function P(e,t,n){return[{label:e.candidate,role:`candidate`,values:t},{label:e.stable,role:`stable`,values:n}].filter(e=>e.values.some(e=>e!==null))}function F(e,t){return(t-e.from)/1e3}function I(e){return e.map(e=>e&&e*100)}function L(e){return z(e.lnRollback)}function R(e){return z(e.lnPromotion)}function z(e){return e!==null&&Number.isFinite(e)?e:null}function B(e){return e.reduce((e,t)=>Math.max(e,t),-1/0)}function V(e){return e.reduce((e,t)=>Math.min(e,t),1/0)}function H(e,t,n){let r=w(e);if(r.length===0)return D`<p class="quiet">No rollout was begun, so none was decided on.</p>`;let i=T(e,t),a=e.timeline.length-r.length;return D`<ol class="decisions">
      ${r.map(t=>U(t,i,e,n))}
    </ol>
    ${a===0?``:D`<p class="quiet">Renewals of the conductor's lease are not shown: ${a}.</p>`}`}function U({number:e,at:n,entry:r},i,a,s){let c=i.filter(t=>t.number===e),l=C(r);return D`<li class="event-${r.event}">
    <p class="what">
      <strong>${o(r.event,r.weight)}</strong>
      <span class="when"
        ><time datetime="${r.at}">+${m(n-s.from)} · ${t(n)}</time> · weight
        ${y(r.weight)} · by ${r.actor}</span
      >
    </p>
    ${r.note===``||r.note===l?.reason?``:D`<p>${r.note}</p>`}
    ${l===null?``:D`<p class="verdict"><span class="kind ${l.kind}">${_[l.kind]}</span> ${l.reason}</p>`}
    ${c.length===0?``:W(c,e,a)}
  </li>`}function W(e,t,{release:n,stable:r}){let i=[`${n.name} (new)`,`${r?.name??`none`} (old)`,`Worse than allowed?`,`Good enough?`];return D`<div class="wide" tabindex="0" role="group" aria-label="Evidence for decision ${t}">
    <table class="evidence" role="table">
      <caption>
        Evidence at ${y(e[0]?.weight??0)}: bad requests (they missed the objective), and ln E against its threshold
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${[`SLI`,...i].map(e=>D`<th scope="col" role="columnheader">${e}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${e.map(e=>D`<tr role="row">
              <th scope="row" role="rowheader">${e.sli}</th>
              ${[G(e.candidate),G(e.stable),D`${e.worse}`,D`${e.goodEnough}`].map((e,t)=>D`<td role="cell" data-label="${i[t]??``}">${e}</td>`)}
            </tr>`)}
      </tbody>
    </table>
  </div>`}function G(e){return e.total===0?D`no requests`:D`<strong>${i(x(e))}</strong>
    <span class="of">${d(e.bad)} of ${d(e.total)}</span>`}function ce(e,t,n,r,i){return D`<section class="rollout" id="${i}" aria-labelledby="${i}-title">
    ${le(e,n,i)} ${r.length===0?ue():de(r)}
    <h3>Decisions</h3>
    ${H(e,t,n)}
  </section>`}function K({decision:e}){let{name:t,sign:n,tone:r}=g[e];return D`<span class="badge ${r}"><span class="sign" aria-hidden="true">${n}</span>${t}</span>`}function q({stable:e,release:t}){return D`${e?.name??`nothing`}
    <span class="arrow" role="img" aria-label="to">→</span> ${t.name}`}function le(e,t,r){let i=a[e.reason];return D`<header>
    <p class="where">${e.service} · ${e.environment} · ${e.strategy}</p>
    <h2 id="${r}-title"><span class="change">${q(e)}</span> ${K(e)}</h2>
    <p class="why"><strong>${fe(u[e.reason])}.</strong> ${e.message}</p>
    ${i===null?``:D`<p class="next">${i}</p>`}
    <dl class="facts">
      ${J(`Began`,D`${s(t.from)}`)}
      ${J(`Took`,D`${n(t.to-t.from)}`)}
      ${J(`Live now`,e.live===null?D`nothing`:D`${e.live.name}`)}
      ${Y(`New`,X(e.release))}
      ${Y(`Old`,e.stable===null?D`none: the first release`:X(e.stable))}
      ${Y(`Ledger`,D`<code>${e.ledger.ref}</code>${e.ledger.entry===null?``:D` at <code>${e.ledger.entry.slice(0,12)}</code>`}`)}
    </dl>
  </header>`}function J(e,t){return D`<div>
    <dt>${e}</dt>
    <dd>${t}</dd>
  </div>`}function Y(e,t){return D`<div class="long">
    <dt>${e}</dt>
    <dd>${t}</dd>
  </div>`}function X({name:e,digest:t,commit:n}){return D`${e} <code title="${t}">${b(t)}</code>${n===null?``:D` from <code title="${n}">${n.slice(0,12)}</code>`}`}function ue(){return D`<p class="quiet">
    There is nothing to draw: the new release got no traffic, so no look at its figures was taken.
  </p>`}function de(e){return D`<h3>Charts</h3>
    <p class="quiet hint">
      Numbered marks are the decisions below. Drag over a chart to look closer, double-click to see all.
    </p>
    <div class="charts">
      ${e.map(({title:e,summary:t,chart:n})=>D`<figure>
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
    </div>`}function fe(e){return e.charAt(0).toUpperCase()+e.slice(1)}function pe(e,t){return w(e).map(({number:e,at:n})=>({number:e,at:(n-t.from)/1e3}))}var me;function he(e){let t=e.map(({result:e,samples:t},n)=>{let r=`rollout-${n+1}`,i=ee(e,t);return{key:r,result:e,samples:t,span:i,charts:re(e,t,i,r)}}),n={rollouts:t.map(({key:e,result:t,span:n,charts:r})=>({key:e,startedAt:n.from,length:(n.to-n.from)/1e3,marks:pe(t,n),charts:r.map(({chart:e})=>e)}))};return D(me||=te([`<!doctype html>
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
          `,`
        </main>
        <footer>
          <p>
            Written by Glidepath`,`. ln E is the natural
            logarithm of an e-value: evidence that may be looked at at any time.
          </p>
        </footer>
        <script type="application/json" id="data">`,`<\/script>
        <script>`,`<\/script>
      </body>
    </html>
`]),new O(Q()),Z(e),new O(k),Z(e),e.length>1?ge(t):``,t.map(({result:e,samples:t,span:n,charts:r,key:i})=>ce(e,t,n,r,i)),_e(t.map(({span:e})=>e.to)),A(n),new O(E)).text}function Z(e){let[t]=e;return t===void 0?`No rollouts`:e.length===1?`${t.result.service}: ${t.result.release.name} to ${t.result.environment}`:`${[...new Set(e.map(({result:e})=>e.service))].join(`, `)}: ${e.length} rollouts`}function ge(e){return D`<nav aria-label="Rollouts">
    <table class="overview">
      <caption class="hidden">
        All rollouts on this page
      </caption>
      <thead>
        <tr>
          <th scope="col">Release</th>
          <th scope="col">Decision</th>
          <th scope="col">Reason</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        ${e.map(({key:e,result:t,span:r})=>D`<tr>
              <td><a href="#${e}">${q(t)}</a></td>
              <td>${K(t)}</td>
              <td>${u[t.reason]}</td>
              <td>${n(r.to-r.from)}</td>
            </tr>`)}
      </tbody>
    </table>
  </nav>`}function _e(e){return e.length===0?``:`, as of ${s(Math.max(...e))}`}function Q(){return`default-src 'none'; script-src '${$(E)}'; style-src '${$(k)}'; base-uri 'none'; form-action 'none'`}function $(e){return`sha256-${ne(`sha256`).update(e).digest(`base64`)}`}export{he as renderHtml};