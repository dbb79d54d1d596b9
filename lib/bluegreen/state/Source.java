package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.playbook.ContainerImage;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a release comes from: described first, and stored only when a plan is carried out. */
public interface Source {
  /** The one that a playbook names. */
  static Source of(Playbook.App app, AppDir dir) {
    if (app.remote().isPresent()) {
      String key = app.program() instanceof Jar ? "app.jar" : "app.files";
      Bringer bringer = Bringer.of(app.remote().get());
      return new RemoteFile(app.remote().get(), key, app.sha256(), bringer, dir);
    }
    if (app.program() instanceof ContainerImage image) {
      return new ImageSource(image, app.name(), dir);
    }
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
   * What it is, found out without storing or fetching anything.
   *
   * @throws HostFailure where it is missing, or could not be run from
   */
  Artifact describe(Trace trace) throws HostFailure, InterruptedException;

  /**
   * The same where that takes having it here: it is fetched, but for what is here already.
   *
   * @throws HostFailure where it cannot be had, or is not what it has to be
   */
  default Artifact obtain(AtomicFiles files) throws HostFailure, InterruptedException {
    return describe(files.trace());
  }

  /** Whether a deployment obtains it anew, whatever is here. */
  default boolean moves() {
    return false;
  }

  /** The file or folder that it is on this machine; empty where it is none. */
  Optional<Path> place();

  /** Where one can look into it before it is stored, as what it was described as; or empty. */
  default Optional<Path> here(String digest) {
    return place().filter(Files::exists);
  }

  /** What it is called in messages. */
  String named();

  /** What is said of it when it is stored; {@code shown} says how a path is told. */
  String deed(long bytes, Function<Path, String> shown);

  /** What is to be done to have it in a release's folder. */
  default String aim(Path folder) {
    return "store " + place().map(p -> p + " in ").orElse("") + folder;
  }

  /** Whether it tells itself how far it is. */
  default boolean tells() {
    return false;
  }

  /** Whether its digest is that of what is stored of it. */
  default boolean isItsContent() {
    return true;
  }

  /** The name that it has in a release; empty where it is all that is in there. */
  String content();

  /**
   * Stores it, durably.
   *
   * @param digest what it was described as
   * @param app the folder, which is there and empty
   * @param readers the group that the app runs with, where that is not us
   * @return what was stored
   * @throws HostFailure where it cannot be read back
   */
  Artifact store(String digest, Path app, OptionalInt readers, AtomicFiles files)
      throws IOException, HostFailure, InterruptedException;

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
    public String named() {
      return "the command";
    }

    @Override
    public String deed(long bytes, Function<Path, String> shown) {
      return "stored the command";
    }

    @Override
    public Artifact store(String digest, Path app, OptionalInt readers, AtomicFiles files) {
      return Artifact.ofText(text);
    }
  }
}
