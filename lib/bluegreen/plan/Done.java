package bluegreen.plan;

import java.util.Optional;

/**
 * What an action has come to, beyond what its plan says.
 *
 * @param status where it is another than the plan expects
 * @param detail what there is to say of it; mostly nothing
 * @param further whether that is said after what the step has come to so far, not in its place
 */
public record Done(Optional<Status> status, String detail, boolean further) {

  /** As the plan says. */
  public static Done asPlanned() {
    return saying("");
  }

  /** With something to say in the place of the plan's own words; as the plan says where empty. */
  public static Done saying(String detail) {
    return new Done(Optional.empty(), detail, false);
  }

  /** With something to add. */
  public static Done adding(String detail) {
    return new Done(Optional.empty(), detail, true);
  }

  /** With an outcome that only carrying it out could tell. */
  public static Done as(Status status, String detail) {
    return new Done(Optional.of(status), detail, false);
  }
}
