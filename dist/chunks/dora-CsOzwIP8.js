import"./rolldown-runtime-B09viugM.js";import{d as e,f as t,p as n}from"./src-Cu6arS_s.js";import{t as r}from"./layout-DxIKCDv7.js";function i({service:e,dora:t},n){return t.environments.map(t=>a(e,t,n)).join(`

`)}function a(i,a,{bold:o,dim:s,yellow:c}){let l=`${o(`${i} in ${a.environment}`)}${s(`, ${n(a)}`)}`,u=t(a).map(({name:e,value:t,detail:n})=>[`  ${e}`,o(t),s(n)]),d=e(a);return[l,r(u),...d===``?[]:[c(`  ! ${d}`)]].join(`
`)}export{i as doraText};