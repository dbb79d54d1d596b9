package bluegreen.host;

import bluegreen.host.Downloads.Answer;
import bluegreen.host.Downloads.Broken;
import bluegreen.host.Downloads.Wish;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Fetches a file, and goes on where it broke off: in this run, or in one that was killed. Beside
 * what has come until then stands by what its server knows whether it still has the same.
 */
public final class Download {
  private static final int CONTINUES = 206;
  private static final int NO_SUCH_RANGE = 416;

  private static final Duration LOOK = Duration.ofMillis(250);

  /** Bytes a second: a server that gives fewer keeps everybody else from deploying. */
  private static final long LEAST_RATE = 1024;

  private final Downloads downloads;
  private final Wish wish;
  private final String whose;
  private final Path part;
  private final AtomicFiles files;
  private final long began = System.nanoTime();
  private long furthest;

  /**
   * Of what is wished for.
   *
   * @param whose a word by which it is told from what else could be wished for
   * @param part the file into which it goes
   */
  public Download(Downloads downloads, Wish wish, String whose, Path part, AtomicFiles files) {
    this.whose = whose;
    this.downloads = downloads;
    this.wish = wish;
    this.part = part;
    this.files = files;
  }

  /** Where it stands what a half of a file is a half of. */
  public static Path stamp(Path part) {
    return part.resolveSibling(part.getFileName() + ".of");
  }

  /**
   * Fetches it; when this returns, all of it is on the disk.
   *
   * @return what the server said of it
   * @throws HostFailure where it cannot be had, with the URL and nothing secret of it; what has
   *     come of it stays
   */
  public Offer fetch() throws HostFailure, InterruptedException {
    Tries tries = new Tries(downloads, downloads.patience().tries());
    Offer offer = tries.of(() -> some(tries));
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      files.durability().force(channel, part);
    } catch (IOException e) {
      throw new HostFailure("cannot write " + part + ": " + AtomicFiles.why(e));
    }
    files.trace().file("fetched " + wish.address().shown() + " (" + Texts.size(size()) + ")");
    return offer;
  }

  private Offer some(Tries tries) throws Broken, HostFailure, InterruptedException {
    long have = resumable();
    Map<String, String> range =
        have > 0
            ? Map.of("Range", "bytes=" + have + "-", "If-Range", condition().orElseThrow())
            : Map.of();
    Answer<Inflow> answer = downloads.ask(wish, "GET", range, info -> new Inflow());
    Inflow body = answer.response().body();
    try {
      if (answer.response().statusCode() == NO_SUCH_RANGE && have > 0) {
        forget();
        throw new Broken(answer.from().shown() + " has no such range of it any more");
      }
      downloads.checked(wish, answer);
      boolean goesOn = answer.response().statusCode() == CONTINUES;
      if (goesOn) {
        checkRange(answer, have);
      }
      Offer offer = answer.offer();
      note(offer);
      long behind = goesOn ? have : 0;
      makeRoom(offer, behind);
      body.begin(part, goesOn, room(answer.response().headers()));
      await(answer, body, offer, behind, tries);
      return offer;
    } finally {
      body.cut();
    }
  }

  private void checkRange(Answer<Inflow> answer, long have) throws HostFailure, Broken {
    String said = answer.response().headers().firstValue("Content-Range").orElse("");
    if (have == 0 || !said.startsWith("bytes " + have + "-")) {
      forget();
      throw new Broken(answer.from().shown() + " answered with another part than was asked for");
    }
  }

  private void await(Answer<Inflow> answer, Inflow body, Offer offer, long behind, Tries tries)
      throws Broken, HostFailure, InterruptedException {
    long seen = 0;
    long moved = System.nanoTime();
    boolean crawled = false;
    Duration stall = downloads.patience().stall();
    String of = offer.bytes().isPresent() ? " of " + Texts.size(offer.bytes().getAsLong()) : "";
    try {
      while (Downloads.within(body.whole(), LOOK).isEmpty()) {
        long come = body.bytes() - seen;
        if (come >= LEAST_RATE * stall.toMillis() / 1000) {
          seen = body.bytes();
          moved = System.nanoTime();
        } else if (System.nanoTime() - moved > stall.toNanos()) {
          crawled = true;
          throw new Broken(
              answer.from().shown()
                  + " has sent "
                  + (come == 0 ? "nothing" : "no more than " + Texts.size(come))
                  + " for "
                  + Texts.seconds(stall));
        }
        downloads
            .trace()
            .progress(
                "fetched " + Texts.size(behind + body.bytes()) + of,
                Duration.ofNanos(System.nanoTime() - began));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Inflow.Unwritten unwritten) {
        throw new HostFailure(
            "cannot write " + part + ": " + unwritten.getMessage() + "; " + freeSpace());
      }
      throw new Broken(
          answer.from().shown()
              + " broke off after "
              + Texts.size(behind + body.bytes())
              + of
              + ": "
              + downloads.reason(e.getCause(), answer.from()));
    } finally {
      if (behind + body.bytes() > furthest) {
        furthest = behind + body.bytes();
        if (!crawled) {
          tries.begin();
        }
      }
    }
  }

  /** How many bytes may come: as many as are announced, or else half of what is free. */
  private long room(HttpHeaders headers) {
    return Offer.length(headers)
        .orElseGet(() -> part.toAbsolutePath().getParent().toFile().getUsableSpace() / 2);
  }

  private void makeRoom(Offer offer, long have) throws HostFailure {
    long wanted = offer.bytes().orElse(0) - have;
    long freed = have == 0 ? size() : 0;
    if (wanted > part.toAbsolutePath().getParent().toFile().getUsableSpace() + freed) {
      throw new HostFailure(
          "there is no room for "
              + wish.address().shown()
              + ": "
              + Texts.size(wanted)
              + " are to come, and "
              + freeSpace());
    }
  }

  private String freeSpace() {
    Path folder = part.toAbsolutePath().getParent();
    return Texts.size(folder.toFile().getUsableSpace()) + " are free in " + folder;
  }

  /** How much is there that can be gone on with; 0 where it is to begin anew. */
  private long resumable() {
    return condition().isPresent() ? size() : 0;
  }

  private long size() {
    try {
      return Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS) ? Files.size(part) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** By what its server knows whether it has the rest of what is there; empty where it cannot. */
  private Optional<String> condition() {
    try {
      List<String> lines = Files.readAllLines(stamp(part), StandardCharsets.UTF_8);
      return Optional.of(lines)
          .filter(l -> l.size() == 2 && l.get(0).equals(whose) && !l.get(1).isEmpty())
          .map(l -> l.get(1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Before a byte of it is taken for the file's: until then it may have been another's. */
  private void note(Offer offer) throws HostFailure {
    files.write(stamp(part), whose + "\n" + offer.condition().orElse("") + "\n", 0600);
  }

  private void forget() throws HostFailure {
    files.remove(part);
    files.remove(stamp(part));
  }
}
