package bluegreen.contents;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** The names of the keys in a Spring Boot app's configuration; no value is ever kept. */
final class SettingNames {
  /** Bytes of one file. */
  static final int LARGEST = 2_000_000;

  private static final int DEEPEST = 50;
  private static final int MOST = 20_000;

  private static final Pattern FILE =
      Pattern.compile("(?:config/)?(?:application|bootstrap)(?:-([^/]+))?\\.(properties|ya?ml)");

  private SettingNames() {}

  /** Whether a file holds such keys. */
  static boolean isIn(String name) {
    return FILE.matcher(name).matches();
  }

  /**
   * The names in a file; those in a profile's own file say whose they are.
   *
   * @throws IOException where it is not what its name says
   */
  static Set<String> of(String name, byte[] bytes) throws IOException {
    Matcher file = FILE.matcher(name);
    if (!file.matches()) {
      return Set.of();
    }
    Set<String> keys = file.group(2).equals("properties") ? properties(bytes) : yaml(bytes);
    String profile = file.group(1) == null ? "" : " [" + file.group(1) + "]";
    Set<String> named = new TreeSet<>();
    keys.forEach(key -> named.add(Names.plain(key + profile)));
    return named;
  }

  private static Set<String> properties(byte[] bytes) throws IOException {
    Properties read = new Properties();
    try {
      read.load(new ByteArrayInputStream(bytes));
    } catch (IllegalArgumentException e) {
      throw new IOException("it is no properties file");
    }
    checkCount(read.size());
    return read.stringPropertyNames();
  }

  private static void checkCount(int count) throws IOException {
    if (count > MOST) {
      throw new IOException("it has more keys than are looked at");
    }
  }

  /** From events: nothing is built of them, and an alias leads nowhere. */
  private static Set<String> yaml(byte[] bytes) throws IOException {
    try {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new Walk(new ParserImpl(new StreamReader(text), new LoaderOptions())).names();
    } catch (YAMLException e) {
      throw new IOException("it is not YAML");
    }
  }

  /** A walk over the events of a file, with the way from its root. */
  private static final class Walk {
    private final Parser parser;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Set<String> names = new TreeSet<>();

    /** A mapping or a list that is open. */
    private static final class Level {
      private final String path;
      private final boolean mapping;
      private String key = "";
      private boolean expectsKey;

      private Level(String path, boolean mapping) {
        this.path = path;
        this.mapping = mapping;
        this.expectsKey = mapping;
      }
    }

    private Walk(Parser parser) {
      this.parser = parser;
    }

    private Set<String> names() throws IOException {
      while (!parser.checkEvent(Event.ID.StreamEnd)) {
        Event event = parser.getEvent();
        if (event instanceof MappingStartEvent) {
          open(true);
        } else if (event instanceof SequenceStartEvent) {
          open(false);
        } else if (event instanceof MappingEndEvent || event instanceof SequenceEndEvent) {
          levels.pop();
          ended();
        } else if (event instanceof ScalarEvent scalar) {
          scalar(scalar.getValue());
        } else if (event instanceof AliasEvent) {
          scalar("");
        }
      }
      return names;
    }

    private void open(boolean mapping) throws IOException {
      if (levels.size() > DEEPEST) {
        throw new IOException("it is nested too deeply");
      }
      levels.push(new Level(Names.plain(here()), mapping));
    }

    /** The name of what comes next. */
    private String here() {
      Level top = levels.peek();
      if (top == null) {
        return "";
      }
      String list = top.path.endsWith("[]") ? top.path : top.path + "[]";
      return !top.mapping ? list : top.path.isEmpty() ? top.key : top.path + "." + top.key;
    }

    private void scalar(String value) throws IOException {
      Level top = levels.peek();
      if (top != null && top.mapping && top.expectsKey) {
        top.key = Names.plain(value);
        top.expectsKey = false;
        return;
      }
      if (top != null && !top.key.equals("<<")) {
        names.add(Names.plain(here().replaceFirst("(\\[])+$", "")));
        names.remove("");
        checkCount(names.size());
      }
      ended();
    }

    /** A value has ended, and in a mapping a key comes next. */
    private void ended() {
      Level top = levels.peek();
      if (top != null && top.mapping) {
        top.expectsKey = !top.expectsKey;
      }
    }
  }
}
