/* The worker: without a network it answers with a page kept for that (office/offline.py).
   It keeps this page twice, plain and with the reader's bookings, with the styles and pictures it names.
   A header says whose a page is and in which face: "person.face", ".face" for a passer-by, "" for staff.
   Another person's copy goes at once; a step under /account/ leaves nobody's. */

const PLAIN = "/offline/", MINE = "/offline/mine/", MARK = "Yanji-Reader";
const shelf = () => caches.open("yanji");
const person = (mark) => mark.split(".")[0];
let latest; // mark of the last page seen; null after a step under /account/

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keep(PLAIN));
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const { request } = event, { pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(visit(event, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => caches.match(request)));
});

async function visit(event, path) {
  const { request } = event;
  if (request.method === "POST" && /^\/account\/(?!face\/)/.test(path)) {
    latest = null;
    event.waitUntil(shelf().then((kept) => kept.delete(MINE)));
  }
  try {
    const answer = (await event.preloadResponse) || (await fetch(request));
    const mark = answer.headers.get(MARK); // none: a redirect, a file
    if (mark !== null) event.waitUntil(renew(mark, path.startsWith("/bookings/")));
    return answer;
  } catch {
    const kept = await shelf();
    return (await kept.match(MINE)) || (await kept.match(PLAIN)) || Response.error();
  }
}

async function renew(mark, isToldOfBookings) {
  const isAfterStep = latest === null;
  latest = mark;
  const kept = await shelf();
  const [mine, plain] = await Promise.all([MINE, PLAIN].map(async (url) => (await kept.match(url))?.headers.get(MARK)));
  if (mine && person(mine) !== person(mark)) await kept.delete(MINE);
  if (!mark) return;
  if (person(mark) && (mine !== mark || isToldOfBookings || isAfterStep)) await keep(MINE, mark);
  if (plain !== mark) await keep(PLAIN, mark);
}

async function keep(url, mark) {
  const answer = await fetch(url, { cache: "no-store" });
  const page = await answer.clone().text();
  if (answer.status !== 200 || answer.redirected) return;
  const kept = await shelf();
  await kept.addAll(new Set(page.match(/\/static\/[^"#]+/g)));
  const isStillTheirs = !mark || answer.headers.get(MARK) === mark;
  if (latest === mark && isStillTheirs) await kept.put(url, answer); // somebody may have left meanwhile
}
