package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Rewriting;
import bluegreen.nginx.conf.Socket;
import bluegreen.nginx.conf.Word;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A configuration with all that nginx makes, writes to or listens on by reading it led into one
 * folder, so that it can be tested and nothing else is touched. What could not be made, as there is
 * no folder for it, is left as it is: it is nginx's to say so.
 */
final class Shadow {
  private static final Set<String> BLOCKS =
      Set.of("http", "stream", "mail", "events", "server", "location", "if", "limit_except");

  /** Parameters of {@code listen} that are none of a Unix socket's, or make no difference here. */
  private static final Pattern OF_INTERNET =
      Pattern.compile(
          "(?:ipv6only|so_keepalive|fastopen|backlog|rcvbuf|sndbuf|setfib|accept_filter)=.*"
              + "|deferred|reuseport|bind|udp|quic|multipath");

  /** What has somebody's own code run, or a module of others make files, by being read. */
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "perl.*|lua_.*|.*_by_lua.*|js_.*|passenger.*|rails_.*|modsecurity.*|pagespeed.*|wasm.*"
              + "|acme_.*|otel.*|app_protect.*|state|state_path|keyval_zone|ssl_engine");

  private final Configuration configuration;
  private final Path folder;
  private final Path prefix;
  private final String build;
  private final Rewriting rewriting;
  private final boolean kept;
  private final Optional<Path> made;
  private final Map<String, Path> instead = new LinkedHashMap<>();
  private final Map<Path, String> meant = new LinkedHashMap<>();
  private final Set<Path> asked = new LinkedHashSet<>();

  /**
   * The shadow of a configuration.
   *
   * @param folder where all of it leads
   * @param prefix the folder that nginx's relative paths start from
   * @param build what nginx says of how it was built
   * @param kept whether somebody else starts it, who may make the folder of its pid file before
   * @param made a folder that is made before with all that is in it
   */
  Shadow(
      Configuration configuration,
      Path folder,
      Path prefix,
      String build,
      boolean kept,
      Optional<Path> made) {
    this.kept = kept;
    this.made = made;
    this.configuration = configuration;
    this.folder = folder;
    this.prefix = prefix;
    this.build = build;
    this.rewriting = new Rewriting(configuration);
  }

  /** Whether nothing in it does more than nginx's own modules do. */
  static boolean isPossible(Configuration configuration) {
    return configuration.directives().stream()
        .flatMap(Directive::tree)
        .noneMatch(d -> UNKNOWN.matcher(d.name()).matches());
  }

  /** Where the copy of a file is. */
  Path copy(String name) {
    return Path.of(root() + Word.decoded(name));
  }

  /** Below it everything has the path that it has on this machine. */
  Path root() {
    return folder.resolve("root");
  }

  /** Whether nginx would have its own log, before it has read of another one, by a default. */
  boolean hasEarlyLog() {
    return isMade(built("error-log-path", "logs/error.log"));
  }

  /** A text of nginx's with the names that things have on this machine. */
  String meant(String said) {
    String text = said.replace(root().toString(), "");
    for (Map.Entry<Path, String> each : meant.entrySet()) {
      String stand = "(?:unix:)?" + Pattern.quote(each.getKey().toString()) + "(?!\\d)";
      text = text.replaceAll(stand, Matcher.quoteReplacement(each.getValue()));
    }
    return text;
  }

  /** The files, by the names that nginx opens them with. */
  Map<String, String> texts() {
    boolean leaves = configuration.texts().values().stream().anyMatch(t -> t.contains("../"));
    asked.add(leaves ? Path.of("/") : beginning(configuration.main()));
    List<Directive> main = configuration.directives();
    boolean made = kept || isMade(built("pid-path", "logs/nginx.pid"));
    if (main.stream().noneMatch(d -> d.is("pid")) && made) {
      rewriting.before(main.get(0), "pid " + folder + "/pid;");
    }
    configuration.written().forEach(d -> lead(d, Optional.empty()));
    return rewriting.texts();
  }

  /**
   * Whether nginx may open something there, or below or above it, by a name that leads to the
   * copies: one that is relative to its main file, or an include's. Asked after the files.
   */
  boolean isAsked(Path file) {
    return asked.stream().anyMatch(a -> a.startsWith(file) || file.startsWith(a));
  }

  /** The folder that all that a name or a pattern of names is for is in. */
  private static Path beginning(String name) {
    Matcher plain = Pattern.compile("(?s)[^*?\\[\\\\]*/").matcher(name);
    return Path.of(plain.lookingAt() ? plain.group() : "/").normalize();
  }

  private void lead(Directive directive, Optional<Directive> within) {
    String name = directive.name();
    String first = directive.arg(0);
    if (name.equals("include")) {
      String main = configuration.main();
      String from = first.startsWith("/") ? "" : main.substring(0, main.lastIndexOf('/') + 1);
      rewriting.replace(directive, 0, copy(from + first).toString());
      asked.add(beginning(Word.decoded(from + first)));
      directive.included().forEach(i -> i.directives().forEach(d -> lead(d, within)));
    } else if (directive.body().isPresent()) {
      block(directive, within);
    } else if (within.filter(w -> !BLOCKS.contains(w.name())).isPresent() || first.isEmpty()) {
      return; // Data, such as the lines of a map.
    } else if (name.equals("listen")) {
      listen(directive);
    } else if (name.equals("access_log") || name.equals("error_log")) {
      if (!first.matches("off|stderr|/dev/.*|(syslog|memory):.*|.*\\$.*")) {
        file(directive);
      }
    } else if (name.matches("pid|lock_file|\\w+_temp_path|\\w+_cache_path")) {
      file(directive);
    }
  }

  private void block(Directive block, Optional<Directive> within) {
    boolean site = block.is("server") && within.filter(w -> w.is("http")).isPresent();
    if (site && block.all("listen").isEmpty()) {
      rewriting.into(block, "listen unix:" + stand(Socket.of("80").toString(), "80") + ";");
    } else if (block.is("http")) {
      String implied = implied(block);
      if (!implied.isEmpty()) {
        rewriting.into(block, implied);
      }
    }
    block.body().orElseThrow().forEach(d -> lead(d, Optional.of(block)));
  }

  /** What nginx would use where nothing is said. */
  private String implied(Directive http) {
    boolean logs = http.first("access_log").isEmpty();
    Stream<String> log =
        Stream.of("access_log off;")
            .filter(l -> logs && isMade(built("http-log-path", "logs/access.log")));
    Stream<String> folders =
        Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            .filter(m -> http.first(m + "_temp_path").isEmpty())
            .filter(m -> !build.contains("--without-http_" + m + "_module"))
            .filter(m -> isMade(built("http-" + m.replace('_', '-') + "-temp-path", m + "_temp")))
            .map(m -> m + "_temp_path " + folder + "/" + m + ";");
    return Stream.concat(log, folders).collect(Collectors.joining(" "));
  }

  private void listen(Directive directive) {
    String word = directive.arg(0);
    boolean range = word.matches(".*\\d-\\d+");
    boolean packets = directive.args().contains("udp") || directive.args().contains("quic");
    String key = (range ? word : Socket.of(word).toString()) + (packets ? " udp" : "");
    rewriting.replace(directive, 0, "unix:" + stand(key, word));
    for (int i = 1; i < directive.args().size(); i++) {
      if (OF_INTERNET.matcher(directive.arg(i)).matches()) {
        rewriting.replace(directive, i, "");
      }
    }
  }

  private void file(Directive directive) {
    Path file = prefix.resolve(Word.decoded(directive.arg(0)));
    if (isMade(file) || kept && directive.is("pid")) {
      rewriting.replace(directive, 0, stand(file.toString(), file.toString()).toString());
    }
  }

  private Path stand(String key, String shown) {
    Path stand = instead.computeIfAbsent(key, k -> folder.resolve(String.valueOf(instead.size())));
    meant.putIfAbsent(stand, shown);
    return stand;
  }

  private Path built(String option, String usual) {
    Matcher said = Pattern.compile("--" + option + "=(\\S+)").matcher(build);
    return prefix.resolve(said.find() ? said.group(1) : usual);
  }

  /** Whether nginx could make it, or begin to write to it. */
  private boolean isMade(Path file) {
    return file.getParent() == null
        || made.filter(file::startsWith).isPresent()
        || !Files.notExists(file.getParent());
  }
}
