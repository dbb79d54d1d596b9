package bluegreen.observe;

import bluegreen.contents.Contents;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is in the release that serves, and in the one to come, where the two are not the same.
 *
 * @param serving where nothing serves any more, of the one that served last; empty where none of
 *     ours did
 * @param wanted empty where it cannot be told yet
 * @param java the version of the Java that the app is started with, such as 17; empty where that is
 *     not known for certain
 */
public record Inside(Optional<Contents> serving, Optional<Contents> wanted, OptionalInt java) {
  /** Nothing that was looked at. */
  public static Inside unseen() {
    return new Inside(Optional.empty(), Optional.empty(), OptionalInt.empty());
  }
}
