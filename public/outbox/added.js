// What is added to a tip after filing: photos made small on the phone and sent piece by piece, then the words with them,
// as often as a bad line takes. The receipt stands in this page, so nothing of it is kept on the phone.
import { ask, forget, retryAfter } from "./ask.js";
import { element, picksSingly } from "./part.js";
import { STAY, inWords, pause, secondsAfter } from "./pause.js";
import { look } from "./seen.js";
import { Failure, foreign, seenField, sendPhotos } from "./send.js";
import { shrink } from "./shrink.js";

const BYTES_MAX = 20 * 1024 * 1024;
// Seconds for the answer: the server may wait for the photos' turn.
const PATIENCE = 60;

/** Takes over the form, which sends by itself as well; `photos` were picked in the one before it. */
export function takeOver(form, photos = []) {
  const more = new Added(form, photos);
  more.begin();
}

class Added {
  words = "";
  sending = null;
  #working = false;

  constructor(form, photos) {
    this.form = form;
    this.photos = photos;
    this.input = form.elements.photo;
    this.most = Number(form.dataset.photos);
    this.list = form.querySelector("ul.photos");
    this.status = form.querySelector("[role=status]");
    this.tile = form.querySelector("template");
    this.button = form.querySelector("button:not([type=button])");
  }

  begin() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    if (this.input) {
      this.input.multiple = !picksSingly();
      // From here they go small and without their position.
      this.form.querySelector("#photo-as-it-is").hidden = true;
      const label = this.input.closest("label");
      label.classList.add("over");
      label.querySelector("small").textContent = picksSingly() ? "一次选一张，可以接着加" : "可以一次选几张";
      this.input.addEventListener("change", () => this.take());
      this.take();
    }
    this.form.dataset.awake = "";
    addEventListener("beforeunload", (event) => this.sending && event.preventDefault());
  }

  // ---------- Picking ----------

  /** What was picked joins what was picked before: some browsers give one photo at a time. */
  take() {
    const picked = [...this.input.files];
    this.input.value = "";
    let [large, beyond] = [0, 0];
    for (const file of picked) {
      if (this.photos.some(({ picked }) => sameFile(picked, file))) continue;
      if (file.size > BYTES_MAX) large += 1;
      else if (this.photos.length >= this.most) beyond += 1;
      else this.photos.push({ picked: file, upload: null, done: false, percent: 0 });
    }
    const said = [];
    if (beyond) said.push(`一次最多 ${this.most} 张，多出的 ${beyond} 张没有加。`);
    if (large) said.push(`有 ${large} 张太大（超过 20 MB），没有加，请换一张。`);
    this.words = said.join("");
    this.show();
    this.prepare();
  }

  /** One after another: two at once could be too much for a phone's memory. */
  async prepare() {
    if (this.#working) return;
    this.#working = true;
    for (let photo; (photo = this.photos.find(({ file }) => !file)); this.show()) {
      photo.seen = await look(photo.picked).catch(() => null);
      try {
        this.put(photo, await shrink(photo.picked));
      } catch {
        this.remove(photo);
        this.words = this.unreadable = "有一张照片这个浏览器打不开，没有加。请在相册里给它截个图，再加截图。";
      }
    }
    this.#working = false;
    this.prepared?.();
  }

  put(photo, file) {
    URL.revokeObjectURL(photo.preview);
    // Covered since: what was sent of it does not count, and goes.
    forget(photo);
    Object.assign(photo, { file, preview: URL.createObjectURL(file), upload: null, done: false, percent: 0 });
  }

  remove(photo) {
    this.photos = this.photos.filter((other) => other !== photo);
    URL.revokeObjectURL(photo.preview);
    forget(photo);
  }

  async cover(photo) {
    const { coverParts } = await import("./cover.js");
    const covered = await coverParts(photo.file);
    if (!covered) return;
    this.put(photo, covered);
    this.words = "遮好了，发出去的是遮过的照片。";
    this.show();
  }

  // ---------- Sending ----------

  async send() {
    if (this.sending) return;
    this.sending = new AbortController();
    this.button.disabled = true;
    if (this.#working) {
      this.unreadable = "";
      this.say("照片还在准备，好了就发。");
      await new Promise((ready) => (this.prepared = ready));
      // One fewer than was meant to be sent: the reporter decides.
      if (this.unreadable) return this.giveBack(new Failure("fix", `${this.unreadable}还没发，请再按一次。`));
    }
    for (const photo of this.photos) photo.refused = undefined;
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.post(() => (tries = 0));
      } catch (reason) {
        if (reason.kind !== "wait") return this.giveBack(reason);
        const seconds = reason.after ?? secondsAfter(tries);
        const why = reason.isOffline ? "没有网，字和照片都还在这一页。" : reason.message;
        if (seconds > 0) this.say(`${why}${inWords(seconds)}，${STAY}。`);
        await pause(seconds, this.sending.signal);
      }
    }
  }

  async post(moved) {
    this.say(`正在发，${STAY}。`);
    await sendPhotos({
      photos: this.photos,
      signal: this.sending.signal,
      client: () => import("./tus.js"),
      say: () => this.show(),
      keep() {},
      moved,
    });
    const body = new FormData(this.form);
    body.delete("photo");
    for (const photo of this.photos) {
      body.append("upload", photo.upload.split("/").pop());
      body.append("seen", seenField(photo.seen, false));
    }
    // The form has a field of that name.
    const answer = await ask(this.form.getAttribute("action"), PATIENCE, { method: "POST", body });
    // Also where the line broke in the middle of the answer: the same once more is known for the same.
    if (!answer) throw new Failure("wait", "", { isOffline: true });
    const { status, headers, text } = answer;
    if (status === 429 || status >= 500) throw new Failure("wait", "服务器现在很忙。", { after: retryAfter(headers) });
    const page = new DOMParser().parseFromString(text, "text/html");
    if (![200, 404, 422].includes(status) || !page.querySelector("main#main")) throw foreign();
    this.turnTo(page, status === 422);
  }

  /** The answer is this page as it now stands. What was refused stays picked. */
  turnTo(page, refused) {
    this.sending = null;
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    const form = document.querySelector("form[data-photos]");
    // Asked for anew, each photo says how far it is: one may have expired since.
    for (const photo of this.photos) photo.done = false;
    if (form) takeOver(form, refused ? this.photos : []);
    scrollTo(0, 0);
    document.querySelector("#errors, #did")?.focus();
  }

  giveBack({ kind, message }) {
    this.sending = null;
    this.button.disabled = false;
    this.words = kind ? message : "没发出去，字和照片都还在这一页。请再按一次。";
    this.show();
  }

  // ---------- Showing ----------

  say(words) {
    this.words = words;
    this.show();
  }

  show() {
    // What is sent again must be the same to the letter: an answer may have been lost.
    this.form.elements.text.readOnly = Boolean(this.sending);
    if (this.list) {
      this.list.hidden = this.photos.length === 0;
      const rows = this.photos.map((photo, at) => this.row(photo, at + 1));
      // A row that is put in anew would lose the focus.
      if (rows.length !== this.list.children.length || rows.some((row, at) => row !== this.list.children[at])) this.list.replaceChildren(...rows);
      this.input.closest("label").hidden = Boolean(this.sending) || this.photos.length >= this.most;
    }
    if (this.status.textContent !== this.words) this.status.textContent = this.words;
  }

  row(photo, place) {
    photo.row ??= this.tile.content.firstElementChild.cloneNode(true);
    const { row } = photo;
    const image = row.querySelector("img");
    if (photo.preview && image.getAttribute("src") !== photo.preview) image.src = photo.preview;
    image.hidden = !photo.preview;
    image.alt = `第 ${place} 张照片`;
    row.querySelector(".state").textContent = this.stateOf(photo);
    const bar = row.querySelector("progress");
    bar.hidden = !photo.under;
    bar.value = photo.percent;
    const acts = { drop: ["删掉", () => (this.remove(photo), this.say(""), this.input.focus())], cover: ["遮挡", () => this.cover(photo)] };
    for (const [name, [words, press]] of Object.entries(acts)) {
      const button = row.querySelector(`[data-act=${name}]`);
      button.hidden = Boolean(this.sending) || (name === "cover" && !photo.file);
      button.onclick = press;
      button.setAttribute("aria-label", `${words}第 ${place} 张`);
    }
    return row;
  }

  stateOf({ file, done, under, percent, refused }) {
    if (refused) return "没传上";
    if (!file) return "准备中…";
    if (done) return "传好了";
    if (under) return `正在传 ${percent}%`;
    return this.sending ? "等着传" : "好了";
  }
}

const sameFile = (one, other) => ["name", "size", "lastModified"].every((mark) => one[mark] === other[mark]);
