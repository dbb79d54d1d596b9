package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NotTakenIn;
import bluegreen.observe.Machine;
import bluegreen.plan.Action;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import java.util.List;
import java.util.Optional;

/** Moves traffic from one slot to the other, and back. */
final class TrafficWork {
  private final AppDir dir;
  private final Machine machine;
  private final Runner runner;
  private final Nginx nginx;
  private final Writer writer;
  private final RoleWork roles;
  private Optional<Action.Switch> switched = Optional.empty();

  /** Puts a file of nginx's in place. */
  interface Writer {
    /** Does it. */
    void write(WriteNginxFile file) throws HostFailure, InterruptedException;
  }

  TrafficWork(AppDir dir, Machine machine, Runner runner, Nginx nginx, Writer writer) {
    this.dir = dir;
    this.machine = machine;
    this.runner = runner;
    this.nginx = nginx;
    this.writer = writer;
    this.roles = new RoleWork(dir, machine.files());
  }

  /** What the processes in the slots could not be told since it was last asked for. */
  List<String> untold() {
    return roles.warnings();
  }

  /** The switch that was carried out, or at least begun. */
  Optional<Action.Switch> switched() {
    return switched;
  }

  /** Points the live switch, durably. */
  void point(Slot slot) throws HostFailure {
    nginx.mark(slot);
    machine.files().sync(dir.live());
  }

  /**
   * Moves traffic, once each slot can stand in for the other.
   *
   * @return how long it took, in milliseconds
   */
  double switchOver(Action.Switch action) throws HostFailure, InterruptedException {
    haveStandIns(action);
    switched = Optional.of(action);
    try {
      return move(action);
    } catch (HostFailure e) {
      boolean untouched = !nginx.marked().equals(Optional.of(action.to()));
      switched = untouched ? Optional.empty() : switched;
      throw e;
    }
  }

  private double move(Action.Switch action) throws HostFailure, InterruptedException {
    long began = System.nanoTime();
    nginx.mark(action.to());
    if (action.site().isPresent()) {
      WriteNginxFile site = action.site().get();
      writer.write(site);
      reload(action, site);
    }
    double millis = (System.nanoTime() - began) / 1e6;
    roles.serves(action.to());
    machine.files().sync(dir.live());
    return millis;
  }

  /** Where nginx does not take the new file in, nothing was moved, and the old one is put back. */
  private void reload(Action.Switch action, WriteNginxFile site)
      throws HostFailure, InterruptedException {
    try {
      nginx.reload();
    } catch (NotTakenIn e) {
      if (action.from().isPresent()) {
        nginx.putBack(site.file(), site.before());
        point(action.from().get());
      }
      throw e;
    }
  }

  /**
   * Has each slot stand in for the other: the old one where the new one dies, and the new one,
   * which is healthy, for requests that nginx had meant for the old one. Before the switch, so that
   * a full disk is met while traffic is where it was.
   */
  private void haveStandIns(Action.Switch action) throws HostFailure {
    Optional<Slot> old = action.from().filter(slot -> runner.running(slot).isPresent());
    if (action.outside().isEmpty() && old.isPresent()) { // A killed run may have told it to end.
      nginx.prove(old.get());
    }
    nginx.prove(action.to());
    roles.prepare(action.to());
  }

  /** Moves traffic back to where it was. */
  void switchBack(Action.Switch action) throws HostFailure, InterruptedException {
    if (action.from().isPresent()) {
      point(action.from().get());
    }
    if (action.site().isPresent()) {
      WriteNginxFile site = action.site().get();
      nginx.writeAndTest(site.file(), site.before().orElseThrow());
      nginx.reload();
    }
    action.from().ifPresent(roles::serves);
  }
}
