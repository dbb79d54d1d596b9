package bluegreen.nginx.conf;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server block of {@code http}. */
public record ServerBlock(Directive directive, Directive http) {
  private static final List<String> STOCK_ROOTS =
      List.of("/usr/share/nginx/html", "/var/www/html", "html");

  /** Where it begins, as {@code /etc/nginx/nginx.conf:12}. */
  public String place() {
    return directive.place();
  }

  /** Where it listens. */
  public List<Listen> listens() {
    List<Listen> listens =
        directive.all("listen").stream().flatMap(d -> Listen.of(d).stream()).toList();
    return listens.isEmpty() ? List.of(Listen.implied()) : listens;
  }

  /** Its names; the empty one where it has none, as nginx has it. */
  public List<ServerName> names() {
    List<ServerName> names =
        directive.all("server_name").stream()
            .flatMap(d -> d.args().stream())
            .map(ServerName::new)
            .toList();
    return names.isEmpty() ? List.of(new ServerName("")) : names;
  }

  /** The location that nginx chooses for a path, nested ones included; empty for the block. */
  public Optional<Location> location(String path) {
    return Location.chosen(directive, path);
  }

  /** Each {@code proxy_pass} in it with where it leads, in the order of the files. */
  public List<Pass> passes() {
    return Pass.in(this, directive, List.of(directive)).toList();
  }

  /** Where a path is passed to; empty where it is answered in another way. */
  public Optional<Pass> pass(String path) {
    return location(path)
        .flatMap(
            l -> passes().stream().filter(p -> p.location().equals(l.directive())).findFirst());
  }

  /** The directive that sends a path to HTTPS; empty where none does. */
  public Optional<Directive> redirect(String path) {
    Stream<Directive> level =
        location(path).stream().flatMap(l -> l.directive().children().stream());
    return Stream.concat(
            directive.children().stream()
                .flatMap(d -> d.is("if") ? d.children().stream() : Stream.of(d)),
            level.flatMap(d -> d.is("if") ? d.children().stream() : Stream.of(d)))
        .filter(d -> d.is("return") || d.is("rewrite"))
        .filter(d -> d.args().stream().anyMatch(a -> a.startsWith("https://")))
        .findFirst();
  }

  /** The folders whose files it shows, as they are written. */
  public List<String> roots() {
    return directive
        .tree()
        .filter(d -> d.is("root") || d.is("alias"))
        .map(d -> d.arg(0).replaceFirst("(?<=.)/$", ""))
        .distinct()
        .toList();
  }

  /**
   * Whether it is written as packages write the one of their welcome page (Debian's, Amazon
   * Linux's, nginx.org's); whose files it shows is another question.
   */
  public boolean isStock() {
    List<String> names = names().stream().map(ServerName::text).toList();
    boolean usual = List.of("_", "localhost", "").containsAll(names);
    boolean answers =
        directive
            .tree()
            .anyMatch(d -> d.name().endsWith("_pass") || d.is("return") || d.is("rewrite"));
    return usual && !answers && !roots().isEmpty() && STOCK_ROOTS.containsAll(roots());
  }
}
