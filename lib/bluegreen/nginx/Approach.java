package bluegreen.nginx;

import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.conf.Entrances;
import java.util.List;
import java.util.Optional;

/**
 * What nginx's configuration tells of the ways to our site and beside it, as it is once our site is
 * loaded.
 *
 * @param others the ways on which other server blocks are asked for
 * @param entrances all that nginx listens on; empty where that is not known, or ours alone
 * @param unreached where visitors by a name of ours are answered by another block that has it, too,
 *     a sentence each
 * @param notes where they are by one that has not, a sentence each
 */
public record Approach(
    List<Way> others, Optional<Entrances> entrances, List<String> unreached, List<String> notes) {
  /** The same where nobody answers now who could be compared with who answers then. */
  public Approach unasked() {
    return new Approach(List.of(), entrances, unreached, notes);
  }

  /** Nothing is known. */
  public static Approach unknown() {
    return new Approach(List.of(), Optional.empty(), List.of(), List.of());
  }
}
