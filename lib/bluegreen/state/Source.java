package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Jar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Where a release comes from: described first, and stored only when a plan is carried out. */
public interface Source {
  /** The one that a playbook names. */
  static Source of(Playbook.App app, AppDir dir) {
    if (app.program() instanceof Jar jar) {
      return new LocalFiles(jar.jar(), "app.jar", dir);
    }
    Command command = (Command) app.program();
    return command.files().isPresent()
        ? new LocalFiles(command.files().get(), "app.files", dir)
        : new Words(words(command) + app.version().orElse(""));
  }

  private static String words(Command command) {
    return command.argv().stream().map(word -> word.source() + "\n").collect(Collectors.joining());
  }

  /**
   * What it is, found out without storing anything.
   *
   * @throws HostFailure where it is missing, or could not be run from
   */
  Artifact describe(Trace trace) throws HostFailure;

  /** The file or folder that it is on this machine; empty where it is none. */
  Optional<Path> place();

  /** The name that it has in a release; empty where it is all that is in there. */
  String content();

  /**
   * Stores it, durably.
   *
   * @param app the folder, which is there and empty
   * @param readers the group that the app runs with, where that is not us
   * @return what was stored
   * @throws HostFailure where it cannot be read back
   */
  Artifact store(Path app, OptionalInt readers, AtomicFiles files) throws IOException, HostFailure;

  /** Nothing but a command line. */
  record Words(String text) implements Source {
    @Override
    public Artifact describe(Trace trace) {
      return Artifact.ofText(text);
    }

    @Override
    public Optional<Path> place() {
      return Optional.empty();
    }

    @Override
    public String content() {
      return "";
    }

    @Override
    public Artifact store(Path app, OptionalInt readers, AtomicFiles files) {
      return Artifact.ofText(text);
    }
  }
}
