package bluegreen.observe;

import bluegreen.host.Processes;
import bluegreen.nginx.LoadedSite;
import bluegreen.playbook.Playbook;
import bluegreen.runner.Kin;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Register;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks what the app has of this machine, and what other apps of ours have. */
record EstateView(Playbook playbook, AppDir dir, Register register, Processes processes) {

  /**
   * All of it.
   *
   * @param others whether others are looked for: their place is nothing to a rollback, which takes
   *     none
   * @param loaded the sites of ours in nginx's configuration
   */
  Estate of(boolean others, Collection<SlotFacts> slots, List<LoadedSite> loaded) {
    String app = playbook.app().name();
    Map<Long, Kin> kin = new HashMap<>();
    slots.stream()
        .flatMap(slot -> slot.foreign().stream())
        .flatMap(listener -> listener.process().stream())
        .map(Processes.Info::pid)
        .forEach(pid -> Kin.of(processes, pid).ifPresent(k -> kin.put(pid, k)));
    return new Estate(
        Layout.of(playbook, System.getProperty("user.name", "")),
        Layout.read(dir),
        register.link(app, dir),
        register.link(app, dir).isEmpty() || register.holds(app, dir),
        others ? new Neighbours(dir, register, processes).find(loaded) : List.of(),
        kin);
  }
}
