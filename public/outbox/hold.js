// One page at a time has a draft: two would write over each other's words, and give two photos one number.

// A page that is just closing lets go by itself.
const CLOSING = 400;
// Another page that is asked saves first; one that sleeps does not answer.
const ANSWER = 1500;

export const lockOf = (id) => `draft-${id}`;

/**
 * Waits until this page has the draft, by the browser's locks, which end with their page. `elsewhere` hears that another
 * has it, with what takes it over; `asked` saves before another gets it; `lost` says that it is another's now.
 */
export async function hold(store, id, on) {
  if (navigator.locks) return holdByLock(lockOf(id), on);
  // Without a store there is nothing that two pages could share.
  return store && (await import("./claim.js")).holdByClaim(store, id, on);
}

function holdByLock(name, { elsewhere, asked, lost }) {
  const talk = self.BroadcastChannel && new BroadcastChannel(name);
  return new Promise((has) => {
    const queue = new AbortController();
    const late = setTimeout(() => elsewhere(takeOver), CLOSING);
    let forced = 0;

    async function ask(options) {
      let granted = false;
      const untilAsked = () => {
        granted = true;
        clearTimeout(late);
        clearTimeout(forced);
        has();
        return new Promise((letGo) => talk && (talk.onmessage = () => asked().then(letGo)));
      };
      await navigator.locks.request(name, options, untilAsked).catch(() => {});
      if (granted) lost();
    }

    function takeOver() {
      talk?.postMessage("");
      forced = setTimeout(() => (queue.abort(), ask({ steal: true })), talk ? ANSWER : 0);
    }

    ask({ signal: queue.signal });
  });
}
