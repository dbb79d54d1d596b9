package bluegreen.playbook;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where an artifact comes from that is not on this machine. */
public sealed interface Remote {
  /** The name that the file has once it is here. */
  String name();

  /** What must never be shown. */
  List<String> secrets();

  /**
   * From a URL.
   *
   * @param headers of the request, to the host of this URL alone
   */
  record Download(String url, Map<String, String> headers, String name, List<String> secrets)
      implements Remote {}

  /**
   * By a program, which creates the file.
   *
   * @param argv the program and its arguments
   * @param folder where it runs
   * @param words the same as the playbook has them, by which one is told from another
   */
  record Fetch(
      List<String> argv,
      Path folder,
      String app,
      String version,
      List<String> words,
      String name,
      List<String> secrets)
      implements Remote {}

  /** Whether a text is meant to be a URL that can be fetched. */
  static boolean isUrl(String text) {
    return text.matches("(?i)https?://.*");
  }

  /** A text without what a URL in it may tell of secrets. */
  static String veiled(String text) {
    return text.replaceAll("(?<=://)[^/\\s]*@", "********@")
        .replaceAll("(?<=[?&])([^=&\\s]*)=[^&\\s']*", "$1=********");
  }
}
