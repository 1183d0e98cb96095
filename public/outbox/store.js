// Drafts and their photos in this phone's own database. Where a browser has none (some private windows), there is no
// store, and the page says that nothing is kept.
import { openDB } from "./idb.js";

export const NAME = "jingnuan-drafts";
// A database that neither opens nor fails must not hold up the form.
const PATIENCE = 3000;
// A claim of a browser without locks: renewed while its page is open, so that a closed one frees its draft.
export const LEASE = 15_000;

/** The draft was sent or deleted meanwhile, or another page has it: nothing may be written back. */
export class Gone extends Error {}

export async function openStore() {
  if (!self.indexedDB) return null;
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
  /** Whose claims are this page's. */
  tab = newId();

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

  /** Writes the draft; one that was stored before only while it is still there, and this page's. */
  putDraft(draft, isNew = false) {
    return this.change(draft.id, (before, both) => {
      if (!(before ? this.isOurs(before) : isNew)) throw new Gone();
      return both.objectStore("draft").put({ ...draft, claim: before?.claim });
    });
  }

  /** Writes a photo of a draft that is stored; what belongs to the page alone stays out. */
  putPhoto({ under, stop, refused, unkept, ...photo }) {
    return this.change(photo.draft, (draft, both) => {
      if (!draft || !this.isOurs(draft)) throw new Gone();
      return both.objectStore("photo").put(photo);
    });
  }

  deletePhoto(draft, number) {
    return this.db.delete("photo", [draft, number]);
  }

  /** The draft with all its photos, or nothing of it. */
  remove(id) {
    return this.change(id, (_, both) => Promise.all([both.objectStore("draft").delete(id), both.objectStore("photo").delete(range(id))]));
  }

  isOurs({ claim }) {
    return !claim || claim.tab === this.tab;
  }

  /** Reads the draft and writes by it in one transaction, so that no other page comes between. */
  async change(id, write) {
    const both = this.db.transaction(["draft", "photo"], "readwrite");
    const done = both.done.catch((reason) => reason);
    try {
      await write(await both.objectStore("draft").get(id), both);
    } catch (reason) {
      await done;
      // Why the whole was given up says more than why this one write was.
      throw both.error ?? reason;
    }
    const failed = await done;
    if (failed) throw failed;
  }
}

/** A name nobody guesses; `randomUUID` is missing without TLS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
