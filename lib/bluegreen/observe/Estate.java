package bluegreen.observe;

import bluegreen.runner.Kin;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the app has of this machine, and what others of ours have.
 *
 * @param wanted what the playbook gives it
 * @param recorded what it was given when it was last deployed; empty where it never was
 * @param link by which it is known to the others; empty where there can be none
 * @param entered whether that link is there
 * @param neighbours the other apps
 * @param kin those processes that hold a port of ours and are another app's, by pid
 * @param lost those that say that they are this app's, where its folder knows nothing of them
 */
public record Estate(
    Layout wanted,
    Optional<Layout> recorded,
    Optional<Path> link,
    boolean entered,
    List<Neighbour> neighbours,
    Map<Long, Kin> kin,
    List<Lost> lost) {

  /** Whether what is recorded is what the playbook says. */
  public boolean isCurrent() {
    return recorded.filter(wanted::matches).isPresent();
  }

  /** Who deployed the app that a process belongs to, as far as that is known. */
  public String describe(Kin kin) {
    return kin.describe() + ", " + layout(kin).map(Layout::origin).orElse("app.dir " + kin.dir());
  }

  /** What that app has of this machine, as far as that is known. */
  public Optional<Layout> layout(Kin kin) {
    return neighbours.stream()
        .map(Neighbour::layout)
        .filter(layout -> layout.dir().equals(kin.dir()))
        .findFirst();
  }
}
