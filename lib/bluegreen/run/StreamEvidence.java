package bluegreen.run;

import bluegreen.host.Connections;
import bluegreen.host.Knock;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.Relay;
import bluegreen.nginx.conf.Socket;
import bluegreen.observe.HealthCheck;
import bluegreen.observe.Machine;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where TCP connections of visitors go, which nobody on the way tells: a connection is made as they
 * make it, and the kernel is asked to which slot nginx has made a new one since.
 */
final class StreamEvidence {
  /** So often a connection of somebody else's may blur the picture. */
  private static final int TRIES = 20;

  /** So often nothing comes of one before that is believed: each takes its time. */
  private static final int FEW = 2;

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Playbook playbook;
  private final AppDir dir;
  private final Machine machine;
  private final Nginx nginx;
  private final Runner runner;
  private final HealthCheck health;

  StreamEvidence(
      Playbook playbook,
      AppDir dir,
      Machine machine,
      Nginx nginx,
      Runner runner,
      HealthCheck health) {
    this.playbook = playbook;
    this.dir = dir;
    this.machine = machine;
    this.nginx = nginx;
    this.runner = runner;
    this.health = health;
  }

  /** What became of one connection: the slots that nginx has made new ones to; none is possible. */
  private record Led(boolean connected, Set<Slot> to) {}

  /**
   * Looks before the switch whether the new process listens where nginx will connect to it.
   *
   * @throws StepFailure where nobody does
   */
  void before(Slot slot, Endpoint endpoint) throws StepFailure {
    if (!Knock.isAnswered(endpoint.host(), endpoint.port())) {
      throw new StepFailure(
          "nginx will connect to %s at %s, and nobody accepts connections there; the app has to listen on that address (%s asks %s)"
              .formatted(
                  slot,
                  endpoint.address(),
                  playbook.health().question().key(),
                  playbook.health().question().place().source()));
    }
  }

  /**
   * Connects to each place where nginx listens.
   *
   * @return what was seen, for the step's line
   * @throws StepFailure where a connection does not lead to the slot, or the app is not well behind
   *     it
   */
  Evidence.Seen of(VerifyThrough action) throws StepFailure, InterruptedException {
    List<Endpoint> ways = playbook.nginx().listen().stream().map(StreamEvidence::way).toList();
    for (Endpoint way : ways) {
      led(way, action);
      Optional<String> wrong = health.wrongThrough(action.slot(), action.endpoint(), way);
      if (wrong.isPresent()) {
        throw new StepFailure(shown(way) + ": " + wrong.get() + ", by way of nginx");
      }
    }
    List<String> others = ways.stream().skip(1).map(StreamEvidence::shown).toList();
    String also = others.isEmpty() ? "" : ", and through " + String.join(", ", others);
    return new Evidence.Seen("through " + action.url() + ": " + action.slot() + also, List.of());
  }

  private static Endpoint way(String listen) {
    return Endpoint.of(Socket.of(listen).reachable()).orElseThrow();
  }

  private static String shown(Endpoint way) {
    return "tcp://" + way.address();
  }

  private void led(Endpoint way, VerifyThrough action) throws StepFailure, InterruptedException {
    Led led = led(way, action.slot());
    int vain = 0;
    for (int i = 1; i < TRIES && vain < FEW && !led.to().equals(Set.of(action.slot())); i++) {
      vain += led.to().isEmpty() ? 1 : 0;
      machine.interruption().pause(PAUSE);
      led = led(way, action.slot());
    }
    if (!led.connected()) {
      throw new StepFailure(shown(way) + ": nginx does not answer there; see nginx.listen");
    } else if (led.to().isEmpty()) {
      throw new StepFailure(
          "%s: somebody accepts connections there, and none comes to %s %s; %s"
              .formatted(shown(way), action.slot(), action.endpoint(), why()));
    } else if (!led.to().equals(Set.of(action.slot()))) {
      throw new StepFailure(
          "%s: nginx still makes connections to %s; see its error log"
              .formatted(shown(way), action.slot().other()));
    }
  }

  private String why() throws InterruptedException {
    Relay relay = new Relay(playbook, dir);
    return relay.isWanted() && relay.workers(machine.processes()).isEmpty()
        ? "our nginx between it and the slots does not run; a deployment starts it"
        : "does another program listen there? See nginx's error log";
  }

  private Led led(Endpoint way, Slot wanted) throws StepFailure, InterruptedException {
    Map<Slot, Set<String>> before = connections();
    try (java.net.Socket visitor = new java.net.Socket()) {
      visitor.connect(new InetSocketAddress(way.host(), way.port()), (int) PATIENCE.toMillis());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Set<Slot> to = news(before);
      while (to.isEmpty() && System.nanoTime() < deadline) {
        machine.interruption().pause(POLL);
        to = news(before);
      }
      if (!to.contains(wanted) && !to.isEmpty()) { // Ours may come a moment after somebody else's.
        machine.interruption().pause(PAUSE);
        to = news(before);
      }
      return new Led(true, to);
    } catch (IOException e) {
      return new Led(false, Set.of());
    }
  }

  private Set<Slot> news(Map<Slot, Set<String>> before) throws StepFailure, InterruptedException {
    Map<Slot, Set<String>> now = connections();
    Set<Slot> news = new HashSet<>();
    for (Slot slot : Slot.values()) {
      if (!before.get(slot).containsAll(now.get(slot))) {
        news.add(slot);
      }
    }
    return news;
  }

  /** The connections that nginx has made to each slot. */
  private Map<Slot, Set<String>> connections() throws StepFailure, InterruptedException {
    Set<Long> workers = new HashSet<>(nginx.workers());
    workers.addAll(new Relay(playbook, dir).workers(machine.processes()));
    return Map.of(
        Slot.BLUE, connections(Slot.BLUE, workers), Slot.GREEN, connections(Slot.GREEN, workers));
  }

  private Set<String> connections(Slot slot, Set<Long> workers) throws InterruptedException {
    Endpoint there = runner.running(slot).map(Running::endpoint).orElse(playbook.ports().of(slot));
    return new HashSet<>(
        there.isHere()
            ? machine.processes().connections(there.port(), workers)
            : Connections.to(there.host(), there.port(), workers));
  }
}
