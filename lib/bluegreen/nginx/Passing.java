package bluegreen.nginx;

import bluegreen.host.Http;

/**
 * A request that can be made again and again on the way that visitors go.
 *
 * @param announced whether nginx wants to be told first who asks, by the PROXY protocol
 * @param counted whether nginx counts requests there, and refuses those that are too many
 */
public record Passing(Http.Request request, boolean announced, boolean counted) {
  /** By which our server block knows it: its connection to the app is not kept. */
  private static final String HEADER = "X-Bluegreen-Probe";

  static Passing of(Http.Request request, boolean announced, boolean counted) {
    return new Passing(request.with(HEADER, "1"), announced, counted);
  }
}
