package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Launch;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.runner.Running;
import bluegreen.state.Roles.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A slot of an imagined machine. */
final class Place {
  private final Slot slot;
  private Optional<Running> running = Optional.empty();
  private Optional<String> lastVersion = Optional.empty();

  boolean healthy;
  boolean listening;
  boolean served;
  boolean crashed;
  boolean strays;
  boolean foreign;

  /** Whether the process finds what it is to visitors. */
  boolean told = true;

  Upkeep upkeep = Upkeep.NONE;

  Place(Slot slot) {
    this.slot = slot;
  }

  Place copy() {
    Place copy = new Place(slot);
    copy.running = running;
    copy.lastVersion = lastVersion;
    copy.healthy = healthy;
    copy.listening = listening;
    copy.served = served;
    copy.crashed = crashed;
    copy.strays = strays;
    copy.foreign = foreign;
    copy.told = told;
    copy.upkeep = upkeep;
    return copy;
  }

  void start(Launch launch) {
    long pid = 4711 + slot.ordinal();
    running =
        Optional.of(
            new Running(
                slot,
                new Processes.Id(pid, 1),
                launch.release().id(),
                launch.release().version(),
                launch.digest(),
                launch.endpoint(),
                Path.of("log")));
    lastVersion = Optional.of(launch.release().version());
    healthy = true;
    listening = true;
    served = false;
    crashed = false;
  }

  /** Ends what runs here on purpose. */
  void stop() {
    running = Optional.empty();
    healthy = false;
    served = false;
    crashed = false;
    strays = false;
    upkeep = Upkeep.NONE;
  }

  /** Lives on, and listens no more. */
  void goDeaf() {
    healthy = false;
    listening = false;
  }

  /** Ends what runs here by itself. */
  void crash() {
    running = Optional.empty();
    healthy = false;
    crashed = true;
  }

  /** As after the machine was started anew. */
  void reboot() {
    crashed = running.isPresent();
    running = Optional.empty();
    healthy = false;
    strays = false;
  }

  OptionalInt port() {
    return running.map(r -> OptionalInt.of(r.endpoint().port())).orElse(OptionalInt.empty());
  }

  Optional<String> version() {
    return running.map(Running::version);
  }

  SlotFacts facts(World world) {
    SlotFacts untold = facts(world.playbook.port(slot), Optional.empty());
    Optional<Slot> active = world.answering().or(world::chosen).or(() -> world.marker);
    return told
        ? facts(world.playbook.port(slot), Optional.of(untold.actualRole(active.orElse(slot))))
        : untold;
  }

  private SlotFacts facts(int wantedPort, Optional<Role> role) {
    List<Processes.Info> left =
        strays ? List.of(World.process(99 + slot.ordinal(), "./serve")) : List.of();
    Optional<Processes.Listener> listener =
        foreign
            ? Optional.of(
                new Processes.Listener(
                    wantedPort, Optional.of(World.process(77 + slot.ordinal(), "caddy"))))
            : Optional.empty();
    return new SlotFacts(
        slot,
        Endpoint.here(port().orElse(wantedPort)),
        running,
        crashed,
        left,
        upkeep,
        "bluegreen-shop-" + slot + ".service",
        listener,
        Optional.empty(),
        listening && running.isPresent(),
        healthy,
        served,
        role,
        lastVersion);
  }
}
