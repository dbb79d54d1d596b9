package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of the playbook's {@code nginx.location} has nginx answer by itself, so that a visitor does
 * not come to the app.
 *
 * @param directives its directives, as nginx reads them
 */
public record LocationRules(List<Directive> directives) {
  /** By these a request may go past what stands behind them. */
  private static final Set<String> PAST = Set.of("if", "break", "rewrite");

  private static final Pattern COUNTED = Pattern.compile("(?m)(^|[;{])\\s*limit_(req|conn)\\s");

  private static final String NOBODY = ", and nobody reaches the app";

  /** For the text of the playbook. */
  public static LocationRules of(Optional<String> location) {
    return new LocationRules(
        location
            .map(text -> "# configuration file /nginx.location:\n" + Word.encoded(text) + "\n\n")
            .flatMap(Configuration::ofDump)
            .map(Configuration::directives)
            .orElse(List.of()));
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
        .orElse("a rule of nginx's own");
  }

  /** Whether our own questions are counted, and refused when they are too many. */
  public boolean limits() {
    return tree().anyMatch(Barrier::limits);
  }

  /** Whether an answer with a status may be for too many questions. */
  public boolean isLimit(int status) {
    return limits()
        && tree().anyMatch(d -> d.name().startsWith("limit_") && Barrier.answers(d, status));
  }

  /** What keeps every visitor from the app whatever he asks for, a sentence each. */
  public List<String> certain() {
    List<String> certain = new ArrayList<>();
    directives.stream()
        .takeWhile(d -> !PAST.contains(d.name()))
        .filter(d -> d.is("return"))
        .findFirst()
        .ifPresent(d -> certain.add(everybody(d, Barrier.returned(d.arg(0))) + NOBODY));
    directives.stream()
        .filter(d -> d.is("internal") || d.is("deny") && isForAll(d))
        .findFirst()
        .ifPresent(d -> certain.add(everybody(d, d.is("deny") ? 403 : 404) + NOBODY));
    directives.stream()
        .filter(d -> d.is("try_files") && Barrier.last(d).matches("=\\d{3}"))
        .filter(d -> d.args().stream().noneMatch(a -> a.contains("$")))
        .findFirst()
        .ifPresent(
            d ->
                certain.add(
                    everybody(d, Integer.parseInt(Barrier.last(d).substring(1)))
                        + NOBODY
                        + ", unless there is such a file"));
    return certain;
  }

  private boolean isForAll(Directive deny) {
    return deny.arg(0).equals("all")
        && tree().noneMatch(d -> d.is("allow") || d.is("satisfy") && d.arg(0).equals("any"));
  }

  private static String everybody(Directive directive, int status) {
    return named(directive) + " answers every visitor with " + status;
  }

  private static String named(Directive directive) {
    return "nginx.location: `" + directive.shown() + (directive.body().isEmpty() ? ";`" : " {`");
  }
}
