// Drafts and their photos in this phone's own database. Where a browser has none (some private windows), there is no
// store, and the page says that nothing is kept.
import { openDB } from "./idb.js";

const NAME = "jingnuan-drafts";
// A database that neither opens nor fails must not hold up the form.
const PATIENCE = 3000;
// A claim of a browser without locks: renewed while it sends, so that a closed tab frees its draft.
const LEASE = 15_000;

export async function openStore() {
  if (!window.indexedDB) return null;
  const database = openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("draft", { keyPath: "id" });
      db.createObjectStore("photo", { keyPath: ["draft", "number"] });
    },
  });
  const late = new Promise((give) => setTimeout(give, PATIENCE, null));
  const db = await Promise.race([database, late]).catch(() => null);
  return db && new Store(db);
}

const range = (draft) => IDBKeyRange.bound([draft, 0], [draft, Number.MAX_SAFE_INTEGER]);

class Store {
  constructor(db) {
    this.db = db;
  }

  /** All drafts, the newest first. */
  async drafts() {
    return (await this.db.getAll("draft")).sort((a, b) => b.changed - a.changed);
  }

  draft(id) {
    return this.db.get("draft", id);
  }

  /** A draft's photos, in order. */
  async photos(id) {
    return (await this.db.getAll("photo", range(id))).sort((a, b) => a.position - b.position);
  }

  putDraft(draft) {
    return this.db.put("draft", draft);
  }

  putPhoto(photo) {
    return this.db.put("photo", photo);
  }

  deletePhoto(draft, number) {
    return this.db.delete("photo", [draft, number]);
  }

  /** The draft with all its photos, or nothing of it. */
  async remove(id) {
    const both = this.db.transaction(["draft", "photo"], "readwrite");
    await Promise.all([both.objectStore("draft").delete(id), both.objectStore("photo").delete(range(id)), both.done]);
  }

  /** Whether this tab may send the draft now: read and written in one transaction, so that two tabs never both may. */
  async claim(id, tab) {
    const change = this.db.transaction("draft", "readwrite");
    const draft = await change.store.get(id);
    const free = draft && (!draft.claim || draft.claim.tab === tab || draft.claim.until < Date.now());
    if (free) change.store.put({ ...draft, claim: { tab, until: Date.now() + LEASE } });
    await change.done;
    return Boolean(free);
  }
}

/**
 * Runs `work` unless another tab is at the same draft; then answers false. By the browser's locks, which end with their
 * tab, else by a claim in the store. Without either there is nothing that two tabs could share.
 */
export async function alone(store, id, work) {
  if (navigator.locks) {
    return navigator.locks.request(`draft-${id}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await work();
      return true;
    });
  }
  const tab = newId();
  if (store && !(await store.claim(id, tab))) return false;
  const renew = store && setInterval(() => store.claim(id, tab).catch(() => {}), LEASE / 3);
  try {
    await work();
  } finally {
    clearInterval(renew);
  }
  return true;
}

/** A name nobody guesses; `randomUUID` is missing without TLS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
