package bluegreen.runner;

import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.SlotRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Which processes of this machine are an app's, whoever has started them: the one that the slot's
 * record tells of, and those that carry our tag with its proof.
 */
public final class SlotProcesses {
  private final AppDir dir;
  private final Proof proof;
  private final Processes processes;

  /** Those of one app. */
  public SlotProcesses(AppDir dir, Processes processes) {
    this.dir = dir;
    this.proof = new Proof(dir);
    this.processes = processes;
  }

  /** What runs in a slot, by its record, or else by its tag. */
  Optional<Running> running(Slot slot) {
    Optional<Running> recorded = recorded(slot);
    if (recorded.isPresent() || hasEnded(slot)) {
      return recorded; // What still carries the tag of an app that has ended is not the app.
    }
    return tagged(slot);
  }

  /**
   * Whether the record tells of a process of this boot that has ended by itself; where its pid is
   * somebody else's, it may as well be the record that is wrong.
   */
  boolean hasEnded(Slot slot) {
    return SlotRecord.read(dir, slot)
        .filter(r -> r.boot().equals(processes.bootId()))
        .flatMap(SlotRecord::process)
        .filter(p -> processes.find(p.pid()).isEmpty())
        .isPresent();
  }

  /** The process in the slot's record, if it is still the very same one. */
  private Optional<Running> recorded(Slot slot) {
    return SlotRecord.read(dir, slot)
        .filter(r -> r.boot().equals(processes.bootId()))
        .filter(r -> r.process().filter(processes::runs).isPresent())
        .filter(r -> !isSomeoneElses(r.process().get().pid(), r))
        .map(r -> Running.of(r, r.process().get()));
  }

  /**
   * Whether a process has an environment of its own without our tag, and another output than the
   * record says: then the record is wrong. Some programs write over their environment; those are
   * believed.
   */
  private boolean isSomeoneElses(long pid, SlotRecord record) {
    Map<String, String> env = processes.environment(pid, "PATH");
    boolean tagged =
        Optional.ofNullable(env.get(Tag.DIR)).equals(Optional.of(dir.root().toString()));
    return !env.isEmpty() && !tagged && !processes.writesTo(pid, record.log());
  }

  /** A process that carries the slot's tag although no record tells of it. */
  Optional<Running> tagged(Slot slot) {
    Map<Long, Tag> tags = tags(slot);
    return tags.keySet().stream()
        .flatMap(pid -> processes.find(pid).stream())
        .filter(p -> !tags.containsKey(p.parent()))
        .max(Comparator.comparingLong(p -> p.id().startTicks()))
        .map(
            p -> {
              Tag tag = tags.get(p.pid());
              return new Running(
                  slot,
                  p.id(),
                  tag.release(),
                  tag.version(),
                  tag.launch(),
                  Endpoint.here(tag.port()),
                  log(tag.release(), slot));
            });
  }

  /** Our processes in a slot, by pid. */
  private Map<Long, Tag> tags(Slot slot) {
    Map<Long, Tag> tags = new HashMap<>();
    for (long pid : processes.pids()) {
      tag(pid, slot).ifPresent(t -> tags.put(pid, t));
    }
    return tags;
  }

  /** What everybody can write down proves nothing: it takes the proof, its user, our machine. */
  private Optional<Tag> tag(long pid, Slot slot) {
    Map<String, String> env = processes.environment(pid, Tag.DIR);
    return Tag.read(env)
        .filter(t -> t.slot() == slot && t.dir().equals(dir.root().toString()))
        .filter(t -> isProved(env, t, processes.user(pid)))
        .filter(t -> processes.isAmongUs(pid));
  }

  private boolean isProved(Map<String, String> env, Tag tag, OptionalLong user) {
    return user.isPresent() && proof.holds(env, tag, user.getAsLong());
  }

  /** Processes of ours in a slot that are not part of {@code running}. */
  List<Processes.Info> strays(Slot slot, Optional<Running> running) {
    return tags(slot).keySet().stream()
        .filter(pid -> running.filter(r -> descends(pid, r)).isEmpty())
        .flatMap(pid -> processes.find(pid).stream())
        .toList();
  }

  /**
   * Who accepts connections where a slot is to be reached.
   *
   * @param running what runs there
   */
  Occupants at(Slot slot, Endpoint endpoint, Optional<Running> running) {
    Map<Boolean, List<Processes.Listener>> listeners =
        processes.listeners(endpoint.port(), running.flatMap(Running::pid)).stream()
            .collect(
                Collectors.partitioningBy(l -> l.process().filter(p -> owns(slot, p)).isPresent()));
    return new Occupants(!listeners.get(true).isEmpty(), listeners.get(false).stream().findFirst());
  }

  /** Whether a process belongs to what runs in a slot. */
  boolean owns(Slot slot, Processes.Info process) {
    return running(slot).filter(r -> descends(process.pid(), r)).isPresent()
        || tag(process.pid(), slot).isPresent();
  }

  private boolean descends(long pid, Running running) {
    return running.pid().filter(own -> processes.descends(pid, own)).isPresent();
  }

  /** All processes of ours in a slot. */
  List<Processes.Id> all(Slot slot) {
    List<Processes.Id> all = new ArrayList<>();
    running(slot).flatMap(Running::process).ifPresent(all::add);
    tags(slot).keySet().stream()
        .flatMap(pid -> processes.find(pid).stream())
        .map(Processes.Info::id)
        .filter(id -> !all.contains(id))
        .forEach(all::add);
    return all;
  }

  /** The log of a release in a slot. */
  Path log(String release, Slot slot) {
    return dir.logs().resolve(release + "." + slot + ".log");
  }
}
