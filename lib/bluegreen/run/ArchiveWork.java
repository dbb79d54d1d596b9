package bluegreen.run;

import bluegreen.host.Account;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Detached;
import bluegreen.host.HostFailure;
import bluegreen.host.Modes;
import bluegreen.host.Scheduling;
import bluegreen.host.Texts;
import bluegreen.observe.Machine;
import bluegreen.plan.SlotAction;
import bluegreen.runner.Launch;
import bluegreen.runner.Proof;
import bluegreen.state.AppDir;
import bluegreen.state.ClassArchive;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Makes archives of a release's classes. The app's own code runs for that, as the user that the app
 * runs as; whatever comes of it, the release can be started without.
 */
final class ArchiveWork {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int LONGEST = 200;
  private static final int MOST_READ = 4096;

  private static final String WITHOUT = "without an archive of its classes: ";
  private static final Pattern UNPACKER =
      Pattern.compile("(BOOT|WEB)-INF/lib[^/]*/spring-boot-jarmode-tools-[^/]+\\.jar");

  private final AppDir dir;
  private final Duration patience;
  private final Machine machine;
  private final Scheduling scheduling;

  /**
   * For one app.
   *
   * @param patience how long each part may take
   */
  ArchiveWork(AppDir dir, Duration patience, Machine machine) {
    this.dir = dir;
    this.patience = patience;
    this.machine = machine;
    this.scheduling = new Scheduling(machine.commands());
  }

  /** Makes it; a sentence on what came of it. */
  String make(SlotAction.MakeArchive action) throws InterruptedException {
    Launch launch = action.launch();
    ClassArchive archive = launch.archive().orElseThrow();
    Path original = launch.release().artifact();
    AtomicFiles files = machine.files();
    long began = machine.interruption().nanos();
    boolean made = false;
    try {
      failIfNotUnpacked(original);
      files.removeTree(archive.folder());
      files.folder(archive.folder(), launch.account());
      run(action, archive.unpacking(launch.argv(), original), "unpacking its jar");
      run(action, archive.making(launch.argv(), original), "the start for it");
      if (!Files.isRegularFile(archive.file(), LinkOption.NOFOLLOW_LINKS)) {
        throw new HostFailure("Java has made none");
      }
      take(archive.folder(), launch.account());
      made = true;
      long bytes = Files.size(archive.file());
      Duration took = Duration.ofNanos(machine.interruption().nanos() - began);
      return "with an archive of its classes, %s, made in %s"
          .formatted(Texts.size(bytes), Texts.seconds(took));
    } catch (HostFailure e) {
      return WITHOUT + e.getMessage();
    } catch (IOException e) {
      return WITHOUT + AtomicFiles.why(e);
    } finally {
      if (!made) {
        clear(archive.folder());
      }
      clear(log());
    }
  }

  /** How it is started: without its archive where that has not come about. */
  Launch ready(Launch launch) {
    boolean there = launch.archive().filter(a -> Files.isRegularFile(a.file())).isPresent();
    return there ? launch : launch.plain();
  }

  /** Any other jar would not unpack itself, but begin to serve. */
  private static void failIfNotUnpacked(Path jar) throws IOException, HostFailure {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.stream().noneMatch(entry -> UNPACKER.matcher(entry.getName()).matches())) {
        throw new HostFailure("that takes the jar of a Spring Boot app, 3.3 or later");
      }
    }
  }

  private Path log() {
    return AtomicFiles.temporary(dir.root().resolve("archive"));
  }

  /** Runs the release's own code, with all that it has when it serves. */
  private void run(SlotAction.MakeArchive action, List<String> argv, String what)
      throws HostFailure, InterruptedException, IOException {
    Launch launch = action.launch();
    machine.files().remove(log());
    machine.files().create(log(), 0600);
    // Should we be killed meanwhile, the next run knows it as ours.
    Map<String, String> env =
        new Proof(dir).added(launch, machine.processes().ownUser(), machine.files());
    Process process =
        machine
            .commands()
            .startDetached(new Detached(argv, env, launch.workdir(), log(), launch.account()));
    try {
      if (action.quiet()) {
        QuietStart.begin(process.pid(), scheduling);
      }
      long began = machine.interruption().nanos();
      boolean quiet = action.quiet();
      while (process.isAlive() && machine.interruption().nanos() - began < patience.toNanos()) {
        machine.interruption().pause(POLL);
        Duration elapsed = Duration.ofNanos(machine.interruption().nanos() - began);
        if (quiet && QuietStart.isStarved(scheduling.used(process.pid()), elapsed, patience)) {
          scheduling.normal(process.pid());
          quiet = false;
        }
      }
      if (process.isAlive()) {
        throw new HostFailure(what + " took longer than " + Texts.seconds(patience));
      } else if (process.exitValue() != 0) {
        throw new HostFailure(what + " ended with " + process.exitValue() + lastWord());
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** However much it wrote, and whatever bytes. */
  private String lastWord() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(MOST_READ, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      String[] lines = new String(end, StandardCharsets.UTF_8).strip().split("\\s*\n\\s*");
      String last = lines[lines.length - 1];
      return last.isEmpty() ? "" : ": " + last.substring(0, Math.min(LONGEST, last.length()));
    }
  }

  /** What the app's user has made is ours from here on, and read by that user's group. */
  private static void take(Path folder, Optional<Account> account) throws IOException, HostFailure {
    if (account.isEmpty()) {
      return;
    }
    List<Path> all;
    try (Stream<Path> below = Files.walk(folder)) {
      all = below.toList();
    }
    for (Path path : all) {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new HostFailure(path + " is neither a file nor a folder");
      }
      Files.setAttribute(path, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
      Modes.permit(path, Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? 0750 : 0640);
    }
  }

  private void clear(Path path) throws InterruptedException {
    try {
      machine.files().removeTree(path);
    } catch (HostFailure e) {
      machine.files().trace().file("kept " + path + ": " + e.getMessage());
    }
  }
}
