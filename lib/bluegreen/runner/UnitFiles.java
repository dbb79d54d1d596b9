package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.ControlGroup;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a unit on this machine: its own, our copy of it, its environment, its link. */
record UnitFiles(SystemdUnit unit, AtomicFiles files) {

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Somebody may have changed it so much that only our copy tells. */
  private boolean isOurs() {
    return read(unit.copy()).isPresent() || read(unit.file()).filter(unit::owns).isPresent();
  }

  /** Why there can be none of ours; empty where there can. */
  Optional<String> problem(Path app) {
    return read(unit.file()).isEmpty() || isOurs()
        ? Optional.empty()
        : Optional.of(
            "app.name: %s exists and was not written for %s; remove it, or choose another name"
                .formatted(unit.file(), app));
  }

  /** Whether something of it is there, and ours. */
  boolean isThere() {
    return isOurs()
        && Stream.of(unit.file(), unit.link(), AtomicFiles.temporary(unit.file()))
            .anyMatch(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** Whether a process was started by systemd for it. */
  boolean holds(Running running) {
    return running.pid().filter(this::holds).isPresent();
  }

  private boolean holds(long pid) {
    return ControlGroup.lines(pid).stream()
        .anyMatch(line -> (line + "/").contains("/" + unit.name() + "/"));
  }

  /** Whether what runs by it is not yet started again when it fails, or with the machine. */
  boolean isWanting() {
    Optional<String> copy = read(unit.copy());
    return copy.isPresent()
        && !(SystemdUnit.isRestarted(copy.get())
            && copy.equals(read(unit.file()))
            && Files.exists(unit.link(), LinkOption.NOFOLLOW_LINKS));
  }

  /** What writing it comes to. */
  Edit edit(String text) {
    return new Edit(unit.file(), read(unit.file()), text);
  }

  /** The copy first: where there is one, the unit is ours. */
  void write(String text) throws HostFailure {
    files.write(unit.copy(), text, 0600);
    files.write(unit.file(), text, 0644);
  }

  /** Has it started again when it fails. */
  void restart() throws HostFailure {
    Optional<String> text = read(unit.copy());
    if (text.isEmpty()) {
      throw new HostFailure(unit.copy() + " is gone");
    }
    write(SystemdUnit.restarted(text.get()));
  }

  /**
   * Has systemd wait for so long when it stops it.
   *
   * @return whether there is a unit
   */
  boolean giveTime(Duration patience) throws HostFailure {
    Optional<String> text = read(unit.file());
    Optional<String> timely = text.map(t -> SystemdUnit.stopped(t, patience));
    if (!timely.equals(text)) {
      files.write(unit.file(), timely.orElseThrow(), 0644);
    }
    return text.isPresent();
  }

  /** Removes them all. */
  void remove() throws HostFailure {
    files.remove(AtomicFiles.temporary(unit.file()));
    for (Path file : List.of(unit.link(), unit.file(), unit.environment(), unit.copy())) {
      files.remove(file);
    }
  }
}
