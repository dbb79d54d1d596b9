package bluegreen.nginx.conf;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** A name in a {@code server_name}, as nginx compares it. */
public record ServerName(String text) {
  /** How a name fits a host, the better ones first. */
  public enum Fit {
    EXACT,
    LEADING_WILDCARD,
    TRAILING_WILDCARD,
    REGEX
  }

  /** How it fits a host; empty where it does not. */
  public Optional<Fit> fits(String host) {
    String name = text.toLowerCase(Locale.ROOT);
    String asked = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (name.startsWith("~")) {
      return matches(text.substring(1), asked) ? Optional.of(Fit.REGEX) : Optional.empty();
    } else if (name.startsWith("*.")) {
      return when(asked.endsWith(name.substring(1)), Fit.LEADING_WILDCARD);
    } else if (name.startsWith(".")) {
      Optional<Fit> exact = when(asked.equals(name.substring(1)), Fit.EXACT);
      return exact.or(() -> when(asked.endsWith(name), Fit.LEADING_WILDCARD));
    } else if (name.endsWith(".*")) {
      return when(asked.startsWith(name.substring(0, name.length() - 1)), Fit.TRAILING_WILDCARD);
    }
    return when(asked.equals(name), Fit.EXACT);
  }

  private static Optional<Fit> when(boolean fits, Fit fit) {
    return fits ? Optional.of(fit) : Optional.empty();
  }

  /** Whether a regular expression of nginx's matches, as far as Java's reads it the same way. */
  static boolean matches(String pcre, String text) {
    return pattern(pcre, Pattern.CASE_INSENSITIVE).filter(p -> p.matcher(text).find()).isPresent();
  }

  /** A regular expression of nginx's; empty where Java's do not have its words. */
  static Optional<Pattern> pattern(String pcre, int flags) {
    try {
      // Java allows no '_' in the names of groups, and writes them without P.
      return Optional.of(Pattern.compile(pcre.replaceAll("\\(\\?P?(<\\w+>|'\\w+')", "("), flags));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Of several wildcards that fit, the one with the most letters counts; both have as many here.
   */
  int length() {
    return text.startsWith(".") ? text.length() + 1 : text.length();
  }

  /** Hosts that it fits, one for each way in which it does, as far as any can be found. */
  public List<String> hosts() {
    Stream<String> below = text.startsWith(".") ? Stream.of("www" + text) : Stream.empty();
    Stream<String> sample = text.startsWith("~") ? sample().stream() : Stream.empty();
    return Stream.of(askable().stream(), below, sample)
        .flatMap(all -> all)
        .map(host -> host.toLowerCase(Locale.ROOT))
        .filter(host -> fits(host).isPresent())
        .toList();
  }

  /** What a simple regular expression fits: each of its parts once, of alternatives the first. */
  private Optional<String> sample() {
    String one =
        text.substring(1)
            .replaceAll("\\(\\?(:|P?<\\w+>|'\\w+')", "(")
            .replace("\\.", "\0")
            .replaceAll("\\[[^\\]]*]|\\\\[dw]|\\.", "1")
            .replaceAll("[\\^$]", "");
    String before = "";
    while (!one.equals(before)) {
      before = one;
      one =
          one.replaceAll("([^()|])([*+?]|\\{[0-9,]+})+", "$1")
              .replaceAll("\\(([^()|]*)(\\|[^()]*)?\\)([*+?]|\\{[0-9,]+})*", "$1");
    }
    String host = one.replaceFirst("\\|.*", "").replace('\0', '.').replaceFirst("^\\.", "www.");
    return Optional.of(host).filter(h -> h.matches("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?"));
  }

  /** A host that it fits, to ask with; empty for a regular expression and for no name at all. */
  public Optional<String> askable() {
    String name = text.toLowerCase(Locale.ROOT);
    String host =
        name.startsWith("*.")
            ? "www" + name.substring(1)
            : name.startsWith(".")
                ? name.substring(1)
                : name.endsWith(".*") ? name.substring(0, name.length() - 1) + "example" : name;
    return Optional.of(host).filter(h -> h.matches("[a-z0-9]([a-z0-9_.-]*[a-z0-9])?"));
  }
}
