package bluegreen.observe;

import bluegreen.host.LentPorts;
import bluegreen.host.Memory;
import bluegreen.host.Outgoing;
import bluegreen.host.Processes;
import bluegreen.host.Processes.Listener;
import bluegreen.host.Scheduling;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the machine itself: its memory, and who has been given ports of ours. */
final class CircumstancesView {
  private final Playbook playbook;
  private final Processes processes;
  private final Runner runner;
  private final Scheduling scheduling;

  CircumstancesView(Playbook playbook, Processes processes, Runner runner, Scheduling scheduling) {
    this.scheduling = scheduling;
    this.playbook = playbook;
    this.processes = processes;
    this.runner = runner;
  }

  /** What there is beside the slots. */
  Circumstances of(Map<Slot, SlotFacts> slots) throws InterruptedException {
    Memory memory = new Memory();
    Map<Slot, Long> used = new EnumMap<>(Slot.class);
    slots.forEach(
        (slot, seen) ->
            seen.running()
                .flatMap(Running::pid)
                .ifPresent(pid -> used.put(slot, memory.used(pid))));
    return new Circumstances(
        memory.available(!runner.keeps()),
        used,
        LentPorts.ofThisMachine(),
        outgoing(slots),
        Map.of(),
        List.of(),
        runner.yields() && scheduling.isPossible());
  }

  /** Who has taken ports that an nginx of ours had and still needs, while it did not run. */
  Map<Integer, Listener> lost(FrontFacts front, NginxFacts ours) {
    Map<Integer, Listener> lost = new HashMap<>();
    Set<Integer> former = ours.running() ? Set.of() : front.former().keySet();
    former.forEach(
        port ->
            processes.listeners(port, Optional.empty()).stream()
                .findFirst()
                .ifPresent(l -> lost.put(port, l)));
    return lost;
  }

  private Map<Integer, Listener> outgoing(Map<Slot, SlotFacts> slots) {
    List<Integer> ports = new ArrayList<>();
    slots.values().stream()
        .filter(s -> s.running().isEmpty() && s.foreign().isEmpty())
        .map(s -> playbook.ports().of(s.slot()))
        .filter(Endpoint::isHere)
        .forEach(place -> ports.add(place.port()));
    playbook.nginx().behind().ifPresent(behind -> ports.add(behind.port()));
    Stream.concat(
            playbook.nginx().listen().stream(),
            playbook.nginx().tls().stream().flatMap(tls -> tls.listen().stream()))
        .map(Socket::of)
        .filter(socket -> socket.family() != Socket.Family.UNIX)
        .forEach(socket -> ports.add(socket.port()));
    Outgoing outgoing = new Outgoing(processes);
    Map<Integer, Listener> holders = new HashMap<>();
    for (int port : ports) {
      Optional<Listener> holder = outgoing.holder(port);
      holder.ifPresent(h -> holders.put(port, h));
    }
    return holders;
  }
}
