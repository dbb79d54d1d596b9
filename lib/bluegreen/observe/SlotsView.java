package bluegreen.observe;

import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Roles;
import bluegreen.state.SlotRecord;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is to be seen of the slots. */
record SlotsView(
    Playbook playbook, AppDir dir, Processes processes, Runner runner, HealthCheck health) {
  private static final int HEALTH_TRIES = 3;

  /** What was seen of both slots. */
  Map<Slot, SlotFacts> all() throws InterruptedException {
    runner.lookAnew();
    Map<Slot, SlotFacts> slots = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      slots.put(slot, slot(slot));
    }
    return slots;
  }

  private SlotFacts slot(Slot slot) throws InterruptedException {
    Optional<Running> running = runner.running(slot);
    Endpoint endpoint = running.map(Running::endpoint).orElse(playbook.ports().of(slot));
    Optional<SlotRecord> record = SlotRecord.read(dir, slot);
    boolean crashed =
        running.isEmpty() && record.filter(r -> r.isUp(processes.bootId())).isPresent();
    return new SlotFacts(
        slot,
        endpoint,
        running,
        crashed,
        runner.strays(slot),
        runner.upkeep(slot),
        runner.keeper(slot),
        foreign(slot),
        runner.barrier(slot),
        running.isPresent() && runner.at(slot, endpoint).ours(),
        running.isPresent() && healthy(slot, endpoint),
        Files.exists(dir.servedMarker(slot), LinkOption.NOFOLLOW_LINKS),
        Roles.read(dir).map(r -> r.get(slot)),
        running.map(Running::version).or(() -> record.map(SlotRecord::version)));
  }

  /**
   * Someone who is in neither of our slots. What only carries the other slot's tag, as whoever has
   * read it there can, is none of the app that runs in it, and nobody would end it.
   */
  private Optional<Processes.Listener> foreign(Slot slot) {
    return runner
        .at(slot, playbook.ports().of(slot))
        .stranger()
        .filter(l -> l.process().filter(p -> runsIn(slot.other(), p)).isEmpty());
  }

  private boolean runsIn(Slot slot, Processes.Info process) {
    return runner
        .running(slot)
        .flatMap(Running::pid)
        .filter(own -> processes.descends(process.pid(), own))
        .isPresent();
  }

  /** One bad answer of a busy app is no reason to replace it. */
  private boolean healthy(Slot slot, Endpoint endpoint) throws InterruptedException {
    for (int i = 0; i < HEALTH_TRIES; i++) {
      if (i > 0) {
        Interruption.sleep(playbook.health().interval());
      }
      if (health.check(slot, endpoint).healthy()) {
        return true;
      }
    }
    return false;
  }
}
