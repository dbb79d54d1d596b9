package bluegreen.nginx;

import java.util.LinkedHashMap;
import java.util.Map;

/** The headers that our block sets for the app; {@code %s} is what its variables begin with. */
final class PassedHeaders {
  /** What the app is told of a request that nginx has taken in for it. */
  private static final Map<String, String> PUBLIC_HEADERS = new LinkedHashMap<>();

  /** Behind a block of the user's own, that block has said all the rest. */
  private static final Map<String, String> HEADERS_BEHIND = new LinkedHashMap<>();

  static {
    HEADERS_BEHIND.put("Host", "$%s_host");
    HEADERS_BEHIND.put("Upgrade", "$http_upgrade");
    HEADERS_BEHIND.put("Connection", "$%s_connection");
    PUBLIC_HEADERS.put("Host", "$%s_host");
    PUBLIC_HEADERS.put("X-Real-IP", "$remote_addr");
    PUBLIC_HEADERS.put("X-Forwarded-For", "$proxy_add_x_forwarded_for");
    PUBLIC_HEADERS.put("X-Forwarded-Proto", "$scheme");
    PUBLIC_HEADERS.put("X-Forwarded-Host", "$%s_host");
    PUBLIC_HEADERS.put("X-Forwarded-Port", "$server_port");
    PUBLIC_HEADERS.put("Upgrade", "$http_upgrade");
    PUBLIC_HEADERS.put("Connection", "$%s_connection");
  }

  private PassedHeaders() {}

  /** Those of a block behind another one of the user's, or of one in public. */
  static Map<String, String> of(boolean behind) {
    return behind ? HEADERS_BEHIND : PUBLIC_HEADERS;
  }
}
