package bluegreen.plan;

import bluegreen.state.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a playbook wants of this machine although another app of ours has it. */
record Conflicts(Layout wanted, List<Neighbour> neighbours) {

  /** A sentence each, with the other app and what to change. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Neighbour neighbour : neighbours) {
      Optional<String> itself = moved(neighbour);
      if (itself.isPresent()) {
        problems.add(itself.get());
      } else {
        ports(neighbour).ifPresent(problems::add);
        files(neighbour).ifPresent(problems::add);
      }
    }
    return problems;
  }

  /** Whether it is this app, in the folder that the playbook named before. */
  private Optional<String> moved(Neighbour neighbour) {
    Layout other = neighbour.layout();
    boolean same =
        other.app().equals(wanted.app())
            && (neighbour.standing() && other.site().equals(wanted.site())
                || neighbour.alive() && (isInSameNginx(other) || !shared(other).isEmpty()));
    return same
        ? Optional.of(
            "app.dir: there is an app of that name, "
                + other.describe()
                + ", and this playbook has "
                + wanted.dir()
                + "; a running app cannot change its folder. If it is the same app, write `app.dir:"
                + " "
                + other.dir()
                + "`; or, where it may be away for a moment, `deploy.java remove` with that line,"
                + " and deploy anew with the other. If it is another one, give it an app.name,"
                + " ports and a site of its own")
        : Optional.empty();
  }

  /** There the names of variables and upstreams would be the same. */
  private boolean isInSameNginx(Layout other) {
    return wanted.behind().isEmpty()
        && other.behind().isEmpty()
        && other.conf().isPresent()
        && other.conf().equals(wanted.conf());
  }

  private Optional<String> ports(Neighbour neighbour) {
    Map<String, Integer> shared = shared(neighbour.layout());
    if (!neighbour.alive() || shared.isEmpty()) {
      return Optional.empty();
    }
    List<String> said =
        shared.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
    return Optional.of(
        String.join(", ", said)
            + (said.size() == 1 ? " belongs" : " belong")
            + " to another app of ours, "
            + neighbour.layout().describe()
            + "; choose "
            + (said.size() == 1 ? "another port" : "other ports")
            + gone());
  }

  private static String gone() {
    return ", or, if that app is to go, `deploy.java remove` it first";
  }

  /** The ports of the playbook that another app has, too, by their keys. */
  private Map<String, Integer> shared(Layout other) {
    Map<String, Integer> mine = named(wanted);
    mine.values().retainAll(named(other).values());
    return mine;
  }

  private static Map<String, Integer> named(Layout layout) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    layout.ports().ifPresent(p -> ports.put("ports.blue", p.blue()));
    layout.ports().ifPresent(p -> ports.put("ports.green", p.green()));
    layout.behind().ifPresent(port -> ports.put("nginx.behind", port));
    return ports;
  }

  private Optional<String> files(Neighbour neighbour) {
    Layout other = neighbour.layout();
    boolean alive = neighbour.alive();
    Optional<String> shared =
        (alive || neighbour.standing()) && wanted.site().equals(other.site())
            ? Optional.of("nginx.site: " + wanted.site())
            : alive && wanted.include().isPresent() && wanted.include().equals(other.include())
                ? Optional.of("nginx.include: " + wanted.include().get())
                : wanted.dir().startsWith(other.dir()) || other.dir().startsWith(wanted.dir())
                    ? Optional.of("app.dir: " + wanted.dir())
                    : Optional.empty();
    return shared.map(
        what ->
            what
                + " belongs to another app of ours, "
                + other.describe()
                + "; choose another one"
                + gone());
  }
}
