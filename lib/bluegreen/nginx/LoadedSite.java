package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A site of ours in nginx's configuration, whichever app's it is.
 *
 * @param dir the app's folder
 */
public record LoadedSite(Path file, SiteFile rendered, Path dir) {
  private static final Pattern FILE = Pattern.compile("(?m)^# configuration file (/.*):$");
  private static final Pattern DIR = Pattern.compile("\\(-f \"(/.*)/live/closing\"\\)");

  /** Those in what {@code nginx -T} has printed. */
  static List<LoadedSite> in(String dump) {
    List<LoadedSite> sites = new ArrayList<>();
    Matcher file = FILE.matcher(dump);
    int end = -1;
    String name = "";
    while (end < dump.length()) {
      int start = Math.max(0, end);
      boolean more = file.find();
      int next = more ? file.start() : dump.length();
      site(name, dump.substring(start, next)).ifPresent(sites::add);
      name = more ? file.group(1) : "";
      end = more ? file.end() : dump.length();
    }
    return List.copyOf(sites);
  }

  /** Those in the files that a main configuration leads to, as far as we may read them. */
  static List<LoadedSite> inFiles(Path conf) {
    return Configuration.ofFiles(conf).stream()
        .flatMap(c -> c.files().stream())
        .flatMap(f -> SetValue.text(f).flatMap(t -> site(f.toString(), SetValue.shown(t))).stream())
        .distinct()
        .toList();
  }

  private static Optional<LoadedSite> site(String name, String text) {
    Matcher dir = DIR.matcher(text);
    return name.isEmpty() || !dir.find()
        ? Optional.empty()
        : SiteFile.read(text)
            .map(read -> new LoadedSite(Path.of(name), read, Path.of(dir.group(1))));
  }
}
