package bluegreen.runner;

import bluegreen.host.Account;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.ClassArchive;
import bluegreen.state.Release;
import bluegreen.state.SlotRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides how a release runs in a slot.
 *
 * @param endpoint where it is to listen
 * @param argv the command line; its program by its absolute path, where it was found
 * @param env the whole environment, secrets included
 * @param shownEnv the names and values that may be shown
 * @param workdir where it runs
 * @param account the user that it runs as; empty for our own
 * @param digest the SHA-256 of the settings; another digest is another deployment
 * @param archive an archive of its classes to start it with, which makes no difference to what it
 *     does
 */
public record Launch(
    Slot slot,
    Endpoint endpoint,
    Release release,
    List<String> argv,
    Map<String, String> env,
    Map<String, String> shownEnv,
    Path workdir,
    Optional<Account> account,
    String digest,
    Optional<ClassArchive> archive) {

  /** What is run: the command line, with the archive of its classes where there is one. */
  public List<String> command() {
    return archive.map(a -> a.in(argv, release.artifact())).orElse(argv);
  }

  /** The same without that. */
  public Launch plain() {
    return with(Optional.empty());
  }

  /** The same with an archive of its classes. */
  public Launch with(Optional<ClassArchive> classes) {
    return new Launch(
        slot, endpoint, release, argv, env, shownEnv, workdir, account, digest, classes);
  }

  /** What is written down of it, before it runs. */
  SlotRecord record(String boot, Path log) {
    return new SlotRecord(
        slot,
        release.id(),
        release.version(),
        digest,
        Optional.empty(),
        boot,
        endpoint,
        log,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
