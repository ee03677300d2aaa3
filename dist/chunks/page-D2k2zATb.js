import"./rolldown-runtime-B09viugM.js";import{_ as e,a as t,c as n,d as r,f as i,g as a,h as o,i as s,l as c,m as l,n as u,p as d,r as f,s as p,t as m,u as h,v as g}from"./words-_gl5VcdS.js";import{a as _,i as ee,n as v,r as y,t as b}from"./evidence-hVt6CgBI.js";import{a as x,i as S,n as C,o as w,r as T,t as E}from"./taggedTemplateLiteral-CaOdnEhG.js";import{a as D,i as O,n as k,o as A,r as j}from"./series-DCcVCyWV.js";import{createHash as M}from"node:crypto";const N=2e3;function te(e,t,n,r){let i={result:e,samples:t,span:n,candidate:`${e.release.name} (new)`,stable:`${e.stable?.name??`none`} (old)`},a=O(t);return[...ne(i),...ie(i),...a.flatMap(e=>ae(i,e)),...oe(i,a)].map(({title:e,summary:t,chart:n},i)=>({title:e,summary:t,chart:{id:`${r}-chart-${i+1}`,...n}}))}function ne(t){let{result:n,span:r}=t,i=k(t.samples,[e=>e.weight],N),a=new Set([r.from,r.to,...i.map(e=>e.at)]);for(let e of n.timeline)a.add(Date.parse(e.at));let o=[...a].filter(e=>e>=r.from&&e<=r.to).toSorted((e,t)=>e-t),s=o.map(e=>ee(n.timeline,e));if(t.samples.length===0&&s.every(e=>e===0))return[];let c=t.samples.map(e=>e.weight),l={label:`planned`,role:`planned`,values:s},u={label:`to ${t.candidate}`,role:`candidate`,values:re(o,i)};return[{title:`Traffic to the new release`,summary:`The plan went up to ${g(B(s))} of requests${c.length===0?``:`; up to ${g(B(c))} was observed`}.`,chart:{unit:`%`,stepped:!0,range:[0,1.05*e(B([...s,...c]))],times:o.map(e=>F(r,e)),lines:c.length===0?[l]:[l,u]}}]}function re(e,t){let n=t.at(-1)?.at??-1/0,r=0,i=null;return e.map(e=>{for(;r<t.length&&(t[r]?.at??1/0)<=e;r+=1)i=t[r]?.weight??i;return e>n?null:i})}function ie(e){let{span:t}=e,n=k(e.samples,[L,R],N),r=[...n.map(L),...n.map(R)].filter(e=>e!==null);if(r.length===0)return[];let a=n.flatMap(e=>[e.rollbackThreshold,e.promotionThreshold]),o=B([...r,...a]),s=-1.5*B(a),c=V(r),l=Math.max(s,Math.min(c,0)),u=(e,t,n)=>{let r=t.filter(e=>e!==null);return r.length===0?`${e}: not tested.`:`${e}: highest ${i(B(r))}, threshold ${i(n??0)}.`},d=n.at(-1);return[{title:`Evidence against its thresholds`,summary:[u(`Worse than allowed`,n.map(L),d?.rollbackThreshold),u(`Good enough`,n.map(R),d?.promotionThreshold),...c<s?[`The lowest value, ${i(c)}, lies below the chart.`]:[]].join(` `),chart:{unit:`ln E`,stepped:!1,range:[l-.04*(o-l),o+.08*(o-l)],times:n.map(e=>F(t,e.at)),lines:[{label:`worse than allowed`,role:`rollback`,values:n.map(L)},{label:`rolls back at`,role:`rollback-threshold`,values:n.map(e=>e.rollbackThreshold)},{label:`good enough`,role:`promotion`,values:n.map(R)},{label:`passes at`,role:`promotion-threshold`,values:n.map(e=>e.promotionThreshold)}]}}]}function ae(e,t){let n=j(e.samples,t,N),r={candidate:D(n.map(e=>e.candidate)),stable:D(n.map(e=>e.stable))};if(r.candidate.total+r.stable.total===0)return[];let i=I(A(n.map(e=>e.candidate),100)),a=I(A(n.map(e=>e.stable),100)),o=B([...i,...a].filter(e=>e!==null));return[{title:`Bad requests: ${t}`,summary:`${e.candidate}: ${c(r.candidate)} bad. ${e.stable}: ${c(r.stable)} bad. Highest share: ${l(o/100)}; each point looks back over at least 100 requests where there were as many.`,chart:{unit:`%`,stepped:!1,range:[0,Math.max(.4,o*1.08)],times:n.map(t=>F(e.span,t.at)),lines:P(e,i,a)}}]}function oe(e,t){let n=t.map(t=>({sli:t,points:j(e.samples,t,N)})).filter(({points:e})=>e.some(e=>e.candidateLatencyMs!==null||e.stableLatencyMs!==null)),r=n.filter(({points:e},t)=>n.findIndex(t=>se(t.points,e))===t);return r.map(({sli:t,points:n})=>{let i=n.map(e=>e.candidateLatencyMs),a=n.map(e=>e.stableLatencyMs),o=B([...i,...a].filter(e=>e!==null)),s=e=>{let t=e.filter(e=>e!==null);return t.length===0?`no figures`:`between ${Math.round(V(t))} and ${Math.round(B(t))} ms`};return{title:r.length===1?`Mean latency`:`Mean latency: ${t}`,summary:`${e.candidate}: ${s(i)}. ${e.stable}: ${s(a)}.`,chart:{unit:`ms`,stepped:!1,range:[0,Math.max(1,o*1.08)],times:n.map(t=>F(e.span,t.at)),lines:P(e,i,a)}}})}function se(e,t){return e.every((e,n)=>{let r=t[n];return e.candidateLatencyMs===r?.candidateLatencyMs&&e.stableLatencyMs===r.stableLatencyMs})}function P(e,t,n){return[{label:e.candidate,role:`candidate`,values:t},{label:e.stable,role:`stable`,values:n}].filter(e=>e.values.some(e=>e!==null))}function F(e,t){return(t-e.from)/1e3}function I(e){return e.map(e=>e&&e*100)}function L(e){return z(e.lnRollback)}function R(e){return z(e.lnPromotion)}function z(e){return e!==null&&Number.isFinite(e)?e:null}function B(e){return e.reduce((e,t)=>Math.max(e,t),-1/0)}function V(e){return e.reduce((e,t)=>Math.min(e,t),1/0)}function H(e,t,n){let r=y(e);if(r.length===0)return S`<p class="quiet">No rollout was begun, so none was decided on.</p>`;let i=b(e,t),a=e.timeline.length-r.length;return S`<ol class="decisions">
      ${r.map(t=>U(t,i,e,n))}
    </ol>
    ${a===0?``:S`<p class="quiet">Renewals of the conductor's lease are not shown: ${a}.</p>`}`}function U({number:e,at:n,entry:r},i,o,c){let l=i.filter(t=>t.number===e),u=v(r);return S`<li class="event-${r.event}">
    <p class="what">
      <strong>${t(r.event,r.weight,r.wave)}</strong>
      <span class="when"
        ><time datetime="${r.at}">+${p(n-c.from)} · ${a(n)}</time> · weight
        ${g(r.weight)} · by ${r.actor}</span
      >
    </p>
    ${r.note===``||r.note===u?.reason?``:S`<p>${r.note}</p>`}
    ${u===null?``:S`<p class="verdict"><span class="kind ${u.kind}">${s[u.kind]}</span> ${u.reason}</p>`}
    ${l.length===0?``:W(l,e,o)}
  </li>`}function W(e,t,{release:n,stable:r}){let i=[`${n.name} (new)`,`${r?.name??`none`} (old)`,`Worse than allowed?`,`Good enough?`];return S`<div class="wide" tabindex="0" role="group" aria-label="Evidence for decision ${t}">
    <table class="evidence" role="table">
      <caption>
        Evidence at ${g(e[0]?.weight??0)}: bad requests (they missed the objective), and ln E against its threshold
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${[`SLI`,...i].map(e=>S`<th scope="col" role="columnheader">${e}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${e.map(e=>S`<tr role="row">
              <th scope="row" role="rowheader">${e.sli}</th>
              ${[G(e.candidate),G(e.stable),S`${e.worse}`,S`${e.goodEnough}`].map((e,t)=>S`<td role="cell" data-label="${i[t]??``}">${e}</td>`)}
            </tr>`)}
      </tbody>
    </table>
  </div>`}function G(e){return e.total===0?S`no requests`:S`<strong>${l(d(e))}</strong>
    <span class="of">${n(e.bad)} of ${n(e.total)}</span>`}function ce(e,t,n,r,i){return S`<section class="rollout" id="${i}" aria-labelledby="${i}-title">
    ${le(e,n,i)} ${r.length===0?ue():de(r)}
    <h3>Decisions</h3>
    ${H(e,t,n)}
  </section>`}function K({decision:e}){let{name:t,sign:n,tone:r}=m[e];return S`<span class="badge ${r}"><span class="sign" aria-hidden="true">${n}</span>${t}</span>`}function q({stable:e,release:t}){return S`${e?.name??`nothing`}
    <span class="arrow" role="img" aria-label="to">→</span> ${t.name}`}function le(e,t,n){let i=u[e.reason];return S`<header>
    <p class="where">${e.service} · ${e.environment} · ${e.strategy}</p>
    <h2 id="${n}-title"><span class="change">${q(e)}</span> ${K(e)}</h2>
    <p class="why"><strong>${fe(f[e.reason])}.</strong> ${e.message}</p>
    ${i===null?``:S`<p class="next">${i}</p>`}
    <dl class="facts">
      ${J(`Began`,S`${h(t.from)}`)}
      ${J(`Took`,S`${r(t.to-t.from)}`)}
      ${J(`Live now`,e.live===null?S`nothing`:S`${e.live.name}`)}
      ${Y(`New`,X(e.release))}
      ${Y(`Old`,e.stable===null?S`none: the first release`:X(e.stable))}
      ${Y(`Ledger`,S`<code>${e.ledger.ref}</code>${e.ledger.entry===null?``:S` at <code>${e.ledger.entry.slice(0,12)}</code>`}`)}
    </dl>
  </header>`}function J(e,t){return S`<div>
    <dt>${e}</dt>
    <dd>${t}</dd>
  </div>`}function Y(e,t){return S`<div class="long">
    <dt>${e}</dt>
    <dd>${t}</dd>
  </div>`}function X({name:e,digest:t,commit:n}){return S`${e} <code title="${t}">${o(t)}</code>${n===null?``:S` from <code title="${n}">${n.slice(0,12)}</code>`}`}function ue(){return S`<p class="quiet">
    There is nothing to draw: the new release got no traffic, so no look at its figures was taken.
  </p>`}function de(e){return S`<h3>Charts</h3>
    <p class="quiet hint">
      Numbered marks are the decisions below. Drag over a chart to look closer, double-click to see all.
    </p>
    <div class="charts">
      ${e.map(({title:e,summary:t,chart:n})=>S`<figure>
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
    </div>`}function fe(e){return e.charAt(0).toUpperCase()+e.slice(1)}function pe(e,t){return y(e).map(({number:e,at:n})=>({number:e,at:(n-t.from)/1e3}))}var me;function he(e){let t=e.map(({result:e,samples:t},n)=>{let r=`rollout-${n+1}`,i=_(e,t);return{key:r,result:e,samples:t,span:i,charts:te(e,t,i,r)}}),n={rollouts:t.map(({key:e,result:t,span:n,charts:r})=>({key:e,startedAt:n.from,length:(n.to-n.from)/1e3,marks:pe(t,n),charts:r.map(({chart:e})=>e)}))};return S(me||=E([`<!doctype html>
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
`]),new C(Q()),Z(e),new C(w),Z(e),e.length>1?ge(t):``,t.map(({result:e,samples:t,span:n,charts:r,key:i})=>ce(e,t,n,r,i)),_e(t.map(({span:e})=>e.to)),T(n),new C(x)).text}function Z(e){let[t]=e;return t===void 0?`No rollouts`:e.length===1?`${t.result.service}: ${t.result.release.name} to ${t.result.environment}`:`${[...new Set(e.map(({result:e})=>e.service))].join(`, `)}: ${e.length} rollouts`}function ge(e){return S`<nav aria-label="Rollouts">
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
        ${e.map(({key:e,result:t,span:n})=>S`<tr>
              <td><a href="#${e}">${q(t)}</a></td>
              <td>${K(t)}</td>
              <td>${f[t.reason]}</td>
              <td>${r(n.to-n.from)}</td>
            </tr>`)}
      </tbody>
    </table>
  </nav>`}function _e(e){return e.length===0?``:`, as of ${h(Math.max(...e))}`}function Q(){return`default-src 'none'; script-src '${$(x)}'; style-src '${$(w)}'; base-uri 'none'; form-action 'none'`}function $(e){return`sha256-${M(`sha256`).update(e).digest(`base64`)}`}export{he as renderHtml};