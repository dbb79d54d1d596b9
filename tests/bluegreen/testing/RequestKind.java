package bluegreen.testing;

/** What the load client sends; each kind breaks in its own way when a server is replaced. */
public enum RequestKind {
  GET,
  POST,
  CHUNKED_POST,
  SLOW,
  UPLOAD,
  DOWNLOAD,
  EVENTS,
  WEB_SOCKET;

  /**
   * Whether it takes seconds, so that one is nearly always under way and the end of the load cuts
   * it off.
   */
  boolean cutOffByStop() {
    return compareTo(SLOW) >= 0;
  }
}
