package bluegreen.run;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Growing;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import bluegreen.nginx.TrafficLog;
import bluegreen.nginx.Visit;
import bluegreen.state.AppDir;
import bluegreen.state.Visits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Has nginx write down what visitors get while a run works, and reads it. The marker that nginx
 * looks for is a link to the thread that reads: whatever ends that, a kill included, ends the
 * writing. It is beside the run: whatever befalls it is none of the run's failures.
 */
final class Visitors {
  private static final long PAUSE_MILLIS = 200;

  /** How long nginx may take from a request's end to its line. */
  private static final long LATE_MILLIS = 50;

  private static final long END_MILLIS = 3_000;

  /** What was read may take so much room before that is given back. */
  private static final long MOST_HELD = 4 << 20;

  /** The same where it cannot be. */
  private static final long MOST_KEPT = 16 << 20;

  private static final long LEAST_LEFT = 32 << 20;

  private final Path site;
  private final AppDir dir;
  private final boolean claimed;
  private final Commands commands = new Commands(Trace.SILENT);
  private final VisitTally tally;
  private final Thread thread = new Thread(this::run, "visitors");
  private Optional<Growing> log = Optional.empty();
  private Path file = Path.of("");
  private boolean marked;
  private boolean kept;
  private volatile boolean ended;
  private volatile String reason = "";

  /**
   * One that has not begun.
   *
   * @param site our site file, which says where nginx writes; a run may write it yet
   * @param claimed whether the log is to be root's: an nginx that opens its logs anew gives them to
   *     its workers' user, who may be that of other programs, too
   */
  Visitors(Path site, AppDir dir, boolean claimed, VisitTally tally) {
    this.claimed = claimed;
    this.site = site;
    this.dir = dir;
    this.tally = tally;
  }

  /** Takes away what a run that was killed has left: another thread could get that one's number. */
  static void sweep(AppDir dir) {
    try {
      new AtomicFiles(Trace.SILENT).remove(dir.countingMarker());
    } catch (HostFailure e) {
      // It leads nowhere, and none of the run's own steps needs it gone.
    }
  }

  /** Begins to count. */
  void begin() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends, with the last of what nginx has to write. */
  void end() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    try {
      thread.join(END_MILLIS);
      if (thread.isAlive()) {
        stop("there was too much of it in the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was counted; empty where that is nothing that could be relied on. */
  Optional<Visits> visits() {
    return uncounted().isEmpty() && tally.heard() ? Optional.of(tally.visits()) : Optional.empty();
  }

  /** Why nothing was counted; empty where there is nothing to say about that. */
  String uncounted() {
    return reason.isEmpty() && marked && ended && !tally.heard()
        ? "nginx wrote nothing into "
            + file
            + "; have it reloaded, and look whether it may see /proc"
        : reason;
  }

  private void run() {
    try {
      Path here = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
      while (goesOn()) {
        look(here.resolve("stat"));
        pause(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      stop(AtomicFiles.why(e));
    } catch (HostFailure e) {
      stop(e.getMessage());
    } catch (InterruptedException e) {
      stop("interrupted");
    } catch (RuntimeException | Error e) { // Nothing may be told as the whole that is a part.
      stop("unexpected: " + e);
    } finally {
      close();
    }
  }

  private boolean goesOn() {
    return !ended && reason.isEmpty();
  }

  private void look(Path here) throws IOException, HostFailure, InterruptedException {
    if (log.isPresent() && log.get().isReplaced()) { // Moved away, as old logs are.
      log.get().read(this::count);
      log.get().close();
      log = Optional.of(Growing.next(file));
    }
    if (log.isEmpty()) {
      open();
    }
    if (log.isPresent() && !marked && Files.isDirectory(dir.live())) {
      // In one step, so that a killed run leaves nothing but the marker itself.
      Files.createSymbolicLink(dir.countingMarker(), here);
      marked = true;
    }
    if (log.isPresent()) {
      for (boolean all = false; !all && goesOn(); bound(log.get())) {
        all = log.get().read(this::count);
      }
    }
  }

  private void open() throws IOException {
    Optional<TrafficLog> said =
        Files.isReadable(site) ? TrafficLog.in(Files.readString(site)) : Optional.empty();
    if (said.isPresent() && Files.exists(said.get().file())) {
      file = said.get().file();
      log = Optional.of(Growing.open(file, claimed));
      kept = false;
    }
  }

  private void count(String line) {
    Visit.of(line).ifPresent(tally::add);
  }

  /** However much visitors ask for, it never takes more than a little room. */
  private void bound(Growing growing) throws IOException, InterruptedException {
    if (!kept && growing.held() > MOST_HELD) {
      kept = !growing.free(commands);
    }
    boolean room = Files.getFileStore(file.getParent()).getUsableSpace() > LEAST_LEFT;
    if (growing.held() > MOST_KEPT || !room) {
      stop(
          "less than %s are free where %s is"
              .formatted(Texts.size(room ? MOST_KEPT : LEAST_LEFT), file));
    }
  }

  private void stop(String why) {
    reason = "not counted to the end: " + why;
  }

  private void close() {
    try {
      sweep(dir);
      if (marked) {
        Thread.sleep(LATE_MILLIS);
      }
      if (log.isPresent()) {
        if (!log.get().read(this::count)) {
          stop("there was too much of it in the end");
        }
        log.get().empty();
        log.get().close();
      }
    } catch (IOException e) {
      stop(e.getMessage());
    } catch (InterruptedException e) {
      stop("interrupted");
    }
  }

  private synchronized void pause(long millis) throws InterruptedException {
    if (!ended) {
      wait(millis);
    }
  }
}
