package bluegreen.observe;

import bluegreen.host.Account;
import bluegreen.host.Processes;
import bluegreen.nginx.SiteFile;
import bluegreen.nginx.Switching;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.runner.Liveness;
import bluegreen.state.AppDir;
import bluegreen.state.History;
import bluegreen.state.Layout;
import bluegreen.state.Register;
import bluegreen.state.SlotRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the apps of ours on this machine by what they keep there, without any playbook. */
public final class Roster {
  private final Processes processes;

  /** The roster of this machine. */
  public Roster(Processes processes) {
    this.processes = processes;
  }

  /** What is in a slot, as far as we may see. */
  public enum State {
    RUNNING,
    STOPPED,
    UNKNOWN
  }

  /**
   * A slot of an app.
   *
   * @param version what was last started there; empty where that is nothing, or not ours to see
   */
  public record Place(Endpoint endpoint, State state, Optional<String> version) {}

  /**
   * An app.
   *
   * @param kind how its nginx is switched; empty where its site is not there or not ours to read
   * @param active the slot that nginx sends visitors to; empty where that is none
   * @param seen whether its records are ours to see
   * @param owner the user who has written them, whatever they say
   * @param last what was done with it last; empty where that is nothing, or not ours to see
   */
  public record Entry(
      Layout layout,
      Optional<SwitchKind> kind,
      Optional<Slot> active,
      Map<Slot, Place> slots,
      boolean seen,
      String owner,
      Optional<History.Entry> last) {}

  /**
   * The apps in the folders that users deploy into by default, and those that are known there.
   *
   * @param own that folder of our own; empty where we have none
   * @param others further users whose apps are looked for in their homes
   */
  public List<Entry> entries(Optional<Path> own, List<Account> others) {
    Map<Path, Entry> found = new LinkedHashMap<>();
    enter(new Register(own, Surroundings.SYSTEM, processes.ownUser()), found);
    for (Account other : others) {
      Path parent = Path.of(other.home()).resolve(Surroundings.STATE);
      enter(new Register(Optional.of(parent), parent, other.uid()), found);
    }
    List<Entry> entries = new ArrayList<>(found.values());
    entries.sort(
        (one, two) -> {
          int byName = one.layout().app().compareTo(two.layout().app());
          return byName != 0 ? byName : one.layout().dir().compareTo(two.layout().dir());
        });
    return List.copyOf(entries);
  }

  private void enter(Register register, Map<Path, Entry> found) {
    for (Path folder : register.folders()) {
      AppDir dir = new AppDir(folder);
      register.read(dir).ifPresent(layout -> found.computeIfAbsent(folder, f -> of(layout, dir)));
    }
  }

  private Entry of(Layout layout, AppDir dir) {
    Optional<SiteFile> site = site(layout.site()).filter(s -> s.app().equals(layout.app()));
    Optional<Slot> marked = Optional.of(Files.exists(dir.greenMarker()) ? Slot.GREEN : Slot.BLUE);
    Optional<Slot> active =
        site.flatMap(s -> Switching.of(s.kind()).traffic(s, marked))
            .filter(slot -> Files.exists(dir.servedMarker(slot), LinkOption.NOFOLLOW_LINKS));
    boolean seen = Files.isReadable(dir.slots()) || Files.notExists(dir.slots());
    Map<Slot, Place> slots = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      Optional<SlotRecord> record = SlotRecord.read(dir, slot);
      Endpoint endpoint =
          record
              .map(SlotRecord::endpoint)
              .or(() -> layout.ports().map(ports -> ports.of(slot)))
              .orElse(Endpoint.here(0));
      slots.put(
          slot,
          new Place(endpoint, state(layout, dir, slot, seen), record.map(SlotRecord::version)));
    }
    return new Entry(
        layout, site.map(SiteFile::kind), active, slots, seen, owner(dir), new History(dir).last());
  }

  private static String owner(AppDir dir) {
    try {
      return Files.getOwner(dir.owner(), LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException e) {
      return ""; // Gone meanwhile.
    }
  }

  private State state(Layout layout, AppDir dir, Slot slot, boolean seen) {
    if (!seen) {
      return State.UNKNOWN;
    }
    return new Liveness(layout.app(), dir, processes).runs(slot) ? State.RUNNING : State.STOPPED;
  }

  /** A name that another user gives us may be that of a pipe, which would be waited for. */
  private static Optional<SiteFile> site(Path file) {
    try {
      return Files.isRegularFile(file) ? SiteFile.read(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
