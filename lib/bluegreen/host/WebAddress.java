package bluegreen.host;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a file is on the web.
 *
 * @param uri with scheme and host; what it may tell of a user is kept apart
 * @param user name and password, as {@code name:password}
 */
public record WebAddress(URI uri, Optional<String> user) {
  /** From a text that is known to be such a URL; who asks by it is told apart. */
  public static WebAddress of(String url) {
    return of(URI.create(url));
  }

  private static WebAddress of(URI uri) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String place = uri.getRawAuthority().replaceFirst("^.*@", "");
    URI bare = URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + place + path + query);
    return new WebAddress(bare, Optional.ofNullable(uri.getUserInfo()));
  }

  /**
   * Where an answer from here leads.
   *
   * @throws HostFailure where nobody should follow
   */
  WebAddress redirected(String location) throws HostFailure {
    WebAddress to;
    try {
      URI uri = uri().resolve(location);
      boolean web = uri.getHost() != null && uri.toString().matches("(?i)https?://.*");
      if (!web) {
        throw new HostFailure(shown() + " leads to what is no http:// or https:// URL");
      }
      to = of(uri);
    } catch (IllegalArgumentException e) {
      throw new HostFailure(shown() + " leads to what is no URL");
    }
    if (isSecure() && !to.isSecure()) {
      throw new HostFailure(
          shown() + " leads to " + to.shown() + ", which is not encrypted: that is not followed");
    }
    return to;
  }

  private boolean isSecure() {
    return uri.getScheme().equals("https");
  }

  /** Whether what is meant for one is meant for the other: scheme, host and port are the same. */
  boolean isBeside(WebAddress other) {
    return origin().equals(other.origin());
  }

  private String origin() {
    int port = uri.getPort() >= 0 ? uri.getPort() : isSecure() ? 443 : 80;
    return uri.getScheme() + "://" + host() + ":" + port;
  }

  /** The host's name. */
  String host() {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  /** The header by which a server knows the user. */
  Optional<String> authorization() {
    return user.map(
        who -> "Basic " + Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8)));
  }

  /** As it may be seen: without the user, and without the values of its query. */
  public String shown() {
    return uri.toString().replaceAll("(?<=[?&])([^=&]*)=[^&]*", "$1=********");
  }
}
