package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where nginx sends traffic: from its own answer, its files, or our marker. */
final class Pointer {
  private final Playbook playbook;
  private final AppDir dir;

  Pointer(Playbook playbook, AppDir dir) {
    this.playbook = playbook;
    this.dir = dir;
  }

  /** The slot that the marker names; empty where there is no folder for it yet. */
  Optional<Slot> marked() {
    return new Relay(playbook, dir).isWanted() ? linked() : byMarker();
  }

  private Optional<Slot> byMarker() {
    if (Files.exists(dir.greenMarker())) {
      return Optional.of(Slot.GREEN);
    }
    return Files.isDirectory(dir.live()) ? Optional.of(Slot.BLUE) : Optional.empty();
  }

  /** The slot that connections are led to by the link; empty where there is none. */
  private Optional<Slot> linked() {
    try {
      Path to = Files.readSymbolicLink(dir.liveSocket());
      return Slot.of(to.getFileName().toString());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Notes that nginx may fall back to what is in a slot; of connections, by a link that leads. */
  void prove(Slot slot, AtomicFiles files) throws HostFailure {
    if (new Relay(playbook, dir).isWanted()) {
      files.link(dir.servedMarker(slot), dir.sockets().resolve(slot + "-alone"));
    } else {
      files.mark(dir.servedMarker(slot));
    }
  }

  /** Has the marker name a slot. */
  void mark(Slot slot, AtomicFiles files) throws HostFailure {
    if (new Relay(playbook, dir).isWanted()) {
      files.link(dir.liveSocket(), dir.sockets().resolve(slot.label()));
      for (Slot each : Slot.values()) { // By a reload until now, where a file was enough.
        if (Files.isRegularFile(dir.servedMarker(each), LinkOption.NOFOLLOW_LINKS)) {
          prove(each, files);
        }
      }
    }
    if (slot == Slot.GREEN) {
      markGreen(files);
    } else {
      files.remove(dir.greenMarker());
    }
  }

  /** Where there is no room for another file, one that is there already becomes the marker. */
  private void markGreen(AtomicFiles files) throws HostFailure {
    try {
      files.mark(dir.greenMarker());
    } catch (HostFailure e) {
      if (!Files.exists(dir.servedMarker(Slot.GREEN))) {
        throw e;
      }
      files.rename(dir.servedMarker(Slot.GREEN), dir.greenMarker());
    }
  }

  /** Where the files have nginx send traffic, for an nginx that does not say so itself. */
  Optional<Slot> byFiles(Optional<String> target, Optional<SiteFile> ours) {
    if (ours.isPresent()) {
      return Switching.of(ours.get().kind()).traffic(ours.get(), marked().or(this::byMarker));
    }
    if (target.isEmpty() || isEdited(target)) {
      return marked();
    }
    return target.filter(t -> Files.exists(dir.slots())).flatMap(this::fromEdited);
  }

  private Optional<Slot> fromEdited(String site) {
    Matcher named = Pattern.compile("(?m)^\\s*set \\$\\w+_slot (blue|green);").matcher(site);
    return named.find() ? Slot.of(named.group(1)) : marked();
  }

  /** Whether a file is ours with the line that says so edited away. */
  boolean isEdited(Optional<String> target) {
    return target.filter(t -> t.contains(dir.greenMarker().toString())).isPresent();
  }
}
