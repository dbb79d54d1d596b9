package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Files;
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
    if (Files.exists(dir.greenMarker())) {
      return Optional.of(Slot.GREEN);
    }
    return Files.isDirectory(dir.live()) ? Optional.of(Slot.BLUE) : Optional.empty();
  }

  /** Has the marker name a slot. */
  void mark(Slot slot, AtomicFiles files) throws HostFailure {
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
      return Switching.of(ours.get().kind()).traffic(ours.get(), marked());
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
