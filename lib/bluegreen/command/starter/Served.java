package bluegreen.command.starter;

import bluegreen.host.Processes;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A port of this machine to which nginx passes requests.
 *
 * @param passes each {@code proxy_pass} that leads there, the one for {@code /} first
 * @param listener who listens there now
 * @param app that process, where it is one that we may look at
 */
record Served(
    int port, List<Pass> passes, Optional<Processes.Listener> listener, Optional<RunningApp> app) {

  /** How likely it is the app of a project. */
  private enum Likelihood {
    NOT,
    PERHAPS,
    SAME_KIND,
    CERTAIN
  }

  /** Who listens on a port. */
  interface Listeners extends IntFunction<Optional<Processes.Listener>> {}

  /**
   * All that a configuration passes to.
   *
   * @param isOwn whether an address is one of this machine's
   */
  static List<Served> all(
      Configuration configuration,
      Predicate<String> isOwn,
      Listeners listeners,
      Processes processes) {
    Map<Integer, List<Pass>> byPort = new LinkedHashMap<>();
    for (ServerBlock server : configuration.servers()) {
      for (Pass pass : server.passes()) {
        List<Integer> ports = ports(pass.target(), isOwn);
        ports.stream()
            .filter(p -> listeners.apply(p).isPresent())
            .findFirst()
            .or(() -> ports.stream().findFirst())
            .ifPresent(p -> byPort.computeIfAbsent(p, x -> new ArrayList<>()).add(pass));
      }
    }
    List<Served> all = new ArrayList<>();
    byPort.forEach((port, passes) -> all.add(of(port, passes, listeners.apply(port), processes)));
    return all;
  }

  private static Served of(
      int port, List<Pass> passes, Optional<Processes.Listener> listener, Processes processes) {
    List<Pass> main = passes.stream().filter(p -> isFor("/", p)).toList();
    List<Pass> rest = passes.stream().filter(p -> !isFor("/", p)).toList();
    return new Served(
        port,
        Stream.of(main, rest).flatMap(List::stream).toList(),
        listener,
        listener.flatMap(Processes.Listener::process).map(p -> RunningApp.of(p, processes)));
  }

  static boolean isFor(String path, Pass pass) {
    return pass.server().pass(path).filter(p -> p.directive() == pass.directive()).isPresent();
  }

  private static List<Integer> ports(Target target, Predicate<String> isOwn) {
    Stream<Target.Literal> addresses =
        target instanceof Target.Literal literal
            ? Stream.of(literal)
            : target instanceof Target.Upstream upstream
                ? upstream.members().stream().map(Target.Member::address)
                : Stream.empty();
    return addresses
        .filter(a -> a.port() > 0 && (a.isLoopback() || isOwn.test(a.host())))
        .map(Target.Literal::port)
        .distinct()
        .toList();
  }

  /** Those that may be the project's app: one where that is certain enough, several where not. */
  static List<Served> likeliest(List<Served> all, Project project) {
    for (Likelihood wanted :
        List.of(Likelihood.CERTAIN, Likelihood.SAME_KIND, Likelihood.PERHAPS)) {
      List<Served> found = all.stream().filter(s -> s.likelihood(project) == wanted).toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private Likelihood likelihood(Project project) {
    if (isNginx()) {
      return Likelihood.NOT;
    } else if (app.isEmpty() || app.get().program().equals("docker-proxy")) {
      return Likelihood.PERHAPS; // Nobody listens there now, or whoever does cannot be seen.
    }
    RunningApp runs = app.get();
    if (runs.jar().filter(project::owns).isPresent()
        || runs.cwd().filter(c -> c.equals(project.folder())).isPresent()) {
      return Likelihood.CERTAIN;
    }
    boolean java = runs.program().equals("java");
    boolean node = runs.program().matches("node(js)?|npm|next-server.*");
    boolean unknown = project.jars().isEmpty() && project.node().isEmpty();
    boolean kin =
        java && (unknown || !project.jars().isEmpty())
            || node && (unknown || project.node().isPresent());
    return kin ? Likelihood.SAME_KIND : Likelihood.NOT;
  }

  /** Whether an nginx listens there, as ours behind another one does. */
  boolean isNginx() {
    return listener
        .flatMap(Processes.Listener::process)
        .filter(p -> p.command().startsWith("nginx"))
        .isPresent();
  }

  /** The pass that stands for them all. */
  Pass main() {
    return passes.get(0);
  }

  /** Who is served, in a few words. */
  String describe() {
    return listener
        .map(l -> l.process().map(p -> "pid " + p.pid()).orElse("another user's process"))
        .map(who -> who + " on port " + port)
        .orElse("port " + port + ", where nobody listens now");
  }
}
