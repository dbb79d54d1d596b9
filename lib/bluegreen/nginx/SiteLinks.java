package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Custody;
import bluegreen.host.Trail;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.conf.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The symbolic links that lead to a site file, as in sites-enabled to sites-available.
 *
 * @param file the file itself, which is written and removed
 * @param links those of the playbook's name for it and of nginx's configuration, each before the
 *     one that it leads to; without the file they would lead to nothing, which nginx refuses
 * @param closed why these links are not for us to remove
 * @param doubt why others could lead them elsewhere
 */
public record SiteLinks(
    Path file, List<Link> links, Optional<String> closed, Optional<Custody.Doubt> doubt) {
  /** nginx's word on a file that is not there, be it behind a link. */
  private static final Pattern MISSING = Pattern.compile("open\\(\\) \"(.+?)\" failed \\(2: ");

  /** A file that no link leads to. */
  public static SiteLinks none(Path file) {
    return new SiteLinks(file, List.of(), Optional.empty(), Optional.empty());
  }

  /** Those that lead to a file, by its own name or by one in nginx's configuration. */
  static SiteLinks of(
      Path site, Optional<Configuration> configuration, boolean sudo, Custody custody)
      throws InterruptedException {
    Path file = Trail.of(site).end();
    List<Link> links =
        Stream.concat(
                Stream.of(site), configuration.stream().flatMap(seen -> seen.files().stream()))
            .filter(Files::isSymbolicLink)
            .map(Trail::of)
            .filter(trail -> isSame(trail.end(), file))
            .flatMap(trail -> trail.links().stream())
            .distinct()
            .sorted(Comparator.comparing((Link link) -> -Trail.of(link.path()).links().size()))
            .toList();
    Optional<Custody.Doubt> doubt = doubt(links, custody);
    Optional<String> closed = doubt.map(Custody.Doubt::fact).or(() -> closed(links, sudo));
    return new SiteLinks(file, links, closed, doubt);
  }

  /**
   * What to do where nginx refuses its configuration for a link of our own site's that leads to
   * nothing, as the site is not there yet; empty where it is for something else.
   *
   * @param said nginx's own words
   */
  static Optional<String> dangling(String said, Path site) {
    Matcher missing = MISSING.matcher(said);
    Path link = missing.find() ? Path.of(missing.group(1)) : site;
    Path end = Trail.of(link).end();
    if (!Files.isSymbolicLink(link) || Files.exists(end) || !Trail.of(site).end().equals(end)) {
      return Optional.empty();
    }
    String how =
        site.equals(link)
            ? "then run this again, which writes the site there"
            : "and have `site: %s` in the playbook, where it is written without a link"
                .formatted(link);
    return Optional.of(
        "%s is a link of the site's own to %s, which is not there yet: rm %s, %s"
            .formatted(link, end, link, how));
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return one.equals(other) || Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Custody.Doubt> doubt(List<Link> links, Custody custody)
      throws InterruptedException {
    for (Link link : links) {
      Optional<Custody.Doubt> doubt = custody.doubt(link.path());
      if (doubt.isPresent()) {
        return doubt;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> closed(List<Link> links, boolean sudo) {
    Stream<Path> folders = links.stream().map(link -> link.path().getParent());
    return sudo && !links.isEmpty()
        ? Optional.of("the rules for sudo are for the site file alone")
        : folders
            .filter(folder -> !Files.isWritable(folder))
            .findFirst()
            .map(folder -> "we may not write to " + folder);
  }

  /**
   * Why a site file's name is a link that is not to be followed by whoever writes it; empty where
   * it is none, or nobody else could lead it elsewhere.
   */
  public static Optional<String> problem(Path site, boolean sudo, Custody custody)
      throws InterruptedException {
    if (!Files.isSymbolicLink(site)) {
      return Optional.empty();
    }
    Trail trail = Trail.of(site);
    Path folder = trail.end().getParent();
    String what = "nginx.site: " + site + " is a link to " + trail.end();
    if (trail.isEndless()) {
      return Optional.of("nginx.site: " + site + " is a link that leads to itself: rm " + site);
    } else if (!Files.isDirectory(folder)) {
      return Optional.of(what + ", and there is no folder " + folder + ": mkdir -p " + folder);
    } else if (Files.isDirectory(trail.end())) {
      return Optional.of(what + ", a folder; choose a file, or: rm " + site);
    }
    Optional<Custody.Doubt> doubt = doubt(trail.links(), custody);
    if (doubt.isPresent()) {
      return doubt.map(
          d ->
              what
                  + "; "
                  + d.fact()
                  + ", and so others could have another file written: "
                  + d.remedy());
    }
    return sudo || Accounts.areRoot() || Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of(what + ", and we may not write to " + folder);
  }
}
