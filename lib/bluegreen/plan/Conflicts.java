package bluegreen.plan;

import bluegreen.observe.Estate;
import bluegreen.observe.Neighbour;
import bluegreen.state.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a playbook wants of this machine although another app of ours has it. */
record Conflicts(Layout wanted, Optional<Layout> recorded, List<Neighbour> neighbours) {

  static Conflicts of(Estate estate) {
    return new Conflicts(estate.wanted(), estate.recorded(), estate.neighbours());
  }

  /** What the app was given under another name, if it was. */
  private Optional<Layout> renamed() {
    return recorded.filter(was -> !was.app().equals(wanted.app()));
  }

  /** Whether the file of the site is another app's: it is judged as that, and as nothing else. */
  boolean isSiteOfAnother() {
    return renamed().filter(was -> was.site().equals(wanted.site())).isPresent()
        || neighbours.stream()
            .anyMatch(n -> new Shared(wanted, n).files().containsKey("nginx.site"));
  }

  /** A sentence for each other app, with all that has to change. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Neighbour neighbour : neighbours) {
      moved(neighbour).or(() -> taken(neighbour)).ifPresent(problems::add);
    }
    return problems;
  }

  /** Where the playbook's site is that of an app of this name in another folder, which serves. */
  List<String> elsewhere() {
    return neighbours.stream()
        .filter(n -> n.standing() && n.layout().app().equals(wanted.app()))
        .filter(n -> n.layout().site().equals(wanted.site()))
        .map(
            n ->
                "app.dir: %s is the site of the app %s in %s, and this playbook has %s; to remove that app, write `app.dir: %s`"
                    .formatted(
                        wanted.site(),
                        wanted.app(),
                        n.layout().dir(),
                        wanted.dir(),
                        n.layout().dir()))
        .toList();
  }

  /** The ports of those others of which a problem is told: who listens there needs no other. */
  Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>(ofNeighbours());
    renamed()
        .map(was -> new Shared(wanted, new Neighbour(was, true, true)).theirPorts())
        .ifPresent(ports::addAll);
    return ports;
  }

  private Set<Integer> ofNeighbours() {
    Set<Integer> ports = new HashSet<>();
    for (Neighbour neighbour : neighbours) {
      if (moved(neighbour).or(() -> taken(neighbour)).isPresent()) {
        ports.addAll(new Shared(wanted, neighbour).theirPorts());
      }
    }
    return ports;
  }

  /** Whether it is this app, in the folder that the playbook named before. */
  private Optional<String> moved(Neighbour neighbour) {
    Layout other = neighbour.layout();
    boolean same =
        other.app().equals(wanted.app())
            && (neighbour.standing() && other.site().equals(wanted.site())
                || neighbour.alive()
                    && (isInSameNginx(other) || !new Shared(wanted, neighbour).ports().isEmpty()));
    return same
        ? Optional.of(
            "app.dir: there is an app of that name, "
                + other.describe()
                + ", and this playbook has "
                + wanted.dir()
                + "; a running app cannot change its folder. If it is the same app, write `app.dir:"
                + " "
                + other.dir()
                + "`; or, where it may be away for a moment, `deploy.java remove PLAYBOOK` with"
                + " that line, and deploy anew with the other. If it is another one, give it an"
                + " app.name, ports and a site of its own")
        : Optional.empty();
  }

  /** There the names of variables and upstreams would be the same. */
  private boolean isInSameNginx(Layout other) {
    return wanted.behind().isEmpty()
        && other.behind().isEmpty()
        && other.conf().isPresent()
        && other.conf().equals(wanted.conf());
  }

  private Optional<String> taken(Neighbour neighbour) {
    Shared shared = new Shared(wanted, neighbour);
    Map<String, String> all = shared.all();
    String owner = "another app of ours, " + neighbour.layout().describe();
    if (all.size() > 1) {
      return Optional.of(
          "this playbook wants what belongs to "
              + owner
              + ": "
              + Shared.said(all)
              + "; give each of these lines a value of its own, or, if it is that app under another"
              + " name, or that one is to go, `deploy.java remove` it first, with its own"
              + " playbook");
    }
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Shared.said(all)
                + " belongs to "
                + owner
                + "; choose another "
                + (shared.ports().isEmpty() ? "one" : "port")
                + ", or, if that app is to go, `deploy.java remove` it first");
  }
}
