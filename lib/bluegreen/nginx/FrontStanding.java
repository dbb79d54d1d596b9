package bluegreen.nginx;

import bluegreen.host.Processes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the user's own nginx in front of ours stands: whether it runs, whether a reload would reach
 * it, and whether it would take its files.
 *
 * @param stopped the command that starts it, where it does not run and nobody answers in its place
 * @param masterless where its master was killed, what is left of it
 * @param unheard where its master runs, but no reload finds it, why that is so
 * @param refusal why it would not read its files anew, or start where it does not run, in its own
 *     words; empty where it would, and where nobody has asked
 */
public record FrontStanding(
    Optional<String> stopped,
    Optional<Masterless> masterless,
    Optional<Unheard> unheard,
    Optional<String> refusal) {

  /**
   * An nginx without a master: it can neither be reloaded nor started.
   *
   * @param workers those that serve on
   * @param start the command that starts it once they have ended
   */
  public record Masterless(List<Processes.Info> workers, String start) {}

  /**
   * A master that {@code nginx -s reload} does not find.
   *
   * @param pidFile the file that should hold its pid
   */
  public record Unheard(Path pidFile, long master) {}

  /** One that runs, and that nobody has asked more of. */
  public static FrontStanding sound() {
    return refusing(Optional.empty());
  }

  /** One that runs, and why it would not take its files. */
  public static FrontStanding refusing(Optional<String> refusal) {
    return new FrontStanding(Optional.empty(), Optional.empty(), Optional.empty(), refusal);
  }

  /** One that does not run, and why it would not start. */
  public static FrontStanding stopped(String start, Optional<String> refusal) {
    return new FrontStanding(Optional.of(start), Optional.empty(), Optional.empty(), refusal);
  }

  /** One whose master was killed. */
  public static FrontStanding masterless(List<Processes.Info> workers, String start) {
    return new FrontStanding(
        Optional.empty(),
        Optional.of(new Masterless(workers, start)),
        Optional.empty(),
        Optional.empty());
  }

  /** One whose master no reload finds. */
  public static FrontStanding unheard(Path pidFile, long master) {
    return new FrontStanding(
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Unheard(pidFile, master)),
        Optional.empty());
  }
}
