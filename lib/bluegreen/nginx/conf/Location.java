package bluegreen.nginx.conf;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A {@code location}. */
public record Location(Directive directive) {
  private static final List<String> MODIFIERS = List.of("=", "^~", "~*", "~");

  /** {@code =}, {@code ^~}, {@code ~}, {@code ~*}, or an empty text for a usual prefix. */
  public String modifier() {
    String first = directive.arg(0);
    // nginx reads `location =/x` and `location ~x` as well.
    return MODIFIERS.stream().filter(first::startsWith).findFirst().orElse("");
  }

  /** The path, the regular expression, or a name with {@code @}. */
  public String pattern() {
    return directive.args().size() > 1
        ? directive.arg(1)
        : directive.arg(0).substring(modifier().length());
  }

  private boolean isRegex() {
    return modifier().startsWith("~");
  }

  private boolean isPrefix() {
    return !isRegex() && !modifier().equals("=") && !pattern().startsWith("@");
  }

  private boolean matches(String path) {
    int flags = modifier().equals("~*") ? Pattern.CASE_INSENSITIVE : 0;
    return ServerName.pattern(pattern(), flags).filter(p -> p.matcher(path).find()).isPresent();
  }

  /** As {@code ngx_http_core_find_location} of nginx finds it (ngx_http_core_module.c). */
  static Optional<Location> chosen(Directive level, String path) {
    List<Location> all = level.all("location").stream().map(Location::new).toList();
    Optional<Location> exact =
        all.stream().filter(l -> l.modifier().equals("=") && l.pattern().equals(path)).findFirst();
    if (exact.isPresent()) {
      return exact;
    }
    Optional<Location> longest =
        all.stream()
            .filter(l -> l.isPrefix() && path.startsWith(l.pattern()))
            .max((a, b) -> Integer.compare(a.pattern().length(), b.pattern().length()));
    Optional<Location> nested = longest.flatMap(l -> chosen(l.directive(), path));
    boolean decided =
        nested.filter(n -> n.isRegex() || n.modifier().equals("=")).isPresent()
            || longest.filter(l -> l.modifier().equals("^~")).isPresent();
    Optional<Location> regex =
        decided
            ? Optional.empty()
            : all.stream().filter(l -> l.isRegex() && l.matches(path)).findFirst();
    return regex.map(r -> chosen(r.directive(), path).orElse(r)).or(() -> nested).or(() -> longest);
  }
}
