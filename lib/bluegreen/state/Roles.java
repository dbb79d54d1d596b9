package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the process in each slot is to visitors, in a file that the process is told the name of: two
 * versions run at a time, and what runs by the clock is to run in one of them.
 *
 * <p>Both slots' files change in the same instant: a link leads to a folder that holds the two, and
 * is named after them, such as {@code active-standby}.
 */
public final class Roles {
  private final AppDir dir;
  private final AtomicFiles files;

  /** What a process is to visitors. */
  public enum Role {
    /** It has not served yet. */
    STARTING,
    /** It serves. */
    ACTIVE,
    /** It has served, and is what a rollback goes back to. */
    STANDBY,
    /** It is being stopped. */
    STOPPING,
    /** There is none. */
    STOPPED;

    /** As the file has it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Role> of(String label) {
      return Stream.of(values()).filter(r -> r.label().equals(label)).findFirst();
    }
  }

  /** Those in an app's folder. */
  public Roles(AppDir dir, AtomicFiles files) {
    this.dir = dir;
    this.files = files;
  }

  /** The file that tells a slot's process what it is. */
  public static Path file(AppDir dir, Slot slot) {
    return dir.roles().resolve("now").resolve(slot.label());
  }

  /** What each slot is said to be; empty where that was never said, or is not there any more. */
  public static Optional<Map<Slot, Role>> read(AppDir dir) {
    if (!Stream.of(Slot.values()).allMatch(slot -> Files.isRegularFile(file(dir, slot)))) {
      return Optional.empty();
    }
    try {
      String name = Files.readSymbolicLink(link(dir)).getFileName().toString();
      String[] both = name.split("-");
      Optional<Role> blue = Role.of(both[0]);
      Optional<Role> green = both.length == 2 ? Role.of(both[1]) : Optional.empty();
      return blue.flatMap(b -> green.map(g -> Map.of(Slot.BLUE, b, Slot.GREEN, g)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path link(AppDir dir) {
    return dir.roles().resolve("now");
  }

  /** Says what a slot is, and leaves the other one. */
  public void set(Slot slot, Role role) throws HostFailure {
    Map<Slot, Role> both = now();
    both.put(slot, role);
    write(both);
  }

  /** Says that a slot serves, and that what was there in the other one does not. */
  public void serves(Slot slot) throws HostFailure {
    write(serving(slot));
  }

  /** Has all ready for {@link #serves}, which is but one step then. */
  public void prepare(Slot slot) throws HostFailure {
    folder(serving(slot));
  }

  private Map<Slot, Role> serving(Slot slot) {
    Map<Slot, Role> both = now();
    both.put(slot, Role.ACTIVE);
    // Of one that starts, a killed run has not said that it serves.
    Set<Role> lively = EnumSet.of(Role.ACTIVE, Role.STARTING);
    both.computeIfPresent(slot.other(), (s, r) -> lively.contains(r) ? Role.STANDBY : r);
    return both;
  }

  private Map<Slot, Role> now() {
    Map<Slot, Role> both = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      both.put(slot, read(dir).map(r -> r.get(slot)).orElse(Role.STOPPED));
    }
    return both;
  }

  /**
   * Says what both are.
   *
   * @throws HostFailure where it cannot be written; it is then as it was
   */
  public void write(Map<Slot, Role> both) throws HostFailure {
    if (read(dir).equals(Optional.of(both))) {
      return;
    }
    files.link(link(dir), folder(both).getFileName());
  }

  private Path folder(Map<Slot, Role> both) throws HostFailure {
    String name = both.get(Slot.BLUE).label() + "-" + both.get(Slot.GREEN).label();
    Path folder = dir.roles().resolve(name);
    for (Slot slot : Slot.values()) {
      Path file = folder.resolve(slot.label());
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        files.folder(dir.roles(), 0755);
        files.folder(folder, 0755);
        files.write(file, both.get(slot).label() + "\n", 0644);
      }
    }
    return folder;
  }
}
