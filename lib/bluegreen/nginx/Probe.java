package bluegreen.nginx;

import bluegreen.host.Http;
import bluegreen.host.Trust;
import bluegreen.nginx.conf.ServerName;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Asks the running nginx, over HTTP like any client, who answers. */
public final class Probe {
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  private static final Duration SHORTLY = Duration.ofSeconds(2);

  /** So many ways are asked at most: each address with each name. */
  private static final int MOST_WAYS = 24;

  private static final String EVERYWHERE = "(\\*:)?[0-9]+";

  private final Playbook.Nginx nginx;
  private final String app;
  private final WitnessKey key;
  private final Http http;

  /**
   * A way that visitors go.
   *
   * @param url the address and path
   * @param name the site's name that is asked for; empty where the address itself is
   */
  public record Way(String url, Optional<String> name) {
    /** {@code http://127.0.0.1/ (shop.example.com)}. */
    public String describe() {
      return url + name.map(n -> " (" + n + ")").orElse("");
    }
  }

  /** A probe of one playbook's nginx. */
  public Probe(Playbook playbook, AppDir dir, Http http) {
    this.nginx = playbook.nginx();
    this.app = playbook.app().name();
    this.key = new WitnessKey(dir);
    this.http = http;
  }

  /** The address under which nginx tells, by itself, which slot it has chosen. */
  public String url() {
    return URI.create(nginx.url()).resolve("/.well-known/bluegreen/" + app).toString();
  }

  /** What nginx says by itself, whether or not the app is there. */
  public Testimony ask() throws InterruptedException {
    return ask(new Way(url(), name()));
  }

  /** The way that {@code nginx.url} names. */
  public Way main() {
    return new Way(nginx.url(), name());
  }

  /** Every way: each address that we listen on, with each name that can be asked for. */
  public List<Way> ways() {
    Set<Way> ways = new LinkedHashSet<>(List.of(main()));
    List<Optional<String>> names = names();
    for (String origin : origins()) {
      for (Optional<String> name : names) {
        ways.add(new Way(URI.create(origin).resolve(path()).toString(), name));
      }
    }
    return ways.stream().limit(MOST_WAYS).toList();
  }

  private String path() {
    URI url = URI.create(nginx.url());
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
  }

  private List<String> origins() {
    List<String> origins = new ArrayList<>();
    if (!nginx.tls().map(t -> t.redirect()).orElse(false)) {
      nginx.listen().forEach(l -> origins.add("http://" + reachable(l)));
    }
    nginx.tls().ifPresent(t -> t.listen().forEach(l -> origins.add("https://" + reachable(l))));
    return origins;
  }

  /** Where we can reach what listens there. */
  private static String reachable(String listen) {
    if (listen.matches(EVERYWHERE)) {
      return "127.0.0.1:" + listen.replace("*:", "");
    }
    return listen.replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:");
  }

  private Optional<String> name() {
    return names().get(0);
  }

  private List<Optional<String>> names() {
    List<Optional<String>> names =
        nginx.serverNames().stream()
            .map(n -> new ServerName(n).askable())
            .filter(Optional::isPresent)
            .toList();
    return names.isEmpty() ? List.of(Optional.empty()) : names;
  }

  /** Asks on one way who answers. */
  public Testimony ask(Way way) throws InterruptedException {
    return ask(request(way));
  }

  /** Asks on somebody else's way who answers there, whatever certificate he shows. */
  public Testimony askShortly(Way way) throws InterruptedException {
    return ask(request(way, SHORTLY).trusting(Trust.anyHere()));
  }

  private Testimony ask(Http.Request request) throws InterruptedException {
    String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Http.Request question = request;
    Optional<String> secret = key.find();
    if (secret.isPresent()) {
      question = question.with("X-Bluegreen-Ask", secret.get() + "-" + nonce);
    }
    Http.Answer answer = http.send(question);
    return Testimony.of(answer, nonce);
  }

  /** An ordinary request on a way, of whose answer only the beginning counts. */
  public Http.Request request(Way way) {
    return request(way, ONE_ANSWER).trusting(trust());
  }

  private static Http.Request request(Way way, Duration timeout) {
    Http.Request request = Http.Request.get(way.url(), timeout).headersOnly();
    return way.name().map(request::host).orElse(request);
  }

  private Trust trust() {
    List<String> names = nginx.serverNames();
    List<String> plain = names.stream().allMatch(Probe::isName) ? names : List.of();
    return nginx.tls().map(t -> Trust.site(t.certificate(), plain)).orElseGet(Trust::anyHere);
  }

  /** Whether a name of nginx's is one that a certificate may be for: no {@code _}, no regex. */
  static boolean isName(String serverName) {
    return serverName.matches("(\\*?\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  }
}
