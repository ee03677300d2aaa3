import"./rolldown-runtime-B09viugM.js";import{n as e,r as t}from"./escape-CaSQ0wmw.js";import{a as n,i as r,n as i,o as a,r as o,t as s}from"./figures-hso7h7tm.js";function c(c){let{service:l,environment:u,strategy:d,rollouts:f,seed:p,releases:m,stages:h,warnings:g}=c;return[`### ${e(l)} to ${e(u)}: what a ${d} would do`,`${f.toLocaleString(`en`)} simulated rollouts of each release, seed ${p}. ${e(a(c))}`,...g.length===0?[]:[g.map(t=>`- ⚠️ ${e(t)}`).join(`
`)],t(s,m.map(t=>r(t).map(e))),e(o(c)),`<details><summary>Step by step</summary>`,t(i,h.map((t,r)=>n(t,r,c).map(e))),`Notices: what is found within the longest stay in four of five cases, by this step alone.`,`</details>`].join(`

`)+`
`}export{c as t};