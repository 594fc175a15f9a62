/**
 * HTML mails that try to run a script or to make a request. Each is built from a trick and a payload; `{run}` is script
 * that would tell, `{url}` an address that would be asked. Tricks are those of public mXSS and mail-client write-ups,
 * in our own words.
 */
const scriptTricks = [
  '<script>{run}</script>',
  '<SCRIPT SRC="{url}.js"></SCRIPT>',
  '<script\n>{run}</script\n>',
  '<scr<script>ipt>{run}</scr</script>ipt>',
  '<img src=x onerror="{run}">',
  '<img src=x onerror={run}//',
  '<img/src="x"/onerror="{run}">',
  '<svg onload="{run}">',
  '<svg><script>{run}</script></svg>',
  '<svg><animate onbegin="{run}" attributeName=x dur=1s>',
  '<svg><set attributeName="href" to="javascript:{run}"><a>x</a></svg>',
  '<svg><a xlink:href="javascript:{run}"><text y=20>x</text></a></svg>',
  '<svg><style><img src=x onerror="{run}"></style></svg>',
  '<svg></p><style><a id="</style><img src=x onerror={run}>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={run}&gt;">',
  '<math><annotation-xml encoding="text/html"><img src=x onerror="{run}"></annotation-xml></math>',
  '<math href="javascript:{run}">x</math>',
  '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror={run} src>">',
  '<noscript><p title="</noscript><img src=x onerror={run}>"></noscript>',
  '<noembed><img title="</noembed><img src=x onerror={run}>"></noembed>',
  '<noframes><img title="</noframes><img src=x onerror={run}>"></noframes>',
  '<xmp><p title="</xmp><img src=x onerror={run}>"></xmp>',
  '<textarea><img title="</textarea><img src=x onerror={run}>"></textarea>',
  '<title><img title="</title><img src=x onerror={run}>"></title>',
  '<style><!--</style><img src=x onerror="{run}">--></style>',
  '<iframe srcdoc="<script>parent.{run}</script>"></iframe>',
  '<iframe src="javascript:{run}"></iframe>',
  '<object data="javascript:{run}"></object>',
  '<object data="data:text/html,<script>{run}</script>"></object>',
  '<embed src="javascript:{run}">',
  '<a href="javascript:{run}" id=click>x</a>',
  '<a href=" &#14; javascript:{run}" id=click>x</a>',
  '<a href="java&#9;script:{run}" id=click>x</a>',
  '<a href="JaVaScRiPt:{run}" id=click>x</a>',
  '<a href="data:text/html,<script>{run}</script>" id=click>x</a>',
  '<a href="vbscript:{run}" id=click>x</a>',
  '<body onload="{run}">',
  '<body onpageshow="{run}">',
  '<html onmousemove="{run}"><p>x',
  '<details open ontoggle="{run}"><summary>x</summary></details>',
  '<marquee onstart="{run}">x</marquee>',
  '<video><source onerror="{run}"></video>',
  '<audio src=x onerror="{run}"></audio>',
  '<input autofocus onfocus="{run}">',
  '<select autofocus onfocus="{run}"></select>',
  '<div tabindex=1 autofocus onfocus="{run}">x</div>',
  '<button autofocus onfocus="{run}">x</button>',
  '<p style="animation: a 1s" onanimationstart="{run}">x</p><style>@keyframes a{}</style>',
  '<template><script>{run}</script></template>',
  '<template shadowrootmode=open><script>{run}</script></template>',
  '<base href="javascript:{run}//"><a href="x" id=click>x</a>',
  '<meta http-equiv=refresh content="0;url=javascript:{run}">',
  '<meta http-equiv=refresh content="0;url=data:text/html,<script>{run}</script>">',
  '<link rel=import href="data:text/html,<script>{run}</script>">',
  '<form action="javascript:{run}"><input type=submit id=click></form>',
  '<form><button formaction="javascript:{run}" id=click>x</button></form>',
  '<isindex action="javascript:{run}" type=image>',
  '<keygen autofocus onfocus="{run}">',
  '<p id="__proto__"><img name=getElementById><form id=attributes><input id=attributes>',
  '<!--><img src=x onerror="{run}">-->',
  '<!--[if true]><script>{run}</script><![endif]-->',
  '<![CDATA[><img src=x onerror="{run}">]]>',
  '<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>{run}</script></x>',
  '<p title="&quot;&gt;&lt;img src=x onerror={run}&gt;">x</p>',
  '<a href="\u0001javascript:{run}" id=click>x</a>',
  '<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22{run}%22/>">',
  '<img src=`x`onerror={run}>',
  '\u0000<scr\u0000ipt>{run}</scr\u0000ipt>',
];

const requestTricks = [
  '<img src="{url}">',
  '<img srcset="{url} 2x">',
  '<img lowsrc="{url}" dynsrc="{url}">',
  '<input type=image src="{url}">',
  '<picture><source srcset="{url}"><img></picture>',
  '<video poster="{url}"></video>',
  '<video src="{url}" autoplay></video>',
  '<audio src="{url}" autoplay></audio>',
  '<iframe src="{url}"></iframe>',
  '<frameset><frame src="{url}"></frameset>',
  '<object data="{url}"></object>',
  '<embed src="{url}">',
  '<link rel=stylesheet href="{url}">',
  '<link rel=prefetch href="{url}">',
  '<link rel=dns-prefetch href="{url}">',
  '<link rel=icon href="{url}">',
  '<link rel=preload as=image href="{url}">',
  '<style>@import "{url}";</style>',
  '<style>@import url({url});</style>',
  '<style>body{background:url({url})}</style>',
  '<style>@font-face{font-family:x;src:url({url})}body{font-family:x}</style>',
  '<style>li{list-style:url({url})}</style><ul><li>x</ul>',
  '<style>p{cursor:url({url}),auto}p::before{content:url({url})}</style><p>x',
  '<div style="background:url({url})">x</div>',
  '<div style="background-image:image-set(url({url}) 1x)">x</div>',
  '<div style="border-image:url({url}) 1">x</div>',
  '<div style="mask:url({url})">x</div>',
  '<div style="filter:url({url}#f)">x</div>',
  '<table background="{url}"><tr><td background="{url}">x</table>',
  '<body background="{url}">',
  '<svg><image href="{url}"/></svg>',
  '<svg><use href="{url}#x"/></svg>',
  '<svg><feImage href="{url}"/></svg>',
  '<svg><style>@import "{url}";</style></svg>',
  '<meta http-equiv=refresh content="0;url={url}">',
  '<base href="{url}/"><img src="x">',
  '<form action="{url}" method=post><input name=a></form><script>document.forms[0].submit()</script>',
  '<a href="https://example.com" ping="{url}" id=click-none>x</a>',
  '<track src="{url}">',
  '<script src="{url}"></script>',
  '<applet code="{url}"></applet>',
  '<bgsound src="{url}">',
  '<blockquote cite="{url}">x</blockquote><q cite="{url}">x</q>',
  '<ins cite="{url}">x</ins><del cite="{url}">x</del>',
  '<img src="//{host}/x">',
  '<img src="/api/sign-out">',
  // Escapes stay as they were written in properties of one's own, and mean the same where these are used.
  String.raw`<div style="--a:\75rl(/api/sign-out);background:var(--a)">x</div>`,
  String.raw`<style>p{--a:\55\52\4c(/api/sign-out?b);background:var(--a)}</style><p>x`,
  String.raw`<style>p{--a:u\72 l("/api/sign-out?c");background:var(--a)}</style><p>x`,
  String.raw`<style>:root{--a:"/api/sign-out?d"}p{background:image-set(var(--a) 1x)}</style><p>x`,
  String.raw`<style>p{--a:ima\67 e-set("/api/sign-out?e" 1x);background:var(--a)}</style><p>x`,
  String.raw`<style>@property --a{syntax:"<image>";inherits:false;initial-value:\75rl(/api/sign-out?g)}p{background:var(--a)}</style><p>x`,
  '<style>@property --a{syntax:"<image>";inherits:false;initial-value:url(/api/sign-out?f)}p{background:var(--a)}</style><p>x',
];

const wrappings: readonly ((html: string) => string)[] = [
  (html) => html,
  (html) => `<html><head>${html}</head><body>${html}</body></html>`,
  (html) => `<div><p>Bonjour<table><tr><td>${html}</td></tr></table>`,
];

const run = "top.document.title='PWNED'";

/** Every trick once, as it is. */
export function hostileTricks(requestHost: string): readonly string[] {
  return hostileMails(requestHost).slice(0, scriptTricks.length + requestTricks.length);
}

/** More than 300 mails: every trick bare, in head and body, and in a table that is not closed. */
export function hostileMails(requestHost: string): readonly string[] {
  let number = 0;
  const filled = (trick: string): string => {
    number += 1;
    return trick
      .replaceAll('{run}', run)
      .replaceAll('{url}', `https://${requestHost}/${number}`)
      .replaceAll('{host}', requestHost);
  };
  return wrappings.flatMap((wrap) => [...scriptTricks, ...requestTricks].map((trick) => wrap(filled(trick))));
}
