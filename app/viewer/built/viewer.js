// Made by build.mjs from sources e11b06836337e3e35554864cfdfd607f79b7b1407d54a3d74ae4bcc87a21ce17
"use strict";(()=>{function At(e){let t=0;function n(){t&&(clearInterval(t),t=0,e.hold(!1))}return{stop:n,on:()=>t!==0,toggle(){return t?n():window.matchMedia("(prefers-reduced-mo\
tion: reduce)").matches?e.say("Your system asks for reduced motion, so nothing blinks here: hold R to see the reference"):(t=setInterval(()=>e.hold(!e.held),500),
e.say(`Blinking against ${e.labelOf(e.state.reference)}, once a second: K or Escape stops it`))}}}function m(e,t={},...n){let o=document.createElement(e);for(let[s,a]of Object.entries(t))s.startsWith("on")?o.addEventListener(s.slice(2),a):a===!0?o.setAttribute(
s,""):a!=null&&a!==!1&&o.setAttribute(s,a);return o.append(...n.flat().filter(s=>s!=null)),o}var go={grid:"M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v\
4.5h-4.5zM9 9h4.5v4.5h-4.5z",row:"M2.5 4h3v8h-3zM6.75 4h2.5v8h-2.5zM10.5 4h3v8h-3z",wipe:"M2.5 3.5h11v9h-11zM8 1.5v13",flip:"M2.5 5.5h8.5v8h-8.5zM5 5.5v-3h8.5v8\
h-2.5",difference:"M10 8a3.75 3.75 0 1 1-7.5 0a3.75 3.75 0 1 1 7.5 0zM13.5 8a3.75 3.75 0 1 1-7.5 0a3.75 3.75 0 1 1 7.5 0z",plus:"M8 3.5v9M3.5 8h9",minus:"M3.5 8\
h9",fit:"M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5",more:"M3.5 8h.01M8 8h.01M12.5 8h.01",panes:"M2.5 3.5h11M2.5 8h11M2.5 12.5h11",eye:"M1\
.5 8s2.5-4.5 6.5-4.5s6.5 4.5 6.5 4.5s-2.5 4.5-6.5 4.5s-6.5-4.5-6.5-4.5zM9.75 8a1.75 1.75 0 1 1-3.5 0a1.75 1.75 0 1 1 3.5 0z",region:"M2.5 5v-2.5h2.5M11 2.5h2.5v\
2.5M13.5 11v2.5h-2.5M5 13.5h-2.5v-2.5M5.5 6.5h5v3h-5z",histogram:"M2.5 13.5h11M4 11v-2.5M6.75 11v-8M9.5 11v-5.5M12.25 11v-3.5",link:"M6.75 9.25l2.5-2.5M7.5 4.75\
l1.6-1.6a2.65 2.65 0 0 1 3.75 3.75l-1.6 1.6M8.5 11.25l-1.6 1.6a2.65 2.65 0 0 1-3.75-3.75l1.6-1.6",save:"M8 2.5v7.5M5 7.25l3 3l3-3M2.5 13.5h11",full:"M9.5 6.5l4-\
4M10 2.5h3.5v3.5M6.5 9.5l-4 4M6 13.5h-3.5v-3.5",help:"M6 6.1a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.6h.01M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0z",check:"M3 8.5l3\
.25 3.25l6.75-7",alert:"M8 6v3.25M8 11.4h.01M8 2l6.5 11.5h-13z",close:"M4 4l8 8M12 4l-8 8",left:"M9.75 3.5l-4.5 4.5l4.5 4.5",right:"M6.25 3.5l4.5 4.5l-4.5 4.5",
up:"M3.5 9.75l4.5-4.5l4.5 4.5",down:"M3.5 6.25l4.5 4.5l4.5-4.5",spark:"M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.75 1.75M10.25 10.25l1.75 1.75M4 12l1.75-1.75M10.25 5.75l\
1.75-1.75"};function Ee(e){let t=document.createElementNS("http://www.w3.org/2000/svg","svg");for(let[o,s]of Object.entries({viewBox:"0 0 16 16",width:16,height:16,
fill:"none",stroke:"currentColor","stroke-width":e==="more"?2:1.4,"stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true",focusable:"false"}))t.
setAttribute(o,String(s));let n=document.createElementNS("http://www.w3.org/2000/svg","path");return n.setAttribute("d",go[e]),t.append(n),t}function U({id:e,name:t,
key:n="",symbol:o=null,text:s="",onclick:a,pressed:l=null,cls:i=""}){return m("button",{type:"button",class:`pl-button ${i}`.trim(),"data-testid":e,"aria-label":s?
null:t,title:n?`${t} (${n})`:t,"aria-pressed":l===null?null:String(l),onclick:a},o?Ee(o):null,s?m("span",{class:"pl-button-text"},s):null)}function Pe(e,t){e.textContent!==
t&&(e.textContent=t)}function ue(e,t,n){e.getAttribute(t)!==n&&e.setAttribute(t,n)}function Le(e,t){ue(e,"aria-pressed",String(!!t))}function Q(){let e=document.
activeElement;return e instanceof HTMLElement?e:null}var de=[.03125,.0625,.125,.25,.5,1,2,4,8,16,32];function D(e,t,n){return Math.min(Math.max(e,t),n)}function re(e,t){let n=Math.min(e.width/t.width,e.height/t.height);
return n>0?n>=1?Math.floor(n):n:1}function Xe(e,t,n){return{scale:n,x:Math.round(e.width/2-(t.x+.5)*n),y:Math.round(e.height/2-(t.y+.5)*n)}}function Re(e,t){return{
x:e.x+(t.x+.5)*e.scale,y:e.y+(t.y+.5)*e.scale}}function Ce(e,t){return{x:(t.x-e.x)/e.scale-.5,y:(t.y-e.y)/e.scale-.5}}function Ve(e,t,n,o){let s=(a,l,i)=>{let r=l/
2/t;return r*2>=i?(i-1)/2:D(a,r-.5,i-.5-r)};return{x:s(e.x,n.width,o.width),y:s(e.y,n.height,o.height)}}function $t(e,t,n,o){let s=n/o;return{x:t.x+(e.x-t.x)*s,
y:t.y+(e.y-t.y)*s}}function Ot(e,t){return t>0?de.find(o=>o>e*1.001)??de[de.length-1]:[...de].reverse().find(o=>o<e/1.001)??de[0]}function Et(e){let t=de.find(n=>Math.
abs(n/e-1)<.001);return t===void 0?`${Math.round(e*100)} %`:t>=1?`${t}:1`:`1:${1/t}`}function Pt(e,t,n,o=1,s=0){let a=Array.from({length:e},(i,r)=>{let u=r+1,c=Math.
ceil(e/u),d=(t.width-o*(c-1))/c/n.width,h=((t.height-o*(u-1))/u-s)/n.height;return{columns:c,scale:Math.min(d,h)}}),l=Math.max(...a.map(({scale:i})=>i));return a.
find(({scale:i})=>i>=l*.9).columns}function Lt(e,t,n,o="x"){let[s,a]=[t,n].map(i=>Math.round(i*(o==="y"?e.height:e.width))),l={...e,left:0,right:e.width,top:0,bottom:e.
height};return o==="y"?{...l,top:s,bottom:a}:{...l,left:s,right:a}}function fe(e,t,n){return{x0:D(Math.floor(((t.left??0)-e.x)/e.scale),0,n.width),y0:D(Math.floor(
((t.top??0)-e.y)/e.scale),0,n.height),x1:D(Math.ceil(((t.right??t.width)-e.x)/e.scale),0,n.width),y1:D(Math.ceil(((t.bottom??t.height)-e.y)/e.scale),0,n.height)}}var ae=null;function Rt(e,t){return ae??=document.createElement("canvas").getContext("2d"),ae.canvas.width<e&&(ae.canvas.width=e),ae.canvas.height<t&&(ae.canvas.
height=t),ae.clearRect(0,0,e,t),ae}function Ct(e,t,n,o,s){let a=Ne(t,o.scale),l=a!==null&&Math.abs(o.scale*2**a-1)<1e-6;if(o.scale>=1||a===null||l)return J(e,t,
n,o,s);let i={width:s.width*2,height:s.height*2,left:(s.left??0)*2,right:(s.right??s.width)*2,top:(s.top??0)*2,bottom:(s.bottom??s.height)*2},r=Rt(i.width,i.height),
u={scale:o.scale*2,x:o.x*2,y:o.y*2};return Ze(r,t,a,n,u,i,!0),e.imageSmoothingEnabled=!0,e.imageSmoothingQuality="low",e.drawImage(r.canvas,0,0,i.width,i.height,
0,0,s.width,s.height)}function Ne(e,t){let n=t>=1?0:Math.floor(Math.log2(1/t)+1e-6),o=e.length-1;for(let s=Math.min(n,o);s<=o;s+=1)if(e[s])return s;for(let s=Math.
min(n,o);s>=0;s-=1)if(e[s])return s;return null}function Je(e,t,n){for(let o of e){if(!o.bitmap)continue;let s=Math.max(o.x,t.x0),a=Math.max(o.y,t.y0),l=Math.min(
o.x+o.width,t.x1),i=Math.min(o.y+o.height,t.y1);l>s&&i>a&&n(o,s,a,l,i)}}function J(e,t,n,o,s){let a=Ne(t,o.scale);if(a!==null){if(t[a].tiles.some(l=>!l.bitmap))
for(let l=t.length-1;l>a;l-=1)t[l]&&Ze(e,t,l,n,o,s,!0);Ze(e,t,a,n,o,s,o.scale<1||a>0)}}function Ze(e,t,n,o,s,a,l){let{tiles:i,width:r,height:u}=t[n],c=s.scale*2**
n,d=fe({...s,scale:c},a,{width:r,height:u});if(d.x1<=d.x0||d.y1<=d.y0)return;let h=p=>s.x+Math.min(p*c,o.width*s.scale),g=p=>s.y+Math.min(p*c,o.height*s.scale);
if(e.imageSmoothingEnabled=l&&c!==1,e.imageSmoothingQuality="low",!l&&!Number.isInteger(c)){let p=d.x1-d.x0,M=d.y1-d.y0,f=Rt(p,M);Je(i,d,(S,P,y,C,B)=>{let[F,H]=[
C-P,B-y];f.drawImage(S.bitmap,P-S.x,y-S.y,F,H,P-d.x0,y-d.y0,F,H)}),e.drawImage(f.canvas,0,0,p,M,h(d.x0),g(d.y0),p*c,M*c);return}Je(i,d,(p,M,f,S,P)=>{let[y,C]=[Math.
round(h(M)),Math.round(g(f))],[B,F]=[Math.round(h(S)),Math.round(g(P))];e.drawImage(p.bitmap,M-p.x,f-p.y,S-M,P-f,y,C,B-y,F-C)})}var ee=null;function ye(e,t){let[
n,o]=[t.x1-t.x0,t.y1-t.y0];return ee??=document.createElement("canvas").getContext("2d",{willReadFrequently:!0}),ee.canvas.width<n&&(ee.canvas.width=n),ee.canvas.
height<o&&(ee.canvas.height=o),ee.clearRect(0,0,n,o),Je(e[0].tiles,t,(s,a,l,i,r)=>{let[u,c]=[i-a,r-l];ee.drawImage(s.bitmap,a-s.x,l-s.y,u,c,a-t.x0,l-t.y0,u,c)}),
ee.getImageData(0,0,n,o).data}function Te(e,t,n){let o=e[0];return!o||t<0||n<0||t>=o.width||n>=o.height?null:Array.from(ye(e,{x0:t,y0:n,x1:t+1,y1:n+1}).slice(0,
3))}var wo={loading:{text:"loading",title:"The image is on its way."},checking:{text:"checking",title:"Comparing every pixel with what the server computed."},exact:{
text:"pixel-exact",symbol:"check",title:"Pixel-exact: the SHA-256 of every pixel decoded here equals the one computed from the array."},wrong:{text:"not exact",
symbol:"alert",title:"Not exact"},missing:{text:"not shown",symbol:"alert",title:"Not shown"}};function yo({name:e,value:t}){return m("span",{class:`pl-score pl\
-score-${e.toLowerCase()}`},m("span",{class:"pl-unit"},`${e} `),t)}function Qe({label:e,title:t,switches:n}){return n?m("button",{type:"button",class:"pl-protoc\
ol","data-protocol":"",title:t,"aria-label":`Protocol ${e}. Recompute under the next`},e):m("span",{class:"pl-protocol",title:t},e)}function xo({badge:e,origin:t,
source:n}){return e?m("span",{class:`pl-chip${n?" pl-chip-source":""}`,title:t},e):null}function Nt(e,t,n=null){let o=m("canvas",{class:"pl-overlay","aria-hidde\
n":"true"}),s=m("canvas",{class:"pl-canvas",role:"img","data-testid":`canvas-${e.name}`}),a={name:e.name,record:e,image:null,subject:{...e,source:null},status:{
state:"loading",reason:""},box:{width:1,height:1},transform:{scale:1,x:0,y:0},strip:{from:null,to:null},apart:"",canvas:s,context:s.getContext("2d"),overlay:o,overlayContext:o.
getContext("2d"),number:m("span",{class:"pl-number","aria-hidden":"true"}),label:m("span",{class:"pl-label"}),tag:m("span",{class:"pl-tag","aria-hidden":"true"}),
offset:m("span",{class:"pl-offset",hidden:!0,title:"This pane has a shift (Alt + drag) or a view (U) of its own"}),meta:m("span",{class:"pl-caption-meta"}),badge:m(
"span",{class:"pl-badge","data-testid":`badge-${e.name}`,role:"status"}),message:m("p",{class:"pl-message",hidden:!0}),crossX:m("div",{class:"pl-cross pl-cross-\
x",hidden:!0}),crossY:m("div",{class:"pl-cross pl-cross-y",hidden:!0})};a.view=m("div",{class:"pl-view"},s,o,a.crossX,a.crossY,a.tag,a.message);let l=m("button",
{type:"button",class:"pl-icon-button pl-pane-menu","aria-haspopup":"true","data-testid":`menu-${e.name}`,title:"Pane options",onclick:i=>t(a,i.currentTarget)},Ee(
"more"));return a.menu=l,a.figure=m("figure",{class:"pl-pane","data-testid":`pane-${e.name}`,"data-pane":e.name,tabindex:0,role:"group"},m("figcaption",{class:"\
pl-caption"},m("span",{class:"pl-caption-body"},m("span",{class:"pl-caption-start"},a.number,a.label,a.offset),a.meta,m("span",{class:"pl-caption-end"},a.badge,
l))),a.view),te(a,"loading"),et(a,e,n),a}function et(e,t,n){e.record=t;let o=t.scores??[];e.meta.title=[t.origin,t.score_text].filter(Boolean).join(". "),e.meta.
replaceChildren(...[xo(t),...o.map(yo),o.length&&n?Qe(n):null].filter(Boolean))}var bo=e=>{let t=Math.round(e);return t>0?`+${t}`:t<0?`−${-t}`:"0"};function Tt(e,t,n){
let o=[n?"unlinked":"",t?`${t.map(bo).join(", ")} px`:""].filter(Boolean).join(" · ");e.apart!==o&&(e.apart=o,e.offset.hidden=!o,e.offset.textContent=o)}function te(e,t,n=""){
e.status={state:t,reason:n};let{text:o,title:s,symbol:a}=wo[t];e.badge.className=`pl-badge pl-badge-${t}`,e.badge.dataset.state=t,e.badge.title=n?`${s}: ${n}`:s,
e.badge.replaceChildren(...a?[Ee(a)]:[],m("span",{class:"pl-badge-text"},o),...n?[m("span",{class:"pl-hidden"},`: ${n}`)]:[]),e.message.hidden=!n,e.message.textContent=
n?`${n[0].toUpperCase()}${n.slice(1)}.`:""}function It(e,t){return[t,e.record.origin,e.record.score_text].filter(Boolean).join(", ")}function tt(e,t,n){if(e.box.
width===t&&e.box.height===n)return!1;e.box={width:t,height:n};for(let o of[e.canvas,e.overlay])o.width=Math.max(t,1),o.height=Math.max(n,1);return!0}var Ie=4;function zt(e,t,n,o=null){
let{context:s,box:a,transform:l,subject:i}=e;if(s.clearRect(0,0,a.width,a.height),!i.source)return;let{left:r,right:u,top:c,bottom:d}=t,h=r>0||u<a.width||c>0||d<
a.height;h&&(s.save(),s.beginPath(),s.rect(r,c,u-r,d-c),s.clip());let g={...a,left:r-Ie,right:u+Ie,top:c-Ie,bottom:d+Ie},p=n?Ct:J;o?(p(s,o.under.levels,i,l,g),s.
globalAlpha=o.share,p(s,o.over.levels,i,l,g),s.globalAlpha=1):p(s,i.source.levels,i,l,g),h&&s.restore()}function Bt(e,t,n){let o=t.map(s=>({name:s,psnr:e.map(a=>n(a,s))})).filter(({psnr:s})=>s.every(a=>a!==void 0));for(let s of o)s.ranks=s.psnr.map((a,l)=>1+o.filter(
i=>i.psnr[l]>a).length),s.mean=s.ranks.reduce((a,l)=>a+l,0)/s.ranks.length;return o.sort((s,a)=>s.mean-a.mean)}var Mo=["grid","row","wipe","flip","difference"],xe=8,Be=8,So={mode:["absolute","signed","squared"],channel:["rgb","luma","red","green","blue"],map:["inferno","\
viridis","grey"]},ot=[1,2,4,8,16,32],st=[-2,-1,0,1,2,3,4],ie=["all","red","green","blue","luma"],he=e=>e==="all"?"in colour":`${e} only`,pe=e=>e?`${e>0?"×":"÷"}\
 ${2**Math.abs(e)}`:"as it is";function me(e){let t=e.panes.map(o=>o.name),n=(e.visible??[]).filter(o=>t.includes(o));return{layout:"grid",panes:(n.length?n:t).
slice(0,xe),zoom:"fit",x:(e.width-1)/2,y:(e.height-1)/2,flip:null,wipe:[],wipeAxis:"x",reference:t.includes(e.reference)?e.reference:t[0]??null,difference:{mode:"\
absolute",channel:"rgb",gain:2,map:"inferno"},regions:[],offsets:{},unlinked:{},labels:{},crosshair:!0,minimap:!0,values:!0,follow:!0,exposure:0,channel:"all"}}
var ko=["layout","wipeAxis","flip","difference","crosshair","minimap","values","follow"];function jt(e,t,n=null){if(n?.base&&n.base===t.id)return n.added&&!e.panes.
includes(n.added)&&e.panes.length<xe?{...e,panes:[...e.panes,n.added]}:e;let o=Object.fromEntries(ko.map(a=>[a,e[a]]));return String(e.panes)!==String(me(t).panes)?
{...o,panes:e.panes}:o}function Ft(e,t){let n=({id:o,panes:s})=>JSON.stringify([o,s.map(({name:a,sha256:l,file:i})=>[a,l,i?.url??i])]);return!!(e?.id&&e.panes?.
length&&t?.panes?.length)&&n(e)===n(t)}var Z=(e,t,n,o)=>typeof e=="number"&&Number.isFinite(e)?D(e,t,n):o,ne=(e,t,n)=>t.includes(e)?e:n,Ao=(e,t)=>typeof e=="boo\
lean"?e:t;function _t(e,t=0,n=1){return Array.from({length:Math.max(e-1,0)},(o,s)=>t+(n-t)*(s+1)/e)}function Dt(e,t,n){let o=[...e];o[t]=D(n,0,1);for(let s=t+1;s<
o.length;s+=1)o[s]=Math.max(o[s],o[s-1]);for(let s=t-1;s>=0;s-=1)o[s]=Math.min(o[s],o[s+1]);return o}function nt(e,t,n){let o={};for(let[s,a]of Object.entries(e&&
typeof e=="object"?e:{})){let l=t.includes(s)?n(a):null;l!==null&&(o[s]=l)}return o}function rt(e,t,n){let o=n.panes.map(c=>c.name),s={...e,difference:{...e.difference}},
a=(c,d)=>Z(c,-.5,n.width-.5,d),l=(c,d)=>Z(c,-.5,n.height-.5,d);if(s.layout=ne(t.layout,Mo,e.layout),Array.isArray(t.panes)){let c=[...new Set(t.panes)].filter(d=>o.
includes(d)).slice(0,xe);c.length&&(s.panes=c)}s.zoom=t.zoom==="fit"?"fit":Z(t.zoom,.015625,64,e.zoom),s.x=a(t.x,e.x),s.y=l(t.y,e.y),s.flip=ne(t.flip,s.panes,s.
panes.includes(e.flip)?e.flip:s.panes[0]),s.reference=ne(t.reference,o,e.reference),s.exposure=ne(t.exposure,st,e.exposure),s.channel=ne(t.channel,ie,e.channel),
s.wipeAxis=ne(t.wipeAxis,["x","y"],e.wipeAxis);let i=s.wipeAxis===e.wipeAxis?e.wipe:[],r=Array.isArray(t.wipe)?t.wipe.map(c=>Z(c,0,1,null)):i;s.wipe=r.length===
s.panes.length-1&&!r.includes(null)?[...r].sort((c,d)=>c-d):[];let u=t.difference??{};for(let[c,d]of Object.entries(So))s.difference[c]=ne(u[c],d,e.difference[c]);
s.difference.gain=ne(u.gain,ot,e.difference.gain),Array.isArray(t.regions)&&(s.regions=t.regions.slice(0,Be).flatMap(c=>{let[d,h]=[Math.round(a(c?.x,NaN)),Math.
round(l(c?.y,NaN))],g=Math.round(Z(c?.width,1,n.width-d,NaN)),p=Math.round(Z(c?.height,1,n.height-h,NaN));return[d,h,g,p].every(Number.isFinite)?[{x:Math.max(d,
0),y:Math.max(h,0),width:g,height:p,why:String(c.why??"").slice(0,80)}]:[]})),t.offsets&&(s.offsets=nt(t.offsets,o,c=>{let[d,h]=[Z(c?.[0],-1e5,1e5,0),Z(c?.[1],-1e5,
1e5,0)];return d||h?[d,h]:null})),t.unlinked&&(s.unlinked=nt(t.unlinked,o,c=>{let d=c?.zoom==="fit"?"fit":Z(c?.zoom,.015625,64,null);return d===null?null:{zoom:d,
x:a(c.x,e.x),y:l(c.y,e.y)}})),t.labels&&(s.labels=nt(t.labels,o,c=>String(c).trim().slice(0,60)||null));for(let c of["crosshair","minimap","values","follow"])s[c]=
Ao(t[c],e[c]);return s}function ve(e,t){for(let n=0;n<e.length;n+=1)n%t&&(e[n]+=e[n-1]);return e}function Ut(e,t){let n=t.columns*t.rows;if(e.byteLength!==n*6)throw new Error(`alignme\
nt: expected ${n*6} bytes, got ${e.byteLength}`);let o=e.buffer.slice(e.byteOffset,e.byteOffset+e.byteLength);return{...t,dx:ve(new Int16Array(o,0,n),t.columns),
dy:ve(new Int16Array(o,n*2,n),t.columns),confidence:ve(new Uint8Array(o,n*4,n),t.columns),valid:ve(new Uint8Array(o,n*5,n),t.columns)}}function qt(e,t){let n=(i,r,u)=>{
let c=r>1?Math.min(Math.max(i,0),r-1)*(u-1)/(r-1):0,d=Math.min(Math.floor(c),Math.max(u-2,0));return[d,c-d]},[o,s]=n(t.x,e.width,e.columns),[a,l]=n(t.y,e.height,
e.rows);return{column:o,row:a,u:s,v:l}}function je(e,t,{column:n,row:o,u:s,v:a}){let l=o*t.columns+n,i=t.columns>1?1:0,r=t.rows>1?t.columns:0,u=e[l]*(1-s)+e[l+i]*
s,c=e[l+r]*(1-s)+e[l+r+i]*s;return u*(1-a)+c*a}function Fe(e,t){let n=qt(e,t);return{x:t.x*e.scale_x+je(e.dx,e,n)*e.step_px,y:t.y*e.scale_y+je(e.dy,e,n)*e.step_px}}
function Wt(e,t){let n={x:t.x/e.scale_x,y:t.y/e.scale_y};for(let o=0;o<12;o+=1){let s=Fe(e,n),a=(t.x-s.x)/e.scale_x,l=(t.y-s.y)/e.scale_y;if(n.x+=a,n.y+=l,Math.
abs(a)+Math.abs(l)<.001)break}return n}function Gt(e,t){let n=qt(e,t),o=Fe(e,t);return{x:o.x-t.x,y:o.y-t.y,confidence:je(e.confidence,e,n)/255,valid:je(e.valid,
e,n)>=.5}}function _e(e,t,n){return e.zoom==="fit"?re(t,n):e.zoom}function Ht(e,t){return Math.sqrt(e.width/t.width*(e.height/t.height))}function ge(e,t,n,o){return o&&e.
follows?Fe(o,n):{x:(n.x+.5)*e.width/t.width-.5,y:(n.y+.5)*e.height/t.height-.5}}function De(e,t,n,o){return o&&e.follows?Wt(o,n):{x:(n.x+.5)*t.width/e.width-.5,
y:(n.y+.5)*t.height/e.height-.5}}function Ue(e,t,n,o,{field:s=null,offset:a=[0,0],stacked:l=!1}={}){let i=re(o,t),r=n.zoom==="fit"?i:n.zoom,u=r/Ht(e,t),c=S=>({scale:S.
scale,x:S.x+Math.round(a[0]*S.scale),y:S.y+Math.round(a[1]*S.scale)}),d={x:(t.width-1)/2,y:(t.height-1)/2},h=ge(e,t,n.zoom==="fit"?d:n,s);if(e.width===t.width&&
e.height===t.height||l)return c(Xe(o,h,u));let p=Math.min(o.width/e.width,o.height/e.height,i/Ht(e,t)),M=D(Math.log2(r/i)*2,0,1),f={x:(e.width-1)/2,y:(e.height-
1)/2};return c(Xe(o,{x:f.x+(h.x-f.x)*M,y:f.y+(h.y-f.y)*M},r<i?u:p*(u/p)**M))}var $o={differ:"methods differ most",best:"prior-guided gains most",worst:"prior-guided loses most","hardly better":"prior-guided gains least","hardly worse":"p\
rior-guided loses least"},Oo=176;function qe(e,t,n){let o=(r,u,c)=>{let d=D(Math.floor(Math.min(r,u)+.5),0,c-1);return[d,D(Math.floor(Math.max(r,u)+.5)+1,d+1,c)-
d]},[s,a]=o(e.x,t.x,n.width),[l,i]=o(e.y,t.y,n.height);return{x:s,y:l,width:a,height:i}}var Eo=({width:e,height:t})=>({x:0,y:0,width:e,height:t}),le=(e,t)=>e.width===
t.width&&e.height===t.height;function Po({psnr:e,ssim:t},n){if(e===void 0)return"reference";if(Number.isNaN(e))return"nothing left of the box";let o=e===1/0?"∞":
e.toFixed(2),s=n==="truth"?"":"change ";return t===void 0?`${s}${o} dB · …`:`${s}${o} dB${Number.isNaN(t)?"":` · ${t.toFixed(3)}`}`}function Kt(e){let t=m("\
section",{class:"pl-regions","aria-label":"Regions of interest","data-testid":"regions",hidden:!0}),n=new Map,o="",s=()=>({width:e.data.width,height:e.data.height}),
a=({x:b,y:$,width:N,height:R})=>JSON.stringify([b,$,N,R,e.state.reference,l(),i()]),l=()=>e.data.protocol?.id??"rgb",i=()=>Object.fromEntries([...e.panes.values()].
filter(b=>b.image?.levels[0]).map(b=>[b.name,b.image.key]));async function r(b){let $=i(),N=$[e.state.reference];if(!N)return;let R=a(b);if(n.has(R))return;n.set(
R,null);let{x:I,y:x,width:k,height:O}=b,L={reference:N,frame:s(),box:{x:I,y:x,width:k,height:O},protocol:l()},z=await e.engine.call("regionStats",{keys:$,...L});
n.set(R,z),u();for(let[T,_]of Object.entries($))if(_!==N){if(!e.state.regions.some(K=>a(K)===R))return n.delete(R);z[T].ssim=await e.engine.call("regionSsim",{key:_,
...L}),u()}return z}function u(){o="",e.requestDraw()}function c(b,$){let N=window.devicePixelRatio||1,R=Math.round(Oo*N),I=Math.round(R*D(b.height/b.width,.4,1.25)),
x=m("canvas",{width:R,height:I,class:"pl-crop",role:"img","aria-label":`Region in ${e.labelOf($.name)}`}),k=Math.min(R/b.width,I/b.height),O={width:R,height:I},
L={zoom:k>=1?Math.floor(k):k,x:b.x+(b.width-1)/2,y:b.y+(b.height-1)/2},z={...$.record,source:$.image},T=Ue(z,e.data,L,O,{field:e.viewField(),stacked:!0});return $.
image&&J(x.getContext("2d"),$.image.levels,z,T,O),x}function d(b){let $=Math.max(...b),N=b.map((x,k)=>`${k?"L":"M"}${k} ${16-x/$*15}`).join(""),R=document.createElementNS(
"http://www.w3.org/2000/svg","svg");R.setAttribute("viewBox",`0 0 ${b.length-1} 16`),R.setAttribute("preserveAspectRatio","none"),R.setAttribute("class","pl-his\
togram"),R.setAttribute("role","img"),R.setAttribute("aria-label","Histogram of brightness, dark to light");let I=document.createElementNS("http://www.w3.org/20\
00/svg","path");return I.setAttribute("d",N),R.append(I),R}function h({min:b,mean:$,max:N},R){let I=(x,k)=>m("tr",{},m("th",{scope:"row"},x),[b[k],$[k].toFixed(
1),N[k]].map(O=>m("td",{},O)));return m("table",{class:"pl-levels",title:R?"Of the image resized as it is scored":null},m("thead",{},m("tr",{},m("td",{}),["min",
"mean","max"].map(x=>m("th",{scope:"col"},x)))),m("tbody",{},["R","G","B"].map(I)))}function g(b,$,N,R){let I=N?.[$.name],x=$.record.width!==e.data.width||$.record.
height!==e.data.height;return m("figure",{class:`pl-card${R===$.name?" pl-best":""}`,"data-testid":`region-${$.name}`},c(b,$),m("figcaption",{},m("span",{class:"\
pl-label"},e.labelOf($.name)),m("span",{class:"pl-card-score",title:x?"Scored after a plain resize, as in the caption; the crop follows the alignment":null},I?Po(
I,e.state.reference):"…",x?" (resized)":"")),I?d(I.histogram):null,I?h(I.levels,x&&!le(b,e.data)):null)}function p(){let b=[...e.panes.values()].filter(({record:$,
image:N})=>$.scores?.length&&N?.levels[0]);return[...new Set([...e.state.panes,...b.map(({name:$})=>$),e.state.reference])]}function M(b,$){let N=n.get(a(b)),R=p(),
k=(e.state.reference==="truth"?R.filter(T=>T!=="degraded"&&e.panes.get(T)?.record.scores?.length&&N?.[T]?.psnr!==void 0):[]).reduce((T,_)=>T===null||N[_].psnr>N[T].
psnr?_:T,null),O=le(b,e.data),L=O?"Whole image":`Region ${$+1}`,z=()=>{if(O)return e.update({zoom:"fit"});let T=e.leader(),_=Math.min(T.box.width/b.width,T.box.
height/b.height)*.8;return e.update({zoom:_>=1?Math.floor(_):_,x:b.x+(b.width-1)/2,y:b.y+(b.height-1)/2})};return m("div",{class:"pl-region","data-testid":`roi-${$+
1}`},m("div",{class:"pl-region-head"},m("b",{},L),m("span",{class:"pl-note"},`${b.width}×${b.height}${O?"":` at ${b.x}, ${b.y}`}${b.why?` · ${b.why}`:""}`),m(
"span",{class:"pl-spacer"}),U({id:`roi-go-${$+1}`,name:`Zoom to ${L.toLowerCase()}`,text:O?"Fit":"Zoom to",onclick:z}),U({id:`roi-remove-${$+1}`,name:`Remove ${L.
toLowerCase()}`,symbol:"close",onclick:()=>e.update({regions:e.state.regions.filter((T,_)=>_!==$)})})),m("div",{class:"pl-cards",tabindex:0,role:"group","data-t\
estid":`roi-crops-${$+1}`,"aria-label":`${L} in every pane`},R.map(T=>e.panes.get(T)).filter(Boolean).map(T=>g(b,T,N,k))))}function f(){if(e.state.reference!=="\
truth")return[];let b=p().filter($=>$!=="truth"&&e.panes.get($)?.record.scores?.length);return Bt(e.state.regions,b,($,N)=>n.get(a($))?.[N]?.psnr)}function S(){
let b=f();if(b.length<2)return null;let $=(R,I)=>le(R,e.data)?"Whole image":`Region ${I+1}`,N=(R,I)=>m("td",{class:I===1?"pl-first":null},Number.isFinite(R)?R.toFixed(
2):"∞");return m("div",{class:"pl-ranking",tabindex:0,role:"group","aria-label":"Methods ranked on the regions"},m("table",{"data-testid":"roi-ranking"},m("ca\
ption",{},"Ranked by PSNR, dB"),m("thead",{},m("tr",{},m("th",{scope:"col"},"Method"),e.state.regions.map((R,I)=>m("th",{scope:"col"},$(R,I))),m("th",{scope:"co\
l"},"Mean rank"))),m("tbody",{},b.map(({name:R,psnr:I,ranks:x,mean:k})=>m("tr",{},m("th",{scope:"row"},e.labelOf(R)),I.map((O,L)=>N(O,x[L])),m("td",{},k.toFixed(
k%1?2:0)))))))}function P(){let b=e.state.reference==="truth"?"PSNR and SSIM":"Change (the formulas of PSNR and SSIM)",$=U({id:"roi-whole",name:"Add the whole i\
mage as a region",key:"I",text:"Add whole image",onclick:B});return m("div",{class:"pl-regions-title"},m("p",{},`${b} inside each box, against ${e.labelOf(e.state.
reference)} `,e.protocol()?Qe(e.protocol()):"RGB"),m("span",{class:"pl-spacer"}),y()?null:$)}let y=()=>e.state.regions.some(b=>le(b,e.data));function C(b){e.state.
regions.length>=Be?e.say(`${Be} regions at most: remove one first`):e.update({regions:[...e.state.regions,b]})}function B(){y()?e.update({regions:e.state.regions.
filter(b=>!le(b,e.data))}):C(Eo(e.data))}function F(b){let $=t.contains(document.activeElement)?Q():null,N=$?.dataset.testid?`[data-testid="${$.dataset.testid}"\
]`:"[data-protocol]",R=new Map([...t.querySelectorAll(".pl-cards")].map(I=>[I.dataset.testid,I.scrollLeft]));t.replaceChildren(...b);for(let I of t.querySelectorAll(
".pl-cards"))I.scrollLeft=R.get(I.dataset.testid)??0;$&&(t.querySelector(N)??e.leader()?.figure)?.focus({preventScroll:!0})}function H(){t.hidden=e.state.regions.
length===0;let b=JSON.stringify([e.state.regions,e.state.panes,e.state.reference,e.state.labels,e.state.follow,l(),i()]);if(b!==o){o=b;for(let $ of e.state.regions)
r($).catch(N=>e.say(`Scores failed: ${N.message}`));F(e.state.regions.length?[P(),S(),...e.state.regions.map(M)].filter(Boolean):[])}}return{node:t,update:H,add:C,
hasWhole:y,toggleWhole:B,async suggest(){let{baseline:b,guided:$,truth:N}=i();if(!b||!$)return e.say("Suggestions need a baseline and a guided result.");let R=N?
{keys:{baseline:b,guided:$},reference:N}:{keys:{guided:$},reference:b},I=await e.engine.call("suggest",{...R,frame:s(),first:"guided"}),x=e.state.regions.filter(
k=>!k.why);return e.update({regions:[...x,...I.map(({kind:k,...O})=>({...O,why:$o[k]}))]})}}}var Yt={absolute:64,signed:64,squared:1},at=[.299,.587,.114],Lo={red:0,green:1,blue:2};function Xt(e,t){return e==="squared"?(255/t)**2:255/t}function We(e,t){let n=Xt(
e,t),o=s=>Math.abs(s)>=100?s.toFixed(0):Number(s.toPrecision(3)).toString();return e==="signed"?[`−${o(n)}`,"0",`+${o(n)}`]:["0",o(n/2),`≥ ${o(n)}`]}function Vt(e,t,n,o){
let{width:s,height:a}=e,l=Yt[n],i=n==="squared"?new Uint16Array(s*a):new Int16Array(s*a),r=Lo[o],[u,c]=[e.data,t.data],d={absolute:Math.abs,signed:g=>g,squared:g=>g*
g}[n],h=Float64Array.from({length:511},(g,p)=>d(p-255)*l);if(r!==void 0)for(let g=0,p=r;g<i.length;g+=1,p+=4)i[g]=h[u[p]-c[p]+255];else if(o==="luma")for(let g=0,
p=0;g<i.length;g+=1,p+=4){let M=at[0]*(u[p]-c[p])+at[1]*(u[p+1]-c[p+1])+at[2]*(u[p+2]-c[p+2]);i[g]=Math.round(d(M)*l)}else for(let g=0,p=0;g<i.length;g+=1,p+=4)
i[g]=Math.round((h[u[p]-c[p]+255]+h[u[p+1]-c[p+1]+255]+h[u[p+2]-c[p+2]+255])/3);return{data:i,width:s,height:a}}function Jt({data:e,width:t,height:n}){let o=Math.
ceil(t/2),s=Math.ceil(n/2),a=new e.constructor(o*s);for(let l=0;l<s;l+=1){let i=l*2*t,r=l*2+1<n?i+t:i;for(let u=0;u<o;u+=1){let c=u*2,d=c+1<t?c+1:c;a[l*o+u]=Math.
round((e[i+c]+e[i+d]+e[r+c]+e[r+d])/4)}}return{data:a,width:o,height:s}}function Zt(e,t,n,o,s){let a=new Uint32Array(t.width*t.height),l=Xt(n,o)*Yt[n],[i,r]=n===
"signed"?[127.5/l,127.5]:[255/l,0];for(let u=0;u<t.height;u+=1){let c=(t.y+u)*e.width+t.x;for(let d=0;d<t.width;d+=1){let h=e.data[c+d]*i+r;a[u*t.width+d]=s[h<=
0?0:h>=255?255:Math.round(h)]}}return new Uint8ClampedArray(a.buffer)}var be={red:[1,0,0],green:[0,1,0],blue:[0,0,1],luma:[.299,.587,.114]};function Me({channel:e,exposure:t}){return[be[e]&&`url(#pl-only-${e})`,t&&`brightness(${2**
t})`].filter(Boolean).join(" ")}function Qt(e,t,{channel:n,exposure:o}={channel:"all",exposure:0}){let[s,a,l]=be[n]??be.luma;return(s*e[t]+a*e[t+1]+l*e[t+2])*2**
o}function Ro(e){let t=[...be[e],0,0];return[...t,...t,...t,0,0,0,1,0].join(" ")}function en(){let e=(n,o,...s)=>{let a=document.createElementNS("http://www.w3.\
org/2000/svg",n);for(let[l,i]of Object.entries(o))a.setAttribute(l,i);return a.append(...s),a},t=Object.keys(be).map(n=>e("filter",{id:`pl-only-${n}`,x:0,y:0,width:1,
height:1,"color-interpolation-filters":"sRGB"},e("feColorMatrix",{type:"matrix",values:Ro(n)})));return m("div",{class:"pl-hidden","aria-hidden":"true"},e("svg",
{width:0,height:0},...t))}var Co=8,tn={5:{0:"7557",1:"6227",2:"6127",3:"7317",4:"5571",5:"7616",6:"4757",7:"7122",8:"7757",9:"7571","−":"0060"},6:{0:"75557",1:"26227",2:"71747",3:"7131\
7",4:"55711",5:"74717",6:"74757",7:"71122",8:"75757",9:"75717","−":"00600"}},No=Object.keys(tn[5]),it=new Map;function To(e,t){return{alpha:Uint8Array.from({length:t.
length*3},(o,s)=>(Number(t[Math.floor(s/3)])>>2-s%3&1)*255),width:3,height:t.length,step:e==="−"?3:4}}function Io(e,t,n){let o=Math.ceil(e.measureText(t).width)+
1,s=Math.ceil(n*.8);e.clearRect(0,0,o,s),e.fillText(t,0,s-1);let{data:a}=e.getImageData(0,0,o,s);return{alpha:Uint8Array.from({length:o*s},(l,i)=>a[i*4+3]),width:o,
height:s,step:o-1}}function zo(e){if(it.has(e))return it.get(e);let t=o=>To(o,tn[Math.min(e,6)][o]);if(e>=Co){let o=Math.round(e*1.15),s=Object.assign(document.
createElement("canvas"),{width:o*2,height:o*2}).getContext("2d",{willReadFrequently:!0});s.font=`${o}px system-ui, sans-serif`,t=a=>Io(s,a,o)}let n=new Map(No.map(
o=>[o,t(o)]));return it.set(e,n),n}function Bo({data:e,width:t,height:n},o,s,a,l){for(let i=Math.max(0,-a);i<o.height&&a+i<n;i+=1)for(let r=Math.max(0,-s);r<o.width&&
s+r<t;r+=1){let u=o.alpha[i*o.width+r];if(!u)continue;let c=((a+i)*t+s+r)*4;e[c]=e[c+1]=e[c+2]=l,e[c+3]=Math.max(e[c+3],u)}}var vo=15;function nn(e,t,n,o,s,a,l=1){
let i=D(Math.floor(s/3),5,vo*l),r=zo(i),u=a?255:0;t.forEach((c,d)=>{let h=[...String(c).replace("-","−")].map(f=>r.get(f)),g=h.reduce((f,S)=>f+S.step,0)-1,p=Math.
round(n-g/2),M=Math.round(o+(d-(t.length-1)/2)*i-h[0].height/2);for(let f of h)Bo(e,f,p,M,u),p+=f.step})}var on=16;function lt(e){let t=window.devicePixelRatio||1,n=e.shown();for(let o of n){let s=!!e.hover&&e.state.crosshair&&(e.state.layout!=="wipe"||o===n.at(-1));
if(o.crossX.hidden=o.crossY.hidden=!s,!s)continue;let a=Re(o.transform,ge(o.subject,e.data,e.hover,e.viewField()));o.crossX.style.transform=`translateY(${Math.round(
a.y)/t}px)`,o.crossY.style.transform=`translateX(${Math.round(a.x)/t}px)`}}function jo(e,t,n){let{scale:o}=t;e.beginPath();for(let s=n.x0;s<=n.x1;s+=1){let a=t.
x+Math.round(s*o)+.5;e.moveTo(a,t.y+n.y0*o),e.lineTo(a,t.y+n.y1*o)}for(let s=n.y0;s<=n.y1;s+=1){let a=t.y+Math.round(s*o)+.5;e.moveTo(t.x+n.x0*o,a),e.lineTo(t.x+
n.x1*o,a)}e.strokeStyle="rgb(128 128 128 / 45%)",e.lineWidth=1,e.stroke()}function Fo(e,t,n,{left:o,right:s,top:a,bottom:l},{levels:i,against:r,ground:u,look:c}){
let d=window.devicePixelRatio||1,h=n.x1-n.x0,g=ye(i,n).slice(),p=r?ye(r,n).slice():null,M=ye(u,n),f=new ImageData(s-o,l-a);for(let S=n.y0;S<n.y1;S+=1)for(let P=n.
x0;P<n.x1;P+=1){let y=((S-n.y0)*h+P-n.x0)*4,C=Re(t,{x:P,y:S}),B=[0,1,2].map(F=>g[y+F]-(p?.[y+F]??0));nn(f,B,C.x-o,C.y-a,t.scale,Qt(M,y,c)<=127,d)}e.putImageData(
f,o,a)}function ct(e,t,n,o=t.transform,s=1){let a=12*s*(s===1&&window.devicePixelRatio||1);e.state.regions.concat(e.draft??[]).forEach((l,i)=>{if(le(l,e.data))return;
let r=(g,p)=>Re(o,ge(t.subject,e.data,{x:g-.5,y:p-.5},e.viewField())),[u,c,d,h]=[r(l.x,l.y),r(l.x+l.width,l.y),r(l.x+l.width,l.y+l.height),r(l.x,l.y+l.height)];
n.beginPath();for(let[g,p]of[u,c,d,h].entries())n[g?"lineTo":"moveTo"](Math.round(p.x)+.5,Math.round(p.y)+.5);n.closePath(),n.lineWidth=3*s,n.strokeStyle="rgb(0\
 0 0 / 65%)",n.stroke(),n.lineWidth=s,n.strokeStyle="#fff",n.stroke(),n.font=`600 ${a}px system-ui, sans-serif`,n.textAlign="left",n.textBaseline="top",n.lineWidth=
3*s,n.strokeStyle="rgb(0 0 0 / 65%)",n.strokeText(String(i+1),u.x+5*s,u.y+4*s),n.fillStyle="#fff",n.fillText(String(i+1),u.x+5*s,u.y+4*s)})}function sn(e,t,n){let{
overlayContext:o,box:s,transform:a,subject:l}=t,i=e.state.values&&a.scale>=on,r=i||e.state.regions.length>0||e.draft;if(t.overlay.hidden=!r,!!r){if(o.clearRect(
0,0,s.width,s.height),o.save(),o.beginPath(),o.rect(n.left,n.top,n.right-n.left,n.bottom-n.top),o.clip(),i){let u=fe(a,n,l),c=l.values??l.source?.levels;a.scale>=
on*(window.devicePixelRatio||1)&&!e.zooming()&&c?.[0]&&n.right>n.left&&n.bottom>n.top&&u.x1>u.x0&&u.y1>u.y0&&Fo(o,a,u,n,{levels:c,against:l.against,ground:l.source.
levels,look:e.state.layout==="difference"?void 0:e.state}),jo(o,a,u)}ct(e,t,o),o.restore()}}function rn(e,t){function n(r,u){let{panes:c}=e.state;e.update({panes:u?[...c,r]:c.filter(d=>d!==r)})}function o(r,u){let c=e.panes.get(r),{panes:d,labels:h}=e.
state,g=d.includes(r),p=e.labelOf(r),M=g&&d.length===1,f=!g&&d.length>=xe,S=(P,y,C)=>{let B=U({id:`${C}-${r}`,name:`Move ${p} ${C}`,symbol:y,cls:"pl-small",onclick:()=>{
e.move(r,e.state.panes.indexOf(r)+P),u(`${C}-${r}`)}});return B.disabled=!g||!d[d.indexOf(r)+P],B};return m("li",{class:"pl-pane-row"},m("input",{type:"checkbox",
class:"pl-tick","aria-label":`Show ${p}`,"data-testid":`show-${r}`,checked:g,disabled:M||f,onchange:P=>{n(r,P.target.checked),u(`show-${r}`)}}),m("input",{type:"\
text",class:"pl-rename",value:p,maxlength:60,"aria-label":`Name of ${p}`,"data-testid":`rename-${r}`,onchange:P=>{let y=P.target.value.trim();e.update({labels:{
...h,[r]:y===c.record.label?"":y}})}}),S(-1,"up","up"),S(1,"down","down"))}function s(){let r=m("ul",{class:"pl-list"}),u=(c=null)=>{let d=e.data.panes.map(h=>h.
name).filter(h=>!e.state.panes.includes(h));r.replaceChildren(...[...e.state.panes,...d].map(h=>o(h,u))),c&&r.querySelector(`[data-testid="${c}"]`)?.focus()};return u(),
[m("p",{class:"pl-popover-title"},"Panes"),r,m("label",{class:"pl-field"},"Reference",G("reference",e.state.reference,e.data.panes.map(c=>[c.name,e.labelOf(c.name)]),
c=>e.update({reference:c})))]}function a(r,u,c,d=!1){let h=m("button",{type:"button",class:"pl-item","data-testid":r,onclick:()=>{e.popovers.close(),c()}},u);return h.
disabled=d,h}function l(r){let{state:u}=e,{name:c}=r,d=!!u.unlinked[c],h=M=>Object.fromEntries(Object.entries(M).filter(([f])=>f!==c)),[g,p]=[h(u.unlinked),h(u.
offsets)];return[a("pane-alone","Show alone",()=>e.update({layout:"flip",flip:c})),a("pane-left","Move left",()=>e.move(c,e.state.panes.indexOf(c)-1),u.panes[0]===
c),a("pane-right","Move right",()=>e.move(c,e.state.panes.indexOf(c)+1),u.panes.at(-1)===c),a("pane-save","Save this image…",()=>t(c)),a("pane-reference","Use\
 as reference",()=>e.update({reference:c}),u.reference===c),a("pane-unlink",d?"Link to the others":"Unlink zoom and pan",()=>e.update({unlinked:d?g:{...u.unlinked,
[c]:{zoom:u.zoom,x:u.x,y:u.y}}})),a("pane-offset-reset","Reset offset",()=>e.update({offsets:p}),!u.offsets[c]),a("pane-hide","Hide",()=>n(c,!1),u.panes.length===
1),m("p",{class:"pl-note"},"Alt + drag shifts this pane alone.")]}function i(){let r=(u,c,d,[h,g]=[!1,!0])=>m("label",{class:"pl-check"},m("input",{type:"checkb\
ox",class:"pl-tick",checked:e.state[u]===g,"data-testid":`view-${u}`,onchange:p=>e.update({[u]:p.target.checked?g:h})}),m("span",{},c),m("kbd",{},d));return[m("\
label",{class:"pl-field"},m("span",{},"Brightness of the view"),G("view-exposure",String(e.state.exposure),st.map(u=>[String(u),pe(u)]),u=>e.update({exposure:Number(
u)})),m("kbd",{},"E")),m("label",{class:"pl-field"},m("span",{},"Channels of the view"),G("view-channel",e.state.channel,ie.map(u=>[u,he(u)]),u=>e.update({channel:u})),
m("kbd",{},"H")),r("crosshair","Cross-hair","C"),r("minimap","Overview","M"),r("values","Pixel grid and values from 16:1","V"),e.field?r("follow","Generated pan\
e follows the alignment","A"):null,r("wipeAxis","Wipe from top to bottom","T",["x","y"])]}return{paneList:s,paneMenu:l,viewMenu:i}}function G(e,t,n,o){let s=m("\
select",{class:"pl-select","data-testid":e,onchange:a=>o(a.target.value)});return s.append(...n.map(([a,l])=>m("option",{value:a,selected:a===t},l))),s}var _o=[75,85,92,100];function ut(e,t){let n=m("a",{href:URL.createObjectURL(e),download:t});n.click(),setTimeout(()=>URL.revokeObjectURL(n.href),1e4)}function dt({
title:e,id:t}){return String(e||t||"comparison").replace(/[^\p{L}\p{N} ._-]+/gu,"_").trim().slice(0,80)||"comparison"}function Do(e,t,n){let o=t.toLowerCase().replace(
/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,"")||"image";return`${dt(e)}-${o}.${n==="jpeg"?"jpg":"png"}`}function Uo(e,t,n,{format:o,quality:s,exif:a,place:l}){let i=new URLSearchParams(
{pane:t,format:o,name:n});return o==="jpeg"&&i.set("quality",s),a&&i.set("exif","1"),a&&l&&i.set("place","1"),`${e}?${i}`}async function qo(e,{format:t,quality:n}){
let[o]=e.image?.levels??[];if(!o)throw new Error("the image is not loaded yet");let s=m("canvas",{width:o.width,height:o.height}),a=s.getContext("2d");for(let l of o.
tiles)a.drawImage(l.bitmap,l.x,l.y);return new Promise(l=>s.toBlob(l,`image/${t}`,n/100))}async function an(e,t,n){let o=Do(e.data,e.labelOf(t.name),n.format);return e.
data.save?m("a",{href:Uo(e.data.save.address,t.name,o,n),download:o}).click():ut(await qo(t,n),o),o}function Wo(e){let t=[...e.panes.keys()];return["guided","ba\
seline"].find(n=>t.includes(n))??e.leader()?.name??t[0]}var Go=[["row","Side by side, crops below"],["grid","Grid, crops below"],["beside","One image, crops bes\
ide"]],Ho=[["cvpr-column","CVPR, one column"],["cvpr-page","CVPR, both columns"],["ieee-column","IEEE, one column"],["ieee-page","IEEE, both columns"],["acm-col\
umn","ACM, one column"],["acm-page","ACM, both columns"]];function Ko(e,t,n,{layout:o,width:s,errors:a}){let l=new URLSearchParams({panes:n.panes.join(","),layout:o,
width:s,protocol:t.protocol?.id??"rgb"});return n.regions.length&&l.set("regions",n.regions.map(i=>[i.x,i.y,i.width,i.height].map(Math.round).join(",")).join(";")),
a&&l.set("errors","1"),`${e}?${l}`}function Yo(e){let t=e.data.save?.figure;if(!t)return[];let{layout:n,width:o,errors:s}=e.figureOptions??={layout:"row",width:"\
cvpr-page",errors:!1},a=i=>r=>{e.figureOptions[i]=r},l=e.data.scored_against==="truth";return[m("p",{class:"pl-popover-title pl-popover-next"},"A figure for a p\
aper, of what is seen"),m("label",{class:"pl-field"},m("span",{},"Layout"),G("figure-layout",n,Go,a("layout"))),m("label",{class:"pl-field"},m("span",{},"Width"),
G("figure-width",o,Ho,a("width"))),l?m("label",{class:"pl-check"},m("input",{type:"checkbox",class:"pl-tick",checked:s,"data-testid":"figure-errors",onchange:i=>a(
"errors")(i.target.checked)}),m("span",{},"With maps of the error")):null,m("button",{type:"button",class:"pl-item","data-testid":"figure",onclick:()=>{if(e.figureOptions.
layout==="beside"&&!e.state.regions.length){e.say("Draw a region first: this layout shows its crops");return}e.popovers.close(),e.say("Drawing the figure: PDF, \
PNG, LaTeX and recipe in one zip"),m("a",{href:Ko(t,e.data,e.state,e.figureOptions),download:""}).click()}},"Figure: PDF, PNG, LaTeX, recipe")]}function ln(e,{save:t,
picture:n}){let o={pane:null,format:"png",quality:92,exif:!0,place:!1};return function(a={}){Object.assign(o,a),e.panes.has(o.pane)||(o.pane=Wo(e));let l=m("lab\
el",{class:"pl-field"},m("span",{},"Quality"),G("save-quality",String(o.quality),_o.map(c=>[String(c),c===100?"100, largest file":String(c)]),c=>{o.quality=Number(
c)}));l.hidden=o.format!=="jpeg";let i=(c,d,h)=>m("label",{class:"pl-check"},m("input",{type:"checkbox",class:"pl-tick",checked:o[c],"data-testid":h,onchange:g=>{
o[c]=g.target.checked}}),m("span",{},d)),{exif:r,place:u}=e.data.save??{};return[m("p",{class:"pl-popover-title"},"One image, at its full size"),m("label",{class:"\
pl-field"},m("span",{},"Image"),G("save-pane",o.pane,e.data.panes.map(({name:c})=>[c,e.labelOf(c)]),c=>{o.pane=c})),m("label",{class:"pl-field"},m("span",{},"As"),
G("save-format",o.format,[["png","PNG, lossless"],["jpeg","JPEG, smaller"]],c=>{o.format=c,l.hidden=c!=="jpeg"})),l,r?i("exif","With date, camera and lens (EXIF\
)","save-exif"):null,r&&u?i("place","And where it was taken (GPS)","save-place"):null,m("button",{type:"button",class:"pl-item pl-primary","data-testid":"save-i\
mage",onclick:()=>{e.popovers.close(),t(e.panes.get(o.pane),{...o})}},"Save this image"),m("p",{class:"pl-popover-title pl-popover-next"},"What is seen, with re\
gions and labels"),...[["save-view","As on the screen","S",!1],["save-view-native","At native size","",!0]].map(([c,d,h,g])=>m("button",{type:"button",class:"pl\
-item pl-item-key","data-testid":c,onclick:()=>{e.popovers.close(),n(g)}},d,h?m("kbd",{},h):null)),...Yo(e)].filter(Boolean)}}var Xo=64e6,Vo="#1f2328",Jo="#59636e";function Zo({transform:e,box:t,subject:n}){return{x0:Math.max(0,Math.round(e.x)),y0:Math.max(0,Math.round(e.y)),x1:Math.min(
t.width,Math.round(e.x+n.width*e.scale)),y1:Math.min(t.height,Math.round(e.y+n.height*e.scale))}}function Qo(e,t){let n=e.state.layout==="wipe",o=e.shown().filter(
r=>e.state.layout!=="flip"||r.name===e.state.flip),s=e.leader(),a=o.map(r=>{let u=n?s:r,[c,d]=n?e.strip(r):[0,1];return{pane:r,crop:Zo(u),enlarge:t?Math.max(1,1/
u.transform.scale):1,from:c,to:d}}),l=({crop:r,enlarge:u})=>(r.x1-r.x0)*(r.y1-r.y0)*u**2,i=Math.min(1,Math.sqrt(Xo/a.reduce((r,u)=>r+l(u),1)));return a.map(r=>{
let u=r.enlarge*i,{x0:c,y0:d,x1:h,y1:g}=r.crop;return{...r,k:u,width:Math.max(1,Math.round((h-c)*u)),height:Math.max(1,Math.round((g-d)*u))}})}function cn({pane:{
box:e},crop:t,k:n,width:o,height:s,from:a,to:l},i){let[r,u,c]=i==="y"?[e.height,t.y0,s]:[e.width,t.x0,o];return[a,l].map(d=>Math.round(Math.min(Math.max((d*r-u)*
n,0),c)))}function es(e,t){let n=[];for(let o of e)n.push(Math.max(o,(n.at(-1)??-t)+t));return n}function un(e,t,n,o,s,a){e.save(),e.beginPath(),e.rect(t,n,Math.
max(o,0),Math.max(s,0)),e.clip(),a(),e.restore()}function ts(e,t){if(e.state.layout!=="difference"||t.name===e.state.reference)return null;let{mode:n,channel:o,
gain:s}=e.state.difference;return`${n} difference to ${e.labelOf(e.state.reference)}, ${o}, scale ${We(n,s).join(" … ")}`}function dn(e,t,n,o,s,a,l,i){e.textBaseline=
"top",e.textAlign="left",e.fillStyle=Vo,e.font=`600 ${o}px system-ui, sans-serif`,e.fillText(t.labelOf(n.name),s,a,l),e.fillStyle=Jo,e.font=`${Math.round(o*.9)}\
px system-ui, sans-serif`;let r=[n.record.badge,ts(t,n)??n.record.score_text,i].filter(Boolean).join(" · ");e.fillText(r,s,a+o*1.3,l)}function ns(e,t,n,o,s){let{
pane:a,crop:l,k:i,width:r,height:u}=n,c=t.state.layout==="difference"?"":Me(t.state),[d,h]=[l.x1-l.x0,l.y1-l.y0];e.imageSmoothingEnabled=i!==1,e.filter=c||"none",
e.drawImage(a.canvas,l.x0,l.y0,d,h,o,s,r,u),e.filter="none",a.overlay.hidden||e.drawImage(a.overlay,l.x0,l.y0,d,h,o,s,r,u)}function os(e,t,n,o,s,a){let{pane:l,crop:i,
k:r}=n,{source:u}=l.subject;if(!u)return;let{scale:c,x:d,y:h}=l.transform,g={scale:c*r,x:o+Math.round((d-i.x0)*r),y:s+Math.round((h-i.y0)*r)};J(e,u.levels,l.subject,
g,a),ct(t,l,e,g,Math.max(1,r))}async function ss(e,t){t||e.drawNow();let n=Qo(e,t);t&&await Promise.all(n.map(({pane:{transform:y,box:C,subject:B},k:F})=>B.source?.
complete?.({scale:y.scale*F,x:y.x*F,y:y.y*F},{width:C.width*F,height:C.height*F})));let o=e.state.layout==="wipe",s=Number(getComputedStyle(e.stage).getPropertyValue(
"--pl-columns"))||1,a=e.stacked()?1:Math.min(s,n.length),l=o?1:Math.ceil(n.length/a),[i,r]=[Math.max(...n.map(y=>y.width)),Math.max(...n.map(y=>y.height))],u=Math.
max(12,Math.round(i/40)),[c,d]=[Math.round(u*3),Math.max(2,Math.round(u/4))],h=o&&e.state.wipeAxis==="y",g=h?es(n.map(y=>cn(y,"y")[0]),c):[],p=h?u*16:0,M=h?0:c,
f=document.createElement("canvas");f.width=a*i+(a-1)*d+p,f.height=Math.max(l*(r+M)+(l-1)*d,h?g.at(-1)+c:0);let S=f.getContext("2d");S.fillStyle="#fff",S.fillRect(
0,0,f.width,f.height);let P=!t&&Me(e.state)&&e.state.layout!=="difference"?"view altered":"";return n.forEach((y,C)=>{let{pane:B,width:F,height:H}=y,b=o?0:C%a*(i+
d),$=M+(o?0:Math.floor(C/a)*(r+c+d)),[N,R]=o?cn(y,e.state.wipeAxis):[0,F],I=()=>t?os(S,e,y,b,$,f):ns(S,e,y,b,$);h?(un(S,b,$+N,F,R-N,I),dn(S,e,B,u,i+u/3,g[C]+u/3,
p-u/2,P)):(un(S,b+N,$,R-N,H,I),dn(S,e,B,u,b+N+u/3,$-M+u/3,Math.max((o?R-N:i)-u/2,1),P))}),f}function fn(e,{layout:t,flip:n}){return`${dt(e)}-${t}${t==="flip"&&n?
`-${n}`:""}.png`}async function hn(e,t,n=!1){let o=await ss(e,n);for(let s of e.shown())s.subject.source?.release?.();ut(await new Promise(s=>o.toBlob(s,"image/\
png")),t)}var pn=["panes"],mn=["x","y"],gn=["layout","flip","reference","channel","wipeAxis"],wn=["crosshair","minimap","values","follow"],yn=["difference","regions","off\
sets","unlinked","labels"],rs=(e,t)=>JSON.stringify(e)===JSON.stringify(t),ft=e=>String(Math.round(e*1e3)/1e3);function as(e,t,n){let o=new URLSearchParams({view:e??
""}),s=(a,l)=>{rs(t[a],n[a])||o.set(a,l)};for(let a of gn)s(a,t[a]);for(let a of pn)s(a,t[a].join(","));if(s("zoom",t.zoom==="fit"?"fit":ft(t.zoom)),t.zoom!=="f\
it")for(let a of mn)s(a,ft(t[a]));s("exposure",String(t.exposure)),s("wipe",t.wipe.map(ft).join(","));for(let a of wn)s(a,t[a]?"1":"0");for(let a of yn)s(a,JSON.
stringify(t[a]));return t.layout!=="flip"&&o.delete("flip"),o.toString().replaceAll("%2C",",").replaceAll("%3A",":")}function xn(e){let t=new URLSearchParams(e.
replace(/^#/,""));if(!t.has("view"))return null;let n={};for(let[o,s]of t)if(gn.includes(o))n[o]=s;else if(pn.includes(o))n[o]=s.split(",");else if(mn.includes(
o))n[o]=Number(s);else if(o==="exposure")n.exposure=Number(s);else if(wn.includes(o))n[o]=s==="1";else if(o==="zoom")n.zoom=s==="fit"?"fit":Number(s);else if(o===
"wipe")n.wipe=s?s.split(",").map(Number):[];else if(yn.includes(o))try{n[o]=JSON.parse(s)}catch{}return{id:t.get("view")||null,patch:n}}var is=/^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;
function ht({hostname:e}){return is.test(e)?". It works on this machine only":""}function Se(e){let t=new URL(location.href);if(e.data.query){let o=[...t.searchParams].
filter(([s])=>s.startsWith("__"));t.search=String(new URLSearchParams([...new URLSearchParams(e.data.query),...o]))}let n=new URLSearchParams(as(e.data.id,e.state,
me(e.data)));for(let[o,s]of Object.entries(e.place()))s&&n.set(o,s);return t.hash=n.toString().replaceAll("%2C",",").replaceAll("%3A",":"),t}function bn(e,{navigation:t,menus:n,regions:o,help:s,blink:a}){let l=null,i={navigation:t,menus:n,help:()=>s.open(),blink:()=>a.toggle(),drawRegion(){e.drawing=
!e.drawing,l=null,e.drawing&&e.say("Drag a box, or press Enter at two corners of it"),e.requestDraw()},markCorner(){let r=e.hover??t.centreOf(e.leader());if(!l){
l=r,e.say("First corner set: move the cross-hair with Shift and the arrows, then press Enter");return}e.drawing=!1,o.add(qe(l,r,e.data)),l=null},wholeImage:()=>o.
toggleWhole(),hasWhole:()=>o.hasWhole(),suggest:()=>o.suggest().catch(r=>e.say(r.message)),async copyLink(){let r=Se(e);try{await navigator.clipboard.writeText(
r.href),e.say(`Link copied${ht(r)}`)}catch{history.replaceState(history.state,"",r),e.say(`The address bar now holds the link${ht(r)}`)}e.onEvent("link",{url:r.
href})},savePicture:(r=!1)=>hn(e,fn(e.data,e.state),r).then(()=>e.say("Picture saved"),u=>e.say(`The picture could not be saved: ${u.message}`)),saveImage:(r,u)=>an(
e,r,u).then(c=>e.say(`Saved as ${c}`),c=>e.say(`The image could not be saved: ${c.message}`)),fullScreen(){document.fullscreenElement?document.exitFullscreen():
e.root.requestFullscreen?.()},expose(r){e.update({exposure:e.state.exposure+r}),e.say(`View ${pe(e.state.exposure)}; pixels and numbers stay as they are`)},channelBy(r){
let{length:u}=ie;e.update({channel:ie[(ie.indexOf(e.state.channel)+r+u)%u]}),e.say(`View ${he(e.state.channel)}; pixels and numbers stay as they are`)},turnWipe(){
let r=e.state.wipeAxis==="x"?"y":"x";e.update({layout:"wipe",wipeAxis:e.state.layout==="wipe"?r:e.state.wipeAxis}),e.say(e.state.wipeAxis==="y"?"Wipe from top t\
o bottom":"Wipe from left to right")},flipBy(r){let u=e.state.panes;e.update({layout:"flip",flip:u[(u.indexOf(e.state.flip)+r+u.length)%u.length]})},moveBy(r,u){
r&&e.move(r.name,e.state.panes.indexOf(r.name)+u)},unlink(r){if(!r)return;let{zoom:u,x:c,y:d,unlinked:h}=e.state,{[r.name]:g,...p}=h;e.update({unlinked:g?p:{...p,
[r.name]:{zoom:u,x:c,y:d}}})},escape(){e.popovers.isOpen()?e.popovers.close():a.on()?a.stop():e.drawing?i.drawRegion():e.state.layout!=="grid"&&e.update({layout:"\
grid"})}};return i.saveMenu=ln(e,{save:i.saveImage,picture:i.savePicture}),i}var Mn={inferno:"0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8cd37f2ea69fcffa4",viridis:"440154481769472a7a433d84\
3d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219fde725",grey:"000000ffffff",diverging:"1256b2336bbc4f7fc56b93ce85a6d7a1badfbccee7d\
8e1eef5f5f5edddd6e4c5b7daad99cf957bc47d5db8653eac4c17953b01"};function Sn(e){let t=Mn[e],n=t.length/6,o=(a,l)=>parseInt(t.substr(a*6+l*2,2),16),s=new Uint8ClampedArray(
256*4);for(let a=0;a<256;a+=1){let l=a/255*(n-1),i=Math.min(Math.floor(l),n-2);for(let r=0;r<3;r+=1)s[a*4+r]=o(i,r)+(o(i+1,r)-o(i,r))*(l-i);s[a*4+3]=255}return new Uint32Array(
s.buffer)}function kn(e){let t=Mn[e];return`linear-gradient(to right, ${Array.from({length:t.length/6},(o,s)=>`#${t.substr(s*6,6)}`).join(", ")})`}var ls=[["absolute","Absolute"],["signed","Signed"],["squared","Squared"]],cs=[["rgb","RGB mean"],["luma","Luma"],["red","Red"],["green","Green"],["blue","Blue"]],
us=[["inferno","Inferno"],["viridis","Viridis"],["grey","Grey"]];function An(e){let t=m("div",{class:"pl-difference-bar",role:"group","aria-label":"Difference",
hidden:!0}),n="";function o(){let{difference:s,reference:a}=e.state,{mode:l,channel:i,gain:r,map:u}=s,c=p=>e.update({difference:{...e.state.difference,...p}}),d=(p,M)=>m(
"label",{class:"pl-field"},m("span",{},p),M),h=We(l,r),g=Q()?.dataset.testid;t.replaceChildren(d("Against",G("difference-reference",a,e.data.panes.map(({name:p})=>[
p,e.labelOf(p)]),p=>e.update({reference:p}))),d("Show",G("difference-mode",l,ls,p=>c({mode:p}))),d("Of",G("difference-channel",i,cs,p=>c({channel:p}))),d("Gain",
G("difference-gain",String(r),ot.map(p=>[String(p),`${p}×`]),p=>c({gain:Number(p)}))),...l==="signed"?[]:[d("Map",G("difference-map",u,us,p=>c({map:p})))],m("d\
iv",{class:"pl-scale-bar","data-testid":"difference-scale"},m("div",{class:"pl-scale-colours",style:`background: ${kn(l==="signed"?"diverging":u)}`}),m("div",{class:"\
pl-scale-ticks"},h.map(p=>m("span",{},p)))),m("span",{class:"pl-note"},l==="squared"?"squared levels of 255":"levels of 255")),g&&t.querySelector(`[data-testid=\
"${g}"]`)?.focus({preventScroll:!0})}return{node:t,update(){t.hidden=e.state.layout!=="difference"||!e.data.panes.length;let s=JSON.stringify([e.state.difference,
e.state.reference,e.state.labels,e.data.panes.map(a=>a.name)]);t.hidden||s===n||(n=s,o())}}}function $n(e,t=n=>{}){let n=new Map;function o(s){t(n.get(s).value),n.delete(s)}return{find(s){let a=n.get(s);return a?(n.delete(s),n.set(s,a),a.value):null},store(s,a,l){
n.delete(s),n.set(s,{value:a,bytes:l});let i=[...n.values()].reduce((r,u)=>r+u.bytes,0);for(let[r,u]of n){if(i<=e||r===s)break;o(r),i-=u.bytes}return a},drop(s){
for(let a of[...n.keys()])a.startsWith(s)&&o(a)}}}function ds({data:e,width:t,height:n}){let o=Math.ceil(t/2),s=Math.ceil(n/2),a=new Uint8ClampedArray(o*s*4),l=new Uint32Array(e.buffer,e.byteOffset,t*n),i=new Uint32Array(
a.buffer),r=16711935;for(let u=0;u<s;u+=1){let c=u*2*t,d=u*2+1<n?c+t:c;for(let h=0;h<o;h+=1){let g=h*2,p=g+1<t?g+1:g,M=l[c+g],f=l[c+p],S=l[d+g],P=l[d+p],y=(M&r)+
(f&r)+(S&r)+(P&r)+131074>>>2,C=(M>>>8&r)+(f>>>8&r)+(S>>>8&r)+(P>>>8&r)+131074>>>2;i[u*o+h]=y&r|(C&r)<<8}}return{data:a,width:o,height:s}}function On(e,t=64){let n=[
e];for(;Math.max(n[n.length-1].width,n[n.length-1].height)>t;)n.push(ds(n[n.length-1]));return n}function pt({data:e,width:t},n,o,s,a){let l=new Uint8ClampedArray(
s*a*4);for(let i=0;i<a;i+=1){let r=((o+i)*t+n)*4;l.set(e.subarray(r,r+s*4),i*s*4)}return{data:l,width:s,height:a}}function ke(e,t,n,o,s){return t===0&&n===0&&o===
e.width&&s===e.height?e:pt(e,t,n,o,s)}function Ae(e,t,n=1024){let o=[];for(let s=0;s<t;s+=n)for(let a=0;a<e;a+=n)o.push({x:a,y:s,width:Math.min(n,e-a),height:Math.
min(n,t-s)});return o}var ce=5,En=(.01*255)**2,Pn=(.03*255)**2,Ge=(()=>{let e=Array.from({length:2*ce+1},(n,o)=>Math.exp(-((o-ce)**2)/4.5)),t=e.reduce((n,o)=>n+o);return Float64Array.
from(e,n=>n/t)})(),oe=[0,1,2].map(e=>(t,n)=>t[n+e]),fs=[(e,t)=>16+(65.481*e[t]+128.553*e[t+1]+24.966*e[t+2])/255],hs=e=>oe.map(t=>(n,o)=>Math.min(255,t(n,o)*e));
function Ln({data:e}){let t=0;for(let n=0;n<e.length;n+=4)t+=e[n]+e[n+1]+e[n+2];return t/(e.length/4*3)}function mt(e,t,n,o){let s=o.endsWith("-crop4")&&Math.min(
t.width,t.height)>8?4:0,[a,l]=[Math.max(n.x,s),Math.max(n.y,s)],i=Math.min(n.x+n.width,t.width-s)-a,r=Math.min(n.y+n.height,t.height-s)-l;if(i<1||r<1)return null;
let u=o.startsWith("y")?fs:oe,c=o==="rgb-gtmean"?hs(Ln(t)/Math.max(Ln(e),1e-6)):u;return[ke(e,a,l,i,r),ke(t,a,l,i,r),c,u]}function gt(e,t,n=oe,o=oe){let s=0;for(let a=0;a<
n.length;a+=1){let[l,i]=[n[a],o[a]];for(let r=0;r<e.data.length;r+=4)s+=(l(e.data,r)-i(t.data,r))**2}return s/(e.data.length/4*n.length)}function Rn(e,t,n=oe,o=oe){
return 10*Math.log10(255**2/gt(e,t,n,o))}function ps(e,t,n){let o=t-2*ce,s=n-2*ce,a=new Float64Array(o*n);for(let i=0;i<n;i+=1)for(let r=0;r<o;r+=1){let u=0;for(let c=0;c<
Ge.length;c+=1)u+=Ge[c]*e[i*t+r+c];a[i*o+r]=u}let l=new Float64Array(o*s);for(let i=0;i<s;i+=1)for(let r=0;r<o;r+=1){let u=0;for(let c=0;c<Ge.length;c+=1)u+=Ge[c]*
a[(i+c)*o+r];l[i*o+r]=u}return l}function ms(e,t,n,o,s,a){let l=e.width,i=a-s+2*ce,[r,u,c,d,h]=Array.from({length:5},()=>new Float64Array(l*i));for(let y=0,C=s*
l*4;y<r.length;y+=1,C+=4)r[y]=n(e.data,C),u[y]=o(t.data,C),c[y]=r[y]*r[y],d[y]=u[y]*u[y],h[y]=r[y]*u[y];let[g,p,M,f,S]=[r,u,c,d,h].map(y=>ps(y,l,i)),P=0;for(let y=0;y<
g.length;y+=1){let C=g[y]*p[y],B=g[y]*g[y]+p[y]*p[y];P+=(2*C+En)*(2*(S[y]-C)+Pn)/((B+En)*(M[y]+f[y]-B+Pn))}return P}function Cn(e,t,n=oe,o=oe){let[s,a]=[e.width-
2*ce,e.height-2*ce];if(s<1||a<1)return NaN;let l=0;for(let i=0;i<a;i+=128)for(let r=0;r<n.length;r+=1)l+=ms(e,t,n[r],o[r],i,Math.min(i+128,a));return l/(s*a*n.length)}
function Nn(e,t=48){let n=new Array(t).fill(0);for(let o=0;o<e.data.length;o+=4){let s=.299*e.data[o]+.587*e.data[o+1]+.114*e.data[o+2];n[Math.min(t-1,Math.floor(
s/256*t))]+=1}return n.map(o=>o/(e.data.length/4))}function Tn({data:e}){let[t,n,o]=[[255,255,255],[0,0,0],[0,0,0]];for(let s=0;s<3;s+=1){let[a,l,i]=[255,0,0];for(let r=s;r<
e.length;r+=4){let u=e[r];u<a&&(a=u),u>i&&(i=u),l+=u}[t[s],n[s],o[s]]=[a,l,i]}return{min:t,mean:n.map(s=>s/(e.length/4)),max:o}}function In(e,t){let n=Object.keys(
e),o=e[n[0]].map((d,h)=>h),s=n.filter(d=>d!==t),a=(d,h)=>-10*Math.log10(e[d][h]+1),l=d=>{let h=n.map(g=>a(g,d));return Math.max(...h)-Math.min(...h)},i=d=>a(t,d)-
Math.max(...s.map(h=>a(h,d))),r=[],u=d=>o.filter(h=>!r.some(({cell:g})=>g===h)).reduce((h,g)=>h===null||d(g)>d(h)?g:h,null),c=(d,h)=>{d!==null&&r.push({cell:d,kind:h})};
if(n.length===1){for(let d=0;d<3;d+=1)c(u(h=>e[t][h]),"differ");return r}if(n.includes(t)&&s.length){let d=u(i);c(d,i(d)>0?"best":"hardly worse");let h=u(g=>-i(
g));h!==null&&c(h,i(h)<0?"worst":"hardly better")}return c(u(l),"differ"),r}function gs(e,t){let n=e/t;return Array.from({length:t},(o,s)=>{let[a,l]=[s*n,Math.min((s+1)*n,e)],i=[];for(let r=Math.floor(a);r<l-1e-9;r+=1)i.push([r,(Math.min(
r+1,l)-Math.max(r,a))/(l-a)]);return i})}function ws(e,t){let o=s=>{let a=Math.abs(s);return a<=1?(1.25*a-2.25)*a*a+1:a<2?((-.75*a- -3.75)*a+-6)*a- -3:0};return Array.
from({length:t},(s,a)=>{let l=(a+.5)*e/t-.5,i=Math.floor(l);return[-1,0,1,2].map(r=>[Math.min(Math.max(i+r,0),e-1),o(l-i-r)])})}function zn({data:e,width:t,height:n},o,s){
let a=o*s<t*n?gs:ws,l=a(t,o),i=new Float32Array(o*n*3);for(let c=0;c<n;c+=1)for(let d=0;d<o;d+=1){let h=(c*o+d)*3;for(let[g,p]of l[d]){let M=(c*t+g)*4;i[h]+=e[M]*
p,i[h+1]+=e[M+1]*p,i[h+2]+=e[M+2]*p}}let r=a(n,s),u=new Uint8ClampedArray(o*s*4);for(let c=0;c<s;c+=1)for(let d=0;d<o;d+=1){let h=[0,0,0];for(let[p,M]of r[c]){let f=(p*
o+d)*3;for(let S=0;S<3;S+=1)h[S]+=i[f+S]*M}let g=(c*o+d)*4;for(let p=0;p<3;p+=1)u[g+p]=Math.round(h[p]);u[g+3]=255}return{data:u,width:o,height:s}}var ys=(()=>{let e=[];for(let t=2;e.length<64;t+=1)e.every(n=>t%n)&&e.push(t);return Uint32Array.from(e,t=>Math.cbrt(t)%1*4294967296)})();function Bn(e,t,n,o){for(let h=0;h<
16;h+=1){let g=o+h*4;t[h]=n[g]<<24|n[g+1]<<16|n[g+2]<<8|n[g+3]}for(let h=16;h<64;h+=1){let g=t[h-15],p=t[h-2],M=(g>>>7|g<<25)^(g>>>18|g<<14)^g>>>3,f=(p>>>17|p<<
15)^(p>>>19|p<<13)^p>>>10;t[h]=t[h-16]+M+t[h-7]+f|0}let[s,a,l,i,r,u,c,d]=e;for(let h=0;h<64;h+=1){let g=(r>>>6|r<<26)^(r>>>11|r<<21)^(r>>>25|r<<7),p=d+g+(r&u^~r&
c)+ys[h]+t[h]|0,f=((s>>>2|s<<30)^(s>>>13|s<<19)^(s>>>22|s<<10))+(s&a^s&l^a&l)|0;d=c,c=u,u=r,r=i+p|0,i=l,l=a,a=s,s=p+f|0}e[0]+=s,e[1]+=a,e[2]+=l,e[3]+=i,e[4]+=r,
e[5]+=u,e[6]+=c,e[7]+=d}async function xs(e,t=async()=>{}){let n=Int32Array.of(1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225),
o=new Int32Array(64),s=e.length-e.length%64;for(let i=0;i<s;i+=64)Bn(n,o,e,i),i%4194304===4194240&&await t();let a=new Uint8Array(e.length%64<56?64:128);a.set(e.
subarray(s)),a[e.length-s]=128;let l=new DataView(a.buffer);l.setUint32(a.length-8,Math.floor(e.length/2**29)),l.setUint32(a.length-4,e.length*8>>>0);for(let i=0;i<
a.length;i+=64)Bn(n,o,a,i);return Array.from(n,i=>(i>>>0).toString(16).padStart(8,"0")).join("")}async function vn(e,t){let n=globalThis.crypto&&globalThis.crypto.
subtle;if(!n)return xs(e,t);let o=new Uint8Array(await n.digest("SHA-256",e));return Array.from(o,s=>s.toString(16).padStart(2,"0")).join("")}var wt=512,bs=1e8;function Ms(e,t){return typeof OffscreenCanvas=="function"?new OffscreenCanvas(e,t):Object.assign(document.createElement("canvas"),{width:e,height:t})}
async function jn(e){let t=await fetch(e,{credentials:"same-origin"});if(!t.ok)throw new Error(`the server answered ${t.status}`);return t.blob()}var Fn={colorSpaceConversion:"\
none",premultiplyAlpha:"none"},_n=(e,t)=>t?createImageBitmap(e,0,0,t.width,t.height,Fn):createImageBitmap(e,Fn),Un=new MessageChannel().port1;Un.close();var He=({
data:e})=>Un.postMessage(null,[e.buffer]);function Dn(e){let{width:t,height:n}=e,o=new Uint8ClampedArray(t*n*4),s=Ms(t,Math.min(wt,n)),a=s.getContext("2d",{willReadFrequently:!0});
for(let l=0;l<n;l+=wt){let i=Math.min(wt,n-l);a.drawImage(e,0,l,t,i,0,0,t,i);let r=a.getImageData(0,0,t,i);o.set(r.data,l*t*4),He(r)}return e.close(),s.width=0,
{data:o,width:t,height:n}}async function Ss({data:e,width:t,height:n}){let o=new ImageData(e,t,n),s=[];for(let a of Ae(t,n))s.push({...a,bitmap:await createImageBitmap(
o,a.x,a.y,a.width,a.height)});return s}var ks=1024;async function As(e){let[t,n,o]=[0,e.width,e.height];for(;Math.max(n,o)>ks;)[t,n,o]=[t+1,Math.ceil(n/2),Math.
ceil(o/2)];if(t===0)return null;let s=await createImageBitmap(e,{resizeWidth:n,resizeHeight:o,resizeQuality:"medium"});return{level:t,width:n,height:o,tiles:[{x:0,
y:0,width:n,height:o,bitmap:s}]}}function qn(e){let t=new Map,n=new Map,o=new Map,s=new Map,a=[],l=$n(bs,x=>a.push(x)),i=()=>new Promise(x=>{setTimeout(x)}),r=Promise.
resolve(),u=Promise.resolve();function c(x){let k=u.then(x);return u=k.catch(()=>{}).then(()=>a.splice(0).forEach(He)),k}async function d(x,k){let O=await jn(k);
t.has(x)&&t.set(x,O);let L=await _n(O,n.get(x)),z=await As(L);return z&&e({event:"level",key:x,...z},z.tiles.map(T=>T.bitmap)),L}async function h({key:x,url:k,cut:O=null}){
t.set(x,null),n.set(x,O);let L=d(x,k);r=Promise.allSettled([r,L]);let z=await L;await r;let T=c(()=>g(x,z)),_=c(()=>p(x));return _.catch(()=>{}),o.set(x,_),T}async function g(x,k){
if(!t.has(x))return k.close();let O=f(`${x} pixels`,Dn(k)),L=On(O);for(;L.length;){let z=L.length-1,{width:T,height:_}=L[z],K=await Ss(L[z]);if(z>0&&He(L[z]),L.
pop(),!t.has(x))return null;e({event:"level",key:x,level:z,width:T,height:_,tiles:K},K.map(Y=>Y.bitmap))}return{width:O.width,height:O.height}}async function p(x){
let k=l.find(`${x} pixels`);return k&&vn(k.data,i)}let M=async({key:x})=>o.get(x)??null,f=(x,k)=>l.store(x,k,k.data.byteLength);async function S(x){let k=l.find(
`${x} pixels`);if(k)return k;if(!t.get(x))throw new Error("the image is no longer loaded");return f(`${x} pixels`,Dn(await _n(t.get(x),n.get(x))))}async function P({
url:x,deflated:k}){let O=await jn(x),L=k?O.stream().pipeThrough(new DecompressionStream("deflate")):O.stream();return new Uint8Array(await new Response(L).arrayBuffer())}
async function y(x,k){let O=await S(x);if(O.width===k.width&&O.height===k.height)return O;let L=`${x} resized ${k.width}×${k.height}`;return l.find(L)??f(L,zn(
O,k.width,k.height))}async function C({a:x,b:k,frame:O,mode:L,channel:z}){let T=[k,L,z].join();if(s.get(x)?.name!==T){N(x);let _=Vt(await y(x,O),await y(k,O),L,
z);s.set(x,{name:T,levels:[_]})}return s.get(x).levels}async function B({level:x,rect:k,gain:O,map:L,a:z,b:T,channel:_,frame:K,mode:Y}){let q=await c(async()=>{
let X=await C({a:z,b:T,channel:_,frame:K,mode:Y});for(;X.length<=x;)X.push(Jt(X[X.length-1]));return Zt(X[x],k,Y,O,Sn(Y==="signed"?"diverging":L))}),W=await createImageBitmap(
new ImageData(q,k.width,k.height));return He({data:q}),{bitmap:W}}async function F(x,k,O){let L={};for(let[z,T]of Object.entries(x))L[z]=O(await y(T,k));return L}
let H=({keys:x,reference:k,frame:O,box:L,protocol:z="rgb"})=>c(async()=>{let T=await y(k,O),_=L.width===O.width&&L.height===O.height,K={};for(let[Y,q]of Object.
entries(x)){let W=await y(q,O),X=_?await S(q):ke(W,L.x,L.y,L.width,L.height);K[Y]={histogram:Nn(X),levels:Tn(X)};let $e=q===k?null:mt(W,T,L,z);q!==k&&(K[Y].psnr=
$e?Rn(...$e):NaN)}return K}),b=({key:x,reference:k,frame:O,box:L,protocol:z="rgb"})=>c(async()=>{let T=mt(await y(x,O),await y(k,O),L,z);return T?Cn(...T):NaN}),
$=({keys:x,reference:k,frame:O,first:L})=>c(async()=>{let z=Math.max(16,Math.round(Math.min(O.width,O.height)/8)),T=Ae(O.width,O.height,z).filter(q=>q.width*2>=
z&&q.height*2>=z),_=(q,W)=>pt(q,W.x,W.y,W.width,W.height),K=await y(k,O),Y=await F(x,O,q=>T.map(W=>gt(_(q,W),_(K,W))));return In(Y,L).map(({cell:q,kind:W})=>({...T[q],
kind:W}))});function N(x){s.get(x)?.levels.forEach(({data:k})=>k.buffer.transfer?.(0)),s.delete(x)}let R=({a:x})=>c(()=>N(x));function I({key:x}){return t.delete(
x),n.delete(x),o.delete(x),c(()=>{N(x),l.drop(`${x} `)})}return{load:h,hash:M,bytes:P,differenceTile:B,forgetDifference:R,regionStats:H,regionSsim:b,suggest:$,drop:I}}function Wn(e){let t=qn(e);return{call:async(n,o)=>t[n](o),stop(){}}}function $s(e,t){if(typeof Worker!="function"||typeof OffscreenCanvas!="function")return Wn(
t);let n=URL.createObjectURL(new Blob([e],{type:"text/javascript"})),o=new Worker(n),s=new Map,a=1,l=!1,i=null;return o.onmessage=({data:r})=>{if(l=!0,r.event)return t(
r);let{resolve:u,reject:c}=s.get(r.id);return s.delete(r.id),r.error===void 0?u(r.result):c(new Error(r.error))},o.onerror=r=>{l||(i??=Wn(t));for(let{resolve:u,
reject:c,method:d,args:h}of s.values())i?i.call(d,h).then(u,c):c(new Error(r.message||"the image worker failed"));s.clear()},{call(r,u){return i?i.call(r,u):new Promise(
(c,d)=>{s.set(a,{resolve:c,reject:d,method:r,args:u}),o.postMessage({id:a,method:r,args:u}),a+=1})},stop(){o.terminate(),URL.revokeObjectURL(n)}}}function Gn(e,t){
let n=new Map,o=1;function s({event:l,key:i,level:r,width:u,height:c,tiles:d}){let h=n.get(i);if(l==="level"){if(!h){for(let g of d)g.bitmap.close();return}for(let g of h.
levels[r]?.tiles??[])g.bitmap.close();h.levels[r]={width:u,height:c,tiles:d},t(i)}}let a=$s(e,s);return{open(l,i=null){let r={key:o,levels:[],done:null};return o+=
1,n.set(r.key,r),r.done=a.call("load",{key:r.key,url:new URL(l,document.baseURI).href,cut:i}),r},close(l){n.delete(l.key);for(let i of l.levels)for(let r of i?.
tiles??[])r.bitmap.close();a.call("drop",{key:l.key}).catch(()=>{})},hash:l=>a.call("hash",{key:l.key}),bytes:(l,i)=>a.call("bytes",{url:new URL(l,document.baseURI).
href,deflated:i}),call:(l,i)=>a.call(l,i),stop:()=>a.stop()}}var Os=[["Layout",[["G","grid"],["O","one row"],["W","wipe"],["T","turn the dividers of the wipe"],["F","flip"],["D","difference; again: back"],["1 … 8","that\
 pane alone, at once"],["R (hold)","the reference in every pane"],["K","blink against it, once a second"],["< >","move the focused pane"],["Esc","back to the gr\
id, or close"]]],["View",[["+ −","zoom"],["0","fit"],["Z","fit or 1:1"],["arrows","pan"],["Shift + arrows","move the cross-hair by a pixel"],["[ ]","previous,\
 next pane in flip"],["Alt + arrows","shift the focused pane alone"],["U","unlink or link the focused pane"]]],["Over the pixels",[["C","cross-hair"],["M","over\
view"],["V","pixel grid and values"],["A","follow the alignment"],["E, Shift + E","brighter, darker view"],["H, Shift + H","red, green, blue or luma only, as gr\
ey"],["B","draw a region; Enter marks its corners"],["I","the whole image as a region"],["Delete","remove the last region"]]],["Keep",[["L","copy a link to this\
 view"],["S","save what is seen, as on the screen"],["X","full screen"],["?","this list"]]],["Mouse and touch",[["wheel, pinch","zoom at the cursor"],["drag","p\
an"],["double-click","fit or 1:1"],["Shift + drag","draw a region"],["Alt + drag","shift one pane alone"],["drag a caption","change the order of panes"]]]];function Hn(){
let e=m("dialog",{class:"pl-help","aria-label":"Keys","data-testid":"help"},m("div",{class:"pl-help-head"},m("h2",{},"Keys and gestures"),m("button",{type:"butt\
on",class:"pl-item","data-testid":"help-close",onclick:()=>e.close()},"Close")),m("div",{class:"pl-help-grid"},Os.map(([t,n])=>m("section",{},m("h3",{},t),m("dl",
{},n.flatMap(([o,s])=>[m("dt",{},m("kbd",{},o)),m("dd",{},s)]))))));return e.addEventListener("click",t=>{t.target===e&&e.close()}),{node:e,open:()=>e.showModal()}}function Kn(e,t){let n=new Map,o=null,s=()=>{let[l,i]=[...n.values()];return{x:(l.x+i.x)/2,y:(l.y+i.y)/2,span:Math.max(Math.hypot(l.x-i.x,l.y-i.y),1)}};e.addEventListener(
"wheel",l=>{let i=t.paneAt(l);if(!i||l.deltaY>0&&!l.ctrlKey&&!t.canZoomOut())return;l.preventDefault();let r=l.deltaMode===1?16:1;t.zoom(i.pane,i.x,i.y,Math.exp(
-l.deltaY*r*(l.ctrlKey?.01:.0022)))},{passive:!1}),e.addEventListener("pointerdown",l=>{if(l.button>1||l.target.closest("button, input, select, .pl-popover"))return;
let i=t.paneAt(l);if(i){if(i.pane.figure.focus({preventScroll:!0}),n.set(l.pointerId,{x:i.x,y:i.y}),n.size===2)o={kind:"pinch",pane:i.pane,...s()};else if(n.size===
1){let r=t.wantsBox(l);if(!r&&l.pointerType==="touch"&&!t.canPan())return;o={kind:r?"box":"pan",pane:i.pane,x:i.x,y:i.y,from:i,offset:l.altKey,moved:!1}}e.setPointerCapture(
l.pointerId)}}),e.addEventListener("pointermove",l=>{let i=t.paneAt(l,o?.pane);if(i&&l.pointerType!=="touch"&&t.hover(i.pane,i.x,i.y),!(!n.has(l.pointerId)||!i||
!o)){if(n.set(l.pointerId,{x:i.x,y:i.y}),o.kind==="pinch"&&n.size===2){let r=s();t.drag(o.pane,r.x-o.x,r.y-o.y,!1),t.zoom(o.pane,r.x,r.y,r.span/o.span),Object.assign(
o,r)}else if(o.kind!=="pinch"){if(o.moved||=Math.hypot(i.x-o.from.x,i.y-o.from.y)>3,!o.moved)return;o.kind==="box"?t.box(o.pane,o.from,i,!1):t.drag(o.pane,i.x-o.
x,i.y-o.y,o.offset),o.x=i.x,o.y=i.y,e.classList.add("pl-dragging")}}});let a=l=>{if(n.delete(l.pointerId)){if(o?.kind==="box"&&o.moved)t.box(o.pane,o.from,o,!0);else if(l.
type==="pointerup"&&l.pointerType==="touch"&&!o?.moved){let i=t.paneAt(l);i&&t.hover(i.pane,i.x,i.y)}o=null,e.classList.remove("pl-dragging")}};e.addEventListener(
"pointerup",a),e.addEventListener("pointercancel",a),e.addEventListener("pointerleave",l=>{l.pointerType!=="touch"&&t.hover(null)}),e.addEventListener("dblclick",
l=>{if(l.target.closest("button, input"))return;let i=t.paneAt(l);i&&t.toggle(i.pane,i.x,i.y)})}var Es="Move over an image to read its pixels. Scroll or pinch to zoom, drag to pan, press ? for every key.",Ps="Tap an image to read its pixels. Pinch to zoom,\
 drag to pan.",yt=e=>e>0?`+${e}`:e<0?`−${-e}`:"0";function Ls(e,t,{x:n,y:o,confidence:s,valid:a}){let l=u=>Math.round(u*10)/10;if(!a)return"not in the generat\
ed image";let i={x:t.x+n,y:t.y+o},r={x:i.x/e.scale_x-t.x,y:i.y/e.scale_y-t.y};return`in the generated image at ${l(i.x)}, ${l(i.y)} · moved ${yt(l(r.x))}, ${yt(
l(r.y))} px · ${Math.round(s*100)} % sure`}function Yn(e,t){let n=s=>{let a=e.panes.get(s),l=a?ge(a.record,e.data,t,e.viewField()):null;return a?.image?Te(a.image.
levels,Math.round(l.x),Math.round(l.y)):null},o=n(e.state.reference);return{x:Math.round(t.x),y:Math.round(t.y),panes:e.state.panes.map(s=>{let a=n(s),l=s===e.state.
reference||!a||!o;return{name:s,label:e.labelOf(s),rgb:a,difference:l?null:a.map((i,r)=>i-o[r])}}),flow:e.field?Gt(e.field,t):null}}function Xn(e){let t=m("span",
{class:"pl-place"}),n=m("div",{class:"pl-readings"}),o=m("span",{class:"pl-flow",title:"Alignment: where this pixel is found in the generated image, how far it \
moved beyond the change of canvas, and how sure that is"}),s=m("div",{class:"pl-place-row"},t,o),a=m("span",{class:"pl-hint"},window.matchMedia("(hover: none)").
matches?Ps:Es),l=m("div",{class:"pl-inspector","data-testid":"inspector"},s,n,a);function i({label:r,rgb:u,difference:c,name:d}){return m("span",{class:"pl-read\
ing","data-testid":`reading-${d}`},m("i",{class:"pl-swatch",style:u?`background: rgb(${u.join(" ")})`:null}),m("span",{class:"pl-reading-label"},r),m("b",{class:"\
pl-rgb"},u?u.join(" "):"–"),c?m("span",{class:"pl-delta",title:`Minus ${e.labelOf(e.state.reference)}`},`Δ ${c.map(yt).join(" ")}`):null)}return{node:l,update(){
let r=e.hover!==null&&e.data.panes.length>0;if(s.hidden=n.hidden=!r,a.hidden=r||!e.data.panes.length,!r)return;let u=Yn(e,e.hover);t.textContent=`${u.x}, ${u.y}`,
n.replaceChildren(...u.panes.map(i)),o.textContent=u.flow?Ls(e.field,e.hover,u.flow):""},speak(){let{x:r,y:u,panes:c}=Yn(e,e.hover);return`x ${r}, y ${u}. ${c.map(
({label:d,rgb:h})=>`${d} ${h?h.join(" "):"nothing"}`).join(". ")}`}}}var xt={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]};function Vn(e,t){let n=()=>e.panes.get(Q()?.closest(".pl-pane")?.getAttribute("data-pa\
ne"));function o(i,[r,u]){let c=e.leader();if(i.shiftKey)return t.navigation.moveCursor(r,u);if(i.altKey)return t.navigation.offsetBy(n()??c,r,u);let d=n()??c;return t.
navigation.panBy(d,-r*d.box.width*.1,-u*d.box.height*.1)}function s(i,[r,u]){let c=[...i.querySelectorAll("button:not(:disabled)")].filter(d=>d.offsetParent);c.
at((c.indexOf(document.activeElement)+(r||u))%c.length)?.focus()}let a={g:()=>e.update({layout:"grid"}),o:()=>e.update({layout:"row"}),w:()=>e.update({layout:"w\
ipe"}),t:()=>t.turnWipe(),f:()=>e.update({layout:"flip"}),d:()=>e.update({layout:e.state.layout==="difference"?"grid":"difference"}),"+":()=>t.navigation.zoomStep(
1),"=":()=>t.navigation.zoomStep(1),"-":()=>t.navigation.zoomStep(-1),0:()=>e.update({zoom:"fit"}),z:()=>t.navigation.toggle(e.leader(),e.hover),c:()=>e.update(
{crosshair:!e.state.crosshair}),m:()=>e.update({minimap:!e.state.minimap}),v:()=>e.update({values:!e.state.values}),a:()=>e.update({follow:!e.state.follow}),e:i=>t.
expose(i.shiftKey?-1:1),h:i=>t.channelBy(i.shiftKey?-1:1),b:()=>t.drawRegion(),i:()=>t.wholeImage(),l:()=>t.copyLink(),s:()=>t.savePicture(),x:()=>t.fullScreen(),
u:()=>t.unlink(n()??e.leader()),"?":()=>t.help(),"<":()=>t.moveBy(n(),-1),">":()=>t.moveBy(n(),1),"[":()=>t.flipBy(-1),"]":()=>t.flipBy(1),delete:()=>e.update({
regions:e.state.regions.slice(0,-1)}),k:()=>t.blink(),r:()=>e.hold(!0),escape:()=>t.escape()};e.root.addEventListener("keydown",i=>{let r=i.target;if(i.ctrlKey||
i.metaKey||!e.data.panes.length||r.closest("dialog"))return;let u=r.type==="range";if(r.matches("select, textarea")||r.matches("input")&&!u&&r.type!=="checkbox"){
i.key==="Escape"&&e.popovers.close();return}let c=null,d=r.closest(".pl-toolbar");if(xt[i.key])d&&!i.altKey&&!i.shiftKey?c=()=>s(d,xt[i.key]):!u&&!r.closest(".p\
l-toolbar, .pl-popover")&&(c=()=>o(i,xt[i.key]));else if(i.key==="Enter")e.drawing&&r.closest(".pl-pane")&&!r.closest("button")&&(c=t.markCorner);else if(/^[1-8]$/.
test(i.key)&&!i.altKey){let h=e.state.panes[Number(i.key)-1];h&&(c=()=>e.update({layout:"flip",flip:h}))}else!i.altKey&&!(u&&/^(home|end|page)/i.test(i.key))&&(c=
a[i.key.toLowerCase()]);c&&(i.preventDefault(),i.stopPropagation(),c(i))});let l=i=>{(i.type==="blur"||i.key.toLowerCase()==="r")&&e.hold(!1)};return e.root.addEventListener(
"keyup",l),window.addEventListener("blur",l),()=>window.removeEventListener("blur",l)}var Jn=34,Rs=500,Cs=50;function Zn(e,t,n){let o=m("p",{class:"pl-empty"},"Open an image to compare its restorations here.");function s(r,u){let c=e.labelOf(r.name);
r.number.textContent=String(u+1),r.label.textContent=c,r.label.title=c,r.tag.textContent=`${u+1} ${c}`,r.figure.style.setProperty("--pl-slot",u),r.menu.setAttribute(
"aria-label",`Options of ${c}`),r.figure.setAttribute("aria-label",It(r,c)),r.canvas.setAttribute("aria-label",c)}function a(){let r=t.parentElement,u=Math.max(
e.shown().length,1),{width:c,height:d}=r.getBoundingClientRect(),h=parseFloat(getComputedStyle(r).maxHeight)||d,g=e.state.layout==="row"?u:Pt(u,{width:c||1,height:h||
1},e.data,1,Jn),p=Math.ceil(u/g);t.style.setProperty("--pl-columns",g),t.style.setProperty("--pl-rows",p);let M=e.state.layout==="wipe"?u:g,f=e.state.layout!=="\
flip"&&c/M<Rs;e.root.dataset.captions=f?"two":"one";let S=f?Cs:Jn,P=e.data.height/e.data.width,y=e.stacked()?c*P+S:p*(c/g*P+S);r.style.setProperty("--pl-needed",
e.data.panes.length?`${Math.ceil(y)}px`:"0px")}function l(r){let u=window.devicePixelRatio||1,c=r.view.getBoundingClientRect(),d=(h,g)=>Math.max(Math.round(g*u)-
Math.round(h*u),0);tt(r,d(c.left,c.right),d(c.top,c.bottom))}let i=new ResizeObserver(r=>{let u=window.devicePixelRatio||1;for(let c of r){c.target===t&&a();let d=e.
shown().find(p=>p.view===c.target);if(!d)continue;let h=c.devicePixelContentBoxSize?.[0];h&&Math.abs(h.inlineSize-c.contentRect.width*u)<=1?tt(d,h.inlineSize,h.
blockSize):l(d)}e.drawNow()});return i.observe(t),{arrange(){let r=e.shown(),u=r.length?r.map(d=>d.figure):[o],c=t.contains(document.activeElement)?Q():null;(u.
length!==t.children.length||u.some((d,h)=>t.children[h]!==d))&&(t.replaceChildren(...u),c?.isConnected&&c.focus({preventScroll:!0})),e.root.dataset.layout=e.state.
layout,e.root.dataset.wipe=e.state.wipeAxis,t.style.setProperty("--pl-count",Math.max(r.length,1)),r.forEach(s);for(let d of r)try{i.observe(d.view,{box:"device\
-pixel-content-box"})}catch{i.observe(d.view)}n.arrange(),a(),r.forEach(l)},stop:()=>i.disconnect()}}var Qn=e=>e?.url??e;async function Ns(e,t){let{record:n}=t;try{t.image=e.engine.open(Qn(n.file),n.legend_below?{width:n.width,height:n.height}:null);let o=await t.
image.done;if(!o)return;te(t,"checking"),(o.width!==n.width||o.height!==n.height)&&te(t,"wrong",`the file has ${o.width}×${o.height} pixels, the server compute\
d ${n.width}×${n.height}`)}catch(o){te(t,"missing",`the image could not be loaded: ${o.message}`)}e.requestDraw()}async function Ts(e,t){if(t.status.state==="c\
hecking")try{let n=await e.engine.hash(t.image);if(n===null)return;n===t.record.sha256?te(t,"exact"):te(t,"wrong","the pixels decoded here differ from those the\
 server computed")}catch(n){te(t,"wrong",`the pixels could not be checked: ${n.message}`)}}async function eo(e,t){let n=t.filter(o=>!o.image);await Promise.all(
n.map(o=>Ns(e,o)));for(let o of n)await Ts(e,o);e.requestDraw()}async function Is(e){let{data:t}=e;if(t.flow){try{let n=await e.engine.bytes(Qn(t.flow.file),!0);
e.data===t&&(e.field=Ut(n,t.flow))}catch(n){e.say(`The alignment could not be read: ${n.message}`)}e.requestDraw()}}var zs=4e7;async function to(e){let{data:t}=e;
await Promise.all([eo(e,e.shown()),Is(e)]),e.data===t&&await bt(e)}async function bt(e){let t=[...e.panes.values()],n=t.reduce((o,{record:s})=>o+s.width*s.height,
0)<=zs;await eo(e,t.filter(({name:o})=>n||e.state.panes.includes(o)||o===e.state.reference))}var Bs=132,vs=.36;function no(e,t){let n=m("canvas",{class:"pl-minimap","data-testid":"minimap","aria-hidden":"true",hidden:!0}),o=n.getContext("2d"),s=a=>{let l=n.
getBoundingClientRect();t(e.leader(),{x:(a.clientX-l.left)/l.width*e.data.width-.5,y:(a.clientY-l.top)/l.height*e.data.height-.5})};return n.addEventListener("p\
ointerdown",a=>{a.stopPropagation(),n.setPointerCapture(a.pointerId),s(a)}),n.addEventListener("pointermove",a=>{a.stopPropagation(),n.hasPointerCapture(a.pointerId)&&
s(a)}),{node:n,draw(){let a=e.leader(),l=a?.subject;if(n.hidden=!e.state.minimap||!l?.source||e.view(a).zoom==="fit",n.hidden)return;let i=window.devicePixelRatio||
1,r=Math.min(Bs*i,a.box.width*vs),u=re({width:r,height:r},e.data),[c,d]=[Math.round(e.data.width*u),Math.round(e.data.height*u)];(n.width!==c||n.height!==d)&&([
n.width,n.height]=[c,d],n.style.width=`${c/i}px`,n.style.height=`${d/i}px`),n.parentElement!==a.view&&a.view.append(n),J(o,l.source.levels,l,{scale:c/l.width,x:0,
y:0},{width:c,height:d});let h=(C,B)=>De(l,e.data,Ce(a.transform,{x:C,y:B}),e.viewField()),[g,p]=[h(0,0),h(a.box.width,a.box.height)],M=(C,B,F)=>Math.round(D((C+
.5)*u,B,F)),[f,S,P,y]=[M(g.x,0,c),M(g.y,0,d),M(p.x,0,c),M(p.y,0,d)];o.fillStyle="rgb(0 0 0 / 45%)",o.fillRect(0,0,c,S),o.fillRect(0,y,c,d-y),o.fillRect(0,S,f,y-
S),o.fillRect(P,S,c-P,y-S),o.strokeStyle="#fff",o.strokeRect(f+.5,S+.5,Math.max(P-f-1,1),Math.max(y-S-1,1))}}}function oo(e){let t=()=>({x:(e.data.width-1)/2,y:(e.data.height-1)/2});function n(r,u){let c=e.state.unlinked[r.name];e.update(c?{unlinked:{...e.state.unlinked,
[r.name]:{...c,...u}}}:u)}let o=r=>_e({zoom:"fit"},r.box,e.data),s=r=>e.view(r).zoom==="fit"?t():e.view(r);function a(r,u,c=null){let d=e.scaleOf(r),h=Math.min(
o(r),1),g=D(u,h,64);if(g<=h*1.0001&&o(r)<=1)return n(r,{zoom:"fit"});let p=s(r),M=Ve($t(p,c??p,d,g),g,r.box,e.data);return n(r,{zoom:g,...M})}function l(r,u){n(
r,Ve(u,e.scaleOf(r),r.box,e.data))}function i(r,u,c){if(e.view(r).zoom==="fit")return;let d=e.scaleOf(r),h=e.view(r);l(r,{x:h.x-u/d,y:h.y-c/d})}return{zoomTo:a,
moveTo:l,panBy:i,centreOf:s,zoomStep(r,u=e.leader()){u&&a(u,Ot(e.scaleOf(u),r),e.hover)},toggle(r=e.leader(),u=null){r&&(e.view(r).zoom==="fit"?a(r,o(r)<1?1:o(r)*
2,u):n(r,{zoom:"fit"}))},offsetBy(r,u,c){let[d,h]=e.state.offsets[r.name]??[0,0];e.update({offsets:{...e.state.offsets,[r.name]:[d+u,h+c]}})},moveCursor(r,u){let c=e.
leader();if(!c)return;let d=e.hover??s(c),h={x:D(Math.round(d.x)+r,0,e.data.width-1),y:D(Math.round(d.y)+u,0,e.data.height-1)},g={x:c.box.width/2/e.scaleOf(c),y:c.
box.height/2/e.scaleOf(c)},p=s(c);e.view(c).zoom!=="fit"&&(Math.abs(h.x-p.x)>g.x||Math.abs(h.y-p.y)>g.y)&&l(c,h),e.setHover(h,{speak:!0})}}}function so(e){let t=null;function n(){if(!t)return;let{node:s,anchor:a,stop:l}=t;t=null,l();let i=s.contains(document.activeElement);s.remove(),a.setAttribute(
"aria-expanded","false"),i&&a.focus({preventScroll:!0})}function o(s,a,l){let i=t?.anchor===s;if(n(),i)return;let r=m("div",{class:"pl-popover",role:"dialog","a\
ria-label":a},l);e.append(r);let[u,c]=[e.getBoundingClientRect(),s.getBoundingClientRect()],d=r.offsetWidth;r.style.left=`${Math.max(8,Math.min(c.right-u.left-d,
u.width-d-8))}px`,r.style.top=`${c.bottom-u.top+4}px`,r.style.maxHeight=`${Math.max(u.bottom-c.bottom-12,160)}px`;let h=g=>{!r.contains(g.target)&&!s.contains(g.
target)&&n()};document.addEventListener("pointerdown",h,!0),t={node:r,anchor:s,stop:()=>document.removeEventListener("pointerdown",h,!0)},s.setAttribute("aria-e\
xpanded","true"),r.querySelector("input, button, select")?.focus({preventScroll:!0})}return{toggle:o,close:n,isOpen:()=>t!==null,anchor:()=>t?.anchor??null,node:()=>t?.
node??null}}var ro=.1,js={x:["to the left","to the right"],y:["above","below"]},Fs={ArrowUp:-1,ArrowLeft:-1,ArrowDown:1,ArrowRight:1,PageUp:-100,PageDown:100};function Ke(e,t){
let n=e.shown(),o=n[0]?.view.getBoundingClientRect();if(!o)return null;let s=(t.clientX-o.left)/o.width,a=e.state.wipeAxis==="y";if(a&&t.clientY<o.top)return n[Math.
min(Math.max(Math.floor(s*n.length),0),n.length-1)].name;let l=a?(t.clientY-o.top)/o.height:s;return(n.find(i=>e.strip(i)[1]>=l)??n[0]).name}function ao(e,t){let n=()=>e.
state.wipeAxis;function o(a,l){let i=r=>e.update({wipe:Dt(e.state.wipe,l,r/100)});return m("input",{type:"range",class:"pl-divider",min:0,max:100,step:ro,"data-\
testid":`divider-${l+1}`,"aria-orientation":n()==="y"?"vertical":"horizontal",oninput:r=>i(r.target.value),onkeydown:r=>{let u=n()==="y"&&Fs[r.key];!u||r.altKey||
r.ctrlKey||r.metaKey||(r.preventDefault(),i(Number(r.target.value)+u*ro))}})}function s(){[...t.children].forEach((a,l)=>{let i=Math.round((e.state.wipe[l]??.5)*
1e3)/10,[r,u]=[l,l+1].map(h=>e.labelOf(e.state.panes[h])),[c,d]=js[n()];a.value!==String(i)&&(a.value=i),ue(a,"aria-label",`Divider between ${r} and ${u}`),ue(a,
"aria-valuetext",`${Math.round(i)} %: ${r} ${c}, ${u} ${d}`)})}return{place:s,arrange(){let a=[...t.children].indexOf(document.activeElement),l=e.state.layout===
"wipe"?Math.max(e.shown().length-1,0):0;t.replaceChildren(...Array.from({length:l},o)),s(),a>=0&&(t.children[a]??e.leader()?.figure)?.focus({preventScroll:!0})},
settle(){let a=e.leader();if(e.state.layout!=="wipe"||!a||e.state.wipe.length||a.box.width<2)return;let l=n()==="y"?"height":"width",i=Math.min(re(a.box,e.data)*
e.data[l]/a.box[l],1)/2;e.state.wipe=_t(e.shown().length,.5-i,.5+i)}}}var _s=6;function io(e,t,n){let o=e.filter(a=>a!==t);if(o.length===e.length)return e;let s=Math.min(Math.max(n,0),o.length);return[...o.slice(0,s),t,...o.slice(
s)]}function lo(e){let t=null,n=i=>i.target.closest?.(".pl-caption"),o=i=>i?.closest?.(".pl-pane")?.dataset.pane;function s(i){return e.state.layout!=="wipe"?o(
document.elementFromPoint(i.clientX,i.clientY)):Ke(e,i)}function a(i){for(let r of e.panes.values())r.figure.classList.toggle("pl-drop",r.name===i&&i!==t?.name)}
function l(){t&&(e.panes.get(t.name)?.figure.classList.remove("pl-lifted"),t=null,a(null))}e.stage.addEventListener("pointerdown",i=>{let r=n(i);!r||i.button!==
0||i.pointerType==="touch"||i.target.closest("button")||e.state.layout==="flip"||e.state.panes.length<2||(t={name:o(r),x:i.clientX,y:i.clientY,moved:!1,target:null},
r.setPointerCapture(i.pointerId))}),e.stage.addEventListener("pointermove",i=>{t&&(t.moved||=Math.hypot(i.clientX-t.x,i.clientY-t.y)>_s,t.moved&&(e.panes.get(t.
name).figure.classList.add("pl-lifted"),t.target=s(i),a(t.target)))}),e.stage.addEventListener("pointerup",()=>{let{name:i,target:r}=t??{};l(),r&&r!==i&&e.move(
i,e.state.panes.indexOf(r))}),e.stage.addEventListener("pointercancel",l),e.stage.addEventListener("lostpointercapture",l),e.root.addEventListener("keydown",i=>{
i.key==="Escape"&&l()})}var Ds=512,Us=8;function co(e,t,n,o){let s=[],[a,l]=[e.width,e.height];for(;s.push({width:a,height:l,tiles:Ae(a,l,Ds).map(g=>({...g,bitmap:null,coming:null,seen:0}))}),
!(Math.max(a,l)<=64);)[a,l]=[Math.ceil(a/2),Math.ceil(l/2)];let i=!0,r=0,u=!1;function c(){if(u)return;let g=s.flatMap(p=>p.tiles).filter(p=>p.bitmap).sort((p,M)=>M.
seen-p.seen);for(let p of g.slice(Us))p.seen!==r&&(p.bitmap.close(),Object.assign(p,{bitmap:null,coming:null}))}function d(g,p,M=!1){r+=1;let f=s.findIndex(({tiles:b})=>b.
length===1),S=M?f:Ne(s,g.scale),{tiles:P,width:y,height:C}=s[S],B=fe({...g,scale:g.scale*2**S},p,{width:y,height:C}),[F]=s[f].tiles;F.seen=r,F.coming??=h(f,F);let H=[
F.coming];for(let b of P)b.x>=B.x1||b.y>=B.y1||b.x+b.width<=B.x0||b.y+b.height<=B.y0||(b.seen=r,b.coming??=h(S,b),H.push(b.coming));return c(),Promise.all(H)}async function h(g,p){
let{x:M,y:f,width:S,height:P}=p;try{let{bitmap:y}=await t(g,{x:M,y:f,width:S,height:P});i?p.bitmap=y:y.close(),n()}catch(y){o(y)}}return{width:e.width,height:e.
height,levels:s,want:d,complete(g,p){return u=!0,d(g,p)},release(){u=!1},close(){i=!1;for(let g of s)for(let p of g.tiles)p.bitmap?.close()}}}var qs=5e3;function uo(e){let t=new Map,n=0;function o(a,l){let i={a:a.image.key,b:l.image.key,...e.state.difference},r=JSON.stringify(i),u=t.get(a.name);if(u?.
id===r)return u.source;u?.source.close();let c={width:e.data.width,height:e.data.height},d=co(c,(h,g)=>e.engine.call("differenceTile",{...i,frame:c,level:h,rect:g}),
()=>e.requestDraw(),h=>e.say(`The difference failed: ${h.message}`));return t.set(a.name,{id:r,source:d,key:a.image.key}),d}function s(){clearTimeout(n),n=0;for(let{
source:a,key:l}of t.values())a.close(),e.engine.call("forgetDifference",{a:l});t.clear()}return{of(a){let l=e.panes.get(e.state.reference);if(e.held&&l?.image)return{
...l.record,source:l.image};let i={...a.record,source:a.image};if(e.state.layout!=="difference")return t.size&&(n||=setTimeout(s,qs)),i;if(clearTimeout(n),n=0,a.
name===e.state.reference)return i;if(!a.image?.levels[0]||!l?.image?.levels[0])return{...i,source:null};let r=o(a,l),u={name:a.name,width:r.width,height:r.height,
follows:!1,source:r,values:[]},c=({record:d})=>d.width===r.width&&d.height===r.height;return!c(a)||!c(l)?u:{...u,values:a.image.levels,against:l.image.levels}},
clear:s}}var Ws=[["grid","Grid","G","All panes side by side"],["row","Row","O","All panes in one row"],["wipe","Wipe","W","Panes under draggable dividers"],["flip","Flip",
"F","One pane at a time: number keys switch"],["difference","Difference","D","Each pane against the reference"]];function fo(e,t){let n=new Map(Ws.map(([p,M,f,S])=>[
p,U({id:`layout-${p}`,name:S,key:f,symbol:p,text:M,pressed:!1,cls:"pl-segment",onclick:()=>e.update({layout:p})})])),o=U({id:"zoom-level",name:"Fit or 1:1",key:"\
Z",text:"Fit",cls:"pl-zoom",onclick:()=>t.navigation.toggle()}),s=U({id:"exposure",name:"The view is brightened or darkened: back to the pixels as they are",text:"\
Light",cls:"pl-exposed",onclick:()=>e.update({exposure:0})}),a=s.querySelector(".pl-button-text"),l=U({id:"channel",name:"One channel is shown as grey: back to \
colour",text:"Colour",cls:"pl-exposed",onclick:()=>e.update({channel:"all"})}),i=l.querySelector(".pl-button-text"),r=o.querySelector(".pl-button-text"),u=(p,M,f,S,P="")=>{
let y=U({id:p,name:M,symbol:f,text:P,cls:"pl-labelled",onclick:C=>e.popovers.toggle(C.currentTarget,M,S())});return y.setAttribute("aria-haspopup","dialog"),y.setAttribute(
"aria-expanded","false"),y},c=U({id:"draw-region",name:"Draw a region: PSNR and SSIM inside it",key:"B",symbol:"region",text:"Region",cls:"pl-labelled",pressed:!1,
onclick:t.drawRegion}),d=U({id:"whole-image",name:"The whole image as a region: histogram, least, mean and greatest value",key:"I",symbol:"histogram",pressed:!1,
onclick:t.wholeImage}),h=(p,...M)=>m("div",{class:"pl-group",role:"group","aria-label":p},M),g=m("div",{class:"pl-toolbar",role:"toolbar","aria-label":"Viewer c\
ontrols"},m("div",{class:"pl-segments",role:"group","aria-label":"Layout"},[...n.values()]),m("div",{class:"pl-spacer"}),h("Zoom",l,s,U({id:"zoom-out",name:"Zoo\
m out",key:"−",symbol:"minus",onclick:()=>t.navigation.zoomStep(-1)}),o,U({id:"zoom-in",name:"Zoom in",key:"+",symbol:"plus",onclick:()=>t.navigation.zoomStep(
1)}),U({id:"zoom-fit",name:"Fit",key:"0",symbol:"fit",onclick:()=>e.update({zoom:"fit"})})),h("Panes and regions",u("panes","Panes","panes",()=>t.menus.paneList(),
"Panes"),u("view","View options","eye",()=>t.menus.viewMenu()),c,d,U({id:"suggest-regions",name:"Suggest regions: where methods differ, where guided gains and l\
oses most",symbol:"spark",text:"Suggest",cls:"pl-labelled",onclick:t.suggest})),h("Keep",U({id:"copy-link",name:"Copy a link to this view",key:"L",symbol:"link",
onclick:t.copyLink}),u("save","Save an image, or what is seen","save",()=>t.saveMenu(),"Save"),U({id:"full-screen",name:"Full screen",key:"X",symbol:"full",onclick:t.
fullScreen}),U({id:"help-button",name:"Keys",key:"?",symbol:"help",onclick:t.help})));return{node:g,openSave(p){let M=g.querySelector('[data-testid="save"]');e.
popovers.toggle(M,"Save",t.saveMenu({pane:p}))},update(){let{state:p}=e;for(let[S,P]of n)Le(P,S===p.layout);Le(c,e.drawing),Le(d,t.hasWhole()),s.hidden=!p.exposure,
l.hidden=p.channel==="all",Pe(i,he(p.channel).replace(/^./,S=>S.toUpperCase())),Pe(a,`Light ${pe(p.exposure)}`);let M=e.leader(),f=M?Et(e.scaleOf(M)):"";Pe(r,p.
zoom==="fit"?"Fit":f),ue(o,"aria-label",`Zoom ${p.zoom==="fit"?`fit, ${f}`:f}. Switch between fit and 1:1`)}}}var Mt={id:null,title:"",query:"",width:1,height:1,reference:null,scored_against:"truth",protocol:null,visible:[],panes:[],flow:null};function Gs(){document.getElementById(
"priorlens-viewer-style")||document.head.append(m("style",{id:"priorlens-viewer-style"},`.pl-viewer{--pl-text: var(--body-text-color, #1f2328);--pl-muted: color\
-mix(in srgb, var(--pl-text) 72%, var(--pl-surface));--pl-surface: var(--background-fill-primary,
#fff);--pl-raised: color-mix(in srgb, var(--pl-text) 5%, var(--pl-surface));--pl-hover: color-mix(in srgb, var(--pl-text) 9%, var(--pl-surface));--pl-line: var(\
--border-color-primary,
#d8dce0);--pl-accent: var(--pg-accent, #0f6cbd);--pl-good: var(--pg-good, #1a7f37);--pl-bad: var(--pg-bad, #b3202a);--pl-mat: #e7e9eb;--pl-height: clamp(380px, \
calc(100vh
- 148px) , 960px);--pl-caption: 34px;position:relative;display:flex;flex-direction:column;border:1px solid var(--pl-line);border-radius:10px;overflow:clip;backg\
round:var(--pl-surface);
color:var(--pl-text);font:13px/1.4 var(--font, system-ui, sans-serif);font-variant-numeric:tabular-nums;text-align:left;text-size-adjust:100%}.dark .pl-viewer{-\
-pl-accent:
var(--pg-accent, #6cb0ff);--pl-good: var(--pg-good, #57d27a);--pl-bad: var(--pg-bad, #ff8a83);--pl-mat: #0b0b0d}.pl-viewer *,.pl-viewer *:before{box-sizing:bord\
er-box}
.pl-viewer [hidden]{display:none!important}.pl-viewer :focus-visible{outline:2px solid var(--pl-accent);outline-offset:-2px}.pl-viewer p,.pl-viewer h3,.pl-viewe\
r
ul,.pl-viewer dl,.pl-viewer dd,.pl-viewer figure{margin:0;padding:0}.pl-viewer .pl-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset\
(50%);
white-space:nowrap}.pl-viewer kbd{padding:1px 5px;border:1px solid var(--pl-line);border-radius:4px;background:var(--pl-raised);font:inherit;font-size:11px;whit\
e-space:nowrap}
.pl-viewer .pl-toolbar{display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px;padding:6px 8px;border-bottom:1px solid var(--pl-line)}.pl-viewer .pl-spacer{\

flex:1}.pl-viewer .pl-group,.pl-viewer .pl-segments{display:flex;align-items:center;gap:1px}.pl-viewer .pl-segments{padding:2px;border-radius:8px;background:var\
(--pl-raised)}
.pl-viewer .pl-group+.pl-group{padding-left:10px;border-left:1px solid var(--pl-line)}.pl-viewer .pl-button,.pl-viewer .pl-icon-button{display:inline-flex;align\
-items:center;
justify-content:center;gap:6px;min-width:30px;height:30px;margin:0;padding:0 6px;border:0;border-radius:6px;background:none;color:inherit;font:inherit;line-heig\
ht:1;
white-space:nowrap;cursor:pointer}.pl-viewer .pl-button:hover,.pl-viewer .pl-icon-button:hover{background:var(--pl-hover)}.pl-viewer .pl-button:disabled{opacity\
:.35;
cursor:default}.pl-viewer .pl-button[aria-pressed=true]{background:color-mix(in srgb,var(--pl-accent) 16%,var(--pl-surface));color:var(--pl-accent)}.pl-viewer .\
pl-button.pl-segment{
height:26px;padding:0 10px;color:var(--pl-muted)}.pl-viewer .pl-button.pl-segment[aria-pressed=true]{background:var(--pl-surface);color:var(--pl-text);box-shado\
w:0
0 0 1px var(--pl-line)}.pl-viewer .pl-button.pl-zoom{min-width:54px}.pl-viewer .pl-button.pl-small{min-width:26px;height:26px}.pl-viewer .pl-difference-bar{disp\
lay:flex;
flex-wrap:wrap;align-items:center;gap:6px 14px;padding:6px 12px;border-bottom:1px solid var(--pl-line)}.pl-viewer .pl-field{display:inline-flex;align-items:cent\
er;
gap:6px;color:var(--pl-muted);font-size:12px}.pl-viewer .pl-select,.pl-viewer .pl-rename{height:28px;margin:0;padding:0 8px;border:1px solid var(--pl-line);bord\
er-radius:6px;
background:var(--pl-surface);color:var(--pl-text);font:inherit}.pl-viewer .pl-select{appearance:none;padding-right:24px;cursor:pointer;background:var(--pl-surfa\
ce)
url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M4.5 6.5 8 10l3.5-3.5' fill='none' stroke='%23888' stroke-wid\
\\
th='1.5'/%3E%3C/svg%3E") right 5px center / 14px no-repeat}.pl-viewer .pl-scale-bar{width:190px;margin-left:auto;font-size:11px;color:var(--pl-muted)}.pl-viewer\

.pl-scale-colours{height:8px;border-radius:2px}.pl-viewer .pl-scale-ticks{display:flex;justify-content:space-between}.pl-viewer .pl-note{color:var(--pl-muted);f\
ont-size:12px}
.pl-viewer[data-empty] .pl-toolbar{opacity:.5;pointer-events:none}.pl-viewer .pl-frame{position:relative;height:max(var(--pl-needed, 100vh),240px);max-height:va\
r(--pl-height);
background:var(--pl-mat)}.pl-viewer .pl-stage{display:grid;height:100%;gap:1px;overflow:clip;touch-action:pan-y;grid-template-columns:repeat(var(--pl-columns, 2\
),minmax(0,1fr));
grid-template-rows:repeat(var(--pl-rows, 1),minmax(0,1fr))}.pl-viewer .pl-stage.pl-zoomed,.pl-viewer .pl-stage.pl-drawing{touch-action:none}.pl-viewer .pl-pane{\

position:relative;display:flex;flex-direction:column;min-width:0;min-height:0;background:var(--pl-surface);box-shadow:0 0 0 1px var(--pl-line)}.pl-viewer .pl-pa\
ne:focus-visible{
outline:none}.pl-viewer .pl-pane:focus-visible .pl-view:after{content:"";position:absolute;inset:0;border:2px solid var(--pl-accent);pointer-events:none}.pl-vie\
wer
.pl-caption{container-type:inline-size;flex:none;height:var(--pl-caption);white-space:nowrap;color:var(--pl-text)}.pl-viewer .pl-caption-body{display:flex;align\
-items:center;
gap:8px;height:100%;padding:0 4px 0 10px}.pl-viewer:not([data-layout=flip]) .pl-pane:not(:only-child) .pl-caption{cursor:grab;user-select:none}.pl-viewer .pl-li\
fted{
opacity:.55}.pl-viewer .pl-drop .pl-caption{box-shadow:inset 0 0 0 2px var(--pl-accent)}.pl-viewer .pl-caption-start{display:flex;flex:0 1 auto;align-items:cent\
er;
gap:8px;min-width:0;max-width:62%}.pl-viewer .pl-caption-meta{display:flex;flex:1 1 0;flex-wrap:wrap;align-items:center;gap:0 8px;min-width:0;height:20px;line-h\
eight:20px;
overflow:hidden}.pl-viewer .pl-caption-meta .pl-score-psnr,.pl-viewer .pl-caption-meta .pl-score-change{margin-left:auto}.pl-viewer .pl-number{min-width:1ch;col\
or:var(--pl-muted);
font-size:11px}.pl-viewer .pl-label{flex:0 1 auto;overflow:hidden;text-overflow:ellipsis;font-weight:600}.pl-viewer .pl-chip,.pl-viewer .pl-offset{flex:0 1 auto\
;
min-width:0;max-width:100%;overflow:hidden;text-overflow:ellipsis;padding:0 7px;border:1px solid var(--pl-line);border-radius:99px;color:var(--pl-muted);font-si\
ze:11px;
line-height:17px}.pl-viewer .pl-offset{flex:none}.pl-viewer .pl-caption-end{display:flex;flex:none;align-items:center;gap:8px}.pl-viewer .pl-score{flex:none;col\
or:var(--pl-muted);
font-size:12px}.pl-viewer .pl-protocol{flex:none;padding:0;border:0;background:none;color:var(--pl-muted);font:inherit;font-size:11px;line-height:16px;text-deco\
ration:underline
dotted;text-underline-offset:3px}.pl-viewer button.pl-protocol{cursor:pointer}.pl-viewer button.pl-protocol:hover{color:var(--pl-text)}.pl-viewer[data-captions=\
two]{
--pl-caption: 50px}.pl-viewer[data-captions=two] .pl-caption-body{display:grid;grid-template:"start end" 20px "meta meta" 20px / minmax(0,1fr) auto;align-conten\
t:center;
gap:0 8px}.pl-viewer[data-captions=two] .pl-caption-start{grid-area:start;max-width:none}.pl-viewer[data-captions=two] .pl-caption-end{grid-area:end;height:20px\
}
.pl-viewer[data-captions=two] .pl-caption-meta{grid-area:meta;padding-left:calc(1ch + 8px)}.pl-viewer[data-captions=two] .pl-caption-meta .pl-score{margin-left:\
0}
.pl-viewer .pl-badge{display:inline-flex;flex:none;align-items:center;gap:3px;color:var(--pl-muted);font-size:11px}.pl-viewer .pl-badge-exact svg{color:var(--pl\
-good)}
.pl-viewer .pl-badge-wrong,.pl-viewer .pl-badge-missing{color:var(--pl-bad);font-weight:600}.pl-viewer .pl-view{position:relative;flex:1;min-height:0;overflow:c\
lip;
background:var(--pl-mat);cursor:crosshair}.pl-viewer .pl-canvas,.pl-viewer .pl-overlay{position:absolute;inset:0;width:100%;height:100%;image-rendering:pixelate\
d}
.pl-viewer .pl-overlay{pointer-events:none}.pl-viewer[data-look]:not([data-layout=difference]) :is(.pl-canvas,.pl-crop,.pl-minimap){filter:var(--pl-look)}.pl-vi\
ewer
.pl-exposed{color:var(--pl-bad)}.pl-viewer .pl-exposed[hidden]{display:none}.pl-viewer .pl-dragging .pl-view{cursor:grabbing}.pl-viewer .pl-cross{position:absol\
ute;
top:0;left:0;pointer-events:none;background:#fffc;box-shadow:0 0 0 1px #0005}.pl-viewer .pl-cross-x{width:100%;height:1px}.pl-viewer .pl-cross-y{width:1px;heigh\
t:100%}
.pl-viewer .pl-minimap{position:absolute;right:10px;bottom:10px;border-radius:4px;box-shadow:0 0 0 1px #fff8,0 1px 6px #0008;cursor:move;touch-action:none}.pl-v\
iewer
.pl-message{position:absolute;left:12px;bottom:12px;max-width:calc(100% - 24px);padding:6px 10px;border-radius:6px;background:#a3161f;color:#fff;font-size:12px;\

white-space:normal}.pl-viewer .pl-empty{grid-column:1 / -1;align-self:stretch;display:grid;place-items:center;background:var(--pl-surface);color:var(--pl-muted)\
}
.pl-viewer .pl-toast{position:absolute;left:50%;bottom:16px;transform:translate(-50%);padding:6px 14px;border-radius:99px;background:#1f2328;color:#fff;font-siz\
e:12px;
pointer-events:none}.pl-viewer[data-held] .pl-label:after{content:" → reference";font-weight:400}.pl-viewer[data-layout=wipe] .pl-stage,.pl-viewer[data-layout=f\
lip]
.pl-stage{display:block;position:relative}.pl-viewer[data-layout=wipe] .pl-pane,.pl-viewer[data-layout=flip] .pl-pane{position:absolute;inset:0;background:none;\

box-shadow:none}.pl-viewer[data-layout=wipe] .pl-pane+.pl-pane .pl-view{background:none}.pl-viewer[data-layout=wipe] .pl-pane{pointer-events:none}.pl-viewer[dat\
a-layout=wipe]
:is(.pl-caption,.pl-view){pointer-events:auto}.pl-viewer[data-layout=wipe] .pl-minimap{z-index:1}.pl-viewer[data-layout=wipe] .pl-stage{background:var(--pl-surf\
ace)}
.pl-viewer[data-layout=wipe] .pl-caption{container-type:inline-size;width:calc((var(--pl-to) - var(--pl-from)) * 100%);margin-left:calc(var(--pl-from) * 100%);o\
verflow:hidden}
.pl-viewer[data-layout=wipe] .pl-canvas,.pl-viewer[data-layout=wipe] .pl-overlay{clip-path:inset(0 calc((1 - var(--pl-to)) * 100%) 0 calc(var(--pl-from) * 100%)\
)}
.pl-viewer .pl-tag{display:none}.pl-viewer[data-layout=wipe][data-wipe=y] .pl-caption{width:calc(100% / var(--pl-count));margin-left:calc(var(--pl-slot) * 100% \
/
var(--pl-count))}.pl-viewer[data-layout=wipe][data-wipe=y] :is(.pl-canvas,.pl-overlay){clip-path:inset(calc(var(--pl-from) * 100%) 0 calc((1 - var(--pl-to)) * 1\
00%)
0)}.pl-viewer[data-layout=wipe][data-wipe=y] .pl-tag{position:absolute;top:calc(var(--pl-from) * 100% + 4px);left:6px;display:block;max-width:calc(100% - 60px);\

max-height:max((var(--pl-to) - var(--pl-from)) * 100% - 8px,0px);padding:0 7px;overflow:hidden;border-radius:4px;background:#000a;color:#fff;font-size:11px;line\
-height:18px;
text-overflow:ellipsis;white-space:nowrap;pointer-events:none}.pl-viewer[data-layout=flip] .pl-caption{background:var(--pl-surface)}.pl-viewer[data-layout=flip]\

.pl-pane:not(.pl-active){visibility:hidden}.pl-viewer .pl-dividers{position:absolute;inset:var(--pl-caption) 0 0;overflow:clip;pointer-events:none}.pl-viewer .p\
l-divider{
--pl-thumb: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='28' height='28'%3E%3Ccircle cx='14' cy='14' r='13' fill='%23fff' stroke='%2\
\\
30005'/%3E%3Cpath d='M11 9.5 6.5 14l4.5 4.5M17 9.5l4.5 4.5-4.5 4.5' fill='none' stroke='%23222' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round\
\\
'/%3E%3C/svg%3E") 50% 50% / 28px 28px no-repeat, linear-gradient(to right, transparent 20px, #0006 20px, #0006 21px, #fff 21px, #fff 23px, #0006 23px, #0006 24p\
x,
transparent 24px);appearance:none;position:absolute;top:0;left:-22px;width:calc(100% + 44px);max-width:none;height:100%;margin:0;padding:0;background:none;borde\
r:0;
pointer-events:none}.pl-viewer .pl-divider:focus-visible{outline:none;--pl-ring: 0 0 0 2px var(--pl-accent) inset}.pl-viewer .pl-divider::-webkit-slider-runnabl\
e-track{
height:100%;background:none}.pl-viewer .pl-divider::-moz-range-track{height:100%;background:none}.pl-viewer .pl-divider::-webkit-slider-thumb{appearance:none;wi\
dth:44px;
height:100%;margin:0;border:0;border-radius:0;background:var(--pl-thumb);box-shadow:var(--pl-ring, none);pointer-events:auto;cursor:ew-resize}.pl-viewer .pl-div\
ider::-moz-range-thumb{
width:44px;height:100%;border:0;border-radius:0;background:var(--pl-thumb);box-shadow:var(--pl-ring, none);pointer-events:auto;cursor:ew-resize}.pl-viewer[data-\
wipe=y]
.pl-divider{--pl-thumb: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='28' height='28'%3E%3Ccircle cx='14' cy='14' r='13' fill='%23fff\
\\
' stroke='%230005'/%3E%3Cpath d='M9.5 11 14 6.5l4.5 4.5M9.5 17l4.5 4.5 4.5-4.5' fill='none' stroke='%23222' stroke-width='1.6' stroke-linecap='round' stroke-lin\
\\
ejoin='round'/%3E%3C/svg%3E") 50% 50% / 28px 28px no-repeat, linear-gradient(to bottom, transparent 20px, #0006 20px, #0006 21px, #fff 21px, #fff 23px, #0006 23\
px,
#0006 24px, transparent 24px);top:-22px;left:0;width:100%;height:calc(100% + 44px);writing-mode:vertical-lr;direction:ltr;touch-action:none}.pl-viewer[data-wipe\
=y]
.pl-divider::-webkit-slider-runnable-track{width:100%}.pl-viewer[data-wipe=y] .pl-divider::-moz-range-track{width:100%}.pl-viewer[data-wipe=y] .pl-divider::-web\
kit-slider-thumb{
width:100%;height:44px;cursor:ns-resize;touch-action:none}.pl-viewer[data-wipe=y] .pl-divider::-moz-range-thumb{width:100%;height:44px;cursor:ns-resize}.pl-view\
er
.pl-inspector{display:flex;flex-wrap:wrap;align-content:center;align-items:center;gap:3px 18px;min-height:56px;padding:6px 12px;border-top:1px solid var(--pl-li\
ne);
font-size:12px}.pl-viewer .pl-hint,.pl-viewer .pl-flow,.pl-viewer .pl-reading-label,.pl-viewer .pl-delta{color:var(--pl-muted)}.pl-viewer .pl-place{min-width:10\
ch;
font-weight:600}.pl-viewer .pl-readings{display:flex;flex-wrap:wrap;gap:2px 18px}.pl-viewer .pl-reading{display:inline-flex;align-items:center;gap:6px;white-spa\
ce:nowrap}
.pl-viewer .pl-swatch{width:12px;height:12px;border-radius:3px;box-shadow:0 0 0 1px var(--pl-line)}.pl-viewer .pl-rgb{min-width:10ch;font-weight:500}.pl-viewer \
.pl-delta{
min-width:13ch}.pl-viewer .pl-place-row{display:flex;flex-wrap:wrap;gap:2px 12px;width:100%}.pl-viewer .pl-popover{position:absolute;z-index:5;min-width:200px;m\
ax-width:calc(100%
- 16px);padding:6px;overflow:auto;border:1px solid var(--pl-line);border-radius:8px;background:var(--pl-surface);box-shadow:0 8px 28px #0003}.pl-viewer .pl-popo\
ver-title{
padding:4px 8px 6px;font-weight:600}.pl-viewer .pl-popover .pl-note,.pl-viewer .pl-popover .pl-field{display:flex;padding:6px 8px}.pl-viewer .pl-list{list-style\
:none}
.pl-viewer .pl-pane-row{display:flex;align-items:center;gap:4px;padding:1px 8px}.pl-viewer .pl-pane-row .pl-rename{flex:1;min-width:130px;border-color:transpare\
nt;
background:none}.pl-viewer .pl-pane-row .pl-rename:hover,.pl-viewer .pl-pane-row .pl-rename:focus{border-color:var(--pl-line)}.pl-viewer .pl-item{display:block;\

width:100%;min-height:30px;padding:4px 10px;border:0;border-radius:6px;background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}.pl-viewer .pl-\
popover
.pl-field>span:first-child{min-width:8ch}.pl-viewer .pl-popover .pl-field .pl-select{flex:1;min-width:0}.pl-viewer .pl-popover-next{margin-top:8px;padding-top:1\
2px;
border-top:1px solid var(--pl-line)}.pl-viewer .pl-item-key{display:flex;align-items:center;justify-content:space-between}.pl-viewer .pl-item.pl-primary{width:c\
alc(100%
- 16px);margin:4px 8px 6px;min-height:36px;background:#0f766e;color:#fff;font-weight:600;text-align:center}.pl-viewer .pl-item.pl-primary:hover{background:#115e\
59}
.pl-viewer .pl-item:hover{background:var(--pl-hover)}.pl-viewer .pl-item:disabled{opacity:.4;cursor:default}.pl-viewer .pl-check{display:flex;align-items:center\
;
gap:8px;padding:5px 8px;cursor:pointer}.pl-viewer :is(.pl-check,.pl-popover .pl-field) kbd{margin-left:auto}.pl-viewer input.pl-tick[type=checkbox]{appearance:n\
one;
flex:none;width:16px;height:16px;margin:0;border:1px solid var(--pl-muted);border-radius:4px;background:var(--pl-surface);box-shadow:none;cursor:pointer}.pl-vie\
wer
input.pl-tick[type=checkbox]:checked{border-color:var(--pl-accent);background:var(--pl-accent) url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
\\
 viewBox='0 0 16 16'%3E%3Cpath d='M3.5 8.5l3 3 6-6.5' fill='none' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E") 50% 50% / 14px no-repeat}.dark .pl-viewer inp\
ut.pl-tick[type=checkbox]:checked{
background-color:#14786f}.pl-viewer input.pl-tick[type=checkbox]:disabled{opacity:.45;cursor:default}.pl-viewer input.pl-tick:focus-visible{outline:2px solid va\
r(--pl-accent);
outline-offset:2px}.pl-viewer .pl-help{width:min(760px,calc(100vw - 32px));max-height:calc(100vh - 64px);margin:auto;padding:20px 24px;border:1px solid var(--pl\
-line);
border-radius:12px;background:var(--pl-surface);color:var(--pl-text)}.pl-viewer .pl-help::backdrop{background:#0007}.pl-viewer .pl-help-grid{columns:2 300px;col\
umn-gap:36px}
.pl-viewer .pl-help section{break-inside:avoid;margin-bottom:16px}.pl-viewer .pl-help-head{display:flex;align-items:center;justify-content:space-between;margin-\
bottom:14px}
.pl-viewer .pl-help h2{margin:0;font-size:16px;font-weight:650;color:var(--pl-text)}.pl-viewer .pl-help h3{margin-bottom:6px;font-size:13px;font-weight:600;colo\
r:var(--pl-text)}
.pl-viewer .pl-help dl{display:grid;grid-template-columns:minmax(92px,auto) 1fr;gap:5px 12px}.pl-viewer .pl-help dd{color:var(--pl-muted)}.pl-viewer .pl-help .p\
l-item{
width:auto;border:1px solid var(--pl-line)}.pl-viewer .pl-regions{padding:10px 12px;border-top:1px solid var(--pl-line)}.pl-viewer .pl-regions-title{display:fle\
x;
flex-wrap:wrap;align-items:center;gap:2px 10px;min-height:30px;color:var(--pl-muted);font-size:12px}.pl-viewer .pl-region-head{display:flex;align-items:center;g\
ap:10px;
min-height:34px}.pl-viewer .pl-region-head b{flex:none;font-weight:600}.pl-viewer .pl-cards{display:flex;gap:10px;padding:2px;overflow-x:auto}.pl-viewer .pl-car\
d{
flex:none;width:178px;border:1px solid var(--pl-line);border-radius:6px;overflow:clip}.pl-viewer .pl-card.pl-best{border-color:var(--pl-good);box-shadow:0 0 0 1\
px
var(--pl-good)}.pl-viewer .pl-crop{display:block;width:100%;background:var(--pl-mat);image-rendering:pixelated}.pl-viewer .pl-card figcaption{display:flex;flex-\
direction:column;
padding:6px 8px 2px;font-size:12px}.pl-viewer .pl-card-score{color:var(--pl-muted)}.pl-viewer .pl-best .pl-card-score{color:var(--pl-good);font-weight:600}.pl-v\
iewer
.pl-histogram{display:block;width:calc(100% - 16px);height:22px;margin:0 8px 6px}.pl-viewer .pl-ranking{overflow-x:auto;margin:4px 0 8px}.pl-viewer .pl-ranking \
table{
border-collapse:collapse;font-size:12px;margin:0}.pl-viewer .pl-ranking caption{text-align:left;color:var(--pl-muted);padding-bottom:3px}.pl-viewer .pl-ranking \
:is(th,
td){padding:2px 16px 2px 0;border:0;border-bottom:1px solid var(--pl-line);background:none;color:inherit;font-weight:400;text-align:right;white-space:nowrap}.pl\
-viewer
.pl-ranking th:first-child{text-align:left}.pl-viewer .pl-ranking thead th{color:var(--pl-muted)}.pl-viewer .pl-ranking .pl-first{font-weight:700;color:var(--pl\
-good)}
.pl-viewer .pl-levels{width:calc(100% - 16px);margin:0 8px 6px;table-layout:fixed;border-collapse:collapse;font-size:11px;line-height:16px}.pl-viewer .pl-levels\

:is(th,td){padding:0;border:0;background:none;color:inherit;font-weight:400;text-align:right}.pl-viewer .pl-levels :is(thead,th){color:var(--pl-muted)}.pl-viewe\
r
.pl-levels :is(thead td,th[scope=row]){width:2ch;text-align:left}.pl-viewer .pl-histogram path{fill:none;stroke:var(--pl-muted);stroke-width:1;vector-effect:non\
-scaling-stroke}
.pl-viewer:fullscreen{border:0;border-radius:0;overflow:auto}.pl-viewer:fullscreen .pl-frame{flex:1 0 auto;height:calc(100vh - 104px);max-height:none}@container\
 (max-width:
500px){.pl-viewer[data-captions=one] .pl-badge-exact .pl-badge-text{display:none}.pl-viewer[data-captions=one] .pl-unit{position:absolute;width:1px;height:1px;o\
verflow:hidden;
clip-path:inset(50%);white-space:nowrap}}@container (max-width: 300px){.pl-viewer .pl-badge-exact .pl-badge-text,.pl-viewer .pl-chip:not(.pl-chip-source){displa\
y:none}
.pl-viewer .pl-unit{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}@container (max-width: 250px){.pl-viewer .pl\
-caption
.pl-caption-meta{gap:0 6px;padding-left:0}.pl-viewer .pl-chip-source{padding:0 5px;font-size:10px;line-height:15px}.pl-viewer .pl-caption-start{gap:4px}.pl-view\
er
.pl-label{font-size:12px}.pl-viewer .pl-number,.pl-viewer .pl-pane-menu,.pl-viewer .pl-badge-text{display:none}}@container (max-width: 130px){.pl-viewer .pl-pro\
tocol{
display:none}.pl-viewer[data-captions=two] .pl-caption-body{grid-template:"start start" 20px "badge meta" 20px / auto minmax(0,1fr);gap:0 4px;padding:0 0 0 6px}\

.pl-viewer[data-captions=two] .pl-caption-end{display:contents}.pl-viewer[data-captions=two] .pl-badge{grid-area:badge}.pl-viewer .pl-badge:not(.pl-badge-wrong,\

.pl-badge-missing) svg{width:12px}}@media(max-width:1180px){.pl-viewer .pl-labelled .pl-button-text{display:none}}@media(max-width:900px){.pl-viewer .pl-segment\

.pl-button-text{display:none}}@media(max-width:640px){.pl-viewer{--pl-height: clamp(420px, 74vh, 760px);border-radius:8px}.pl-viewer .pl-toolbar{gap:4px;padding\
:4px}
.pl-viewer .pl-group+.pl-group{padding-left:4px;border-left:0}.pl-viewer .pl-button{min-width:34px;height:34px}.pl-viewer .pl-button.pl-segment{height:30px;padd\
ing:0
9px}.pl-viewer .pl-button.pl-zoom{min-width:46px}.pl-viewer .pl-button[data-testid=zoom-fit]{display:none}.pl-viewer .pl-caption-body{gap:5px;padding:0 6px}.pl-\
viewer
.pl-scale-bar{margin-left:0}.pl-viewer .pl-readings{display:grid;grid-template-columns:1fr;width:100%}}@media(prefers-reduced-motion:no-preference){.pl-viewer .\
pl-button,
.pl-viewer .pl-icon-button{transition:background-color .12s}}
`))}function ho(e,t=null,{onEvent:n=(l,i)=>{},link:o=!1,rescores:s=!1,place:a=()=>({})}={}){Gs();let l=0,i=null,r=0,[u,c]=[0,!1],d=Promise.resolve(),h=m("div",{
class:"pl-stage","data-testid":"stage"}),g=m("div",{class:"pl-dividers"}),p=m("p",{class:"pl-hidden","aria-live":"polite"}),M=m("p",{class:"pl-toast",role:"stat\
us",hidden:!0}),f={root:e,stage:h,data:Mt,state:me(Mt),panes:new Map,field:null,hover:null,draft:null,drawing:!1,held:!1,onEvent:n,engine:Gn(`"use strict";(()=>\
{function H(t,n=e=>{}){let e=new Map;function s(o){n(e.get(o).value),e.delete(o)}return{find(o){let r=e.get(o);return r?(e.delete(o),e.set(o,r),r.value):null},s\
tore(o,r,i){
e.delete(o),e.set(o,{value:r,bytes:i});let c=[...e.values()].reduce((a,h)=>a+h.bytes,0);for(let[a,h]of e){if(c<=t||a===o)break;s(a),c-=h.bytes}return r},drop(o)\
{
for(let r of[...e.keys()])r.startsWith(o)&&s(r)}}}var At={inferno:"0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8c\
d37f2ea69fcffa4",viridis:"440154481769472a7a433d84\\
3d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219fde725",grey:"000000ffffff",diverging:"1256b2336bbc4f7fc56b93ce85a6d7a1badfbccee7d\
\\
8e1eef5f5f5edddd6e4c5b7daad99cf957bc47d5db8653eac4c17953b01"};function J(t){let n=At[t],e=n.length/6,s=(r,i)=>parseInt(n.substr(r*6+i*2,2),16),o=new Uint8Clampe\
dArray(
256*4);for(let r=0;r<256;r+=1){let i=r/255*(e-1),c=Math.min(Math.floor(i),e-2);for(let a=0;a<3;a+=1)o[r*4+a]=s(c,a)+(s(c+1,a)-s(c,a))*(i-c);o[r*4+3]=255}return \
new Uint32Array(
o.buffer)}var X={absolute:64,signed:64,squared:1},P=[.299,.587,.114],St={red:0,green:1,blue:2};function Ct(t,n){return t==="squared"?(255/n)**2:255/n}function Y\
(t,n,e,s){let{width:o,height:r}=t,i=X[e],c=e==="squared"?new Uint16Array(o*r):new Int16Array(o*r),a=St[s],[h,u]=[t.data,n.data],g={absolute:Math.abs,signed:d=>d\
,
squared:d=>d*d}[e],f=Float64Array.from({length:511},(d,p)=>g(p-255)*i);if(a!==void 0)for(let d=0,p=a;d<c.length;d+=1,p+=4)c[d]=f[h[p]-u[p]+255];else if(s==="lum\
\\
a")for(let d=0,p=0;d<c.length;d+=1,p+=4){let v=P[0]*(h[p]-u[p])+P[1]*(h[p+1]-u[p+1])+P[2]*(h[p+2]-u[p+2]);c[d]=Math.round(g(v)*i)}else for(let d=0,p=0;d<c.lengt\
h;d+=
1,p+=4)c[d]=Math.round((f[h[p]-u[p]+255]+f[h[p+1]-u[p+1]+255]+f[h[p+2]-u[p+2]+255])/3);return{data:c,width:o,height:r}}function Z({data:t,width:n,height:e}){let\
 s=Math.
ceil(n/2),o=Math.ceil(e/2),r=new t.constructor(s*o);for(let i=0;i<o;i+=1){let c=i*2*n,a=i*2+1<e?c+n:c;for(let h=0;h<s;h+=1){let u=h*2,g=u+1<n?u+1:u;r[i*s+h]=Mat\
h.
round((t[c+u]+t[c+g]+t[a+u]+t[a+g])/4)}}return{data:r,width:s,height:o}}function W(t,n,e,s,o){let r=new Uint32Array(n.width*n.height),i=Ct(e,s)*X[e],[c,a]=e==="\
\\
signed"?[127.5/i,127.5]:[255/i,0];for(let h=0;h<n.height;h+=1){let u=(n.y+h)*t.width+n.x;for(let g=0;g<n.width;g+=1){let f=t.data[u+g]*c+a;r[h*n.width+g]=o[f<=0\
?
0:f>=255?255:Math.round(f)]}}return new Uint8ClampedArray(r.buffer)}function Ut({data:t,width:n,height:e}){let s=Math.ceil(n/2),o=Math.ceil(e/2),r=new Uint8Clam\
pedArray(s*o*4),i=new Uint32Array(t.buffer,t.byteOffset,n*e),c=new Uint32Array(
r.buffer),a=16711935;for(let h=0;h<o;h+=1){let u=h*2*n,g=h*2+1<e?u+n:u;for(let f=0;f<s;f+=1){let d=f*2,p=d+1<n?d+1:d,v=i[u+d],S=i[u+p],I=i[g+d],B=i[g+p],m=(v&a)\
+
(S&a)+(I&a)+(B&a)+131074>>>2,j=(v>>>8&a)+(S>>>8&a)+(I>>>8&a)+(B>>>8&a)+131074>>>2;c[h*s+f]=m&a|(j&a)<<8}}return{data:r,width:s,height:o}}function k(t,n=64){let \
e=[
t];for(;Math.max(e[e.length-1].width,e[e.length-1].height)>n;)e.push(Ut(e[e.length-1]));return e}function R({data:t,width:n},e,s,o,r){let i=new Uint8ClampedArra\
y(
o*r*4);for(let c=0;c<r;c+=1){let a=((s+c)*n+e)*4;i.set(t.subarray(a,a+o*4),c*o*4)}return{data:i,width:o,height:r}}function N(t,n,e,s,o){return n===0&&e===0&&s==\
=
t.width&&o===t.height?t:R(t,n,e,s,o)}function z(t,n,e=1024){let s=[];for(let o=0;o<n;o+=e)for(let r=0;r<t;r+=e)s.push({x:r,y:o,width:Math.min(e,t-r),height:Math\
.
min(e,n-o)});return s}var E=5,tt=(.01*255)**2,nt=(.03*255)**2,_=(()=>{let t=Array.from({length:2*E+1},(e,s)=>Math.exp(-((s-E)**2)/4.5)),n=t.reduce((e,s)=>e+s);r\
eturn Float64Array.from(
t,e=>e/n)})(),$=[0,1,2].map(t=>(n,e)=>n[e+t]),It=[(t,n)=>16+(65.481*t[n]+128.553*t[n+1]+24.966*t[n+2])/255],jt=t=>$.map(n=>(e,s)=>Math.min(255,n(e,s)*t));functi\
on et({
data:t}){let n=0;for(let e=0;e<t.length;e+=4)n+=t[e]+t[e+1]+t[e+2];return n/(t.length/4*3)}function G(t,n,e,s){let o=s.endsWith("-crop4")&&Math.min(n.width,n.he\
ight)>
8?4:0,[r,i]=[Math.max(e.x,o),Math.max(e.y,o)],c=Math.min(e.x+e.width,n.width-o)-r,a=Math.min(e.y+e.height,n.height-o)-i;if(c<1||a<1)return null;let h=s.startsWi\
th(
"y")?It:$,u=s==="rgb-gtmean"?jt(et(n)/Math.max(et(t),1e-6)):h;return[N(t,r,i,c,a),N(n,r,i,c,a),u,h]}function V(t,n,e=$,s=$){let o=0;for(let r=0;r<e.length;r+=1)\
{
let[i,c]=[e[r],s[r]];for(let a=0;a<t.data.length;a+=4)o+=(i(t.data,a)-c(n.data,a))**2}return o/(t.data.length/4*e.length)}function ot(t,n,e=$,s=$){return 10*Mat\
h.
log10(255**2/V(t,n,e,s))}function Ft(t,n,e){let s=n-2*E,o=e-2*E,r=new Float64Array(s*e);for(let c=0;c<e;c+=1)for(let a=0;a<s;a+=1){let h=0;for(let u=0;u<_.lengt\
h;u+=
1)h+=_[u]*t[c*n+a+u];r[c*s+a]=h}let i=new Float64Array(s*o);for(let c=0;c<o;c+=1)for(let a=0;a<s;a+=1){let h=0;for(let u=0;u<_.length;u+=1)h+=_[u]*r[(c+u)*s+a];\

i[c*s+a]=h}return i}function Ot(t,n,e,s,o,r){let i=t.width,c=r-o+2*E,[a,h,u,g,f]=Array.from({length:5},()=>new Float64Array(i*c));for(let m=0,j=o*i*4;m<a.length\
;m+=
1,j+=4)a[m]=e(t.data,j),h[m]=s(n.data,j),u[m]=a[m]*a[m],g[m]=h[m]*h[m],f[m]=a[m]*h[m];let[d,p,v,S,I]=[a,h,u,g,f].map(m=>Ft(m,i,c)),B=0;for(let m=0;m<d.length;m+\
=
1){let j=d[m]*p[m],q=d[m]*d[m]+p[m]*p[m];B+=(2*j+tt)*(2*(I[m]-j)+nt)/((q+tt)*(v[m]+S[m]-q+nt))}return B}function rt(t,n,e=$,s=$){let[o,r]=[t.width-2*E,t.height-\

2*E];if(o<1||r<1)return NaN;let i=0;for(let c=0;c<r;c+=128)for(let a=0;a<e.length;a+=1)i+=Ot(t,n,e[a],s[a],c,Math.min(c+128,r));return i/(o*r*e.length)}function\
 st(t,n=48){
let e=new Array(n).fill(0);for(let s=0;s<t.data.length;s+=4){let o=.299*t.data[s]+.587*t.data[s+1]+.114*t.data[s+2];e[Math.min(n-1,Math.floor(o/256*n))]+=1}retu\
rn e.
map(s=>s/(t.data.length/4))}function at({data:t}){let[n,e,s]=[[255,255,255],[0,0,0],[0,0,0]];for(let o=0;o<3;o+=1){let[r,i,c]=[255,0,0];for(let a=o;a<t.length;a\
+=
4){let h=t[a];h<r&&(r=h),h>c&&(c=h),i+=h}[n[o],e[o],s[o]]=[r,i,c]}return{min:n,mean:e.map(o=>o/(t.length/4)),max:s}}function ct(t,n){let e=Object.keys(t),s=t[e[\
0]].
map((g,f)=>f),o=e.filter(g=>g!==n),r=(g,f)=>-10*Math.log10(t[g][f]+1),i=g=>{let f=e.map(d=>r(d,g));return Math.max(...f)-Math.min(...f)},c=g=>r(n,g)-Math.max(..\
.o.
map(f=>r(f,g))),a=[],h=g=>s.filter(f=>!a.some(({cell:d})=>d===f)).reduce((f,d)=>f===null||g(d)>g(f)?d:f,null),u=(g,f)=>{g!==null&&a.push({cell:g,kind:f})};if(e.\

length===1){for(let g=0;g<3;g+=1)u(h(f=>t[n][f]),"differ");return a}if(e.includes(n)&&o.length){let g=h(c);u(g,c(g)>0?"best":"hardly worse");let f=h(d=>-c(d));f\
!==
null&&u(f,c(f)<0?"worst":"hardly better")}return u(h(i),"differ"),a}function Tt(t,n){let e=t/n;return Array.from({length:n},(s,o)=>{let[r,i]=[o*e,Math.min((o+1)\
*e,t)],c=[];for(let a=Math.floor(r);a<i-1e-9;a+=1)c.push([a,(Math.min(
a+1,i)-Math.max(a,r))/(i-r)]);return c})}function $t(t,n){let s=o=>{let r=Math.abs(o);return r<=1?(1.25*r-2.25)*r*r+1:r<2?((-.75*r- -3.75)*r+-6)*r- -3:0};return\
 Array.
from({length:n},(o,r)=>{let i=(r+.5)*t/n-.5,c=Math.floor(i);return[-1,0,1,2].map(a=>[Math.min(Math.max(c+a,0),t-1),s(i-c-a)])})}function it({data:t,width:n,heig\
ht:e},s,o){
let r=s*o<n*e?Tt:$t,i=r(n,s),c=new Float32Array(s*e*3);for(let u=0;u<e;u+=1)for(let g=0;g<s;g+=1){let f=(u*s+g)*3;for(let[d,p]of i[g]){let v=(u*n+d)*4;c[f]+=t[v\
]*
p,c[f+1]+=t[v+1]*p,c[f+2]+=t[v+2]*p}}let a=r(e,o),h=new Uint8ClampedArray(s*o*4);for(let u=0;u<o;u+=1)for(let g=0;g<s;g+=1){let f=[0,0,0];for(let[p,v]of a[u]){l\
et S=(p*
s+g)*3;for(let I=0;I<3;I+=1)f[I]+=c[S+I]*v}let d=(u*s+g)*4;for(let p=0;p<3;p+=1)h[d+p]=Math.round(f[p]);h[d+3]=255}return{data:h,width:s,height:o}}var Bt=(()=>{\
let t=[];for(let n=2;t.length<64;n+=1)t.every(e=>n%e)&&t.push(n);return Uint32Array.from(t,n=>Math.cbrt(n)%1*4294967296)})();function lt(t,n,e,s){for(let f=0;f<\

16;f+=1){let d=s+f*4;n[f]=e[d]<<24|e[d+1]<<16|e[d+2]<<8|e[d+3]}for(let f=16;f<64;f+=1){let d=n[f-15],p=n[f-2],v=(d>>>7|d<<25)^(d>>>18|d<<14)^d>>>3,S=(p>>>17|p<<\

15)^(p>>>19|p<<13)^p>>>10;n[f]=n[f-16]+v+n[f-7]+S|0}let[o,r,i,c,a,h,u,g]=t;for(let f=0;f<64;f+=1){let d=(a>>>6|a<<26)^(a>>>11|a<<21)^(a>>>25|a<<7),p=g+d+(a&h^~a\
&
u)+Bt[f]+n[f]|0,S=((o>>>2|o<<30)^(o>>>13|o<<19)^(o>>>22|o<<10))+(o&r^o&i^r&i)|0;g=u,u=h,h=a,a=c+p|0,c=i,i=r,r=o,o=p+S|0}t[0]+=o,t[1]+=r,t[2]+=i,t[3]+=c,t[4]+=a,\

t[5]+=h,t[6]+=u,t[7]+=g}async function Et(t,n=async()=>{}){let e=Int32Array.of(1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,15414\
59225),
s=new Int32Array(64),o=t.length-t.length%64;for(let c=0;c<o;c+=64)lt(e,s,t,c),c%4194304===4194240&&await n();let r=new Uint8Array(t.length%64<56?64:128);r.set(t\
.
subarray(o)),r[t.length-o]=128;let i=new DataView(r.buffer);i.setUint32(r.length-8,Math.floor(t.length/2**29)),i.setUint32(r.length-4,t.length*8>>>0);for(let c=\
0;c<
r.length;c+=64)lt(e,s,r,c);return Array.from(e,c=>(c>>>0).toString(16).padStart(8,"0")).join("")}async function ft(t,n){let e=globalThis.crypto&&globalThis.cryp\
to.
subtle;if(!e)return Et(t,n);let s=new Uint8Array(await e.digest("SHA-256",t));return Array.from(s,o=>o.toString(16).padStart(2,"0")).join("")}var K=512,Nt=1e8;f\
unction qt(t,n){return typeof OffscreenCanvas=="function"?new OffscreenCanvas(t,n):Object.assign(document.createElement("canvas"),{width:t,height:n})}
async function ht(t){let n=await fetch(t,{credentials:"same-origin"});if(!n.ok)throw new Error(\`the server answered \${n.status}\`);return n.blob()}var ut={colorS\
paceConversion:"\\
none",premultiplyAlpha:"none"},dt=(t,n)=>n?createImageBitmap(t,0,0,n.width,n.height,ut):createImageBitmap(t,ut),pt=new MessageChannel().port1;pt.close();var D=(\
{
data:t})=>pt.postMessage(null,[t.buffer]);function gt(t){let{width:n,height:e}=t,s=new Uint8ClampedArray(n*e*4),o=qt(n,Math.min(K,e)),r=o.getContext("2d",{willR\
eadFrequently:!0});
for(let i=0;i<e;i+=K){let c=Math.min(K,e-i);r.drawImage(t,0,i,n,c,0,0,n,c);let a=r.getImageData(0,0,n,c);s.set(a.data,i*n*4),D(a)}return t.close(),o.width=0,{da\
ta:s,
width:n,height:e}}async function _t({data:t,width:n,height:e}){let s=new ImageData(t,n,e),o=[];for(let r of z(n,e))o.push({...r,bitmap:await createImageBitmap(s\
,
r.x,r.y,r.width,r.height)});return o}var Dt=1024;async function Lt(t){let[n,e,s]=[0,t.width,t.height];for(;Math.max(e,s)>Dt;)[n,e,s]=[n+1,Math.ceil(e/2),Math.ce\
il(
s/2)];if(n===0)return null;let o=await createImageBitmap(t,{resizeWidth:e,resizeHeight:s,resizeQuality:"medium"});return{level:n,width:e,height:s,tiles:[{x:0,y:\
0,
width:e,height:s,bitmap:o}]}}function Pt(t){let n=new Map,e=new Map,s=new Map,o=new Map,r=[],i=H(Nt,l=>r.push(l)),c=()=>new Promise(l=>{setTimeout(l)}),a=Promis\
e.
resolve(),h=Promise.resolve();function u(l){let w=h.then(l);return h=w.catch(()=>{}).then(()=>r.splice(0).forEach(D)),w}async function g(l,w){let x=await ht(w);\

n.has(l)&&n.set(l,x);let y=await dt(x,e.get(l)),M=await Lt(y);return M&&t({event:"level",key:l,...M},M.tiles.map(b=>b.bitmap)),y}async function f({key:l,url:w,c\
ut:x=null}){
n.set(l,null),e.set(l,x);let y=g(l,w);a=Promise.allSettled([a,y]);let M=await y;await a;let b=u(()=>d(l,M)),U=u(()=>p(l));return U.catch(()=>{}),s.set(l,U),b}as\
ync function d(l,w){
if(!n.has(l))return w.close();let x=S(\`\${l} pixels\`,gt(w)),y=k(x);for(;y.length;){let M=y.length-1,{width:b,height:U}=y[M],F=await _t(y[M]);if(M>0&&D(y[M]),y.po\
p(),
!n.has(l))return null;t({event:"level",key:l,level:M,width:b,height:U,tiles:F},F.map(O=>O.bitmap))}return{width:x.width,height:x.height}}async function p(l){let\
 w=i.
find(\`\${l} pixels\`);return w&&ft(w.data,c)}let v=async({key:l})=>s.get(l)??null,S=(l,w)=>i.store(l,w,w.data.byteLength);async function I(l){let w=i.find(\`\${l} p\
\\
ixels\`);if(w)return w;if(!n.get(l))throw new Error("the image is no longer loaded");return S(\`\${l} pixels\`,gt(await dt(n.get(l),e.get(l))))}async function B({ur\
l:l,
deflated:w}){let x=await ht(l),y=w?x.stream().pipeThrough(new DecompressionStream("deflate")):x.stream();return new Uint8Array(await new Response(y).arrayBuffer\
())}
async function m(l,w){let x=await I(l);if(x.width===w.width&&x.height===w.height)return x;let y=\`\${l} resized \${w.width}×\${w.height}\`;return i.find(y)??S(y,it(
x,w.width,w.height))}async function j({a:l,b:w,frame:x,mode:y,channel:M}){let b=[w,y,M].join();if(o.get(l)?.name!==b){L(l);let U=Y(await m(l,x),await m(w,x),y,M\
);
o.set(l,{name:b,levels:[U]})}return o.get(l).levels}async function q({level:l,rect:w,gain:x,map:y,a:M,b,channel:U,frame:F,mode:O}){let A=await u(async()=>{let T\
=await j(
{a:M,b,channel:U,frame:F,mode:O});for(;T.length<=l;)T.push(Z(T[T.length-1]));return W(T[l],w,O,x,J(O==="signed"?"diverging":y))}),C=await createImageBitmap(new \
ImageData(
A,w.width,w.height));return D({data:A}),{bitmap:C}}async function mt(l,w,x){let y={};for(let[M,b]of Object.entries(l))y[M]=x(await m(b,w));return y}let xt=({key\
s:l,
reference:w,frame:x,box:y,protocol:M="rgb"})=>u(async()=>{let b=await m(w,x),U=y.width===x.width&&y.height===x.height,F={};for(let[O,A]of Object.entries(l)){let\
 C=await m(
A,x),T=U?await I(A):N(C,y.x,y.y,y.width,y.height);F[O]={histogram:st(T),levels:at(T)};let Q=A===w?null:G(C,b,y,M);A!==w&&(F[O].psnr=Q?ot(...Q):NaN)}return F}),y\
t=({
key:l,reference:w,frame:x,box:y,protocol:M="rgb"})=>u(async()=>{let b=G(await m(l,x),await m(w,x),y,M);return b?rt(...b):NaN}),Mt=({keys:l,reference:w,frame:x,f\
irst:y})=>u(
async()=>{let M=Math.max(16,Math.round(Math.min(x.width,x.height)/8)),b=z(x.width,x.height,M).filter(A=>A.width*2>=M&&A.height*2>=M),U=(A,C)=>R(A,C.x,C.y,C.widt\
h,
C.height),F=await m(w,x),O=await mt(l,x,A=>b.map(C=>V(U(A,C),U(F,C))));return ct(O,y).map(({cell:A,kind:C})=>({...b[A],kind:C}))});function L(l){o.get(l)?.level\
s.
forEach(({data:w})=>w.buffer.transfer?.(0)),o.delete(l)}let bt=({a:l})=>u(()=>L(l));function vt({key:l}){return n.delete(l),e.delete(l),s.delete(l),u(()=>{L(l),\

i.drop(\`\${l} \`)})}return{load:f,hash:v,bytes:B,differenceTile:q,forgetDifference:bt,regionStats:xt,regionSsim:yt,suggest:Mt,drop:vt}}function wt(t){let n=Pt((e,\
s)=>t.
postMessage(e,s));t.onmessage=async({data:{id:e,method:s,args:o}})=>{try{let r=await n[s](o);t.postMessage({id:e,result:r},r?.bitmap?[r.bitmap]:[])}catch(r){t.p\
ostMessage(
{id:e,error:r.message||String(r)})}}}wt(self);})();
`,()=>f.requestDraw()),popovers:so(e),shown:()=>f.state.panes.map(w=>f.panes.get(w)).filter(Boolean),stacked:()=>f.state.layout==="wipe"||f.state.layout==="flip",
place:a,view:w=>f.state.unlinked[w.name]??f.state,protocol:()=>f.data.protocol&&{...f.data.protocol,switches:s},viewField:()=>f.state.follow?f.field:null,scaleOf:w=>_e(
f.view(w),w.box,f.data),leader:()=>f.shown().find(w=>!f.state.unlinked[w.name]&&(f.state.layout!=="flip"||w.name===f.state.flip))??f.shown()[0],labelOf:w=>f.state.
labels[w]??f.panes.get(w)?.record.label??"",strip(w){let A=f.state.panes.indexOf(w.name);return[A?f.state.wipe[A-1]??0:0,f.state.wipe[A]??1]},update:O,move(w,A){
O({panes:io(f.state.panes,w,A)}),f.say(`${f.labelOf(w)} is now pane ${f.state.panes.indexOf(w)+1} of ${f.state.panes.length}`)},zooming:()=>c,requestDraw(){l||=
requestAnimationFrame(X)},drawNow:X,setHover(w,{speak:A=!1}={}){f.hover=w,lt(f),B.update(),A&&w&&(p.textContent=B.speak())},hold(w){f.held=w,e.toggleAttribute("\
data-held",w),f.requestDraw()},say(w){p.textContent=w,M.textContent=w,M.hidden=!1,clearTimeout(f.toastTimer),f.toastTimer=setTimeout(()=>{M.hidden=!0},2600)}},S=uo(
f),P=oo(f),y=ao(f,g),C=Zn(f,h,y),B=Xn(f),F=Kt(f),H=Hn(),b=rn(f,w=>x.openSave(w)),$=no(f,P.moveTo),N=An(f),R=At(f),I=bn(f,{navigation:P,menus:b,regions:F,help:H,
blink:R}),x=fo(f,I),k=Vn(f,I);lo(f),e.classList.add("pl-viewer"),e.replaceChildren(x.node,N.node,m("div",{class:"pl-frame"},h,g,M),B.node,F.node,H.node,p,en());
function O(w){let A=f.state;f.state=rt(A,w,f.data);let{state:E}=f,j=v=>JSON.stringify([v.layout,v.panes,v.labels,v.wipeAxis]);j(A)!==j(E)&&C.arrange(),A.layout!==
E.layout&&L(),E.layout==="flip"&&(A.flip!==E.flip||A.layout!=="flip")&&(p.textContent=f.labelOf(E.flip)),String([A.panes,A.reference])!==String([E.panes,E.reference])&&
(d=Promise.all([d,bt(f)])),(A.zoom!==E.zoom||A.x!==E.x||A.y!==E.y)&&z(A.zoom!==E.zoom),f.requestDraw(),clearTimeout(r),r=setTimeout(_,250)}function L(){if(document.
fullscreenElement)return;let[w,A]=[x.node.getBoundingClientRect().top,B.node.getBoundingClientRect().bottom],E=Math.min(A+8-window.innerHeight,w-8);E>0?window.scrollBy(
{top:E,behavior:"instant"}):w<0&&window.scrollBy({top:w-8,behavior:"instant"})}function z(w){clearTimeout(u),c||=w&&!!u,e.toggleAttribute("data-moving",!0),u=setTimeout(
()=>{u=0,c=!1,e.removeAttribute("data-moving"),f.requestDraw()},140)}function T(){return structuredClone({id:f.data.id??null,...f.state})}function _(){n("state",
T()),Y()}function K(w){if(!o)return;let{query:A}=f.data;if(!(w||history.state?.priorlens===A)){try{history.pushState({...history.state,priorlens:A},"",Se(f))}catch{}
return}Y({keep:w})}function Y({keep:w=!1}={}){if(!(!o||!f.data.panes.length))try{let A={...history.state,priorlens:f.data.query};history.replaceState(A,"",w?location.
href:Se(f))}catch{}}function q({figure:w,strip:A},E,j){A.from===E&&A.to===j||(Object.assign(A,{from:E,to:j}),w.style.setProperty("--pl-from",E),w.style.setProperty(
"--pl-to",j))}function W(w){if(i===null||w.name!=="guided"||f.held||f.state.layout==="difference")return null;let[A,E]=["baseline",f.panes.has("guided-full")?"g\
uided-full":"guided"].map(j=>f.panes.get(j)?.image);return A?.levels[0]&&E?.levels[0]?{under:A,over:E,share:i}:null}function X(){cancelAnimationFrame(l),l=0,y.settle();
let{state:w}=f,[A,E]=[f.stacked(),f.viewField()];for(let v of f.shown()){let[Ye,Oe]=w.layout==="wipe"?f.strip(v):[0,1],V=w.layout!=="flip"||v.name===w.flip;if(v.
figure.classList.toggle("pl-active",V),q(v,Ye,Oe),v.subject=S.of(v),v.transform=Ue(v.subject,f.data,f.view(v),v.box,{field:E,offset:w.offsets[v.name],stacked:A}),
Tt(v,w.offsets[v.name],!!w.unlinked[v.name]),!V)continue;v.subject.source?.want?.(v.transform,v.box,c);let se=Lt(v.box,Ye,Oe,w.wipeAxis);zt(v,se,!u,W(v)),sn(f,v,
se)}if(w.layout==="flip"&&h.contains(document.activeElement)){let v=f.panes.get(w.flip)?.figure;v&&!v.contains(document.activeElement)&&v.focus({preventScroll:!0})}
let j=Me(w);e.toggleAttribute("data-look",!!j),j&&e.style.setProperty("--pl-look",j),h.classList.toggle("pl-zoomed",w.zoom!=="fit"),h.classList.toggle("pl-drawi\
ng",f.drawing),y.place(),x.update(),N.update(),$.draw(),F.update(),lt(f)}function $e(w,A=null){let E=A;if(!E&&f.state.layout==="flip"&&(E=f.panes.get(f.state.flip)),
!E&&f.state.layout==="wipe"&&(E=f.panes.get(Ke(f,w))),E??=f.panes.get(w.target.closest?.(".pl-pane")?.dataset.pane),!E)return null;let j=E.view.getBoundingClientRect();
return!A&&(w.clientY<j.top||w.clientY>j.bottom)?null:{pane:E,x:(w.clientX-j.left)*E.box.width/j.width,y:(w.clientY-j.top)*E.box.height/j.height}}let we=(w,{x:A,
y:E})=>De(w.subject,f.data,Ce(w.transform,{x:A,y:E}),f.viewField());Kn(h,{paneAt:$e,canZoomOut:()=>f.state.zoom!=="fit",canPan:()=>f.state.zoom!=="fit",wantsBox:w=>f.
drawing||w.shiftKey,drag(w,A,E,j){j?P.offsetBy(w,A/w.transform.scale,E/w.transform.scale):P.panBy(w,A,E)},zoom:(w,A,E,j)=>P.zoomTo(w,f.scaleOf(w)*j,we(w,{x:A,y:E})),
toggle:(w,A,E)=>P.toggle(w,we(w,{x:A,y:E})),hover:(w,A,E)=>f.setHover(w?we(w,{x:A,y:E}):null),box(w,A,E,j){let v=qe(we(w,A),we(w,E),f.data);f.draft=j?null:v,j?(f.
drawing=!1,F.add(v)):f.requestDraw()}});function po(w){f.data={...f.data,protocol:w.protocol,panes:w.panes};for(let A of w.panes)et(f.panes.get(A.name),A,f.protocol());
return C.arrange(),w.view&&O(w.view),f.requestDraw(),d}function St(w){if(Ft(f.data,w))return po(w);i=null,S.clear();for(let V of f.panes.values())V.image&&f.engine.
close(V.image);f.popovers.close();let A=f.data,E=A.panes.length?jt(f.state,A,w):{};R.stop(),f.data=w&&w.panes?.length?w:Mt,f.field=null,f.hover=null,f.panes=new Map(
f.data.panes.map(V=>[V.name,Nt(V,(se,mo)=>f.popovers.toggle(mo,`Options of ${f.labelOf(se.name)}`,b.paneMenu(se)),f.protocol())]));let j=o?xn(location.hash):null,
v=j&&j.id===(f.data.id??null)?j.patch:{},Oe=o&&!A.panes.length&&!j&&e.clientWidth>=1100&&f.data.width>f.data.height?{layout:"row"}:{};return f.state=[Oe,E,f.data.
view??{},v].reduce((V,se)=>rt(V,se,f.data),me(f.data)),f.data.panes.length&&A.id!==f.data.id&&K(!A.panes.length),e.toggleAttribute("data-empty",!f.data.panes.length),
x.node.inert=!f.data.panes.length,C.arrange(),B.update(),f.requestDraw(),d=to(f),d}let kt={root:e,load:St,set:O,state(){X();let w=Object.fromEntries(f.shown().map(
E=>[E.name,{...E.transform,...E.box}])),A=Object.fromEntries([...f.panes.values()].map(E=>[E.name,{...E.status}]));return{...T(),transforms:w,badges:A}},blend(w){
i=w,f.requestDraw()},pixel(w,A,E){let j=f.panes.get(w)?.image?.levels;return j?Te(j,Math.round(A),Math.round(E)):null},query:()=>String(new URLSearchParams(f.data.
query??"")),ready:()=>d.then(()=>kt),destroy(){C.stop(),R.stop(),k(),f.engine.stop(),e.replaceChildren()}};return St(t),kt}window.priorlens=Object.assign(window.priorlens||{},{createViewer:ho});})();
