package bluegreen.contents;

import java.util.List;

/**
 * What is in a release, as far as that can be told without running it. All names are the release's
 * own, made harmless for a terminal.
 *
 * @param libraries sorted by name
 * @param keys the names of configuration keys, sorted; those of a profile's file say so
 * @param classFile the highest version of the app's own class files; 0 where it has none
 * @param started the version of the class files without which it cannot start; 0 where that is not
 *     certain
 * @param migrations of its database, in the order in which they stand
 * @param complete whether it can have no others than these
 * @param unread what could not be read, a sentence each
 */
public record Contents(
    List<Library> libraries,
    List<String> keys,
    int classFile,
    int started,
    List<Migration> migrations,
    boolean complete,
    List<String> unread) {

  /**
   * A library.
   *
   * @param version empty where it is not known
   */
  public record Library(String name, String version) {}

  /** Nothing that we know of. */
  public static Contents none() {
    return new Contents(List.of(), List.of(), 0, 0, List.of(), true, List.of());
  }

  /** Nothing, as it cannot be read. */
  public static Contents unread(String why) {
    return new Contents(List.of(), List.of(), 0, 0, List.of(), false, List.of(why));
  }

  /** Whether nothing is known of it. */
  public boolean isBlank() {
    return libraries.isEmpty() && keys.isEmpty() && classFile == 0 && migrations.isEmpty();
  }
}
