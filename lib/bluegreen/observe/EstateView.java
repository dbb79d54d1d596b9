package bluegreen.observe;

import bluegreen.host.Processes;
import bluegreen.nginx.LoadedSite;
import bluegreen.playbook.Playbook;
import bluegreen.runner.Kin;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Register;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
        kin,
        others ? lost(slots) : List.of());
  }

  /**
   * What runs in our name outside of the slots; of a process and those that it started, the one.
   */
  private List<Lost> lost(Collection<SlotFacts> slots) {
    Set<Long> known = new HashSet<>();
    for (SlotFacts slot : slots) {
      slot.running().flatMap(Running::pid).ifPresent(known::add);
      slot.strays().forEach(stray -> known.add(stray.pid()));
    }
    Map<Long, Lost> lost = new TreeMap<>();
    for (long pid : processes.pids()) { // We may carry a tag ourselves, as whoever an app starts.
      if (pid == ProcessHandle.current().pid()) {
        continue;
      }
      processes.find(pid).flatMap(this::lost).filter(p -> processes.isAmongUs(pid)).stream()
          .filter(l -> known.stream().noneMatch(k -> processes.descends(pid, k)))
          .forEach(l -> lost.put(pid, l));
    }
    return lost.values().stream().filter(l -> !lost.containsKey(l.process().parent())).toList();
  }

  private Optional<Lost> lost(Processes.Info process) {
    Path conf = dir.nginx().resolve("nginx.conf");
    Optional<String> what =
        process.command().startsWith("nginx: master")
                && process.command().contains(" -c " + conf)
                && Files.notExists(conf)
            ? Optional.of("the nginx of " + playbook.app().name())
            : Kin.of(processes, process.pid())
                .filter(kin -> kin.dir().equals(dir.root()))
                .map(Kin::describe);
    return what.map(w -> new Lost(process, w, processes.listening(process.pid()).ports()));
  }
}
