// Keeps on the phone what answers without a signal: the home page, the offline page, the islands' code and one file of
// villages and ban zones; for who opened a report's form, that form without its key. Nothing that concerns a person is
// ever kept. The server puts `BUILD` in front: what to keep, and a version that changes with it; and `sendWaiting`, where
// the browser lets a worker have modules: what sends drafts with no page open. A new version waits until no page of the
// old one is open.
"use strict";

const CACHE = `jingnuan-${BUILD.version}`;
const OFFLINE = "/offline";
const POINTER = "/offline/places.json";
const PLACES = "/offline/places-";
const CHOICE = "/report";
// Forms that hold no key of the server's: each draft makes its own.
const FORMS = "/offline/report/";
const NOT_SURE = `${FORMS}unsure`;
const FORM = /^\/report\/([a-z_]+)$/;
const PLAIN_FILES = ["/favicon.svg", "/manifest.webmanifest"];
// Pages whose last state may be shown without a network. A village's page is not among them: what it says depends on
// the day, so the offline page answers in its stead.
const KEPT_PAGES = /^\/(prices|guide\/[a-z-]+)?$/;
// Pages that the offline page answers in their stead.
const ANSWERED = /^\/(check|v\/\d+)$/;
// Milliseconds. With one bar of signal a request can hang for minutes: then what the phone keeps is shown.
const PATIENCE = 8000;
// When a page last came too late: what belongs to the one shown instead is not waited for.
let hungAt = 0;
// Staff's pages, and addresses that only answer scripts.
const NOT_OURS = /^\/(staff|api|fn|open311)(\/|$)/;

const pathOf = (request) => new URL(request.url).pathname;

async function store() {
  const cache = await caches.open(CACHE);
  await cache.addAll(["/", OFFLINE, ...PLAIN_FILES, ...BUILD.files]);
  await storePlaces(cache);
  const forms = await keptForms();
  // A new version must not fail for a form that is no more.
  if (forms.length) await storeForms(cache, forms).catch(() => {});
}

// Of this version or the one before.
async function keptForms() {
  const names = (await caches.keys()).filter((name) => name.startsWith("jingnuan-"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return [...new Set(kept.flat().map(pathOf).filter((path) => path.startsWith(FORMS)))];
}

// What a report needs without a network, for whoever opened one.
async function keepForm(opened) {
  const form = FORM.exec(opened)?.[1];
  await storeForms(await caches.open(CACHE), [NOT_SURE, ...(form ? [FORMS + form] : [])]);
}

async function storeForms(cache, forms) {
  await Promise.allSettled([...new Set([CHOICE, ...forms])].map((page) => cache.add(page)));
  const missing = await Promise.all(BUILD.form.map(async (address) => ((await cache.match(address)) ? [] : [address])));
  await cache.addAll(missing.flat());
}

// The file before the pointer, so that a kept pointer always leads to a kept file.
async function storePlaces(cache) {
  const pointer = await fetch(POINTER, { cache: "no-cache" });
  if (!pointer.ok) throw new Error(`${POINTER}: ${pointer.status}`);
  const { address } = await pointer.clone().json();
  if (!(await cache.match(address))) await cache.add(address);
  await cache.put(POINTER, pointer);
  const older = (await cache.keys()).filter((kept) => pathOf(kept).startsWith(PLACES) && pathOf(kept) !== address);
  await Promise.all(older.map((kept) => cache.delete(kept)));
}

async function newestPlaces() {
  const cache = await caches.open(CACHE);
  const newest = storePlaces(cache).catch(() => {});
  const kept = await cache.match(POINTER);
  if (!kept) await newest;
  else if (Date.now() - hungAt > PATIENCE) await Promise.race([newest, late()]);
  return (await cache.match(POINTER)) ?? Response.error();
}

// Names that change with the content: what is kept is right, whichever version kept it.
async function unchanging(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

async function page(event) {
  const { request } = event;
  const path = pathOf(request);
  const keeps = KEPT_PAGES.test(path) && !new URL(request.url).search;
  const cache = await caches.open(CACHE);
  const answered = (async () => {
    const answer = (await event.preloadResponse) ?? (await fetch(request));
    if (keeps && answer.ok) event.waitUntil(cache.put(path, answer.clone()).then(() => path === "/" && refresh(cache)));
    return answer;
  })();
  // What comes too late to be shown is kept all the same.
  event.waitUntil(answered.catch(() => {}));
  const instead = keeps ? [path] : inPlaceOf(path);
  const kept = (addresses) => firstOf(cache, addresses);
  try {
    const inTime = await (instead.length ? Promise.race([answered, late()]) : answered);
    if (inTime) return inTime;
    hungAt = Date.now();
    return (await kept(instead)) ?? (await answered);
  } catch (unreachable) {
    const answer = await kept([...instead, OFFLINE]);
    if (answer) return answer;
    throw unreachable;
  }
}

const late = () => new Promise((give) => setTimeout(give, PATIENCE));

async function firstOf(cache, addresses) {
  for (const address of addresses) {
    const kept = await cache.match(address, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}

// What answers for a page where the network does not.
function inPlaceOf(path) {
  const form = FORM.exec(path)?.[1];
  if (form) return [FORMS + form, NOT_SURE];
  if (ANSWERED.test(path)) return [OFFLINE];
  return path === CHOICE ? [CHOICE] : [];
}

// With every visit to the home page: the offline page in the view the reader chose, and the newest places.
const refresh = (cache) => Promise.all([cache.add(OFFLINE), storePlaces(cache)]).catch(() => {});

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("jingnuan-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  const { opened } = event.data;
  event.waitUntil(keepForm(opened).then(() => event.source?.postMessage({ kept: opened })));
});
if (sendWaiting) self.addEventListener("sync", (event) => event.waitUntil(sendWaiting()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || NOT_OURS.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname === POINTER) event.respondWith(newestPlaces());
  else if (/^\/(pkg|outbox)\//.test(pathname) || pathname.startsWith(PLACES) || BUILD.files.includes(pathname + search)) {
    event.respondWith(unchanging(request));
  } else if (PLAIN_FILES.includes(pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) ?? Response.error()));
  }
});
