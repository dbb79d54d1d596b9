package bluegreen.plan;

import bluegreen.host.Trail.Link;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.SiteLinks;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.NginxAction.RemoveNginxFile;
import bluegreen.playbook.Playbook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of the symbolic links that lead to our site file, as those in sites-enabled. */
public record LinkedSite(Playbook playbook, NginxFacts seen) {

  /** Why another user decides what nginx reads as our site. */
  public Optional<Note> note() {
    return links()
        .doubt()
        .map(
            doubt ->
                new Note(
                    "nginx.site: %s leads to %s; %s, and so others could have nginx read another file"
                        .formatted(first(), links().file(), doubt.fact()),
                    doubt.remedy()));
  }

  private SiteLinks links() {
    return seen.links();
  }

  /** Takes the file away, and first the links, so that nginx could read all at any moment. */
  RemoveNginxFile removal(String before) {
    return new RemoveNginxFile(links().file(), before, links().links());
  }

  /** The same of an nginx that has ended. */
  List<Action> removals() {
    return seen.target().isEmpty()
        ? List.of()
        : Stream.concat(paths(), Stream.of(links().file())).<Action>map(Remove::new).toList();
  }

  /** Why the file cannot be taken away: a link to it would stay. */
  Optional<String> beforeRemoval() {
    Optional<Path> site = paths().filter(playbook.nginx().target().file()::equals).findFirst();
    String file = site.isPresent() ? " " + links().file() : "";
    return links()
        .closed()
        .map(
            why ->
                "nginx.site: %s leads to %s, and nginx refuses a link to nothing; it is not for us to remove (%s); first: rm %s%s"
                    .formatted(first(), links().file(), why, all(), file));
  }

  /** Why the file cannot be given another name: a link to it would lead to nothing then. */
  Optional<String> beforeRenaming() {
    Path wanted = playbook.nginx().target().file();
    return seen.former()
        .filter(file -> !links().links().isEmpty())
        .map(
            file ->
                "nginx.site: the site is in %1$s until now, and %2$s leads to it, a link; nginx serves on while you move it: rm %3$s && mv %1$s %4$s"
                    .formatted(links().file(), first(), all(), wanted));
  }

  private Path first() {
    return links().links().get(0).path();
  }

  private String all() {
    return paths().map(Path::toString).collect(Collectors.joining(" "));
  }

  private Stream<Path> paths() {
    return links().links().stream().map(Link::path);
  }
}
