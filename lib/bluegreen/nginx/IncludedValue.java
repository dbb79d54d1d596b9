package bluegreen.nginx;

import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Looks for the one value that is ever changed of the user's own nginx in front of ours. */
record IncludedValue(Behind behind, AppDir dir) {
  /** The value of the included file; what is wrong with it is noted. */
  Optional<SetValue> find(List<String> problems) {
    if (behind.include().isEmpty()) {
      return Optional.empty();
    }
    Include include = behind.include().get();
    if (!Files.isReadable(include.file())) {
      problems.add("nginx.include: there is no file " + include.file() + " that we may read");
      return Optional.empty();
    }
    Optional<SetValue> value = SetValue.in(include.file(), include.variable());
    if (value.isEmpty()) {
      problems.add(
          "nginx.include: "
              + include.file()
              + " does not set $"
              + include.variable()
              + " exactly once, outside of any block; see nginx.variable");
    } else if (!value.get().isAddress()) {
      problems.add(
          "nginx.include: "
              + value.get().place()
              + ": "
              + value.get().raw()
              + " is more than an address, or another thing, and stays as it is; if the app is to"
              + " be reached there as it stands, write: set $"
              + include.variable()
              + " "
              + behind.address()
              + "; as soon as it is up, with nginx.include left out until then");
    }
    return value;
  }

  /** What one file held before us is not to be lost for another one. */
  Optional<String> elsewhere(OurPorts ports) {
    Include now = behind.include().orElseThrow();
    return Layout.read(dir)
        .flatMap(Layout::include)
        .filter(file -> !file.equals(now.file()))
        .flatMap(file -> SetValue.in(file, now.variable()))
        .filter(v -> ports.has(v))
        .map(
            v ->
                "nginx.include: "
                    + v.place()
                    + " still says "
                    + v.value()
                    + ", and what it held before is kept for it; give it its old line back from "
                    + dir.originalInclude()
                    + ", or rename it to "
                    + now.file());
  }
}
