package bluegreen.observe;

import java.util.List;

/**
 * What is wrong with the things that a playbook names, each in the sentence of whoever looked at
 * them.
 *
 * @param artifact why there is none to be deployed
 * @param owners what of the app's is in other hands than ours
 * @param made what would be made where others could lead it elsewhere
 * @param start why the app cannot be started
 * @param certificates why TLS cannot be had with them
 * @param refusals why nginx would refuse the directives in {@code nginx.location}, or would not
 *     start, where it does not run
 * @param loose what others could change of what is read; it stands in nobody's way
 * @param unwritten what could not be written at the end; neither does that
 */
public record Defects(
    List<String> artifact,
    List<String> owners,
    List<String> made,
    List<String> start,
    List<String> certificates,
    List<String> refusals,
    List<Loose> loose,
    List<String> unwritten) {

  /** Nothing, but for what is in other hands. */
  public static Defects of(List<String> owners) {
    return new Defects(
        List.of(), owners, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }
}
