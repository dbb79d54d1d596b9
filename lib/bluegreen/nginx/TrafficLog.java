package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Word;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where nginx writes down what visitors get while a run works, and how a site of ours has it do so
 * without a change to what is logged besides. A log of a block's own replaces those around it, so
 * ours is beside theirs: in the http block where there are some, which it is added to.
 *
 * @param file in the folder of nginx's pid file, where whichever nginx starts can write
 * @param beside whether it is in the http block
 * @param usual what nginx logs to where nobody says anything; empty where that is not to be said
 */
public record TrafficLog(Path file, boolean beside, Optional<String> usual) {
  private static final String NAME = "bluegreen-%s.traffic";
  private static final Pattern PARTS = Pattern.compile("\\blog_subrequest\\s+on\\b");
  private static final Pattern OURS =
      Pattern.compile("(?m)^( *)access_log \"([^\"]+)\" \\w+_traffic if=\\S+;\n");
  private static final Pattern USUAL = Pattern.compile("(?m)^    access_log (\\S+) combined;\n");

  /** Of an nginx that has a folder, and an http block, for our site alone. */
  static TrafficLog alone(Path logs, String app) {
    return new TrafficLog(logs.resolve(NAME.formatted(app)), false, Optional.empty());
  }

  /**
   * Of an nginx that serves others, too.
   *
   * @param pidFile the file that holds its pid
   * @param build what it says of how it was built
   */
  static TrafficLog among(Configuration configuration, Path pidFile, String build, String app) {
    List<Directive> others =
        configuration.all("http").stream()
            .flatMap(http -> http.all("access_log").stream())
            .filter(d -> !isOurs(d))
            .toList();
    boolean off = others.stream().anyMatch(d -> d.arg(0).equals("off"));
    Matcher built = Pattern.compile("--http-log-path=(\\S+)").matcher(build);
    String usual = built.find() ? built.group(1) : "logs/access.log";
    return new TrafficLog(
        pidFile.resolveSibling(NAME.formatted(app)),
        !off && !others.isEmpty(),
        others.isEmpty() ? Optional.of(usual) : Optional.empty());
  }

  /**
   * Whether what it would tell were so: a part of a request, such as for a mirror, is logged like a
   * whole one where the owner wants that, and the marker is a link, which he may not want followed.
   *
   * @param location the playbook's own directives
   */
  static boolean isPossible(Configuration configuration, Optional<String> location) {
    boolean refused =
        configuration.all("http").stream()
            .flatMap(http -> http.children().stream())
            .anyMatch(
                d ->
                    d.is("log_subrequest") && d.arg(0).equals("on")
                        || d.is("disable_symlinks") && !d.arg(0).equals("off"));
    return !refused && location.filter(l -> PARTS.matcher(l).find()).isEmpty();
  }

  /** Another app's is none of the user's logs either. */
  private static boolean isOurs(Directive log) {
    return Word.decoded(log.arg(0)).matches("(?:.*/)?" + NAME.formatted("[^/]+"));
  }

  /** The one that a site file of ours tells of; empty where it has none. */
  public static Optional<TrafficLog> in(String site) {
    Matcher ours = OURS.matcher(site);
    if (!ours.find()) {
      return Optional.empty();
    }
    Matcher usual = USUAL.matcher(site);
    return Optional.of(
        new TrafficLog(
            Path.of(ours.group(2)),
            ours.group(1).isEmpty(),
            usual.find() ? Optional.of(usual.group(1)) : Optional.empty()));
  }

  /** A site file without it, for a trial that must make no file. */
  static String without(String site) {
    return OURS.matcher(USUAL.matcher(site).replaceAll("")).replaceAll("");
  }

  /** What the template of our site has to know of one; of none, that there is none. */
  static Map<String, Object> names(Optional<TrafficLog> log, String id) {
    return Map.of(
        "log", log.isPresent(),
        "log_http", log.map(l -> l.http(id)).orElse(""),
        "log_server", log.map(l -> l.server(id)).orElse(""));
  }

  /** What the http block has of it. */
  String http(String id) {
    return beside ? line(id) + "\n" : "";
  }

  /** What the server block has of it. */
  String server(String id) {
    String first = usual.map(file -> "    access_log " + file + " combined;\n").orElse("");
    return beside ? "" : first + "    " + line(id) + "\n";
  }

  /** For a block that has logs of its own. */
  String line(String id) {
    return "access_log \"%s\" %s_traffic if=$%s_counted;".formatted(file, id, id);
  }
}
