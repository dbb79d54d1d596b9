package bluegreen.playbook;

import bluegreen.playbook.Kind.Items;
import bluegreen.playbook.Kind.Key;
import bluegreen.playbook.Kind.Rendered;
import bluegreen.playbook.Kind.Table;
import bluegreen.playbook.Kind.Text;
import bluegreen.playbook.Kind.Whole;
import java.time.Duration;
import java.util.Set;

/** The kinds of values that several keys of the playbook have. */
final class Values {
  static final String ANY = "(?s).+";
  static final String NO_BREAK = "[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]+";
  static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  /** What nginx's configuration language would take for syntax of its own. */
  static final String NGINX_SAFE = "[^\\s;{}'\"\\\\$#\\x00-\\x1f\\x7f]+";

  /** The same for a path, which we write in quotes. */
  static final String NGINX_QUOTABLE = "[^;{}'\"\\\\$\\x00-\\x1f\\x7f]+";

  static final Duration INSTANT = Duration.ZERO;
  static final Duration MOMENT = Duration.ofMillis(10);

  static final Kind TEXT = new Text(Rendered.ONCE, NO_BREAK, "a text in one line");

  static final Text PATH = new Text(Rendered.ONCE, NO_BREAK, "a path");
  static final Text TASK_PATH = new Text(Rendered.PER_SLOT, PATH.pattern(), PATH.expected());
  static final Text NGINX_PATH =
      new Text(Rendered.ONCE, NGINX_QUOTABLE, "a path without ';', braces, quotes, '\\' and '$'");
  static final Text ARTIFACT =
      new Text(Rendered.ONCE, NO_BREAK, "a path, or an http:// or https:// URL");
  static final Kind ARGUMENT = new Text(Rendered.PER_SLOT, "(?s)[^\\x00]*", "a text");
  static final Kind ARGUMENTS = new Items(ARGUMENT, false, 0);
  static final Kind COMMAND = new Items(ARGUMENT, false, 1);
  static final Text URL =
      new Text(Rendered.PER_SLOT, "https?://[^\\s/]+\\S*", "an http:// or https:// URL");
  static final Text OWN_URL = new Text(Rendered.ONCE, URL.pattern(), URL.expected());
  static final Kind PORT = new Whole(1, 65535, "a port from 1 to 65535");
  static final Kind LISTEN =
      new Text(
          Rendered.ONCE,
          "(([0-9]{1,3}\\.){3}[0-9]{1,3}:|\\[[0-9a-fA-F:.]+\\]:|\\*:)?[0-9]{1,5}",
          "a port, or an address and a port such as 127.0.0.1:8080");
  static final Kind HEADER =
      new Text(Rendered.PER_SLOT, "[^\\x00-\\x1f\\x7f]*", "a text in one line");
  static final Kind SENT =
      new Table(
          new Text(Rendered.ONCE, "[^\\x00-\\x1f\\x7f]*", "a text in one line"),
          "[A-Za-z0-9._-]+",
          "the name of a header");
  static final Kind HEADERS = new Table(HEADER, "[A-Za-z0-9._-]+", "the name of a header");
  static final Kind ENVIRONMENT = new Table(ARGUMENT, NAME, "the name of an environment variable");

  private Values() {}

  /** Whether a text is the path of a file. */
  static boolean isPath(Text text) {
    return Set.of(PATH, TASK_PATH, NGINX_PATH, ARTIFACT).contains(text);
  }

  /** Whether a text is a URL. */
  static boolean isUrl(Text text) {
    return text == URL || text == OWN_URL;
  }

  static Whole whole(int min, int max) {
    return new Whole(min, max, "a whole number from " + min + " to " + max);
  }

  static Key required(String name, Kind kind, String about) {
    return new Key(name, kind, true, "", about);
  }

  static Key optional(String name, Kind kind, String fallback, String about) {
    return new Key(name, kind, false, fallback, about);
  }
}
