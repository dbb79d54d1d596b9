package bluegreen.nginx;

import bluegreen.host.Http;
import bluegreen.host.Trust;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Entrances;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Asks the running nginx, over HTTP like any client, who answers. */
public final class Probe {
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  private static final Duration SHORTLY = Duration.ofSeconds(2);

  private final Playbook.Nginx nginx;
  private final LoadedStream loaded;
  private final String app;
  private final WitnessKey key;
  private final Http http;
  private final SiteWays ways;

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

    /** By hand, as is the other: Java makes them at the first call, anew in each run. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Way o && url.equals(o.url) && name.equals(o.name);
    }

    @Override
    public int hashCode() {
      return 31 * url.hashCode() + name.hashCode();
    }
  }

  /** A probe of one playbook's nginx. */
  public Probe(Playbook playbook, AppDir dir, Http http) {
    this(playbook, dir, http, Optional.empty());
  }

  /**
   * The same where it is known on what nginx listens.
   *
   * @param entrances all of it, other server blocks' included
   */
  public Probe(Playbook playbook, AppDir dir, Http http, Optional<Entrances> entrances) {
    this.ways = new SiteWays(playbook.nginx(), entrances);
    this.nginx = playbook.nginx();
    this.loaded = new LoadedStream(playbook);
    this.app = playbook.app().name();
    this.key = new WitnessKey(dir);
    this.http = http;
  }

  /** The address under which nginx tells, by itself, which slot it has chosen. */
  public String url() {
    return nginx.isStream() ? nginx.url() : asked();
  }

  private String asked() {
    return URI.create(main().url()).resolve(told()).toString();
  }

  /** What nginx says by itself, whether or not the app is there. */
  public Testimony ask() throws InterruptedException {
    if (nginx.isStream()) {
      return loaded.testimony();
    }
    String fresh = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return ask(new Way(url() + "?" + fresh, main().name())); // No cache has heard it before.
  }

  /** The same on another way, whatever its path: there a rule of the user's may answer. */
  public Testimony askBeside(Way way) throws InterruptedException {
    String fresh = Long.toHexString(ThreadLocalRandom.current().nextLong());
    String told = URI.create(way.url()).resolve(told()).toString();
    return ask(new Way(told + "?" + fresh, way.name()));
  }

  private String told() {
    return "/.well-known/bluegreen/" + app;
  }

  /** The way that {@code nginx.url} names. */
  public Way main() {
    return ways.main();
  }

  /** Every way: each address that we listen on, with each name that can be asked for. */
  public List<Way> ways() {
    return ways.all();
  }

  /** The ways that lead on to HTTPS. */
  public List<SiteWays.Redirect> redirected() {
    return ways.redirected();
  }

  /** Asks on a way as any visitor does. */
  public Http.Answer visit(Way way) throws InterruptedException {
    return http(way.url()).send(request(way));
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
    Http.Answer answer = http(question.url()).send(question);
    return Testimony.of(answer, nonce);
  }

  /** What has nginx count the requests to the app, wherever that stands. */
  public List<Directive> limits() {
    return ways.limits();
  }

  /** What a visitor asks on the main way. */
  public Passing passing() {
    LocationRules rules = LocationRules.of(nginx.location());
    Optional<Boolean> elsewhere = ways.entrances().map(Entrances::counting);
    boolean counted = rules.isLimited() || elsewhere.orElse(rules.isIncluding());
    return Passing.of(request(main()), ways.wantsAnnouncement(main().url()), counted);
  }

  private Http http(String url) {
    return ways.wantsAnnouncement(url) ? http.announcing() : http;
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
