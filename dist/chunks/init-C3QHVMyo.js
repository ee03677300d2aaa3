import"./rolldown-runtime-B09viugM.js";import{D as e,M as t,S as n,i as r,j as i}from"./src-CAEbwZI1.js";import{_ as a}from"./src-Dfk6xQap.js";import{n as o}from"./user-error-DJ3JtGFC.js";import{t as s}from"./git-mkgn3x2u.js";import{n as c,t as l}from"./workspace-path-6jZxxJ5C.js";import{r as u}from"./layout-DxIKCDv7.js";import{mkdir as d,open as f,readdir as p,realpath as m,stat as h,writeFile as g}from"node:fs/promises";import{basename as _,dirname as v,extname as y,join as b,posix as x,resolve as ee}from"node:path";const S=`release`,te=[`node`,`server.js`];function ne(e,t,n){let r=e.start?.command??te;return`# yaml-language-server: $schema=./${n}
#
# How releases of this service reach their users.
# \`glidepath validate\` checks this file; \`glidepath plan\` shows every default that it leaves out.

service: ${e.service.value} # ${C(e.service.from)}

environments:
  ${t}:
    target:
      # An application on one host: processes behind a reverse proxy that splits and counts the traffic.
      local:
        # What is released. The workflow's build step makes this folder.
        artifact: ./${S}
        # Started in that folder without a shell; it must listen where PORT and HOST of its environment say.
        command: ${re(r)} # ${C(e.start?.from??null)}
        instances: 2
        # Where users come in. Each instance gets a port of its own.
        port: ${e.port.value} # ${C(e.port.from)}
        # Answers with success once an instance is ready.
        health: ${e.health.value} # ${C(e.health.from)}
    strategy:
      # The new release's share of the traffic, step by step; 100 % is implied.
      canary: [5%, 25%, 50%]
      # A step ends when the evidence is in: not before min, at the latest after max.
      bake: { min: 1m, max: 30m }
    slos: [availability, latency]
    # No rollout starts in this window:
    # gates: [{ freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }]

# What a release is judged by, against the release before it. Write what your users need.
slos:
  availability: 99.9%
  latency: 99% under 300ms
`}function C(e){return e===null?`a guess: nothing in the repository says it`:`from ${e}`}function re(e){return`[${e.map(e=>ie(e)?e:JSON.stringify(e)).join(`, `)}]`}function ie(e){return/^[A-Za-z./][A-Za-z0-9./_-]*$/.test(e)&&!/^(true|false|null|yes|no|on|off|\.inf|\.nan)$/i.test(e)}const w=`GLIDEPATH_PROMETHEUS_TOKEN`;async function T({workspace:e,env:t={}},n){let{context:r,workload:i}=n,s=E(n.prometheus,t),c=r!==null||i!==null||s!==null,l=i===null?null:ae(i);try{let{surveyCluster:n}=await import(`./survey-2KYjeBFQ.js`),a=await n({context:r,namespace:l},{workspace:e,env:t},()=>Date.now()),o=oe(a.workloads,i,a.context);if(o===null)return{kind:`none`,why:`The cluster of the context ${a.context} runs no workload.`};let{name:c,image:u}=se(o),d=s===null?null:await ce(s,o,u,{workspace:e,env:t});return{kind:`found`,place:{context:r,cluster:a.context,workload:o,container:o.containers.length>1?c:null,image:u,prometheus:s===null||d===null?null:{server:s,slos:d},notes:a.notes}}}catch(e){if(!(e instanceof a))throw e;if(c)throw new o(e.message);return{kind:`none`,why:t.KUBECONFIG===void 0?null:e.message}}}function E(e,n){if(e===null)return null;let r=URL.canParse(e)?new URL(e):null;if(r===null||!/^https?:$/.test(r.protocol))throw new o(`--prometheus is ${JSON.stringify(e)}, write a URL such as http://prometheus:9090`);if(r.username!==``||r.password!==``||r.search!==``)throw new o(`--prometheus has more than an address, which would show up in the file; set ${w} instead`);return{url:e.replace(/\/+$/,``),timeout:t(1e4),maxAge:t(15e4),headers:{},auth:n.GLIDEPATH_PROMETHEUS_TOKEN===void 0?null:{kind:`bearer`,env:w},tls:null}}function ae(e){let[t=``,n=``,r]=e.split(`/`);if(t!==``&&n!==``&&r===void 0)return t;throw new o(`--workload is ${JSON.stringify(e)}, write namespace/name, such as shop/checkout`)}function oe(e,t,n){let r=e.map(e=>`  ${e.namespace}/${e.name} (${e.kind})`).join(`
`);if(t!==null){let i=e.filter(({namespace:e,name:n})=>`${e}/${n}`===t);if(i[0]!==void 0)return i[0];let a=e.length===0?`there is none in that namespace`:`there are\n${r}`;throw new o(`no workload ${t} is in the cluster of the context ${n}, ${a}`)}let[i,a]=e;if(i===void 0||a===void 0)return i??null;throw new o(`several workloads are in the cluster of the context ${n}, say which one this repository is, --workload namespace/name, or --no-cluster\n${r}`)}function se({name:e,containers:t}){return t.find(t=>t.name===e)??t[0]??{name:e,image:``}}async function ce(e,t,n,r){let{surveyPrometheus:i}=await import(`./prometheus-D3SAJHH6.js`);return i(e,r,{...t,image:n})}async function le({workspace:e,env:t={}},{workload:n,image:r},i){let{createSource:a,withTemplates:o}=await import(`./registry-Bd1lezy8.js`),s=new Map,c=D(r);for(let r of i){let{source:i}=r;if(i.kind!==`prometheus`)continue;let l=await a(i,{workspace:e,env:t,lookLimit:i.server.timeout}),u=c===null?[]:n.hashes.map(e=>({hash:e,digest:c})),d=o(l,async()=>u),f=c===null||i.split.value===`name`||i.split.value===`commit`?null:{digest:c,name:c.slice(0,19),commit:null,committedAt:null},[p]=await d.check([r],{candidate:null,stable:f});p?.trouble!=null&&s.set(r.name,`${p.trouble.why}; ${p.trouble.mend}`)}return s}function D(e){let t=e.slice(e.indexOf(`@`)+1);return i(t)?t:null}const O={total:`http_requests_total{service="SERVICE"}`,bad:`http_requests_total{service="SERVICE",code=~"5.."}`};function ue(e,t,n,r,i){let{cluster:a,workload:o}=t,s=me(t,i);return[`# yaml-language-server: $schema=./${r}`,`#`,`# How releases of this service reach their users.`,"# `glidepath validate` checks this file; `glidepath plan` shows every default that it leaves out, and what a release would","# change in the cluster; `glidepath check-slos` asks what it is judged by.",``,`service: ${e.service.value} # ${e.service.from===null?`a guess`:`from ${P(e.service.from)}`}`,...i.repository===null?[]:[``,`# One image, by the Dockerfile; a release is its digest.`,`build: { image: ${F(i.repository)} }`],``,`environments:`,`  ${n}:`,`    target:`,`      # The ${o.kind} ${o.name}, found in the cluster of the context ${P(a)}.`,...de(t),`    strategy:`,...pe(t),`    slos: [${s.names.join(`, `)}]`,`    # No rollout starts in this window:`,`    # gates: [{ freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }]`,``,`# What a release is judged by, against the release before it. The objectives are a guess: write what your users need.`,`slos:`,...s.lines,``,`sources:`,...M(t),``].join(`
`)}function de({context:e,workload:t,container:n}){let{kind:r,namespace:i,name:a,scaler:o,routes:s,services:c}=t,l=s.find(({trouble:e})=>e===null);return[`      ${r===`Rollout`?`argo-rollouts`:`kubernetes`}:`,`        namespace: ${F(i)}`,`        ${r===`Rollout`?`rollout`:`deployment`}: ${F(a)}`,...e===null?[]:[`        context: ${F(e)}`],...n===null?[]:[`        container: ${F(n)} # a guess: its pods have ${t.containers.map(e=>e.name).join(`, `)}`],...o===null?[]:[`        # The HorizontalPodAutoscaler ${o} scales it; replicas are left to it.`],...r===`Rollout`?[]:fe(l?.traffic??null,s,c)]}function fe(e,t,n){if(e!==null)return[`        # The ${e.kind} ${e.name} leads to it, and its Services tell the two sides apart.`,`        traffic: ${k(e)}`];let[r]=t;return r===void 0?[`        # ${n.length===0?`No Service selects it`:`The Service ${n.join(`, `)} has its pods`}, and no route was found: a canary has its share by its pods.`]:[`        # The ${r.traffic.kind} ${r.traffic.name} leads to it, and could divide the traffic to the percent. Before that:`,`        # ${P(r.trouble??``)}`,`        # traffic: ${k(r.traffic)}`,`        # Until then a canary has its share by its pods.`]}function k({kind:e,name:t,stable:n,canary:r}){return`{ ${e}: ${F(t)}, stable: ${F(n)}, canary: ${F(r)} }`}function pe({workload:{course:e}}){return e===null?[`      # The new release's share of the traffic, step by step; 100 % is implied.`,`      canary: [5%, 25%, 50%]`,`      # A step ends when the evidence is in: not before min, at the latest after max.`,`      bake: { min: 1m, max: 30m }`]:e.kind===`blue-green`?[`      # As the Rollout goes.`,`      blue-green: { approval: ${e.waits?`true`:`false`} }`]:e.weights.length===0?[`      # The Rollout has no pause without a duration, at which it could be judged.`,`      rolling: { batches: 1 }`]:[`      # Where the Rollout pauses; the weights have to be the same in both.`,`      canary: [${e.weights.map(e=>n(e)).join(`, `)}]`,`      bake: { min: 1m, max: 30m }`]}function me({workload:t,prometheus:n},{troubles:r}){let{availability:i=null,latency:a=null,notes:o=[]}=n?.slos??{},s=[],c=o.map(e=>`  # ${P(e)}`);for(let[e,t]of r)c.push(`  # ${e} was found, but can't be measured: ${P(t)}`);if(i!==null&&!r.has(`availability`)&&(s.push(`availability`),c.push(`  # Found in Prometheus. ${A(i.split)}`,`  availability:`,`    objective: 99.9%`,`    prometheus:`,`      total: ${JSON.stringify(i.total)}`,`      bad: ${JSON.stringify(i.bad)}`,`      split: ${j(i.split)}`)),a!==null&&!r.has(`latency`)&&(s.push(`latency`),c.push(`  # Found in Prometheus; the threshold is an edge of the histogram. ${A(a.split)}`,`  latency:`,`    objective: 99% under ${e(a.threshold)}`,`    prometheus: { histogram: ${JSON.stringify(a.histogram)}, split: ${j(a.split)} }`)),s.length>0)return{names:s,lines:c};let l=e=>JSON.stringify(e.replace(`SERVICE`,t.name));return c.push(`  # A guess: write what counts the requests of this service, and the label that tells its releases apart.`,`  availability:`,`    objective: 99.9%`,`    prometheus:`,`      total: ${l(O.total)}`,`      bad: ${l(O.bad)}`,`      split: version`),{names:[`availability`],lines:c}}function A({label:e,value:t}){return t===`pod-template-hash`?`Releases are told apart by the hash of their pods, which the cluster tells.`:`Releases are told apart by ${e}, the release's ${t}${t===`name`?`: deliver with --release, as the label has it`:``}.`}function j({label:e,value:t}){return t===`name`?e:`{ label: ${e}, value: ${t} }`}function M({prometheus:e}){if(e===null)return[`  prometheus: { url: "http://prometheus:9090" } # a guess: none was asked`];let{url:t,auth:n}=e.server,r=n===null?``:`, auth: { bearer-env: ${w} }`;return[`  prometheus: { url: ${JSON.stringify(t)}${r} }`]}function N({image:e}){return D(e)!==null}function P(e){return e.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu,` `)}function F(e){return/^[A-Za-z][A-Za-z0-9./_-]*$/.test(e)&&!/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(e)?e:JSON.stringify(e)}const I=`OWNER/glidepath/.github/workflows/deliver.yml@v1`,L={npm:{locked:`npm ci`,loose:`npm install`,build:`npm run build`,prune:`npm prune --omit=dev`},pnpm:{locked:`pnpm install --frozen-lockfile`,loose:`pnpm install`,build:`pnpm run build`,prune:`pnpm prune --prod`},yarn:{locked:`yarn install --frozen-lockfile`,loose:`yarn install`,build:`yarn run build`,prune:`yarn install --production --ignore-scripts --prefer-offline`}};function R(e,t){return`name: Deliver

on:
  push:
    branches: [${JSON.stringify(e.branch.value)}]
  workflow_dispatch:

# Nothing, but for what the job below says.
permissions: {}

# No concurrency here: the called workflow queues the deliveries to each environment by itself.
jobs:
  deliver:
    name: Deliver
    permissions:
      contents: write # the ledger, refs/glidepath/*
      deployments: write # a deployment for each rollout
      issues: write # an issue after a rollback
      pull-requests: write # comments on the pull requests of a release that was rolled back
      actions: read # whether the run that holds a rollout is alive
    # Put the repository that you take Glidepath from in place of OWNER/glidepath. v1 brings mends by itself; put a
    # commit's sha in its place to decide on each of them.
    # zizmor: ignore[unpinned-uses] the tag is what users follow, see above
    uses: ${I}
    with:
      file: ${JSON.stringify(t)}
      # Everything that the service needs to run, in the folder that the delivery file releases.
      build-command: |
        rm -rf ${S} && mkdir ${S}
        git archive HEAD | tar -x -C ${S}
${z(e).join(`
`)}
      artifact-path: ${S}
      # The local target runs the service on the runner's own host: this must be a self-hosted runner on that host.
      runs-on: self-hosted
`}function z({packages:e}){if(e===null)return[`        # Build here what the service needs beside its sources.`];let{locked:t,loose:n,build:r,prune:i}=L[e.manager],a=[e.locked?t:n,...e.builds?[r]:[],i];return[`        cd ${S}`,...a.map(e=>`        ${e}`)]}function he(e,t){let n=I.replace(`deliver.yml`,`build.yml`);return`name: Deliver

on:
  push:
    branches: [${JSON.stringify(e.branch.value)}]
  workflow_dispatch:

# Nothing, but for what the jobs below say.
permissions: {}

# No concurrency here: the called workflow queues the deliveries to each environment by itself.
jobs:
  build:
    name: Build
    permissions:
      contents: read
      packages: write # the image at ghcr.io
    # Put the repository that you take Glidepath from in place of OWNER/glidepath. v1 brings mends by itself; put a
    # commit's sha in its place to decide on each of them.
    # zizmor: ignore[unpinned-uses] the tag is what users follow, see above
    uses: ${n}
    with:
      file: ${JSON.stringify(t)}

  deliver:
    name: Deliver
    needs: build
    permissions:
      contents: write # the ledger, refs/glidepath/*
      deployments: write # a deployment for each rollout
      issues: write # an issue after a rollback
      pull-requests: write # comments on the pull requests of a release that was rolled back
      actions: read # whether the run that holds a rollout is alive
    # zizmor: ignore[unpinned-uses] the tag is what users follow, see above
    uses: ${I}
    with:
      file: ${JSON.stringify(t)}
      digest: \${{ needs.build.outputs.digest }}
      # A runner that reaches the cluster, with a kubeconfig or in a pod whose service account may do what docs/targets says.
      runs-on: self-hosted
`}async function ge(e,t,{found:n,environment:i,schemaFile:a,file:o}){let s=e=>ue(n,t,i,a,e),c=B(t.image),l={repository:r(s({repository:c,troubles:new Map}),o).ok?c:null,troubles:new Map},u=r(s(l),o),d=u.ok?u.delivery.environments[0]?.slos??[]:[],f=await le(e,t,t.prometheus===null?[]:d);return{delivery:s({...l,troubles:f}),workflow:he(n,o),found:_e(t,f),todo:ye(t,l,f,o)}}function _e(e,t){let{cluster:n,workload:r,prometheus:i,image:a,notes:o}=e,{kind:s,namespace:c,name:l,routes:u,services:d,scaler:f}=r;return[`the ${s} ${c}/${l} runs ${a} (the cluster of the context ${n})`,...d.length===0?[]:[`its pods are behind ${d.map(e=>`the Service ${e}`).join(`, `)}`],...u.map(({traffic:e,trouble:t})=>t===null?`the ${e.kind} ${e.name} can divide its traffic`:`the ${e.kind} ${e.name} leads to it, and can't divide its traffic yet`),...f===null?[]:[`the HorizontalPodAutoscaler ${f} scales it`],...i===null?[]:ve(i.slos,t),...o]}function ve({availability:e,latency:t,notes:n},r){return[...e===null||r.has(`availability`)?[]:[`${e.total} counts its requests, told apart by ${e.split.label}`],...t===null||r.has(`latency`)?[]:[`${t.histogram} times them, told apart by ${t.split.label}`],...n,...[...r].map(([e,t])=>`${e} can't be measured: ${t}`)]}function ye(e,{repository:t},n,r){let{workload:i,prometheus:a,image:o,container:s}=e,{kind:c,namespace:l,name:u,containers:d,routes:f}=i,p=a?.slos,m=[p?.availability!=null&&!n.has(`availability`),p?.latency!=null&&!n.has(`latency`)],h=s??d[0]?.name??u,[g]=f,_=f.some(({trouble:e})=>e===null);return[...N(e)||c===`Rollout`?[]:[`pin the image by its digest, or nobody knows what to go back to: kubectl set image deployment/${u} -n ${l} ${h}=${B(o)??o}@sha256:...`],...s===null?[]:[`check in ${r} whose image is released: container`],...g===void 0||_||c===`Rollout`||g.trouble===null?[]:[`for shares to the percent: ${g.trouble} Then write traffic in ${r}`],...m.includes(!0)?["ask for what it is judged by: `glidepath check-slos`"]:[`write in ${r} what it is judged by, and where: slos and sources are a guess; --prometheus finds what is there`],...t===null?[`write in ${r} how the image is built: build`]:[],`give the runner a way into the cluster; docs/targets has the least Role`,`write in .github/workflows/deliver.yml where Glidepath comes from: ${I} stands for it`,"see what a delivery will do, and what it would change in the cluster: `glidepath plan`"]}function B(e){let[t=``]=e.split(`@`),n=t.indexOf(`:`,t.lastIndexOf(`/`)+1),r=n===-1?t:t.slice(0,n);return r===``?null:r}const be=new Set([`.js`,`.mjs`,`.cjs`,`.ts`,`.mts`,`.cts`,`.tsx`,`.jsx`,`.py`,`.rb`,`.go`,`.rs`,`.java`,`.kt`,`.cs`,`.php`]),xe=/^(\..*|node_modules|vendor|target|test|tests|__tests__|spec|docs|coverage)$/,V=131072;async function Se(e){let t=[],n=[``];for(let r=0;r<5&&n.length>0;r++){let r=[];for(let i of n){let n=await p(b(e,i),{withFileTypes:!0}).catch(()=>[]);for(let a of n.toSorted((e,t)=>e.name<t.name?-1:1)){if(t.length>=300)return t;let n=b(i,a.name);if(a.isDirectory()&&!xe.test(a.name)&&r.push(n),!a.isFile()||!be.has(y(a.name))||/\.(test|spec)\./.test(a.name))continue;let o=await H(b(e,n));o!==null&&t.push({path:n,text:o})}}n=r}return t}async function H(e){try{let t=await f(e);try{let{buffer:e,bytesRead:n}=await t.read(Buffer.alloc(V),0,V,0);return e.toString(`utf8`,0,n)}finally{await t.close()}}catch{return null}}function Ce(e){if(e===null)return null;let t=U(e);return{command:t?.[0]===`node`?t:[`npm`,`start`],from:`the start script in package.json`,shell:!1}}function we(e){let t=/^web:[ \t]*(\S.*)$/m.exec(e??``)?.[1];return t===void 0?null:W(t.trim(),`the Procfile`)}function Te(e){let t=(e??``).replaceAll(/\\\r?\n/g,` `).split(/\r?\n/),n=`the Dockerfile`,r=t.slice(t.findLastIndex(e=>/^\s*FROM\s/i.test(e))+1),i=e=>r.findLast(t=>new RegExp(String.raw`^\s*${e}\s`,`i`).test(t))?.trim().slice(e.length).trim(),a=i(`ENTRYPOINT`),o=i(`CMD`),s=a===void 0?[]:G(a);if(s===null)return W(a??``,n);if(o===void 0)return s.length===0?null:{command:s,from:n,shell:!1};let c=G(o);return c===null?s.length===0?W(o,n):{command:s,from:n,shell:!1}:{command:[...s,...c],from:n,shell:!1}}function U(e){let t=e.trim().split(/\s+/);return t[0]?.includes(`=`)===!0?null:t.every(e=>/^[A-Za-z0-9@%+:,./_-][A-Za-z0-9@%+=:,./_-]*$/.test(e))?t:null}function W(e,t){let n=U(e);return n===null?{command:[`sh`,`-c`,`exec ${e.replace(/^exec\s+/,``)}`],from:t,shell:!0}:{command:n,from:t,shell:!1}}function G(e){try{let t=JSON.parse(e);if(!Array.isArray(t))return null;let n=t.filter(e=>typeof e==`string`);return n.length===t.length?n:null}catch{return null}}const Ee=[`npm`,`pnpm`,`yarn`];async function De(e){let[t,n,r,i,a]=await Promise.all([Oe(e),H(b(e,`Dockerfile`)),H(b(e,`Procfile`)),H(b(e,`.env.example`)),Se(e)]);return{service:await ke(e,t.name),start:Ce(t.start)??we(r)??Te(n)??Ae(a),port:je(n,i,a),health:Ne(a),readsPort:a.length===0?null:a.some(({text:e})=>/\bPORT\b/.test(e)),packages:t.found?await Fe(e,t.build!==null):null,branch:await Ie(e)}}async function Oe(e){let t=Re(await H(b(e,`package.json`))),n=J(t,`scripts`);return{found:t!==null,name:Y(J(t,`name`)),start:Y(J(n,`start`)),build:Y(J(n,`build`))}}async function ke(e,t){let n=K(t?.replace(/^@[^/]*\//,``)??``);if(n!==null)return{value:n,from:`package.json`};let r=await s(e,[`remote`,`get-url`,`origin`]),i=K(/([^/:]+?)(?:\.git)?\/?$/.exec(r??``)?.[1]??``);if(i!==null)return{value:i,from:`the remote's address`};let a=K(_(e));return a===null?{value:`service`,from:null}:{value:a,from:`the folder's name`}}function K(e){let t=e.toLowerCase().replaceAll(/[^a-z0-9]+/g,`-`).slice(0,63).replaceAll(/^-+|-+$/g,``);return/[a-z]/.test(t)?t:null}function Ae(e){for(let t of[`server.js`,`server.mjs`,`app.js`,`index.js`,`src/server.js`,`src/index.js`,`main.js`])if(e.some(e=>e.path===t))return{command:[`node`,t],from:t,shell:!1};return null}function je(e,t,n){let r=q(/^\s*EXPOSE\s+(\d+)/im.exec(e??``)?.[1]);if(r!==null)return{value:r,from:`EXPOSE in the Dockerfile`};let i=q(/^\s*(?:export\s+)?PORT\s*=\s*["']?(\d+)/m.exec(t??``)?.[1]);if(i!==null)return{value:i,from:`PORT in .env.example`};for(let{path:e,text:t}of n){let n=q(/\bPORT\b["'`\])]*\s*(?:\|\||\?\?|,)\s*["']?(\d{2,5})\b/.exec(t)?.[1]);if(n!==null)return{value:n,from:e}}return{value:8080,from:null}}function q(e){let t=Number(e);return t>=1&&t<=65535?t:null}const Me=[`/readyz`,`/ready`,`/health/ready`,`/healthz`,`/health`,`/api/healthz`,`/api/health`,`/_health`,`/livez`,`/up`,`/ping`];function Ne(e){for(let t of Me){let n=e.find(({text:e})=>[`"`,`'`,"`"].some(n=>e.includes(`${n}${t}${n}`)));if(n!==void 0)return{value:t,from:n.path}}return{value:`/`,from:null}}const Pe={npm:`package-lock.json`,pnpm:`pnpm-lock.yaml`,yarn:`yarn.lock`};async function Fe(e,t){for(let n of Ee)if(await Le(b(e,Pe[n])))return{manager:n,locked:!0,builds:t};return{manager:`npm`,locked:!1,builds:t}}async function Ie(e){let t=await s(e,[`symbolic-ref`,`--short`,`refs/remotes/origin/HEAD`]);if(t!==null)return{value:t.replace(/^origin\//,``),from:`the remote's default branch`};let n=await s(e,[`symbolic-ref`,`--short`,`HEAD`]);return n===null?{value:`main`,from:null}:{value:n,from:`the branch that is checked out`}}async function Le(e){return h(e).then(()=>!0,()=>!1)}function Re(e){try{return e===null?null:JSON.parse(e)}catch{return null}}function J(e,t){return typeof e==`object`&&e?Object.entries(e).find(([e])=>e===t)?.[1]:void 0}function Y(e){return typeof e==`string`&&e.trim()!==``?e:null}const X=`.github/workflows/deliver.yml`,Z=`delivery.schema.json`;async function Q(e,{file:t,environment:n,force:r,cluster:i}){let{workspace:a}=e,o=l(a,t),s=n??`production`,c=await De(a),u=i===null?null:await T(e,i),f=u?.kind===`found`?await ge(e,u.place,{found:c,environment:s,schemaFile:Z,file:o}):ze(c,s,o,u?.why??null);Be(f.delivery,o);let p=x.join(x.dirname(o),Z),m=[{path:o,text:f.delivery},{path:p,text:`{
  "title": "Glidepath delivery file",
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "service": {
      "type": "string",
      "description": "Name of the service: 1 to 63 of a-z, 0-9 and -, with a letter, - neither first nor last. It names the ledger.",
      "examples": ["checkout"],
      "pattern": "^(?=[0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"
    },
    "build": {
      "description": "How the release is made, for glidepath build: exactly one of image, artifact and command, or several such mappings by their names.",
      "anyOf": [
        {
          "type": "object",
          "properties": {
            "image": {
              "description": "A container image by a Dockerfile. Short form: the repository.",
              "anyOf": [
                {
                  "type": "string",
                  "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                  "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                  "examples": ["ghcr.io/acme/checkout"]
                },
                {
                  "type": "object",
                  "properties": {
                    "repository": {
                      "type": "string",
                      "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                      "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                      "examples": ["ghcr.io/acme/checkout"]
                    },
                    "context": {
                      "description": "The folder that is sent to the builder, without what its .dockerignore leaves out.",
                      "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                      "default": ".",
                      "type": "string",
                      "examples": ["./app"]
                    },
                    "dockerfile": {
                      "description": "The Dockerfile, relative to the workspace. Without it the Dockerfile of the context.",
                      "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                      "type": "string",
                      "examples": ["docker/app.Dockerfile"]
                    },
                    "target": {
                      "type": "string",
                      "description": "The stage of the Dockerfile to stop at. Without it the last one.",
                      "examples": ["app"],
                      "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$"
                    },
                    "args": {
                      "description": "Build arguments. They stay readable in the image: no place for secrets.",
                      "examples": [{ "NODE_VERSION": "24" }],
                      "default": {},
                      "type": "object",
                      "propertyNames": {
                        "type": "string",
                        "description": "Name of an ARG.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                      },
                      "additionalProperties": { "type": "string" }
                    },
                    "secrets": {
                      "description": "Secrets by the ids under which the Dockerfile mounts them, and the environment variables that hold them. They are in no layer.",
                      "examples": [{ "npm": "NPM_TOKEN" }],
                      "default": {},
                      "type": "object",
                      "propertyNames": {
                        "type": "string",
                        "description": "Id of a secret.",
                        "pattern": "^[A-Za-z][\\\\w.-]*$"
                      },
                      "additionalProperties": {
                        "type": "string",
                        "description": "Environment variable that holds the secret.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["NPM_TOKEN"]
                      }
                    },
                    "platforms": {
                      "description": "The platforms that it is built for. Without it that of the builder.",
                      "anyOf": [
                        {
                          "type": "string",
                          "description": "os/architecture, perhaps with /variant.",
                          "pattern": "^[a-z0-9]+\\\\/[a-z0-9_]+(?:\\\\/[a-z0-9.]+)?$"
                        },
                        {
                          "type": "array",
                          "items": {
                            "type": "string",
                            "description": "os/architecture, perhaps with /variant.",
                            "pattern": "^[a-z0-9]+\\\\/[a-z0-9_]+(?:\\\\/[a-z0-9.]+)?$"
                          },
                          "description": "None twice.",
                          "minItems": 1,
                          "uniqueItems": true
                        }
                      ],
                      "examples": [["linux/amd64", "linux/arm64"]]
                    },
                    "labels": {
                      "description": "Labels beside those that are set by themselves: revision, source, created and version of org.opencontainers.image.",
                      "examples": [{ "org.opencontainers.image.licenses": "Apache-2.0" }],
                      "default": {},
                      "type": "object",
                      "propertyNames": {
                        "type": "string",
                        "description": "Name of a label.",
                        "pattern": "^[^\\\\s=\\\\0]+$"
                      },
                      "additionalProperties": { "type": "string" }
                    },
                    "cache": {
                      "description": "Where layers are kept from one build to the next.",
                      "type": "object",
                      "properties": {
                        "gha": {
                          "description": "GitHub's own cache, under this name.",
                          "examples": ["checkout"],
                          "type": "string"
                        },
                        "registry": {
                          "description": "A repository that holds layers and nothing else.",
                          "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                          "examples": ["ghcr.io/acme/checkout-cache"],
                          "type": "string"
                        },
                        "local": {
                          "description": "A folder of the workspace.",
                          "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                          "type": "string",
                          "examples": [".cache/layers"]
                        }
                      },
                      "additionalProperties": false,
                      "oneOf": [
                        { "required": ["gha"] },
                        { "required": ["registry"] },
                        { "required": ["local"] }
                      ],
                      "examples": [{ "gha": "checkout" }]
                    }
                  },
                  "required": ["repository"],
                  "additionalProperties": false
                }
              ],
              "examples": ["ghcr.io/acme/checkout"]
            },
            "artifact": {
              "description": "A folder or a file, packed so that the same content has the same digest.",
              "type": "object",
              "properties": {
                "repository": {
                  "type": "string",
                  "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                  "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                  "examples": ["ghcr.io/acme/checkout"]
                },
                "path": {
                  "description": "The folder or file that is packed, relative to the workspace.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["./dist"]
                }
              },
              "required": ["repository", "path"],
              "additionalProperties": false,
              "examples": [{ "repository": "ghcr.io/acme/site", "path": "./dist" }]
            },
            "command": {
              "description": "A program that builds and pushes by itself. The registry is asked for its digest.",
              "examples": [{ "repository": "ghcr.io/acme/app", "run": ["make", "push"] }],
              "type": "object",
              "properties": {
                "repository": {
                  "type": "string",
                  "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                  "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                  "examples": ["ghcr.io/acme/checkout"]
                },
                "run": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "Program and arguments, run without a shell in the workspace. It pushes to what is in the variable GLIDEPATH_IMAGE.",
                  "examples": [["make", "push"]],
                  "minItems": 1
                }
              },
              "required": ["repository", "run"],
              "additionalProperties": false
            },
            "proof": {
              "description": "What is written down and signed of how it was made, after the push: its provenance, and with sbom what it is made of. Short form: true.",
              "anyOf": [
                { "type": "boolean", "const": true },
                {
                  "type": "object",
                  "properties": {
                    "sbom": {
                      "description": "What it is made of: the tool that lists it, syft, trivy or cdxgen, or the path of a document in SPDX or CycloneDX that the build has written.",
                      "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                      "type": "string",
                      "examples": ["syft", "./build/bom.json"]
                    },
                    "key": {
                      "description": "The key that signs, instead of the run's own identity.",
                      "examples": [{ "env": "GLIDEPATH_SIGNING_KEY" }],
                      "type": "object",
                      "properties": {
                        "env": {
                          "type": "string",
                          "description": "Environment variable that holds a private key as PEM.",
                          "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                          "examples": ["GLIDEPATH_SIGNING_KEY"]
                        }
                      },
                      "required": ["env"],
                      "additionalProperties": false
                    },
                    "sigstore": {
                      "description": "Who certifies the run's identity. public-good: Sigstore, whose log everybody can read. github: GitHub's own. Without it public-good in a public repository and github elsewhere.",
                      "anyOf": [
                        { "type": "string", "enum": ["public-good", "github"] },
                        {
                          "type": "object",
                          "properties": {
                            "fulcio": {
                              "description": "Where certificates are given out.",
                              "type": "string",
                              "examples": ["https://fulcio.acme.example"]
                            },
                            "rekor": {
                              "description": "Its transparency log.",
                              "type": "string",
                              "examples": ["https://rekor.acme.example"]
                            },
                            "tsa": {
                              "description": "Its timestamp authority.",
                              "type": "string",
                              "examples": ["https://tsa.acme.example"]
                            }
                          },
                          "required": ["fulcio"],
                          "additionalProperties": false
                        }
                      ],
                      "examples": [
                        "public-good",
                        { "fulcio": "https://fulcio.acme.example", "tsa": "https://tsa.acme.example" }
                      ]
                    }
                  },
                  "additionalProperties": false
                }
              ],
              "examples": [true, { "sbom": "syft" }]
            }
          },
          "additionalProperties": false,
          "description": "Exactly one of image, artifact and command. Beside it may stand proof.",
          "oneOf": [{ "required": ["image"] }, { "required": ["artifact"] }, { "required": ["command"] }]
        },
        {
          "type": "object",
          "propertyNames": {
            "type": "string",
            "description": "A name: 1 to 63 of a-z, 0-9 and -, with a letter, - neither first nor last.",
            "pattern": "^(?=[0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"
          },
          "additionalProperties": {
            "type": "object",
            "properties": {
              "image": {
                "description": "A container image by a Dockerfile. Short form: the repository.",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                    "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                    "examples": ["ghcr.io/acme/checkout"]
                  },
                  {
                    "type": "object",
                    "properties": {
                      "repository": {
                        "type": "string",
                        "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                        "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                        "examples": ["ghcr.io/acme/checkout"]
                      },
                      "context": {
                        "description": "The folder that is sent to the builder, without what its .dockerignore leaves out.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "default": ".",
                        "type": "string",
                        "examples": ["./app"]
                      },
                      "dockerfile": {
                        "description": "The Dockerfile, relative to the workspace. Without it the Dockerfile of the context.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["docker/app.Dockerfile"]
                      },
                      "target": {
                        "type": "string",
                        "description": "The stage of the Dockerfile to stop at. Without it the last one.",
                        "examples": ["app"],
                        "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$"
                      },
                      "args": {
                        "description": "Build arguments. They stay readable in the image: no place for secrets.",
                        "examples": [{ "NODE_VERSION": "24" }],
                        "default": {},
                        "type": "object",
                        "propertyNames": {
                          "type": "string",
                          "description": "Name of an ARG.",
                          "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                        },
                        "additionalProperties": { "type": "string" }
                      },
                      "secrets": {
                        "description": "Secrets by the ids under which the Dockerfile mounts them, and the environment variables that hold them. They are in no layer.",
                        "examples": [{ "npm": "NPM_TOKEN" }],
                        "default": {},
                        "type": "object",
                        "propertyNames": {
                          "type": "string",
                          "description": "Id of a secret.",
                          "pattern": "^[A-Za-z][\\\\w.-]*$"
                        },
                        "additionalProperties": {
                          "type": "string",
                          "description": "Environment variable that holds the secret.",
                          "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                          "examples": ["NPM_TOKEN"]
                        }
                      },
                      "platforms": {
                        "description": "The platforms that it is built for. Without it that of the builder.",
                        "anyOf": [
                          {
                            "type": "string",
                            "description": "os/architecture, perhaps with /variant.",
                            "pattern": "^[a-z0-9]+\\\\/[a-z0-9_]+(?:\\\\/[a-z0-9.]+)?$"
                          },
                          {
                            "type": "array",
                            "items": {
                              "type": "string",
                              "description": "os/architecture, perhaps with /variant.",
                              "pattern": "^[a-z0-9]+\\\\/[a-z0-9_]+(?:\\\\/[a-z0-9.]+)?$"
                            },
                            "description": "None twice.",
                            "minItems": 1,
                            "uniqueItems": true
                          }
                        ],
                        "examples": [["linux/amd64", "linux/arm64"]]
                      },
                      "labels": {
                        "description": "Labels beside those that are set by themselves: revision, source, created and version of org.opencontainers.image.",
                        "examples": [{ "org.opencontainers.image.licenses": "Apache-2.0" }],
                        "default": {},
                        "type": "object",
                        "propertyNames": {
                          "type": "string",
                          "description": "Name of a label.",
                          "pattern": "^[^\\\\s=\\\\0]+$"
                        },
                        "additionalProperties": { "type": "string" }
                      },
                      "cache": {
                        "description": "Where layers are kept from one build to the next.",
                        "type": "object",
                        "properties": {
                          "gha": {
                            "description": "GitHub's own cache, under this name.",
                            "examples": ["checkout"],
                            "type": "string"
                          },
                          "registry": {
                            "description": "A repository that holds layers and nothing else.",
                            "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                            "examples": ["ghcr.io/acme/checkout-cache"],
                            "type": "string"
                          },
                          "local": {
                            "description": "A folder of the workspace.",
                            "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                            "type": "string",
                            "examples": [".cache/layers"]
                          }
                        },
                        "additionalProperties": false,
                        "oneOf": [
                          { "required": ["gha"] },
                          { "required": ["registry"] },
                          { "required": ["local"] }
                        ],
                        "examples": [{ "gha": "checkout" }]
                      }
                    },
                    "required": ["repository"],
                    "additionalProperties": false
                  }
                ],
                "examples": ["ghcr.io/acme/checkout"]
              },
              "artifact": {
                "description": "A folder or a file, packed so that the same content has the same digest.",
                "type": "object",
                "properties": {
                  "repository": {
                    "type": "string",
                    "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                    "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                    "examples": ["ghcr.io/acme/checkout"]
                  },
                  "path": {
                    "description": "The folder or file that is packed, relative to the workspace.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "type": "string",
                    "examples": ["./dist"]
                  }
                },
                "required": ["repository", "path"],
                "additionalProperties": false,
                "examples": [{ "repository": "ghcr.io/acme/site", "path": "./dist" }]
              },
              "command": {
                "description": "A program that builds and pushes by itself. The registry is asked for its digest.",
                "examples": [{ "repository": "ghcr.io/acme/app", "run": ["make", "push"] }],
                "type": "object",
                "properties": {
                  "repository": {
                    "type": "string",
                    "description": "Registry and repository that it is pushed to. The build gives it its tags.",
                    "pattern": "^(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?:\\\\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$",
                    "examples": ["ghcr.io/acme/checkout"]
                  },
                  "run": {
                    "type": "array",
                    "items": { "type": "string" },
                    "description": "Program and arguments, run without a shell in the workspace. It pushes to what is in the variable GLIDEPATH_IMAGE.",
                    "examples": [["make", "push"]],
                    "minItems": 1
                  }
                },
                "required": ["repository", "run"],
                "additionalProperties": false
              },
              "proof": {
                "description": "What is written down and signed of how it was made, after the push: its provenance, and with sbom what it is made of. Short form: true.",
                "anyOf": [
                  { "type": "boolean", "const": true },
                  {
                    "type": "object",
                    "properties": {
                      "sbom": {
                        "description": "What it is made of: the tool that lists it, syft, trivy or cdxgen, or the path of a document in SPDX or CycloneDX that the build has written.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["syft", "./build/bom.json"]
                      },
                      "key": {
                        "description": "The key that signs, instead of the run's own identity.",
                        "examples": [{ "env": "GLIDEPATH_SIGNING_KEY" }],
                        "type": "object",
                        "properties": {
                          "env": {
                            "type": "string",
                            "description": "Environment variable that holds a private key as PEM.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                            "examples": ["GLIDEPATH_SIGNING_KEY"]
                          }
                        },
                        "required": ["env"],
                        "additionalProperties": false
                      },
                      "sigstore": {
                        "description": "Who certifies the run's identity. public-good: Sigstore, whose log everybody can read. github: GitHub's own. Without it public-good in a public repository and github elsewhere.",
                        "anyOf": [
                          { "type": "string", "enum": ["public-good", "github"] },
                          {
                            "type": "object",
                            "properties": {
                              "fulcio": {
                                "description": "Where certificates are given out.",
                                "type": "string",
                                "examples": ["https://fulcio.acme.example"]
                              },
                              "rekor": {
                                "description": "Its transparency log.",
                                "type": "string",
                                "examples": ["https://rekor.acme.example"]
                              },
                              "tsa": {
                                "description": "Its timestamp authority.",
                                "type": "string",
                                "examples": ["https://tsa.acme.example"]
                              }
                            },
                            "required": ["fulcio"],
                            "additionalProperties": false
                          }
                        ],
                        "examples": [
                          "public-good",
                          { "fulcio": "https://fulcio.acme.example", "tsa": "https://tsa.acme.example" }
                        ]
                      }
                    },
                    "additionalProperties": false
                  }
                ],
                "examples": [true, { "sbom": "syft" }]
              }
            },
            "additionalProperties": false,
            "description": "Exactly one of image, artifact and command. Beside it may stand proof.",
            "oneOf": [{ "required": ["image"] }, { "required": ["artifact"] }, { "required": ["command"] }]
          }
        }
      ],
      "examples": [
        { "image": "ghcr.io/acme/checkout" },
        { "site": { "artifact": { "repository": "ghcr.io/acme/site", "path": "./dist" } } }
      ]
    },
    "environments": {
      "type": "object",
      "propertyNames": {
        "type": "string",
        "description": "A name: 1 to 63 of a-z, 0-9 and -, with a letter, - neither first nor last.",
        "pattern": "^(?=[0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"
      },
      "additionalProperties": {
        "type": "object",
        "properties": {
          "after": {
            "description": "The environment in which a release must have been promoted before it may come here.",
            "examples": ["staging"],
            "type": "string"
          },
          "takes-back": {
            "description": "The environment whose release goes back too, once one has gone back here: the code behind a flag. The one of after.",
            "examples": ["production"],
            "type": "string"
          },
          "url": {
            "description": "Where people reach the service there; shown with each deployment. An http or https address.",
            "type": "string",
            "examples": ["https://shop.example.com"]
          },
          "target": {
            "description": "What runs the release: exactly one of local, kubernetes, argo-rollouts, launchdarkly and unleash.",
            "type": "object",
            "properties": {
              "local": {
                "description": "An application on one host: processes behind a reverse proxy that splits the traffic and counts it.",
                "type": "object",
                "properties": {
                  "artifact": {
                    "description": "File or folder that is the release, relative to the workspace. Its content is what the digest names.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "type": "string",
                    "examples": ["./dist"]
                  },
                  "command": {
                    "type": "array",
                    "items": { "type": "string" },
                    "description": "Program and arguments, started without a shell inside the artifact's folder. PORT and HOST, where it must listen, are in its environment.",
                    "examples": [["node", "server.js"]],
                    "minItems": 1
                  },
                  "instances": {
                    "description": "How many processes serve each release.",
                    "default": 2,
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 64
                  },
                  "host": {
                    "description": "Address where the reverse proxy listens.",
                    "examples": ["0.0.0.0"],
                    "default": "127.0.0.1",
                    "type": "string"
                  },
                  "port": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 65535,
                    "description": "Port where the reverse proxy listens.",
                    "examples": [8080]
                  },
                  "metrics-port": {
                    "description": "Port where the counters are exposed as Prometheus text, on the same address. Without it they are not exposed.",
                    "examples": [9464],
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 65535
                  },
                  "health": {
                    "description": "How an instance is found to be ready. Short form: the path.",
                    "default": {},
                    "anyOf": [
                      { "type": "string", "description": "A path on a server.", "pattern": "^\\\\/[!-~]*$" },
                      {
                        "type": "object",
                        "properties": {
                          "path": {
                            "description": "Path that an instance answers with success once it is ready.",
                            "examples": ["/healthz"],
                            "default": "/",
                            "type": "string",
                            "pattern": "^\\\\/[!-~]*$"
                          },
                          "interval": {
                            "description": "Time between two probes of an instance.",
                            "default": "1s",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string"
                          },
                          "timeout": {
                            "description": "How long a probe waits for the answer.",
                            "default": "1s",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string"
                          },
                          "deadline": {
                            "description": "How long a new instance may take to answer for the first time.",
                            "default": "30s",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string"
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["/healthz"]
                  },
                  "stop": {
                    "description": "How an instance is taken away.",
                    "default": {},
                    "type": "object",
                    "properties": {
                      "drain": {
                        "description": "How long requests under way may take to end before the instance is stopped.",
                        "default": "5m",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                        "type": "string"
                      },
                      "grace": {
                        "description": "How long an instance may take to stop by itself after SIGTERM, before SIGKILL.",
                        "default": "10s",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                        "type": "string"
                      }
                    },
                    "additionalProperties": false
                  },
                  "env": {
                    "description": "Environment variables of each instance. PORT and HOST are set already. No place for secrets: use env-file.",
                    "examples": [{ "LOG_LEVEL": "info" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": {
                      "type": "string",
                      "description": "Name of a variable; neither PORT nor HOST.",
                      "pattern": "^(?!(?:PORT|HOST)$)[A-Za-z_][A-Za-z0-9_]*$"
                    },
                    "additionalProperties": { "type": "string" }
                  },
                  "env-file": {
                    "description": "File of NAME=value lines, relative to the workspace, read when the release is staged.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "type": "string",
                    "examples": [".env"]
                  }
                },
                "required": ["artifact", "command", "port"],
                "additionalProperties": false
              },
              "kubernetes": {
                "description": "A Deployment in a Kubernetes cluster, released by the digest of its image: rolling, or with a canary beside it.",
                "type": "object",
                "properties": {
                  "deployment": {
                    "type": "string",
                    "description": "The Deployment; it has to be there.",
                    "pattern": "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
                    "examples": ["checkout"]
                  },
                  "namespace": {
                    "description": "Its namespace.",
                    "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                    "examples": ["shop"],
                    "default": "default",
                    "type": "string"
                  },
                  "context": {
                    "type": "string",
                    "description": "The context of the kubeconfig, and so the cluster. Without it the current one.",
                    "examples": ["eu-1"]
                  },
                  "kubeconfig": {
                    "description": "The kubeconfig, relative to the workspace. Without it: KUBECONFIG, ~/.kube/config, or the service account of the pod that this runs in.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "type": "string",
                    "examples": ["./kubeconfig"]
                  },
                  "container": {
                    "type": "string",
                    "description": "Whose image is released; needed where the pods have several containers.",
                    "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                    "examples": ["api"]
                  },
                  "image": {
                    "type": "string",
                    "description": "The repository of the images, without tag and digest. Without it, that of the image which runs.",
                    "examples": ["ghcr.io/acme/checkout"],
                    "pattern": "^[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\\\\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$"
                  },
                  "traffic": {
                    "description": "What divides the traffic of a canary, or switches blue-green. Without it the number of pods on each side does, behind one Service; blue-green switches that Service.",
                    "type": "object",
                    "properties": {
                      "httpRoute": {
                        "type": "string",
                        "description": "An HTTPRoute of the Gateway API.",
                        "pattern": "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
                        "examples": ["checkout"]
                      },
                      "virtualService": {
                        "type": "string",
                        "description": "A VirtualService of Istio.",
                        "pattern": "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
                        "examples": ["checkout"]
                      },
                      "traefikService": {
                        "type": "string",
                        "description": "A weighted TraefikService.",
                        "pattern": "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
                        "examples": ["checkout"]
                      },
                      "stable": {
                        "type": "string",
                        "description": "The Service of the stable pods. Without it, it is called as the Deployment.",
                        "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                        "examples": ["checkout"]
                      },
                      "canary": {
                        "type": "string",
                        "description": "The Service of the canary's pods. Without it, it is called as the stable one, with -canary.",
                        "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                        "examples": ["checkout-canary"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [
                      { "httpRoute": "checkout", "stable": "checkout", "canary": "checkout-canary" }
                    ]
                  },
                  "service": {
                    "type": "string",
                    "description": "The Service that blue-green switches where there is no traffic. Without it, the only one that selects the stable pods alone.",
                    "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                    "examples": ["checkout"]
                  }
                },
                "required": ["deployment"],
                "additionalProperties": false
              },
              "argo-rollouts": {
                "description": "A Rollout of Argo Rollouts in a Kubernetes cluster: its own steps are driven, and the weights are those of its pauses.",
                "type": "object",
                "properties": {
                  "rollout": {
                    "type": "string",
                    "description": "The Rollout; it has to be there.",
                    "pattern": "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$",
                    "examples": ["checkout"]
                  },
                  "namespace": {
                    "description": "Its namespace.",
                    "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                    "examples": ["shop"],
                    "default": "default",
                    "type": "string"
                  },
                  "context": {
                    "type": "string",
                    "description": "The context of the kubeconfig, and so the cluster. Without it the current one.",
                    "examples": ["eu-1"]
                  },
                  "kubeconfig": {
                    "description": "The kubeconfig, relative to the workspace. Without it: KUBECONFIG, ~/.kube/config, or the service account of the pod that this runs in.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "type": "string",
                    "examples": ["./kubeconfig"]
                  },
                  "container": {
                    "type": "string",
                    "description": "Whose image is released; needed where the pods have several containers.",
                    "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
                    "examples": ["api"]
                  },
                  "image": {
                    "type": "string",
                    "description": "The repository of the images, without tag and digest. Without it, that of the image which runs.",
                    "examples": ["ghcr.io/acme/checkout"],
                    "pattern": "^[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\\\\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$"
                  }
                },
                "required": ["rollout"],
                "additionalProperties": false
              },
              "launchdarkly": {
                "description": "A variation of a flag in LaunchDarkly: the weight is the share of those who get it, in steps of 0.001%.",
                "type": "object",
                "properties": {
                  "flag": {
                    "type": "string",
                    "description": "The key of the flag.",
                    "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                    "examples": ["new-checkout"]
                  },
                  "variation": {
                    "anyOf": [
                      { "type": "boolean", "description": "Of a flag that is on or off." },
                      { "type": "string", "description": "Of a flag with texts." },
                      { "type": "number", "description": "Of a flag with numbers." }
                    ],
                    "description": "The variation that is rolled out, by its value or by its name.",
                    "examples": [true, "one-page"]
                  },
                  "by": {
                    "description": "By what the share of those who get it is drawn.",
                    "default": {},
                    "type": "object",
                    "properties": {
                      "kind": {
                        "description": "The kind of contexts.",
                        "pattern": "^(?!(?:kind|multi)$)[A-Za-z0-9._-]{1,100}$",
                        "default": "user",
                        "type": "string"
                      },
                      "attribute": {
                        "description": "The attribute that keeps one of them on its side.",
                        "default": "key",
                        "type": "string"
                      }
                    },
                    "additionalProperties": false
                  },
                  "approvals": {
                    "description": "How long an approval is waited for where changes in the environment need one; without it, none is asked for.",
                    "type": "string",
                    "examples": ["4h"]
                  },
                  "project": {
                    "type": "string",
                    "description": "The project, by its key.",
                    "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                    "examples": ["shop"]
                  },
                  "environment": {
                    "type": "string",
                    "description": "The project's environment, by its key.",
                    "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                    "examples": ["production"]
                  },
                  "token-env": {
                    "description": "Environment variable that holds an access token: a reader for server, a writer for a target.",
                    "default": "LAUNCHDARKLY_ACCESS_TOKEN",
                    "type": "string",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["LAUNCHDARKLY_ACCESS_TOKEN"]
                  },
                  "url": {
                    "description": "Where the REST API is, without /api/v2; another one for the EU or the federal instance.",
                    "default": "https://app.launchdarkly.com",
                    "type": "string",
                    "examples": ["https://app.eu.launchdarkly.com"]
                  },
                  "timeout": {
                    "description": "How long an answer may take.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  }
                },
                "required": ["flag", "variation", "project", "environment"],
                "additionalProperties": false
              },
              "unleash": {
                "description": "A flag in Unleash: the weight is the share of those for whom it is on, in whole percents.",
                "type": "object",
                "properties": {
                  "flag": {
                    "type": "string",
                    "description": "The name of the flag.",
                    "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                    "examples": ["new-checkout"]
                  },
                  "url": {
                    "description": "The API of Unleash; that of administrators is below it at /admin.",
                    "type": "string",
                    "examples": ["http://127.0.0.1:4242/api"]
                  },
                  "stickiness": {
                    "description": "What keeps a user on one side: default, userId, sessionId, random or a field of the context.",
                    "default": "default",
                    "type": "string"
                  },
                  "names": {
                    "description": "What the two releases are called, and what the label that tells them apart says.",
                    "default": {},
                    "type": "object",
                    "properties": {
                      "on": {
                        "description": "Of those who get the flag.",
                        "default": "on",
                        "type": "string"
                      },
                      "off": { "description": "Of those who do not.", "default": "off", "type": "string" }
                    },
                    "additionalProperties": false
                  },
                  "project": {
                    "description": "The project, by its id.",
                    "default": "default",
                    "type": "string",
                    "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                    "examples": ["default"]
                  },
                  "environment": {
                    "type": "string",
                    "description": "The environment, by its name.",
                    "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                    "examples": ["production"]
                  },
                  "token-env": {
                    "description": "Environment variable that holds a personal access token, or that of a service account.",
                    "default": "UNLEASH_ADMIN_TOKEN",
                    "type": "string",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["UNLEASH_ADMIN_TOKEN"]
                  },
                  "timeout": {
                    "description": "How long an answer may take.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  }
                },
                "required": ["flag", "url", "environment"],
                "additionalProperties": false
              }
            },
            "additionalProperties": false,
            "oneOf": [
              { "required": ["local"] },
              { "required": ["kubernetes"] },
              { "required": ["argo-rollouts"] },
              { "required": ["launchdarkly"] },
              { "required": ["unleash"] }
            ]
          },
          "targets": {
            "description": "Several targets of that engine, in waves: one wave after the other gets the release, and a breach in one takes it back from all. Short form: the names, a list for each wave. In Kubernetes they are contexts of the kubeconfig. Not for a flag.",
            "anyOf": [
              {
                "type": "array",
                "items": {
                  "type": "array",
                  "items": {
                    "type": "string",
                    "description": "Name of a target.",
                    "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
                    "examples": ["eu-1"]
                  }
                },
                "description": "Names of the targets, a list for each wave.",
                "examples": [[["eu-1"], ["us-1", "us-2"]]],
                "minItems": 1
              },
              {
                "type": "object",
                "properties": {
                  "waves": {
                    "type": "array",
                    "items": {
                      "type": "array",
                      "items": {
                        "type": "string",
                        "description": "Name of a target.",
                        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
                        "examples": ["eu-1"]
                      }
                    },
                    "description": "Names of the targets, a list for each wave.",
                    "examples": [[["eu-1"], ["us-1", "us-2"]]],
                    "minItems": 1
                  },
                  "bake": {
                    "description": "The look at a wave that has the release whole, before the next one begins; the same forms as those of a strategy. After the last one it is watch.",
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "A length of time: 250ms, 30s, 5m, 1h30m, 2d.",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$"
                      },
                      {
                        "type": "object",
                        "properties": {
                          "min": {
                            "description": "Watch at least this long, however clear the evidence.",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string",
                            "examples": ["1m"]
                          },
                          "max": {
                            "description": "Watch at most this long.",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string",
                            "examples": ["30m"]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["30m"],
                    "default": { "min": "5m", "max": "30m" }
                  },
                  "each": {
                    "description": "What a target has otherwise than target says, by its name: keys of the engine. Of Kubernetes context too, where the name is not that of the context.",
                    "examples": [
                      {
                        "us-1": { "context": "arn:aws:eks:us-east-1:1:cluster/shop", "namespace": "shop-us" }
                      }
                    ],
                    "default": {},
                    "type": "object",
                    "propertyNames": {
                      "type": "string",
                      "description": "Name of a target.",
                      "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
                      "examples": ["eu-1"]
                    },
                    "additionalProperties": {
                      "type": "object",
                      "propertyNames": { "type": "string" },
                      "additionalProperties": {}
                    }
                  }
                },
                "required": ["waves"],
                "additionalProperties": false
              }
            ],
            "examples": [
              [["eu-1"], ["us-1", "us-2"]],
              { "waves": [["eu-1"], ["us-1"]], "bake": "30m", "each": { "us-1": { "namespace": "shop-us" } } }
            ]
          },
          "strategy": {
            "anyOf": [
              { "type": "string", "enum": ["canary", "rolling", "blue-green"] },
              {
                "type": "object",
                "properties": {
                  "canary": {
                    "description": "A rising share of the traffic goes to the new release; each step is judged. The last move to 100 % is implied.",
                    "minItems": 1,
                    "type": "array",
                    "items": {
                      "anyOf": [
                        {
                          "type": "string",
                          "description": "The new release's share of traffic, above 0% and below 100%, more than the step before.",
                          "examples": ["5%"],
                          "pattern": "^(?!0+(?:\\\\.0+)?%)\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%$"
                        },
                        {
                          "type": "object",
                          "properties": {
                            "weight": {
                              "description": "The new release's share of traffic, above 0% and below 100%, more than the step before.",
                              "pattern": "^(?!0+(?:\\\\.0+)?%)\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%$",
                              "type": "string",
                              "examples": ["5%"]
                            },
                            "bake": {
                              "description": "This step's own bake. What it leaves out comes from the strategy's.",
                              "anyOf": [
                                {
                                  "type": "string",
                                  "description": "A length of time: 250ms, 30s, 5m, 1h30m, 2d.",
                                  "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$"
                                },
                                {
                                  "type": "object",
                                  "properties": {
                                    "min": {
                                      "description": "Watch at least this long, however clear the evidence.",
                                      "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                                      "type": "string",
                                      "examples": ["1m"]
                                    },
                                    "max": {
                                      "description": "Watch at most this long.",
                                      "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                                      "type": "string",
                                      "examples": ["30m"]
                                    }
                                  },
                                  "additionalProperties": false
                                }
                              ]
                            },
                            "approval": {
                              "description": "Must somebody promote before the rollout leaves this step?",
                              "default": false,
                              "type": "boolean"
                            },
                            "flag": {
                              "description": "A feature flag that must be on before the rollout enters this step. A key, the same mapping as that of a gate, or a list of these.",
                              "anyOf": [
                                {
                                  "type": "string",
                                  "description": "The key of a feature flag, as its provider knows it.",
                                  "examples": ["checkout-release"]
                                },
                                {
                                  "type": "object",
                                  "properties": {
                                    "flag": {
                                      "type": "string",
                                      "description": "The key of a feature flag, as its provider knows it.",
                                      "examples": ["checkout-release"]
                                    },
                                    "is": {
                                      "description": "The gate is open where the flag has this value: true, false, a text or a number.",
                                      "default": true,
                                      "examples": [true, "everyone"],
                                      "anyOf": [
                                        { "type": "boolean", "description": "Of a flag that is on or off." },
                                        { "type": "string", "description": "Of a flag with texts." },
                                        { "type": "number", "description": "Of a flag with numbers." }
                                      ]
                                    },
                                    "then": {
                                      "description": "What follows where a flag's gate closes during the rollout. hold: no step forward until it is open. pause: wait for a person. rollback: go back.",
                                      "default": "pause",
                                      "type": "string",
                                      "enum": ["hold", "pause", "rollback"]
                                    },
                                    "unknown": {
                                      "description": "How a flag's gate stands where the flag cannot be evaluated: its provider does not answer, knows no such flag, or has a value of another type.",
                                      "default": "closed",
                                      "type": "string",
                                      "enum": ["closed", "open"]
                                    }
                                  },
                                  "required": ["flag"],
                                  "additionalProperties": false
                                },
                                {
                                  "type": "array",
                                  "items": {
                                    "anyOf": [
                                      {
                                        "type": "string",
                                        "description": "The key of a feature flag, as its provider knows it.",
                                        "examples": ["checkout-release"]
                                      },
                                      {
                                        "type": "object",
                                        "properties": {
                                          "flag": {
                                            "type": "string",
                                            "description": "The key of a feature flag, as its provider knows it.",
                                            "examples": ["checkout-release"]
                                          },
                                          "is": {
                                            "description": "The gate is open where the flag has this value: true, false, a text or a number.",
                                            "default": true,
                                            "examples": [true, "everyone"],
                                            "anyOf": [
                                              {
                                                "type": "boolean",
                                                "description": "Of a flag that is on or off."
                                              },
                                              { "type": "string", "description": "Of a flag with texts." },
                                              { "type": "number", "description": "Of a flag with numbers." }
                                            ]
                                          },
                                          "then": {
                                            "description": "What follows where a flag's gate closes during the rollout. hold: no step forward until it is open. pause: wait for a person. rollback: go back.",
                                            "default": "pause",
                                            "type": "string",
                                            "enum": ["hold", "pause", "rollback"]
                                          },
                                          "unknown": {
                                            "description": "How a flag's gate stands where the flag cannot be evaluated: its provider does not answer, knows no such flag, or has a value of another type.",
                                            "default": "closed",
                                            "type": "string",
                                            "enum": ["closed", "open"]
                                          }
                                        },
                                        "required": ["flag"],
                                        "additionalProperties": false
                                      }
                                    ]
                                  }
                                }
                              ],
                              "examples": [
                                "checkout-release",
                                { "flag": "checkout-audience", "is": "everyone" }
                              ]
                            }
                          },
                          "required": ["weight"],
                          "additionalProperties": false
                        }
                      ]
                    },
                    "examples": [
                      ["5%", "25%", "50%"],
                      ["1%", { "weight": "25%", "approval": true, "bake": { "min": "1m", "max": "1h" } }]
                    ]
                  },
                  "rolling": {
                    "description": "Instance after instance is replaced, in batches; each batch is judged.",
                    "examples": [{ "batches": 4 }],
                    "type": "object",
                    "properties": {
                      "batches": {
                        "description": "Into how many equal parts the instances are divided. Without it 4, or as many as there are instances where those are fewer.",
                        "examples": [4],
                        "type": "integer",
                        "minimum": 1,
                        "maximum": 64
                      }
                    },
                    "additionalProperties": false
                  },
                  "blue-green": {
                    "description": "The new release is started whole as a preview, then takes all traffic at once.",
                    "examples": [{ "approval": true }],
                    "type": "object",
                    "properties": {
                      "approval": {
                        "description": "Must somebody promote the preview before traffic is switched?",
                        "default": false,
                        "type": "boolean"
                      }
                    },
                    "additionalProperties": false
                  },
                  "bake": {
                    "description": "Watching at each step or batch: at least min, ended by the evidence, at the latest after max. Short form: the max. A default gives way to what is written. Not for blue-green.",
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "A length of time: 250ms, 30s, 5m, 1h30m, 2d.",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$"
                      },
                      {
                        "type": "object",
                        "properties": {
                          "min": {
                            "description": "Watch at least this long, however clear the evidence.",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string",
                            "examples": ["1m"]
                          },
                          "max": {
                            "description": "Watch at most this long.",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string",
                            "examples": ["30m"]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["30m"],
                    "default": { "min": "1m", "max": "30m" }
                  },
                  "watch": {
                    "description": "The look after 100 %, with the same forms as bake.",
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "A length of time: 250ms, 30s, 5m, 1h30m, 2d.",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$"
                      },
                      {
                        "type": "object",
                        "properties": {
                          "min": {
                            "description": "Watch at least this long, however clear the evidence.",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string",
                            "examples": ["1m"]
                          },
                          "max": {
                            "description": "Watch at most this long.",
                            "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                            "type": "string",
                            "examples": ["30m"]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["10m"],
                    "default": { "min": "5m", "max": "30m" }
                  }
                },
                "additionalProperties": false,
                "description": "Exactly one of canary, rolling and blue-green, with bake and watch beside it.",
                "oneOf": [
                  { "required": ["canary"] },
                  { "required": ["rolling"] },
                  { "required": ["blue-green"] }
                ]
              }
            ],
            "description": "How a release moves to full traffic. Short form: canary (5%, 25%, 50%), rolling or blue-green, with the defaults.",
            "examples": ["rolling", { "canary": ["1%", "5%", "25%", "50%"], "bake": "30m" }]
          },
          "gates": {
            "description": "What must hold before a rollout starts. A list of freeze, checks, deployed and flag.",
            "default": [],
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "freeze": {
                  "description": "No rollout starts inside this window, which comes back every week or has dates. Short form: the window.",
                  "anyOf": [
                    {
                      "type": "string",
                      "description": "A window on a time zone's clock. Every week: day and time, -, day and time, IANA time zone. Once: the same with dates in place of days.",
                      "examples": [
                        "Fri 16:00 - Mon 07:00 Europe/Berlin",
                        "2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin"
                      ],
                      "pattern": "^\\\\s*([A-Za-z]+)\\\\s+(\\\\d{1,2}):(\\\\d{2})\\\\s*-\\\\s*([A-Za-z]+)\\\\s+(\\\\d{1,2}):(\\\\d{2})(?:\\\\s+(\\\\S+))?\\\\s*$|^\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})\\\\s*-\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})(?:\\\\s+(\\\\S+))?\\\\s*$"
                    },
                    {
                      "type": "object",
                      "properties": {
                        "window": {
                          "description": "A window on a time zone's clock. Every week: day and time, -, day and time, IANA time zone. Once: the same with dates in place of days.",
                          "pattern": "^\\\\s*([A-Za-z]+)\\\\s+(\\\\d{1,2}):(\\\\d{2})\\\\s*-\\\\s*([A-Za-z]+)\\\\s+(\\\\d{1,2}):(\\\\d{2})(?:\\\\s+(\\\\S+))?\\\\s*$|^\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})\\\\s*-\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})(?:\\\\s+(\\\\S+))?\\\\s*$",
                          "type": "string",
                          "examples": [
                            "Fri 16:00 - Mon 07:00 Europe/Berlin",
                            "2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin"
                          ]
                        },
                        "except": {
                          "description": "Inside of these windows, one or a list, a rollout may start all the same. With dates only.",
                          "anyOf": [
                            {
                              "type": "string",
                              "description": "A window with dates.",
                              "pattern": "^\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})\\\\s*-\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})(?:\\\\s+(\\\\S+))?\\\\s*$"
                            },
                            {
                              "type": "array",
                              "items": {
                                "type": "string",
                                "description": "A window with dates.",
                                "pattern": "^\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})\\\\s*-\\\\s*(\\\\d{4}-\\\\d{2}-\\\\d{2})\\\\s+(\\\\d{1,2}):(\\\\d{2})(?:\\\\s+(\\\\S+))?\\\\s*$"
                              },
                              "description": "None twice.",
                              "minItems": 1,
                              "uniqueItems": true
                            }
                          ],
                          "examples": ["2026-12-28 09:00 - 2026-12-28 12:00 Europe/Berlin"]
                        },
                        "reason": {
                          "description": "Why; told to whoever is refused.",
                          "examples": ["year's end"],
                          "type": "string"
                        }
                      },
                      "required": ["window"],
                      "additionalProperties": false
                    }
                  ],
                  "examples": [
                    "Fri 16:00 - Mon 07:00 Europe/Berlin",
                    {
                      "window": "2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin",
                      "except": "2026-12-28 09:00 - 2026-12-28 12:00 Europe/Berlin",
                      "reason": "year's end"
                    }
                  ]
                },
                "checks": {
                  "description": "These checks must have succeeded on the release's commit. One or a list, by the names that GitHub shows.",
                  "anyOf": [
                    { "type": "string" },
                    {
                      "type": "array",
                      "items": { "type": "string" },
                      "description": "None twice.",
                      "minItems": 1,
                      "uniqueItems": true
                    }
                  ],
                  "examples": [["ci / test", "security"]]
                },
                "deployed": {
                  "description": "A deployment that must have succeeded before: here of the release's commit, in another repository the newest one. Short form: the environment.",
                  "anyOf": [
                    {
                      "type": "string",
                      "description": "The environment, as GitHub's deployments name it.",
                      "examples": ["staging"]
                    },
                    {
                      "type": "object",
                      "properties": {
                        "environment": {
                          "type": "string",
                          "description": "The environment, as GitHub's deployments name it.",
                          "examples": ["staging"]
                        },
                        "repository": {
                          "description": "Where it was deployed, as owner/name. Without it this repository.",
                          "examples": ["acme/payments"],
                          "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}\\\\/(?!\\\\.{1,2}$)[A-Za-z0-9._-]{1,100}$",
                          "type": "string"
                        }
                      },
                      "required": ["environment"],
                      "additionalProperties": false
                    }
                  ],
                  "examples": ["staging", { "environment": "production", "repository": "acme/payments" }]
                },
                "flag": {
                  "type": "string",
                  "description": "The key of a feature flag, as its provider knows it.",
                  "examples": ["checkout-release"]
                },
                "is": {
                  "description": "The gate is open where the flag has this value: true, false, a text or a number.",
                  "default": true,
                  "examples": [true, "everyone"],
                  "anyOf": [
                    { "type": "boolean", "description": "Of a flag that is on or off." },
                    { "type": "string", "description": "Of a flag with texts." },
                    { "type": "number", "description": "Of a flag with numbers." }
                  ]
                },
                "then": {
                  "description": "What follows where a flag's gate closes during the rollout. hold: no step forward until it is open. pause: wait for a person. rollback: go back.",
                  "default": "pause",
                  "type": "string",
                  "enum": ["hold", "pause", "rollback"]
                },
                "unknown": {
                  "description": "How a flag's gate stands where the flag cannot be evaluated: its provider does not answer, knows no such flag, or has a value of another type.",
                  "default": "closed",
                  "type": "string",
                  "enum": ["closed", "open"]
                }
              },
              "additionalProperties": false,
              "description": "Exactly one of freeze, checks, deployed and flag. Beside flag may stand is, then and unknown.",
              "oneOf": [
                {
                  "required": ["freeze"],
                  "not": {
                    "anyOf": [{ "required": ["is"] }, { "required": ["then"] }, { "required": ["unknown"] }]
                  }
                },
                {
                  "required": ["checks"],
                  "not": {
                    "anyOf": [{ "required": ["is"] }, { "required": ["then"] }, { "required": ["unknown"] }]
                  }
                },
                {
                  "required": ["deployed"],
                  "not": {
                    "anyOf": [{ "required": ["is"] }, { "required": ["then"] }, { "required": ["unknown"] }]
                  }
                },
                { "required": ["flag"] }
              ]
            },
            "examples": [[{ "freeze": "Fri 16:00 - Mon 07:00 Europe/Berlin" }, { "checks": ["ci / test"] }]]
          },
          "require": {
            "description": "What must be proven of a release before it may come in. Short form: provenance, signed by the reusable workflow build.yml of Glidepath for this repository.",
            "anyOf": [
              { "type": "string", "const": "provenance" },
              {
                "type": "object",
                "properties": {
                  "provenance": {
                    "description": "Who must have signed where it comes from. Short form: true.",
                    "default": true,
                    "anyOf": [
                      { "type": "boolean", "const": true },
                      {
                        "type": "object",
                        "properties": {
                          "workflow": {
                            "type": "string",
                            "description": "The workflow that must have signed, a reusable one too. Without owner/name one of the release's own repository. Without it glidepath/glidepath/.github/workflows/build.yml, of a tag v*.",
                            "examples": [
                              "acme/ci/.github/workflows/build.yml",
                              ".github/workflows/release.yml"
                            ],
                            "pattern": "^(?:[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}\\\\/(?!\\\\.{1,2}(?:\\\\/|$))[A-Za-z0-9._-]{1,100}\\\\/)?\\\\.github\\\\/workflows\\\\/[A-Za-z0-9._ -]+\\\\.ya?ml$"
                          },
                          "ref": {
                            "type": "string",
                            "description": "The ref of that workflow. * stands for any text. Without it any, where workflow is named.",
                            "examples": ["refs/tags/v*", "refs/heads/main"],
                            "pattern": "^(?:refs\\\\/[^\\\\s~^:?[\\\\\\\\]+|[0-9a-f]{40}|\\\\*)$"
                          },
                          "key": {
                            "description": "PEM file of the public key that must have signed.",
                            "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                            "type": "string",
                            "examples": ["keys/build.pub"]
                          },
                          "repository": {
                            "type": "string",
                            "description": "The repository whose source it must be built from, as owner/name. Without it this one's.",
                            "examples": ["acme/checkout"],
                            "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}\\\\/(?!\\\\.{1,2}(?:\\\\/|$))[A-Za-z0-9._-]{1,100}$"
                          },
                          "trust": {
                            "description": "File trusted_root.json of the Sigstore to believe. Without it those of Sigstore and of GitHub.",
                            "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                            "type": "string",
                            "examples": ["keys/trusted_root.json"]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": [{ "workflow": "acme/ci/.github/workflows/build.yml", "ref": "refs/tags/v*" }]
                  },
                  "sbom": {
                    "description": "Whether a list of what it is made of must be there too, signed by the same.",
                    "default": false,
                    "type": "boolean"
                  }
                },
                "additionalProperties": false
              }
            ],
            "examples": [
              "provenance",
              { "provenance": { "workflow": "acme/ci/.github/workflows/build.yml" }, "sbom": true }
            ]
          },
          "guards": {
            "description": "What watches over the whole service. A guard that fires keeps releases out, and during a rollout holds, pauses or takes back, as told. A list of burn-rate, budget and alerts.",
            "default": [],
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "burn-rate": {
                  "description": "The error budget of an SLO burns too fast. Short form: what follows.",
                  "anyOf": [
                    { "type": "string", "enum": ["hold", "pause", "rollback"] },
                    {
                      "type": "object",
                      "properties": {
                        "slos": {
                          "description": "SLOs of the environment, one or a list; each makes the guard fire by itself. Without it all that can tell of times past, which the target's own counters and http can't.",
                          "anyOf": [
                            { "type": "string" },
                            {
                              "type": "array",
                              "items": { "type": "string" },
                              "description": "None twice.",
                              "minItems": 1,
                              "uniqueItems": true
                            }
                          ],
                          "examples": [["availability"]]
                        },
                        "windows": {
                          "description": "The budget burns this fast over both windows of a pair. fast: 14.4 over 1h and 5m, 6 over 6h and 30m. slow: 3 over 1d and 2h, 1 over 3d and 6h. all: these four.",
                          "default": "all",
                          "anyOf": [
                            { "type": "string", "enum": ["fast", "slow", "all"] },
                            {
                              "type": "array",
                              "items": {
                                "type": "object",
                                "properties": {
                                  "rate": {
                                    "type": "number",
                                    "exclusiveMinimum": 0,
                                    "description": "Times the rate that spends the budget exactly by the end of its period. Above 0.",
                                    "examples": [14.4]
                                  },
                                  "long": {
                                    "description": "The long window, which tells that it matters. At most 90d.",
                                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                                    "type": "string",
                                    "examples": ["1h"]
                                  },
                                  "short": {
                                    "description": "The short window, which tells that it still goes on. Shorter than long.",
                                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                                    "type": "string",
                                    "examples": ["5m"]
                                  }
                                },
                                "required": ["rate", "long", "short"],
                                "additionalProperties": false
                              },
                              "description": "Windows, each of which makes the guard fire.",
                              "minItems": 1
                            }
                          ],
                          "examples": ["fast", [{ "rate": 14.4, "long": "1h", "short": "5m" }]]
                        },
                        "then": {
                          "description": "What follows where it fires during a rollout. hold: no step forward until it is quiet. pause: wait for a person. rollback: go back.",
                          "default": "hold",
                          "type": "string",
                          "enum": ["hold", "pause", "rollback"]
                        }
                      },
                      "additionalProperties": false
                    }
                  ],
                  "examples": ["hold", { "slos": ["availability"], "windows": "fast", "then": "rollback" }]
                },
                "budget": {
                  "description": "Little is left of the error budget of an SLO. Only asked before a rollout. Short form: how much must be left.",
                  "anyOf": [
                    {
                      "type": "string",
                      "description": "Share of the error budget that must be left. Below 100%.",
                      "examples": ["10%"],
                      "pattern": "^\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%$"
                    },
                    {
                      "type": "object",
                      "properties": {
                        "slos": {
                          "description": "SLOs of the environment, one or a list; each makes the guard fire by itself. Without it all that can tell of times past, which the target's own counters and http can't.",
                          "anyOf": [
                            { "type": "string" },
                            {
                              "type": "array",
                              "items": { "type": "string" },
                              "description": "None twice.",
                              "minItems": 1,
                              "uniqueItems": true
                            }
                          ],
                          "examples": [["availability"]]
                        },
                        "floor": {
                          "description": "Share of the error budget that must be left. Below 100%.",
                          "pattern": "^\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%$",
                          "type": "string",
                          "examples": ["10%"]
                        },
                        "period": {
                          "description": "Over how long the budget is reckoned. 1h to 90d.",
                          "default": "30d",
                          "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                          "type": "string"
                        },
                        "slow": {
                          "description": "Releases come in all the same and bake this many times as long. Above 1, at most 100. Without it they are kept out.",
                          "examples": [2],
                          "type": "number",
                          "exclusiveMinimum": 1,
                          "maximum": 100
                        }
                      },
                      "required": ["floor"],
                      "additionalProperties": false
                    }
                  ],
                  "examples": ["10%", { "floor": "25%", "slow": 2 }]
                },
                "alerts": {
                  "description": "An alert fires in one of alertmanager, prometheus, datadog and cloudwatch.",
                  "type": "object",
                  "properties": {
                    "alertmanager": {
                      "description": "Alerts in an Alertmanager, by matchers on their labels; not those that are silenced or inhibited.",
                      "type": "string",
                      "examples": ["service=\\"checkout\\", severity=~\\"page|critical\\""]
                    },
                    "prometheus": {
                      "description": "Alerts of the alerting rules in Prometheus, by matchers on their labels.",
                      "type": "string",
                      "examples": ["severity=\\"page\\""]
                    },
                    "datadog": {
                      "description": "Monitors in Datadog that have all of these tags, one or a list.",
                      "anyOf": [
                        {
                          "type": "string",
                          "description": "A tag, as Datadog shows it.",
                          "pattern": "^[^\\\\s,\\"\\\\p{Cc}]{1,200}$"
                        },
                        {
                          "type": "array",
                          "items": {
                            "type": "string",
                            "description": "A tag, as Datadog shows it.",
                            "pattern": "^[^\\\\s,\\"\\\\p{Cc}]{1,200}$"
                          },
                          "description": "None twice.",
                          "minItems": 1,
                          "uniqueItems": true
                        }
                      ],
                      "examples": [["service:checkout"]]
                    },
                    "cloudwatch": {
                      "description": "Alarms in Amazon CloudWatch, by name, one or a list; or { prefix } for all whose name begins so.",
                      "anyOf": [
                        {
                          "type": "string",
                          "description": "The name of an alarm.",
                          "examples": ["checkout-5xx"]
                        },
                        {
                          "type": "array",
                          "items": {
                            "type": "string",
                            "description": "The name of an alarm.",
                            "examples": ["checkout-5xx"]
                          },
                          "description": "None twice.",
                          "minItems": 1,
                          "uniqueItems": true
                        },
                        {
                          "type": "object",
                          "properties": {
                            "prefix": {
                              "type": "string",
                              "description": "All alarms whose name begins so.",
                              "examples": ["checkout-"]
                            }
                          },
                          "required": ["prefix"],
                          "additionalProperties": false
                        }
                      ],
                      "examples": [["checkout-5xx"], { "prefix": "checkout-" }]
                    },
                    "then": {
                      "description": "What follows where it fires during a rollout. hold: no step forward until it is quiet. pause: wait for a person. rollback: go back.",
                      "default": "hold",
                      "type": "string",
                      "enum": ["hold", "pause", "rollback"]
                    }
                  },
                  "additionalProperties": false,
                  "oneOf": [
                    { "required": ["alertmanager"] },
                    { "required": ["prometheus"] },
                    { "required": ["datadog"] },
                    { "required": ["cloudwatch"] }
                  ],
                  "examples": [
                    {
                      "alertmanager": "service=\\"checkout\\", severity=~\\"page|critical\\"",
                      "then": "rollback"
                    }
                  ]
                }
              },
              "additionalProperties": false,
              "description": "Exactly one of burn-rate, budget and alerts.",
              "oneOf": [{ "required": ["burn-rate"] }, { "required": ["budget"] }, { "required": ["alerts"] }]
            },
            "examples": [
              [
                { "burn-rate": "hold" },
                { "budget": "10%" },
                {
                  "alerts": { "alertmanager": "service=\\"checkout\\", severity=\\"page\\"", "then": "rollback" }
                }
              ]
            ]
          },
          "slos": {
            "type": "array",
            "items": { "type": "string" },
            "description": "The SLOs that judge a release here, by their names under slos. At least one.",
            "examples": [["availability", "latency"]],
            "minItems": 1,
            "uniqueItems": true
          },
          "sources": {
            "description": "Servers that are used here instead of the file's, for SLOs and for guards; the same keys as those of the file. What is left out is the file's.",
            "default": {},
            "type": "object",
            "properties": {
              "prometheus": {
                "description": "The query API of Prometheus, or of what speaks it.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "Where the query API is, without /api/v1.",
                    "type": "string",
                    "examples": ["http://127.0.0.1:9090", "https://mimir.example/prometheus"]
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "max-age": {
                    "description": "A release whose newest sample is older than this has no data. Write at least twice the scrape interval.",
                    "default": "2m30s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "headers": {
                    "description": "Headers of every request, such as the tenant. No place for secrets: use auth.",
                    "examples": [{ "X-Scope-OrgID": "team" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "auth": {
                    "description": "How to log in: by bearer-env, by basic or by sigv4.",
                    "type": "object",
                    "properties": {
                      "bearer-env": {
                        "type": "string",
                        "description": "Environment variable that holds a bearer token.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["PROM_TOKEN"]
                      },
                      "basic": {
                        "description": "User and password.",
                        "type": "object",
                        "properties": {
                          "user": { "type": "string", "description": "The user." },
                          "password-env": {
                            "type": "string",
                            "description": "Environment variable that holds the password.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                            "examples": ["PROM_PASSWORD"]
                          }
                        },
                        "required": ["user", "password-env"],
                        "additionalProperties": false
                      },
                      "sigv4": {
                        "description": "Sign each request as AWS asks, for Amazon Managed Prometheus. Short form: the workspace's region.",
                        "anyOf": [
                          {
                            "type": "string",
                            "description": "A region of AWS.",
                            "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$",
                            "examples": ["eu-central-1"]
                          },
                          {
                            "type": "object",
                            "properties": {
                              "region": {
                                "type": "string",
                                "description": "The region of what is asked.",
                                "examples": ["eu-central-1"]
                              },
                              "service": {
                                "description": "The service's name in signatures.",
                                "default": "aps",
                                "type": "string"
                              },
                              "role": {
                                "description": "Role to assume with the credentials that are found.",
                                "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                                "type": "string",
                                "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                              }
                            },
                            "required": ["region"],
                            "additionalProperties": false
                          }
                        ],
                        "examples": ["eu-central-1"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "bearer-env": "PROM_TOKEN" }]
                  },
                  "tls": {
                    "description": "Certificates, for https.",
                    "type": "object",
                    "properties": {
                      "ca-file": {
                        "description": "PEM file of the certificates to trust instead of the system's.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["ca.pem"]
                      },
                      "cert-file": {
                        "description": "PEM file of our own certificate, where the server asks for one.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.pem"]
                      },
                      "key-file": {
                        "description": "PEM file of its key.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.key"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "ca-file": "ca.pem" }]
                  }
                },
                "required": ["url"],
                "additionalProperties": false
              },
              "cloudwatch": {
                "description": "Amazon CloudWatch. Credentials come from where the AWS SDK looks for them.",
                "type": "object",
                "properties": {
                  "region": {
                    "description": "The region. Without it the one that the AWS SDK finds, in AWS_REGION or the profile.",
                    "examples": ["eu-central-1"],
                    "type": "string",
                    "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$"
                  },
                  "endpoint": {
                    "description": "Another address than the region's own, such as that of a VPC endpoint.",
                    "type": "string",
                    "examples": ["https://vpce-0a1b2c.monitoring.eu-central-1.vpce.amazonaws.com"]
                  },
                  "role": {
                    "description": "Role to assume with the credentials that are found, such as one of a monitoring account.",
                    "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                    "type": "string",
                    "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "period": {
                    "description": "Length of a period: whole minutes, or 1s, 5s, 10s, 20s or 30s where all metrics are high-resolution.",
                    "default": "1m",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "delay": {
                    "description": "How long after its end a period is first asked for. What comes in later is made up for, for 15 minutes.",
                    "default": "30s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "max-age": {
                    "description": "A release whose newest period with data ended longer ago than this has no data. Longer than period and delay together.",
                    "default": "5m",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  }
                },
                "additionalProperties": false
              },
              "elasticsearch": {
                "description": "The search API of Elasticsearch.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "Where the search API is.",
                    "type": "string",
                    "examples": ["https://elastic.example:9200"]
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "delay": {
                    "description": "How late documents come in. A look counts those that are at least so old.",
                    "default": "30s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "max-age": {
                    "description": "Where the newest document of total, of whatever release, is older than this there is no data.",
                    "default": "10m",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "headers": {
                    "description": "Headers of every request. No place for secrets: use auth.",
                    "examples": [{ "X-Tenant": "team" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "auth": {
                    "description": "How to log in: by api-key-env, by bearer-env, by basic or by sigv4.",
                    "type": "object",
                    "properties": {
                      "api-key-env": {
                        "type": "string",
                        "description": "Environment variable that holds an API key as it was encoded for use.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["ELASTIC_API_KEY"]
                      },
                      "bearer-env": {
                        "type": "string",
                        "description": "Environment variable that holds a bearer token.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["ELASTIC_TOKEN"]
                      },
                      "basic": {
                        "description": "User and password.",
                        "type": "object",
                        "properties": {
                          "user": { "type": "string", "description": "The user." },
                          "password-env": {
                            "type": "string",
                            "description": "Environment variable that holds the password.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                            "examples": ["ELASTIC_PASSWORD"]
                          }
                        },
                        "required": ["user", "password-env"],
                        "additionalProperties": false
                      },
                      "sigv4": {
                        "description": "Sign each request as AWS asks, for Amazon OpenSearch Service. Short form: the domain's region. Of a serverless collection the service is aoss.",
                        "anyOf": [
                          {
                            "type": "string",
                            "description": "A region of AWS.",
                            "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$",
                            "examples": ["eu-central-1"]
                          },
                          {
                            "type": "object",
                            "properties": {
                              "region": {
                                "type": "string",
                                "description": "The region of what is asked.",
                                "examples": ["eu-central-1"]
                              },
                              "service": {
                                "description": "The service's name in signatures.",
                                "default": "es",
                                "type": "string"
                              },
                              "role": {
                                "description": "Role to assume with the credentials that are found.",
                                "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                                "type": "string",
                                "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                              }
                            },
                            "required": ["region"],
                            "additionalProperties": false
                          }
                        ],
                        "examples": ["eu-central-1", { "region": "eu-central-1", "service": "aoss" }]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "api-key-env": "ELASTIC_API_KEY" }]
                  },
                  "tls": {
                    "description": "Certificates, for https.",
                    "type": "object",
                    "properties": {
                      "ca-file": {
                        "description": "PEM file of the certificates to trust instead of the system's.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["ca.pem"]
                      },
                      "cert-file": {
                        "description": "PEM file of our own certificate, where the server asks for one.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.pem"]
                      },
                      "key-file": {
                        "description": "PEM file of its key.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.key"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "ca-file": "ca.pem" }]
                  }
                },
                "required": ["url"],
                "additionalProperties": false
              },
              "opensearch": {
                "description": "The search API of OpenSearch.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "Where the search API is.",
                    "type": "string",
                    "examples": ["https://elastic.example:9200"]
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "delay": {
                    "description": "How late documents come in. A look counts those that are at least so old.",
                    "default": "30s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "max-age": {
                    "description": "Where the newest document of total, of whatever release, is older than this there is no data.",
                    "default": "10m",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "headers": {
                    "description": "Headers of every request. No place for secrets: use auth.",
                    "examples": [{ "X-Tenant": "team" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "auth": {
                    "description": "How to log in: by api-key-env, by bearer-env, by basic or by sigv4.",
                    "type": "object",
                    "properties": {
                      "api-key-env": {
                        "type": "string",
                        "description": "Environment variable that holds an API key as it was encoded for use.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["ELASTIC_API_KEY"]
                      },
                      "bearer-env": {
                        "type": "string",
                        "description": "Environment variable that holds a bearer token.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["ELASTIC_TOKEN"]
                      },
                      "basic": {
                        "description": "User and password.",
                        "type": "object",
                        "properties": {
                          "user": { "type": "string", "description": "The user." },
                          "password-env": {
                            "type": "string",
                            "description": "Environment variable that holds the password.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                            "examples": ["ELASTIC_PASSWORD"]
                          }
                        },
                        "required": ["user", "password-env"],
                        "additionalProperties": false
                      },
                      "sigv4": {
                        "description": "Sign each request as AWS asks, for Amazon OpenSearch Service. Short form: the domain's region. Of a serverless collection the service is aoss.",
                        "anyOf": [
                          {
                            "type": "string",
                            "description": "A region of AWS.",
                            "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$",
                            "examples": ["eu-central-1"]
                          },
                          {
                            "type": "object",
                            "properties": {
                              "region": {
                                "type": "string",
                                "description": "The region of what is asked.",
                                "examples": ["eu-central-1"]
                              },
                              "service": {
                                "description": "The service's name in signatures.",
                                "default": "es",
                                "type": "string"
                              },
                              "role": {
                                "description": "Role to assume with the credentials that are found.",
                                "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                                "type": "string",
                                "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                              }
                            },
                            "required": ["region"],
                            "additionalProperties": false
                          }
                        ],
                        "examples": ["eu-central-1", { "region": "eu-central-1", "service": "aoss" }]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "api-key-env": "ELASTIC_API_KEY" }]
                  },
                  "tls": {
                    "description": "Certificates, for https.",
                    "type": "object",
                    "properties": {
                      "ca-file": {
                        "description": "PEM file of the certificates to trust instead of the system's.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["ca.pem"]
                      },
                      "cert-file": {
                        "description": "PEM file of our own certificate, where the server asks for one.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.pem"]
                      },
                      "key-file": {
                        "description": "PEM file of its key.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.key"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "ca-file": "ca.pem" }]
                  }
                },
                "required": ["url"],
                "additionalProperties": false
              },
              "http": {
                "description": "Endpoints that answer in JSON.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "Where the endpoints are; the paths of the SLOs are below it.",
                    "type": "string",
                    "examples": ["https://stats.example/api"]
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "delay": {
                    "description": "How late figures come in: {since} and {until} lie so far back.",
                    "default": "0s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "headers": {
                    "description": "Headers of every request. No place for secrets: use headers-env.",
                    "examples": [{ "X-Tenant": "team" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "headers-env": {
                    "description": "Headers that are secrets, each with the environment variable that holds it.",
                    "examples": [{ "X-Api-Key": "STATS_API_KEY" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": {
                      "type": "string",
                      "description": "Environment variable that holds the header.",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                      "examples": ["STATS_API_KEY"]
                    }
                  },
                  "auth": {
                    "description": "How to log in: by bearer-env or by basic.",
                    "type": "object",
                    "properties": {
                      "bearer-env": {
                        "type": "string",
                        "description": "Environment variable that holds a bearer token.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["STATS_TOKEN"]
                      },
                      "basic": {
                        "description": "User and password.",
                        "type": "object",
                        "properties": {
                          "user": { "type": "string", "description": "The user." },
                          "password-env": {
                            "type": "string",
                            "description": "Environment variable that holds the password.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                            "examples": ["STATS_PASSWORD"]
                          }
                        },
                        "required": ["user", "password-env"],
                        "additionalProperties": false
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "bearer-env": "STATS_TOKEN" }]
                  },
                  "tls": {
                    "description": "Certificates, for https.",
                    "type": "object",
                    "properties": {
                      "ca-file": {
                        "description": "PEM file of the certificates to trust instead of the system's.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["ca.pem"]
                      },
                      "cert-file": {
                        "description": "PEM file of our own certificate, where the server asks for one.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.pem"]
                      },
                      "key-file": {
                        "description": "PEM file of its key.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.key"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "ca-file": "ca.pem" }]
                  }
                },
                "required": ["url"],
                "additionalProperties": false
              },
              "datadog": {
                "description": "Datadog's API.",
                "type": "object",
                "properties": {
                  "site": {
                    "description": "The site of the organization. Without it and without url datadoghq.com.",
                    "examples": ["datadoghq.eu"],
                    "type": "string",
                    "enum": [
                      "datadoghq.com",
                      "us3.datadoghq.com",
                      "us5.datadoghq.com",
                      "datadoghq.eu",
                      "ap1.datadoghq.com",
                      "ap2.datadoghq.com",
                      "uk1.datadoghq.com",
                      "ddog-gov.com",
                      "us2.ddog-gov.com"
                    ]
                  },
                  "url": {
                    "description": "Another address than the site's own API, such as that of a proxy; without /api.",
                    "type": "string",
                    "examples": ["https://datadog-proxy.example"]
                  },
                  "api-key-env": {
                    "description": "Environment variable that holds the API key.",
                    "default": "DD_API_KEY",
                    "type": "string",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["DD_API_KEY"]
                  },
                  "app-key-env": {
                    "description": "Environment variable that holds the application key; with scopes, it needs timeseries_query.",
                    "default": "DD_APP_KEY",
                    "type": "string",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["DD_APP_KEY"]
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "delay": {
                    "description": "How long after its end an interval of 10s is first asked for. What comes in later is made up for, for 10 minutes. Metrics that Datadog fetches from a cloud need 15m.",
                    "default": "1m",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "max-age": {
                    "description": "A release whose newest count lies longer than this before the newest interval has no data. Write at least twice the time between two counts.",
                    "default": "2m30s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  }
                },
                "additionalProperties": false
              },
              "alertmanager": {
                "description": "The API of an Alertmanager, or of what speaks it, for guards.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "Where the API is, without /api/v2. Alerts that Grafana manages itself are reached below Grafana, at /api/alertmanager/grafana.",
                    "type": "string",
                    "examples": ["http://127.0.0.1:9093", "https://grafana.example/api/alertmanager/grafana"]
                  },
                  "timeout": {
                    "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "headers": {
                    "description": "Headers of every request, such as the tenant. No place for secrets: use auth.",
                    "examples": [{ "X-Scope-OrgID": "team" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "auth": {
                    "description": "How to log in: by bearer-env or by basic.",
                    "type": "object",
                    "properties": {
                      "bearer-env": {
                        "type": "string",
                        "description": "Environment variable that holds a bearer token.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["ALERTMANAGER_TOKEN"]
                      },
                      "basic": {
                        "description": "User and password.",
                        "type": "object",
                        "properties": {
                          "user": { "type": "string", "description": "The user." },
                          "password-env": {
                            "type": "string",
                            "description": "Environment variable that holds the password.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                            "examples": ["ALERTMANAGER_PASSWORD"]
                          }
                        },
                        "required": ["user", "password-env"],
                        "additionalProperties": false
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "bearer-env": "ALERTMANAGER_TOKEN" }]
                  },
                  "tls": {
                    "description": "Certificates, for https.",
                    "type": "object",
                    "properties": {
                      "ca-file": {
                        "description": "PEM file of the certificates to trust instead of the system's.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["ca.pem"]
                      },
                      "cert-file": {
                        "description": "PEM file of our own certificate, where the server asks for one.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.pem"]
                      },
                      "key-file": {
                        "description": "PEM file of its key.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["client.key"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "ca-file": "ca.pem" }]
                  }
                },
                "required": ["url"],
                "additionalProperties": false
              }
            },
            "additionalProperties": false,
            "examples": [{ "prometheus": { "url": "https://prometheus.production.example" } }]
          },
          "flags": {
            "description": "Where feature flags are evaluated here, instead of where the file says.",
            "type": "object",
            "properties": {
              "launchdarkly": {
                "description": "LaunchDarkly, by its SDK. No events leave.",
                "type": "object",
                "properties": {
                  "sdk-key-env": {
                    "type": "string",
                    "description": "Environment variable that holds the SDK key of the environment.",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["LAUNCHDARKLY_SDK_KEY"]
                  },
                  "url": {
                    "description": "A Relay Proxy, or another base address. Without it LaunchDarkly itself.",
                    "type": "string",
                    "examples": ["http://127.0.0.1:8030"]
                  },
                  "timeout": {
                    "description": "How long the first connection may take.",
                    "default": "10s",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string"
                  },
                  "server": {
                    "description": "Where the flags' state and history are read, for glidepath plan.",
                    "type": "object",
                    "properties": {
                      "project": {
                        "type": "string",
                        "description": "The project, by its key.",
                        "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                        "examples": ["shop"]
                      },
                      "environment": {
                        "type": "string",
                        "description": "The project's environment, by its key.",
                        "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                        "examples": ["production"]
                      },
                      "token-env": {
                        "description": "Environment variable that holds an access token: a reader for server, a writer for a target.",
                        "default": "LAUNCHDARKLY_ACCESS_TOKEN",
                        "type": "string",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["LAUNCHDARKLY_ACCESS_TOKEN"]
                      },
                      "url": {
                        "description": "Where the REST API is, without /api/v2; another one for the EU or the federal instance.",
                        "default": "https://app.launchdarkly.com",
                        "type": "string",
                        "examples": ["https://app.eu.launchdarkly.com"]
                      },
                      "timeout": {
                        "description": "How long an answer may take.",
                        "default": "10s",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                        "type": "string"
                      }
                    },
                    "required": ["project", "environment"],
                    "additionalProperties": false,
                    "examples": [{ "project": "shop", "environment": "production" }]
                  }
                },
                "required": ["sdk-key-env"],
                "additionalProperties": false,
                "examples": [{ "sdk-key-env": "LAUNCHDARKLY_SDK_KEY" }]
              },
              "flagd": {
                "description": "A flagd that evaluates over gRPC, or a file of its definitions.",
                "type": "object",
                "properties": {
                  "host": {
                    "description": "Where flagd is.",
                    "default": "127.0.0.1",
                    "examples": ["127.0.0.1"],
                    "type": "string"
                  },
                  "port": {
                    "description": "The port of its evaluation service.",
                    "default": 8013,
                    "examples": [8013],
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 65535
                  },
                  "tls": {
                    "description": "The connection is encrypted.",
                    "type": "object",
                    "properties": {
                      "ca-file": {
                        "description": "PEM file of the certificates to trust instead of the system's.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "type": "string",
                        "examples": ["ca.pem"]
                      }
                    },
                    "additionalProperties": false,
                    "examples": [{ "ca-file": "ca.pem" }]
                  },
                  "deadline": {
                    "description": "How long a connection may take.",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string",
                    "examples": ["2s"],
                    "default": "2s"
                  },
                  "file": {
                    "description": "A file of flagd's definitions in the workspace, evaluated without any server.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "type": "string",
                    "examples": ["flags.json"]
                  }
                },
                "additionalProperties": false,
                "examples": [{ "host": "127.0.0.1", "port": 8013 }, { "file": "flags.json" }]
              },
              "ofrep": {
                "description": "What speaks OpenFeature's Remote Evaluation Protocol.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "Where the protocol is spoken; its API is below it at /ofrep/v1.",
                    "type": "string",
                    "examples": ["http://127.0.0.1:8016"]
                  },
                  "headers": {
                    "description": "Headers of every request. No place for secrets: use token-env.",
                    "examples": [{ "X-Tenant": "team" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "token-env": {
                    "type": "string",
                    "description": "Environment variable that holds a bearer token.",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["OFREP_TOKEN"]
                  }
                },
                "required": ["url"],
                "additionalProperties": false,
                "examples": [{ "url": "http://127.0.0.1:8016" }]
              },
              "unleash": {
                "description": "Unleash, by its client API. No metrics leave.",
                "type": "object",
                "properties": {
                  "url": {
                    "description": "The API of Unleash; that of clients is below it at /client.",
                    "type": "string",
                    "examples": ["http://127.0.0.1:4242/api"]
                  },
                  "token-env": {
                    "type": "string",
                    "description": "Environment variable that holds a backend token.",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "examples": ["UNLEASH_TOKEN"]
                  },
                  "app": {
                    "description": "The name under which Unleash knows us, for the strategies that look at it.",
                    "default": "glidepath",
                    "type": "string"
                  },
                  "server": {
                    "description": "Where the flags' state and history are read, for glidepath plan.",
                    "type": "object",
                    "properties": {
                      "project": {
                        "description": "The project, by its id.",
                        "default": "default",
                        "type": "string",
                        "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                        "examples": ["default"]
                      },
                      "environment": {
                        "type": "string",
                        "description": "The environment, by its name.",
                        "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                        "examples": ["production"]
                      },
                      "token-env": {
                        "description": "Environment variable that holds a personal access token, or that of a service account.",
                        "default": "UNLEASH_ADMIN_TOKEN",
                        "type": "string",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                        "examples": ["UNLEASH_ADMIN_TOKEN"]
                      },
                      "timeout": {
                        "description": "How long an answer may take.",
                        "default": "10s",
                        "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                        "type": "string"
                      },
                      "url": {
                        "description": "The API of Unleash, where it is not that of the provider. It ends in /api.",
                        "type": "string",
                        "examples": ["http://127.0.0.1:4242/api"]
                      }
                    },
                    "required": ["environment"],
                    "additionalProperties": false,
                    "examples": [{ "environment": "production" }]
                  }
                },
                "required": ["url", "token-env"],
                "additionalProperties": false,
                "examples": [{ "url": "http://127.0.0.1:4242/api", "token-env": "UNLEASH_TOKEN" }]
              },
              "env": {
                "description": "Environment variables of the run, one a flag.",
                "examples": [{ "prefix": "FLAG_" }],
                "type": "object",
                "properties": {
                  "prefix": {
                    "type": "string",
                    "description": "How the variables begin. The flag checkout-release is FLAG_CHECKOUT_RELEASE with the prefix FLAG_.",
                    "examples": ["FLAG_"],
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                  }
                },
                "required": ["prefix"],
                "additionalProperties": false
              },
              "file": {
                "description": "A YAML or JSON file in the workspace: the value of each flag by its key, or { value, variant }.",
                "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                "type": "string",
                "examples": [".github/flags.yml"]
              }
            },
            "additionalProperties": false,
            "oneOf": [
              { "required": ["launchdarkly"] },
              { "required": ["flagd"] },
              { "required": ["ofrep"] },
              { "required": ["unleash"] },
              { "required": ["env"] },
              { "required": ["file"] }
            ],
            "examples": [{ "launchdarkly": { "sdk-key-env": "LAUNCHDARKLY_SDK_KEY" } }]
          },
          "on": {
            "description": "What to do on each verdict. hold: stay and keep looking, without end. extend: one more bake, then pause. pause: wait for a person. rollback: go back.",
            "default": {},
            "type": "object",
            "properties": {
              "breach": {
                "description": "At once, when the evidence says that the release is worse.",
                "default": "rollback",
                "type": "string",
                "enum": ["hold", "pause", "rollback"]
              },
              "too-few-samples": {
                "description": "When the longest bake is over without enough evidence either way.",
                "default": "pause",
                "type": "string",
                "enum": ["hold", "extend", "pause", "rollback"]
              },
              "no-data": {
                "description": "When the longest bake is over and the source has no figures for the release.",
                "default": "rollback",
                "type": "string",
                "enum": ["hold", "extend", "pause", "rollback"]
              },
              "source-down": {
                "description": "When the longest bake is over and the source did not answer.",
                "default": "pause",
                "type": "string",
                "enum": ["hold", "extend", "pause", "rollback"]
              },
              "drift": {
                "description": "When somebody else changes what the rollout works on, such as the weights of a router. restore: put it back, and pause after three times. What is not put back, such as a flag that a person turned off, is rolled back then. hold: nothing goes forward while it is so.",
                "default": "restore",
                "type": "string",
                "enum": ["restore", "hold", "pause", "rollback"]
              },
              "cancel": {
                "description": "What a cancelled run leaves behind.",
                "default": "rollback",
                "type": "string",
                "enum": ["rollback", "hold"]
              }
            },
            "additionalProperties": false
          },
          "pause": {
            "description": "How a pause ends by itself.",
            "default": {},
            "type": "object",
            "properties": {
              "timeout": {
                "description": "How long a pause waits for a person.",
                "default": "1h",
                "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                "type": "string"
              },
              "then": {
                "description": "What follows: back to the old release, or left paused for a later run.",
                "default": "rollback",
                "type": "string",
                "enum": ["rollback", "leave"]
              }
            },
            "additionalProperties": false
          },
          "analysis": {
            "description": "The knobs of the judge.",
            "default": {},
            "type": "object",
            "properties": {
              "poll": {
                "description": "Time between two looks at the counters.",
                "default": "5s",
                "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                "type": "string"
              },
              "warm-up": {
                "description": "Time after the start in which only gross failure counts. For as long again up to five times the failures are forgiven, while the objective is kept.",
                "default": "1m",
                "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                "type": "string"
              },
              "alpha": {
                "description": "Greatest chance of a false rollback in one rollout, above 0% and up to 50%.",
                "default": "1%",
                "pattern": "^\\\\d{1,9}(?:\\\\.\\\\d{1,6})?%$",
                "type": "string"
              },
              "beta": {
                "description": "Greatest chance of passing a bad release at one step, above 0% and up to 50%.",
                "default": "5%",
                "pattern": "^\\\\d{1,9}(?:\\\\.\\\\d{1,6})?%$",
                "type": "string"
              },
              "rollback-margin": {
                "description": "A release is rolled back when the evidence says that it fails more often than ratio and share together allow.",
                "default": {},
                "type": "object",
                "properties": {
                  "ratio": {
                    "description": "Times the old release's failure rate.",
                    "default": 1.05,
                    "type": "number",
                    "minimum": 1
                  },
                  "budget-share": {
                    "description": "Plus this share of the error budget.",
                    "default": "2%",
                    "pattern": "^\\\\d{1,9}(?:\\\\.\\\\d{1,6})?%$",
                    "type": "string"
                  }
                },
                "additionalProperties": false,
                "examples": [{ "ratio": 1.05, "budget-share": "2%" }]
              },
              "promotion-margin": {
                "description": "A step is passed when the evidence says that the release fails less often than one of the two allows.",
                "default": {},
                "type": "object",
                "properties": {
                  "ratio": {
                    "description": "Times the old release's failure rate.",
                    "default": 2,
                    "type": "number",
                    "minimum": 1
                  },
                  "budget-share": {
                    "description": "Or this share of the error budget, whichever is more.",
                    "default": "20%",
                    "pattern": "^\\\\d{1,9}(?:\\\\.\\\\d{1,6})?%$",
                    "type": "string"
                  }
                },
                "additionalProperties": false,
                "examples": [{ "ratio": 2, "budget-share": "20%" }]
              }
            },
            "additionalProperties": false
          },
          "arrivals": {
            "description": "What a release does that finds another one's rollout under way. queue: wait until that has ended, at most 6h or what { queue: 2h } says. supersede: ask it to go back, and come in then. reject: come in not at all.",
            "default": "reject",
            "anyOf": [
              { "type": "string", "enum": ["queue", "supersede", "reject"] },
              {
                "type": "object",
                "properties": {
                  "queue": {
                    "description": "Wait until the other rollout has ended, at most this long.",
                    "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                    "type": "string",
                    "examples": ["2h"]
                  }
                },
                "required": ["queue"],
                "additionalProperties": false
              }
            ],
            "examples": ["queue", { "queue": "2h" }]
          },
          "recovery": {
            "description": "What is done with a rollout whose run has died. resume: go on by plan. rollback: go back.",
            "default": "resume",
            "type": "string",
            "enum": ["resume", "rollback"]
          },
          "who": {
            "description": "Who may do what. anyone: everybody who can start a run.",
            "default": {},
            "type": "object",
            "properties": {
              "deploy": {
                "description": "Bring a release in.",
                "default": "anyone",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                    "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                  },
                  {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                      "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                    },
                    "description": "None twice.",
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ],
                "examples": []
              },
              "promote": {
                "description": "Approve a step, promote fully, resume.",
                "default": "anyone",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                    "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                  },
                  {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                      "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                    },
                    "description": "None twice.",
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ],
                "examples": [["alice", "role:maintain", "@acme/release-managers"]]
              },
              "rollback": {
                "description": "Roll back, abort, pause.",
                "default": "anyone",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                    "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                  },
                  {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                      "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                    },
                    "description": "None twice.",
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ],
                "examples": ["role:write"]
              },
              "override": {
                "description": "Pass over gates and blocks.",
                "default": "anyone",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                    "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                  },
                  {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                      "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                    },
                    "description": "None twice.",
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ],
                "examples": ["role:admin"]
              },
              "block": {
                "description": "Block and unblock the environment or a digest.",
                "default": "anyone",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                    "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                  },
                  {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "description": "A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team (\\"@org/team\\").",
                      "pattern": "^(?!(?:read|triage|write|maintain|admin)$)(?:role:(?:read|triage|write|maintain|admin)|@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})\\\\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,20}|\\\\[bot\\\\])?)$"
                    },
                    "description": "None twice.",
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ],
                "examples": ["@acme/release-managers"]
              }
            },
            "additionalProperties": false,
            "examples": [
              { "promote": ["alice", "role:maintain", "@acme/release-managers"], "override": "role:admin" }
            ]
          },
          "afterwards": {
            "description": "What is written on GitHub when a rollout has ended.",
            "default": {},
            "type": "object",
            "properties": {
              "issue": {
                "description": "After a rollback: an issue with the evidence.",
                "default": true,
                "type": "boolean"
              },
              "comments": {
                "description": "After a rollback: a comment on each pull request of the release.",
                "default": true,
                "type": "boolean"
              },
              "revert": {
                "description": "After a rollback: a pull request that takes the release's changes back.",
                "default": false,
                "type": "boolean"
              },
              "release-note": {
                "description": "After a promotion: a line in the notes of the GitHub release that has the name of this release as its tag.",
                "default": false,
                "type": "boolean"
              },
              "runbook": {
                "description": "What to read when it breaks; an http or https address.",
                "type": "string",
                "examples": ["https://wiki.example.com/checkout"]
              }
            },
            "additionalProperties": false
          }
        },
        "required": ["target", "strategy", "slos"],
        "additionalProperties": false
      },
      "description": "Where a release goes, each by its name, which follows the same rule as that of the service. At least one.",
      "minProperties": 1
    },
    "slos": {
      "type": "object",
      "propertyNames": {
        "type": "string",
        "description": "A name: 1 to 63 of a-z, 0-9 and -, with a letter, - neither first nor last.",
        "pattern": "^(?=[0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"
      },
      "additionalProperties": {
        "anyOf": [
          {
            "type": "string",
            "description": "Share of requests that must succeed, such as 99.9%, or be answered in time, such as 99% under 300ms, which can also be written as p99 under 300ms.",
            "examples": ["99.9%", "99% under 300ms", "p99 under 300ms"],
            "pattern": "^(?!p?0+(?:\\\\.0+)?(?:%|\\\\s))(?:\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%(?:\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)?|p\\\\d{1,2}(?:\\\\.\\\\d{1,6})?\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)$"
          },
          {
            "type": "array",
            "items": {
              "type": "string",
              "description": "Share of requests that must succeed, such as 99.9%, or be answered in time, such as 99% under 300ms, which can also be written as p99 under 300ms.",
              "examples": ["99.9%", "99% under 300ms", "p99 under 300ms"],
              "pattern": "^(?!p?0+(?:\\\\.0+)?(?:%|\\\\s))(?:\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%(?:\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)?|p\\\\d{1,2}(?:\\\\.\\\\d{1,6})?\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)$"
            },
            "description": "Several thresholds of one latency, shortest first, each with a higher share. They become one SLO each, named by its threshold, such as latency-300ms, and count as one together.",
            "examples": [["99% under 300ms", "99.9% under 1s"]],
            "minItems": 2,
            "uniqueItems": true
          },
          {
            "type": "object",
            "properties": {
              "objective": {
                "description": "What is promised: one objective, or several thresholds of one latency. Required without openslo.",
                "anyOf": [
                  {
                    "description": "Share of requests that must succeed, such as 99.9%, or be answered in time, such as 99% under 300ms, which can also be written as p99 under 300ms.",
                    "pattern": "^(?!p?0+(?:\\\\.0+)?(?:%|\\\\s))(?:\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%(?:\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)?|p\\\\d{1,2}(?:\\\\.\\\\d{1,6})?\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)$",
                    "type": "string",
                    "examples": ["99.9%", "99% under 300ms", "p99 under 300ms"]
                  },
                  {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "description": "Share of requests that must succeed, such as 99.9%, or be answered in time, such as 99% under 300ms, which can also be written as p99 under 300ms.",
                      "examples": ["99.9%", "99% under 300ms", "p99 under 300ms"],
                      "pattern": "^(?!p?0+(?:\\\\.0+)?(?:%|\\\\s))(?:\\\\d{1,2}(?:\\\\.\\\\d{1,6})?%(?:\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)?|p\\\\d{1,2}(?:\\\\.\\\\d{1,6})?\\\\s+under\\\\s+(?:\\\\d+(?:d|h|ms|m|s))+)$"
                    },
                    "description": "Several thresholds of one latency, shortest first, each with a higher share. They become one SLO each, named by its threshold, such as latency-300ms, and count as one together.",
                    "examples": [["99% under 300ms", "99.9% under 1s"]],
                    "minItems": 2,
                    "uniqueItems": true
                  }
                ],
                "examples": ["99.9%", "99% under 300ms", ["99% under 300ms", "99.9% under 1s"]]
              },
              "weight": {
                "description": "What the SLO counts for, against the others, in the average of the evidence for a rollback. Several thresholds share it. Above 0, at most 100. Without it 1.",
                "examples": [0.5],
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": 100
              },
              "prometheus": {
                "description": "Counters in Prometheus, or in what speaks its query API. Without it the target's own are used.",
                "type": "object",
                "properties": {
                  "total": {
                    "description": "Selector of the counter of all requests.",
                    "type": "string",
                    "examples": ["http_requests_total{service=\\"checkout\\"}"]
                  },
                  "bad": {
                    "description": "Selector of the counter of those that failed.",
                    "type": "string",
                    "examples": ["http_requests_total{service=\\"checkout\\",code=~\\"5..\\"}"]
                  },
                  "good": {
                    "description": "In place of bad: selector of the counter of those that did not fail.",
                    "type": "string",
                    "examples": ["http_requests_total{service=\\"checkout\\",code!~\\"5..\\"}"]
                  },
                  "histogram": {
                    "description": "Selector of a classic histogram of durations, for an objective with \\"under\\": its name without _bucket.",
                    "type": "string",
                    "examples": ["http_request_duration_seconds{service=\\"checkout\\"}"]
                  },
                  "native-histogram": {
                    "description": "In place of histogram: selector of a native one, which is one series by its own name.",
                    "type": "string",
                    "examples": ["http_request_duration_seconds{service=\\"checkout\\"}"]
                  },
                  "unit": {
                    "description": "Unit of the histogram's edges. Without it ms where the name ends so, else s.",
                    "type": "string",
                    "enum": ["s", "ms"]
                  },
                  "edge": {
                    "description": "Which edge of the histogram stands for the objective's threshold. exact: the threshold itself, or there is no answer. below: the nearest one at or below it, so that more requests count as late. above: the nearest one at or above it. Without it exact.",
                    "type": "string",
                    "enum": ["exact", "below", "above"]
                  },
                  "promql": {
                    "description": "In place of selectors and histograms, for any objective: two expressions whose values are counts that only grow, with the label of split on each series.",
                    "type": "object",
                    "properties": {
                      "total": {
                        "description": "Expression whose value is the count of all requests since some beginning.",
                        "type": "string",
                        "examples": ["sum by (version) (http_requests_total)"]
                      },
                      "bad": {
                        "description": "Expression whose value is the count of those that failed, or were late.",
                        "type": "string",
                        "examples": ["sum by (version) (http_requests_total{code=~\\"5..\\"})"]
                      }
                    },
                    "required": ["total", "bad"],
                    "additionalProperties": false
                  },
                  "split": {
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "The name of the label.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                      },
                      {
                        "type": "object",
                        "properties": {
                          "label": {
                            "type": "string",
                            "description": "The name of the label.",
                            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                          },
                          "value": {
                            "description": "What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                            "default": "name",
                            "type": "string",
                            "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                          }
                        },
                        "required": ["label"],
                        "additionalProperties": false
                      }
                    ],
                    "description": "The label that tells releases apart. Short form: its name; its value is then the release's name, or, where it is called pod_template_hash or rollouts_pod_template_hash, what the release's pods have as that label.",
                    "examples": ["version", { "label": "version", "value": "commit" }]
                  }
                },
                "required": ["split"],
                "additionalProperties": false
              },
              "cloudwatch": {
                "description": "Metrics in Amazon CloudWatch.",
                "type": "object",
                "properties": {
                  "namespace": {
                    "description": "The namespace of the metrics, where they name none of their own.",
                    "examples": ["AWS/ApplicationELB"],
                    "type": "string"
                  },
                  "dimensions": {
                    "description": "Dimensions of all metrics of the SLO. {release} in a value stands for the release. CloudWatch knows a metric only by all of its dimensions.",
                    "examples": [{ "FunctionName": "checkout", "Resource": "checkout:{release}" }],
                    "default": {},
                    "type": "object",
                    "propertyNames": { "type": "string" },
                    "additionalProperties": { "type": "string" }
                  },
                  "total": {
                    "description": "What counts all requests: a metric, by its name or in the long form, or math over several.",
                    "anyOf": [
                      { "type": "string" },
                      {
                        "type": "object",
                        "properties": {
                          "metric": { "description": "The name of the metric.", "type": "string" },
                          "stat": {
                            "description": "What of each period is the count: Sum, the sum of the values, which is the default, or SampleCount, how many there are.",
                            "type": "string",
                            "enum": ["Sum", "SampleCount"]
                          },
                          "namespace": {
                            "description": "The metric's namespace, where it is not that of the SLO.",
                            "examples": ["AWS/Lambda"],
                            "type": "string"
                          },
                          "dimensions": {
                            "description": "Dimensions of this metric, beside those of the SLO, which they replace by name.",
                            "type": "object",
                            "propertyNames": { "type": "string" },
                            "additionalProperties": { "type": "string" }
                          },
                          "math": {
                            "description": "Metric math over the metrics that are named beside it.",
                            "type": "string",
                            "examples": ["target + FILL(balancer, 0)"]
                          },
                          "metrics": {
                            "description": "The metrics of the math, each by the name that it has there.",
                            "type": "object",
                            "propertyNames": {
                              "type": "string",
                              "description": "What the expression calls it.",
                              "pattern": "^[a-z][A-Za-z0-9_]*$"
                            },
                            "additionalProperties": {
                              "anyOf": [
                                { "type": "string" },
                                {
                                  "type": "object",
                                  "properties": {
                                    "metric": { "type": "string", "description": "The name of the metric." },
                                    "stat": {
                                      "description": "What of each period is the count: the sum of the values, or how many there are.",
                                      "default": "Sum",
                                      "type": "string",
                                      "enum": ["Sum", "SampleCount"]
                                    },
                                    "namespace": {
                                      "description": "The metric's namespace, where it is not that of the SLO.",
                                      "examples": ["AWS/Lambda"],
                                      "type": "string"
                                    },
                                    "dimensions": {
                                      "description": "Dimensions of this metric, beside those of the SLO, which they replace by name.",
                                      "default": {},
                                      "type": "object",
                                      "propertyNames": { "type": "string" },
                                      "additionalProperties": { "type": "string" }
                                    }
                                  },
                                  "required": ["metric"],
                                  "additionalProperties": false
                                }
                              ]
                            },
                            "examples": [
                              { "target": "HTTPCode_Target_5XX_Count", "balancer": "HTTPCode_ELB_5XX_Count" }
                            ]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["RequestCount", { "metric": "TargetResponseTime", "stat": "SampleCount" }]
                  },
                  "bad": {
                    "description": "What counts those that failed.",
                    "anyOf": [
                      { "type": "string" },
                      {
                        "type": "object",
                        "properties": {
                          "metric": { "description": "The name of the metric.", "type": "string" },
                          "stat": {
                            "description": "What of each period is the count: Sum, the sum of the values, which is the default, or SampleCount, how many there are.",
                            "type": "string",
                            "enum": ["Sum", "SampleCount"]
                          },
                          "namespace": {
                            "description": "The metric's namespace, where it is not that of the SLO.",
                            "examples": ["AWS/Lambda"],
                            "type": "string"
                          },
                          "dimensions": {
                            "description": "Dimensions of this metric, beside those of the SLO, which they replace by name.",
                            "type": "object",
                            "propertyNames": { "type": "string" },
                            "additionalProperties": { "type": "string" }
                          },
                          "math": {
                            "description": "Metric math over the metrics that are named beside it.",
                            "type": "string",
                            "examples": ["target + FILL(balancer, 0)"]
                          },
                          "metrics": {
                            "description": "The metrics of the math, each by the name that it has there.",
                            "type": "object",
                            "propertyNames": {
                              "type": "string",
                              "description": "What the expression calls it.",
                              "pattern": "^[a-z][A-Za-z0-9_]*$"
                            },
                            "additionalProperties": {
                              "anyOf": [
                                { "type": "string" },
                                {
                                  "type": "object",
                                  "properties": {
                                    "metric": { "type": "string", "description": "The name of the metric." },
                                    "stat": {
                                      "description": "What of each period is the count: the sum of the values, or how many there are.",
                                      "default": "Sum",
                                      "type": "string",
                                      "enum": ["Sum", "SampleCount"]
                                    },
                                    "namespace": {
                                      "description": "The metric's namespace, where it is not that of the SLO.",
                                      "examples": ["AWS/Lambda"],
                                      "type": "string"
                                    },
                                    "dimensions": {
                                      "description": "Dimensions of this metric, beside those of the SLO, which they replace by name.",
                                      "default": {},
                                      "type": "object",
                                      "propertyNames": { "type": "string" },
                                      "additionalProperties": { "type": "string" }
                                    }
                                  },
                                  "required": ["metric"],
                                  "additionalProperties": false
                                }
                              ]
                            },
                            "examples": [
                              { "target": "HTTPCode_Target_5XX_Count", "balancer": "HTTPCode_ELB_5XX_Count" }
                            ]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["HTTPCode_Target_5XX_Count"]
                  },
                  "latency": {
                    "description": "The metric of durations, one value a request, for an objective with \\"under\\". What was published as statistic sets is refused.",
                    "anyOf": [
                      { "type": "string" },
                      {
                        "type": "object",
                        "properties": {
                          "metric": { "type": "string", "description": "The name of the metric." },
                          "namespace": {
                            "description": "The metric's namespace, where it is not that of the SLO.",
                            "examples": ["AWS/Lambda"],
                            "type": "string"
                          },
                          "dimensions": {
                            "description": "Dimensions of this metric, beside those of the SLO, which they replace by name.",
                            "default": {},
                            "type": "object",
                            "propertyNames": { "type": "string" },
                            "additionalProperties": { "type": "string" }
                          }
                        },
                        "required": ["metric"],
                        "additionalProperties": false
                      }
                    ],
                    "examples": ["TargetResponseTime"]
                  },
                  "unit": {
                    "description": "Unit of the durations, such as s for a load balancer's and ms for those of Lambda.",
                    "type": "string",
                    "enum": ["s", "ms"]
                  },
                  "split": {
                    "description": "The dimension that tells releases apart. Short form: its name; its value is then the release's name. Not needed where {release} stands in a dimension.",
                    "default": {},
                    "anyOf": [
                      { "type": "string" },
                      {
                        "type": "object",
                        "properties": {
                          "dimension": {
                            "description": "The dimension, added to every metric. Without it {release} stands in the value of one that is written.",
                            "type": "string"
                          },
                          "value": {
                            "description": "What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                            "default": "name",
                            "type": "string",
                            "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                          }
                        },
                        "additionalProperties": false
                      }
                    ],
                    "examples": [
                      "Version",
                      { "dimension": "Version", "value": "commit" },
                      { "value": "short-digest" }
                    ]
                  }
                },
                "additionalProperties": false
              },
              "elasticsearch": {
                "description": "Documents in Elasticsearch, such as access logs.",
                "type": "object",
                "properties": {
                  "index": {
                    "type": "string",
                    "description": "Indices, data streams or aliases: a name, a pattern, or several with commas in between.",
                    "pattern": "^[^\\\\s\\"\\\\\\\\<>|/?#-][^\\\\s\\"\\\\\\\\<>|/?#]*$",
                    "examples": ["logs-checkout-*"]
                  },
                  "total": {
                    "description": "The documents of all requests, one each.",
                    "anyOf": [
                      { "type": "string", "description": "Lucene's query syntax." },
                      {
                        "type": "object",
                        "propertyNames": { "type": "string" },
                        "additionalProperties": { "$ref": "#/definitions/__schema0" },
                        "description": "Query DSL: one key, the kind of query, and what it looks for."
                      }
                    ],
                    "examples": ["event.dataset:nginx.access"]
                  },
                  "bad": {
                    "description": "Those of them that failed: looked for among those of total.",
                    "anyOf": [
                      { "type": "string", "description": "Lucene's query syntax." },
                      {
                        "type": "object",
                        "propertyNames": { "type": "string" },
                        "additionalProperties": { "$ref": "#/definitions/__schema0" },
                        "description": "Query DSL: one key, the kind of query, and what it looks for."
                      }
                    ],
                    "examples": ["http.response.status_code:>=500"]
                  },
                  "duration": {
                    "description": "For an objective with \\"under\\": the field that says how long the answer took.",
                    "type": "object",
                    "properties": {
                      "field": {
                        "type": "string",
                        "description": "The name of the field, which is a number.",
                        "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                        "examples": ["event.duration"]
                      },
                      "unit": {
                        "type": "string",
                        "enum": ["ns", "us", "ms", "s"],
                        "description": "Its unit."
                      }
                    },
                    "required": ["field", "unit"],
                    "additionalProperties": false
                  },
                  "split": {
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "The name of the field.",
                        "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                        "examples": ["service.version"]
                      },
                      {
                        "type": "object",
                        "properties": {
                          "field": {
                            "type": "string",
                            "description": "The name of the field.",
                            "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                            "examples": ["service.version"]
                          },
                          "value": {
                            "description": "What of the release stands in it. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                            "default": "name",
                            "type": "string",
                            "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                          }
                        },
                        "required": ["field"],
                        "additionalProperties": false
                      }
                    ],
                    "description": "The field that tells releases apart, of type keyword. Short form: its name; its value is then the release's name.",
                    "examples": ["service.version", { "field": "labels.commit", "value": "commit" }]
                  },
                  "time": {
                    "description": "The field that says when a request was made.",
                    "default": "@timestamp",
                    "type": "string",
                    "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                    "examples": ["@timestamp"]
                  }
                },
                "required": ["index", "total", "split"],
                "additionalProperties": false
              },
              "opensearch": {
                "description": "Documents in OpenSearch, such as access logs.",
                "type": "object",
                "properties": {
                  "index": {
                    "type": "string",
                    "description": "Indices, data streams or aliases: a name, a pattern, or several with commas in between.",
                    "pattern": "^[^\\\\s\\"\\\\\\\\<>|/?#-][^\\\\s\\"\\\\\\\\<>|/?#]*$",
                    "examples": ["logs-checkout-*"]
                  },
                  "total": {
                    "description": "The documents of all requests, one each.",
                    "anyOf": [
                      { "type": "string", "description": "Lucene's query syntax." },
                      {
                        "type": "object",
                        "propertyNames": { "type": "string" },
                        "additionalProperties": { "$ref": "#/definitions/__schema0" },
                        "description": "Query DSL: one key, the kind of query, and what it looks for."
                      }
                    ],
                    "examples": ["event.dataset:nginx.access"]
                  },
                  "bad": {
                    "description": "Those of them that failed: looked for among those of total.",
                    "anyOf": [
                      { "type": "string", "description": "Lucene's query syntax." },
                      {
                        "type": "object",
                        "propertyNames": { "type": "string" },
                        "additionalProperties": { "$ref": "#/definitions/__schema0" },
                        "description": "Query DSL: one key, the kind of query, and what it looks for."
                      }
                    ],
                    "examples": ["http.response.status_code:>=500"]
                  },
                  "duration": {
                    "description": "For an objective with \\"under\\": the field that says how long the answer took.",
                    "type": "object",
                    "properties": {
                      "field": {
                        "type": "string",
                        "description": "The name of the field, which is a number.",
                        "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                        "examples": ["event.duration"]
                      },
                      "unit": {
                        "type": "string",
                        "enum": ["ns", "us", "ms", "s"],
                        "description": "Its unit."
                      }
                    },
                    "required": ["field", "unit"],
                    "additionalProperties": false
                  },
                  "split": {
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "The name of the field.",
                        "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                        "examples": ["service.version"]
                      },
                      {
                        "type": "object",
                        "properties": {
                          "field": {
                            "type": "string",
                            "description": "The name of the field.",
                            "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                            "examples": ["service.version"]
                          },
                          "value": {
                            "description": "What of the release stands in it. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                            "default": "name",
                            "type": "string",
                            "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                          }
                        },
                        "required": ["field"],
                        "additionalProperties": false
                      }
                    ],
                    "description": "The field that tells releases apart, of type keyword. Short form: its name; its value is then the release's name.",
                    "examples": ["service.version", { "field": "labels.commit", "value": "commit" }]
                  },
                  "time": {
                    "description": "The field that says when a request was made.",
                    "default": "@timestamp",
                    "type": "string",
                    "pattern": "^[^\\\\s*?,\\"\\\\\\\\/]+$",
                    "examples": ["@timestamp"]
                  }
                },
                "required": ["index", "total", "split"],
                "additionalProperties": false
              },
              "http": {
                "description": "Counts in the answers of any endpoint that speaks JSON.",
                "type": "object",
                "properties": {
                  "get": {
                    "description": "Asks by GET. Path and query below sources.http.url. Placeholders, encoded for a URL: {release} {since} {until} {since-unix} {until-unix}.",
                    "pattern": "^\\\\/[\\\\x21-\\\\x7e]*$",
                    "examples": ["/counts?version={release}"],
                    "type": "string"
                  },
                  "post": {
                    "description": "Asks by POST.",
                    "type": "object",
                    "properties": {
                      "path": {
                        "type": "string",
                        "description": "Path and query below sources.http.url. Placeholders, encoded for a URL: {release} {since} {until} {since-unix} {until-unix}.",
                        "pattern": "^\\\\/[\\\\x21-\\\\x7e]*$",
                        "examples": ["/counts"]
                      },
                      "body": {
                        "description": "The body, sent as JSON. Placeholders may stand in its texts.",
                        "examples": [{ "version": "{release}" }],
                        "default": {},
                        "allOf": [{ "$ref": "#/definitions/__schema0" }]
                      }
                    },
                    "required": ["path"],
                    "additionalProperties": false
                  },
                  "total": {
                    "type": "string",
                    "description": "JMESPath of the number of all requests. {release} stands for the release, where the answer is of all of them.",
                    "examples": ["sum(versions[?name=='{release}'].requests)"]
                  },
                  "bad": {
                    "type": "string",
                    "description": "JMESPath of the number of those that failed.",
                    "examples": ["sum(versions[?name=='{release}'].failures)"]
                  },
                  "counts": {
                    "type": "string",
                    "enum": ["since-start", "since-last"],
                    "description": "since-start: the numbers only grow, as counters do. since-last: they are those of the time from {since} to {until}, which begins where the one before ended."
                  },
                  "release": {
                    "description": "What of the release {release} stands for. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                    "default": "name",
                    "type": "string",
                    "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                  }
                },
                "required": ["total", "bad", "counts"],
                "additionalProperties": false
              },
              "datadog": {
                "description": "Metrics in Datadog.",
                "type": "object",
                "properties": {
                  "total": {
                    "description": "Metric query that counts all requests.",
                    "type": "string",
                    "examples": ["sum:trace.http.request.hits{service:checkout}.as_count()"]
                  },
                  "bad": {
                    "description": "Metric query that counts those that failed.",
                    "type": "string",
                    "examples": ["sum:trace.http.request.errors{service:checkout}.as_count()"]
                  },
                  "distribution": {
                    "description": "Distribution metric of durations and its filter, for an objective with \\"under\\". Its percentiles must be enabled in Datadog.",
                    "type": "string",
                    "examples": ["trace.http.request{service:checkout}"]
                  },
                  "unit": {
                    "description": "Unit of the distribution's values. Without it s, as in traces.",
                    "type": "string",
                    "enum": ["ns", "us", "ms", "s"]
                  },
                  "split": {
                    "anyOf": [
                      {
                        "type": "string",
                        "description": "The key of the tag.",
                        "pattern": "^[a-z][a-z0-9_./-]{0,199}$"
                      },
                      {
                        "type": "object",
                        "properties": {
                          "tag": {
                            "type": "string",
                            "description": "The key of the tag.",
                            "pattern": "^[a-z][a-z0-9_./-]{0,199}$"
                          },
                          "value": {
                            "description": "What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                            "default": "name",
                            "type": "string",
                            "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                          }
                        },
                        "required": ["tag"],
                        "additionalProperties": false
                      }
                    ],
                    "description": "The tag that tells releases apart. Short form: its key; its value is then the release's name.",
                    "examples": ["version", { "tag": "version", "value": "commit" }]
                  }
                },
                "required": ["split"],
                "additionalProperties": false
              },
              "openslo": {
                "description": "An SLO of OpenSLO v1, which says the objective and the source. Short form: the file, in which it is the only one.",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "The file that has the SLO, the only one in it.",
                    "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                    "examples": ["slo/checkout.yaml"]
                  },
                  {
                    "type": "object",
                    "properties": {
                      "file": {
                        "type": "string",
                        "description": "The file that has the SLO, in the workspace and relative to it.",
                        "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                        "examples": ["slo/checkout.yaml"]
                      },
                      "name": {
                        "description": "The metadata.name of the SLO. Needed where the file has several.",
                        "examples": ["checkout-latency"],
                        "type": "string"
                      },
                      "objective": {
                        "description": "The displayName of the objective. Needed where the SLO has several.",
                        "examples": ["Good experience"],
                        "type": "string"
                      },
                      "with": {
                        "description": "Further files in which documents that the SLO refers to are looked for: its SLI, its DataSource. One or a list.",
                        "anyOf": [
                          {
                            "type": "string",
                            "description": "A file in the workspace, relative to it.",
                            "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                            "examples": ["slo/checkout.yaml"]
                          },
                          {
                            "type": "array",
                            "items": {
                              "type": "string",
                              "description": "A file in the workspace, relative to it.",
                              "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                              "examples": ["slo/checkout.yaml"]
                            },
                            "description": "None twice.",
                            "minItems": 1,
                            "uniqueItems": true
                          }
                        ],
                        "examples": [["slo/indicators.yaml"]]
                      }
                    },
                    "required": ["file"],
                    "additionalProperties": false
                  }
                ],
                "examples": ["slo/checkout.yaml", { "file": "slo/checkout.yaml", "name": "checkout-latency" }]
              },
              "split": {
                "description": "For openslo: the label that tells releases apart, version without it. Short form: its name; its value is then the release's name.",
                "anyOf": [
                  {
                    "type": "string",
                    "description": "The name of the label.",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                  },
                  {
                    "type": "object",
                    "properties": {
                      "label": {
                        "type": "string",
                        "description": "The name of the label.",
                        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                      },
                      "value": {
                        "description": "What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.",
                        "default": "name",
                        "type": "string",
                        "enum": ["name", "commit", "digest", "short-digest", "pod-template-hash"]
                      }
                    },
                    "required": ["label"],
                    "additionalProperties": false
                  }
                ],
                "examples": ["version", { "label": "version", "value": "commit" }]
              }
            },
            "additionalProperties": false,
            "description": "What is promised, and where it is measured. Either objective or openslo.",
            "oneOf": [{ "required": ["objective"] }, { "required": ["openslo"] }]
          }
        ]
      },
      "description": "Service level objectives by name. Short form: the objective, measured on the target's own counters.",
      "examples": [
        { "availability": "99.9%", "latency": "99% under 300ms" },
        { "latency": ["99% under 300ms", "99.9% under 1s"] }
      ]
    },
    "sources": {
      "description": "Where figures and alerts are, and how to get in. An environment may have its own under the same key.",
      "default": {},
      "type": "object",
      "properties": {
        "prometheus": {
          "description": "The query API of Prometheus, or of what speaks it.",
          "type": "object",
          "properties": {
            "url": {
              "description": "Where the query API is, without /api/v1.",
              "type": "string",
              "examples": ["http://127.0.0.1:9090", "https://mimir.example/prometheus"]
            },
            "timeout": {
              "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "max-age": {
              "description": "A release whose newest sample is older than this has no data. Write at least twice the scrape interval.",
              "default": "2m30s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "headers": {
              "description": "Headers of every request, such as the tenant. No place for secrets: use auth.",
              "examples": [{ "X-Scope-OrgID": "team" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": { "type": "string" }
            },
            "auth": {
              "description": "How to log in: by bearer-env, by basic or by sigv4.",
              "type": "object",
              "properties": {
                "bearer-env": {
                  "type": "string",
                  "description": "Environment variable that holds a bearer token.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["PROM_TOKEN"]
                },
                "basic": {
                  "description": "User and password.",
                  "type": "object",
                  "properties": {
                    "user": { "type": "string", "description": "The user." },
                    "password-env": {
                      "type": "string",
                      "description": "Environment variable that holds the password.",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                      "examples": ["PROM_PASSWORD"]
                    }
                  },
                  "required": ["user", "password-env"],
                  "additionalProperties": false
                },
                "sigv4": {
                  "description": "Sign each request as AWS asks, for Amazon Managed Prometheus. Short form: the workspace's region.",
                  "anyOf": [
                    {
                      "type": "string",
                      "description": "A region of AWS.",
                      "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$",
                      "examples": ["eu-central-1"]
                    },
                    {
                      "type": "object",
                      "properties": {
                        "region": {
                          "type": "string",
                          "description": "The region of what is asked.",
                          "examples": ["eu-central-1"]
                        },
                        "service": {
                          "description": "The service's name in signatures.",
                          "default": "aps",
                          "type": "string"
                        },
                        "role": {
                          "description": "Role to assume with the credentials that are found.",
                          "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                          "type": "string",
                          "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                        }
                      },
                      "required": ["region"],
                      "additionalProperties": false
                    }
                  ],
                  "examples": ["eu-central-1"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "bearer-env": "PROM_TOKEN" }]
            },
            "tls": {
              "description": "Certificates, for https.",
              "type": "object",
              "properties": {
                "ca-file": {
                  "description": "PEM file of the certificates to trust instead of the system's.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["ca.pem"]
                },
                "cert-file": {
                  "description": "PEM file of our own certificate, where the server asks for one.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.pem"]
                },
                "key-file": {
                  "description": "PEM file of its key.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.key"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "ca-file": "ca.pem" }]
            }
          },
          "required": ["url"],
          "additionalProperties": false
        },
        "cloudwatch": {
          "description": "Amazon CloudWatch. Credentials come from where the AWS SDK looks for them.",
          "type": "object",
          "properties": {
            "region": {
              "description": "The region. Without it the one that the AWS SDK finds, in AWS_REGION or the profile.",
              "examples": ["eu-central-1"],
              "type": "string",
              "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$"
            },
            "endpoint": {
              "description": "Another address than the region's own, such as that of a VPC endpoint.",
              "type": "string",
              "examples": ["https://vpce-0a1b2c.monitoring.eu-central-1.vpce.amazonaws.com"]
            },
            "role": {
              "description": "Role to assume with the credentials that are found, such as one of a monitoring account.",
              "examples": ["arn:aws:iam::123456789012:role/glidepath"],
              "type": "string",
              "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
            },
            "timeout": {
              "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "period": {
              "description": "Length of a period: whole minutes, or 1s, 5s, 10s, 20s or 30s where all metrics are high-resolution.",
              "default": "1m",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "delay": {
              "description": "How long after its end a period is first asked for. What comes in later is made up for, for 15 minutes.",
              "default": "30s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "max-age": {
              "description": "A release whose newest period with data ended longer ago than this has no data. Longer than period and delay together.",
              "default": "5m",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            }
          },
          "additionalProperties": false
        },
        "elasticsearch": {
          "description": "The search API of Elasticsearch.",
          "type": "object",
          "properties": {
            "url": {
              "description": "Where the search API is.",
              "type": "string",
              "examples": ["https://elastic.example:9200"]
            },
            "timeout": {
              "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "delay": {
              "description": "How late documents come in. A look counts those that are at least so old.",
              "default": "30s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "max-age": {
              "description": "Where the newest document of total, of whatever release, is older than this there is no data.",
              "default": "10m",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "headers": {
              "description": "Headers of every request. No place for secrets: use auth.",
              "examples": [{ "X-Tenant": "team" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": { "type": "string" }
            },
            "auth": {
              "description": "How to log in: by api-key-env, by bearer-env, by basic or by sigv4.",
              "type": "object",
              "properties": {
                "api-key-env": {
                  "type": "string",
                  "description": "Environment variable that holds an API key as it was encoded for use.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["ELASTIC_API_KEY"]
                },
                "bearer-env": {
                  "type": "string",
                  "description": "Environment variable that holds a bearer token.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["ELASTIC_TOKEN"]
                },
                "basic": {
                  "description": "User and password.",
                  "type": "object",
                  "properties": {
                    "user": { "type": "string", "description": "The user." },
                    "password-env": {
                      "type": "string",
                      "description": "Environment variable that holds the password.",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                      "examples": ["ELASTIC_PASSWORD"]
                    }
                  },
                  "required": ["user", "password-env"],
                  "additionalProperties": false
                },
                "sigv4": {
                  "description": "Sign each request as AWS asks, for Amazon OpenSearch Service. Short form: the domain's region. Of a serverless collection the service is aoss.",
                  "anyOf": [
                    {
                      "type": "string",
                      "description": "A region of AWS.",
                      "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$",
                      "examples": ["eu-central-1"]
                    },
                    {
                      "type": "object",
                      "properties": {
                        "region": {
                          "type": "string",
                          "description": "The region of what is asked.",
                          "examples": ["eu-central-1"]
                        },
                        "service": {
                          "description": "The service's name in signatures.",
                          "default": "es",
                          "type": "string"
                        },
                        "role": {
                          "description": "Role to assume with the credentials that are found.",
                          "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                          "type": "string",
                          "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                        }
                      },
                      "required": ["region"],
                      "additionalProperties": false
                    }
                  ],
                  "examples": ["eu-central-1", { "region": "eu-central-1", "service": "aoss" }]
                }
              },
              "additionalProperties": false,
              "examples": [{ "api-key-env": "ELASTIC_API_KEY" }]
            },
            "tls": {
              "description": "Certificates, for https.",
              "type": "object",
              "properties": {
                "ca-file": {
                  "description": "PEM file of the certificates to trust instead of the system's.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["ca.pem"]
                },
                "cert-file": {
                  "description": "PEM file of our own certificate, where the server asks for one.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.pem"]
                },
                "key-file": {
                  "description": "PEM file of its key.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.key"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "ca-file": "ca.pem" }]
            }
          },
          "required": ["url"],
          "additionalProperties": false
        },
        "opensearch": {
          "description": "The search API of OpenSearch.",
          "type": "object",
          "properties": {
            "url": {
              "description": "Where the search API is.",
              "type": "string",
              "examples": ["https://elastic.example:9200"]
            },
            "timeout": {
              "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "delay": {
              "description": "How late documents come in. A look counts those that are at least so old.",
              "default": "30s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "max-age": {
              "description": "Where the newest document of total, of whatever release, is older than this there is no data.",
              "default": "10m",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "headers": {
              "description": "Headers of every request. No place for secrets: use auth.",
              "examples": [{ "X-Tenant": "team" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": { "type": "string" }
            },
            "auth": {
              "description": "How to log in: by api-key-env, by bearer-env, by basic or by sigv4.",
              "type": "object",
              "properties": {
                "api-key-env": {
                  "type": "string",
                  "description": "Environment variable that holds an API key as it was encoded for use.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["ELASTIC_API_KEY"]
                },
                "bearer-env": {
                  "type": "string",
                  "description": "Environment variable that holds a bearer token.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["ELASTIC_TOKEN"]
                },
                "basic": {
                  "description": "User and password.",
                  "type": "object",
                  "properties": {
                    "user": { "type": "string", "description": "The user." },
                    "password-env": {
                      "type": "string",
                      "description": "Environment variable that holds the password.",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                      "examples": ["ELASTIC_PASSWORD"]
                    }
                  },
                  "required": ["user", "password-env"],
                  "additionalProperties": false
                },
                "sigv4": {
                  "description": "Sign each request as AWS asks, for Amazon OpenSearch Service. Short form: the domain's region. Of a serverless collection the service is aoss.",
                  "anyOf": [
                    {
                      "type": "string",
                      "description": "A region of AWS.",
                      "pattern": "^[a-z]{2,}(?:-[a-z]+)+-\\\\d{1,2}$",
                      "examples": ["eu-central-1"]
                    },
                    {
                      "type": "object",
                      "properties": {
                        "region": {
                          "type": "string",
                          "description": "The region of what is asked.",
                          "examples": ["eu-central-1"]
                        },
                        "service": {
                          "description": "The service's name in signatures.",
                          "default": "es",
                          "type": "string"
                        },
                        "role": {
                          "description": "Role to assume with the credentials that are found.",
                          "examples": ["arn:aws:iam::123456789012:role/glidepath"],
                          "type": "string",
                          "pattern": "^arn:aws[a-z-]*:iam::\\\\d{12}:role\\\\/[\\\\w+=,.@/-]{1,512}$"
                        }
                      },
                      "required": ["region"],
                      "additionalProperties": false
                    }
                  ],
                  "examples": ["eu-central-1", { "region": "eu-central-1", "service": "aoss" }]
                }
              },
              "additionalProperties": false,
              "examples": [{ "api-key-env": "ELASTIC_API_KEY" }]
            },
            "tls": {
              "description": "Certificates, for https.",
              "type": "object",
              "properties": {
                "ca-file": {
                  "description": "PEM file of the certificates to trust instead of the system's.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["ca.pem"]
                },
                "cert-file": {
                  "description": "PEM file of our own certificate, where the server asks for one.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.pem"]
                },
                "key-file": {
                  "description": "PEM file of its key.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.key"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "ca-file": "ca.pem" }]
            }
          },
          "required": ["url"],
          "additionalProperties": false
        },
        "http": {
          "description": "Endpoints that answer in JSON.",
          "type": "object",
          "properties": {
            "url": {
              "description": "Where the endpoints are; the paths of the SLOs are below it.",
              "type": "string",
              "examples": ["https://stats.example/api"]
            },
            "timeout": {
              "description": "How long an answer may take before a rollout. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "delay": {
              "description": "How late figures come in: {since} and {until} lie so far back.",
              "default": "0s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "headers": {
              "description": "Headers of every request. No place for secrets: use headers-env.",
              "examples": [{ "X-Tenant": "team" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": { "type": "string" }
            },
            "headers-env": {
              "description": "Headers that are secrets, each with the environment variable that holds it.",
              "examples": [{ "X-Api-Key": "STATS_API_KEY" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": {
                "type": "string",
                "description": "Environment variable that holds the header.",
                "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                "examples": ["STATS_API_KEY"]
              }
            },
            "auth": {
              "description": "How to log in: by bearer-env or by basic.",
              "type": "object",
              "properties": {
                "bearer-env": {
                  "type": "string",
                  "description": "Environment variable that holds a bearer token.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["STATS_TOKEN"]
                },
                "basic": {
                  "description": "User and password.",
                  "type": "object",
                  "properties": {
                    "user": { "type": "string", "description": "The user." },
                    "password-env": {
                      "type": "string",
                      "description": "Environment variable that holds the password.",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                      "examples": ["STATS_PASSWORD"]
                    }
                  },
                  "required": ["user", "password-env"],
                  "additionalProperties": false
                }
              },
              "additionalProperties": false,
              "examples": [{ "bearer-env": "STATS_TOKEN" }]
            },
            "tls": {
              "description": "Certificates, for https.",
              "type": "object",
              "properties": {
                "ca-file": {
                  "description": "PEM file of the certificates to trust instead of the system's.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["ca.pem"]
                },
                "cert-file": {
                  "description": "PEM file of our own certificate, where the server asks for one.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.pem"]
                },
                "key-file": {
                  "description": "PEM file of its key.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.key"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "ca-file": "ca.pem" }]
            }
          },
          "required": ["url"],
          "additionalProperties": false
        },
        "datadog": {
          "description": "Datadog's API.",
          "type": "object",
          "properties": {
            "site": {
              "description": "The site of the organization. Without it and without url datadoghq.com.",
              "examples": ["datadoghq.eu"],
              "type": "string",
              "enum": [
                "datadoghq.com",
                "us3.datadoghq.com",
                "us5.datadoghq.com",
                "datadoghq.eu",
                "ap1.datadoghq.com",
                "ap2.datadoghq.com",
                "uk1.datadoghq.com",
                "ddog-gov.com",
                "us2.ddog-gov.com"
              ]
            },
            "url": {
              "description": "Another address than the site's own API, such as that of a proxy; without /api.",
              "type": "string",
              "examples": ["https://datadog-proxy.example"]
            },
            "api-key-env": {
              "description": "Environment variable that holds the API key.",
              "default": "DD_API_KEY",
              "type": "string",
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
              "examples": ["DD_API_KEY"]
            },
            "app-key-env": {
              "description": "Environment variable that holds the application key; with scopes, it needs timeseries_query.",
              "default": "DD_APP_KEY",
              "type": "string",
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
              "examples": ["DD_APP_KEY"]
            },
            "timeout": {
              "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "delay": {
              "description": "How long after its end an interval of 10s is first asked for. What comes in later is made up for, for 10 minutes. Metrics that Datadog fetches from a cloud need 15m.",
              "default": "1m",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "max-age": {
              "description": "A release whose newest count lies longer than this before the newest interval has no data. Write at least twice the time between two counts.",
              "default": "2m30s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            }
          },
          "additionalProperties": false
        },
        "alertmanager": {
          "description": "The API of an Alertmanager, or of what speaks it, for guards.",
          "type": "object",
          "properties": {
            "url": {
              "description": "Where the API is, without /api/v2. Alerts that Grafana manages itself are reached below Grafana, at /api/alertmanager/grafana.",
              "type": "string",
              "examples": ["http://127.0.0.1:9093", "https://grafana.example/api/alertmanager/grafana"]
            },
            "timeout": {
              "description": "How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "headers": {
              "description": "Headers of every request, such as the tenant. No place for secrets: use auth.",
              "examples": [{ "X-Scope-OrgID": "team" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": { "type": "string" }
            },
            "auth": {
              "description": "How to log in: by bearer-env or by basic.",
              "type": "object",
              "properties": {
                "bearer-env": {
                  "type": "string",
                  "description": "Environment variable that holds a bearer token.",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["ALERTMANAGER_TOKEN"]
                },
                "basic": {
                  "description": "User and password.",
                  "type": "object",
                  "properties": {
                    "user": { "type": "string", "description": "The user." },
                    "password-env": {
                      "type": "string",
                      "description": "Environment variable that holds the password.",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                      "examples": ["ALERTMANAGER_PASSWORD"]
                    }
                  },
                  "required": ["user", "password-env"],
                  "additionalProperties": false
                }
              },
              "additionalProperties": false,
              "examples": [{ "bearer-env": "ALERTMANAGER_TOKEN" }]
            },
            "tls": {
              "description": "Certificates, for https.",
              "type": "object",
              "properties": {
                "ca-file": {
                  "description": "PEM file of the certificates to trust instead of the system's.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["ca.pem"]
                },
                "cert-file": {
                  "description": "PEM file of our own certificate, where the server asks for one.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.pem"]
                },
                "key-file": {
                  "description": "PEM file of its key.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["client.key"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "ca-file": "ca.pem" }]
            }
          },
          "required": ["url"],
          "additionalProperties": false
        }
      },
      "additionalProperties": false
    },
    "flags": {
      "description": "Where feature flags are evaluated. An environment may have its own under the same key.",
      "type": "object",
      "properties": {
        "launchdarkly": {
          "description": "LaunchDarkly, by its SDK. No events leave.",
          "type": "object",
          "properties": {
            "sdk-key-env": {
              "type": "string",
              "description": "Environment variable that holds the SDK key of the environment.",
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
              "examples": ["LAUNCHDARKLY_SDK_KEY"]
            },
            "url": {
              "description": "A Relay Proxy, or another base address. Without it LaunchDarkly itself.",
              "type": "string",
              "examples": ["http://127.0.0.1:8030"]
            },
            "timeout": {
              "description": "How long the first connection may take.",
              "default": "10s",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string"
            },
            "server": {
              "description": "Where the flags' state and history are read, for glidepath plan.",
              "type": "object",
              "properties": {
                "project": {
                  "type": "string",
                  "description": "The project, by its key.",
                  "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                  "examples": ["shop"]
                },
                "environment": {
                  "type": "string",
                  "description": "The project's environment, by its key.",
                  "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                  "examples": ["production"]
                },
                "token-env": {
                  "description": "Environment variable that holds an access token: a reader for server, a writer for a target.",
                  "default": "LAUNCHDARKLY_ACCESS_TOKEN",
                  "type": "string",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["LAUNCHDARKLY_ACCESS_TOKEN"]
                },
                "url": {
                  "description": "Where the REST API is, without /api/v2; another one for the EU or the federal instance.",
                  "default": "https://app.launchdarkly.com",
                  "type": "string",
                  "examples": ["https://app.eu.launchdarkly.com"]
                },
                "timeout": {
                  "description": "How long an answer may take.",
                  "default": "10s",
                  "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                  "type": "string"
                }
              },
              "required": ["project", "environment"],
              "additionalProperties": false,
              "examples": [{ "project": "shop", "environment": "production" }]
            }
          },
          "required": ["sdk-key-env"],
          "additionalProperties": false,
          "examples": [{ "sdk-key-env": "LAUNCHDARKLY_SDK_KEY" }]
        },
        "flagd": {
          "description": "A flagd that evaluates over gRPC, or a file of its definitions.",
          "type": "object",
          "properties": {
            "host": {
              "description": "Where flagd is.",
              "default": "127.0.0.1",
              "examples": ["127.0.0.1"],
              "type": "string"
            },
            "port": {
              "description": "The port of its evaluation service.",
              "default": 8013,
              "examples": [8013],
              "type": "integer",
              "minimum": 1,
              "maximum": 65535
            },
            "tls": {
              "description": "The connection is encrypted.",
              "type": "object",
              "properties": {
                "ca-file": {
                  "description": "PEM file of the certificates to trust instead of the system's.",
                  "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
                  "type": "string",
                  "examples": ["ca.pem"]
                }
              },
              "additionalProperties": false,
              "examples": [{ "ca-file": "ca.pem" }]
            },
            "deadline": {
              "description": "How long a connection may take.",
              "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
              "type": "string",
              "examples": ["2s"],
              "default": "2s"
            },
            "file": {
              "description": "A file of flagd's definitions in the workspace, evaluated without any server.",
              "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
              "type": "string",
              "examples": ["flags.json"]
            }
          },
          "additionalProperties": false,
          "examples": [{ "host": "127.0.0.1", "port": 8013 }, { "file": "flags.json" }]
        },
        "ofrep": {
          "description": "What speaks OpenFeature's Remote Evaluation Protocol.",
          "type": "object",
          "properties": {
            "url": {
              "description": "Where the protocol is spoken; its API is below it at /ofrep/v1.",
              "type": "string",
              "examples": ["http://127.0.0.1:8016"]
            },
            "headers": {
              "description": "Headers of every request. No place for secrets: use token-env.",
              "examples": [{ "X-Tenant": "team" }],
              "default": {},
              "type": "object",
              "propertyNames": { "type": "string" },
              "additionalProperties": { "type": "string" }
            },
            "token-env": {
              "type": "string",
              "description": "Environment variable that holds a bearer token.",
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
              "examples": ["OFREP_TOKEN"]
            }
          },
          "required": ["url"],
          "additionalProperties": false,
          "examples": [{ "url": "http://127.0.0.1:8016" }]
        },
        "unleash": {
          "description": "Unleash, by its client API. No metrics leave.",
          "type": "object",
          "properties": {
            "url": {
              "description": "The API of Unleash; that of clients is below it at /client.",
              "type": "string",
              "examples": ["http://127.0.0.1:4242/api"]
            },
            "token-env": {
              "type": "string",
              "description": "Environment variable that holds a backend token.",
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
              "examples": ["UNLEASH_TOKEN"]
            },
            "app": {
              "description": "The name under which Unleash knows us, for the strategies that look at it.",
              "default": "glidepath",
              "type": "string"
            },
            "server": {
              "description": "Where the flags' state and history are read, for glidepath plan.",
              "type": "object",
              "properties": {
                "project": {
                  "description": "The project, by its id.",
                  "default": "default",
                  "type": "string",
                  "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                  "examples": ["default"]
                },
                "environment": {
                  "type": "string",
                  "description": "The environment, by its name.",
                  "pattern": "^(?!\\\\.{1,2}$)[\\\\w.!~*'()-]{1,255}$",
                  "examples": ["production"]
                },
                "token-env": {
                  "description": "Environment variable that holds a personal access token, or that of a service account.",
                  "default": "UNLEASH_ADMIN_TOKEN",
                  "type": "string",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                  "examples": ["UNLEASH_ADMIN_TOKEN"]
                },
                "timeout": {
                  "description": "How long an answer may take.",
                  "default": "10s",
                  "pattern": "^(?=\\\\d)(?:(\\\\d+)d)?(?:(\\\\d+)h)?(?:(\\\\d+)m)?(?:(\\\\d+)s)?(?:(\\\\d+)ms)?$",
                  "type": "string"
                },
                "url": {
                  "description": "The API of Unleash, where it is not that of the provider. It ends in /api.",
                  "type": "string",
                  "examples": ["http://127.0.0.1:4242/api"]
                }
              },
              "required": ["environment"],
              "additionalProperties": false,
              "examples": [{ "environment": "production" }]
            }
          },
          "required": ["url", "token-env"],
          "additionalProperties": false,
          "examples": [{ "url": "http://127.0.0.1:4242/api", "token-env": "UNLEASH_TOKEN" }]
        },
        "env": {
          "description": "Environment variables of the run, one a flag.",
          "examples": [{ "prefix": "FLAG_" }],
          "type": "object",
          "properties": {
            "prefix": {
              "type": "string",
              "description": "How the variables begin. The flag checkout-release is FLAG_CHECKOUT_RELEASE with the prefix FLAG_.",
              "examples": ["FLAG_"],
              "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
            }
          },
          "required": ["prefix"],
          "additionalProperties": false
        },
        "file": {
          "description": "A YAML or JSON file in the workspace: the value of each flag by its key, or { value, variant }.",
          "pattern": "^(?!\\\\/|[A-Za-z]:)(?!(?:.*\\\\/)?\\\\.\\\\.(?:\\\\/|$))(?=.*\\\\S)[^\\\\\\\\]+$",
          "type": "string",
          "examples": [".github/flags.yml"]
        }
      },
      "additionalProperties": false,
      "oneOf": [
        { "required": ["launchdarkly"] },
        { "required": ["flagd"] },
        { "required": ["ofrep"] },
        { "required": ["unleash"] },
        { "required": ["env"] },
        { "required": ["file"] }
      ],
      "examples": [{ "file": ".github/flags.yml" }]
    },
    "notices": {
      "description": "Who is told of a rollout, beside the ledger.",
      "default": [],
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "slack": {
            "description": "A channel in Slack, by an incoming webhook.",
            "type": "object",
            "properties": {
              "url-env": {
                "type": "string",
                "description": "Environment variable that holds the address of an incoming webhook.",
                "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                "examples": ["SLACK_WEBHOOK_URL"]
              }
            },
            "required": ["url-env"],
            "additionalProperties": false,
            "examples": [{ "url-env": "SLACK_WEBHOOK_URL" }]
          },
          "webhook": {
            "description": "Anything that takes JSON by POST.",
            "type": "object",
            "properties": {
              "url-env": {
                "type": "string",
                "description": "Environment variable that holds the address.",
                "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                "examples": ["HOOK_URL"]
              },
              "headers": {
                "description": "Headers of every request. No place for secrets: use secret-env.",
                "examples": [{ "X-Team": "checkout" }],
                "default": {},
                "type": "object",
                "propertyNames": { "type": "string" },
                "additionalProperties": { "type": "string" }
              },
              "secret-env": {
                "type": "string",
                "description": "Environment variable that holds the key which signs the body with HMAC-SHA-256.",
                "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                "examples": ["HOOK_SECRET"]
              }
            },
            "required": ["url-env"],
            "additionalProperties": false,
            "examples": [{ "url-env": "HOOK_URL", "secret-env": "HOOK_SECRET" }]
          },
          "grafana": {
            "description": "Annotations in Grafana.",
            "type": "object",
            "properties": {
              "url": {
                "description": "Grafana's address, as a browser has it for the start page.",
                "type": "string",
                "examples": ["https://grafana.example.com"]
              },
              "token-env": {
                "type": "string",
                "description": "Environment variable that holds a service account's token.",
                "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                "examples": ["GRAFANA_TOKEN"]
              },
              "dashboard": {
                "description": "UID of the only dashboard that shows them. Without it every dashboard that asks for their tags.",
                "pattern": "^[A-Za-z0-9_-]{1,40}$",
                "examples": ["glidepath-3f2a"],
                "type": "string"
              },
              "tags": {
                "description": "Tags beside glidepath, service:..., environment:... and release:...; one or a list, at most 150 characters in all.",
                "anyOf": [
                  { "type": "string" },
                  {
                    "type": "array",
                    "items": { "type": "string" },
                    "description": "None twice.",
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ],
                "examples": [["team-shop"]]
              }
            },
            "required": ["url", "token-env"],
            "additionalProperties": false,
            "examples": [{ "url": "https://grafana.example.com", "token-env": "GRAFANA_TOKEN" }]
          },
          "on": {
            "description": "Of what: the start, each other step, a pause, a breach, the end. One or a list. Without it of all in grafana, and of all but step elsewhere.",
            "anyOf": [
              { "type": "string", "enum": ["start", "step", "pause", "breach", "end"] },
              {
                "type": "array",
                "items": { "type": "string", "enum": ["start", "step", "pause", "breach", "end"] },
                "description": "None twice.",
                "minItems": 1,
                "uniqueItems": true
              }
            ],
            "examples": [["breach", "end"]]
          },
          "environments": {
            "description": "Of which environments, one or a list. Without it of all.",
            "anyOf": [
              { "type": "string" },
              {
                "type": "array",
                "items": { "type": "string" },
                "description": "None twice.",
                "minItems": 1,
                "uniqueItems": true
              }
            ],
            "examples": ["production"]
          }
        },
        "additionalProperties": false,
        "description": "Exactly one of slack, webhook and grafana, with on and environments beside it.",
        "oneOf": [{ "required": ["slack"] }, { "required": ["webhook"] }, { "required": ["grafana"] }]
      },
      "examples": [[{ "slack": { "url-env": "SLACK_WEBHOOK_URL" }, "on": ["breach", "end"] }]]
    }
  },
  "required": ["service", "environments", "slos"],
  "additionalProperties": false,
  "description": "A delivery file: how releases of one service reach its environments.",
  "definitions": {
    "__schema0": {
      "anyOf": [
        { "type": "string" },
        { "type": "number" },
        { "type": "boolean" },
        { "type": "null" },
        { "type": "array", "items": { "$ref": "#/definitions/__schema0" } },
        {
          "type": "object",
          "propertyNames": { "type": "string" },
          "additionalProperties": { "$ref": "#/definitions/__schema0" }
        }
      ]
    }
  }
}
`},{path:X,text:f.workflow}];for(let{path:e}of m)await Ve(a,e,r);for(let{path:e,text:t}of m)await d(v(b(a,e)),{recursive:!0}),await g(b(a,e),t,{flag:r?`w`:`wx`});return{version:1,verb:`init`,service:c.service.value,environment:s,written:m.map(({path:e})=>e),found:f.found,todo:f.todo}}function ze(e,t,n,r){return{delivery:ne(e,t,Z),workflow:R(e,n),found:[...Ue(e),...r===null?[]:[`no cluster was looked at: ${r}`]],todo:We(e,n)}}function Be(e,t){let n=r(e,t);if(!n.ok)throw new o(n.diagnostics.map(({what:e,why:t,mend:n})=>[e,t,n].filter(Boolean).join(`, `)).join(`
`))}async function Ve(e,t,n){let r=await m(e),i=ee(r,t);if(!c(r,i)||!c(r,await He(i)))throw new o(`${t} lies outside of the workspace ${r}, name a file inside of it`);if(await h(i).catch(()=>null)!==null&&!n)throw new o(`${t} is there already, give --force to write over it, or edit it`)}async function He(e){for(let t=e;;t=v(t)){let e=await m(t).catch(()=>null);if(e!==null)return e}}function Ue({service:e,start:t,port:n,health:r,branch:i}){return[`the service is called ${e.value}${$(e.from)}`,t===null?`nothing says how the service is started`:`it is started with ${t.command.join(` `)}${$(t.from)}`,`users come in at port ${n.value}${$(n.from)}`,`${r.value} says whether it is ready${$(r.from)}`,`releases are made from ${i.value}${$(i.from)}`]}function $(e){return e===null?` (a guess)`:` (${e})`}function We({start:e,health:t,readsPort:n,packages:r},i){return[...e===null?[`write in ${i} how the service is started: target.local.command`]:[],...e?.shell===!0?[`the command in ${i} needs a shell; write the program and its arguments where that does as well`]:[],...n===!1?[`let the service listen where PORT and HOST of its environment say; no source file mentions PORT`]:[],...t.from===null?[`write in ${i} which path says that an instance is ready: target.local.health`]:[],...r===null?[`write in ${X} how the folder ${S} is built: the sources alone are in it`]:[],`add /${S}/ to .gitignore`,`write in ${X} where Glidepath comes from: ${I} stands for it`,"see what a delivery will do: `glidepath plan --rps <requests a second>`"]}async function Ge({terminal:e,json:t,workspace:n,env:r,file:i,environment:a},{force:o=!1,cluster:s=!0,context:c,workload:l,prometheus:d}){let f=await Q({workspace:n,env:r},{file:i,environment:a,force:o,cluster:s?{context:c??null,workload:l??null,prometheus:d??null}:null});if(t)return e.out(JSON.stringify(f)),0;let{bold:p,green:m}=e.outColours;return e.out([...f.written.map(e=>`${m(`wrote`)} ${e}`),``,p(`Found`),...f.found.map(e=>`  ${u(e)}`),``,p(`Left to do`),...f.todo.map((e,t)=>`  ${t+1}. ${u(e)}`)].join(`
`)),0}export{Ge as init};