package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a person has to change where nginx does not include our site.
 *
 * @param present all that nginx reads
 */
record IncludeAdvice(Configuration present, Path site) {

  /** What is amiss, and the ways to mend it. */
  String said() {
    String main = present.directives().stream().map(d -> d.file() + "").findFirst().orElse("");
    List<String> included =
        present
            .statements()
            .filter(d -> d.is("include") && d.arg(0).contains("*"))
            .map(d -> d.arg(0))
            .distinct()
            .toList();
    return main
        + " does not include "
        + site
        + "; "
        + enabled().orElse(line(site))
        + (included.isEmpty() ? "" : ", or choose a file that is: " + String.join(", ", included));
  }

  /**
   * What has nginx include a file that is not there yet. As a pattern: of a plain name that is
   * missing it would refuse its whole configuration, at its next start, too.
   */
  static String line(Path file) {
    return "add `include "
        + pattern(file)
        + ";` to its http block (a pattern: such a file may be missing)";
  }

  /** A pattern that fits one file alone. */
  static String pattern(Path file) {
    String name = file.toString();
    int last = name.length() - 1;
    return name.substring(0, last) + "[" + name.charAt(last) + "]";
  }

  /** Debian's way: nginx reads the folder beside the site's, and links in it lead here. */
  private Optional<String> enabled() {
    Path folder = site.getParent();
    Path link = folder.resolveSibling("sites-enabled").resolve(site.getFileName());
    return folder.endsWith("sites-available") && present.with(link, "").includes(link)
        ? Optional.of(
            "have `site: %1$s` in the playbook, or, where the file is there already, link it (ln -s %2$s %1$s)"
                .formatted(link, site))
        : Optional.empty();
  }
}
