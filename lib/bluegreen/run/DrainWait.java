package bluegreen.run;

import bluegreen.host.Connections;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.nginx.Front;
import bluegreen.nginx.Nginx;
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
    List<String> left = connections(action, seen);
    while (!isDone(left, served, progress.elapsed().compareTo(patience) >= 0)) {
      progress.say(
          left.isEmpty()
              ? served.map(Vigil::what).orElse("")
              : Texts.count(left.size(), "connection") + " on " + action.what());
      progress.pause(POLL);
      look(served);
      left = connections(action, seen);
    }
    look(served);
    if (left.isEmpty()) {
      return seen.isEmpty()
          ? "nothing in flight"
          : Texts.count(seen.size(), "connection") + " finished";
    }
    String named = String.join(", ", left.subList(0, Math.min(NAMED, left.size())));
    String more = left.size() > NAMED ? ", and " + (left.size() - NAMED) + " more" : "";
    String future =
        action.cut()
            ? "; they are cut now"
            : "; they may go on until the next deployment stops " + action.what();
    return left.size()
        + " of "
        + Texts.count(seen.size(), "connection")
        + " still open after "
        + Texts.seconds(patience)
        + ": "
        + named
        + more
        + future;
  }

  private static boolean isDone(List<String> left, Optional<Vigil> served, boolean late) {
    return (left.isEmpty() || late) && served.filter(vigil -> !vigil.isOver()).isEmpty();
  }

  /** Of ours, and of the nginx in front of it, which may still be busy with the app before ours. */
  private List<String> connections(Drain action, Set<String> seen)
      throws HostFailure, InterruptedException {
    Set<Long> workers = new HashSet<>(nginx.workers());
    workers.addAll(nginx.orphans());
    workers.addAll(new Relay(playbook, dir).workers(machine.processes()));
    Optional<Front> front = machine.front(playbook, dir);
    if (front.isPresent()) {
      workers.addAll(front.get().workers());
    }
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
