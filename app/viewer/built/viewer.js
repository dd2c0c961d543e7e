// Made by build.mjs from sources 1a41bc78261d0849e673fb9d3db7c8c00b1c86c358e4a9f9b76884730bbc0761
"use strict";(()=>{function kt(e){let t=0;function n(){t&&(clearInterval(t),t=0,e.hold(!1))}return{stop:n,on:()=>t!==0,toggle(){return t?n():window.matchMedia("(prefers-reduced-mo\
tion: reduce)").matches?e.say("Your system asks for reduced motion, so nothing blinks here: hold R to see the reference"):(t=setInterval(()=>e.hold(!e.held),500),
e.say(`Blinking against ${e.labelOf(e.state.reference)}, once a second: K or Escape stops it`))}}}function m(e,t={},...n){let o=document.createElement(e);for(let[s,a]of Object.entries(t))s.startsWith("on")?o.addEventListener(s.slice(2),a):a===!0?o.setAttribute(
s,""):a!=null&&a!==!1&&o.setAttribute(s,a);return o.append(...n.flat().filter(s=>s!=null)),o}var mo={grid:"M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v\
4.5h-4.5zM9 9h4.5v4.5h-4.5z",row:"M2.5 4h3v8h-3zM6.75 4h2.5v8h-2.5zM10.5 4h3v8h-3z",wipe:"M2.5 3.5h11v9h-11zM8 1.5v13",flip:"M2.5 5.5h8.5v8h-8.5zM5 5.5v-3h8.5v8\
h-2.5",difference:"M10 8a3.75 3.75 0 1 1-7.5 0a3.75 3.75 0 1 1 7.5 0zM13.5 8a3.75 3.75 0 1 1-7.5 0a3.75 3.75 0 1 1 7.5 0z",plus:"M8 3.5v9M3.5 8h9",minus:"M3.5 8\
h9",fit:"M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5",more:"M3.5 8h.01M8 8h.01M12.5 8h.01",panes:"M2.5 3.5h11M2.5 8h11M2.5 12.5h11",eye:"M1\
.5 8s2.5-4.5 6.5-4.5s6.5 4.5 6.5 4.5s-2.5 4.5-6.5 4.5s-6.5-4.5-6.5-4.5zM9.75 8a1.75 1.75 0 1 1-3.5 0a1.75 1.75 0 1 1 3.5 0z",region:"M2.5 5v-2.5h2.5M11 2.5h2.5v\
2.5M13.5 11v2.5h-2.5M5 13.5h-2.5v-2.5M5.5 6.5h5v3h-5z",histogram:"M2.5 13.5h11M4 11v-2.5M6.75 11v-8M9.5 11v-5.5M12.25 11v-3.5",link:"M6.75 9.25l2.5-2.5M7.5 4.75\
l1.6-1.6a2.65 2.65 0 0 1 3.75 3.75l-1.6 1.6M8.5 11.25l-1.6 1.6a2.65 2.65 0 0 1-3.75-3.75l1.6-1.6",save:"M8 2.5v7.5M5 7.25l3 3l3-3M2.5 13.5h11",full:"M9.5 6.5l4-\
4M10 2.5h3.5v3.5M6.5 9.5l-4 4M6 13.5h-3.5v-3.5",help:"M6 6.1a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.6h.01M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0z",check:"M3 8.5l3\
.25 3.25l6.75-7",alert:"M8 6v3.25M8 11.4h.01M8 2l6.5 11.5h-13z",close:"M4 4l8 8M12 4l-8 8",left:"M9.75 3.5l-4.5 4.5l4.5 4.5",right:"M6.25 3.5l4.5 4.5l-4.5 4.5",
up:"M3.5 9.75l4.5-4.5l4.5 4.5",down:"M3.5 6.25l4.5 4.5l4.5-4.5",spark:"M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.75 1.75M10.25 10.25l1.75 1.75M4 12l1.75-1.75M10.25 5.75l\
1.75-1.75"};function Oe(e){let t=document.createElementNS("http://www.w3.org/2000/svg","svg");for(let[o,s]of Object.entries({viewBox:"0 0 16 16",width:16,height:16,
fill:"none",stroke:"currentColor","stroke-width":e==="more"?2:1.4,"stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true",focusable:"false"}))t.
setAttribute(o,String(s));let n=document.createElementNS("http://www.w3.org/2000/svg","path");return n.setAttribute("d",mo[e]),t.append(n),t}function U({id:e,name:t,
key:n="",symbol:o=null,text:s="",onclick:a,pressed:l=null,cls:i=""}){return m("button",{type:"button",class:`pl-button ${i}`.trim(),"data-testid":e,"aria-label":s?
null:t,title:n?`${t} (${n})`:t,"aria-pressed":l===null?null:String(l),onclick:a},o?Oe(o):null,s?m("span",{class:"pl-button-text"},s):null)}function Ee(e,t){e.textContent!==
t&&(e.textContent=t)}function ue(e,t,n){e.getAttribute(t)!==n&&e.setAttribute(t,n)}function Pe(e,t){ue(e,"aria-pressed",String(!!t))}function Z(){let e=document.
activeElement;return e instanceof HTMLElement?e:null}var de=[.03125,.0625,.125,.25,.5,1,2,4,8,16,32];function D(e,t,n){return Math.min(Math.max(e,t),n)}function se(e,t){let n=Math.min(e.width/t.width,e.height/t.height);
return n>0?n>=1?Math.floor(n):n:1}function Ye(e,t,n){return{scale:n,x:Math.round(e.width/2-(t.x+.5)*n),y:Math.round(e.height/2-(t.y+.5)*n)}}function Le(e,t){return{
x:e.x+(t.x+.5)*e.scale,y:e.y+(t.y+.5)*e.scale}}function Re(e,t){return{x:(t.x-e.x)/e.scale-.5,y:(t.y-e.y)/e.scale-.5}}function Xe(e,t,n,o){let s=(a,l,i)=>{let r=l/
2/t;return r*2>=i?(i-1)/2:D(a,r-.5,i-.5-r)};return{x:s(e.x,n.width,o.width),y:s(e.y,n.height,o.height)}}function At(e,t,n,o){let s=n/o;return{x:t.x+(e.x-t.x)*s,
y:t.y+(e.y-t.y)*s}}function $t(e,t){return t>0?de.find(o=>o>e*1.001)??de[de.length-1]:[...de].reverse().find(o=>o<e/1.001)??de[0]}function Ot(e){let t=de.find(n=>Math.
abs(n/e-1)<.001);return t===void 0?`${Math.round(e*100)} %`:t>=1?`${t}:1`:`1:${1/t}`}function Et(e,t,n,o=1,s=0){let a=Array.from({length:e},(i,r)=>{let u=r+1,c=Math.
ceil(e/u),d=(t.width-o*(c-1))/c/n.width,h=((t.height-o*(u-1))/u-s)/n.height;return{columns:c,scale:Math.min(d,h)}}),l=Math.max(...a.map(({scale:i})=>i));return a.
find(({scale:i})=>i>=l*.9).columns}function Pt(e,t,n,o="x"){let[s,a]=[t,n].map(i=>Math.round(i*(o==="y"?e.height:e.width))),l={...e,left:0,right:e.width,top:0,bottom:e.
height};return o==="y"?{...l,top:s,bottom:a}:{...l,left:s,right:a}}function fe(e,t,n){return{x0:D(Math.floor(((t.left??0)-e.x)/e.scale),0,n.width),y0:D(Math.floor(
((t.top??0)-e.y)/e.scale),0,n.height),x1:D(Math.ceil(((t.right??t.width)-e.x)/e.scale),0,n.width),y1:D(Math.ceil(((t.bottom??t.height)-e.y)/e.scale),0,n.height)}}var re=null;function Lt(e,t){return re??=document.createElement("canvas").getContext("2d"),re.canvas.width<e&&(re.canvas.width=e),re.canvas.height<t&&(re.canvas.
height=t),re.clearRect(0,0,e,t),re}function Rt(e,t,n,o,s){let a=Ce(t,o.scale),l=a!==null&&Math.abs(o.scale*2**a-1)<1e-6;if(o.scale>=1||a===null||l)return V(e,t,
n,o,s);let i={width:s.width*2,height:s.height*2,left:(s.left??0)*2,right:(s.right??s.width)*2,top:(s.top??0)*2,bottom:(s.bottom??s.height)*2},r=Lt(i.width,i.height),
u={scale:o.scale*2,x:o.x*2,y:o.y*2};return Je(r,t,a,n,u,i,!0),e.imageSmoothingEnabled=!0,e.imageSmoothingQuality="low",e.drawImage(r.canvas,0,0,i.width,i.height,
0,0,s.width,s.height)}function Ce(e,t){let n=t>=1?0:Math.floor(Math.log2(1/t)+1e-6),o=e.length-1;for(let s=Math.min(n,o);s<=o;s+=1)if(e[s])return s;for(let s=Math.
min(n,o);s>=0;s-=1)if(e[s])return s;return null}function Ve(e,t,n){for(let o of e){if(!o.bitmap)continue;let s=Math.max(o.x,t.x0),a=Math.max(o.y,t.y0),l=Math.min(
o.x+o.width,t.x1),i=Math.min(o.y+o.height,t.y1);l>s&&i>a&&n(o,s,a,l,i)}}function V(e,t,n,o,s){let a=Ce(t,o.scale);if(a!==null){if(t[a].tiles.some(l=>!l.bitmap))
for(let l=t.length-1;l>a;l-=1)t[l]&&Je(e,t,l,n,o,s,!0);Je(e,t,a,n,o,s,o.scale<1||a>0)}}function Je(e,t,n,o,s,a,l){let{tiles:i,width:r,height:u}=t[n],c=s.scale*2**
n,d=fe({...s,scale:c},a,{width:r,height:u});if(d.x1<=d.x0||d.y1<=d.y0)return;let h=p=>s.x+Math.min(p*c,o.width*s.scale),g=p=>s.y+Math.min(p*c,o.height*s.scale);
if(e.imageSmoothingEnabled=l&&c!==1,e.imageSmoothingQuality="low",!l&&!Number.isInteger(c)){let p=d.x1-d.x0,M=d.y1-d.y0,f=Lt(p,M);Ve(i,d,(S,E,b,C,I)=>{let[j,H]=[
C-E,I-b];f.drawImage(S.bitmap,E-S.x,b-S.y,j,H,E-d.x0,b-d.y0,j,H)}),e.drawImage(f.canvas,0,0,p,M,h(d.x0),g(d.y0),p*c,M*c);return}Ve(i,d,(p,M,f,S,E)=>{let[b,C]=[Math.
round(h(M)),Math.round(g(f))],[I,j]=[Math.round(h(S)),Math.round(g(E))];e.drawImage(p.bitmap,M-p.x,f-p.y,S-M,E-f,b,C,I-b,j-C)})}var Q=null;function ye(e,t){let[
n,o]=[t.x1-t.x0,t.y1-t.y0];return Q??=document.createElement("canvas").getContext("2d",{willReadFrequently:!0}),Q.canvas.width<n&&(Q.canvas.width=n),Q.canvas.height<
o&&(Q.canvas.height=o),Q.clearRect(0,0,n,o),Ve(e[0].tiles,t,(s,a,l,i,r)=>{let[u,c]=[i-a,r-l];Q.drawImage(s.bitmap,a-s.x,l-s.y,u,c,a-t.x0,l-t.y0,u,c)}),Q.getImageData(
0,0,n,o).data}function Ne(e,t,n){let o=e[0];return!o||t<0||n<0||t>=o.width||n>=o.height?null:Array.from(ye(e,{x0:t,y0:n,x1:t+1,y1:n+1}).slice(0,3))}var go={loading:{text:"loading",title:"The image is on its way."},checking:{text:"checking",title:"Comparing every pixel with what the server computed."},exact:{
text:"pixel-exact",symbol:"check",title:"Pixel-exact: the SHA-256 of every pixel decoded here equals the one computed from the array."},wrong:{text:"not exact",
symbol:"alert",title:"Not exact"},missing:{text:"not shown",symbol:"alert",title:"Not shown"}};function wo({name:e,value:t}){return m("span",{class:`pl-score pl\
-score-${e.toLowerCase()}`},m("span",{class:"pl-unit"},`${e} `),t)}function Ze({label:e,title:t,switches:n}){return n?m("button",{type:"button",class:"pl-protoc\
ol","data-protocol":"",title:t,"aria-label":`Protocol ${e}. Recompute under the next`},e):m("span",{class:"pl-protocol",title:t},e)}function yo({badge:e,origin:t,
source:n}){return e?m("span",{class:`pl-chip${n?" pl-chip-source":""}`,title:t},e):null}function Ct(e,t,n=null){let o=m("canvas",{class:"pl-overlay","aria-hidde\
n":"true"}),s=m("canvas",{class:"pl-canvas",role:"img","data-testid":`canvas-${e.name}`}),a={name:e.name,record:e,image:null,subject:{...e,source:null},status:{
state:"loading",reason:""},box:{width:1,height:1},transform:{scale:1,x:0,y:0},strip:{from:null,to:null},apart:"",canvas:s,context:s.getContext("2d"),overlay:o,overlayContext:o.
getContext("2d"),number:m("span",{class:"pl-number","aria-hidden":"true"}),label:m("span",{class:"pl-label"}),tag:m("span",{class:"pl-tag","aria-hidden":"true"}),
offset:m("span",{class:"pl-offset",hidden:!0,title:"This pane has a shift (Alt + drag) or a view (U) of its own"}),meta:m("span",{class:"pl-caption-meta"}),badge:m(
"span",{class:"pl-badge","data-testid":`badge-${e.name}`,role:"status"}),message:m("p",{class:"pl-message",hidden:!0}),crossX:m("div",{class:"pl-cross pl-cross-\
x",hidden:!0}),crossY:m("div",{class:"pl-cross pl-cross-y",hidden:!0})};a.view=m("div",{class:"pl-view"},s,o,a.crossX,a.crossY,a.tag,a.message);let l=m("button",
{type:"button",class:"pl-icon-button pl-pane-menu","aria-haspopup":"true","data-testid":`menu-${e.name}`,title:"Pane options",onclick:i=>t(a,i.currentTarget)},Oe(
"more"));return a.menu=l,a.figure=m("figure",{class:"pl-pane","data-testid":`pane-${e.name}`,"data-pane":e.name,tabindex:0,role:"group"},m("figcaption",{class:"\
pl-caption"},m("span",{class:"pl-caption-body"},m("span",{class:"pl-caption-start"},a.number,a.label,a.offset),a.meta,m("span",{class:"pl-caption-end"},a.badge,
l))),a.view),ee(a,"loading"),Qe(a,e,n),a}function Qe(e,t,n){e.record=t;let o=t.scores??[];e.meta.title=[t.origin,t.score_text].filter(Boolean).join(". "),e.meta.
replaceChildren(...[yo(t),...o.map(wo),o.length&&n?Ze(n):null].filter(Boolean))}var xo=e=>{let t=Math.round(e);return t>0?`+${t}`:t<0?`−${-t}`:"0"};function Nt(e,t,n){
let o=[n?"unlinked":"",t?`${t.map(xo).join(", ")} px`:""].filter(Boolean).join(" · ");e.apart!==o&&(e.apart=o,e.offset.hidden=!o,e.offset.textContent=o)}function ee(e,t,n=""){
e.status={state:t,reason:n};let{text:o,title:s,symbol:a}=go[t];e.badge.className=`pl-badge pl-badge-${t}`,e.badge.dataset.state=t,e.badge.title=n?`${s}: ${n}`:s,
e.badge.replaceChildren(...a?[Oe(a)]:[],m("span",{class:"pl-badge-text"},o),...n?[m("span",{class:"pl-hidden"},`: ${n}`)]:[]),e.message.hidden=!n,e.message.textContent=
n?`${n[0].toUpperCase()}${n.slice(1)}.`:""}function Tt(e,t){return[t,e.record.origin,e.record.score_text].filter(Boolean).join(", ")}function et(e,t,n){if(e.box.
width===t&&e.box.height===n)return!1;e.box={width:t,height:n};for(let o of[e.canvas,e.overlay])o.width=Math.max(t,1),o.height=Math.max(n,1);return!0}var Te=4;function It(e,t,n,o=null){
let{context:s,box:a,transform:l,subject:i}=e;if(s.clearRect(0,0,a.width,a.height),!i.source)return;let{left:r,right:u,top:c,bottom:d}=t,h=r>0||u<a.width||c>0||d<
a.height;h&&(s.save(),s.beginPath(),s.rect(r,c,u-r,d-c),s.clip());let g={...a,left:r-Te,right:u+Te,top:c-Te,bottom:d+Te},p=n?Rt:V;o?(p(s,o.under.levels,i,l,g),s.
globalAlpha=o.share,p(s,o.over.levels,i,l,g),s.globalAlpha=1):p(s,i.source.levels,i,l,g),h&&s.restore()}function zt(e,t,n){let o=t.map(s=>({name:s,psnr:e.map(a=>n(a,s))})).filter(({psnr:s})=>s.every(a=>a!==void 0));for(let s of o)s.ranks=s.psnr.map((a,l)=>1+o.filter(
i=>i.psnr[l]>a).length),s.mean=s.ranks.reduce((a,l)=>a+l,0)/s.ranks.length;return o.sort((s,a)=>s.mean-a.mean)}var bo=["grid","row","wipe","flip","difference"],xe=8,ze=8,Mo={mode:["absolute","signed","squared"],channel:["rgb","luma","red","green","blue"],map:["inferno","\
viridis","grey"]},nt=[1,2,4,8,16,32],ot=[-2,-1,0,1,2,3,4],ae=["all","red","green","blue","luma"],he=e=>e==="all"?"in colour":`${e} only`,pe=e=>e?`${e>0?"×":"÷"}\
 ${2**Math.abs(e)}`:"as it is";function me(e){let t=e.panes.map(o=>o.name),n=(e.visible??[]).filter(o=>t.includes(o));return{layout:"grid",panes:(n.length?n:t).
slice(0,xe),zoom:"fit",x:(e.width-1)/2,y:(e.height-1)/2,flip:null,wipe:[],wipeAxis:"x",reference:t.includes(e.reference)?e.reference:t[0]??null,difference:{mode:"\
absolute",channel:"rgb",gain:2,map:"inferno"},regions:[],offsets:{},unlinked:{},labels:{},crosshair:!0,minimap:!0,values:!0,follow:!0,exposure:0,channel:"all"}}
var So=["layout","wipeAxis","flip","difference","crosshair","minimap","values","follow"];function Bt(e,t,n=null){if(n?.base&&n.base===t.id)return n.added&&!e.panes.
includes(n.added)&&e.panes.length<xe?{...e,panes:[...e.panes,n.added]}:e;let o=Object.fromEntries(So.map(a=>[a,e[a]]));return String(e.panes)!==String(me(t).panes)?
{...o,panes:e.panes}:o}function jt(e,t){let n=({id:o,panes:s})=>JSON.stringify([o,s.map(({name:a,sha256:l,file:i})=>[a,l,i?.url??i])]);return!!(e?.id&&e.panes?.
length&&t?.panes?.length)&&n(e)===n(t)}var J=(e,t,n,o)=>typeof e=="number"&&Number.isFinite(e)?D(e,t,n):o,te=(e,t,n)=>t.includes(e)?e:n,ko=(e,t)=>typeof e=="boo\
lean"?e:t;function Ft(e,t=0,n=1){return Array.from({length:Math.max(e-1,0)},(o,s)=>t+(n-t)*(s+1)/e)}function _t(e,t,n){let o=[...e];o[t]=D(n,0,1);for(let s=t+1;s<
o.length;s+=1)o[s]=Math.max(o[s],o[s-1]);for(let s=t-1;s>=0;s-=1)o[s]=Math.min(o[s],o[s+1]);return o}function tt(e,t,n){let o={};for(let[s,a]of Object.entries(e&&
typeof e=="object"?e:{})){let l=t.includes(s)?n(a):null;l!==null&&(o[s]=l)}return o}function st(e,t,n){let o=n.panes.map(c=>c.name),s={...e,difference:{...e.difference}},
a=(c,d)=>J(c,-.5,n.width-.5,d),l=(c,d)=>J(c,-.5,n.height-.5,d);if(s.layout=te(t.layout,bo,e.layout),Array.isArray(t.panes)){let c=[...new Set(t.panes)].filter(d=>o.
includes(d)).slice(0,xe);c.length&&(s.panes=c)}s.zoom=t.zoom==="fit"?"fit":J(t.zoom,.015625,64,e.zoom),s.x=a(t.x,e.x),s.y=l(t.y,e.y),s.flip=te(t.flip,s.panes,s.
panes.includes(e.flip)?e.flip:s.panes[0]),s.reference=te(t.reference,o,e.reference),s.exposure=te(t.exposure,ot,e.exposure),s.channel=te(t.channel,ae,e.channel),
s.wipeAxis=te(t.wipeAxis,["x","y"],e.wipeAxis);let i=s.wipeAxis===e.wipeAxis?e.wipe:[],r=Array.isArray(t.wipe)?t.wipe.map(c=>J(c,0,1,null)):i;s.wipe=r.length===
s.panes.length-1&&!r.includes(null)?[...r].sort((c,d)=>c-d):[];let u=t.difference??{};for(let[c,d]of Object.entries(Mo))s.difference[c]=te(u[c],d,e.difference[c]);
s.difference.gain=te(u.gain,nt,e.difference.gain),Array.isArray(t.regions)&&(s.regions=t.regions.slice(0,ze).flatMap(c=>{let[d,h]=[Math.round(a(c?.x,NaN)),Math.
round(l(c?.y,NaN))],g=Math.round(J(c?.width,1,n.width-d,NaN)),p=Math.round(J(c?.height,1,n.height-h,NaN));return[d,h,g,p].every(Number.isFinite)?[{x:Math.max(d,
0),y:Math.max(h,0),width:g,height:p,why:String(c.why??"").slice(0,80)}]:[]})),t.offsets&&(s.offsets=tt(t.offsets,o,c=>{let[d,h]=[J(c?.[0],-1e5,1e5,0),J(c?.[1],-1e5,
1e5,0)];return d||h?[d,h]:null})),t.unlinked&&(s.unlinked=tt(t.unlinked,o,c=>{let d=c?.zoom==="fit"?"fit":J(c?.zoom,.015625,64,null);return d===null?null:{zoom:d,
x:a(c.x,e.x),y:l(c.y,e.y)}})),t.labels&&(s.labels=tt(t.labels,o,c=>String(c).trim().slice(0,60)||null));for(let c of["crosshair","minimap","values","follow"])s[c]=
ko(t[c],e[c]);return s}function ve(e,t){for(let n=0;n<e.length;n+=1)n%t&&(e[n]+=e[n-1]);return e}function Dt(e,t){let n=t.columns*t.rows;if(e.byteLength!==n*6)throw new Error(`alignme\
nt: expected ${n*6} bytes, got ${e.byteLength}`);let o=e.buffer.slice(e.byteOffset,e.byteOffset+e.byteLength);return{...t,dx:ve(new Int16Array(o,0,n),t.columns),
dy:ve(new Int16Array(o,n*2,n),t.columns),confidence:ve(new Uint8Array(o,n*4,n),t.columns),valid:ve(new Uint8Array(o,n*5,n),t.columns)}}function Ut(e,t){let n=(i,r,u)=>{
let c=r>1?Math.min(Math.max(i,0),r-1)*(u-1)/(r-1):0,d=Math.min(Math.floor(c),Math.max(u-2,0));return[d,c-d]},[o,s]=n(t.x,e.width,e.columns),[a,l]=n(t.y,e.height,
e.rows);return{column:o,row:a,u:s,v:l}}function Be(e,t,{column:n,row:o,u:s,v:a}){let l=o*t.columns+n,i=t.columns>1?1:0,r=t.rows>1?t.columns:0,u=e[l]*(1-s)+e[l+i]*
s,c=e[l+r]*(1-s)+e[l+r+i]*s;return u*(1-a)+c*a}function je(e,t){let n=Ut(e,t);return{x:t.x*e.scale_x+Be(e.dx,e,n)*e.step_px,y:t.y*e.scale_y+Be(e.dy,e,n)*e.step_px}}
function qt(e,t){let n={x:t.x/e.scale_x,y:t.y/e.scale_y};for(let o=0;o<12;o+=1){let s=je(e,n),a=(t.x-s.x)/e.scale_x,l=(t.y-s.y)/e.scale_y;if(n.x+=a,n.y+=l,Math.
abs(a)+Math.abs(l)<.001)break}return n}function Wt(e,t){let n=Ut(e,t),o=je(e,t);return{x:o.x-t.x,y:o.y-t.y,confidence:Be(e.confidence,e,n)/255,valid:Be(e.valid,
e,n)>=.5}}function Fe(e,t,n){return e.zoom==="fit"?se(t,n):e.zoom}function Gt(e,t){return Math.sqrt(e.width/t.width*(e.height/t.height))}function ge(e,t,n,o){return o&&e.
follows?je(o,n):{x:(n.x+.5)*e.width/t.width-.5,y:(n.y+.5)*e.height/t.height-.5}}function _e(e,t,n,o){return o&&e.follows?qt(o,n):{x:(n.x+.5)*t.width/e.width-.5,
y:(n.y+.5)*t.height/e.height-.5}}function De(e,t,n,o,{field:s=null,offset:a=[0,0],stacked:l=!1}={}){let i=se(o,t),r=n.zoom==="fit"?i:n.zoom,u=r/Gt(e,t),c=S=>({scale:S.
scale,x:S.x+Math.round(a[0]*S.scale),y:S.y+Math.round(a[1]*S.scale)}),d={x:(t.width-1)/2,y:(t.height-1)/2},h=ge(e,t,n.zoom==="fit"?d:n,s);if(e.width===t.width&&
e.height===t.height||l)return c(Ye(o,h,u));let p=Math.min(o.width/e.width,o.height/e.height,i/Gt(e,t)),M=D(Math.log2(r/i)*2,0,1),f={x:(e.width-1)/2,y:(e.height-
1)/2};return c(Ye(o,{x:f.x+(h.x-f.x)*M,y:f.y+(h.y-f.y)*M},r<i?u:p*(u/p)**M))}var Ao={differ:"methods differ most",best:"prior-guided gains most",worst:"prior-guided loses most","hardly better":"prior-guided gains least","hardly worse":"p\
rior-guided loses least"},$o=176;function Ue(e,t,n){let o=(r,u,c)=>{let d=D(Math.floor(Math.min(r,u)+.5),0,c-1);return[d,D(Math.floor(Math.max(r,u)+.5)+1,d+1,c)-
d]},[s,a]=o(e.x,t.x,n.width),[l,i]=o(e.y,t.y,n.height);return{x:s,y:l,width:a,height:i}}var Oo=({width:e,height:t})=>({x:0,y:0,width:e,height:t}),ie=(e,t)=>e.width===
t.width&&e.height===t.height;function Eo({psnr:e,ssim:t},n){if(e===void 0)return"reference";if(Number.isNaN(e))return"nothing left of the box";let o=e===1/0?"∞":
e.toFixed(2),s=n==="truth"?"":"change ";return t===void 0?`${s}${o} dB · …`:`${s}${o} dB${Number.isNaN(t)?"":` · ${t.toFixed(3)}`}`}function Ht(e){let t=m("\
section",{class:"pl-regions","aria-label":"Regions of interest","data-testid":"regions",hidden:!0}),n=new Map,o="",s=()=>({width:e.data.width,height:e.data.height}),
a=({x,y:A,width:N,height:R})=>JSON.stringify([x,A,N,R,e.state.reference,l(),i()]),l=()=>e.data.protocol?.id??"rgb",i=()=>Object.fromEntries([...e.panes.values()].
filter(x=>x.image?.levels[0]).map(x=>[x.name,x.image.key]));async function r(x){let A=i(),N=A[e.state.reference];if(!N)return;let R=a(x);if(n.has(R))return;n.set(
R,null);let{x:y,y:k,width:O,height:L}=x,T={reference:N,frame:s(),box:{x:y,y:k,width:O,height:L},protocol:l()},F=await e.engine.call("regionStats",{keys:A,...T});
n.set(R,F),u();for(let[B,_]of Object.entries(A))if(_!==N){if(!e.state.regions.some(K=>a(K)===R))return n.delete(R);F[B].ssim=await e.engine.call("regionSsim",{key:_,
...T}),u()}return F}function u(){o="",e.requestDraw()}function c(x,A){let N=window.devicePixelRatio||1,R=Math.round($o*N),y=Math.round(R*D(x.height/x.width,.4,1.25)),
k=m("canvas",{width:R,height:y,class:"pl-crop",role:"img","aria-label":`Region in ${e.labelOf(A.name)}`}),O=Math.min(R/x.width,y/x.height),L={width:R,height:y},
T={zoom:O>=1?Math.floor(O):O,x:x.x+(x.width-1)/2,y:x.y+(x.height-1)/2},F={...A.record,source:A.image},B=De(F,e.data,T,L,{field:e.viewField(),stacked:!0});return A.
image&&V(k.getContext("2d"),A.image.levels,F,B,L),k}function d(x){let A=Math.max(...x),N=x.map((k,O)=>`${O?"L":"M"}${O} ${16-k/A*15}`).join(""),R=document.createElementNS(
"http://www.w3.org/2000/svg","svg");R.setAttribute("viewBox",`0 0 ${x.length-1} 16`),R.setAttribute("preserveAspectRatio","none"),R.setAttribute("class","pl-his\
togram"),R.setAttribute("role","img"),R.setAttribute("aria-label","Histogram of brightness, dark to light");let y=document.createElementNS("http://www.w3.org/20\
00/svg","path");return y.setAttribute("d",N),R.append(y),R}function h({min:x,mean:A,max:N},R){let y=(k,O)=>m("tr",{},m("th",{scope:"row"},k),[x[O],A[O].toFixed(
1),N[O]].map(L=>m("td",{},L)));return m("table",{class:"pl-levels",title:R?"Of the image resized as it is scored":null},m("thead",{},m("tr",{},m("td",{}),["min",
"mean","max"].map(k=>m("th",{scope:"col"},k)))),m("tbody",{},["R","G","B"].map(y)))}function g(x,A,N,R){let y=N?.[A.name],k=A.record.width!==e.data.width||A.record.
height!==e.data.height;return m("figure",{class:`pl-card${R===A.name?" pl-best":""}`,"data-testid":`region-${A.name}`},c(x,A),m("figcaption",{},m("span",{class:"\
pl-label"},e.labelOf(A.name)),m("span",{class:"pl-card-score",title:k?"Scored after a plain resize, as in the caption; the crop follows the alignment":null},y?Eo(
y,e.state.reference):"…",k?" (resized)":"")),y?d(y.histogram):null,y?h(y.levels,k&&!ie(x,e.data)):null)}function p(){let x=[...e.panes.values()].filter(({record:A,
image:N})=>A.scores?.length&&N?.levels[0]);return[...new Set([...e.state.panes,...x.map(({name:A})=>A),e.state.reference])]}function M(x,A){let N=n.get(a(x)),R=p(),
O=(e.state.reference==="truth"?R.filter(B=>B!=="degraded"&&e.panes.get(B)?.record.scores?.length&&N?.[B]?.psnr!==void 0):[]).reduce((B,_)=>B===null||N[_].psnr>N[B].
psnr?_:B,null),L=ie(x,e.data),T=L?"Whole image":`Region ${A+1}`,F=()=>{if(L)return e.update({zoom:"fit"});let B=e.leader(),_=Math.min(B.box.width/x.width,B.box.
height/x.height)*.8;return e.update({zoom:_>=1?Math.floor(_):_,x:x.x+(x.width-1)/2,y:x.y+(x.height-1)/2})};return m("div",{class:"pl-region","data-testid":`roi-${A+
1}`},m("div",{class:"pl-region-head"},m("b",{},T),m("span",{class:"pl-note"},`${x.width}×${x.height}${L?"":` at ${x.x}, ${x.y}`}${x.why?` · ${x.why}`:""}`),m(
"span",{class:"pl-spacer"}),U({id:`roi-go-${A+1}`,name:`Zoom to ${T.toLowerCase()}`,text:L?"Fit":"Zoom to",onclick:F}),U({id:`roi-remove-${A+1}`,name:`Remove ${T.
toLowerCase()}`,symbol:"close",onclick:()=>e.update({regions:e.state.regions.filter((B,_)=>_!==A)})})),m("div",{class:"pl-cards",tabindex:0,role:"group","data-t\
estid":`roi-crops-${A+1}`,"aria-label":`${T} in every pane`},R.map(B=>e.panes.get(B)).filter(Boolean).map(B=>g(x,B,N,O))))}function f(){if(e.state.reference!=="\
truth")return[];let x=p().filter(A=>A!=="truth"&&e.panes.get(A)?.record.scores?.length);return zt(e.state.regions,x,(A,N)=>n.get(a(A))?.[N]?.psnr)}function S(){
let x=f();if(x.length<2)return null;let A=(R,y)=>ie(R,e.data)?"Whole image":`Region ${y+1}`,N=(R,y)=>m("td",{class:y===1?"pl-first":null},Number.isFinite(R)?R.toFixed(
2):"∞");return m("div",{class:"pl-ranking",tabindex:0,role:"group","aria-label":"Methods ranked on the regions"},m("table",{"data-testid":"roi-ranking"},m("ca\
ption",{},"Ranked by PSNR, dB"),m("thead",{},m("tr",{},m("th",{scope:"col"},"Method"),e.state.regions.map((R,y)=>m("th",{scope:"col"},A(R,y))),m("th",{scope:"co\
l"},"Mean rank"))),m("tbody",{},x.map(({name:R,psnr:y,ranks:k,mean:O})=>m("tr",{},m("th",{scope:"row"},e.labelOf(R)),y.map((L,T)=>N(L,k[T])),m("td",{},O.toFixed(
O%1?2:0)))))))}function E(){let x=e.state.reference==="truth"?"PSNR and SSIM":"Change (the formulas of PSNR and SSIM)",A=U({id:"roi-whole",name:"Add the whole i\
mage as a region",key:"I",text:"Add whole image",onclick:I});return m("div",{class:"pl-regions-title"},m("p",{},`${x} inside each box, against ${e.labelOf(e.state.
reference)} `,e.protocol()?Ze(e.protocol()):"RGB"),m("span",{class:"pl-spacer"}),b()?null:A)}let b=()=>e.state.regions.some(x=>ie(x,e.data));function C(x){e.state.
regions.length>=ze?e.say(`${ze} regions at most: remove one first`):e.update({regions:[...e.state.regions,x]})}function I(){b()?e.update({regions:e.state.regions.
filter(x=>!ie(x,e.data))}):C(Oo(e.data))}function j(x){let A=t.contains(document.activeElement)?Z():null,N=A?.dataset.testid?`[data-testid="${A.dataset.testid}"\
]`:"[data-protocol]",R=new Map([...t.querySelectorAll(".pl-cards")].map(y=>[y.dataset.testid,y.scrollLeft]));t.replaceChildren(...x);for(let y of t.querySelectorAll(
".pl-cards"))y.scrollLeft=R.get(y.dataset.testid)??0;A&&(t.querySelector(N)??e.leader()?.figure)?.focus({preventScroll:!0})}function H(){t.hidden=e.state.regions.
length===0;let x=JSON.stringify([e.state.regions,e.state.panes,e.state.reference,e.state.labels,e.state.follow,l(),i()]);if(x!==o){o=x;for(let A of e.state.regions)
r(A).catch(N=>e.say(`Scores failed: ${N.message}`));j(e.state.regions.length?[E(),S(),...e.state.regions.map(M)].filter(Boolean):[])}}return{node:t,update:H,add:C,
hasWhole:b,toggleWhole:I,async suggest(){let{baseline:x,guided:A,truth:N}=i();if(!x||!A)return e.say("Suggestions need a baseline and a guided result.");let R=N?
{keys:{baseline:x,guided:A},reference:N}:{keys:{guided:A},reference:x},y=await e.engine.call("suggest",{...R,frame:s(),first:"guided"}),k=e.state.regions.filter(
O=>!O.why);return e.update({regions:[...k,...y.map(({kind:O,...L})=>({...L,why:Ao[O]}))]})}}}var Kt={absolute:64,signed:64,squared:1},rt=[.299,.587,.114],Po={red:0,green:1,blue:2};function Yt(e,t){return e==="squared"?(255/t)**2:255/t}function qe(e,t){let n=Yt(
e,t),o=s=>Math.abs(s)>=100?s.toFixed(0):Number(s.toPrecision(3)).toString();return e==="signed"?[`−${o(n)}`,"0",`+${o(n)}`]:["0",o(n/2),`≥ ${o(n)}`]}function Xt(e,t,n,o){
let{width:s,height:a}=e,l=Kt[n],i=n==="squared"?new Uint16Array(s*a):new Int16Array(s*a),r=Po[o],[u,c]=[e.data,t.data],d={absolute:Math.abs,signed:g=>g,squared:g=>g*
g}[n],h=Float64Array.from({length:511},(g,p)=>d(p-255)*l);if(r!==void 0)for(let g=0,p=r;g<i.length;g+=1,p+=4)i[g]=h[u[p]-c[p]+255];else if(o==="luma")for(let g=0,
p=0;g<i.length;g+=1,p+=4){let M=rt[0]*(u[p]-c[p])+rt[1]*(u[p+1]-c[p+1])+rt[2]*(u[p+2]-c[p+2]);i[g]=Math.round(d(M)*l)}else for(let g=0,p=0;g<i.length;g+=1,p+=4)
i[g]=Math.round((h[u[p]-c[p]+255]+h[u[p+1]-c[p+1]+255]+h[u[p+2]-c[p+2]+255])/3);return{data:i,width:s,height:a}}function Vt({data:e,width:t,height:n}){let o=Math.
ceil(t/2),s=Math.ceil(n/2),a=new e.constructor(o*s);for(let l=0;l<s;l+=1){let i=l*2*t,r=l*2+1<n?i+t:i;for(let u=0;u<o;u+=1){let c=u*2,d=c+1<t?c+1:c;a[l*o+u]=Math.
round((e[i+c]+e[i+d]+e[r+c]+e[r+d])/4)}}return{data:a,width:o,height:s}}function Jt(e,t,n,o,s){let a=new Uint32Array(t.width*t.height),l=Yt(n,o)*Kt[n],[i,r]=n===
"signed"?[127.5/l,127.5]:[255/l,0];for(let u=0;u<t.height;u+=1){let c=(t.y+u)*e.width+t.x;for(let d=0;d<t.width;d+=1){let h=e.data[c+d]*i+r;a[u*t.width+d]=s[h<=
0?0:h>=255?255:Math.round(h)]}}return new Uint8ClampedArray(a.buffer)}var be={red:[1,0,0],green:[0,1,0],blue:[0,0,1],luma:[.299,.587,.114]};function Me({channel:e,exposure:t}){return[be[e]&&`url(#pl-only-${e})`,t&&`brightness(${2**
t})`].filter(Boolean).join(" ")}function Zt(e,t,{channel:n,exposure:o}={channel:"all",exposure:0}){let[s,a,l]=be[n]??be.luma;return(s*e[t]+a*e[t+1]+l*e[t+2])*2**
o}function Lo(e){let t=[...be[e],0,0];return[...t,...t,...t,0,0,0,1,0].join(" ")}function Qt(){let e=(n,o,...s)=>{let a=document.createElementNS("http://www.w3.\
org/2000/svg",n);for(let[l,i]of Object.entries(o))a.setAttribute(l,i);return a.append(...s),a},t=Object.keys(be).map(n=>e("filter",{id:`pl-only-${n}`,x:0,y:0,width:1,
height:1,"color-interpolation-filters":"sRGB"},e("feColorMatrix",{type:"matrix",values:Lo(n)})));return m("div",{class:"pl-hidden","aria-hidden":"true"},e("svg",
{width:0,height:0},...t))}var Ro=8,en={5:{0:"7557",1:"6227",2:"6127",3:"7317",4:"5571",5:"7616",6:"4757",7:"7122",8:"7757",9:"7571","−":"0060"},6:{0:"75557",1:"26227",2:"71747",3:"7131\
7",4:"55711",5:"74717",6:"74757",7:"71122",8:"75757",9:"75717","−":"00600"}},Co=Object.keys(en[5]),at=new Map;function No(e,t){return{alpha:Uint8Array.from({length:t.
length*3},(o,s)=>(Number(t[Math.floor(s/3)])>>2-s%3&1)*255),width:3,height:t.length,step:e==="−"?3:4}}function To(e,t,n){let o=Math.ceil(e.measureText(t).width)+
1,s=Math.ceil(n*.8);e.clearRect(0,0,o,s),e.fillText(t,0,s-1);let{data:a}=e.getImageData(0,0,o,s);return{alpha:Uint8Array.from({length:o*s},(l,i)=>a[i*4+3]),width:o,
height:s,step:o-1}}function Io(e){if(at.has(e))return at.get(e);let t=o=>No(o,en[Math.min(e,6)][o]);if(e>=Ro){let o=Math.round(e*1.15),s=Object.assign(document.
createElement("canvas"),{width:o*2,height:o*2}).getContext("2d",{willReadFrequently:!0});s.font=`${o}px system-ui, sans-serif`,t=a=>To(s,a,o)}let n=new Map(Co.map(
o=>[o,t(o)]));return at.set(e,n),n}function zo({data:e,width:t,height:n},o,s,a,l){for(let i=Math.max(0,-a);i<o.height&&a+i<n;i+=1)for(let r=Math.max(0,-s);r<o.width&&
s+r<t;r+=1){let u=o.alpha[i*o.width+r];if(!u)continue;let c=((a+i)*t+s+r)*4;e[c]=e[c+1]=e[c+2]=l,e[c+3]=Math.max(e[c+3],u)}}var vo=15;function tn(e,t,n,o,s,a,l=1){
let i=D(Math.floor(s/3),5,vo*l),r=Io(i),u=a?255:0;t.forEach((c,d)=>{let h=[...String(c).replace("-","−")].map(f=>r.get(f)),g=h.reduce((f,S)=>f+S.step,0)-1,p=Math.
round(n-g/2),M=Math.round(o+(d-(t.length-1)/2)*i-h[0].height/2);for(let f of h)zo(e,f,p,M,u),p+=f.step})}var nn=16;function it(e){let t=window.devicePixelRatio||1,n=e.shown();for(let o of n){let s=!!e.hover&&e.state.crosshair&&(e.state.layout!=="wipe"||o===n.at(-1));
if(o.crossX.hidden=o.crossY.hidden=!s,!s)continue;let a=Le(o.transform,ge(o.subject,e.data,e.hover,e.viewField()));o.crossX.style.transform=`translateY(${Math.round(
a.y)/t}px)`,o.crossY.style.transform=`translateX(${Math.round(a.x)/t}px)`}}function Bo(e,t,n){let{scale:o}=t;e.beginPath();for(let s=n.x0;s<=n.x1;s+=1){let a=t.
x+Math.round(s*o)+.5;e.moveTo(a,t.y+n.y0*o),e.lineTo(a,t.y+n.y1*o)}for(let s=n.y0;s<=n.y1;s+=1){let a=t.y+Math.round(s*o)+.5;e.moveTo(t.x+n.x0*o,a),e.lineTo(t.x+
n.x1*o,a)}e.strokeStyle="rgb(128 128 128 / 45%)",e.lineWidth=1,e.stroke()}function jo(e,t,n,{left:o,right:s,top:a,bottom:l},{levels:i,against:r,ground:u,look:c}){
let d=window.devicePixelRatio||1,h=n.x1-n.x0,g=ye(i,n).slice(),p=r?ye(r,n).slice():null,M=ye(u,n),f=new ImageData(s-o,l-a);for(let S=n.y0;S<n.y1;S+=1)for(let E=n.
x0;E<n.x1;E+=1){let b=((S-n.y0)*h+E-n.x0)*4,C=Le(t,{x:E,y:S}),I=[0,1,2].map(j=>g[b+j]-(p?.[b+j]??0));tn(f,I,C.x-o,C.y-a,t.scale,Zt(M,b,c)<=127,d)}e.putImageData(
f,o,a)}function lt(e,t,n,o=t.transform,s=1){let a=12*s*(s===1&&window.devicePixelRatio||1);e.state.regions.concat(e.draft??[]).forEach((l,i)=>{if(ie(l,e.data))return;
let r=(g,p)=>Le(o,ge(t.subject,e.data,{x:g-.5,y:p-.5},e.viewField())),[u,c,d,h]=[r(l.x,l.y),r(l.x+l.width,l.y),r(l.x+l.width,l.y+l.height),r(l.x,l.y+l.height)];
n.beginPath();for(let[g,p]of[u,c,d,h].entries())n[g?"lineTo":"moveTo"](Math.round(p.x)+.5,Math.round(p.y)+.5);n.closePath(),n.lineWidth=3*s,n.strokeStyle="rgb(0\
 0 0 / 65%)",n.stroke(),n.lineWidth=s,n.strokeStyle="#fff",n.stroke(),n.font=`600 ${a}px system-ui, sans-serif`,n.textAlign="left",n.textBaseline="top",n.lineWidth=
3*s,n.strokeStyle="rgb(0 0 0 / 65%)",n.strokeText(String(i+1),u.x+5*s,u.y+4*s),n.fillStyle="#fff",n.fillText(String(i+1),u.x+5*s,u.y+4*s)})}function on(e,t,n){let{
overlayContext:o,box:s,transform:a,subject:l}=t,i=e.state.values&&a.scale>=nn,r=i||e.state.regions.length>0||e.draft;if(t.overlay.hidden=!r,!!r){if(o.clearRect(
0,0,s.width,s.height),o.save(),o.beginPath(),o.rect(n.left,n.top,n.right-n.left,n.bottom-n.top),o.clip(),i){let u=fe(a,n,l),c=l.values??l.source?.levels;a.scale>=
nn*(window.devicePixelRatio||1)&&!e.zooming()&&c?.[0]&&n.right>n.left&&n.bottom>n.top&&u.x1>u.x0&&u.y1>u.y0&&jo(o,a,u,n,{levels:c,against:l.against,ground:l.source.
levels,look:e.state.layout==="difference"?void 0:e.state}),Bo(o,a,u)}lt(e,t,o),o.restore()}}function sn(e,t){function n(r,u){let{panes:c}=e.state;e.update({panes:u?[...c,r]:c.filter(d=>d!==r)})}function o(r,u){let c=e.panes.get(r),{panes:d,labels:h}=e.
state,g=d.includes(r),p=e.labelOf(r),M=g&&d.length===1,f=!g&&d.length>=xe,S=(E,b,C)=>{let I=U({id:`${C}-${r}`,name:`Move ${p} ${C}`,symbol:b,cls:"pl-small",onclick:()=>{
e.move(r,e.state.panes.indexOf(r)+E),u(`${C}-${r}`)}});return I.disabled=!g||!d[d.indexOf(r)+E],I};return m("li",{class:"pl-pane-row"},m("input",{type:"checkbox",
class:"pl-tick","aria-label":`Show ${p}`,"data-testid":`show-${r}`,checked:g,disabled:M||f,onchange:E=>{n(r,E.target.checked),u(`show-${r}`)}}),m("input",{type:"\
text",class:"pl-rename",value:p,maxlength:60,"aria-label":`Name of ${p}`,"data-testid":`rename-${r}`,onchange:E=>{let b=E.target.value.trim();e.update({labels:{
...h,[r]:b===c.record.label?"":b}})}}),S(-1,"up","up"),S(1,"down","down"))}function s(){let r=m("ul",{class:"pl-list"}),u=(c=null)=>{let d=e.data.panes.map(h=>h.
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
label",{class:"pl-field"},m("span",{},"Brightness of the view"),G("view-exposure",String(e.state.exposure),ot.map(u=>[String(u),pe(u)]),u=>e.update({exposure:Number(
u)})),m("kbd",{},"E")),m("label",{class:"pl-field"},m("span",{},"Channels of the view"),G("view-channel",e.state.channel,ae.map(u=>[u,he(u)]),u=>e.update({channel:u})),
m("kbd",{},"H")),r("crosshair","Cross-hair","C"),r("minimap","Overview","M"),r("values","Pixel grid and values from 16:1","V"),e.field?r("follow","Generated pan\
e follows the alignment","A"):null,r("wipeAxis","Wipe from top to bottom","T",["x","y"])]}return{paneList:s,paneMenu:l,viewMenu:i}}function G(e,t,n,o){let s=m("\
select",{class:"pl-select","data-testid":e,onchange:a=>o(a.target.value)});return s.append(...n.map(([a,l])=>m("option",{value:a,selected:a===t},l))),s}var Fo=[75,85,92,100];function ct(e,t){let n=m("a",{href:URL.createObjectURL(e),download:t});n.click(),setTimeout(()=>URL.revokeObjectURL(n.href),1e4)}function ut({
title:e,id:t}){return String(e||t||"comparison").replace(/[^\p{L}\p{N} ._-]+/gu,"_").trim().slice(0,80)||"comparison"}function _o(e,t,n){let o=t.toLowerCase().replace(
/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,"")||"image";return`${ut(e)}-${o}.${n==="jpeg"?"jpg":"png"}`}function Do(e,t,n,{format:o,quality:s,exif:a,place:l}){let i=new URLSearchParams(
{pane:t,format:o,name:n});return o==="jpeg"&&i.set("quality",s),a&&i.set("exif","1"),a&&l&&i.set("place","1"),`${e}?${i}`}async function Uo(e,{format:t,quality:n}){
let[o]=e.image?.levels??[];if(!o)throw new Error("the image is not loaded yet");let s=m("canvas",{width:o.width,height:o.height}),a=s.getContext("2d");for(let l of o.
tiles)a.drawImage(l.bitmap,l.x,l.y);return new Promise(l=>s.toBlob(l,`image/${t}`,n/100))}async function rn(e,t,n){let o=_o(e.data,e.labelOf(t.name),n.format);return e.
data.save?m("a",{href:Do(e.data.save.address,t.name,o,n),download:o}).click():ct(await Uo(t,n),o),o}function qo(e){let t=[...e.panes.keys()];return["guided","ba\
seline"].find(n=>t.includes(n))??e.leader()?.name??t[0]}var Wo=[["row","Side by side, crops below"],["grid","Grid, crops below"],["beside","One image, crops bes\
ide"]],Go=[["cvpr-column","CVPR, one column"],["cvpr-page","CVPR, both columns"],["ieee-column","IEEE, one column"],["ieee-page","IEEE, both columns"],["acm-col\
umn","ACM, one column"],["acm-page","ACM, both columns"]];function Ho(e,t,n,{layout:o,width:s,errors:a}){let l=new URLSearchParams({panes:n.panes.join(","),layout:o,
width:s,protocol:t.protocol?.id??"rgb"});return n.regions.length&&l.set("regions",n.regions.map(i=>[i.x,i.y,i.width,i.height].map(Math.round).join(",")).join(";")),
a&&l.set("errors","1"),`${e}?${l}`}function Ko(e){let t=e.data.save?.figure;if(!t)return[];let{layout:n,width:o,errors:s}=e.figureOptions??={layout:"row",width:"\
cvpr-page",errors:!1},a=i=>r=>{e.figureOptions[i]=r},l=e.data.scored_against==="truth";return[m("p",{class:"pl-popover-title pl-popover-next"},"A figure for a p\
aper, of what is seen"),m("label",{class:"pl-field"},m("span",{},"Layout"),G("figure-layout",n,Wo,a("layout"))),m("label",{class:"pl-field"},m("span",{},"Width"),
G("figure-width",o,Go,a("width"))),l?m("label",{class:"pl-check"},m("input",{type:"checkbox",class:"pl-tick",checked:s,"data-testid":"figure-errors",onchange:i=>a(
"errors")(i.target.checked)}),m("span",{},"With maps of the error")):null,m("button",{type:"button",class:"pl-item","data-testid":"figure",onclick:()=>{if(e.figureOptions.
layout==="beside"&&!e.state.regions.length){e.say("Draw a region first: this layout shows its crops");return}e.popovers.close(),e.say("Drawing the figure: PDF, \
PNG, LaTeX and recipe in one zip"),m("a",{href:Ho(t,e.data,e.state,e.figureOptions),download:""}).click()}},"Figure: PDF, PNG, LaTeX, recipe")]}function an(e,{save:t,
picture:n}){let o={pane:null,format:"png",quality:92,exif:!0,place:!1};return function(a={}){Object.assign(o,a),e.panes.has(o.pane)||(o.pane=qo(e));let l=m("lab\
el",{class:"pl-field"},m("span",{},"Quality"),G("save-quality",String(o.quality),Fo.map(c=>[String(c),c===100?"100, largest file":String(c)]),c=>{o.quality=Number(
c)}));l.hidden=o.format!=="jpeg";let i=(c,d,h)=>m("label",{class:"pl-check"},m("input",{type:"checkbox",class:"pl-tick",checked:o[c],"data-testid":h,onchange:g=>{
o[c]=g.target.checked}}),m("span",{},d)),{exif:r,place:u}=e.data.save??{};return[m("p",{class:"pl-popover-title"},"One image, at its full size"),m("label",{class:"\
pl-field"},m("span",{},"Image"),G("save-pane",o.pane,e.data.panes.map(({name:c})=>[c,e.labelOf(c)]),c=>{o.pane=c})),m("label",{class:"pl-field"},m("span",{},"As"),
G("save-format",o.format,[["png","PNG, lossless"],["jpeg","JPEG, smaller"]],c=>{o.format=c,l.hidden=c!=="jpeg"})),l,r?i("exif","With date, camera and lens (EXIF\
)","save-exif"):null,r&&u?i("place","And where it was taken (GPS)","save-place"):null,m("button",{type:"button",class:"pl-item pl-primary","data-testid":"save-i\
mage",onclick:()=>{e.popovers.close(),t(e.panes.get(o.pane),{...o})}},"Save this image"),m("p",{class:"pl-popover-title pl-popover-next"},"What is seen, with re\
gions and labels"),...[["save-view","As on the screen","S",!1],["save-view-native","At native size","",!0]].map(([c,d,h,g])=>m("button",{type:"button",class:"pl\
-item pl-item-key","data-testid":c,onclick:()=>{e.popovers.close(),n(g)}},d,h?m("kbd",{},h):null)),...Ko(e)].filter(Boolean)}}var Yo=64e6,Xo="#1f2328",Vo="#59636e";function Jo({transform:e,box:t,subject:n}){return{x0:Math.max(0,Math.round(e.x)),y0:Math.max(0,Math.round(e.y)),x1:Math.min(
t.width,Math.round(e.x+n.width*e.scale)),y1:Math.min(t.height,Math.round(e.y+n.height*e.scale))}}function Zo(e,t){let n=e.state.layout==="wipe",o=e.shown().filter(
r=>e.state.layout!=="flip"||r.name===e.state.flip),s=e.leader(),a=o.map(r=>{let u=n?s:r,[c,d]=n?e.strip(r):[0,1];return{pane:r,crop:Jo(u),enlarge:t?Math.max(1,1/
u.transform.scale):1,from:c,to:d}}),l=({crop:r,enlarge:u})=>(r.x1-r.x0)*(r.y1-r.y0)*u**2,i=Math.min(1,Math.sqrt(Yo/a.reduce((r,u)=>r+l(u),1)));return a.map(r=>{
let u=r.enlarge*i,{x0:c,y0:d,x1:h,y1:g}=r.crop;return{...r,k:u,width:Math.max(1,Math.round((h-c)*u)),height:Math.max(1,Math.round((g-d)*u))}})}function ln({pane:{
box:e},crop:t,k:n,width:o,height:s,from:a,to:l},i){let[r,u,c]=i==="y"?[e.height,t.y0,s]:[e.width,t.x0,o];return[a,l].map(d=>Math.round(Math.min(Math.max((d*r-u)*
n,0),c)))}function Qo(e,t){let n=[];for(let o of e)n.push(Math.max(o,(n.at(-1)??-t)+t));return n}function cn(e,t,n,o,s,a){e.save(),e.beginPath(),e.rect(t,n,Math.
max(o,0),Math.max(s,0)),e.clip(),a(),e.restore()}function es(e,t){if(e.state.layout!=="difference"||t.name===e.state.reference)return null;let{mode:n,channel:o,
gain:s}=e.state.difference;return`${n} difference to ${e.labelOf(e.state.reference)}, ${o}, scale ${qe(n,s).join(" … ")}`}function un(e,t,n,o,s,a,l,i){e.textBaseline=
"top",e.textAlign="left",e.fillStyle=Xo,e.font=`600 ${o}px system-ui, sans-serif`,e.fillText(t.labelOf(n.name),s,a,l),e.fillStyle=Vo,e.font=`${Math.round(o*.9)}\
px system-ui, sans-serif`;let r=[n.record.badge,es(t,n)??n.record.score_text,i].filter(Boolean).join(" · ");e.fillText(r,s,a+o*1.3,l)}function ts(e,t,n,o,s){let{
pane:a,crop:l,k:i,width:r,height:u}=n,c=t.state.layout==="difference"?"":Me(t.state),[d,h]=[l.x1-l.x0,l.y1-l.y0];e.imageSmoothingEnabled=i!==1,e.filter=c||"none",
e.drawImage(a.canvas,l.x0,l.y0,d,h,o,s,r,u),e.filter="none",a.overlay.hidden||e.drawImage(a.overlay,l.x0,l.y0,d,h,o,s,r,u)}function ns(e,t,n,o,s,a){let{pane:l,crop:i,
k:r}=n,{source:u}=l.subject;if(!u)return;let{scale:c,x:d,y:h}=l.transform,g={scale:c*r,x:o+Math.round((d-i.x0)*r),y:s+Math.round((h-i.y0)*r)};V(e,u.levels,l.subject,
g,a),lt(t,l,e,g,Math.max(1,r))}async function os(e,t){t||e.drawNow();let n=Zo(e,t);t&&await Promise.all(n.map(({pane:{transform:b,box:C,subject:I},k:j})=>I.source?.
complete?.({scale:b.scale*j,x:b.x*j,y:b.y*j},{width:C.width*j,height:C.height*j})));let o=e.state.layout==="wipe",s=Number(getComputedStyle(e.stage).getPropertyValue(
"--pl-columns"))||1,a=e.stacked()?1:Math.min(s,n.length),l=o?1:Math.ceil(n.length/a),[i,r]=[Math.max(...n.map(b=>b.width)),Math.max(...n.map(b=>b.height))],u=Math.
max(12,Math.round(i/40)),[c,d]=[Math.round(u*3),Math.max(2,Math.round(u/4))],h=o&&e.state.wipeAxis==="y",g=h?Qo(n.map(b=>ln(b,"y")[0]),c):[],p=h?u*16:0,M=h?0:c,
f=document.createElement("canvas");f.width=a*i+(a-1)*d+p,f.height=Math.max(l*(r+M)+(l-1)*d,h?g.at(-1)+c:0);let S=f.getContext("2d");S.fillStyle="#fff",S.fillRect(
0,0,f.width,f.height);let E=!t&&Me(e.state)&&e.state.layout!=="difference"?"view altered":"";return n.forEach((b,C)=>{let{pane:I,width:j,height:H}=b,x=o?0:C%a*(i+
d),A=M+(o?0:Math.floor(C/a)*(r+c+d)),[N,R]=o?ln(b,e.state.wipeAxis):[0,j],y=()=>t?ns(S,e,b,x,A,f):ts(S,e,b,x,A);h?(cn(S,x,A+N,j,R-N,y),un(S,e,I,u,i+u/3,g[C]+u/3,
p-u/2,E)):(cn(S,x+N,A,R-N,H,y),un(S,e,I,u,x+N+u/3,A-M+u/3,Math.max((o?R-N:i)-u/2,1),E))}),f}function dn(e,{layout:t,flip:n}){return`${ut(e)}-${t}${t==="flip"&&n?
`-${n}`:""}.png`}async function fn(e,t,n=!1){let o=await os(e,n);for(let s of e.shown())s.subject.source?.release?.();ct(await new Promise(s=>o.toBlob(s,"image/\
png")),t)}var hn=["panes"],pn=["x","y"],mn=["layout","flip","reference","channel","wipeAxis"],gn=["crosshair","minimap","values","follow"],wn=["difference","regions","off\
sets","unlinked","labels"],ss=(e,t)=>JSON.stringify(e)===JSON.stringify(t),dt=e=>String(Math.round(e*1e3)/1e3);function rs(e,t,n){let o=new URLSearchParams({view:e??
""}),s=(a,l)=>{ss(t[a],n[a])||o.set(a,l)};for(let a of mn)s(a,t[a]);for(let a of hn)s(a,t[a].join(","));if(s("zoom",t.zoom==="fit"?"fit":dt(t.zoom)),t.zoom!=="f\
it")for(let a of pn)s(a,dt(t[a]));s("exposure",String(t.exposure)),s("wipe",t.wipe.map(dt).join(","));for(let a of gn)s(a,t[a]?"1":"0");for(let a of wn)s(a,JSON.
stringify(t[a]));return t.layout!=="flip"&&o.delete("flip"),o.toString().replaceAll("%2C",",").replaceAll("%3A",":")}function yn(e){let t=new URLSearchParams(e.
replace(/^#/,""));if(!t.has("view"))return null;let n={};for(let[o,s]of t)if(mn.includes(o))n[o]=s;else if(hn.includes(o))n[o]=s.split(",");else if(pn.includes(
o))n[o]=Number(s);else if(o==="exposure")n.exposure=Number(s);else if(gn.includes(o))n[o]=s==="1";else if(o==="zoom")n.zoom=s==="fit"?"fit":Number(s);else if(o===
"wipe")n.wipe=s?s.split(",").map(Number):[];else if(wn.includes(o))try{n[o]=JSON.parse(s)}catch{}return{id:t.get("view")||null,patch:n}}var as=/^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;
function ft({hostname:e}){return as.test(e)?". It works on this machine only":""}function Se(e){let t=new URL(location.href);if(e.data.query){let o=[...t.searchParams].
filter(([s])=>s.startsWith("__"));t.search=String(new URLSearchParams([...new URLSearchParams(e.data.query),...o]))}let n=new URLSearchParams(rs(e.data.id,e.state,
me(e.data)));for(let[o,s]of Object.entries(e.place()))s&&n.set(o,s);return t.hash=n.toString().replaceAll("%2C",",").replaceAll("%3A",":"),t}function xn(e,{navigation:t,menus:n,regions:o,help:s,blink:a}){let l=null,i={navigation:t,menus:n,help:()=>s.open(),blink:()=>a.toggle(),drawRegion(){e.drawing=
!e.drawing,l=null,e.drawing&&e.say("Drag a box, or press Enter at two corners of it"),e.requestDraw()},markCorner(){let r=e.hover??t.centreOf(e.leader());if(!l){
l=r,e.say("First corner set: move the cross-hair with Shift and the arrows, then press Enter");return}e.drawing=!1,o.add(Ue(l,r,e.data)),l=null},wholeImage:()=>o.
toggleWhole(),hasWhole:()=>o.hasWhole(),suggest:()=>o.suggest().catch(r=>e.say(r.message)),async copyLink(){let r=Se(e);try{await navigator.clipboard.writeText(
r.href),e.say(`Link copied${ft(r)}`)}catch{history.replaceState(history.state,"",r),e.say(`The address bar now holds the link${ft(r)}`)}e.onEvent("link",{url:r.
href})},savePicture:(r=!1)=>fn(e,dn(e.data,e.state),r).then(()=>e.say("Picture saved"),u=>e.say(`The picture could not be saved: ${u.message}`)),saveImage:(r,u)=>rn(
e,r,u).then(c=>e.say(`Saved as ${c}`),c=>e.say(`The image could not be saved: ${c.message}`)),fullScreen(){document.fullscreenElement?document.exitFullscreen():
e.root.requestFullscreen?.()},expose(r){e.update({exposure:e.state.exposure+r}),e.say(`View ${pe(e.state.exposure)}; pixels and numbers stay as they are`)},channelBy(r){
let{length:u}=ae;e.update({channel:ae[(ae.indexOf(e.state.channel)+r+u)%u]}),e.say(`View ${he(e.state.channel)}; pixels and numbers stay as they are`)},turnWipe(){
let r=e.state.wipeAxis==="x"?"y":"x";e.update({layout:"wipe",wipeAxis:e.state.layout==="wipe"?r:e.state.wipeAxis}),e.say(e.state.wipeAxis==="y"?"Wipe from top t\
o bottom":"Wipe from left to right")},flipBy(r){let u=e.state.panes;e.update({layout:"flip",flip:u[(u.indexOf(e.state.flip)+r+u.length)%u.length]})},moveBy(r,u){
r&&e.move(r.name,e.state.panes.indexOf(r.name)+u)},unlink(r){if(!r)return;let{zoom:u,x:c,y:d,unlinked:h}=e.state,{[r.name]:g,...p}=h;e.update({unlinked:g?p:{...p,
[r.name]:{zoom:u,x:c,y:d}}})},escape(){e.popovers.isOpen()?e.popovers.close():a.on()?a.stop():e.drawing?i.drawRegion():e.state.layout!=="grid"&&e.update({layout:"\
grid"})}};return i.saveMenu=an(e,{save:i.saveImage,picture:i.savePicture}),i}var bn={inferno:"0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8cd37f2ea69fcffa4",viridis:"440154481769472a7a433d84\
3d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219fde725",grey:"000000ffffff",diverging:"1256b2336bbc4f7fc56b93ce85a6d7a1badfbccee7d\
8e1eef5f5f5edddd6e4c5b7daad99cf957bc47d5db8653eac4c17953b01"};function Mn(e){let t=bn[e],n=t.length/6,o=(a,l)=>parseInt(t.substr(a*6+l*2,2),16),s=new Uint8ClampedArray(
256*4);for(let a=0;a<256;a+=1){let l=a/255*(n-1),i=Math.min(Math.floor(l),n-2);for(let r=0;r<3;r+=1)s[a*4+r]=o(i,r)+(o(i+1,r)-o(i,r))*(l-i);s[a*4+3]=255}return new Uint32Array(
s.buffer)}function Sn(e){let t=bn[e];return`linear-gradient(to right, ${Array.from({length:t.length/6},(o,s)=>`#${t.substr(s*6,6)}`).join(", ")})`}var is=[["absolute","Absolute"],["signed","Signed"],["squared","Squared"]],ls=[["rgb","RGB mean"],["luma","Luma"],["red","Red"],["green","Green"],["blue","Blue"]],
cs=[["inferno","Inferno"],["viridis","Viridis"],["grey","Grey"]];function kn(e){let t=m("div",{class:"pl-difference-bar",role:"group","aria-label":"Difference",
hidden:!0}),n="";function o(){let{difference:s,reference:a}=e.state,{mode:l,channel:i,gain:r,map:u}=s,c=p=>e.update({difference:{...e.state.difference,...p}}),d=(p,M)=>m(
"label",{class:"pl-field"},m("span",{},p),M),h=qe(l,r),g=Z()?.dataset.testid;t.replaceChildren(d("Against",G("difference-reference",a,e.data.panes.map(({name:p})=>[
p,e.labelOf(p)]),p=>e.update({reference:p}))),d("Show",G("difference-mode",l,is,p=>c({mode:p}))),d("Of",G("difference-channel",i,ls,p=>c({channel:p}))),d("Gain",
G("difference-gain",String(r),nt.map(p=>[String(p),`${p}×`]),p=>c({gain:Number(p)}))),...l==="signed"?[]:[d("Map",G("difference-map",u,cs,p=>c({map:p})))],m("d\
iv",{class:"pl-scale-bar","data-testid":"difference-scale"},m("div",{class:"pl-scale-colours",style:`background: ${Sn(l==="signed"?"diverging":u)}`}),m("div",{class:"\
pl-scale-ticks"},h.map(p=>m("span",{},p)))),m("span",{class:"pl-note"},l==="squared"?"squared levels of 255":"levels of 255")),g&&t.querySelector(`[data-testid=\
"${g}"]`)?.focus({preventScroll:!0})}return{node:t,update(){t.hidden=e.state.layout!=="difference"||!e.data.panes.length;let s=JSON.stringify([e.state.difference,
e.state.reference,e.state.labels,e.data.panes.map(a=>a.name)]);t.hidden||s===n||(n=s,o())}}}function An(e,t=n=>{}){let n=new Map;function o(s){t(n.get(s).value),n.delete(s)}return{find(s){let a=n.get(s);return a?(n.delete(s),n.set(s,a),a.value):null},store(s,a,l){
n.delete(s),n.set(s,{value:a,bytes:l});let i=[...n.values()].reduce((r,u)=>r+u.bytes,0);for(let[r,u]of n){if(i<=e||r===s)break;o(r),i-=u.bytes}return a},drop(s){
for(let a of[...n.keys()])a.startsWith(s)&&o(a)}}}function us({data:e,width:t,height:n}){let o=Math.ceil(t/2),s=Math.ceil(n/2),a=new Uint8ClampedArray(o*s*4),l=new Uint32Array(e.buffer,e.byteOffset,t*n),i=new Uint32Array(
a.buffer),r=16711935;for(let u=0;u<s;u+=1){let c=u*2*t,d=u*2+1<n?c+t:c;for(let h=0;h<o;h+=1){let g=h*2,p=g+1<t?g+1:g,M=l[c+g],f=l[c+p],S=l[d+g],E=l[d+p],b=(M&r)+
(f&r)+(S&r)+(E&r)+131074>>>2,C=(M>>>8&r)+(f>>>8&r)+(S>>>8&r)+(E>>>8&r)+131074>>>2;i[u*o+h]=b&r|(C&r)<<8}}return{data:a,width:o,height:s}}function $n(e,t=64){let n=[
e];for(;Math.max(n[n.length-1].width,n[n.length-1].height)>t;)n.push(us(n[n.length-1]));return n}function ht({data:e,width:t},n,o,s,a){let l=new Uint8ClampedArray(
s*a*4);for(let i=0;i<a;i+=1){let r=((o+i)*t+n)*4;l.set(e.subarray(r,r+s*4),i*s*4)}return{data:l,width:s,height:a}}function ke(e,t,n,o,s){return t===0&&n===0&&o===
e.width&&s===e.height?e:ht(e,t,n,o,s)}function Ae(e,t,n=1024){let o=[];for(let s=0;s<t;s+=n)for(let a=0;a<e;a+=n)o.push({x:a,y:s,width:Math.min(n,e-a),height:Math.
min(n,t-s)});return o}var le=5,On=(.01*255)**2,En=(.03*255)**2,We=(()=>{let e=Array.from({length:2*le+1},(n,o)=>Math.exp(-((o-le)**2)/4.5)),t=e.reduce((n,o)=>n+o);return Float64Array.
from(e,n=>n/t)})(),ne=[0,1,2].map(e=>(t,n)=>t[n+e]),ds=[(e,t)=>16+(65.481*e[t]+128.553*e[t+1]+24.966*e[t+2])/255],fs=e=>ne.map(t=>(n,o)=>Math.min(255,t(n,o)*e));
function Pn({data:e}){let t=0;for(let n=0;n<e.length;n+=4)t+=e[n]+e[n+1]+e[n+2];return t/(e.length/4*3)}function pt(e,t,n,o){let s=o.endsWith("-crop4")&&Math.min(
t.width,t.height)>8?4:0,[a,l]=[Math.max(n.x,s),Math.max(n.y,s)],i=Math.min(n.x+n.width,t.width-s)-a,r=Math.min(n.y+n.height,t.height-s)-l;if(i<1||r<1)return null;
let u=o.startsWith("y")?ds:ne,c=o==="rgb-gtmean"?fs(Pn(t)/Math.max(Pn(e),1e-6)):u;return[ke(e,a,l,i,r),ke(t,a,l,i,r),c,u]}function mt(e,t,n=ne,o=ne){let s=0;for(let a=0;a<
n.length;a+=1){let[l,i]=[n[a],o[a]];for(let r=0;r<e.data.length;r+=4)s+=(l(e.data,r)-i(t.data,r))**2}return s/(e.data.length/4*n.length)}function Ln(e,t,n=ne,o=ne){
return 10*Math.log10(255**2/mt(e,t,n,o))}function hs(e,t,n){let o=t-2*le,s=n-2*le,a=new Float64Array(o*n);for(let i=0;i<n;i+=1)for(let r=0;r<o;r+=1){let u=0;for(let c=0;c<
We.length;c+=1)u+=We[c]*e[i*t+r+c];a[i*o+r]=u}let l=new Float64Array(o*s);for(let i=0;i<s;i+=1)for(let r=0;r<o;r+=1){let u=0;for(let c=0;c<We.length;c+=1)u+=We[c]*
a[(i+c)*o+r];l[i*o+r]=u}return l}function ps(e,t,n,o,s,a){let l=e.width,i=a-s+2*le,[r,u,c,d,h]=Array.from({length:5},()=>new Float64Array(l*i));for(let b=0,C=s*
l*4;b<r.length;b+=1,C+=4)r[b]=n(e.data,C),u[b]=o(t.data,C),c[b]=r[b]*r[b],d[b]=u[b]*u[b],h[b]=r[b]*u[b];let[g,p,M,f,S]=[r,u,c,d,h].map(b=>hs(b,l,i)),E=0;for(let b=0;b<
g.length;b+=1){let C=g[b]*p[b],I=g[b]*g[b]+p[b]*p[b];E+=(2*C+On)*(2*(S[b]-C)+En)/((I+On)*(M[b]+f[b]-I+En))}return E}function Rn(e,t,n=ne,o=ne){let[s,a]=[e.width-
2*le,e.height-2*le];if(s<1||a<1)return NaN;let l=0;for(let i=0;i<a;i+=128)for(let r=0;r<n.length;r+=1)l+=ps(e,t,n[r],o[r],i,Math.min(i+128,a));return l/(s*a*n.length)}
function Cn(e,t=48){let n=new Array(t).fill(0);for(let o=0;o<e.data.length;o+=4){let s=.299*e.data[o]+.587*e.data[o+1]+.114*e.data[o+2];n[Math.min(t-1,Math.floor(
s/256*t))]+=1}return n.map(o=>o/(e.data.length/4))}function Nn({data:e}){let[t,n,o]=[[255,255,255],[0,0,0],[0,0,0]];for(let s=0;s<3;s+=1){let[a,l,i]=[255,0,0];for(let r=s;r<
e.length;r+=4){let u=e[r];u<a&&(a=u),u>i&&(i=u),l+=u}[t[s],n[s],o[s]]=[a,l,i]}return{min:t,mean:n.map(s=>s/(e.length/4)),max:o}}function Tn(e,t){let n=Object.keys(
e),o=e[n[0]].map((d,h)=>h),s=n.filter(d=>d!==t),a=(d,h)=>-10*Math.log10(e[d][h]+1),l=d=>{let h=n.map(g=>a(g,d));return Math.max(...h)-Math.min(...h)},i=d=>a(t,d)-
Math.max(...s.map(h=>a(h,d))),r=[],u=d=>o.filter(h=>!r.some(({cell:g})=>g===h)).reduce((h,g)=>h===null||d(g)>d(h)?g:h,null),c=(d,h)=>{d!==null&&r.push({cell:d,kind:h})};
if(n.length===1){for(let d=0;d<3;d+=1)c(u(h=>e[t][h]),"differ");return r}if(n.includes(t)&&s.length){let d=u(i);c(d,i(d)>0?"best":"hardly worse");let h=u(g=>-i(
g));h!==null&&c(h,i(h)<0?"worst":"hardly better")}return c(u(l),"differ"),r}function ms(e,t){let n=e/t;return Array.from({length:t},(o,s)=>{let[a,l]=[s*n,Math.min((s+1)*n,e)],i=[];for(let r=Math.floor(a);r<l-1e-9;r+=1)i.push([r,(Math.min(
r+1,l)-Math.max(r,a))/(l-a)]);return i})}function gs(e,t){let o=s=>{let a=Math.abs(s);return a<=1?(1.25*a-2.25)*a*a+1:a<2?((-.75*a- -3.75)*a+-6)*a- -3:0};return Array.
from({length:t},(s,a)=>{let l=(a+.5)*e/t-.5,i=Math.floor(l);return[-1,0,1,2].map(r=>[Math.min(Math.max(i+r,0),e-1),o(l-i-r)])})}function In({data:e,width:t,height:n},o,s){
let a=o*s<t*n?ms:gs,l=a(t,o),i=new Float32Array(o*n*3);for(let c=0;c<n;c+=1)for(let d=0;d<o;d+=1){let h=(c*o+d)*3;for(let[g,p]of l[d]){let M=(c*t+g)*4;i[h]+=e[M]*
p,i[h+1]+=e[M+1]*p,i[h+2]+=e[M+2]*p}}let r=a(n,s),u=new Uint8ClampedArray(o*s*4);for(let c=0;c<s;c+=1)for(let d=0;d<o;d+=1){let h=[0,0,0];for(let[p,M]of r[c]){let f=(p*
o+d)*3;for(let S=0;S<3;S+=1)h[S]+=i[f+S]*M}let g=(c*o+d)*4;for(let p=0;p<3;p+=1)u[g+p]=Math.round(h[p]);u[g+3]=255}return{data:u,width:o,height:s}}var ws=(()=>{let e=[];for(let t=2;e.length<64;t+=1)e.every(n=>t%n)&&e.push(t);return Uint32Array.from(e,t=>Math.cbrt(t)%1*4294967296)})();function zn(e,t,n,o){for(let h=0;h<
16;h+=1){let g=o+h*4;t[h]=n[g]<<24|n[g+1]<<16|n[g+2]<<8|n[g+3]}for(let h=16;h<64;h+=1){let g=t[h-15],p=t[h-2],M=(g>>>7|g<<25)^(g>>>18|g<<14)^g>>>3,f=(p>>>17|p<<
15)^(p>>>19|p<<13)^p>>>10;t[h]=t[h-16]+M+t[h-7]+f|0}let[s,a,l,i,r,u,c,d]=e;for(let h=0;h<64;h+=1){let g=(r>>>6|r<<26)^(r>>>11|r<<21)^(r>>>25|r<<7),p=d+g+(r&u^~r&
c)+ws[h]+t[h]|0,f=((s>>>2|s<<30)^(s>>>13|s<<19)^(s>>>22|s<<10))+(s&a^s&l^a&l)|0;d=c,c=u,u=r,r=i+p|0,i=l,l=a,a=s,s=p+f|0}e[0]+=s,e[1]+=a,e[2]+=l,e[3]+=i,e[4]+=r,
e[5]+=u,e[6]+=c,e[7]+=d}async function ys(e,t=async()=>{}){let n=Int32Array.of(1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225),
o=new Int32Array(64),s=e.length-e.length%64;for(let i=0;i<s;i+=64)zn(n,o,e,i),i%4194304===4194240&&await t();let a=new Uint8Array(e.length%64<56?64:128);a.set(e.
subarray(s)),a[e.length-s]=128;let l=new DataView(a.buffer);l.setUint32(a.length-8,Math.floor(e.length/2**29)),l.setUint32(a.length-4,e.length*8>>>0);for(let i=0;i<
a.length;i+=64)zn(n,o,a,i);return Array.from(n,i=>(i>>>0).toString(16).padStart(8,"0")).join("")}async function vn(e,t){let n=globalThis.crypto&&globalThis.crypto.
subtle;if(!n)return ys(e,t);let o=new Uint8Array(await n.digest("SHA-256",e));return Array.from(o,s=>s.toString(16).padStart(2,"0")).join("")}var gt=512,xs=1e8;function bs(e,t){return typeof OffscreenCanvas=="function"?new OffscreenCanvas(e,t):Object.assign(document.createElement("canvas"),{width:e,height:t})}
async function Bn(e){let t=await fetch(e,{credentials:"same-origin"});if(!t.ok)throw new Error(`the server answered ${t.status}`);return t.blob()}var jn=e=>createImageBitmap(
e,{colorSpaceConversion:"none",premultiplyAlpha:"none"}),_n=new MessageChannel().port1;_n.close();var Ge=({data:e})=>_n.postMessage(null,[e.buffer]);function Fn(e){
let{width:t,height:n}=e,o=new Uint8ClampedArray(t*n*4),s=bs(t,Math.min(gt,n)),a=s.getContext("2d",{willReadFrequently:!0});for(let l=0;l<n;l+=gt){let i=Math.min(
gt,n-l);a.drawImage(e,0,l,t,i,0,0,t,i);let r=a.getImageData(0,0,t,i);o.set(r.data,l*t*4),Ge(r)}return e.close(),s.width=0,{data:o,width:t,height:n}}async function Ms({
data:e,width:t,height:n}){let o=new ImageData(e,t,n),s=[];for(let a of Ae(t,n))s.push({...a,bitmap:await createImageBitmap(o,a.x,a.y,a.width,a.height)});return s}
var Ss=1024;async function ks(e){let[t,n,o]=[0,e.width,e.height];for(;Math.max(n,o)>Ss;)[t,n,o]=[t+1,Math.ceil(n/2),Math.ceil(o/2)];if(t===0)return null;let s=await createImageBitmap(
e,{resizeWidth:n,resizeHeight:o,resizeQuality:"medium"});return{level:t,width:n,height:o,tiles:[{x:0,y:0,width:n,height:o,bitmap:s}]}}function Dn(e){let t=new Map,
n=new Map,o=new Map,s=[],a=An(xs,y=>s.push(y)),l=()=>new Promise(y=>{setTimeout(y)}),i=Promise.resolve(),r=Promise.resolve();function u(y){let k=r.then(y);return r=
k.catch(()=>{}).then(()=>s.splice(0).forEach(Ge)),k}async function c(y,k){let O=await Bn(k);t.has(y)&&t.set(y,O);let L=await jn(O),T=await ks(L);return T&&e({event:"\
level",key:y,...T},T.tiles.map(F=>F.bitmap)),L}async function d({key:y,url:k}){t.set(y,null);let O=c(y,k);i=Promise.allSettled([i,O]);let L=await O;await i;let T=u(
()=>h(y,L)),F=u(()=>g(y));return F.catch(()=>{}),n.set(y,F),T}async function h(y,k){if(!t.has(y))return k.close();let O=M(`${y} pixels`,Fn(k)),L=$n(O);for(;L.length;){
let T=L.length-1,{width:F,height:B}=L[T],_=await Ms(L[T]);if(T>0&&Ge(L[T]),L.pop(),!t.has(y))return null;e({event:"level",key:y,level:T,width:F,height:B,tiles:_},
_.map(K=>K.bitmap))}return{width:O.width,height:O.height}}async function g(y){let k=a.find(`${y} pixels`);return k&&vn(k.data,l)}let p=async({key:y})=>n.get(y)??
null,M=(y,k)=>a.store(y,k,k.data.byteLength);async function f(y){let k=a.find(`${y} pixels`);if(k)return k;if(!t.get(y))throw new Error("the image is no longer \
loaded");return M(`${y} pixels`,Fn(await jn(t.get(y))))}async function S({url:y,deflated:k}){let O=await Bn(y),L=k?O.stream().pipeThrough(new DecompressionStream(
"deflate")):O.stream();return new Uint8Array(await new Response(L).arrayBuffer())}async function E(y,k){let O=await f(y);if(O.width===k.width&&O.height===k.height)
return O;let L=`${y} resized ${k.width}×${k.height}`;return a.find(L)??M(L,In(O,k.width,k.height))}async function b({a:y,b:k,frame:O,mode:L,channel:T}){let F=[
k,L,T].join();if(o.get(y)?.name!==F){A(y);let B=Xt(await E(y,O),await E(k,O),L,T);o.set(y,{name:F,levels:[B]})}return o.get(y).levels}async function C({level:y,
rect:k,gain:O,map:L,a:T,b:F,channel:B,frame:_,mode:K}){let q=await u(async()=>{let Y=await b({a:T,b:F,channel:B,frame:_,mode:K});for(;Y.length<=y;)Y.push(Vt(Y[Y.
length-1]));return Jt(Y[y],k,K,O,Mn(K==="signed"?"diverging":L))}),W=await createImageBitmap(new ImageData(q,k.width,k.height));return Ge({data:q}),{bitmap:W}}async function I(y,k,O){
let L={};for(let[T,F]of Object.entries(y))L[T]=O(await E(F,k));return L}let j=({keys:y,reference:k,frame:O,box:L,protocol:T="rgb"})=>u(async()=>{let F=await E(k,
O),B=L.width===O.width&&L.height===O.height,_={};for(let[K,q]of Object.entries(y)){let W=await E(q,O),Y=B?await f(q):ke(W,L.x,L.y,L.width,L.height);_[K]={histogram:Cn(
Y),levels:Nn(Y)};let ce=q===k?null:pt(W,F,L,T);q!==k&&(_[K].psnr=ce?Ln(...ce):NaN)}return _}),H=({key:y,reference:k,frame:O,box:L,protocol:T="rgb"})=>u(async()=>{
let F=pt(await E(y,O),await E(k,O),L,T);return F?Rn(...F):NaN}),x=({keys:y,reference:k,frame:O,first:L})=>u(async()=>{let T=Math.max(16,Math.round(Math.min(O.width,
O.height)/8)),F=Ae(O.width,O.height,T).filter(q=>q.width*2>=T&&q.height*2>=T),B=(q,W)=>ht(q,W.x,W.y,W.width,W.height),_=await E(k,O),K=await I(y,O,q=>F.map(W=>mt(
B(q,W),B(_,W))));return Tn(K,L).map(({cell:q,kind:W})=>({...F[q],kind:W}))});function A(y){o.get(y)?.levels.forEach(({data:k})=>k.buffer.transfer?.(0)),o.delete(
y)}let N=({a:y})=>u(()=>A(y));function R({key:y}){return t.delete(y),n.delete(y),u(()=>{A(y),a.drop(`${y} `)})}return{load:d,hash:p,bytes:S,differenceTile:C,forgetDifference:N,
regionStats:j,regionSsim:H,suggest:x,drop:R}}function Un(e){let t=Dn(e);return{call:async(n,o)=>t[n](o),stop(){}}}function As(e,t){if(typeof Worker!="function"||typeof OffscreenCanvas!="function")return Un(
t);let n=URL.createObjectURL(new Blob([e],{type:"text/javascript"})),o=new Worker(n),s=new Map,a=1,l=!1,i=null;return o.onmessage=({data:r})=>{if(l=!0,r.event)return t(
r);let{resolve:u,reject:c}=s.get(r.id);return s.delete(r.id),r.error===void 0?u(r.result):c(new Error(r.error))},o.onerror=r=>{l||(i??=Un(t));for(let{resolve:u,
reject:c,method:d,args:h}of s.values())i?i.call(d,h).then(u,c):c(new Error(r.message||"the image worker failed"));s.clear()},{call(r,u){return i?i.call(r,u):new Promise(
(c,d)=>{s.set(a,{resolve:c,reject:d,method:r,args:u}),o.postMessage({id:a,method:r,args:u}),a+=1})},stop(){o.terminate(),URL.revokeObjectURL(n)}}}function qn(e,t){
let n=new Map,o=1;function s({event:l,key:i,level:r,width:u,height:c,tiles:d}){let h=n.get(i);if(l==="level"){if(!h){for(let g of d)g.bitmap.close();return}for(let g of h.
levels[r]?.tiles??[])g.bitmap.close();h.levels[r]={width:u,height:c,tiles:d},t(i)}}let a=As(e,s);return{open(l){let i={key:o,levels:[],done:null};return o+=1,n.
set(i.key,i),i.done=a.call("load",{key:i.key,url:new URL(l,document.baseURI).href}),i},close(l){n.delete(l.key);for(let i of l.levels)for(let r of i?.tiles??[])
r.bitmap.close();a.call("drop",{key:l.key}).catch(()=>{})},hash:l=>a.call("hash",{key:l.key}),bytes:(l,i)=>a.call("bytes",{url:new URL(l,document.baseURI).href,
deflated:i}),call:(l,i)=>a.call(l,i),stop:()=>a.stop()}}var $s=[["Layout",[["G","grid"],["O","one row"],["W","wipe"],["T","turn the dividers of the wipe"],["F","flip"],["D","difference; again: back"],["1 … 8","that\
 pane alone, at once"],["R (hold)","the reference in every pane"],["K","blink against it, once a second"],["< >","move the focused pane"],["Esc","back to the gr\
id, or close"]]],["View",[["+ −","zoom"],["0","fit"],["Z","fit or 1:1"],["arrows","pan"],["Shift + arrows","move the cross-hair by a pixel"],["[ ]","previous,\
 next pane in flip"],["Alt + arrows","shift the focused pane alone"],["U","unlink or link the focused pane"]]],["Over the pixels",[["C","cross-hair"],["M","over\
view"],["V","pixel grid and values"],["A","follow the alignment"],["E, Shift + E","brighter, darker view"],["H, Shift + H","red, green, blue or luma only, as gr\
ey"],["B","draw a region; Enter marks its corners"],["I","the whole image as a region"],["Delete","remove the last region"]]],["Keep",[["L","copy a link to this\
 view"],["S","save what is seen, as on the screen"],["X","full screen"],["?","this list"]]],["Mouse and touch",[["wheel, pinch","zoom at the cursor"],["drag","p\
an"],["double-click","fit or 1:1"],["Shift + drag","draw a region"],["Alt + drag","shift one pane alone"],["drag a caption","change the order of panes"]]]];function Wn(){
let e=m("dialog",{class:"pl-help","aria-label":"Keys","data-testid":"help"},m("div",{class:"pl-help-head"},m("h2",{},"Keys and gestures"),m("button",{type:"butt\
on",class:"pl-item","data-testid":"help-close",onclick:()=>e.close()},"Close")),m("div",{class:"pl-help-grid"},$s.map(([t,n])=>m("section",{},m("h3",{},t),m("dl",
{},n.flatMap(([o,s])=>[m("dt",{},m("kbd",{},o)),m("dd",{},s)]))))));return e.addEventListener("click",t=>{t.target===e&&e.close()}),{node:e,open:()=>e.showModal()}}function Gn(e,t){let n=new Map,o=null,s=()=>{let[l,i]=[...n.values()];return{x:(l.x+i.x)/2,y:(l.y+i.y)/2,span:Math.max(Math.hypot(l.x-i.x,l.y-i.y),1)}};e.addEventListener(
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
l=>{if(l.target.closest("button, input"))return;let i=t.paneAt(l);i&&t.toggle(i.pane,i.x,i.y)})}var Os="Move over an image to read its pixels. Scroll or pinch to zoom, drag to pan, press ? for every key.",Es="Tap an image to read its pixels. Pinch to zoom,\
 drag to pan.",wt=e=>e>0?`+${e}`:e<0?`−${-e}`:"0";function Ps(e,t,{x:n,y:o,confidence:s,valid:a}){let l=u=>Math.round(u*10)/10;if(!a)return"not in the generat\
ed image";let i={x:t.x+n,y:t.y+o},r={x:i.x/e.scale_x-t.x,y:i.y/e.scale_y-t.y};return`in the generated image at ${l(i.x)}, ${l(i.y)} · moved ${wt(l(r.x))}, ${wt(
l(r.y))} px · ${Math.round(s*100)} % sure`}function Hn(e,t){let n=s=>{let a=e.panes.get(s),l=a?ge(a.record,e.data,t,e.viewField()):null;return a?.image?Ne(a.image.
levels,Math.round(l.x),Math.round(l.y)):null},o=n(e.state.reference);return{x:Math.round(t.x),y:Math.round(t.y),panes:e.state.panes.map(s=>{let a=n(s),l=s===e.state.
reference||!a||!o;return{name:s,label:e.labelOf(s),rgb:a,difference:l?null:a.map((i,r)=>i-o[r])}}),flow:e.field?Wt(e.field,t):null}}function Kn(e){let t=m("span",
{class:"pl-place"}),n=m("div",{class:"pl-readings"}),o=m("span",{class:"pl-flow",title:"Alignment: where this pixel is found in the generated image, how far it \
moved beyond the change of canvas, and how sure that is"}),s=m("div",{class:"pl-place-row"},t,o),a=m("span",{class:"pl-hint"},window.matchMedia("(hover: none)").
matches?Es:Os),l=m("div",{class:"pl-inspector","data-testid":"inspector"},s,n,a);function i({label:r,rgb:u,difference:c,name:d}){return m("span",{class:"pl-read\
ing","data-testid":`reading-${d}`},m("i",{class:"pl-swatch",style:u?`background: rgb(${u.join(" ")})`:null}),m("span",{class:"pl-reading-label"},r),m("b",{class:"\
pl-rgb"},u?u.join(" "):"–"),c?m("span",{class:"pl-delta",title:`Minus ${e.labelOf(e.state.reference)}`},`Δ ${c.map(wt).join(" ")}`):null)}return{node:l,update(){
let r=e.hover!==null&&e.data.panes.length>0;if(s.hidden=n.hidden=!r,a.hidden=r||!e.data.panes.length,!r)return;let u=Hn(e,e.hover);t.textContent=`${u.x}, ${u.y}`,
n.replaceChildren(...u.panes.map(i)),o.textContent=u.flow?Ps(e.field,e.hover,u.flow):""},speak(){let{x:r,y:u,panes:c}=Hn(e,e.hover);return`x ${r}, y ${u}. ${c.map(
({label:d,rgb:h})=>`${d} ${h?h.join(" "):"nothing"}`).join(". ")}`}}}var yt={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]};function Yn(e,t){let n=()=>e.panes.get(Z()?.closest(".pl-pane")?.getAttribute("data-pa\
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
i.key==="Escape"&&e.popovers.close();return}let c=null,d=r.closest(".pl-toolbar");if(yt[i.key])d&&!i.altKey&&!i.shiftKey?c=()=>s(d,yt[i.key]):!u&&!r.closest(".p\
l-toolbar, .pl-popover")&&(c=()=>o(i,yt[i.key]));else if(i.key==="Enter")e.drawing&&r.closest(".pl-pane")&&!r.closest("button")&&(c=t.markCorner);else if(/^[1-8]$/.
test(i.key)&&!i.altKey){let h=e.state.panes[Number(i.key)-1];h&&(c=()=>e.update({layout:"flip",flip:h}))}else!i.altKey&&!(u&&/^(home|end|page)/i.test(i.key))&&(c=
a[i.key.toLowerCase()]);c&&(i.preventDefault(),i.stopPropagation(),c(i))});let l=i=>{(i.type==="blur"||i.key.toLowerCase()==="r")&&e.hold(!1)};return e.root.addEventListener(
"keyup",l),window.addEventListener("blur",l),()=>window.removeEventListener("blur",l)}var Xn=34,Ls=500,Rs=50;function Vn(e,t,n){let o=m("p",{class:"pl-empty"},"Open an image to compare its restorations here.");function s(r,u){let c=e.labelOf(r.name);
r.number.textContent=String(u+1),r.label.textContent=c,r.label.title=c,r.tag.textContent=`${u+1} ${c}`,r.figure.style.setProperty("--pl-slot",u),r.menu.setAttribute(
"aria-label",`Options of ${c}`),r.figure.setAttribute("aria-label",Tt(r,c)),r.canvas.setAttribute("aria-label",c)}function a(){let r=t.parentElement,u=Math.max(
e.shown().length,1),{width:c,height:d}=r.getBoundingClientRect(),h=parseFloat(getComputedStyle(r).maxHeight)||d,g=e.state.layout==="row"?u:Et(u,{width:c||1,height:h||
1},e.data,1,Xn),p=Math.ceil(u/g);t.style.setProperty("--pl-columns",g),t.style.setProperty("--pl-rows",p);let M=e.state.layout==="wipe"?u:g,f=e.state.layout!=="\
flip"&&c/M<Ls;e.root.dataset.captions=f?"two":"one";let S=f?Rs:Xn,E=e.data.height/e.data.width,b=e.stacked()?c*E+S:p*(c/g*E+S);r.style.setProperty("--pl-needed",
e.data.panes.length?`${Math.ceil(b)}px`:"0px")}function l(r){let u=window.devicePixelRatio||1,c=r.view.getBoundingClientRect(),d=(h,g)=>Math.max(Math.round(g*u)-
Math.round(h*u),0);et(r,d(c.left,c.right),d(c.top,c.bottom))}let i=new ResizeObserver(r=>{let u=window.devicePixelRatio||1;for(let c of r){c.target===t&&a();let d=e.
shown().find(p=>p.view===c.target);if(!d)continue;let h=c.devicePixelContentBoxSize?.[0];h&&Math.abs(h.inlineSize-c.contentRect.width*u)<=1?et(d,h.inlineSize,h.
blockSize):l(d)}e.drawNow()});return i.observe(t),{arrange(){let r=e.shown(),u=r.length?r.map(d=>d.figure):[o],c=t.contains(document.activeElement)?Z():null;(u.
length!==t.children.length||u.some((d,h)=>t.children[h]!==d))&&(t.replaceChildren(...u),c?.isConnected&&c.focus({preventScroll:!0})),e.root.dataset.layout=e.state.
layout,e.root.dataset.wipe=e.state.wipeAxis,t.style.setProperty("--pl-count",Math.max(r.length,1)),r.forEach(s);for(let d of r)try{i.observe(d.view,{box:"device\
-pixel-content-box"})}catch{i.observe(d.view)}n.arrange(),a(),r.forEach(l)},stop:()=>i.disconnect()}}var Jn=e=>e?.url??e;async function Cs(e,t){let{record:n}=t;try{t.image=e.engine.open(Jn(n.file));let o=await t.image.done;if(!o)return;ee(t,"checking"),(o.width!==
n.width||o.height!==n.height)&&ee(t,"wrong",`the file has ${o.width}×${o.height} pixels, the server computed ${n.width}×${n.height}`)}catch(o){ee(t,"missing",
`the image could not be loaded: ${o.message}`)}e.requestDraw()}async function Ns(e,t){if(t.status.state==="checking")try{let n=await e.engine.hash(t.image);if(n===
null)return;n===t.record.sha256?ee(t,"exact"):ee(t,"wrong","the pixels decoded here differ from those the server computed")}catch(n){ee(t,"wrong",`the pixels co\
uld not be checked: ${n.message}`)}}async function Zn(e,t){let n=t.filter(o=>!o.image);await Promise.all(n.map(o=>Cs(e,o)));for(let o of n)await Ns(e,o);e.requestDraw()}
async function Ts(e){let{data:t}=e;if(t.flow){try{let n=await e.engine.bytes(Jn(t.flow.file),!0);e.data===t&&(e.field=Dt(n,t.flow))}catch(n){e.say(`The alignmen\
t could not be read: ${n.message}`)}e.requestDraw()}}var Is=4e7;async function Qn(e){let{data:t}=e;await Promise.all([Zn(e,e.shown()),Ts(e)]),e.data===t&&await xt(
e)}async function xt(e){let t=[...e.panes.values()],n=t.reduce((o,{record:s})=>o+s.width*s.height,0)<=Is;await Zn(e,t.filter(({name:o})=>n||e.state.panes.includes(
o)||o===e.state.reference))}var zs=132,vs=.36;function eo(e,t){let n=m("canvas",{class:"pl-minimap","data-testid":"minimap","aria-hidden":"true",hidden:!0}),o=n.getContext("2d"),s=a=>{let l=n.
getBoundingClientRect();t(e.leader(),{x:(a.clientX-l.left)/l.width*e.data.width-.5,y:(a.clientY-l.top)/l.height*e.data.height-.5})};return n.addEventListener("p\
ointerdown",a=>{a.stopPropagation(),n.setPointerCapture(a.pointerId),s(a)}),n.addEventListener("pointermove",a=>{a.stopPropagation(),n.hasPointerCapture(a.pointerId)&&
s(a)}),{node:n,draw(){let a=e.leader(),l=a?.subject;if(n.hidden=!e.state.minimap||!l?.source||e.view(a).zoom==="fit",n.hidden)return;let i=window.devicePixelRatio||
1,r=Math.min(zs*i,a.box.width*vs),u=se({width:r,height:r},e.data),[c,d]=[Math.round(e.data.width*u),Math.round(e.data.height*u)];(n.width!==c||n.height!==d)&&([
n.width,n.height]=[c,d],n.style.width=`${c/i}px`,n.style.height=`${d/i}px`),n.parentElement!==a.view&&a.view.append(n),V(o,l.source.levels,l,{scale:c/l.width,x:0,
y:0},{width:c,height:d});let h=(C,I)=>_e(l,e.data,Re(a.transform,{x:C,y:I}),e.viewField()),[g,p]=[h(0,0),h(a.box.width,a.box.height)],M=(C,I,j)=>Math.round(D((C+
.5)*u,I,j)),[f,S,E,b]=[M(g.x,0,c),M(g.y,0,d),M(p.x,0,c),M(p.y,0,d)];o.fillStyle="rgb(0 0 0 / 45%)",o.fillRect(0,0,c,S),o.fillRect(0,b,c,d-b),o.fillRect(0,S,f,b-
S),o.fillRect(E,S,c-E,b-S),o.strokeStyle="#fff",o.strokeRect(f+.5,S+.5,Math.max(E-f-1,1),Math.max(b-S-1,1))}}}function to(e){let t=()=>({x:(e.data.width-1)/2,y:(e.data.height-1)/2});function n(r,u){let c=e.state.unlinked[r.name];e.update(c?{unlinked:{...e.state.unlinked,
[r.name]:{...c,...u}}}:u)}let o=r=>Fe({zoom:"fit"},r.box,e.data),s=r=>e.view(r).zoom==="fit"?t():e.view(r);function a(r,u,c=null){let d=e.scaleOf(r),h=Math.min(
o(r),1),g=D(u,h,64);if(g<=h*1.0001&&o(r)<=1)return n(r,{zoom:"fit"});let p=s(r),M=Xe(At(p,c??p,d,g),g,r.box,e.data);return n(r,{zoom:g,...M})}function l(r,u){n(
r,Xe(u,e.scaleOf(r),r.box,e.data))}function i(r,u,c){if(e.view(r).zoom==="fit")return;let d=e.scaleOf(r),h=e.view(r);l(r,{x:h.x-u/d,y:h.y-c/d})}return{zoomTo:a,
moveTo:l,panBy:i,centreOf:s,zoomStep(r,u=e.leader()){u&&a(u,$t(e.scaleOf(u),r),e.hover)},toggle(r=e.leader(),u=null){r&&(e.view(r).zoom==="fit"?a(r,o(r)<1?1:o(r)*
2,u):n(r,{zoom:"fit"}))},offsetBy(r,u,c){let[d,h]=e.state.offsets[r.name]??[0,0];e.update({offsets:{...e.state.offsets,[r.name]:[d+u,h+c]}})},moveCursor(r,u){let c=e.
leader();if(!c)return;let d=e.hover??s(c),h={x:D(Math.round(d.x)+r,0,e.data.width-1),y:D(Math.round(d.y)+u,0,e.data.height-1)},g={x:c.box.width/2/e.scaleOf(c),y:c.
box.height/2/e.scaleOf(c)},p=s(c);e.view(c).zoom!=="fit"&&(Math.abs(h.x-p.x)>g.x||Math.abs(h.y-p.y)>g.y)&&l(c,h),e.setHover(h,{speak:!0})}}}function no(e){let t=null;function n(){if(!t)return;let{node:s,anchor:a,stop:l}=t;t=null,l();let i=s.contains(document.activeElement);s.remove(),a.setAttribute(
"aria-expanded","false"),i&&a.focus({preventScroll:!0})}function o(s,a,l){let i=t?.anchor===s;if(n(),i)return;let r=m("div",{class:"pl-popover",role:"dialog","a\
ria-label":a},l);e.append(r);let[u,c]=[e.getBoundingClientRect(),s.getBoundingClientRect()],d=r.offsetWidth;r.style.left=`${Math.max(8,Math.min(c.right-u.left-d,
u.width-d-8))}px`,r.style.top=`${c.bottom-u.top+4}px`,r.style.maxHeight=`${Math.max(u.bottom-c.bottom-12,160)}px`;let h=g=>{!r.contains(g.target)&&!s.contains(g.
target)&&n()};document.addEventListener("pointerdown",h,!0),t={node:r,anchor:s,stop:()=>document.removeEventListener("pointerdown",h,!0)},s.setAttribute("aria-e\
xpanded","true"),r.querySelector("input, button, select")?.focus({preventScroll:!0})}return{toggle:o,close:n,isOpen:()=>t!==null,anchor:()=>t?.anchor??null,node:()=>t?.
node??null}}var oo=.1,Bs={x:["to the left","to the right"],y:["above","below"]},js={ArrowUp:-1,ArrowLeft:-1,ArrowDown:1,ArrowRight:1,PageUp:-100,PageDown:100};function He(e,t){
let n=e.shown(),o=n[0]?.view.getBoundingClientRect();if(!o)return null;let s=(t.clientX-o.left)/o.width,a=e.state.wipeAxis==="y";if(a&&t.clientY<o.top)return n[Math.
min(Math.max(Math.floor(s*n.length),0),n.length-1)].name;let l=a?(t.clientY-o.top)/o.height:s;return(n.find(i=>e.strip(i)[1]>=l)??n[0]).name}function so(e,t){let n=()=>e.
state.wipeAxis;function o(a,l){let i=r=>e.update({wipe:_t(e.state.wipe,l,r/100)});return m("input",{type:"range",class:"pl-divider",min:0,max:100,step:oo,"data-\
testid":`divider-${l+1}`,"aria-orientation":n()==="y"?"vertical":"horizontal",oninput:r=>i(r.target.value),onkeydown:r=>{let u=n()==="y"&&js[r.key];!u||r.altKey||
r.ctrlKey||r.metaKey||(r.preventDefault(),i(Number(r.target.value)+u*oo))}})}function s(){[...t.children].forEach((a,l)=>{let i=Math.round((e.state.wipe[l]??.5)*
1e3)/10,[r,u]=[l,l+1].map(h=>e.labelOf(e.state.panes[h])),[c,d]=Bs[n()];a.value!==String(i)&&(a.value=i),ue(a,"aria-label",`Divider between ${r} and ${u}`),ue(a,
"aria-valuetext",`${Math.round(i)} %: ${r} ${c}, ${u} ${d}`)})}return{place:s,arrange(){let a=[...t.children].indexOf(document.activeElement),l=e.state.layout===
"wipe"?Math.max(e.shown().length-1,0):0;t.replaceChildren(...Array.from({length:l},o)),s(),a>=0&&(t.children[a]??e.leader()?.figure)?.focus({preventScroll:!0})},
settle(){let a=e.leader();if(e.state.layout!=="wipe"||!a||e.state.wipe.length||a.box.width<2)return;let l=n()==="y"?"height":"width",i=Math.min(se(a.box,e.data)*
e.data[l]/a.box[l],1)/2;e.state.wipe=Ft(e.shown().length,.5-i,.5+i)}}}var Fs=6;function ro(e,t,n){let o=e.filter(a=>a!==t);if(o.length===e.length)return e;let s=Math.min(Math.max(n,0),o.length);return[...o.slice(0,s),t,...o.slice(
s)]}function ao(e){let t=null,n=i=>i.target.closest?.(".pl-caption"),o=i=>i?.closest?.(".pl-pane")?.dataset.pane;function s(i){return e.state.layout!=="wipe"?o(
document.elementFromPoint(i.clientX,i.clientY)):He(e,i)}function a(i){for(let r of e.panes.values())r.figure.classList.toggle("pl-drop",r.name===i&&i!==t?.name)}
function l(){t&&(e.panes.get(t.name)?.figure.classList.remove("pl-lifted"),t=null,a(null))}e.stage.addEventListener("pointerdown",i=>{let r=n(i);!r||i.button!==
0||i.pointerType==="touch"||i.target.closest("button")||e.state.layout==="flip"||e.state.panes.length<2||(t={name:o(r),x:i.clientX,y:i.clientY,moved:!1,target:null},
r.setPointerCapture(i.pointerId))}),e.stage.addEventListener("pointermove",i=>{t&&(t.moved||=Math.hypot(i.clientX-t.x,i.clientY-t.y)>Fs,t.moved&&(e.panes.get(t.
name).figure.classList.add("pl-lifted"),t.target=s(i),a(t.target)))}),e.stage.addEventListener("pointerup",()=>{let{name:i,target:r}=t??{};l(),r&&r!==i&&e.move(
i,e.state.panes.indexOf(r))}),e.stage.addEventListener("pointercancel",l),e.stage.addEventListener("lostpointercapture",l),e.root.addEventListener("keydown",i=>{
i.key==="Escape"&&l()})}var _s=512,Ds=8;function io(e,t,n,o){let s=[],[a,l]=[e.width,e.height];for(;s.push({width:a,height:l,tiles:Ae(a,l,_s).map(g=>({...g,bitmap:null,coming:null,seen:0}))}),
!(Math.max(a,l)<=64);)[a,l]=[Math.ceil(a/2),Math.ceil(l/2)];let i=!0,r=0,u=!1;function c(){if(u)return;let g=s.flatMap(p=>p.tiles).filter(p=>p.bitmap).sort((p,M)=>M.
seen-p.seen);for(let p of g.slice(Ds))p.seen!==r&&(p.bitmap.close(),Object.assign(p,{bitmap:null,coming:null}))}function d(g,p,M=!1){r+=1;let f=s.findIndex(({tiles:x})=>x.
length===1),S=M?f:Ce(s,g.scale),{tiles:E,width:b,height:C}=s[S],I=fe({...g,scale:g.scale*2**S},p,{width:b,height:C}),[j]=s[f].tiles;j.seen=r,j.coming??=h(f,j);let H=[
j.coming];for(let x of E)x.x>=I.x1||x.y>=I.y1||x.x+x.width<=I.x0||x.y+x.height<=I.y0||(x.seen=r,x.coming??=h(S,x),H.push(x.coming));return c(),Promise.all(H)}async function h(g,p){
let{x:M,y:f,width:S,height:E}=p;try{let{bitmap:b}=await t(g,{x:M,y:f,width:S,height:E});i?p.bitmap=b:b.close(),n()}catch(b){o(b)}}return{width:e.width,height:e.
height,levels:s,want:d,complete(g,p){return u=!0,d(g,p)},release(){u=!1},close(){i=!1;for(let g of s)for(let p of g.tiles)p.bitmap?.close()}}}var Us=5e3;function lo(e){let t=new Map,n=0;function o(a,l){let i={a:a.image.key,b:l.image.key,...e.state.difference},r=JSON.stringify(i),u=t.get(a.name);if(u?.
id===r)return u.source;u?.source.close();let c={width:e.data.width,height:e.data.height},d=io(c,(h,g)=>e.engine.call("differenceTile",{...i,frame:c,level:h,rect:g}),
()=>e.requestDraw(),h=>e.say(`The difference failed: ${h.message}`));return t.set(a.name,{id:r,source:d,key:a.image.key}),d}function s(){clearTimeout(n),n=0;for(let{
source:a,key:l}of t.values())a.close(),e.engine.call("forgetDifference",{a:l});t.clear()}return{of(a){let l=e.panes.get(e.state.reference);if(e.held&&l?.image)return{
...l.record,source:l.image};let i={...a.record,source:a.image};if(e.state.layout!=="difference")return t.size&&(n||=setTimeout(s,Us)),i;if(clearTimeout(n),n=0,a.
name===e.state.reference)return i;if(!a.image?.levels[0]||!l?.image?.levels[0])return{...i,source:null};let r=o(a,l),u={name:a.name,width:r.width,height:r.height,
follows:!1,source:r,values:[]},c=({record:d})=>d.width===r.width&&d.height===r.height;return!c(a)||!c(l)?u:{...u,values:a.image.levels,against:l.image.levels}},
clear:s}}var qs=[["grid","Grid","G","All panes side by side"],["row","Row","O","All panes in one row"],["wipe","Wipe","W","Panes under draggable dividers"],["flip","Flip",
"F","One pane at a time: number keys switch"],["difference","Difference","D","Each pane against the reference"]];function co(e,t){let n=new Map(qs.map(([p,M,f,S])=>[
p,U({id:`layout-${p}`,name:S,key:f,symbol:p,text:M,pressed:!1,cls:"pl-segment",onclick:()=>e.update({layout:p})})])),o=U({id:"zoom-level",name:"Fit or 1:1",key:"\
Z",text:"Fit",cls:"pl-zoom",onclick:()=>t.navigation.toggle()}),s=U({id:"exposure",name:"The view is brightened or darkened: back to the pixels as they are",text:"\
Light",cls:"pl-exposed",onclick:()=>e.update({exposure:0})}),a=s.querySelector(".pl-button-text"),l=U({id:"channel",name:"One channel is shown as grey: back to \
colour",text:"Colour",cls:"pl-exposed",onclick:()=>e.update({channel:"all"})}),i=l.querySelector(".pl-button-text"),r=o.querySelector(".pl-button-text"),u=(p,M,f,S,E="")=>{
let b=U({id:p,name:M,symbol:f,text:E,cls:"pl-labelled",onclick:C=>e.popovers.toggle(C.currentTarget,M,S())});return b.setAttribute("aria-haspopup","dialog"),b.setAttribute(
"aria-expanded","false"),b},c=U({id:"draw-region",name:"Draw a region: PSNR and SSIM inside it",key:"B",symbol:"region",text:"Region",cls:"pl-labelled",pressed:!1,
onclick:t.drawRegion}),d=U({id:"whole-image",name:"The whole image as a region: histogram, least, mean and greatest value",key:"I",symbol:"histogram",pressed:!1,
onclick:t.wholeImage}),h=(p,...M)=>m("div",{class:"pl-group",role:"group","aria-label":p},M),g=m("div",{class:"pl-toolbar",role:"toolbar","aria-label":"Viewer c\
ontrols"},m("div",{class:"pl-segments",role:"group","aria-label":"Layout"},[...n.values()]),m("div",{class:"pl-spacer"}),h("Zoom",l,s,U({id:"zoom-out",name:"Zoo\
m out",key:"−",symbol:"minus",onclick:()=>t.navigation.zoomStep(-1)}),o,U({id:"zoom-in",name:"Zoom in",key:"+",symbol:"plus",onclick:()=>t.navigation.zoomStep(
1)}),U({id:"zoom-fit",name:"Fit",key:"0",symbol:"fit",onclick:()=>e.update({zoom:"fit"})})),h("Panes and regions",u("panes","Panes","panes",()=>t.menus.paneList(),
"Panes"),u("view","View options","eye",()=>t.menus.viewMenu()),c,d,U({id:"suggest-regions",name:"Suggest regions: where methods differ, where guided gains and l\
oses most",symbol:"spark",text:"Suggest",cls:"pl-labelled",onclick:t.suggest})),h("Keep",U({id:"copy-link",name:"Copy a link to this view",key:"L",symbol:"link",
onclick:t.copyLink}),u("save","Save an image, or what is seen","save",()=>t.saveMenu(),"Save"),U({id:"full-screen",name:"Full screen",key:"X",symbol:"full",onclick:t.
fullScreen}),U({id:"help-button",name:"Keys",key:"?",symbol:"help",onclick:t.help})));return{node:g,openSave(p){let M=g.querySelector('[data-testid="save"]');e.
popovers.toggle(M,"Save",t.saveMenu({pane:p}))},update(){let{state:p}=e;for(let[S,E]of n)Pe(E,S===p.layout);Pe(c,e.drawing),Pe(d,t.hasWhole()),s.hidden=!p.exposure,
l.hidden=p.channel==="all",Ee(i,he(p.channel).replace(/^./,S=>S.toUpperCase())),Ee(a,`Light ${pe(p.exposure)}`);let M=e.leader(),f=M?Ot(e.scaleOf(M)):"";Ee(r,p.
zoom==="fit"?"Fit":f),ue(o,"aria-label",`Zoom ${p.zoom==="fit"?`fit, ${f}`:f}. Switch between fit and 1:1`)}}}var bt={id:null,title:"",query:"",width:1,height:1,reference:null,scored_against:"truth",protocol:null,visible:[],panes:[],flow:null};function Ws(){document.getElementById(
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
`))}function uo(e,t=null,{onEvent:n=(l,i)=>{},link:o=!1,rescores:s=!1,place:a=()=>({})}={}){Ws();let l=0,i=null,r=0,[u,c]=[0,!1],d=Promise.resolve(),h=m("div",{
class:"pl-stage","data-testid":"stage"}),g=m("div",{class:"pl-dividers"}),p=m("p",{class:"pl-hidden","aria-live":"polite"}),M=m("p",{class:"pl-toast",role:"stat\
us",hidden:!0}),f={root:e,stage:h,data:bt,state:me(bt),panes:new Map,field:null,hover:null,draft:null,drawing:!1,held:!1,onEvent:n,engine:qn(`"use strict";(()=>\
{function H(t,e=n=>{}){let n=new Map;function s(r){e(n.get(r).value),n.delete(r)}return{find(r){let o=n.get(r);return o?(n.delete(r),n.set(r,o),o.value):null},s\
tore(r,o,i){
n.delete(r),n.set(r,{value:o,bytes:i});let c=[...n.values()].reduce((a,l)=>a+l.bytes,0);for(let[a,l]of n){if(c<=t||a===r)break;s(a),c-=l.bytes}return o},drop(r)\
{
for(let o of[...n.keys()])o.startsWith(r)&&s(o)}}}var Mt={inferno:"0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8c\
d37f2ea69fcffa4",viridis:"440154481769472a7a433d84\\
3d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219fde725",grey:"000000ffffff",diverging:"1256b2336bbc4f7fc56b93ce85a6d7a1badfbccee7d\
\\
8e1eef5f5f5edddd6e4c5b7daad99cf957bc47d5db8653eac4c17953b01"};function J(t){let e=Mt[t],n=e.length/6,s=(o,i)=>parseInt(e.substr(o*6+i*2,2),16),r=new Uint8Clampe\
dArray(
256*4);for(let o=0;o<256;o+=1){let i=o/255*(n-1),c=Math.min(Math.floor(i),n-2);for(let a=0;a<3;a+=1)r[o*4+a]=s(c,a)+(s(c+1,a)-s(c,a))*(i-c);r[o*4+3]=255}return \
new Uint32Array(
r.buffer)}var X={absolute:64,signed:64,squared:1},P=[.299,.587,.114],vt={red:0,green:1,blue:2};function At(t,e){return t==="squared"?(255/e)**2:255/e}function Y\
(t,e,n,s){let{width:r,height:o}=t,i=X[n],c=n==="squared"?new Uint16Array(r*o):new Int16Array(r*o),a=vt[s],[l,h]=[t.data,e.data],g={absolute:Math.abs,signed:d=>d\
,
squared:d=>d*d}[n],f=Float64Array.from({length:511},(d,p)=>g(p-255)*i);if(a!==void 0)for(let d=0,p=a;d<c.length;d+=1,p+=4)c[d]=f[l[p]-h[p]+255];else if(s==="lum\
\\
a")for(let d=0,p=0;d<c.length;d+=1,p+=4){let v=P[0]*(l[p]-h[p])+P[1]*(l[p+1]-h[p+1])+P[2]*(l[p+2]-h[p+2]);c[d]=Math.round(g(v)*i)}else for(let d=0,p=0;d<c.lengt\
h;d+=
1,p+=4)c[d]=Math.round((f[l[p]-h[p]+255]+f[l[p+1]-h[p+1]+255]+f[l[p+2]-h[p+2]+255])/3);return{data:c,width:r,height:o}}function Z({data:t,width:e,height:n}){let\
 s=Math.
ceil(e/2),r=Math.ceil(n/2),o=new t.constructor(s*r);for(let i=0;i<r;i+=1){let c=i*2*e,a=i*2+1<n?c+e:c;for(let l=0;l<s;l+=1){let h=l*2,g=h+1<e?h+1:h;o[i*s+l]=Mat\
h.
round((t[c+h]+t[c+g]+t[a+h]+t[a+g])/4)}}return{data:o,width:s,height:r}}function k(t,e,n,s,r){let o=new Uint32Array(e.width*e.height),i=At(n,s)*X[n],[c,a]=n==="\
\\
signed"?[127.5/i,127.5]:[255/i,0];for(let l=0;l<e.height;l+=1){let h=(e.y+l)*t.width+e.x;for(let g=0;g<e.width;g+=1){let f=t.data[h+g]*c+a;o[l*e.width+g]=r[f<=0\
?
0:f>=255?255:Math.round(f)]}}return new Uint8ClampedArray(o.buffer)}function Ct({data:t,width:e,height:n}){let s=Math.ceil(e/2),r=Math.ceil(n/2),o=new Uint8Clam\
pedArray(s*r*4),i=new Uint32Array(t.buffer,t.byteOffset,e*n),c=new Uint32Array(
o.buffer),a=16711935;for(let l=0;l<r;l+=1){let h=l*2*e,g=l*2+1<n?h+e:h;for(let f=0;f<s;f+=1){let d=f*2,p=d+1<e?d+1:d,v=i[h+d],S=i[h+p],j=i[g+d],C=i[g+p],x=(v&a)\
+
(S&a)+(j&a)+(C&a)+131074>>>2,I=(v>>>8&a)+(S>>>8&a)+(j>>>8&a)+(C>>>8&a)+131074>>>2;c[l*s+f]=x&a|(I&a)<<8}}return{data:o,width:s,height:r}}function W(t,e=64){let \
n=[
t];for(;Math.max(n[n.length-1].width,n[n.length-1].height)>e;)n.push(Ct(n[n.length-1]));return n}function R({data:t,width:e},n,s,r,o){let i=new Uint8ClampedArra\
y(
r*o*4);for(let c=0;c<o;c+=1){let a=((s+c)*e+n)*4;i.set(t.subarray(a,a+r*4),c*r*4)}return{data:i,width:r,height:o}}function N(t,e,n,s,r){return e===0&&n===0&&s==\
=
t.width&&r===t.height?t:R(t,e,n,s,r)}function z(t,e,n=1024){let s=[];for(let r=0;r<e;r+=n)for(let o=0;o<t;o+=n)s.push({x:o,y:r,width:Math.min(n,t-o),height:Math\
.
min(n,e-r)});return s}var E=5,tt=(.01*255)**2,nt=(.03*255)**2,L=(()=>{let t=Array.from({length:2*E+1},(n,s)=>Math.exp(-((s-E)**2)/4.5)),e=t.reduce((n,s)=>n+s);r\
eturn Float64Array.from(
t,n=>n/e)})(),B=[0,1,2].map(t=>(e,n)=>e[n+t]),Ut=[(t,e)=>16+(65.481*t[e]+128.553*t[e+1]+24.966*t[e+2])/255],St=t=>B.map(e=>(n,s)=>Math.min(255,e(n,s)*t));functi\
on et({
data:t}){let e=0;for(let n=0;n<t.length;n+=4)e+=t[n]+t[n+1]+t[n+2];return e/(t.length/4*3)}function G(t,e,n,s){let r=s.endsWith("-crop4")&&Math.min(e.width,e.he\
ight)>
8?4:0,[o,i]=[Math.max(n.x,r),Math.max(n.y,r)],c=Math.min(n.x+n.width,e.width-r)-o,a=Math.min(n.y+n.height,e.height-r)-i;if(c<1||a<1)return null;let l=s.startsWi\
th(
"y")?Ut:B,h=s==="rgb-gtmean"?St(et(e)/Math.max(et(t),1e-6)):l;return[N(t,o,i,c,a),N(e,o,i,c,a),h,l]}function V(t,e,n=B,s=B){let r=0;for(let o=0;o<n.length;o+=1)\
{
let[i,c]=[n[o],s[o]];for(let a=0;a<t.data.length;a+=4)r+=(i(t.data,a)-c(e.data,a))**2}return r/(t.data.length/4*n.length)}function ot(t,e,n=B,s=B){return 10*Mat\
h.
log10(255**2/V(t,e,n,s))}function jt(t,e,n){let s=e-2*E,r=n-2*E,o=new Float64Array(s*n);for(let c=0;c<n;c+=1)for(let a=0;a<s;a+=1){let l=0;for(let h=0;h<L.lengt\
h;h+=
1)l+=L[h]*t[c*e+a+h];o[c*s+a]=l}let i=new Float64Array(s*r);for(let c=0;c<r;c+=1)for(let a=0;a<s;a+=1){let l=0;for(let h=0;h<L.length;h+=1)l+=L[h]*o[(c+h)*s+a];\

i[c*s+a]=l}return i}function It(t,e,n,s,r,o){let i=t.width,c=o-r+2*E,[a,l,h,g,f]=Array.from({length:5},()=>new Float64Array(i*c));for(let x=0,I=r*i*4;x<a.length\
;x+=
1,I+=4)a[x]=n(t.data,I),l[x]=s(e.data,I),h[x]=a[x]*a[x],g[x]=l[x]*l[x],f[x]=a[x]*l[x];let[d,p,v,S,j]=[a,l,h,g,f].map(x=>jt(x,i,c)),C=0;for(let x=0;x<d.length;x+\
=
1){let I=d[x]*p[x],q=d[x]*d[x]+p[x]*p[x];C+=(2*I+tt)*(2*(j[x]-I)+nt)/((q+tt)*(v[x]+S[x]-q+nt))}return C}function rt(t,e,n=B,s=B){let[r,o]=[t.width-2*E,t.height-\

2*E];if(r<1||o<1)return NaN;let i=0;for(let c=0;c<o;c+=128)for(let a=0;a<n.length;a+=1)i+=It(t,e,n[a],s[a],c,Math.min(c+128,o));return i/(r*o*n.length)}function\
 st(t,e=48){
let n=new Array(e).fill(0);for(let s=0;s<t.data.length;s+=4){let r=.299*t.data[s]+.587*t.data[s+1]+.114*t.data[s+2];n[Math.min(e-1,Math.floor(r/256*e))]+=1}retu\
rn n.
map(s=>s/(t.data.length/4))}function at({data:t}){let[e,n,s]=[[255,255,255],[0,0,0],[0,0,0]];for(let r=0;r<3;r+=1){let[o,i,c]=[255,0,0];for(let a=r;a<t.length;a\
+=
4){let l=t[a];l<o&&(o=l),l>c&&(c=l),i+=l}[e[r],n[r],s[r]]=[o,i,c]}return{min:e,mean:n.map(r=>r/(t.length/4)),max:s}}function ct(t,e){let n=Object.keys(t),s=t[n[\
0]].
map((g,f)=>f),r=n.filter(g=>g!==e),o=(g,f)=>-10*Math.log10(t[g][f]+1),i=g=>{let f=n.map(d=>o(d,g));return Math.max(...f)-Math.min(...f)},c=g=>o(e,g)-Math.max(..\
.r.
map(f=>o(f,g))),a=[],l=g=>s.filter(f=>!a.some(({cell:d})=>d===f)).reduce((f,d)=>f===null||g(d)>g(f)?d:f,null),h=(g,f)=>{g!==null&&a.push({cell:g,kind:f})};if(n.\

length===1){for(let g=0;g<3;g+=1)h(l(f=>t[e][f]),"differ");return a}if(n.includes(e)&&r.length){let g=l(c);h(g,c(g)>0?"best":"hardly worse");let f=l(d=>-c(d));f\
!==
null&&h(f,c(f)<0?"worst":"hardly better")}return h(l(i),"differ"),a}function Ft(t,e){let n=t/e;return Array.from({length:e},(s,r)=>{let[o,i]=[r*n,Math.min((r+1)\
*n,t)],c=[];for(let a=Math.floor(o);a<i-1e-9;a+=1)c.push([a,(Math.min(
a+1,i)-Math.max(a,o))/(i-o)]);return c})}function Ot(t,e){let s=r=>{let o=Math.abs(r);return o<=1?(1.25*o-2.25)*o*o+1:o<2?((-.75*o- -3.75)*o+-6)*o- -3:0};return\
 Array.
from({length:e},(r,o)=>{let i=(o+.5)*t/e-.5,c=Math.floor(i);return[-1,0,1,2].map(a=>[Math.min(Math.max(c+a,0),t-1),s(i-c-a)])})}function it({data:t,width:e,heig\
ht:n},s,r){
let o=s*r<e*n?Ft:Ot,i=o(e,s),c=new Float32Array(s*n*3);for(let h=0;h<n;h+=1)for(let g=0;g<s;g+=1){let f=(h*s+g)*3;for(let[d,p]of i[g]){let v=(h*e+d)*4;c[f]+=t[v\
]*
p,c[f+1]+=t[v+1]*p,c[f+2]+=t[v+2]*p}}let a=o(n,r),l=new Uint8ClampedArray(s*r*4);for(let h=0;h<r;h+=1)for(let g=0;g<s;g+=1){let f=[0,0,0];for(let[p,v]of a[h]){l\
et S=(p*
s+g)*3;for(let j=0;j<3;j+=1)f[j]+=c[S+j]*v}let d=(h*s+g)*4;for(let p=0;p<3;p+=1)l[d+p]=Math.round(f[p]);l[d+3]=255}return{data:l,width:s,height:r}}var Tt=(()=>{\
let t=[];for(let e=2;t.length<64;e+=1)t.every(n=>e%n)&&t.push(e);return Uint32Array.from(t,e=>Math.cbrt(e)%1*4294967296)})();function lt(t,e,n,s){for(let f=0;f<\

16;f+=1){let d=s+f*4;e[f]=n[d]<<24|n[d+1]<<16|n[d+2]<<8|n[d+3]}for(let f=16;f<64;f+=1){let d=e[f-15],p=e[f-2],v=(d>>>7|d<<25)^(d>>>18|d<<14)^d>>>3,S=(p>>>17|p<<\

15)^(p>>>19|p<<13)^p>>>10;e[f]=e[f-16]+v+e[f-7]+S|0}let[r,o,i,c,a,l,h,g]=t;for(let f=0;f<64;f+=1){let d=(a>>>6|a<<26)^(a>>>11|a<<21)^(a>>>25|a<<7),p=g+d+(a&l^~a\
&
h)+Tt[f]+e[f]|0,S=((r>>>2|r<<30)^(r>>>13|r<<19)^(r>>>22|r<<10))+(r&o^r&i^o&i)|0;g=h,h=l,l=a,a=c+p|0,c=i,i=o,o=r,r=p+S|0}t[0]+=r,t[1]+=o,t[2]+=i,t[3]+=c,t[4]+=a,\

t[5]+=l,t[6]+=h,t[7]+=g}async function $t(t,e=async()=>{}){let n=Int32Array.of(1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,15414\
59225),
s=new Int32Array(64),r=t.length-t.length%64;for(let c=0;c<r;c+=64)lt(n,s,t,c),c%4194304===4194240&&await e();let o=new Uint8Array(t.length%64<56?64:128);o.set(t\
.
subarray(r)),o[t.length-r]=128;let i=new DataView(o.buffer);i.setUint32(o.length-8,Math.floor(t.length/2**29)),i.setUint32(o.length-4,t.length*8>>>0);for(let c=\
0;c<
o.length;c+=64)lt(n,s,o,c);return Array.from(n,c=>(c>>>0).toString(16).padStart(8,"0")).join("")}async function ft(t,e){let n=globalThis.crypto&&globalThis.cryp\
to.
subtle;if(!n)return $t(t,e);let s=new Uint8Array(await n.digest("SHA-256",t));return Array.from(s,r=>r.toString(16).padStart(2,"0")).join("")}var K=512,Bt=1e8;f\
unction Et(t,e){return typeof OffscreenCanvas=="function"?new OffscreenCanvas(t,e):Object.assign(document.createElement("canvas"),{width:t,height:e})}
async function ut(t){let e=await fetch(t,{credentials:"same-origin"});if(!e.ok)throw new Error(\`the server answered \${e.status}\`);return e.blob()}var ht=t=>crea\
teImageBitmap(
t,{colorSpaceConversion:"none",premultiplyAlpha:"none"}),gt=new MessageChannel().port1;gt.close();var _=({data:t})=>gt.postMessage(null,[t.buffer]);function dt(\
t){
let{width:e,height:n}=t,s=new Uint8ClampedArray(e*n*4),r=Et(e,Math.min(K,n)),o=r.getContext("2d",{willReadFrequently:!0});for(let i=0;i<n;i+=K){let c=Math.min(K\
,
n-i);o.drawImage(t,0,i,e,c,0,0,e,c);let a=o.getImageData(0,0,e,c);s.set(a.data,i*e*4),_(a)}return t.close(),r.width=0,{data:s,width:e,height:n}}async function N\
t({
data:t,width:e,height:n}){let s=new ImageData(t,e,n),r=[];for(let o of z(e,n))r.push({...o,bitmap:await createImageBitmap(s,o.x,o.y,o.width,o.height)});return r\
}
var qt=1024;async function Lt(t){let[e,n,s]=[0,t.width,t.height];for(;Math.max(n,s)>qt;)[e,n,s]=[e+1,Math.ceil(n/2),Math.ceil(s/2)];if(e===0)return null;let r=a\
wait createImageBitmap(
t,{resizeWidth:n,resizeHeight:s,resizeQuality:"medium"});return{level:e,width:n,height:s,tiles:[{x:0,y:0,width:n,height:s,bitmap:r}]}}function _t(t){let e=new M\
ap,
n=new Map,s=new Map,r=[],o=H(Bt,u=>r.push(u)),i=()=>new Promise(u=>{setTimeout(u)}),c=Promise.resolve(),a=Promise.resolve();function l(u){let w=a.then(u);return\
 a=
w.catch(()=>{}).then(()=>r.splice(0).forEach(_)),w}async function h(u,w){let m=await ut(w);e.has(u)&&e.set(u,m);let y=await ht(m),b=await Lt(y);return b&&t({eve\
nt:"\\
level",key:u,...b},b.tiles.map(M=>M.bitmap)),y}async function g({key:u,url:w}){e.set(u,null);let m=h(u,w);c=Promise.allSettled([c,m]);let y=await m;await c;let \
b=l(
()=>f(u,y)),M=l(()=>d(u));return M.catch(()=>{}),n.set(u,M),b}async function f(u,w){if(!e.has(u))return w.close();let m=v(\`\${u} pixels\`,dt(w)),y=W(m);for(;y.len\
gth;){
let b=y.length-1,{width:M,height:F}=y[b],O=await Nt(y[b]);if(b>0&&_(y[b]),y.pop(),!e.has(u))return null;t({event:"level",key:u,level:b,width:M,height:F,tiles:O}\
,
O.map(T=>T.bitmap))}return{width:m.width,height:m.height}}async function d(u){let w=o.find(\`\${u} pixels\`);return w&&ft(w.data,i)}let p=async({key:u})=>n.get(u)?\
?
null,v=(u,w)=>o.store(u,w,w.data.byteLength);async function S(u){let w=o.find(\`\${u} pixels\`);if(w)return w;if(!e.get(u))throw new Error("the image is no longer \
\\
loaded");return v(\`\${u} pixels\`,dt(await ht(e.get(u))))}async function j({url:u,deflated:w}){let m=await ut(u),y=w?m.stream().pipeThrough(new DecompressionStrea\
m(
"deflate")):m.stream();return new Uint8Array(await new Response(y).arrayBuffer())}async function C(u,w){let m=await S(u);if(m.width===w.width&&m.height===w.heig\
ht)
return m;let y=\`\${u} resized \${w.width}×\${w.height}\`;return o.find(y)??v(y,it(m,w.width,w.height))}async function x({a:u,b:w,frame:m,mode:y,channel:b}){let M=[
w,y,b].join();if(s.get(u)?.name!==M){D(u);let F=Y(await C(u,m),await C(w,m),y,b);s.set(u,{name:M,levels:[F]})}return s.get(u).levels}async function I({level:u,r\
ect:w,
gain:m,map:y,a:b,b:M,channel:F,frame:O,mode:T}){let A=await l(async()=>{let $=await x({a:b,b:M,channel:F,frame:O,mode:T});for(;$.length<=u;)$.push(Z($[$.length-\

1]));return k($[u],w,T,m,J(T==="signed"?"diverging":y))}),U=await createImageBitmap(new ImageData(A,w.width,w.height));return _({data:A}),{bitmap:U}}async funct\
ion q(u,w,m){
let y={};for(let[b,M]of Object.entries(u))y[b]=m(await C(M,w));return y}let wt=({keys:u,reference:w,frame:m,box:y,protocol:b="rgb"})=>l(async()=>{let M=await C(\

w,m),F=y.width===m.width&&y.height===m.height,O={};for(let[T,A]of Object.entries(u)){let U=await C(A,m),$=F?await S(A):N(U,y.x,y.y,y.width,y.height);O[T]={histo\
gram:st(
$),levels:at($)};let Q=A===w?null:G(U,M,y,b);A!==w&&(O[T].psnr=Q?ot(...Q):NaN)}return O}),mt=({key:u,reference:w,frame:m,box:y,protocol:b="rgb"})=>l(async()=>{l\
et M=G(
await C(u,m),await C(w,m),y,b);return M?rt(...M):NaN}),yt=({keys:u,reference:w,frame:m,first:y})=>l(async()=>{let b=Math.max(16,Math.round(Math.min(m.width,m.he\
ight)/
8)),M=z(m.width,m.height,b).filter(A=>A.width*2>=b&&A.height*2>=b),F=(A,U)=>R(A,U.x,U.y,U.width,U.height),O=await C(w,m),T=await q(u,m,A=>M.map(U=>V(F(A,U),F(O,\

U))));return ct(T,y).map(({cell:A,kind:U})=>({...M[A],kind:U}))});function D(u){s.get(u)?.levels.forEach(({data:w})=>w.buffer.transfer?.(0)),s.delete(u)}let xt=\
({
a:u})=>l(()=>D(u));function bt({key:u}){return e.delete(u),n.delete(u),l(()=>{D(u),o.drop(\`\${u} \`)})}return{load:g,hash:p,bytes:j,differenceTile:I,forgetDiffere\
nce:xt,
regionStats:wt,regionSsim:mt,suggest:yt,drop:bt}}function pt(t){let e=_t((n,s)=>t.postMessage(n,s));t.onmessage=async({data:{id:n,method:s,args:r}})=>{try{let o\
=await e[s](
r);t.postMessage({id:n,result:o},o?.bitmap?[o.bitmap]:[])}catch(o){t.postMessage({id:n,error:o.message||String(o)})}}}pt(self);})();
`,()=>f.requestDraw()),popovers:no(e),shown:()=>f.state.panes.map(w=>f.panes.get(w)).filter(Boolean),stacked:()=>f.state.layout==="wipe"||f.state.layout==="flip",
place:a,view:w=>f.state.unlinked[w.name]??f.state,protocol:()=>f.data.protocol&&{...f.data.protocol,switches:s},viewField:()=>f.state.follow?f.field:null,scaleOf:w=>Fe(
f.view(w),w.box,f.data),leader:()=>f.shown().find(w=>!f.state.unlinked[w.name]&&(f.state.layout!=="flip"||w.name===f.state.flip))??f.shown()[0],labelOf:w=>f.state.
labels[w]??f.panes.get(w)?.record.label??"",strip(w){let $=f.state.panes.indexOf(w.name);return[$?f.state.wipe[$-1]??0:0,f.state.wipe[$]??1]},update:L,move(w,$){
L({panes:ro(f.state.panes,w,$)}),f.say(`${f.labelOf(w)} is now pane ${f.state.panes.indexOf(w)+1} of ${f.state.panes.length}`)},zooming:()=>c,requestDraw(){l||=
requestAnimationFrame(ce)},drawNow:ce,setHover(w,{speak:$=!1}={}){f.hover=w,it(f),I.update(),$&&w&&(p.textContent=I.speak())},hold(w){f.held=w,e.toggleAttribute(
"data-held",w),f.requestDraw()},say(w){p.textContent=w,M.textContent=w,M.hidden=!1,clearTimeout(f.toastTimer),f.toastTimer=setTimeout(()=>{M.hidden=!0},2600)}},
S=lo(f),E=to(f),b=so(f,g),C=Vn(f,h,b),I=Kn(f),j=Ht(f),H=Wn(),x=sn(f,w=>k.openSave(w)),A=eo(f,E.moveTo),N=kn(f),R=kt(f),y=xn(f,{navigation:E,menus:x,regions:j,help:H,
blink:R}),k=co(f,y),O=Yn(f,y);ao(f),e.classList.add("pl-viewer"),e.replaceChildren(k.node,N.node,m("div",{class:"pl-frame"},h,g,M),I.node,j.node,H.node,p,Qt());
function L(w){let $=f.state;f.state=st($,w,f.data);let{state:P}=f,v=z=>JSON.stringify([z.layout,z.panes,z.labels,z.wipeAxis]);v($)!==v(P)&&C.arrange(),$.layout!==
P.layout&&T(),P.layout==="flip"&&($.flip!==P.flip||$.layout!=="flip")&&(p.textContent=f.labelOf(P.flip)),String([$.panes,$.reference])!==String([P.panes,P.reference])&&
(d=Promise.all([d,xt(f)])),($.zoom!==P.zoom||$.x!==P.x||$.y!==P.y)&&F($.zoom!==P.zoom),f.requestDraw(),clearTimeout(r),r=setTimeout(_,250)}function T(){if(document.
fullscreenElement)return;let[w,$]=[k.node.getBoundingClientRect().top,I.node.getBoundingClientRect().bottom],P=Math.min($+8-window.innerHeight,w-8);P>0?window.scrollBy(
{top:P,behavior:"instant"}):w<0&&window.scrollBy({top:w-8,behavior:"instant"})}function F(w){clearTimeout(u),c||=w&&!!u,e.toggleAttribute("data-moving",!0),u=setTimeout(
()=>{u=0,c=!1,e.removeAttribute("data-moving"),f.requestDraw()},140)}function B(){return structuredClone({id:f.data.id??null,...f.state})}function _(){n("state",
B()),q()}function K(w){if(!o)return;let{query:$}=f.data;if(!(w||history.state?.priorlens===$)){try{history.pushState({...history.state,priorlens:$},"",Se(f))}catch{}
return}q({keep:w})}function q({keep:w=!1}={}){if(!(!o||!f.data.panes.length))try{let $={...history.state,priorlens:f.data.query};history.replaceState($,"",w?location.
href:Se(f))}catch{}}function W({figure:w,strip:$},P,v){$.from===P&&$.to===v||(Object.assign($,{from:P,to:v}),w.style.setProperty("--pl-from",P),w.style.setProperty(
"--pl-to",v))}function Y(w){if(i===null||w.name!=="guided"||f.held||f.state.layout==="difference")return null;let[$,P]=["baseline",f.panes.has("guided-full")?"g\
uided-full":"guided"].map(v=>f.panes.get(v)?.image);return $?.levels[0]&&P?.levels[0]?{under:$,over:P,share:i}:null}function ce(){cancelAnimationFrame(l),l=0,b.
settle();let{state:w}=f,[$,P]=[f.stacked(),f.viewField()];for(let z of f.shown()){let[Ke,$e]=w.layout==="wipe"?f.strip(z):[0,1],X=w.layout!=="flip"||z.name===w.
flip;if(z.figure.classList.toggle("pl-active",X),W(z,Ke,$e),z.subject=S.of(z),z.transform=De(z.subject,f.data,f.view(z),z.box,{field:P,offset:w.offsets[z.name],
stacked:$}),Nt(z,w.offsets[z.name],!!w.unlinked[z.name]),!X)continue;z.subject.source?.want?.(z.transform,z.box,c);let oe=Pt(z.box,Ke,$e,w.wipeAxis);It(z,oe,!u,
Y(z)),on(f,z,oe)}if(w.layout==="flip"&&h.contains(document.activeElement)){let z=f.panes.get(w.flip)?.figure;z&&!z.contains(document.activeElement)&&z.focus({preventScroll:!0})}
let v=Me(w);e.toggleAttribute("data-look",!!v),v&&e.style.setProperty("--pl-look",v),h.classList.toggle("pl-zoomed",w.zoom!=="fit"),h.classList.toggle("pl-drawi\
ng",f.drawing),b.place(),k.update(),N.update(),A.draw(),j.update(),it(f)}function fo(w,$=null){let P=$;if(!P&&f.state.layout==="flip"&&(P=f.panes.get(f.state.flip)),
!P&&f.state.layout==="wipe"&&(P=f.panes.get(He(f,w))),P??=f.panes.get(w.target.closest?.(".pl-pane")?.dataset.pane),!P)return null;let v=P.view.getBoundingClientRect();
return!$&&(w.clientY<v.top||w.clientY>v.bottom)?null:{pane:P,x:(w.clientX-v.left)*P.box.width/v.width,y:(w.clientY-v.top)*P.box.height/v.height}}let we=(w,{x:$,
y:P})=>_e(w.subject,f.data,Re(w.transform,{x:$,y:P}),f.viewField());Gn(h,{paneAt:fo,canZoomOut:()=>f.state.zoom!=="fit",canPan:()=>f.state.zoom!=="fit",wantsBox:w=>f.
drawing||w.shiftKey,drag(w,$,P,v){v?E.offsetBy(w,$/w.transform.scale,P/w.transform.scale):E.panBy(w,$,P)},zoom:(w,$,P,v)=>E.zoomTo(w,f.scaleOf(w)*v,we(w,{x:$,y:P})),
toggle:(w,$,P)=>E.toggle(w,we(w,{x:$,y:P})),hover:(w,$,P)=>f.setHover(w?we(w,{x:$,y:P}):null),box(w,$,P,v){let z=Ue(we(w,$),we(w,P),f.data);f.draft=v?null:z,v?(f.
drawing=!1,j.add(z)):f.requestDraw()}});function ho(w){f.data={...f.data,protocol:w.protocol,panes:w.panes};for(let $ of w.panes)Qe(f.panes.get($.name),$,f.protocol());
return C.arrange(),w.view&&L(w.view),f.requestDraw(),d}function Mt(w){if(jt(f.data,w))return ho(w);i=null,S.clear();for(let X of f.panes.values())X.image&&f.engine.
close(X.image);f.popovers.close();let $=f.data,P=$.panes.length?Bt(f.state,$,w):{};R.stop(),f.data=w&&w.panes?.length?w:bt,f.field=null,f.hover=null,f.panes=new Map(
f.data.panes.map(X=>[X.name,Ct(X,(oe,po)=>f.popovers.toggle(po,`Options of ${f.labelOf(oe.name)}`,x.paneMenu(oe)),f.protocol())]));let v=o?yn(location.hash):null,
z=v&&v.id===(f.data.id??null)?v.patch:{},$e=o&&!$.panes.length&&!v&&e.clientWidth>=1100&&f.data.width>f.data.height?{layout:"row"}:{};return f.state=[$e,P,f.data.
view??{},z].reduce((X,oe)=>st(X,oe,f.data),me(f.data)),f.data.panes.length&&$.id!==f.data.id&&K(!$.panes.length),e.toggleAttribute("data-empty",!f.data.panes.length),
k.node.inert=!f.data.panes.length,C.arrange(),I.update(),f.requestDraw(),d=Qn(f),d}let St={root:e,load:Mt,set:L,state(){ce();let w=Object.fromEntries(f.shown().
map(P=>[P.name,{...P.transform,...P.box}])),$=Object.fromEntries([...f.panes.values()].map(P=>[P.name,{...P.status}]));return{...B(),transforms:w,badges:$}},blend(w){
i=w,f.requestDraw()},pixel(w,$,P){let v=f.panes.get(w)?.image?.levels;return v?Ne(v,Math.round($),Math.round(P)):null},query:()=>String(new URLSearchParams(f.data.
query??"")),ready:()=>d.then(()=>St),destroy(){C.stop(),R.stop(),O(),f.engine.stop(),e.replaceChildren()}};return Mt(t),St}window.priorlens=Object.assign(window.priorlens||{},{createViewer:uo});})();
