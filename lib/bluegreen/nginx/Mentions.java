package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Pass;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What around a {@code proxy_pass} says the address of the app once more: what the app answers by
 * the name that it is asked for (redirects, cookies, links) is put right there, and would not be
 * any more when the pass alone has another address.
 *
 * @param address such as {@code http://127.0.0.1:8081}
 * @param variable the one that holds the address; empty where the {@code proxy_pass} says it itself
 */
record Mentions(Configuration configuration, Pass pass, String address, String variable) {
  /** These lead somewhere, or say something to nobody but the owner. */
  private static final Set<String> OTHERS =
      Set.of("listen", "server_name", "set", "proxy_pass", "access_log", "error_log");

  private static final String LOCAL =
      "https?://(127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1\\]):\\d{1,5}";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)\\}?");

  /** The directives, each once, in the order of the blocks from the outside in. */
  List<Directive> all() {
    List<Directive> chain = chain();
    boolean asked = isAskedByAddress(chain);
    return chain.stream()
        .flatMap(Mentions::of)
        .flatMap(d -> asked || uses(d, variable) ? named(d, chain) : entries(d, true))
        .distinct()
        .toList();
  }

  /** The blocks around the pass, the outermost first. */
  private List<Directive> chain() {
    List<Directive> chain = new ArrayList<>(List.of(pass.server().http()));
    chain.addAll(between(pass.server().directive(), pass.location()).orElse(List.of()));
    return chain;
  }

  private static Optional<List<Directive>> between(Directive block, Directive inner) {
    if (block == inner) {
      return Optional.of(List.of(block));
    }
    return block.children().stream()
        .filter(d -> d.body().isPresent())
        .flatMap(d -> between(d, inner).stream())
        .findFirst()
        .map(
            rest -> {
              List<Directive> path = new ArrayList<>(List.of(block));
              path.addAll(rest);
              return path;
            });
  }

  /** What a block says for the requests that are passed, conditions included. */
  private static Stream<Directive> of(Directive block) {
    return block.children().stream()
        .flatMap(d -> d.is("if") ? Stream.concat(Stream.of(d), of(d)) : Stream.of(d))
        .filter(d -> d.body().isEmpty() || d.is("if"))
        .filter(d -> !OTHERS.contains(d.name()));
  }

  /** Whether the app is asked for by the very address; a block's own headers replace all others. */
  private boolean isAskedByAddress(List<Directive> chain) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      List<Directive> headers = chain.get(i).all("proxy_set_header");
      if (!headers.isEmpty()) {
        return headers.stream()
            .filter(h -> h.arg(0).equalsIgnoreCase("host"))
            .findFirst()
            .map(h -> Stream.of("proxy_host", "proxy_port", variable).anyMatch(v -> uses(h, v)))
            .orElse(true);
      }
    }
    return true;
  }

  private static boolean uses(Directive directive, String variable) {
    return variables(directive).contains(variable);
  }

  private static Set<String> variables(Directive directive) {
    Set<String> variables = new HashSet<>();
    for (String arg : directive.args()) {
      Matcher used = VARIABLE.matcher(arg);
      while (used.find()) {
        variables.add(used.group(1));
      }
    }
    return variables;
  }

  /** The directive itself, or what gives a variable in it its value. */
  private Stream<Directive> named(Directive directive, List<Directive> chain) {
    if (names(directive)) {
      return Stream.of(directive);
    }
    Set<String> used = variables(directive);
    used.remove(variable);
    Stream<Directive> sets =
        chain.stream()
            .flatMap(block -> block.all("set").stream())
            .filter(d -> used.contains(d.arg(0).replace("$", "")) && names(d));
    return Stream.concat(sets, entries(directive, false));
  }

  /**
   * The lines of maps that give a variable in a directive its value.
   *
   * @param ofAddress whether only maps of the address itself count
   */
  private Stream<Directive> entries(Directive directive, boolean ofAddress) {
    Set<String> used = variables(directive);
    return configuration.all("http").stream()
        .flatMap(http -> http.all("map").stream())
        .filter(map -> used.contains(map.arg(1).replace("$", "")))
        .filter(map -> !ofAddress || map.arg(0).matches("\\$\\{?" + variable + "\\}?"))
        .flatMap(map -> map.children().stream())
        .filter(this::names);
  }

  /** Of this machine, its port will do, whatever the spelling; a regular expression counts, too. */
  private boolean names(Directive directive) {
    String host = Pattern.quote(URI.create(address).getRawAuthority().replaceFirst(":\\d+$", ""));
    String before = address.matches(LOCAL) ? "" : host;
    Pattern named = Pattern.compile(before + ":" + URI.create(address).getPort() + "(?![0-9])");
    return directive.words().stream()
        .anyMatch(w -> named.matcher(w.text().replace("\\", "")).find());
  }

  /** A directive as it is to be said with something else in the place of the address. */
  Optional<String> instead(Directive directive, String other) {
    return directive.shown().contains(address)
        ? Optional.of(directive.shown().replace(address, other))
        : Optional.empty();
  }
}
