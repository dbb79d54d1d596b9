package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of the playbook's {@code nginx.location} has nginx answer by itself, so that a visitor does
 * not come to the app.
 *
 * @param directives its directives, as nginx reads them
 * @param limits those by which nginx counts its requests, wherever they stand
 */
public record LocationRules(List<Directive> directives, List<Directive> limits) {
  /** Each takes a location over from the {@code proxy_pass} that stands before it. */
  private static final Set<String> HANDLERS =
      Set.of(
          ("stub_status empty_gif flv mp4 memcached_pass fastcgi_pass uwsgi_pass scgi_pass"
                  + " grpc_pass")
              .split(" "));

  /** Regular expressions that fit every path. */
  private static final Pattern EVERY = Pattern.compile("\\^?/?|\\^?/?\\(?\\.\\*\\)?\\$?");

  private static final Pattern COUNTED = Pattern.compile("(?m)(^|[;{])\\s*limit_(req|conn)\\s");

  private static final String NOBODY = ", and nobody reaches the app";

  /** For the text of the playbook. */
  public static LocationRules of(Optional<String> location) {
    List<Directive> all =
        location
            .map(text -> "# configuration file /nginx.location:\n" + Word.encoded(text) + "\n\n")
            .flatMap(Configuration::ofDump)
            .map(Configuration::directives)
            .orElse(List.of());
    return new LocationRules(all, List.of());
  }

  /** The same with what counts its requests elsewhere, such as in the http block. */
  public LocationRules limitedBy(List<Directive> all) {
    return new LocationRules(directives, all);
  }

  /** Whether a site file of ours has nginx count our questions, so that an answer tells little. */
  public static boolean areCounted(String site) {
    return COUNTED.matcher(site).find();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return directives.isEmpty();
  }

  private Stream<Directive> tree() {
    return directives.stream().flatMap(Directive::tree);
  }

  /** Whose doing an answer with a status is, as far as can be told. */
  public String by(int status) {
    return tree()
        .filter(d -> Barrier.answers(d, status))
        .findFirst()
        .map(LocationRules::named)
        .or(() -> limit(status).map(d -> d.place() + ": `" + d.shown() + ";`"))
        .orElse("a rule of nginx's own");
  }

  /** The limit, of those elsewhere, that may have refused a request with a status. */
  private Optional<Directive> limit(int status) {
    return limits.stream()
        .filter(Barrier::limits)
        .filter(limit -> limits.stream().anyMatch(d -> Barrier.answers(d, status)))
        .findFirst();
  }

  /** Whether our own questions are counted, and refused when they are too many. */
  public boolean isLimited() {
    return tree().anyMatch(Barrier::limits) || limits.stream().anyMatch(Barrier::limits);
  }

  /** Whether there may be more of them in other files. */
  public boolean isIncluding() {
    return tree().anyMatch(d -> d.is("include"));
  }

  /** Whether an answer with a status may be for too many questions. */
  public boolean isLimit(int status) {
    return isLimited()
        && Stream.concat(tree(), limits.stream())
            .anyMatch(d -> d.name().startsWith("limit_") && Barrier.answers(d, status));
  }

  /**
   * What keeps every visitor from the app whatever he asks for, and whoever he is, a sentence each:
   * nobody has to load it to know.
   */
  public List<String> certain() {
    if (tree().anyMatch(d -> d.is("include")) || isPassedIn(Set.of("location"))) {
      return List.of();
    }
    List<String> certain = new ArrayList<>();
    first(d -> d.is("internal")).ifPresent(d -> certain.add(everybody(d, 404)));
    ending().ifPresent(d -> certain.add(everybody(d, status(d))));
    denied().ifPresent(d -> certain.add(everybody(d, 403)));
    first(d -> HANDLERS.contains(d.name()))
        .filter(d -> !isPassedIn(Set.of("if", "limit_except")))
        .ifPresent(d -> certain.add(named(d) + " has nginx answer in the place of the app"));
    return certain.stream().map(said -> said + NOBODY).toList();
  }

  /** The same where it depends on a file that may be there. */
  public List<String> likely() {
    return first(d -> d.is("try_files") && Barrier.last(d).matches("=\\d{3}"))
        .filter(d -> d.args().stream().noneMatch(a -> a.contains("$")))
        .map(d -> everybody(d, Integer.parseInt(Barrier.last(d).substring(1))))
        .map(said -> said + NOBODY + ", unless there is such a file")
        .stream()
        .toList();
  }

  private Optional<Directive> first(Predicate<Directive> which) {
    return directives.stream().filter(which).findFirst();
  }

  /** Whether such a block in it passes requests on by itself. */
  private boolean isPassedIn(Set<String> blocks) {
    return directives.stream()
        .filter(d -> blocks.contains(d.name()))
        .flatMap(Directive::tree)
        .anyMatch(d -> d.name().endsWith("_pass"));
  }

  /** What ends every request, of what nginx carries out one after another. */
  private Optional<Directive> ending() {
    for (Directive d : directives) {
      boolean redirects = d.is("rewrite") && Barrier.redirected(d) > 0;
      if (d.is("return") || redirects && EVERY.matcher(d.arg(0)).matches()) {
        return Optional.of(d);
      }
      boolean leaves = d.is("break") || d.is("rewrite") && !redirects && !d.arg(2).isEmpty();
      if (leaves || d.is("if") && d.tree().anyMatch(i -> i.is("break") || i.is("rewrite"))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static int status(Directive ending) {
    return ending.is("return") ? Barrier.returned(ending.arg(0)) : Barrier.redirected(ending);
  }

  /** The {@code deny all} that nobody is let past; the first rule that fits a visitor decides. */
  private Optional<Directive> denied() {
    boolean within =
        directives.stream()
            .flatMap(d -> d.children().stream())
            .anyMatch(d -> d.tree().anyMatch(each -> each.is("allow")));
    boolean any = first(d -> d.is("satisfy") && d.arg(0).equals("any")).isPresent();
    return within || any ? Optional.empty() : Barrier.denied(directives);
  }

  private static String everybody(Directive directive, int status) {
    return named(directive) + " answers every visitor with " + status;
  }

  private static String named(Directive directive) {
    return "nginx.location: `" + directive.shown() + (directive.body().isEmpty() ? ";`" : " {`");
  }
}
