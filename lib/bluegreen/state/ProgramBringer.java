package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Modes;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import bluegreen.playbook.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Has a program of the user's fetch a file, once for each version. */
record ProgramBringer(Remote.Fetch remote) implements Bringer {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int SHOWN_LINES = 20;
  private static final int MODE = 0600;

  @Override
  public Promise promise(Trace trace) {
    return new Promise(Optional.of(origin()), Optional.empty(), OptionalLong.empty());
  }

  private String origin() {
    List<String> parts = new ArrayList<>(List.of("program", remote.name(), remote.version()));
    parts.addAll(remote.words());
    return Artifact.digestOf(parts);
  }

  @Override
  public Promise bring(Cache cache, AtomicFiles files) throws HostFailure, InterruptedException {
    Path target = cache.file(remote.name());
    Command command =
        Command.of(remote.argv())
            .with(
                Map.of(
                    "BLUEGREEN_ACTION", "deploy",
                    "BLUEGREEN_APP", remote.app(),
                    "BLUEGREEN_VERSION", remote.version(),
                    "BLUEGREEN_TARGET", target.toString()))
            .in(remote.folder())
            .within(LIMIT);
    Commands.Result result = run(command, files.trace());
    if (!result.ok()) {
      files.removeTree(target); // It may be half of it.
      String said = Texts.lastLines(result.output(), SHOWN_LINES);
      throw new HostFailure(
          "app.fetch: "
              + program()
              + " ended with exit status "
              + result.exit()
              + (said.isEmpty() ? ", and said nothing" : ":\n" + said));
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new HostFailure(
          "app.fetch: "
              + program()
              + " ended well, and has not created the file {{ target }}, "
              + target);
    }
    close(target);
    return promise(files.trace());
  }

  /** However open the program has made it: from here on it is as what comes from a URL. */
  private static void close(Path target) throws HostFailure {
    try {
      Modes.permit(target, MODE);
    } catch (IOException e) {
      throw new HostFailure("app.fetch: cannot close " + target + ": " + AtomicFiles.why(e));
    }
  }

  private Commands.Result run(Command command, Trace trace)
      throws HostFailure, InterruptedException {
    try {
      return new Commands(trace).run(command);
    } catch (HostFailure e) {
      throw new HostFailure("app.fetch: " + e.getMessage());
    }
  }

  private String program() {
    return remote.argv().get(0);
  }

  @Override
  public String shown() {
    return remote.name() + " by " + program();
  }

  @Override
  public String what(String size) {
    return size + shown();
  }

  @Override
  public String aim() {
    return "run " + Command.shown(remote.argv());
  }
}
