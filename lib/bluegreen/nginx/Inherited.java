package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Listen;
import bluegreen.nginx.conf.Location;
import bluegreen.nginx.conf.ServerBlock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the http block says for all sites, and what would not be an app's own any more by it. */
final class Inherited {
  /**
   * Directives that would have the app asked again for each answer, or asked something else; no
   * value of theirs in a site takes them back (tried on nginx 1.22.1).
   */
  private static final Set<String> NEVER = Set.of("post_action", "proxy_set_body", "proxy_method");

  private static final List<String> LIMITS =
      List.of(
          "limit_req",
          "limit_conn",
          "limit_req_status",
          "limit_conn_status",
          "limit_req_dry_run",
          "limit_conn_dry_run");

  private Inherited() {}

  /** Why our site must not be loaded below it, a sentence each, with file and line. */
  static List<String> problems(Configuration configuration, Predicate<ServerBlock> isOurs) {
    return configuration.servers().stream()
        .filter(isOurs)
        .flatMap(
            ours ->
                Stream.of(changing(ours), denied(ours).stream(), refusing(ours).stream())
                    .flatMap(said -> said))
        .distinct()
        .toList();
  }

  private static Stream<String> changing(ServerBlock ours) {
    return ours.http().children().stream()
        .filter(directive -> NEVER.contains(directive.name()))
        .map(
            d ->
                said(d)
                    + "would change what reaches the app, and cannot be made ineffective in one"
                    + " site; move it into the server blocks that are to have it");
  }

  /**
   * A rule of the location itself, such as one of the playbook's, has those around it not count.
   */
  private static Optional<String> denied(ServerBlock ours) {
    List<Directive> http = ours.http().children();
    List<Directive> own =
        ours.location("/").map(Location::directive).map(Directive::children).orElse(List.of());
    boolean ruled =
        own.stream().anyMatch(d -> Set.of("allow", "deny", "include").contains(d.name()));
    boolean any =
        Stream.concat(http.stream(), own.stream())
            .anyMatch(d -> d.is("satisfy") && d.arg(0).equals("any"));
    return ruled || any || own.stream().noneMatch(d -> d.is("proxy_pass"))
        ? Optional.empty()
        : Barrier.denied(http)
            .map(
                d ->
                    said(d)
                        + "answers every visitor with 403, and nobody would reach the app; move it"
                        + " into the server blocks that are to have it, or have this site let them"
                        + " in: nginx.location: \"allow all;\"");
  }

  private static Optional<String> refusing(ServerBlock ours) {
    String name = "ssl_reject_handshake";
    boolean tls = ours.listens().stream().anyMatch(Listen::ssl);
    return ours.http().all(name).stream()
        .filter(d -> tls && d.arg(0).equals("on") && ours.directive().first(name).isEmpty())
        .findFirst()
        .map(
            d ->
                said(d)
                    + "has every connection of TLS refused, and nobody would reach the app; move it"
                    + " into the server blocks that are to have it");
  }

  /**
   * What has nginx count the requests to a site's app, and refuse those that are too many, with the
   * words that say how: of each kind those of the innermost block that has any.
   */
  static List<Directive> limits(ServerBlock site) {
    List<Directive> location =
        site.location("/").map(Location::directive).map(Directive::children).orElse(List.of());
    return LIMITS.stream()
        .flatMap(
            name ->
                Stream.of(location, site.directive().children(), site.http().children())
                    .map(block -> block.stream().filter(d -> d.is(name)).toList())
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .stream())
        .flatMap(List::stream)
        .toList();
  }

  private static String said(Directive directive) {
    return directive.place() + ": `" + directive.shown() + ";` in the http block ";
  }
}
