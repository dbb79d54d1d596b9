package bluegreen.nginx.conf;

/** Configurations as {@code nginx -T} prints them. */
public final class Samples {
  private Samples() {}

  /** A main file with text in its http block. */
  public static Configuration http(String text) {
    return of("/etc/nginx/nginx.conf", "events {}\nhttp {\n" + text + "\n}\n");
  }

  /** Names of files and their texts in turn, the main one first. */
  public static Configuration of(String... namesAndTexts) {
    StringBuilder dump = new StringBuilder();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      dump.append("# configuration file ").append(namesAndTexts[i]).append(":\n");
      dump.append(namesAndTexts[i + 1]).append("\n");
    }
    return Configuration.ofDump(dump.toString()).orElseThrow();
  }
}
