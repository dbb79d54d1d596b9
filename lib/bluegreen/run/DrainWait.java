package bluegreen.run;

import bluegreen.host.Connections;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.nginx.Front;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.OldWorkers;
import bluegreen.nginx.Relay;
import bluegreen.observe.Machine;
import bluegreen.plan.LookAction.Drain;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The wait for requests in flight. */
record DrainWait(Playbook playbook, AppDir dir, Machine machine, Nginx nginx, Progress progress) {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int NAMED = 5;

  /**
   * Waits until nginx has no connection left to a port that no new request reaches, and at least
   * until the version that serves now has been watched for long enough: a request that nginx still
   * read at the switch may reach the old version meanwhile.
   *
   * @param served watches the slot that serves now; where it fails, the one that drains serves
   *     again and must not be stopped
   */
  String until(Drain action, Optional<Vigil> served)
      throws StepFailure, InterruptedException, HostFailure {
    Duration patience = playbook.rollout().drain();
    Set<String> seen = new HashSet<>();
    Set<Long> workers = workers();
    List<String> left = connections(action, workers, seen);
    List<Long> old = old(action, workers);
    while (!isDone(left.size() + old.size(), served, progress.elapsed().compareTo(patience) >= 0)) {
      progress.say(
          !left.isEmpty()
              ? Texts.count(left.size(), "connection") + " on " + action.what()
              : !old.isEmpty()
                  ? Texts.count(old.size(), "old worker") + " of nginx at its last requests"
                  : served.map(Vigil::what).orElse(""));
      progress.pause(POLL);
      look(served);
      workers = workers();
      old = old(action, workers);
      left = connections(action, workers, seen);
    }
    look(served);
    return said(action, left, old, seen.size(), Texts.seconds(patience));
  }

  private static String said(
      Drain action, List<String> left, List<Long> old, int seen, String patience) {
    String yet =
        old.isEmpty()
            ? ""
            : "; %s of nginx (%s) still at work after %s, whose last requests may come too late"
                .formatted(
                    Texts.count(old.size(), "old worker"),
                    old.stream().map(pid -> "pid " + pid).collect(Collectors.joining(", ")),
                    patience);
    if (left.isEmpty()) {
      return (seen == 0 ? "nothing in flight" : Texts.count(seen, "connection") + " finished")
          + yet;
    }
    String named = String.join(", ", left.subList(0, Math.min(NAMED, left.size())));
    String more = left.size() > NAMED ? ", and " + (left.size() - NAMED) + " more" : "";
    String future =
        action.cut()
            ? "; they are cut now"
            : "; they may go on until the next deployment stops " + action.what();
    return left.size()
        + " of "
        + Texts.count(seen, "connection")
        + " still open after "
        + patience
        + ": "
        + named
        + more
        + future
        + yet;
  }

  private static boolean isDone(int left, Optional<Vigil> served, boolean late) {
    return (left == 0 || late) && served.filter(vigil -> !vigil.isOver()).isEmpty();
  }

  /** Of ours, and of the nginx in front of it, which may still be busy with the app before ours. */
  private Set<Long> workers() throws HostFailure, InterruptedException {
    Set<Long> workers = new HashSet<>(nginx.workers());
    workers.addAll(nginx.orphans());
    workers.addAll(new Relay(playbook, dir).workers(machine.processes()));
    Optional<Front> front = machine.front(playbook, dir);
    if (front.isPresent()) {
      workers.addAll(front.get().workers());
    }
    return workers;
  }

  private List<Long> old(Drain action, Set<Long> workers) {
    return action.late() ? OldWorkers.among(workers, machine.processes()) : List.of();
  }

  private List<String> connections(Drain action, Set<Long> workers, Set<String> seen) {
    Endpoint there = action.endpoint();
    List<String> open =
        there.isHere()
            ? machine.processes().connections(there.port(), workers)
            : Connections.to(there.host(), there.port(), workers);
    seen.addAll(open);
    return open;
  }

  private static void look(Optional<Vigil> served) throws StepFailure, InterruptedException {
    if (served.isPresent()) {
      served.get().look();
    }
  }
}
