package bluegreen.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user's own directives for {@code location /}, sorted by where on a request's way they belong:
 * each is to hold on every way to the app, and none is to be carried out twice.
 */
final class LocationText {
  /** What changes a request on its way: it has done so when the request comes by a second time. */
  private static final Set<String> REWRITING = Set.of("rewrite", "return", "break", "set");

  /** What is done for a request when it comes in, and not again for the same one. */
  private static final Set<String> ONCE = Set.of("mirror", "mirror_request_body", "auth_request");

  /** What would have somebody else answer a question that is meant for the app. */
  private static final String STORED = "proxy_cache|proxy_store";

  /** What would count our questions, and answer them itself when they are too many. */
  private static final String COUNTED = "limit_req|limit_conn";

  private static final String LOG = "access_log";

  private final List<Statement> statements;

  /** One directive with all that belongs to it. */
  private record Statement(String name, String text) {
    boolean isLogOff() {
      return name.equals(LOG) && text.matches("(?s).*\\baccess_log\\s+off\\b.*");
    }
  }

  /**
   * Left out: the first has no say in what is passed on, and must have none in our own looks, which
   * have it themselves; with the second, a slot would be chosen before a request is whole.
   */
  private static final Set<String> WITHOUT = Set.of("open_file_cache", "proxy_request_buffering");

  /**
   * What stands in a playbook.
   *
   * @param log the directive for a log of ours that is to be beside those which it has, as they
   *     replace all around them
   */
  LocationText(String text, Optional<String> log) {
    List<Statement> all =
        statements(text.strip()).stream().filter(s -> !WITHOUT.contains(s.name())).toList();
    boolean logs = log.isPresent() && all.stream().anyMatch(s -> s.name().equals(LOG));
    this.statements =
        logs
            ? Stream.concat(
                    all.stream().filter(s -> !s.isLogOff()), // So it is with ours alone.
                    Stream.of(new Statement(LOG, log.get())))
                .toList()
            : all;
  }

  /** All of it, as it is written. */
  String all() {
    return indented(s -> true);
  }

  /** For a request that comes in with a body; a named location cannot hold another one. */
  String first() {
    return indented(s -> !s.name().equals("location"));
  }

  /** For a request that has passed {@link #all} or {@link #first} before. */
  String later() {
    return indented(
        s ->
            !s.name().equals("location")
                && !REWRITING.contains(s.name())
                && !ONCE.contains(s.name())
                && !(s.name().equals("if") && s.text().matches("(?s).*\\b(rewrite|return)\\b.*")));
  }

  /** For a question of ours, which nobody but the app may answer. */
  String asked() {
    return indented(
        s ->
            !s.name().equals("location")
                && !ONCE.contains(s.name())
                && !s.name().matches(STORED + "|" + COUNTED));
  }

  /**
   * The lines that set the headers of a request to the app, without those that the user sets.
   *
   * @param values by name; {@code %s} in one stands for {@code id}
   */
  String headers(Map<String, String> values, String id) {
    Set<String> own =
        statements.stream()
            .filter(s -> s.name().equals("proxy_set_header"))
            .map(s -> s.text().split("\\s+", 3)[1].replaceAll("[\"']", ""))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return values.entrySet().stream()
        .filter(e -> !own.contains(e.getKey().toLowerCase(Locale.ROOT)))
        .map(e -> "        proxy_set_header %s %s;%n".formatted(e.getKey(), e.getValue()))
        .map(line -> line.replace("%s", id))
        .collect(Collectors.joining());
  }

  private String indented(Predicate<Statement> which) {
    return statements.stream()
        .filter(which)
        .flatMap(s -> s.text().lines())
        .map(line -> ("        " + line).stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  private static List<Statement> statements(String text) {
    List<Statement> statements = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      String one = text.substring(at, end).strip();
      if (!one.isEmpty()) {
        String code = one.replaceAll("(?m)^\\s*#.*$", "").strip();
        statements.add(new Statement(code.split("[\\s;{]", 2)[0], one));
      }
      at = end;
    }
    return statements;
  }

  /** Where the statement that begins there ends: behind its semicolon, or its last brace. */
  private static int end(String text, int begin) {
    int depth = 0;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word = i == 0 || Character.isWhitespace(text.charAt(i - 1)) || c == '#' && begin == i;
      if (c == '\\') {
        i++;
      } else if (c == '#' && word) {
        i = lineEnd(text, i);
      } else if ((c == '"' || c == '\'') && word) {
        i = closing(text, i);
      } else if (c == '$' && text.startsWith("${", i)) {
        i = Math.max(i, text.indexOf('}', i));
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      }
      if ((c == ';' || c == '}') && depth <= 0 && i < text.length() && text.charAt(i) == c) {
        return i + 1;
      }
    }
    return text.length();
  }

  private static int lineEnd(String text, int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private static int closing(String text, int at) {
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(at)) {
        return i;
      }
    }
    return text.length();
  }
}
