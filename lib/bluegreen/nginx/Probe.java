package bluegreen.nginx;

import bluegreen.host.Http;
import bluegreen.host.Trust;
import bluegreen.playbook.Playbook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the running nginx, over HTTP like any client, where it sends requests. */
public final class Probe {
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
  private static final Pattern SAID =
      Pattern.compile("(blue|green|\\S+://\\S+)(?: ([0-9a-f]*))?\\s*");

  private final Playbook playbook;
  private final Http http;

  /**
   * What nginx says of itself.
   *
   * @param goesTo {@code blue}, {@code green}, or with an include file the address itself
   * @param configuration the digest of the file of ours that it has loaded
   */
  public record Said(String goesTo, String configuration) {}

  /** A probe of one playbook's nginx. */
  public Probe(Playbook playbook, Http http) {
    this.playbook = playbook;
    this.http = http;
  }

  /** The address under which nginx tells this machine which slot it has chosen. */
  public String url() {
    return URI.create(playbook.nginx().url())
        .resolve("/.well-known/bluegreen/" + playbook.app().name())
        .toString();
  }

  /** The answer to {@link #url}, whoever gave it. */
  public Http.Answer ask() throws InterruptedException {
    return ask(url());
  }

  /** The answer to any address of the site's, asked for by the site's name. */
  public Http.Answer ask(String url) throws InterruptedException {
    Http.Request request = Http.Request.get(url, ONE_ANSWER).trusting(trust());
    Optional<String> name =
        playbook.nginx().serverNames().stream()
            .filter(n -> n.matches("[A-Za-z0-9.-]+"))
            .findFirst();
    return http.send(name.map(request::host).orElse(request));
  }

  private Trust trust() {
    List<String> names = playbook.nginx().serverNames();
    List<String> plain = names.stream().allMatch(Probe::isName) ? names : List.of();
    return playbook
        .nginx()
        .tls()
        .map(t -> Trust.site(t.certificate(), plain))
        .orElseGet(Trust::anyHere);
  }

  /** Whether a name of nginx's is one that a certificate may be for: no {@code _}, no regex. */
  static boolean isName(String serverName) {
    return serverName.matches("(\\*?\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  }

  /** What an answer says; empty where it is not one of our making. */
  public static Optional<Said> read(Http.Answer answer) {
    Matcher said = SAID.matcher(answer.body());
    return answer.came() && answer.status() == 200 && said.matches()
        ? Optional.of(new Said(said.group(1), Optional.ofNullable(said.group(2)).orElse("")))
        : Optional.empty();
  }
}
