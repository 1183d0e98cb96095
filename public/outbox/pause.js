// Pauses between tries over a bad line.

// Seconds; what gets through begins them anew.
const PAUSES = [1, 2, 4, 8, 15, 30, 60];

export const secondsAfter = (tries) => PAUSES[Math.min(tries, PAUSES.length - 1)];

/** Where the person must stay while something is sent or waits. */
export const STAY = "请别关掉这一页";

/** What happens after that pause, as the person is told. */
export const inWords = (seconds) => (navigator.onLine === false ? "有网就自动发" : `${seconds} 秒后自动再发`);

/** What `promise` gives within so many seconds; nothing where it fails or takes longer. */
export function within(seconds, promise) {
  const late = new Promise((go) => setTimeout(go, seconds * 1000));
  return Promise.race([promise, late]).catch(() => null);
}

/** Until the seconds are over, the network comes back, or `signal` says stop. */
export function pause(seconds, signal) {
  return new Promise((go) => {
    const now = () => {
      clearTimeout(timer);
      removeEventListener("online", now);
      signal.removeEventListener("abort", now);
      go();
    };
    const timer = setTimeout(now, seconds * 1000);
    addEventListener("online", now);
    signal.addEventListener("abort", now);
  });
}
