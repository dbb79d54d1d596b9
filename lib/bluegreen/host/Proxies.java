package bluegreen.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, as {@code curl} has them: {@code https_proxy}, {@code
 * http_proxy} (in small letters alone: a CGI program's caller can set the other one) and {@code
 * no_proxy}. This machine itself is never asked by one.
 */
final class Proxies extends ProxySelector {
  private final Map<String, String> env;

  private Proxies(Map<String, String> env) {
    this.env = env;
  }

  /** Those of an environment. */
  static ProxySelector of(Map<String, String> env) {
    return new Proxies(env);
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return proxy(uri.getScheme())
        .filter(p -> !isExcepted(host))
        .map(p -> List.of(new Proxy(Proxy.Type.HTTP, p)))
        .orElse(List.of(Proxy.NO_PROXY));
  }

  private Optional<InetSocketAddress> proxy(String scheme) {
    boolean secure = scheme.equalsIgnoreCase("https");
    return Stream.of(secure ? "https_proxy" : "http_proxy", secure ? "HTTPS_PROXY" : "http_proxy")
        .flatMap(name -> Optional.ofNullable(env.get(name)).stream())
        .filter(value -> !value.isBlank())
        .findFirst()
        .flatMap(Proxies::address);
  }

  private static Optional<InetSocketAddress> address(String value) {
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      int port = uri.getPort() >= 0 ? uri.getPort() : 1080;
      return Optional.ofNullable(uri.getHost())
          .map(host -> InetSocketAddress.createUnresolved(host, port));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isExcepted(String host) {
    boolean here = host.matches("localhost|127\\..*|\\[::1\\]");
    String excepted =
        Optional.ofNullable(env.get("no_proxy"))
            .or(() -> Optional.ofNullable(env.get("NO_PROXY")))
            .orElse("");
    return here
        || Stream.of(excepted.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .map(each -> each.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", ""))
            .filter(each -> !each.isEmpty())
            .anyMatch(each -> each.equals("*") || host.equals(each) || host.endsWith("." + each));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request itself fails.
  }
}
