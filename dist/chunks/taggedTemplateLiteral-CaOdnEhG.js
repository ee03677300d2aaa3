const e='/*\nThe MIT License (MIT)\n\nCopyright (c) 2022 Leon Sorokin\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\nof this software and associated documentation files (the "Software"), to deal\nin the Software without restriction, including without limitation the rights\nto use, copy, modify, merge, publish, distribute, sublicense, and/or sell\ncopies of the Software, and to permit persons to whom the Software is\nfurnished to do so, subject to the following conditions:\n\nThe above copyright notice and this permission notice shall be included in\nall copies or substantial portions of the Software.\n\nTHE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR\nIMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,\nFITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE\nAUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER\nLIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,\nOUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN\nTHE SOFTWARE.*/\n(function(){try{Intl.getCanonicalLocales(navigator.language)}catch{Object.defineProperty(navigator,"language",{value:`en-US`})}function e(e){let n=JSON.parse(e);if(!t(n))throw TypeError(`this page holds no data to draw`);return n}function t(e){return typeof e==`object`&&!!e&&`rollouts`in e&&Array.isArray(e.rollouts)}let n=`u-off`,r=`u-label`,i=`width`,a=`height`,o=`bottom`,s=`left`,c=`right`,l=`#000`,u=`#0000`,d=`mousemove`,f=`mousedown`,p=`mouseup`,m=`mouseenter`,h=`mouseleave`,g=`dblclick`,_=`change`,v=`dppxchange`,y=typeof window<`u`,b=y?document:null,x=y?window:null,S=y?navigator:null,C,w;function T(){let e=devicePixelRatio;C!=e&&(C=e,w&&le(_,w,T),w=matchMedia(`(min-resolution: ${C-.001}dppx) and (max-resolution: ${C+.001}dppx)`),ce(_,w,T),x.dispatchEvent(new CustomEvent(v)))}function E(e,t){if(t!=null){let n=e.classList;!n.contains(t)&&n.add(t)}}function D(e,t){let n=e.classList;n.contains(t)&&n.remove(t)}function O(e,t,n){e.style[t]=n+`px`}function k(e,t,n,r){let i=b.createElement(e);return t!=null&&E(i,t),n?.insertBefore(i,r),i}function ee(e,t){return k(`div`,e,t)}let te=/* @__PURE__ */ new WeakMap;function ne(e,t,r,i,a){let o=`translate(`+t+`px,`+r+`px)`;o!=te.get(e)&&(e.style.transform=o,te.set(e,o),t<0||r<0||t>i||r>a?E(e,n):D(e,n))}let re=/* @__PURE__ */ new WeakMap;function ie(e,t,n){let r=t+n;r!=re.get(e)&&(re.set(e,r),e.style.background=t,e.style.borderColor=n)}let ae=/* @__PURE__ */ new WeakMap;function oe(e,t,n,r){let i=t+``+n;i!=ae.get(e)&&(ae.set(e,i),e.style.height=n+`px`,e.style.width=t+`px`,e.style.marginLeft=r?-t/2+`px`:0,e.style.marginTop=r?-n/2+`px`:0)}let A={passive:!0},se={...A,capture:!0};function ce(e,t,n,r){t.addEventListener(e,n,r?se:A)}function le(e,t,n,r){t.removeEventListener(e,n,A)}y&&T();function j(e,t,n,r){let i;n||=0,r||=t.length-1;let a=r<=2147483647;for(;r-n>1;)i=a?n+r>>1:Te((n+r)/2),t[i]<e?n=i:r=i;return e-t[n]<=t[r]-e?n:r}function ue(e){return(t,n,r)=>{let i=-1,a=-1;for(let a=n;a<=r;a++)if(e(t[a])){i=a;break}for(let i=r;i>=n;i--)if(e(t[i])){a=i;break}return[i,a]}}let M=e=>e!=null,N=e=>e!=null&&e>0,de=ue(M),fe=ue(N);function pe(e,t,n,r=0,i=!1){let a=i?fe:de,o=i?N:M;[t,n]=a(e,t,n);let s=e[t],c=e[t];if(t>-1){if(r==1)s=e[t],c=e[n];else if(r==-1)s=e[n],c=e[t];else for(let r=t;r<=n;r++){let t=e[r];o(t)&&(t<s?s=t:t>c&&(c=t))}}return[s??R,c??-R]}function me(e,t,n,r){let i=je(e),a=je(t);e==t&&(i==-1?(e*=n,t/=n):(e/=n,t*=n));let o=n==10?Me:Ne,s=i==1?Te:De,c=a==1?De:Te,l=s(o(we(e))),u=c(o(we(t))),d=Ae(n,l),f=Ae(n,u);return n==10&&(l<0&&(d=H(d,-l)),u<0&&(f=H(f,-u))),r||n==2?(e=d*i,t=f*a):(e=qe(e,d),t=Ke(t,f)),[e,t]}function he(e,t,n,r){let i=me(e,t,n,r);return e==0&&(i[0]=0),t==0&&(i[1]=0),i}let ge=.1,_e={mode:3,pad:ge},P={pad:0,soft:null,mode:0},ve={min:P,max:P};function ye(e,t,n,r){return it(n)?I(e,t,n):(P.pad=n,P.soft=r?0:null,P.mode=r?3:0,I(e,t,ve))}function F(e,t){return e??t}function be(e,t,n){for(t=F(t,0),n=F(n,e.length-1);t<=n;){if(e[t]!=null)return!0;t++}return!1}function I(e,t,n){let r=n.min,i=n.max,a=F(r.pad,0),o=F(i.pad,0),s=F(r.hard,-R),c=F(i.hard,R),l=F(r.soft,R),u=F(i.soft,-R),d=F(r.mode,0),f=F(i.mode,0),p=t-e,m=Me(p),h=ke(we(e),we(t)),g=Me(h),_=we(g-m);(p<1e-24||_>10)&&(p=0,(e==0||t==0)&&(p=1e-24,d==2&&l!=R&&(a=0),f==2&&u!=-R&&(o=0)));let v=p||h||1e3,y=Me(v),b=Ae(10,Te(y)),x=H(qe(e-v*(p==0?e==0?.1:1:a),b/10),24),S=e>=l&&(d==1||d==3&&x<=l||d==2&&x>=l)?l:R,C=ke(s,x<S&&e>=S?S:Oe(S,x)),w=H(Ke(t+v*(p==0?t==0?.1:1:o),b/10),24),T=t<=u&&(f==1||f==3&&w>=u||f==2&&w<=u)?u:-R,E=Oe(c,w>T&&t<=T?T:ke(T,w));return C==E&&C==0&&(E=100),[C,E]}let xe=new Intl.NumberFormat(y?S.language:`en-US`),L=e=>xe.format(e),Se=Math,Ce=Se.PI,we=Se.abs,Te=Se.floor,Ee=Se.round,De=Se.ceil,Oe=Se.min,ke=Se.max,Ae=Se.pow,je=Se.sign,Me=Se.log10,Ne=Se.log2,Pe=(e,t=1)=>Se.sinh(e)*t,Fe=(e,t=1)=>Se.asinh(e/t),R=1/0;function z(e){return(Me((e^e>>31)-(e>>31))|0)+1}function Ie(e,t,n){return Oe(ke(e,t),n)}function Le(e){return typeof e==`function`}function B(e){return Le(e)?e:()=>e}let Re=()=>{},ze=e=>e,Be=(e,t)=>t,Ve=e=>null,He=e=>!0,Ue=(e,t)=>e==t,We=/\\.\\d*?(?=9{6,}|0{6,})/gm,V=e=>{if(tt(e)||Je.has(e))return e;let t=`${e}`,n=t.match(We);if(n==null)return e;let r=n[0].length-1;if(t.indexOf(`e-`)!=-1){let[e,n]=t.split(`e`);return+`${V(e)}e${n}`}return H(e,r)};function Ge(e,t){return V(H(V(e/t))*t)}function Ke(e,t){return V(De(V(e/t))*t)}function qe(e,t){return V(Te(V(e/t))*t)}function H(e,t=0){if(tt(e))return e;let n=10**t,r=e*n*(1+2**-52);return Ee(r)/n}let Je=/* @__PURE__ */ new Map;function Ye(e){return((``+e).split(`.`)[1]||``).length}function Xe(e,t,n,r){let i=[],a=r.map(Ye);for(let o=t;o<n;o++){let t=we(o),n=H(Ae(e,o),t);for(let s=0;s<r.length;s++){let c=e==10?+`${r[s]}e${o}`:r[s]*n,l=(o>=0?0:t)+(o>=a[s]?0:a[s]),u=e==10?c:H(c,l);i.push(u),Je.set(u,l)}}return i}let Ze={},Qe=[],$e=[null,null],et=Array.isArray,tt=Number.isInteger,nt=e=>e===void 0;function rt(e){return typeof e==`string`}function it(e){let t=!1;if(e!=null){let n=e.constructor;t=n==null||n==Object}return t}function at(e){return typeof e==`object`&&!!e}let ot=Object.getPrototypeOf(Uint8Array),st=`__proto__`;function ct(e,t=it){let n;if(et(e)){let r=e.find(e=>e!=null);if(et(r)||t(r)){n=Array(e.length);for(let r=0;r<e.length;r++)n[r]=ct(e[r],t)}else n=e.slice()}else if(e instanceof ot)n=e.slice();else if(t(e)){n={};for(let r in e)r!=st&&(n[r]=ct(e[r],t))}else n=e;return n}function U(e){let t=arguments;for(let n=1;n<t.length;n++){let r=t[n];for(let t in r)t!=st&&(it(e[t])?U(e[t],ct(r[t])):e[t]=ct(r[t]))}return e}function W(e,t,n){for(let r=0,i,a=-1;r<t.length;r++){let o=t[r];if(o>a){for(i=o-1;i>=0&&e[i]==null;)e[i--]=null;for(i=o+1;i<n&&e[i]==null;)e[a=i++]=null}}}function G(e,t){if(dt(e)){let t=e[0].slice();for(let n=1;n<e.length;n++)t.push(...e[n].slice(1));return ft(t[0])||(t=ut(t)),t}let n=/* @__PURE__ */ new Set;for(let t=0;t<e.length;t++){let r=e[t][0],i=r.length;for(let e=0;e<i;e++)n.add(r[e])}let r=[Array.from(n).sort((e,t)=>e-t)],i=r[0].length,a=/* @__PURE__ */ new Map;for(let e=0;e<i;e++)a.set(r[0][e],e);for(let n=0;n<e.length;n++){let o=e[n],s=o[0];for(let e=1;e<o.length;e++){let c=o[e],l=Array(i).fill(void 0),u=t?t[n][e]:1,d=[];for(let e=0;e<c.length;e++){let t=c[e],n=a.get(s[e]);t===null?u!=0&&(l[n]=t,u==2&&d.push(n)):l[n]=t}W(l,d,i),r.push(l)}}return r}let lt=typeof queueMicrotask>`u`?e=>Promise.resolve().then(e):queueMicrotask;function ut(e){let t=e[0],n=t.length,r=Array(n);for(let e=0;e<r.length;e++)r[e]=e;r.sort((e,n)=>t[e]-t[n]);let i=[];for(let t=0;t<e.length;t++){let a=e[t],o=Array(n);for(let e=0;e<n;e++)o[e]=a[r[e]];i.push(o)}return i}function dt(e){let t=e[0][0],n=t.length;for(let r=1;r<e.length;r++){let i=e[r][0];if(i.length!=n)return!1;if(i!=t){for(let e=0;e<n;e++)if(i[e]!=t[e])return!1}}return!0}function ft(e,t=100){let n=e.length;if(n<=1)return!0;let r=0,i=n-1;for(;r<=i&&e[r]==null;)r++;for(;i>=r&&e[i]==null;)i--;if(i<=r)return!0;let a=ke(1,Te((i-r+1)/t));for(let t=e[r],n=r+a;n<=i;n+=a){let r=e[n];if(r!=null){if(r<=t)return!1;t=r}}return!0}let pt=[`January`,`February`,`March`,`April`,`May`,`June`,`July`,`August`,`September`,`October`,`November`,`December`],mt=[`Sunday`,`Monday`,`Tuesday`,`Wednesday`,`Thursday`,`Friday`,`Saturday`];function ht(e){return e.slice(0,3)}let gt=mt.map(ht),_t={MMMM:pt,MMM:pt.map(ht),WWWW:mt,WWW:gt};function vt(e){return(e<10?`0`:``)+e}function yt(e){return(e<10?`00`:e<100?`0`:``)+e}let bt={YYYY:e=>e.getFullYear(),YY:e=>(e.getFullYear()+``).slice(2),MMMM:(e,t)=>t.MMMM[e.getMonth()],MMM:(e,t)=>t.MMM[e.getMonth()],MM:e=>vt(e.getMonth()+1),M:e=>e.getMonth()+1,DD:e=>vt(e.getDate()),D:e=>e.getDate(),WWWW:(e,t)=>t.WWWW[e.getDay()],WWW:(e,t)=>t.WWW[e.getDay()],HH:e=>vt(e.getHours()),H:e=>e.getHours(),h:e=>{let t=e.getHours();return t==0?12:t>12?t-12:t},AA:e=>e.getHours()>=12?`PM`:`AM`,aa:e=>e.getHours()>=12?`pm`:`am`,a:e=>e.getHours()>=12?`p`:`a`,mm:e=>vt(e.getMinutes()),m:e=>e.getMinutes(),ss:e=>vt(e.getSeconds()),s:e=>e.getSeconds(),fff:e=>yt(e.getMilliseconds())};function xt(e,t){t||=_t;let n=[],r=/\\{([a-z]+)\\}|[^{]+/gi,i;for(;i=r.exec(e);)n.push(i[0][0]==`{`?bt[i[1]]:i[0]);return e=>{let r=``;for(let i=0;i<n.length;i++)r+=typeof n[i]==`string`?n[i]:n[i](e,t);return r}}let St=new Intl.DateTimeFormat().resolvedOptions().timeZone;function Ct(e,t){let n;return t==`UTC`||t==`Etc/UTC`?n=/* @__PURE__ */ new Date(+e+e.getTimezoneOffset()*6e4):t==St?n=e:(n=new Date(e.toLocaleString(`en-US`,{timeZone:t})),n.setMilliseconds(e.getMilliseconds())),n}let wt=e=>e%1==0,Tt=[1,2,2.5,5],Et=Xe(10,-32,0,Tt),Dt=Xe(10,0,32,Tt),Ot=Dt.filter(wt),kt=Et.concat(Dt),At=`{YYYY}`,jt=`\n`+At,Mt=`{M}/{D}`,K=`\n`+Mt,q=K+`/{YY}`,Nt=`{aa}`,Pt=`{h}:{mm}`+Nt,Ft=`\n`+Pt,It=`:{ss}`;function Lt(e){let t=e*1e3,n=t*60,r=n*60,i=r*24,a=i*30,o=i*365,s=(e==1?Xe(10,0,3,Tt).filter(wt):Xe(10,-3,0,Tt)).concat([t,t*5,t*10,t*15,t*30,n,n*5,n*10,n*15,n*30,r,r*2,r*3,r*4,r*6,r*8,r*12,i,i*2,i*3,i*4,i*5,i*6,i*7,i*8,i*9,i*10,i*15,a,a*2,a*3,a*4,a*6,o,o*2,o*5,o*10,o*25,o*50,o*100]),c=[[o,At,null,null,null,null,null,null,1],[i*28,`{MMM}`,jt,null,null,null,null,null,1],[i,Mt,jt,null,null,null,null,null,1],[r,`{h}`+Nt,q,null,K,null,null,null,1],[n,Pt,q,null,K,null,null,null,1],[t,It,q+` `+Pt,null,K+` `+Pt,null,Ft,null,1],[e,It+`.{fff}`,q+` `+Pt,null,K+` `+Pt,null,Ft,null,1]];function l(t){return(s,c,l,u,d,f)=>{let p=[],m=d>=o,h=d>=a&&d<o,g=t(l),_=H(g*e,3),v=qt(g.getFullYear(),m?0:g.getMonth(),h||m?1:g.getDate()),y=H(v*e,3);if(h||m){let n=h?d/a:0,r=m?d/o:0,i=_==y?_:H(qt(v.getFullYear()+r,v.getMonth()+n,1)*e,3),s=new Date(Ee(i/e)),c=s.getFullYear(),l=s.getMonth();for(let a=0;i<=u;a++){let o=qt(c+r*a,l+n*a,1),s=o-t(H(o*e,3));i=H((+o+s)*e,3),i<=u&&p.push(i)}}else{let a=d>=i?i:d,o=y+(Te(l)-Te(_))+Ke(_-y,a);p.push(o);let m=t(o),h=m.getHours()+m.getMinutes()/n+m.getSeconds()/r,g=d/r,v=f/s.axes[c]._space;for(;o=H(o+d,e==1?0:3),!(o>u);)if(g>1){let e=Te(H(h+g,6))%24,n=t(o).getHours()-e;n>1&&(n=-1),o-=n*r,h=(h+g)%24;let i=p[p.length-1];H((o-i)/d,3)*v>=.7&&p.push(o)}else p.push(o)}return p}}return[s,c,l]}let[Rt,zt,Bt]=Lt(1),[Vt,Ht,Ut]=Lt(.001);Xe(2,-53,53,[1]);function Wt(e,t){return e.map(e=>e.map((n,r)=>r==0||r==8||n==null?n:t(r==1||e[8]==0?n:e[1]+n)))}function Gt(e,t){return(n,r,i,a,o)=>{let s=t.find(e=>o>=e[0])||t[t.length-1],c,l,u,d,f,p;return r.map(t=>{let n=e(t),r=n.getFullYear(),i=n.getMonth(),a=n.getDate(),o=n.getHours(),m=n.getMinutes(),h=n.getSeconds(),g=r!=c&&s[2]||i!=l&&s[3]||a!=u&&s[4]||o!=d&&s[5]||m!=f&&s[6]||h!=p&&s[7]||s[1];return c=r,l=i,u=a,d=o,f=m,p=h,g(n)})}}function Kt(e,t){let n=xt(t);return(t,r,i,a,o)=>r.map(t=>n(e(t)))}function qt(e,t,n){return new Date(e,t,n)}function Jt(e,t){return t(e)}function Yt(e,t){return(n,r,i,a)=>a==null?`--`:t(e(r))}function Xt(e,t){let n=e.series[t];return n.width?n.stroke(e,t):n.points.width?n.points.stroke(e,t):null}function Zt(e,t){return e.series[t].fill(e,t)}let Qt={show:!0,live:!0,isolate:!1,mount:Re,markers:{show:!0,width:2,stroke:Xt,fill:Zt,dash:`solid`},idx:null,idxs:null,values:[]};function $t(e,t){let n=e.cursor.points,r=ee(),o=n.size(e,t);O(r,i,o),O(r,a,o);let s=o/-2;O(r,`marginLeft`,s),O(r,`marginTop`,s);let c=n.width(e,t,o);return c&&O(r,`borderWidth`,c),r}function en(e,t){let n=e.series[t].points;return n._fill||n._stroke}function tn(e,t){let n=e.series[t].points;return n._stroke||n._fill}function nn(e,t){return e.series[t].points.size}let rn=[0,0];function an(e,t,n){return rn[0]=t,rn[1]=n,rn}function on(e,t,n,r=!0){return e=>{e.button!=0||r&&e.target!=t||n(e)}}function sn(e,t,n,r=!0){return e=>{r&&e.target!=t||n(e)}}let cn={show:!0,x:!0,y:!0,lock:!1,move:an,points:{one:!1,show:$t,size:nn,width:0,stroke:tn,fill:en},bind:{mousedown:on,mouseup:on,click:on,dblclick:on,mousemove:sn,mouseleave:sn,mouseenter:sn},drag:{setScale:!0,x:!0,y:!1,dist:0,uni:null,click:(e,t)=>{t.stopPropagation(),t.stopImmediatePropagation()},_x:!1,_y:!1},focus:{dist:(e,t,n,r,i)=>r-i,prox:-1,bias:0},hover:{skip:[void 0],prox:null,bias:0},left:-10,top:-10,idx:null,dataIdx:null,idxs:null,event:null},ln={show:!0,stroke:`rgba(0,0,0,0.07)`,width:2},un=U({},ln,{filter:Be}),dn=U({},un,{size:10}),fn=U({},ln,{show:!1}),pn=`12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"`,mn=`bold `+pn,hn=1.5,gn={show:!0,scale:`x`,stroke:l,space:50,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:mn,side:2,grid:un,ticks:dn,border:fn,font:pn,lineGap:hn,rotate:0},_n={show:!0,scale:`x`,auto:!1,sorted:1,min:R,max:-1/0,idxs:[]};function vn(e,t,n,r,i){return t.map(e=>e==null?``:L(e))}function yn(e,t,n,r,i,a,o){let s=[],c=Je.get(i)||0;n=o?n:H(Ke(n,i),c);for(let e=n;e<=r;e=H(e+i,c))s.push(Object.is(e,-0)?0:e);return s}function bn(e,t,n,r,i,a,o){let s=[],c=e.scales[e.axes[t].scale].log,l=Te((c==10?Me:Ne)(n));i=Ae(c,l),c==10&&(i=kt[j(i,kt)]);let u=n,d=i*c;c==10&&(d=kt[j(d,kt)]);do s.push(u),u+=i,c==10&&!Je.has(u)&&(u=H(u,Je.get(i))),u>=d&&(i=u,d=i*c,c==10&&(d=kt[j(d,kt)]));while(u<=r);return s}function xn(e,t,n,r,i,a,o){let s=e.scales[e.axes[t].scale].asinh,c=r>s?bn(e,t,ke(s,n),r,i):[s],l=r>=0&&n<=0?[0]:[];return(n<-s?bn(e,t,ke(s,-r),-n,i):[s]).reverse().map(e=>-e).concat(l,c)}let Sn=/./,Cn=/[12357]/,wn=/[125]/,Tn=/1/,En=(e,t,n,r)=>e.map((e,i)=>t==4&&e==0||i%r==0&&n.test(e.toExponential()[+(e<0)])?e:null);function Dn(e,t,n,r,i){let a=e.axes[n],o=a.scale,s=e.scales[o],c=e.valToPos,l=a._space,u=c(10,o),d=c(9,o)-u>=l?Sn:c(7,o)-u>=l?Cn:c(5,o)-u>=l?wn:Tn;if(d==Tn){let e=we(c(1,o)-u);if(e<l)return En(t.slice().reverse(),s.distr,d,De(l/e)).reverse()}return En(t,s.distr,d,1)}function On(e,t,n,r,i){let a=e.axes[n],o=a.scale,s=a._space,c=e.valToPos,l=we(c(1,o)-c(2,o));return l<s?En(t.slice().reverse(),3,Sn,De(s/l)).reverse():t}function kn(e,t,n,r){return r==null?`--`:t==null?``:L(t)}let An={show:!0,scale:`y`,stroke:l,space:30,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:mn,side:3,grid:un,ticks:dn,border:fn,font:pn,lineGap:hn,rotate:0};function jn(e,t){return H((3+(e||1)*2)*t,3)}function Mn(e,t){let{scale:n,idxs:r}=e.series[0],i=e._data[0],a=e.valToPos(i[r[0]],n,!0),o=e.valToPos(i[r[1]],n,!0),s=we(o-a)/(e.series[t].points.space*C);return r[1]-r[0]<=s}let Nn={scale:null,auto:!0,sorted:0,min:R,max:-1/0},Pn=(e,t,n,r,i)=>i,Fn={show:!0,auto:!0,sorted:0,gaps:Pn,alpha:1,facets:[U({},Nn,{scale:`x`}),U({},Nn,{scale:`y`})]},In={scale:`y`,auto:!0,sorted:0,show:!0,spanGaps:!1,gaps:Pn,alpha:1,points:{show:Mn,filter:null},values:null,min:R,max:-1/0,idxs:[],path:null,clip:null};function Ln(e,t,n,r,i){return n/10}let Rn={time:!0,auto:!0,distr:1,log:10,asinh:1,min:null,max:null,dir:1,ori:0},zn=U({},Rn,{time:!1,ori:1}),Bn={};function Vn(e,t){let n=Bn[e];return n||(n={key:e,plots:[],sub(e){n.plots.push(e)},unsub(e){n.plots=n.plots.filter(t=>t!=e)},pub(e,t,r,i,a,o,s){for(let c=0;c<n.plots.length;c++)n.plots[c]!=t&&n.plots[c].pub(e,t,r,i,a,o,s)}},e!=null&&(Bn[e]=n)),n}function Hn(e,t,n){let r=e.mode,i=e.series[t],a=r==2?e._data[t]:e._data,o=e.scales,s=e.bbox,c=a[0],l=r==2?a[1]:a[t],u=r==2?o[i.facets[0].scale]:o[e.series[0].scale],d=r==2?o[i.facets[1].scale]:o[i.scale],f=s.left,p=s.top,m=s.width,h=s.height,g=e.valToPosH,_=e.valToPosV;return u.ori==0?n(i,c,l,u,d,g,_,f,p,m,h,J,X,Qn,er,nr):n(i,c,l,u,d,_,g,p,f,h,m,Y,Zn,$n,tr,rr)}function Un(e,t){let n=0,r=0,i=F(e.bands,Qe);for(let e=0;e<i.length;e++){let a=i[e];a.series[0]==t?n=a.dir:a.series[1]==t&&(a.dir==1?r|=1:r|=2)}return[n,r==1?-1:r==2?1:r==3?2:0]}function Wn(e,t,n,r,i){let a=e.mode,o=e.series[t],s=a==2?o.facets[1].scale:o.scale,c=e.scales[s];return i==-1?c.min:i==1?c.max:c.distr==3?c.dir==1?c.min:c.max:0}function Gn(e,t,n,r,i,a){return Hn(e,t,(e,t,o,s,c,l,u,d,f,p,m)=>{let h=e.pxRound,g=s.dir*(s.ori==0?1:-1),_=s.ori==0?X:Zn,v,y;g==1?(v=n,y=r):(v=r,y=n);let b=h(l(t[v],s,p,d)),x=h(u(o[v],c,m,f)),S=h(l(t[y],s,p,d)),C=h(u(a==1?c.max:c.min,c,m,f)),w=new Path2D(i);return _(w,S,C),_(w,b,C),_(w,b,x),w})}function Kn(e,t,n,r,i,a){let o=null;if(e.length>0){o=new Path2D;let s=t==0?Qn:$n,c=n;for(let t=0;t<e.length;t++){let n=e[t];if(n[1]>n[0]){let e=n[0]-c;e>0&&s(o,c,r,e,r+a),c=n[1]}}let l=n+i-c;l>0&&s(o,c,r-5,l,r+a+10)}return o}function qn(e,t,n){let r=e[e.length-1];r&&r[0]==t?r[1]=n:e.push([t,n])}function Jn(e,t,n,r,i,a,o){let s=[],c=e.length;for(let l=i==1?n:r;l>=n&&l<=r;l+=i)if(t[l]===null){let u=l,d=l;if(i==1)for(;++l<=r&&t[l]===null;)d=l;else for(;--l>=n&&t[l]===null;)d=l;let f=a(e[u]),p=d==u?f:a(e[d]),m=u-i;f=o<=0&&m>=0&&m<c?a(e[m]):f;let h=d+i;p=o>=0&&h>=0&&h<c?a(e[h]):p,p>=f&&s.push([f,p])}return s}function Yn(e){return e==0?ze:e==1?Ee:t=>Ge(t,e)}function Xn(e){let t=e==0?J:Y,n=e==0?(e,t,n,r,i,a)=>{e.arcTo(t,n,r,i,a)}:(e,t,n,r,i,a)=>{e.arcTo(n,t,i,r,a)},r=e==0?(e,t,n,r,i)=>{e.rect(t,n,r,i)}:(e,t,n,r,i)=>{e.rect(n,t,i,r)};return(e,i,a,o,s,c=0,l=0)=>{c==0&&l==0?r(e,i,a,o,s):(c=Oe(c,o/2,s/2),l=Oe(l,o/2,s/2),t(e,i+c,a),n(e,i+o,a,i+o,a+s,c),n(e,i+o,a+s,i,a+s,l),n(e,i,a+s,i,a,l),n(e,i,a,i+o,a,c),e.closePath())}}let J=(e,t,n)=>{e.moveTo(t,n)},Y=(e,t,n)=>{e.moveTo(n,t)},X=(e,t,n)=>{e.lineTo(t,n)},Zn=(e,t,n)=>{e.lineTo(n,t)},Qn=Xn(0),$n=Xn(1),er=(e,t,n,r,i,a)=>{e.arc(t,n,r,i,a)},tr=(e,t,n,r,i,a)=>{e.arc(n,t,r,i,a)},nr=(e,t,n,r,i,a,o)=>{e.bezierCurveTo(t,n,r,i,a,o)},rr=(e,t,n,r,i,a,o)=>{e.bezierCurveTo(n,t,i,r,o,a)};function ir(e){return(e,t,n,r,i)=>Hn(e,t,(t,a,o,s,c,l,u,d,f,p,m)=>{let{pxRound:h,points:g}=t,_,v;s.ori==0?(_=J,v=er):(_=Y,v=tr);let y=H(g.width*C,3),b=(g.size-g.width)/2*C,x=H(b*2,3),S=new Path2D,w=new Path2D,{left:T,top:E,width:D,height:O}=e.bbox;Qn(w,T-x,E-x,D+x*2,O+x*2);let k=e=>{if(o[e]!=null){let t=h(l(a[e],s,p,d)),n=h(u(o[e],c,m,f));_(S,t+b,n),v(S,t,n,b,0,Ce*2)}};if(i)i.forEach(k);else for(let e=n;e<=r;e++)k(e);return{stroke:y>0?S:null,fill:S,clip:w,flags:3}})}function ar(e){return(t,n,r,i,a,o)=>{r!=i&&(a!=r&&o!=r&&e(t,n,r),a!=i&&o!=i&&e(t,n,i),e(t,n,o))}}let or=ar(X),sr=ar(Zn);function cr(e){let t=F(e?.alignGaps,0);return(e,n,r,i)=>Hn(e,n,(a,o,s,c,l,u,d,f,p,m,h)=>{[r,i]=de(s,r,i);let g=a.pxRound,_=e=>g(u(e,c,m,f)),v=e=>g(d(e,l,h,p)),y,b;c.ori==0?(y=X,b=or):(y=Zn,b=sr);let x=c.dir*(c.ori==0?1:-1),S={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:1},C=S.stroke,w=!1;if(i-r>=m*4){let t=t=>e.posToVal(t,c.key,!0),n=null,a=null,l,u,d,f=_(o[x==1?r:i]),p=_(o[r]),m=_(o[i]),h=t(x==1?p+1:m-1);for(let e=x==1?r:i;e>=r&&e<=i;e+=x){let r=o[e],i=(x==1?r<h:r>h)?f:_(r),c=s[e];i==f?c==null?c===null&&(w=!0):(u=c,n==null?(y(C,i,v(u)),l=n=a=u):u<n?n=u:u>a&&(a=u)):(n!=null&&b(C,f,v(n),v(a),v(l),v(u)),c==null?(n=a=null,c===null&&(w=!0)):(u=c,y(C,i,v(u)),n=a=l=u),f=i,h=t(f+x))}n!=null&&n!=a&&d!=f&&b(C,f,v(n),v(a),v(l),v(u))}else for(let e=x==1?r:i;e>=r&&e<=i;e+=x){let t=s[e];t===null?w=!0:t!=null&&y(C,_(o[e]),v(t))}let[T,E]=Un(e,n);if(a.fill!=null||T!=0){let t=S.fill=new Path2D(C),s=v(a.fillTo(e,n,a.min,a.max,T)),c=_(o[r]),l=_(o[i]);x==-1&&([l,c]=[c,l]),y(t,l,s),y(t,c,s)}if(!a.spanGaps){let l=[];w&&l.push(...Jn(o,s,r,i,x,_,t)),S.gaps=l=a.gaps(e,n,r,i,l),S.clip=Kn(l,c.ori,f,p,m,h)}return E!=0&&(S.band=E==2?[Gn(e,n,r,i,C,-1),Gn(e,n,r,i,C,1)]:Gn(e,n,r,i,C,E)),S})}function lr(e){let t=F(e.align,1),n=F(e.ascDesc,!1),r=F(e.alignGaps,0),i=F(e.extend,!1);return(e,a,o,s)=>Hn(e,a,(c,l,u,d,f,p,m,h,g,_,v)=>{[o,s]=de(u,o,s);let y=c.pxRound,{left:b,width:x}=e.bbox,S=e=>y(p(e,d,_,h)),w=e=>y(m(e,f,v,g)),T=d.ori==0?X:Zn,E={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:1},D=E.stroke,O=d.dir*(d.ori==0?1:-1),k=w(u[O==1?o:s]),ee=S(l[O==1?o:s]),te=ee,ne=ee;i&&t==-1&&(ne=b,T(D,ne,k)),T(D,ee,k);for(let e=O==1?o:s;e>=o&&e<=s;e+=O){let n=u[e];if(n==null)continue;let r=S(l[e]),i=w(n);t==1?T(D,r,k):T(D,te,i),T(D,r,i),k=i,te=r}let re=te;i&&t==1&&(re=b+x,T(D,re,k));let[ie,ae]=Un(e,a);if(c.fill!=null||ie!=0){let t=E.fill=new Path2D(D),n=w(c.fillTo(e,a,c.min,c.max,ie));T(t,re,n),T(t,ne,n)}if(!c.spanGaps){let i=[];i.push(...Jn(l,u,o,s,O,S,r));let f=c.width*C/2,p=n||t==1?f:-f,m=n||t==-1?-f:f;i.forEach(e=>{e[0]+=p,e[1]+=m}),E.gaps=i=c.gaps(e,a,o,s,i),E.clip=Kn(i,d.ori,h,g,_,v)}return ae!=0&&(E.band=ae==2?[Gn(e,a,o,s,D,-1),Gn(e,a,o,s,D,1)]:Gn(e,a,o,s,D,ae)),E})}function ur(e,t,n,r,i,a,o=R){if(e.length>1){let s=null;for(let c=0,l=1/0;c<e.length;c++)if(t[c]!==void 0){if(s!=null){let t=we(e[c]-e[s]);t<l&&(l=t,o=we(n(e[c],r,i,a)-n(e[s],r,i,a)))}s=c}}return o}function dr(e){e||=Ze;let t=F(e.size,[.6,R,1]),n=e.align||0,r=e.gap||0,i=e.radius;i=i==null?[0,0]:typeof i==`number`?[i,0]:i;let a=B(i),o=1-t[0],s=F(t[1],R),c=F(t[2],1),l=F(e.disp,Ze),u=F(e.each,e=>{}),{fill:d,stroke:f}=l;return(e,t,i,p)=>Hn(e,t,(m,h,g,_,v,y,b,x,S,w,T)=>{let E=m.pxRound,D=n,O=r*C,k=s*C,ee=c*C,te,ne;_.ori==0?[te,ne]=a(e,t):[ne,te]=a(e,t);let re=_.dir*(_.ori==0?1:-1),ie=_.ori==0?Qn:$n,ae=_.ori==0?u:(e,t,n,r,i,a,o)=>{u(e,t,n,i,r,o,a)},oe=F(e.bands,Qe).find(e=>e.series[0]==t),A=oe==null?0:oe.dir,se=m.fillTo(e,t,m.min,m.max,A),ce=E(b(se,v,T,S)),le,j,ue,M=w,N=E(m.width*C),de=!1,fe=null,pe=null,me=null,he=null;d!=null&&(N==0||f!=null)&&(de=!0,fe=d.values(e,t,i,p),pe=/* @__PURE__ */ new Map,new Set(fe).forEach(e=>{e!=null&&pe.set(e,new Path2D)}),N>0&&(me=f.values(e,t,i,p),he=/* @__PURE__ */ new Map,new Set(me).forEach(e=>{e!=null&&he.set(e,new Path2D)})));let{x0:ge,size:_e}=l;if(ge!=null&&_e!=null){D=1,h=ge.values(e,t,i,p),ge.unit==2&&(h=h.map(t=>e.posToVal(x+t*w,_.key,!0)));let n=_e.values(e,t,i,p);j=_e.unit==2?n[0]*w:y(n[0],_,w,x)-y(0,_,w,x),M=ur(h,g,y,_,w,x,M),ue=M-j+O}else M=ur(h,g,y,_,w,x,M),ue=M*o+O,j=M-ue;ue<1&&(ue=0),N>=j/2&&(N=0),ue<5&&(E=ze);let P=ue>0,ve=M-ue-(P?N:0);j=E(Ie(ve,ee,k)),le=(D==0?j/2:D==re?0:j)-D*re*((D==0?O/2:0)+(P?N/2:0));let ye={stroke:null,fill:null,clip:null,band:null,gaps:null,flags:0},be=de?null:new Path2D,I=null;if(oe!=null)I=e.data[oe.series[1]];else{let{y0:n,y1:r}=l;n!=null&&r!=null&&(g=r.values(e,t,i,p),I=n.values(e,t,i,p))}let xe=te*j,L=ne*j;for(let n=re==1?i:p;n>=i&&n<=p;n+=re){let r=g[n];if(r==null)continue;if(I!=null){let e=I[n]??0;if(r-e==0)continue;ce=b(e,v,T,S)}let i=y(_.distr!=2||l!=null?h[n]:n,_,w,x),a=b(F(r,se),v,T,S),o=E(i-le),s=E(ke(a,ce)),c=E(Oe(a,ce)),u=s-c;if(r!=null){let i=r<0?L:xe,a=r<0?xe:L;de?(N>0&&me[n]!=null&&ie(he.get(me[n]),o,c+Te(N/2),j,ke(0,u-N),i,a),fe[n]!=null&&ie(pe.get(fe[n]),o,c+Te(N/2),j,ke(0,u-N),i,a)):ie(be,o,c+Te(N/2),j,ke(0,u-N),i,a),ae(e,t,n,o-N/2,c,j+N,u)}}return N>0?ye.stroke=de?he:be:de||(ye._fill=m.width==0?m._fill:m._stroke??m._fill,ye.width=0),ye.fill=de?pe:be,ye})}function fr(e,t){let n=F(t?.alignGaps,0);return(t,r,i,a)=>Hn(t,r,(o,s,c,l,u,d,f,p,m,h,g)=>{[i,a]=de(c,i,a);let _=o.pxRound,v=e=>_(d(e,l,h,p)),y=e=>_(f(e,u,g,m)),b,x,S;l.ori==0?(b=J,S=X,x=nr):(b=Y,S=Zn,x=rr);let C=l.dir*(l.ori==0?1:-1),w=v(s[C==1?i:a]),T=w,E=[],D=[];for(let e=C==1?i:a;e>=i&&e<=a;e+=C)if(c[e]!=null){let t=s[e],n=v(t);E.push(T=n),D.push(y(c[e]))}let O={stroke:e(E,D,b,S,x,_),fill:null,clip:null,band:null,gaps:null,flags:1},k=O.stroke,[ee,te]=Un(t,r);if(o.fill!=null||ee!=0){let e=O.fill=new Path2D(k),n=y(o.fillTo(t,r,o.min,o.max,ee));S(e,T,n),S(e,w,n)}if(!o.spanGaps){let e=[];e.push(...Jn(s,c,i,a,C,v,n)),O.gaps=e=o.gaps(t,r,i,a,e),O.clip=Kn(e,l.ori,p,m,h,g)}return te!=0&&(O.band=te==2?[Gn(t,r,i,a,k,-1),Gn(t,r,i,a,k,1)]:Gn(t,r,i,a,k,te)),O})}function pr(e){return fr(mr,e)}function mr(e,t,n,r,i,a){let o=e.length;if(o<2)return null;let s=new Path2D;if(n(s,e[0],t[0]),o==2)r(s,e[1],t[1]);else{let n=Array(o),r=Array(o-1),a=Array(o-1),c=Array(o-1);for(let n=0;n<o-1;n++)a[n]=t[n+1]-t[n],c[n]=e[n+1]-e[n],r[n]=a[n]/c[n];n[0]=r[0];for(let e=1;e<o-1;e++)r[e]===0||r[e-1]===0||r[e-1]>0!=r[e]>0?n[e]=0:(n[e]=3*(c[e-1]+c[e])/((2*c[e]+c[e-1])/r[e-1]+(c[e]+2*c[e-1])/r[e]),isFinite(n[e])||(n[e]=0));n[o-1]=r[o-2];for(let r=0;r<o-1;r++)i(s,e[r]+c[r]/3,t[r]+n[r]*c[r]/3,e[r+1]-c[r]/3,t[r+1]-n[r+1]*c[r]/3,e[r+1],t[r+1])}return s}let hr=/* @__PURE__ */ new Set;function gr(){for(let e of hr)e.syncRect(!0)}y&&(ce(`resize`,x,gr),ce(`scroll`,x,gr,!0),ce(v,x,()=>{Mr.pxRatio=C}));let _r=cr(),vr=ir();function yr(e,t,n,r){return(r?[e[0],e[1]].concat(e.slice(2)):[e[0]].concat(e.slice(1))).map((e,r)=>xr(e,r,t,n))}function br(e,t){return e.map((e,n)=>n==0?{}:U({},t,e))}function xr(e,t,n,r){return U({},t==0?n:r,e)}function Sr(e,t,n){return t==null?$e:[t,n]}let Cr=Sr;function wr(e,t,n){return t==null?$e:ye(t,n,ge,!0)}function Tr(e,t,n,r){return t==null?$e:me(t,n,e.scales[r].log,!1)}let Er=Tr;function Dr(e,t,n,r){return t==null?$e:he(t,n,e.scales[r].log,!1)}let Or=Dr;function kr(e,t,n,r,i){let a=ke(z(e),z(t)),o=t-e,s=j(i/r*o,n);do{let e=n[s],t=r*e/o;if(t>=i&&a+(e<5?Je.get(e):0)<=17)return[e,t]}while(++s<n.length);return[0,0]}function Ar(e){let t,n;return e=e.replace(/(\\d+)px/,(e,r)=>(t=Ee((n=+r)*C))+`px`),[e,t,n]}function jr(e){e.show&&[e.font,e.labelFont].forEach(e=>{let t=H(e[2]*C,1);e[0]=e[0].replace(/[0-9.]+px/,t+`px`),e[1]=t})}function Mr(e,t,l){let _={mode:F(e.mode,1)},y=_.mode;function S(e,t,n,r){let i=t.valToPct(e);return r+n*(t.dir==-1?1-i:i)}function w(e,t,n,r){let i=t.valToPct(e);return r+n*(t.dir==-1?i:1-i)}function T(e,t,n,r){return t.ori==0?S(e,t,n,r):w(e,t,n,r)}_.valToPosH=S,_.valToPosV=w;let te=!1;_.status=0;let re=_.root=ee(`uplot`);if(e.id!=null&&(re.id=e.id),E(re,e.class),e.title){let t=ee(`u-title`,re);t.textContent=e.title}let ae=k(`canvas`),A=_.ctx=ae.getContext(`2d`),se=ee(`u-wrap`,re);ce(`click`,se,e=>{e.target===M&&(Z!=si||Q!=ci)&&fi.click(_,e)},!0);let ue=_.under=ee(`u-under`,se);se.appendChild(ae);let M=_.over=ee(`u-over`,se);e=ct(e);let N=+F(e.pxAlign,1),de=Yn(N);(e.plugins||[]).forEach(t=>{t.opts&&(e=t.opts(_,e)||e)});let fe=e.ms||.001,P=_.series=y==1?yr(e.series||[],_n,In,!1):br(e.series||[null],Fn),ve=_.axes=yr(e.axes||[],gn,An,!0),I=_.scales={},xe=_.bands=e.bands||[];xe.forEach(e=>{e.fill=B(e.fill||null),e.dir=F(e.dir,-1)});let L=y==2?P[1].facets[0].scale:P[0].scale,Se={axes:Gr,series:Pr},Te=(e.drawOrder||[`axes`,`series`]).map(e=>Se[e]);function je(e){let t=e.distr==3?t=>Me(t>0?t:e.clamp(_,t,e.min,e.max,e.key)):e.distr==4?t=>Fe(t,e.asinh):e.distr==100?t=>e.fwd(t):e=>e;return n=>{let r=t(n),{_min:i,_max:a}=e,o=a-i;return(r-i)/o}}function Ne(t){let n=I[t];if(n==null){let r=(e.scales||Ze)[t]||Ze;if(r.from!=null){Ne(r.from);let e=U({},I[r.from],r,{key:t});e.valToPct=je(e),I[t]=e}else{n=I[t]=U({},t==L?Rn:zn,r),n.key=t;let e=n.time,i=n.range,a=et(i);if((t!=L||y==2&&!e)&&(a&&(i[0]==null||i[1]==null)&&(i={min:i[0]==null?_e:{mode:1,hard:i[0],soft:i[0]},max:i[1]==null?_e:{mode:1,hard:i[1],soft:i[1]}},a=!1),!a&&it(i))){let e=i;i=(t,n,r)=>n==null?$e:ye(n,r,e)}n.range=B(i||(e?Cr:t==L?n.distr==3?Er:n.distr==4?Or:Sr:n.distr==3?Tr:n.distr==4?Dr:wr)),n.auto=B(!a&&n.auto),n.clamp=B(n.clamp||Ln),n._min=n._max=null,n.valToPct=je(n)}}}Ne(`x`),Ne(`y`),y==1&&P.forEach(e=>{Ne(e.scale)}),ve.forEach(e=>{Ne(e.scale)});for(let t in e.scales)Ne(t);let z=I[L],Re=z.distr,ze,We;z.ori==0?(E(re,`u-hz`),ze=S,We=w):(E(re,`u-vt`),ze=w,We=S);let V={};for(let e in I){let t=I[e];(t.min!=null||t.max!=null)&&(V[e]={min:t.min,max:t.max},t.min=t.max=null)}let Ke=e.tzDate||(e=>new Date(Ee(e/fe))),qe=e.fmtDate||xt,Xe=fe==1?Bt(Ke):Ut(Ke),tt=Gt(Ke,Wt(fe==1?zt:Ht,qe)),ot=Yt(Ke,Jt(`{YYYY}-{MM}-{DD} {h}:{mm}{aa}`,qe)),st=[],W=_.legend=U({},Qt,e.legend),G=_.cursor=U({},cn,{drag:{y:y==2}},e.cursor),ut=W.show,dt=G.show,ft=W.markers;W.idxs=st,ft.width=B(ft.width),ft.dash=B(ft.dash),ft.stroke=B(ft.stroke),ft.fill=B(ft.fill);let pt,mt,ht,gt=[],_t=[],vt,yt=!1,bt={};if(W.live){let e=P[1]?P[1].values:null;yt=e!=null,vt=yt?e(_,1,0):{_:0};for(let e in vt)bt[e]=`--`}if(ut){if(pt=k(`table`,`u-legend`,re),ht=k(`tbody`,null,pt),W.mount(_,pt),yt){mt=k(`thead`,null,pt,ht);let e=k(`tr`,null,mt);for(var St in k(`th`,null,e),vt)k(`th`,r,e).textContent=St}else E(pt,`u-inline`),W.live&&E(pt,`u-live`)}let Ct={show:!0},wt={show:!1};function Tt(e,t){if(t==0&&(yt||!W.live||y==2))return $e;let i=[],a=k(`tr`,`u-series`,ht,ht.childNodes[t]);E(a,e.class),e.show||E(a,n);let o=k(`th`,null,a);if(ft.show){let e=ee(`u-marker`,o);if(t>0){let n=ft.width(_,t);n&&(e.style.border=n+`px `+ft.dash(_,t)+` `+ft.stroke(_,t)),e.style.background=ft.fill(_,t)}}let s=ee(r,o);for(var c in e.label instanceof HTMLElement?s.appendChild(e.label):s.textContent=e.label,t>0&&(ft.show||(s.style.color=e.width>0?ft.stroke(_,t):ft.fill(_,t)),Dt(`click`,o,t=>{if(G._lock)return;hn(t);let n=P.indexOf(e);if((t.ctrlKey||t.metaKey)!=W.isolate){let e=P.some((e,t)=>t>0&&t!=n&&e.show);P.forEach((t,r)=>{r>0&&yi(r,e?r==n?Ct:wt:Ct,!0,ia.setSeries)})}else yi(n,{show:!e.show},!0,ia.setSeries)},!1),wn&&Dt(m,o,t=>{G._lock||(hn(t),yi(P.indexOf(e),Di,!0,ia.setSeries))},!1)),vt){let e=k(`td`,`u-value`,a);e.textContent=`--`,i.push(e)}return[a,i]}let Et=/* @__PURE__ */ new Map;function Dt(e,t,n,r=!0){let i=Et.get(t)||{},a=G.bind[e](_,t,n,r);a&&(ce(e,t,i[e]=a),Et.set(t,i))}function At(e,t,n){let r=Et.get(t)||{};for(let n in r)(e==null||n==e)&&(le(n,t,r[n]),delete r[n]);e??Et.delete(t)}let jt=0,Mt=0,K=0,q=0,Nt=0,Pt=0,Ft=Nt,It=Pt,Lt=K,qt=q,Xt=0,Zt=0,$t=0,en=0;_.bbox={};let tn=!1,nn=!1,rn=!1,an=!1,on=!1,sn=!1;function ln(e,t,n){(n||e!=_.width||t!=_.height)&&un(e,t),Kr(!1),rn=!0,nn=!0,Zr()}function un(e,t){_.width=jt=K=e,_.height=Mt=q=t,Nt=Pt=0,pn(),mn();let n=_.bbox;Xt=n.left=Ge(Nt*C,.5),Zt=n.top=Ge(Pt*C,.5),$t=n.width=Ge(K*C,.5),en=n.height=Ge(q*C,.5)}function dn(){let e=!1,t=0;for(;!e;){t++;let n=Ur(t),r=Wr(t);e=t==3||n&&r,e||(un(_.width,_.height),nn=!0)}}function fn({width:e,height:t}){ln(e,t)}_.setSize=fn;function pn(){let e=!1,t=!1,n=!1,r=!1;ve.forEach((i,a)=>{if(i.show&&i._show){let{side:a,_size:o}=i,s=a%2,c=o+(i.label==null?0:i.labelSize);c>0&&(s?(K-=c,a==3?(Nt+=c,r=!0):n=!0):(q-=c,a==0?(Pt+=c,e=!0):t=!0))}}),Gn[0]=e,Gn[1]=n,Gn[2]=t,Gn[3]=r,K-=Xn[1]+Xn[3],Nt+=Xn[3],q-=Xn[2]+Xn[0],Pt+=Xn[0]}function mn(){let e=Nt+K,t=Pt+q,n=Nt,r=Pt;function i(i,a){switch(i){case 1:return e+=a,e-a;case 2:return t+=a,t-a;case 3:return n-=a,n+a;case 0:return r-=a,r+a}}ve.forEach((e,t)=>{if(e.show&&e._show){let t=e.side;e._pos=i(t,e._size),e.label!=null&&(e._lpos=i(t,e.labelSize))}})}if(G.dataIdx==null){let e=G.hover,n=e.skip=new Set(e.skip??[]);n.add(void 0);let r=e.prox=B(e.prox),i=e.bias??=0;G.dataIdx=(e,a,o,s)=>{if(a==0)return o;let c=o,l=r(e,a,o,s)??R,u=l>=0&&l<R,d=z.ori==0?K:q,f=G.left,p=t[0],m=t[a];if(n.has(m[o])){c=null;let e=null,t=null,r;if(i==0||i==-1)for(r=o;e==null&&r-->0;)n.has(m[r])||(e=r);if(i==0||i==1)for(r=o;t==null&&r++<m.length;)n.has(m[r])||(t=r);if(e!=null||t!=null){if(u){let n=e==null?-1/0:ze(p[e],z,d,0),r=t==null?1/0:ze(p[t],z,d,0),i=f-n,a=r-f;i<=a?i<=l&&(c=e):a<=l&&(c=t)}else c=t==null?e:e==null?t:o-e<=t-o?e:t}}else u&&we(f-ze(p[o],z,d,0))>l&&(c=null);return c}}let hn=e=>{G.event=e};G.idxs=st,G._lock=!1;let Sn=G.points;Sn.show=B(Sn.show),Sn.size=B(Sn.size),Sn.stroke=B(Sn.stroke),Sn.width=B(Sn.width),Sn.fill=B(Sn.fill);let Cn=_.focus=U({},e.focus||{alpha:.3},G.focus),wn=Cn.prox>=0,Tn=wn&&Sn.one,En=[],Mn=[],Nn=[];function Pn(e,t){let n=Sn.show(_,t);if(n instanceof HTMLElement)return E(n,`u-cursor-pt`),E(n,e.class),ne(n,-10,-10,K,q),M.insertBefore(n,En[t]),n}function Bn(e,t){if(y==1||t>0){let t=y==1&&I[e.scale].time,n=e.value;e.value=t?rt(n)?Yt(Ke,Jt(n,qe)):n||ot:n||kn,e.label=e.label||(t?`Time`:`Value`)}if(Tn||t>0){e.width=e.width==null?1:e.width,e.paths=e.paths||_r||Ve,e.fillTo=B(e.fillTo||Wn),e.pxAlign=+F(e.pxAlign,N),e.pxRound=Yn(e.pxAlign),e.stroke=B(e.stroke||null),e.fill=B(e.fill||null),e._stroke=e._fill=e._paths=e._focus=null;let t=jn(ke(1,e.width),1),n=e.points=U({},{size:t,width:ke(1,t*.2),stroke:e.stroke,space:t*2,paths:vr,_stroke:null,_fill:null},e.points);n.show=B(n.show),n.filter=B(n.filter),n.fill=B(n.fill),n.stroke=B(n.stroke),n.paths=B(n.paths),n.pxAlign=e.pxAlign}if(ut){let n=Tt(e,t);gt.splice(t,0,n[0]),_t.splice(t,0,n[1]),W.values.push(null)}if(dt){st.splice(t,0,null);let n=null;Tn?t==0&&(n=Pn(e,t)):t>0&&(n=Pn(e,t)),En.splice(t,0,n),Mn.splice(t,0,0),Nn.splice(t,0,0)}na(`addSeries`,t)}function Hn(e,t){t??=P.length,e=y==1?xr(e,t,_n,In):xr(e,t,{},Fn),P.splice(t,0,e),Bn(P[t],t)}_.addSeries=Hn;function Un(e){if(P.splice(e,1),ut){W.values.splice(e,1),_t.splice(e,1);let t=gt.splice(e,1)[0];At(null,t.firstChild),t.remove()}dt&&(st.splice(e,1),En.splice(e,1)[0].remove(),Mn.splice(e,1),Nn.splice(e,1)),na(`delSeries`,e)}_.delSeries=Un;let Gn=[!1,!1,!1,!1];function Kn(e,t){if(e._show=e.show,e.show){let n=e.side%2,r=I[e.scale];r??=(e.scale=n?P[1].scale:L,I[e.scale]);let i=r.time;e.size=B(e.size),e.space=B(e.space),e.rotate=B(e.rotate),et(e.incrs)&&e.incrs.forEach(e=>{!Je.has(e)&&Je.set(e,Ye(e))}),e.incrs=B(e.incrs||(r.distr==2?Ot:i?fe==1?Rt:Vt:kt)),e.splits=B(e.splits||(i&&r.distr==1?Xe:r.distr==3?bn:r.distr==4?xn:yn)),e.stroke=B(e.stroke),e.grid.stroke=B(e.grid.stroke),e.ticks.stroke=B(e.ticks.stroke),e.border.stroke=B(e.border.stroke);let a=e.values;e.values=et(a)&&!et(a[0])?B(a):i?et(a)?Gt(Ke,Wt(a,qe)):rt(a)?Kt(Ke,a):a||tt:a||vn,e.filter=B(e.filter||(r.distr>=3&&r.log==10?Dn:r.distr==3&&r.log==2?On:Be)),e.font=Ar(e.font),e.labelFont=Ar(e.labelFont),e._size=e.size(_,null,t,0),e._space=e._rotate=e._incrs=e._found=e._splits=e._values=null,e._size>0&&(Gn[t]=!0,e._el=ee(`u-axis`,se))}}function qn(e,t,n,r){let[i,a,o,s]=n,c=t%2,l=0;return c==0&&(s||a)&&(l=t==0&&!i||t==2&&!o?Ee(gn.size/3):0),c==1&&(i||o)&&(l=t==1&&!a||t==3&&!s?Ee(An.size/2):0),l}let Jn=_.padding=(e.padding||[qn,qn,qn,qn]).map(e=>B(F(e,qn))),Xn=_._padding=Jn.map((e,t)=>e(_,t,Gn,0)),J,Y=null,X=null,Zn=y==1?P[0].idxs:null,Qn=null,$n=!1;function er(e,n){if(t=e??[],_.data=_._data=t,y==2){J=0;for(let e=1;e<P.length;e++)J+=t[e][0].length}else{t.length==0&&(_.data=_._data=t=[[]]),Qn=t[0],J=Qn.length;let e=t;if(Re==2){e=t.slice();let n=e[0]=Array(J);for(let e=0;e<J;e++)n[e]=e}_._data=t=e}if(Kr(!0),na(`setData`),Re==2&&(rn=!0),n!==!1){let e=z;e.auto(_,$n)?tr():vi(L,e.min,e.max),an||=G.left>=0,sn=!0,Zr()}}_.setData=er;function tr(){$n=!0;let e,n;y==1&&(J>0?(Y=Zn[0]=0,X=Zn[1]=J-1,e=t[0][Y],n=t[0][X],Re==2?(e=Y,n=X):e==n&&(Re==3?[e,n]=me(e,e,z.log,!1):Re==4?[e,n]=he(e,e,z.log,!1):z.time?n=e+Ee(86400/fe):[e,n]=ye(e,n,ge,!0))):(Y=Zn[0]=e=null,X=Zn[1]=n=null)),vi(L,e,n)}let nr,rr,ir,ar,or,sr,cr,lr,ur,dr;function fr(e,t,n,r,i,a){e??=u,n??=Qe,r??=`butt`,i??=u,a??=`round`,e!=nr&&(A.strokeStyle=nr=e),i!=rr&&(A.fillStyle=rr=i),t!=ir&&(A.lineWidth=ir=t),a!=or&&(A.lineJoin=or=a),r!=sr&&(A.lineCap=sr=r),n!=ar&&A.setLineDash(ar=n)}function pr(e,t,n,r){t!=rr&&(A.fillStyle=rr=t),e!=cr&&(A.font=cr=e),n!=lr&&(A.textAlign=lr=n),r!=ur&&(A.textBaseline=ur=r)}function mr(e,t,n,r,i=0){if(r.length>0&&e.auto(_,$n)&&(t==null||t.min==null)){let t=F(Y,0),a=F(X,r.length-1),o=n.min==null?pe(r,t,a,i,e.distr==3):[n.min,n.max];e.min=Oe(e.min,n.min=o[0]),e.max=ke(e.max,n.max=o[1])}}let gr={min:null,max:null};function Mr(){for(let e in I){let t=I[e];V[e]==null&&(t.min==null||V[L]!=null&&t.auto(_,$n))&&(V[e]=gr)}for(let e in I){let t=I[e];V[e]==null&&t.from!=null&&V[t.from]!=null&&(V[e]=gr)}V[L]!=null&&Kr(!0);let e={};for(let t in V){let n=V[t];if(n!=null){let r=e[t]=ct(I[t],at);if(n.min!=null)U(r,n);else if(t!=L||y==2){if(J==0&&r.from==null){let e=r.range(_,null,null,t);r.min=e[0],r.max=e[1]}else r.min=R,r.max=-1/0}}}if(J>0){P.forEach((n,r)=>{if(y==1){let i=n.scale,a=V[i];if(a==null)return;let o=e[i];if(r==0){let e=o.range(_,o.min,o.max,i);o.min=e[0],o.max=e[1],Y=j(o.min,t[0]),X=j(o.max,t[0]),X-Y>1&&(t[0][Y]<o.min&&Y++,t[0][X]>o.max&&X--),n.min=Qn[Y],n.max=Qn[X]}else n.show&&n.auto&&mr(o,a,n,t[r],n.sorted);n.idxs[0]=Y,n.idxs[1]=X}else if(r>0&&n.show&&n.auto){let[i,a]=n.facets,o=i.scale,s=a.scale,[c,l]=t[r],u=e[o],d=e[s];u!=null&&mr(u,V[o],i,c,i.sorted),d!=null&&mr(d,V[s],a,l,a.sorted),n.min=a.min,n.max=a.max}});for(let t in e){let n=e[t],r=V[t];if(n.from==null&&(r==null||r.min==null)){let e=n.range(_,n.min==R?null:n.min,n.max==-1/0?null:n.max,t);n.min=e[0],n.max=e[1]}}}for(let t in e){let n=e[t];if(n.from!=null){let r=e[n.from];if(r.min==null)n.min=n.max=null;else{let e=n.range(_,r.min,r.max,t);n.min=e[0],n.max=e[1]}}}let n={},r=!1;for(let t in e){let i=e[t],a=I[t];if(a.min!=i.min||a.max!=i.max){a.min=i.min,a.max=i.max;let e=a.distr;a._min=e==3?Me(a.min):e==4?Fe(a.min,a.asinh):e==100?a.fwd(a.min):a.min,a._max=e==3?Me(a.max):e==4?Fe(a.max,a.asinh):e==100?a.fwd(a.max):a.max,n[t]=r=!0}}if(r){P.forEach((e,t)=>{y==2?t>0&&n.y&&(e._paths=null):n[e.scale]&&(e._paths=null)});for(let e in n)rn=!0,na(`setScale`,e);dt&&G.left>=0&&(an=sn=!0)}for(let e in V)V[e]=null}function Nr(e){let t=Ie(Y-1,0,J-1),n=Ie(X+1,0,J-1);for(;e[t]==null&&t>0;)t--;for(;e[n]==null&&n<J-1;)n++;return[t,n]}function Pr(){if(J>0){let e=P.some(e=>e._focus)&&dr!=Cn.alpha;e&&(A.globalAlpha=dr=Cn.alpha),P.forEach((e,n)=>{if(n>0&&e.show&&(Fr(n,!1),Fr(n,!0),e._paths==null)){let r=dr;dr!=e.alpha&&(A.globalAlpha=dr=e.alpha);let i=y==2?[0,t[n][0].length-1]:Nr(t[n]);e._paths=e.paths(_,n,i[0],i[1]),dr!=r&&(A.globalAlpha=dr=r)}}),P.forEach((e,t)=>{if(t>0&&e.show){let n=dr;dr!=e.alpha&&(A.globalAlpha=dr=e.alpha),e._paths!=null&&Ir(t,!1);{let n=e._paths==null?null:e._paths.gaps,r=e.points.show(_,t,Y,X,n),i=e.points.filter(_,t,r,n);(r||i)&&(e.points._paths=e.points.paths(_,t,Y,X,i),Ir(t,!0))}dr!=n&&(A.globalAlpha=dr=n),na(`drawSeries`,t)}}),e&&(A.globalAlpha=dr=1)}}function Fr(e,t){let n=t?P[e].points:P[e];n._stroke=n.stroke(_,e),n._fill=n.fill(_,e)}function Ir(e,t){let n=t?P[e].points:P[e],{stroke:r,fill:i,clip:a,flags:o,_stroke:s=n._stroke,_fill:c=n._fill,_width:l=n.width}=n._paths;l=H(l*C,3);let u=null,d=l%2/2;t&&c==null&&(c=l>0?`#fff`:s);let f=n.pxAlign==1&&d>0;if(f&&A.translate(d,d),!t){let e=Xt-l/2,t=Zt-l/2,n=$t+l,r=en+l;u=new Path2D,u.rect(e,t,n,r)}t?Rr(s,l,n.dash,n.cap,c,r,i,o,a):Lr(e,s,l,n.dash,n.cap,c,r,i,o,u,a),f&&A.translate(-d,-d)}function Lr(e,n,r,i,a,o,s,c,l,u,d){let f=!1;l!=0&&xe.forEach((p,m)=>{if(p.series[0]==e){let e=P[p.series[1]],h=t[p.series[1]],g=(e._paths||Ze).band;et(g)&&(g=p.dir==1?g[0]:g[1]);let v,y=null;e.show&&g&&be(h,Y,X)?(y=p.fill(_,m)||o,v=e._paths.clip):g=null,Rr(n,r,i,a,y,s,c,l,u,d,v,g),f=!0}}),f||Rr(n,r,i,a,o,s,c,l,u,d)}function Rr(e,t,n,r,i,a,o,s,c,l,u,d){fr(e,t,n,r,i),(c||l||d)&&(A.save(),c&&A.clip(c),l&&A.clip(l)),d?(s&3)==3?(A.clip(d),u&&A.clip(u),Br(i,o),zr(e,a,t)):s&2?(Br(i,o),A.clip(d),zr(e,a,t)):s&1&&(A.save(),A.clip(d),u&&A.clip(u),Br(i,o),A.restore(),zr(e,a,t)):(Br(i,o),zr(e,a,t)),(c||l||d)&&A.restore()}function zr(e,t,n){n>0&&(t instanceof Map?t.forEach((e,t)=>{A.strokeStyle=nr=t,A.stroke(e)}):t!=null&&e&&A.stroke(t))}function Br(e,t){t instanceof Map?t.forEach((e,t)=>{A.fillStyle=rr=t,A.fill(e)}):t!=null&&e&&A.fill(t)}function Vr(e,t,n,r){let i=ve[e],a;if(r<=0)a=[0,0];else{let o=i._space=i.space(_,e,t,n,r);a=kr(t,n,i._incrs=i.incrs(_,e,t,n,r,o),r,o)}return i._found=a}function Hr(e,t,n,r,i,a,o,s,c,l){let u=o%2/2;N==1&&A.translate(u,u),fr(s,o,c,l,s),A.beginPath();let d,f,p,m,h=i+(r==0||r==3?-a:a);n==0?(f=i,m=h):(d=i,p=h);for(let r=0;r<e.length;r++)t[r]!=null&&(n==0?d=p=e[r]:f=m=e[r],A.moveTo(d,f),A.lineTo(p,m));A.stroke(),N==1&&A.translate(-u,-u)}function Ur(e){let t=!0;return ve.forEach((n,r)=>{if(!n.show)return;let i=I[n.scale];if(i.min==null){n._show&&(t=!1,n._show=!1,Kr(!1));return}n._show||(t=!1,n._show=!0,Kr(!1));let a=n.side,o=a%2,{min:s,max:c}=i,[l,u]=Vr(r,s,c,o==0?K:q);if(u==0)return;let d=i.distr==2,f=n._splits=n.splits(_,r,s,c,l,u,d),p=i.distr==2?f.map(e=>Qn[e]):f,m=i.distr==2?Qn[f[1]]-Qn[f[0]]:l,h=n._values=n.values(_,n.filter(_,p,r,u,m),r,u,m);n._rotate=a==2?n.rotate(_,h,r,u):0;let g=n._size;n._size=De(n.size(_,h,r,e)),g!=null&&n._size!=g&&(t=!1)}),t}function Wr(e){let t=!0;return Jn.forEach((n,r)=>{let i=n(_,r,Gn,e);i!=Xn[r]&&(t=!1),Xn[r]=i}),t}function Gr(){for(let e=0;e<ve.length;e++){let t=ve[e];if(!t.show||!t._show)continue;let n=t.side,r=n%2,i,a,l=t.stroke(_,e),u=n==0||n==3?-1:1,[d,f]=t._found;if(t.label!=null){let s=t.labelGap*u,c=Ee((t._lpos+s)*C);pr(t.labelFont[0],l,`center`,n==2?`top`:o),A.save(),r==1?(i=a=0,A.translate(c,Ee(Zt+en/2)),A.rotate((n==3?-Ce:Ce)/2)):(i=Ee(Xt+$t/2),a=c);let p=Le(t.label)?t.label(_,e,d,f):t.label;A.fillText(p,i,a),A.restore()}if(f==0)continue;let p=I[t.scale],m=r==0?$t:en,h=r==0?Xt:Zt,g=t._splits,v=p.distr==2?g.map(e=>Qn[e]):g,y=p.distr==2?Qn[g[1]]-Qn[g[0]]:d,b=t.ticks,x=t.border,S=b.show?b.size:0,w=Ee(S*C),E=Ee((t.alignTo==2?t._size-S-t.gap:t.gap)*C),D=t._rotate*-Ce/180,O=de(t._pos*C),k=O+(w+E)*u;a=r==0?k:0,i=r==1?k:0;let ee=t.font[0];pr(ee,l,t.align==1?s:t.align==2?c:D>0?s:D<0?c:r==0?`center`:n==3?c:s,D||r==1?`middle`:n==2?`top`:o);let te=t.font[1]*t.lineGap,ne=g.map(e=>de(T(e,p,m,h))),re=t._values;for(let e=0;e<re.length;e++){let t=re[e];if(t!=null){r==0?i=ne[e]:a=ne[e],t=``+t;let n=t.indexOf(`\n`)==-1?[t]:t.split(/\\n/gm);for(let e=0;e<n.length;e++){let t=n[e];D?(A.save(),A.translate(i,a+e*te),A.rotate(D),A.fillText(t,0,0),A.restore()):A.fillText(t,i,a+e*te)}}}b.show&&Hr(ne,b.filter(_,v,e,f,y),r,n,O,w,H(b.width*C,3),b.stroke(_,e),b.dash,b.cap);let ie=t.grid;ie.show&&Hr(ne,ie.filter(_,v,e,f,y),r,r==0?2:1,r==0?Zt:Xt,r==0?en:$t,H(ie.width*C,3),ie.stroke(_,e),ie.dash,ie.cap),x.show&&Hr([O],[1],+(r==0),r==0?1:2,r==1?Zt:Xt,r==1?en:$t,H(x.width*C,3),x.stroke(_,e),x.dash,x.cap)}na(`drawAxes`)}function Kr(e){P.forEach((t,n)=>{n>0&&(t._paths=null,e&&(y==1?(t.min=null,t.max=null):t.facets.forEach(e=>{e.min=null,e.max=null})))})}let qr=!1,Jr=!1,Yr=[];function Xr(){Jr=!1;for(let e=0;e<Yr.length;e++)na(...Yr[e]);Yr.length=0}function Zr(){qr||=(lt($r),!0)}function Qr(e,t=!1){qr=!0,Jr=t,e(_),$r(),t&&Yr.length>0&&queueMicrotask(Xr)}_.batch=Qr;function $r(){if(tn&&=(Mr(),!1),rn&&=(dn(),!1),nn){if(O(ue,s,Nt),O(ue,`top`,Pt),O(ue,i,K),O(ue,a,q),O(M,s,Nt),O(M,`top`,Pt),O(M,i,K),O(M,a,q),O(se,i,jt),O(se,a,Mt),ae.width=Ee(jt*C),ae.height=Ee(Mt*C),ve.forEach(({_el:e,_show:t,_size:r,_pos:i,side:a})=>{if(e!=null){if(t){let t=a===3||a===0?r:0,o=a%2==1;O(e,o?`left`:`top`,i-t),O(e,o?`width`:`height`,r),O(e,o?`top`:`left`,o?Pt:Nt),O(e,o?`height`:`width`,o?q:K),D(e,n)}else E(e,n)}}),nr=rr=ir=or=sr=cr=lr=ur=ar=null,dr=1,Bi(!0),Nt!=Ft||Pt!=It||K!=Lt||q!=qt){Kr(!1);let e=K/Lt,t=q/qt;if(dt&&!an&&G.left>=0){G.left*=e,G.top*=t,ri&&ne(ri,Ee(G.left),0,K,q),ii&&ne(ii,0,Ee(G.top),K,q);for(let n=0;n<En.length;n++){let r=En[n];r!=null&&(Mn[n]*=e,Nn[n]*=t,ne(r,De(Mn[n]),De(Nn[n]),K,q))}}if($.show&&!on&&$.left>=0&&$.width>0){$.left*=e,$.width*=e,$.top*=t,$.height*=t;for(let e in Ui)O(hi,e,$[e])}Ft=Nt,It=Pt,Lt=K,qt=q}na(`setSize`),nn=!1}jt>0&&Mt>0&&(A.clearRect(0,0,ae.width,ae.height),na(`drawClear`),Te.forEach(e=>e()),na(`draw`)),$.show&&on&&(gi($),on=!1),dt&&an&&(Ri(null,!0,!1),an=!1),W.show&&W.live&&sn&&(Ii(),sn=!1),te||(te=!0,_.status=1,na(`ready`)),$n=!1,qr=!1}_.redraw=(e,t)=>{rn=t||!1,e===!1?Zr():vi(L,z.min,z.max)};function ei(e,n){let r=I[e];if(r.from==null){if(J==0){let t=r.range(_,n.min,n.max,e);n.min=t[0],n.max=t[1]}if(n.min>n.max){let e=n.min;n.min=n.max,n.max=e}if(J>1&&n.min!=null&&n.max!=null&&n.max-n.min<1e-16)return;e==L&&r.distr==2&&J>0&&(n.min=j(n.min,t[0]),n.max=j(n.max,t[0]),n.min==n.max&&n.max++),V[e]=n,tn=!0,Zr()}}_.setScale=ei;let ti,ni,ri,ii,ai,oi,si,ci,li,ui,Z,Q,di=!1,fi=G.drag,pi=fi.x,mi=fi.y;dt&&(G.x&&(ti=ee(`u-cursor-x`,M)),G.y&&(ni=ee(`u-cursor-y`,M)),z.ori==0?(ri=ti,ii=ni):(ri=ni,ii=ti),Z=G.left,Q=G.top);let $=_.select=U({show:!0,over:!0,left:0,width:0,top:0,height:0},e.select),hi=$.show?ee(`u-select`,$.over?M:ue):null;function gi(e,t){if($.show){for(let t in e)$[t]=e[t],t in Ui&&O(hi,t,e[t]);t!==!1&&na(`setSelect`)}}_.setSelect=gi;function _i(e){if(P[e].show)ut&&D(gt[e],n);else if(ut&&E(gt[e],n),dt){let t=Tn?En[0]:En[e];t!=null&&ne(t,-10,-10,K,q)}}function vi(e,t,n){ei(e,{min:t,max:n})}function yi(e,t,n,r){t.focus!=null&&Oi(e),t.show!=null&&P.forEach((n,r)=>{r>0&&(e==r||e==null)&&(n.show=t.show,_i(r),y==2?(vi(n.facets[0].scale,null,null),vi(n.facets[1].scale,null,null)):vi(n.scale,null,null),Zr())}),n!==!1&&na(`setSeries`,e,t),r&&sa(`setSeries`,_,e,t)}_.setSeries=yi;function bi(e,t){U(xe[e],t)}function xi(e,t){e.fill=B(e.fill||null),e.dir=F(e.dir,-1),t??=xe.length,xe.splice(t,0,e)}function Si(e){e==null?xe.length=0:xe.splice(e,1)}_.addBand=xi,_.setBand=bi,_.delBand=Si;function Ci(e,t){P[e].alpha=t,dt&&En[e]!=null&&(En[e].style.opacity=t),ut&&gt[e]&&(gt[e].style.opacity=t)}let wi,Ti,Ei,Di={focus:!0};function Oi(e){if(e!=Ei){let t=e==null,n=Cn.alpha!=1;P.forEach((r,i)=>{if(y==1||i>0){let a=t||i==0||i==e;r._focus=t?null:a,n&&Ci(i,a?1:Cn.alpha)}}),Ei=e,n&&Zr()}}ut&&wn&&Dt(h,pt,e=>{G._lock||(hn(e),Ei!=null&&yi(null,Di,!0,ia.setSeries))});function ki(e,t,n){let r=I[t];n&&(e=e/C-(r.ori==1?Pt:Nt));let i=K;r.ori==1&&(i=q,e=i-e),r.dir==-1&&(e=i-e);let a=r._min,o=r._max,s=e/i,c=a+(o-a)*s,l=r.distr;return l==3?Ae(10,c):l==4?Pe(c,r.asinh):l==100?r.bwd(c):c}function Ai(e,n){return j(ki(e,L,n),t[0],Y,X)}_.valToIdx=e=>j(e,t[0]),_.posToIdx=Ai,_.posToVal=ki,_.valToPos=(e,t,n)=>I[t].ori==0?S(e,I[t],n?$t:K,n?Xt:0):w(e,I[t],n?en:q,n?Zt:0),_.setCursor=(e,t,n)=>{Z=e.left,Q=e.top,Ri(null,t,n)};function ji(e,t){O(hi,s,$.left=e),O(hi,i,$.width=t)}function Mi(e,t){O(hi,`top`,$.top=e),O(hi,a,$.height=t)}let Ni=z.ori==0?ji:Mi,Pi=z.ori==1?ji:Mi;function Fi(){if(ut&&W.live)for(let e=+(y==2);e<P.length;e++){if(e==0&&yt)continue;let t=W.values[e],n=0;for(let r in t)_t[e][n++].firstChild.nodeValue=t[r]}}function Ii(e,t){if(e!=null&&(e.idxs?e.idxs.forEach((e,t)=>{st[t]=e}):nt(e.idx)||st.fill(e.idx),W.idx=st[0]),ut&&W.live){for(let e=0;e<P.length;e++)(e>0||y==1&&!yt)&&Li(e,st[e]);Fi()}sn=!1,t!==!1&&na(`setLegend`)}_.setLegend=Ii;function Li(e,n){let r=P[e],i=e==0&&Re==2?Qn:t[e],a;yt?a=r.values(_,e,n)??bt:(a=r.value(_,n==null?null:i[n],e,n),a=a==null?bt:{_:a}),W.values[e]=a}function Ri(e,n,r){li=Z,ui=Q,[Z,Q]=G.move(_,Z,Q),G.left=Z,G.top=Q,dt&&(ri&&ne(ri,Ee(Z),0,K,q),ii&&ne(ii,0,Ee(Q),K,q));let i,a=Y>X;wi=R,Ti=null;let o=z.ori==0?K:q,s=z.ori==1?K:q;if(Z<0||J==0||a){i=G.idx=null;for(let e=0;e<P.length;e++){let t=En[e];t!=null&&ne(t,-10,-10,K,q)}wn&&yi(null,Di,!0,e==null&&ia.setSeries),W.live&&(st.fill(i),sn=!0)}else{let e,n,r;y==1&&(e=z.ori==0?Z:Q,n=ki(e,L),i=G.idx=j(n,t[0],Y,X),r=ze(t[0][i],z,o,0));let a=-10,c=-10,l=0,u=0,d=!0,f=``,p=``;for(let e=+(y==2);e<P.length;e++){let m=P[e],h=st[e],g=h==null?null:y==1?t[e][h]:t[e][1][h],v=G.dataIdx(_,e,i,n),b=v==null?null:y==1?t[e][v]:t[e][1][v];if(sn=sn||b!=g||v!=h,st[e]=v,e>0&&m.show){let n=v==null?-10:v==i?r:ze(y==1?t[0][v]:t[e][0][v],z,o,0),h=b==null?-10:We(b,y==1?I[m.scale]:I[m.facets[1].scale],s,0);if(wn&&b!=null){let t=z.ori==1?Z:Q,n=we(Cn.dist(_,e,v,h,t));if(n<wi){let r=Cn.bias;if(r!=0){let i=ki(t,m.scale),a=b>=0?1:-1,o=i>=0?1:-1;o==a&&(o==1?r==1?b>=i:b<=i:r==1?b<=i:b>=i)&&(wi=n,Ti=e)}else wi=n,Ti=e}}if(sn||Tn){let t,r;z.ori==0?(t=n,r=h):(t=h,r=n);let i,o,s,m,g,v,y=!0,b=Sn.bbox;if(b!=null){y=!1;let t=b(_,e);s=t.left,m=t.top,i=t.width,o=t.height}else s=t,m=r,i=o=Sn.size(_,e);if(v=Sn.fill(_,e),g=Sn.stroke(_,e),Tn)e==Ti&&wi<=Cn.prox&&(a=s,c=m,l=i,u=o,d=y,f=v,p=g);else{let t=En[e];t!=null&&(Mn[e]=s,Nn[e]=m,oe(t,i,o,y),ie(t,v,g),ne(t,De(s),De(m),K,q))}}}}if(Tn){let e=Cn.prox;if(sn||(Ei==null?wi<=e:wi>e||Ti!=Ei)){let e=En[0];e!=null&&(Mn[0]=a,Nn[0]=c,oe(e,l,u,d),ie(e,f,p),ne(e,De(a),De(c),K,q))}}}if($.show&&di){if(e!=null){let[t,n]=ia.scales,[r,i]=ia.match,[a,c]=e.cursor.sync.scales,l=e.cursor.drag;if(pi=l._x,mi=l._y,pi||mi){let{left:l,top:u,width:d,height:f}=e.select,p=e.scales[a].ori,m=e.posToVal,h,g,_,v,y,b=t!=null&&r(t,a),x=n!=null&&i(n,c);b&&pi?(p==0?(h=l,g=d):(h=u,g=f),_=I[t],v=ze(m(h,a),_,o,0),y=ze(m(h+g,a),_,o,0),Ni(Oe(v,y),we(y-v))):Ni(0,o),x&&mi?(p==1?(h=l,g=d):(h=u,g=f),_=I[n],v=We(m(h,c),_,s,0),y=We(m(h+g,c),_,s,0),Pi(Oe(v,y),we(y-v))):Pi(0,s)}else Wi()}else{let e=we(li-ai),t=we(ui-oi);if(z.ori==1){let n=e;e=t,t=n}pi=fi.x&&e>=fi.dist,mi=fi.y&&t>=fi.dist;let n=fi.uni;n==null?fi.x&&fi.y&&(pi||mi)&&(pi=mi=!0):pi&&mi&&(pi=e>=n,mi=t>=n,!pi&&!mi&&(t>e?mi=!0:pi=!0));let r,i;pi&&(z.ori==0?(r=si,i=Z):(r=ci,i=Q),Ni(Oe(r,i),we(i-r)),mi||Pi(0,s)),mi&&(z.ori==1?(r=si,i=Z):(r=ci,i=Q),Pi(Oe(r,i),we(i-r)),pi||Ni(0,o)),!pi&&!mi&&(Ni(0,0),Pi(0,0))}}if(fi._x=pi,fi._y=mi,e==null){if(r){if(aa!=null){let[e,t]=ia.scales;ia.values[0]=e==null?null:ki(z.ori==0?Z:Q,e),ia.values[1]=t==null?null:ki(z.ori==1?Z:Q,t)}sa(d,_,Z,Q,K,q,i)}if(wn){let e=r&&ia.setSeries,t=Cn.prox;Ei==null?wi<=t&&yi(Ti,Di,!0,e):wi>t?yi(null,Di,!0,e):Ti!=Ei&&yi(Ti,Di,!0,e)}}sn&&(W.idx=i,Ii()),n!==!1&&na(`setCursor`)}let zi=null;Object.defineProperty(_,"rect",{get(){return zi??Bi(!1),zi}});function Bi(e=!1){e?zi=null:(zi=M.getBoundingClientRect(),na(`syncRect`,zi))}function Vi(e,t,n,r,i,a,o){G._lock||di&&e!=null&&e.movementX==0&&e.movementY==0||(Hi(e,t,n,r,i,a,o,!1,e!=null),e==null?Ri(t,!0,!1):Ri(null,!0,!0))}function Hi(e,t,n,r,i,a,o,s,c){if(zi??Bi(!1),hn(e),e!=null)n=e.clientX-zi.left,r=e.clientY-zi.top;else{if(n<0||r<0){Z=-10,Q=-10;return}let[e,o]=ia.scales,s=t.cursor.sync,[c,l]=s.values,[u,d]=s.scales,[f,p]=ia.match,m=t.axes[0].side%2==1,h=z.ori==0?K:q,g=z.ori==1?K:q,_=m?a:i,v=m?i:a,y=m?r:n,b=m?n:r;if(n=u==null?y/_*h:f(e,u)?T(c,I[e],h,0):-10,r=d==null?b/v*g:p(o,d)?T(l,I[o],g,0):-10,z.ori==1){let e=n;n=r,r=e}}c&&(t==null||t.cursor.event.type==d)&&((n<=1||n>=K-1)&&(n=Ge(n,K)),(r<=1||r>=q-1)&&(r=Ge(r,q))),s?(ai=n,oi=r,[si,ci]=G.move(_,n,r)):(Z=n,Q=r)}let Ui={width:0,height:0,left:0,top:0};function Wi(){gi(Ui,!1)}let Gi,Ki,qi,Ji;function Yi(e,t,n,r,i,a,o){di=!0,pi=mi=fi._x=fi._y=!1,Hi(e,t,n,r,i,a,o,!0,!1),e!=null&&(Dt(p,b,Xi,!1),sa(f,_,si,ci,K,q,null));let{left:s,top:c,width:l,height:u}=$;Gi=s,Ki=c,qi=l,Ji=u}function Xi(e,t,n,r,i,a,o){di=fi._x=fi._y=!1,Hi(e,t,n,r,i,a,o,!1,!0);let{left:s,top:c,width:l,height:u}=$,d=l>0||u>0,f=Gi!=s||Ki!=c||qi!=l||Ji!=u;if(d&&f&&gi($),fi.setScale&&d&&f){let e=s,t=l,n=c,r=u;if(z.ori==1&&(e=c,t=u,n=s,r=l),pi&&vi(L,ki(e,L),ki(e+t,L)),mi)for(let e in I){let t=I[e];e!=L&&t.from==null&&t.min!=R&&vi(e,ki(n+r,e),ki(n,e))}Wi()}else G.lock&&(G._lock=!G._lock,Ri(t,!0,e!=null));e!=null&&(At(p,b),sa(p,_,Z,Q,K,q,null))}function Zi(e,t,n,r,i,a,o){if(G._lock)return;hn(e);let s=di;if(di){let e=!0,t=!0,n,r;z.ori==0?(n=pi,r=mi):(n=mi,r=pi),n&&r&&(e=Z<=10||Z>=K-10,t=Q<=10||Q>=q-10),n&&e&&(Z=Z<si?0:K),r&&t&&(Q=Q<ci?0:q),Ri(null,!0,!0),di=!1}Z=-10,Q=-10,st.fill(null),Ri(null,!0,!0),s&&(di=s)}function Qi(e,t,n,r,i,a,o){G._lock||(hn(e),tr(),Wi(),e!=null&&sa(g,_,Z,Q,K,q,null))}function $i(){ve.forEach(jr),ln(_.width,_.height,!0)}ce(v,x,$i);let ea={};ea.mousedown=Yi,ea.mousemove=Vi,ea.mouseup=Xi,ea.dblclick=Qi,ea.setSeries=(e,t,n,r)=>{let i=ia.match[2];n=i(_,t,n),n!=-1&&yi(n,r,!0,!1)},dt&&(Dt(f,M,Yi),Dt(d,M,Vi),Dt(m,M,e=>{hn(e),Bi(!1)}),Dt(h,M,Zi),Dt(g,M,Qi),hr.add(_),_.syncRect=Bi);let ta=_.hooks=e.hooks||{};function na(e,t,n){Jr?Yr.push([e,t,n]):e in ta&&ta[e].forEach(e=>{e.call(null,_,t,n)})}(e.plugins||[]).forEach(e=>{for(let t in e.hooks)ta[t]=(ta[t]||[]).concat(e.hooks[t])});let ra=(e,t,n)=>n,ia=U({key:null,setSeries:!1,filters:{pub:He,sub:He},scales:[L,P[1]?P[1].scale:null],match:[Ue,Ue,ra],values:[null,null]},G.sync);ia.match.length==2&&ia.match.push(ra),G.sync=ia;let aa=ia.key,oa=Vn(aa);function sa(e,t,n,r,i,a,o){ia.filters.pub(e,t,n,r,i,a,o)&&oa.pub(e,t,n,r,i,a,o)}oa.sub(_);function ca(e,t,n,r,i,a,o){ia.filters.sub(e,t,n,r,i,a,o)&&ea[e](null,t,n,r,i,a,o)}_.pub=ca;function la(){oa.unsub(_),hr.delete(_),Et.clear(),le(v,x,$i),re.remove(),pt?.remove(),na(`destroy`)}_.destroy=la;function ua(){na(`init`,e,t),er(t||e.data,!1),V[L]?ei(L,V[L]):tr(),on=$.show&&($.width>0||$.height>0),an=sn=!0,ln(e.width,e.height)}return P.forEach(Bn),ve.forEach(Kn),l?l instanceof HTMLElement?(l.appendChild(re),ua()):l(_,ua):ua(),_}Mr.assign=U,Mr.fmtNum=L,Mr.rangeNum=ye,Mr.rangeLog=me,Mr.rangeAsinh=he,Mr.orient=Hn,Mr.pxRatio=C,Mr.join=G,Mr.fmtDate=xt,Mr.tzDate=Ct,Mr.sync=Vn;{Mr.addGap=qn,Mr.clipGaps=Kn;let e=Mr.paths={points:ir};e.linear=cr,e.stepped=lr,e.bars=dr,e.spline=pr}new Intl.NumberFormat(`en-US`,{maximumFractionDigits:0});function Nr(e){if(e<1e3)return`${Math.round(e)} ms`;if(e<59950)return`${Number((e/1e3).toFixed(1))} s`;let t=Math.round(e/1e3);if(t<3600)return`${Math.floor(t/60)} min ${t%60} s`;let n=Math.round(t/60);return`${Math.floor(n/60)} h ${n%60} min`}function Pr(e){let t=Math.max(0,Math.floor(e/1e3)),n=Math.floor(t/3600),r=`${Fr(Math.floor(t/60)%60)}:${Fr(t%60)}`;return n>0?`${n}:${r}`:r}function Fr(e){return String(e).padStart(2,`0`)}function Ir(e){return Number.isFinite(e)?`${new Date(e).toISOString().slice(0,19).replace(`T`,` `)} UTC`:`–`}function Lr(e){return Ir(e).slice(11)||`–`}let Rr={candidate:{colour:`--candidate`,width:2,dash:[]},stable:{colour:`--stable`,width:1.5,dash:[6,4]},planned:{colour:`--planned`,width:1.5,dash:[2,3]},rollback:{colour:`--rollback`,width:2,dash:[]},"rollback-threshold":{colour:`--rollback`,width:1,dash:[5,4]},promotion:{colour:`--promotion`,width:2,dash:[8,4]},"promotion-threshold":{colour:`--promotion`,width:1.5,dash:[2,3]},healthy:{colour:`--promotion`,width:2,dash:[]},x2:{colour:`--stable`,width:2,dash:[2,3]},x5:{colour:`--candidate`,width:2,dash:[8,4]},x10:{colour:`--rollback`,width:2,dash:[]},middle:{colour:`--promotion`,width:2,dash:[]},edge:{colour:`--promotion`,width:1.5,dash:[2,3]}},zr=`11px system-ui, sans-serif`,Br=[.5,1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,21600,43200,86400];function Vr(e,t,n,r){let i=Math.max(e.length,1),a=t.times[0]??0,o=t.times.at(-1)??i;return new Mr({...n,padding:[18,null,null,null],scales:{x:{time:!1,range:(e,t,n)=>t<=a&&n>=o?[0,i]:[t,n]},y:{range:[t.range[0],t.range[1]]}},axes:[{...Hr(),size:24,incrs:Br,space:60,values:(e,t)=>t.map(e=>Jr(e,i))},{...Hr(),size:54,space:32,values:(e,n)=>n.map(e=>Yr(e,t))}],series:[{label:`Time`,value:(t,n)=>n===null?``:qr(n*1e3,e.startedAt)},...t.lines.map(e=>Ur(e,t))],legend:{markers:{width:0,fill:()=>`none`}},cursor:{y:!1,points:{size:7},sync:{key:e.key,scales:[`x`,null]}},hooks:{drawAxes:[t=>Wr(t,e.marks)]}},[[...t.times],...t.lines.map(e=>[...e.values])],r)}function Hr(){return{font:zr,stroke:()=>Kr(`--muted`),grid:{stroke:()=>Kr(`--grid`),width:1},ticks:{show:!1},gap:6}}function Ur(e,t){let{colour:n,width:r,dash:i}=Rr[e.role],a=t.stepped?Mr.paths.stepped?.({align:1}):void 0,o=e.role.endsWith(`-threshold`);return{label:e.label,class:e.role,stroke:()=>Kr(n),width:r,dash:[...i],spanGaps:!0,points:{show:!o&&!t.stepped&&t.times.length<=40,size:4,fill:()=>Kr(n)},value:(e,n)=>n===null?``:Xr(n,t),...t.stepped&&e.role===`candidate`?{fill:()=>Kr(`--candidate-fill`)}:{},...a===void 0?{}:{paths:a}}}function Wr(e,t){let{ctx:n,bbox:r}=e,i=Mr.pxRatio,a=t.map(({number:t,at:n})=>({number:t,x:Math.round(e.valToPos(n,`x`,!0))})).filter(({x:e})=>e>=r.left&&e<=r.left+r.width);n.save(),n.strokeStyle=Kr(`--mark`),n.fillStyle=Kr(`--muted`),n.lineWidth=i,n.font=zr.replace(`11px`,`${11*i}px`),n.textAlign=`center`,n.textBaseline=`bottom`,n.globalAlpha=.55;for(let{x:e}of a)n.beginPath(),n.moveTo(e+.5,r.top),n.lineTo(e+.5,r.top+r.height),n.stroke();n.globalAlpha=1;for(let e of Gr(a,16*i)){let t=(e.from+e.to)/2,a=e.first===e.last?`${e.first}`:`${e.first}–${e.last}`;n.fillText(a,Math.min(t,r.left+r.width),r.top-3*i)}n.restore()}function Gr(e,t){let n=[];for(let{number:r,x:i}of e){let e=n.at(-1);e!==void 0&&i-e.to<t?(e.last=r,e.to=i):n.push({first:r,last:r,from:i,to:i})}return n}function Kr(e){return getComputedStyle(document.documentElement).getPropertyValue(e).trim()}function qr(e,t){return`+${Nr(e)}${t===null?``:` · ${Lr(t+e)}`}`}function Jr(e,t){return t<120?`${Number(e.toFixed(1))} s`:Pr(e*1e3)}function Yr(e,t){return t.unit===`%`?`${Number(e.toFixed(3))} %`:String(Number(e.toFixed(3)))}function Xr(e,t){switch(t.unit){case`%`:return`${Number(e.toFixed(e<10?2:1))} %`;case`ms`:return`${Number(e.toFixed(+(e<100)))} ms`;case`ln E`:return e.toFixed(2)}}let Zr=document.documentElement,Qr=e(document.getElementById(`data`)?.textContent??`{"rollouts":[]}`).rollouts.flatMap(e=>e.charts.flatMap(t=>$r(e,t)));matchMedia(`(prefers-color-scheme: dark)`).addEventListener(`change`,ei),addEventListener(`beforeprint`,()=>{Zr.classList.add(`printing`);for(let{plot:e}of Qr)e.setSize({width:640,height:190});ei()}),addEventListener(`afterprint`,()=>{Zr.classList.remove(`printing`);for(let{plot:e,place:t}of Qr)e.setSize({width:t.clientWidth,height:190});ei()});function $r(e,t){let n=document.getElementById(t.id);if(n===null)return[];let r=Vr(e,t,{width:n.clientWidth,height:190},n);return new ResizeObserver(()=>{!Zr.classList.contains(`printing`)&&n.clientWidth!==r.width&&r.setSize({width:n.clientWidth,height:190})}).observe(n),[{plot:r,place:n}]}function ei(){for(let{plot:e}of Qr)e.redraw(!1)}})();',t=`.uplot, .uplot *, .uplot *::before, .uplot *::after {box-sizing: border-box;}.uplot {font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji";line-height: 1.5;width: min-content;}.u-title {text-align: center;font-size: 18px;font-weight: bold;}.u-wrap {position: relative;user-select: none;}.u-over, .u-under {position: absolute;}.u-under {overflow: hidden;}.uplot canvas {display: block;position: relative;width: 100%;height: 100%;}.u-axis {position: absolute;}.u-legend {font-size: 14px;margin: auto;text-align: center;}.u-inline {display: block;}.u-inline * {display: inline-block;}.u-inline tr {margin-right: 16px;}.u-legend th {font-weight: 600;}.u-legend th > * {vertical-align: middle;display: inline-block;}.u-legend .u-marker {width: 1em;height: 1em;margin-right: 4px;background-clip: padding-box !important;}.u-inline.u-live th::after {content: ":";vertical-align: middle;}.u-inline:not(.u-live) .u-value {display: none;}.u-series > * {padding: 4px;}.u-series th {cursor: pointer;}.u-legend .u-off > * {opacity: 0.3;}.u-select {background: rgba(0,0,0,0.07);position: absolute;pointer-events: none;}.u-cursor-x, .u-cursor-y {position: absolute;left: 0;top: 0;pointer-events: none;will-change: transform;}.u-hz .u-cursor-x, .u-vt .u-cursor-y {height: 100%;border-right: 1px dashed #607D8B;}.u-hz .u-cursor-y, .u-vt .u-cursor-x {width: 100%;border-bottom: 1px dashed #607D8B;}.u-cursor-pt {position: absolute;top: 0;left: 0;border-radius: 50%;border: 0 solid;pointer-events: none;will-change: transform;/*this has to be !important since we set inline "background" shorthand */background-clip: padding-box !important;}.u-axis.u-off, .u-select.u-off, .u-cursor-x.u-off, .u-cursor-y.u-off, .u-cursor-pt.u-off {display: none;}
:root {
  color-scheme: light dark;
  --page: #ffffff;
  --raised: #f6f7f8;
  --text: #1b1f24;
  --muted: #57606a;
  --line: #dfe3e7;
  --grid: #eceff1;
  --mark: #9aa3ad;
  --candidate: #c2410c;
  --candidate-fill: #c2410c1f;
  --stable: #1d5fa8;
  --planned: #6b7580;
  --rollback: #a3196b;
  --promotion: #0f766e;
  --good: #116329;
  --good-tint: #dff3e4;
  --bad: #a40e26;
  --bad-tint: #fde4e6;
  --waiting: #7a4d00;
  --waiting-tint: #fdefd0;
  --neutral: #424a53;
  --neutral-tint: #e8ebee;
}

/* Paper is white, whatever the screen is. */
@media screen and (prefers-color-scheme: dark) {
  :root:not(.printing) {
    --page: #0f1317;
    --raised: #171c22;
    --text: #e4e8ec;
    --muted: #9ba6b2;
    --line: #2b333c;
    --grid: #1f262d;
    --mark: #66717d;
    --candidate: #ff9d5c;
    --candidate-fill: #ff9d5c26;
    --stable: #6cb2f7;
    --planned: #8a95a1;
    --rollback: #f08cc4;
    --promotion: #4fd1b5;
    --good: #7ee2a0;
    --good-tint: #12331f;
    --bad: #ff9aa5;
    --bad-tint: #43171d;
    --waiting: #f5c869;
    --waiting-tint: #3a2b0b;
    --neutral: #c3ccd5;
    --neutral-tint: #272f37;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

html {
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font:
    0.9375rem/1.5 system-ui,
    -apple-system,
    'Segoe UI',
    Roboto,
    'Helvetica Neue',
    Arial,
    sans-serif;
  overflow-wrap: anywhere;
}

main,
footer {
  max-width: 74rem;
  margin: 0 auto;
  padding: 0 clamp(1rem, 4vw, 2.5rem);
}

h1,
h2,
h3,
h4,
p,
dl,
dd,
figure {
  margin: 0;
}

h1 {
  padding: 2rem 0 1rem;
  font-size: 1.125rem;
  font-weight: 600;
}

h2 {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.35rem 0.9rem;
  font-size: 1.75rem;
  font-weight: 650;
  line-height: 1.25;
  letter-spacing: -0.015em;
}

h3 {
  margin: 2rem 0 0.6rem;
  font-size: 1.0625rem;
  font-weight: 650;
}

h4 {
  font-size: 0.875rem;
  font-weight: 600;
}

a {
  color: inherit;
  text-decoration-color: var(--mark);
  text-underline-offset: 0.2em;
}

a:focus-visible,
.wide:focus-visible {
  outline: 2px solid var(--stable);
  outline-offset: 2px;
}

code {
  font:
    0.875em/1.4 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    'Liberation Mono',
    monospace;
}

table {
  /* A column is as wide as its longest word. */
  overflow-wrap: break-word;
  border-collapse: collapse;
  font-size: 0.8125rem;
  font-variant-numeric: tabular-nums;
}

th,
td {
  padding: 0.4rem 1.25rem 0.4rem 0;
  text-align: left;
  vertical-align: baseline;
}

th:last-child,
td:last-child {
  padding-right: 0;
}

thead th {
  color: var(--muted);
  font-weight: 500;
}

tbody tr {
  border-top: 1px solid var(--line);
}

.arrow {
  color: var(--muted);
  font-weight: 400;
}

.where,
.quiet,
.next,
.summary,
.when,
.of,
.unit,
caption,
footer {
  color: var(--muted);
  font-size: 0.8125rem;
}

.unit {
  font-weight: 400;
}

.hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}

.badge {
  display: inline-flex;
  align-items: baseline;
  gap: 0.4em;
  padding: 0.1em 0.65em;
  border: 1px solid currentcolor;
  border-radius: 999px;
  font-size: 0.875rem;
  font-weight: 600;
  line-height: 1.5;
  letter-spacing: 0;
  white-space: nowrap;
}

.overview .badge {
  border: 0;
  font-size: 0.8125rem;
}

.good {
  background: var(--good-tint);
  color: var(--good);
}

.bad {
  background: var(--bad-tint);
  color: var(--bad);
}

.waiting {
  background: var(--waiting-tint);
  color: var(--waiting);
}

.neutral {
  background: var(--neutral-tint);
  color: var(--neutral);
}

.overview {
  width: 100%;
  margin-bottom: 1rem;
  font-size: 0.875rem;
}

.rollout {
  padding: 2rem 0 2.5rem;
  border-top: 1px solid var(--line);
}

.why {
  max-width: 50rem;
  margin-top: 0.7rem;
}

.next {
  max-width: 50rem;
  margin-top: 0.25rem;
}

.facts {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
  gap: 0.75rem 1.5rem;
  margin-top: 1.25rem;
  padding: 0.9rem 1rem;
  border-radius: 8px;
  background: var(--raised);
  font-size: 0.875rem;
}

.facts dt {
  color: var(--muted);
  font-size: 0.75rem;
}

footer {
  padding-top: 1rem;
  padding-bottom: 2.5rem;
}

@media (max-width: 40rem) {
  h1 {
    padding-top: 1.25rem;
  }

  h2 {
    font-size: 1.375rem;
  }

  .overview th,
  .overview td {
    padding-right: 0.75rem;
  }

  /* The reason stands in each rollout's own part. */
  .overview :is(th, td):nth-child(3) {
    display: none;
  }

  .facts {
    grid-template-columns: 1fr 1fr;
  }

  .facts > .long {
    grid-column: 1 / -1;
  }
}

@page {
  margin: 14mm;
}

@media print {
  body {
    font-size: 9.5pt;
  }

  .rollout + .rollout {
    break-before: page;
  }

  h3 {
    break-after: avoid;
  }

  figure,
  .decisions > li {
    break-inside: avoid;
  }

  .badge,
  .facts,
  .decisions > li::before,
  .u-marker {
    print-color-adjust: exact;
    -webkit-print-color-adjust: exact;
  }
}

.hint {
  margin: -0.4rem 0 1rem;
}

.charts {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr));
  gap: 1.75rem 2.5rem;
}

.charts figure {
  min-width: 0;
}

.chart {
  min-height: 12.5rem;
  margin-top: 0.4rem;
}

.summary {
  margin-top: 0.3rem;
}

/* The chart library's parts. */
.uplot {
  width: 100%;
  font-family: inherit;
}

.u-legend {
  margin: 0.15rem 0 0;
  color: var(--muted);
  font-size: 0.75rem;
  text-align: left;
}

.u-legend th {
  color: var(--text);
  font-weight: 500;
}

.u-inline tbody {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.9rem;
}

.u-inline tr {
  margin: 0;
  border: 0;
  max-width: 100%;
}

/* A release's name may be longer than a phone is wide. */
.u-inline th {
  max-width: 100%;
}

.u-inline .u-label {
  max-width: 100%;
  overflow-wrap: anywhere;
}

.u-series > * {
  padding: 0.1rem 0.15rem 0.1rem 0;
}

.u-inline.u-live th::after {
  content: none;
}

.u-series:first-child th {
  color: var(--muted);
  cursor: default;
}

/* The time stands last, and only while somebody points at the chart. */
.u-series:first-child {
  order: 1;
}

.u-series:first-child:has(.u-value:empty) {
  visibility: hidden;
}

.u-series:first-child .u-marker {
  display: none;
}

.u-value {
  min-width: 2.5rem;
  padding-left: 0.25rem;
  font-variant-numeric: tabular-nums;
}

.u-legend .u-marker {
  width: 1.5rem;
  height: 0;
  margin-right: 0.4rem;
  border-top: 2px solid;
}

.u-series.candidate .u-marker {
  border-top: 3px solid var(--candidate);
}

.u-series.stable .u-marker {
  border-top: 2px dashed var(--stable);
}

.u-series.planned .u-marker {
  border-top: 2px dotted var(--planned);
}

.u-series.rollback .u-marker {
  border-top: 3px solid var(--rollback);
}

.u-series.rollback-threshold .u-marker {
  border-top: 1px dashed var(--rollback);
}

.u-series.promotion .u-marker {
  border-top: 3px dashed var(--promotion);
}

.u-series.promotion-threshold .u-marker {
  border-top: 2px dotted var(--promotion);
}

.u-series:is(.healthy, .middle) .u-marker {
  border-top: 3px solid var(--promotion);
}

.u-series.x2 .u-marker {
  border-top: 3px dotted var(--stable);
}

.u-series.x5 .u-marker {
  border-top: 3px dashed var(--candidate);
}

.u-series.x10 .u-marker {
  border-top: 3px solid var(--rollback);
}

.u-series.edge .u-marker {
  border-top: 2px dotted var(--promotion);
}

.u-hz .u-cursor-x,
.u-vt .u-cursor-y {
  border-right: 1px solid var(--mark);
}

.u-select {
  background: var(--candidate-fill);
}

@media print {
  .hint {
    display: none;
  }

  .charts {
    display: block;
  }

  .charts figure {
    margin-bottom: 1rem;
  }
}

.decisions {
  margin: 0;
  padding: 0;
  list-style: none;
  counter-reset: decision;
}

.decisions > li {
  position: relative;
  padding: 0 0 1.1rem 2.5rem;
  counter-increment: decision;
}

.decisions > li::before {
  content: counter(decision);
  position: absolute;
  z-index: 1;
  left: 0;
  top: 0.05rem;
  min-width: 1.5rem;
  height: 1.5rem;
  padding: 0 0.25rem;
  border: 1px solid var(--mark);
  border-radius: 999px;
  background: var(--page);
  font-size: 0.75rem;
  font-variant-numeric: tabular-nums;
  line-height: calc(1.5rem - 2px);
  text-align: center;
}

.decisions > li::after {
  content: '';
  position: absolute;
  left: 0.75rem;
  top: 0.5rem;
  bottom: -0.5rem;
  border-left: 1px solid var(--line);
}

.decisions > li:last-child::after {
  display: none;
}

.decisions > .event-rolling-back::before {
  border-color: var(--bad);
  background: var(--bad-tint);
  color: var(--bad);
}

.what {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0 0.75rem;
}

.when {
  font-variant-numeric: tabular-nums;
}

.verdict {
  margin-top: 0.2rem;
}

.decisions p {
  max-width: 56rem;
}

.kind {
  font-weight: 600;
}

.kind.healthy {
  background: none;
  color: var(--good);
}

.kind.breach {
  color: var(--bad);
}

.kind.too-few-samples,
.kind.no-data,
.kind.source-down {
  color: var(--waiting);
}

.wide {
  margin-top: 0.5rem;
  overflow-x: auto;
}

caption {
  padding-bottom: 0.15rem;
  text-align: left;
}

@media (max-width: 40rem) {
  /* A row of evidence becomes a block, each figure with its column's name. */
  .evidence,
  .evidence :is(caption, tbody, tr, td, th) {
    display: block;
  }

  .evidence thead {
    display: none;
  }

  .evidence tr {
    padding: 0.35rem 0;
  }

  .evidence :is(td, tbody th) {
    padding: 0.05rem 0;
  }

  .evidence td::before {
    content: attr(data-label);
    display: inline-block;
    width: 9.5rem;
    color: var(--muted);
  }
}

@media print {
  .wide {
    overflow: visible;
  }
}
`,n={"&":`&amp;`,"<":`&lt;`,">":`&gt;`,'"':`&quot;`,"'":`&#39;`};var r=class{text;constructor(e){this.text=e}};function i(e,...t){return new r(e.map((e,n)=>(n===0?``:a(t[n-1]??``))+e).join(``))}function a(e){return e instanceof r?e.text:typeof e==`object`?e.map(e=>e.text).join(`
`):String(e).replace(/[&<>"']/g,e=>n[e]??``)}function o(e){return new r(JSON.stringify(e).replace(/</g,String.raw`\u003c`))}function s(e,t){return t||=e.slice(0),Object.freeze(Object.defineProperties(e,{raw:{value:Object.freeze(t)}}))}export{e as a,i,r as n,t as o,o as r,s as t};