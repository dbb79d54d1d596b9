package bluegreen.testing;

/** What the load client sends; each kind breaks in its own way when a server is replaced. */
public enum RequestKind {
  GET,
  POST,
  CHUNKED_POST,
  SLOW,
  EVENTS,
  WEB_SOCKET;

  /** Whether one is nearly always under way, so that the end of the load cuts it off. */
  boolean cutOffByStop() {
    return this == SLOW || this == EVENTS || this == WEB_SOCKET;
  }
}
