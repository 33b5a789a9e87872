// A forum's changes as they happen, for the pages of a forum:
//   <div id="live" data-url="/live/ek47/" data-version="12" data-audience="public">
// connect(element) dispatches on it, in order and never twice,
//   "live"        detail {v, kind, …}: one change (workshops/publishing.py)
//   "live-state"  detail "stream" | "poll" | "offline" | "closed": for the mark of the connection
//   "live-phones" detail 36: how many phones are connected (audience "staff", by stream alone)
// Server-sent events first; where they do not come through, it asks every few seconds.
// data-poll-only: ask only.
const LIVE_FIRST_BYTE = 8000;
const LIVE_SILENCE = 40000; // the server says something every 15 s
const LIVE_TRIES = 3;
const LIVE_STREAM_AGAIN = 120000;
const LIVE_OFFLINE_AFTER = 5000;

const liveJitter = (from, to) => from + Math.random() * (to - from);

class LiveLine {
  constructor(element) {
    this.element = element;
    this.version = Number(element.dataset.version ?? 0);
    this.fails = 0;
    this.tag = "";
    this.timers = new Map();
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.go()));
    addEventListener("pagehide", () => this.rest());
    addEventListener("pageshow", (event) => event.persisted && this.go());
    addEventListener("online", () => this.go());
    addEventListener("offline", () => {
      this.rest();
      this.say("offline");
    });
    this.go();
  }

  // From the last version on, by stream unless that has failed.
  go() {
    this.rest();
    if (this.state === "closed" || document.hidden) return;
    const { pollOnly } = this.element.dataset;
    if (pollOnly !== undefined) this.poll();
    else this.open();
  }

  rest() {
    this.source?.close();
    this.asking?.abort();
    this.source = this.asking = null;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  say(state) {
    if (state === this.state || this.state === "closed") return;
    this.state = state;
    this.element.dispatchEvent(new CustomEvent("live-state", { detail: state }));
  }

  close() {
    this.rest();
    this.say("closed");
  }

  tell(event) {
    if (event.v <= this.version) return;
    this.version = event.v;
    this.element.dispatchEvent(new CustomEvent("live", { detail: event }));
  }

  later(name, wait, act) {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, setTimeout(act, wait));
  }

  address(way) {
    const { url, audience } = this.element.dataset;
    const address = new URL(url, location.href);
    address.pathname = address.pathname.replace(/\/*$/, `/${way}`);
    address.searchParams.set("v", this.version);
    if (audience === "staff") address.searchParams.set("a", "staff");
    return address;
  }

  open() {
    const source = new EventSource(this.address(""));
    this.source = source;
    this.later("silence", LIVE_FIRST_BYTE, () => this.failed(LIVE_TRIES));
    source.addEventListener("hello", (event) => this.greeted(JSON.parse(event.data)));
    source.addEventListener("ping", () => this.heard());
    source.addEventListener("message", (event) => {
      this.heard();
      this.tell(JSON.parse(event.data));
    });
    source.addEventListener("phones", (event) => {
      this.element.dispatchEvent(new CustomEvent("live-phones", { detail: Number(event.data) }));
    });
    source.addEventListener("closed", () => this.close());
    source.addEventListener("error", () => source === this.source && this.broken());
  }

  greeted({ reset }) {
    if (reset !== undefined) [this.version, this.tag] = [reset, ""]; // a rehearsal was wiped
    clearTimeout(this.timers.get("offline"));
    this.timers.delete("offline");
    this.later("silence", LIVE_SILENCE, () => this.failed());
    this.say("stream");
  }

  // Only now is the line good: a proxy may let the first bytes through and keep the others.
  heard() {
    this.fails = 0;
    this.later("silence", LIVE_SILENCE, () => this.failed());
  }

  // The browser comes back by itself, unless it was refused.
  broken() {
    this.fails += 1;
    if (this.source.readyState === EventSource.CLOSED || this.fails >= LIVE_TRIES) {
      this.failed(0);
    } else if (!this.timers.has("offline")) {
      this.later("offline", LIVE_OFFLINE_AFTER, () => this.say("offline"));
    }
  }

  // Ask why: without an answer the network or the server is away, not the stream alone.
  async failed(count = 1) {
    this.rest();
    this.fails += count;
    const answered = await this.ask();
    if (answered === null || this.state === "closed") return;
    if (!answered) {
      this.fails = 0;
      this.say("offline");
      this.later("again", liveJitter(1500, 4000), () => this.failed(0));
    } else if (this.fails < LIVE_TRIES) {
      this.later("again", liveJitter(0, 1000), () => this.open());
    } else {
      this.later("stream", LIVE_STREAM_AGAIN, () => this.tryStream());
      this.poll();
    }
  }

  tryStream() {
    this.rest();
    this.fails = LIVE_TRIES - 1;
    this.open();
  }

  async poll() {
    const answered = await this.ask();
    if (answered === null || this.state === "closed") return;
    this.say(answered ? "poll" : "offline");
    this.later("poll", liveJitter(3000, 5000), () => this.poll());
  }

  // One question: true when it was answered, false when not, null when we were told to rest.
  async ask() {
    const asking = new AbortController();
    this.asking = asking;
    const guard = setTimeout(() => asking.abort("slow"), LIVE_FIRST_BYTE);
    try {
      const answer = await fetch(this.address("poll"), {
        headers: this.tag ? { "If-None-Match": this.tag } : {},
        cache: "no-store",
        redirect: "error",
        signal: asking.signal,
      });
      if (answer.status === 403 || answer.status === 404) this.close();
      if (answer.status === 200) this.take(await answer.json(), answer.headers.get("ETag"));
      return answer.ok || answer.status === 304;
    } catch {
      return this.asking === asking ? false : null;
    } finally {
      clearTimeout(guard);
    }
  }

  take({ v, closed, events }, tag) {
    this.tag = tag ?? "";
    events.forEach((event) => this.tell(event));
    this.version = v;
    if (closed) this.close();
  }
}

export function connect(element) {
  if (!element || element.liveLine) return;
  element.liveLine = new LiveLine(element);
  element.liveLine.start();
}
