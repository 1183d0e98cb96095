// How the client of the upload protocol speaks to the server where there is no XMLHttpRequest.

export class FetchStack {
  createRequest(method, url) {
    return new Request(method, url);
  }

  getName() {
    return "fetch";
  }
}

class Request {
  headers = {};
  stopped = new AbortController();

  constructor(method, url) {
    Object.assign(this, { method, url });
  }

  getMethod() {
    return this.method;
  }

  getURL() {
    return this.url;
  }

  setHeader(name, value) {
    this.headers[name] = value;
  }

  getHeader(name) {
    return this.headers[name];
  }

  // Nobody watches a worker.
  setProgressHandler() {}

  async send(body = null) {
    const { method, headers } = this;
    const answer = await fetch(this.url, { method, headers, body, signal: this.stopped.signal });
    const text = await answer.text();
    return {
      getStatus: () => answer.status,
      getHeader: (name) => answer.headers.get(name) ?? undefined,
      getBody: () => text,
      getUnderlyingObject: () => answer,
    };
  }

  async abort() {
    this.stopped.abort();
  }

  getUnderlyingObject() {
    return this;
  }
}
