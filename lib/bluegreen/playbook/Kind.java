package bluegreen.playbook;

import java.time.Duration;
import java.util.List;

/** What a key of the playbook can hold: read by the checker, the JSON schema and the reference. */
public sealed interface Kind {

  /** When the {@code {{ … }}} of a text can be filled in. */
  enum Rendered {
    /** While the playbook is read: vars, env and app.name are known. */
    ONCE,
    /** For each slot: slot, port, version and release are known too. */
    PER_SLOT,
    /** Never: the text is taken as it stands. */
    NEVER
  }

  /** A scalar that matches {@code pattern} once it is rendered; {@code expected} words the rule. */
  record Text(Rendered rendered, String pattern, String expected) implements Kind {}

  /** A whole number from {@code min} to {@code max}. */
  record Whole(int min, int max, String expected) implements Kind {}

  /** {@code true} or {@code false}. */
  record Flag() implements Kind {}

  /** A time such as {@code 500ms}, {@code 30s} or {@code 5m}. */
  record Time(Duration least) implements Kind {}

  /** A time from {@code least} to {@code most} that something is repeated after, or {@code off}. */
  record Often(Duration least, Duration most) implements Kind {
    /** In the place of a time; stands for no time at all. */
    static final String OFF = "off";
  }

  /** One of a few words. */
  record Choice(List<String> words) implements Kind {}

  /**
   * A list of at least {@code least} items; where {@code orOne} is set, a single item may stand for
   * a list of one.
   */
  record Items(Kind item, boolean orOne, int least) implements Kind {}

  /** A mapping whose keys the user chooses, each matching {@code keyPattern}. */
  record Table(Kind value, String keyPattern, String expectedKey) implements Kind {}

  /**
   * A mapping with a fixed set of keys, and with exactly one of {@code oneOf} unless it is empty.
   */
  record Section(List<Key> keys, List<String> oneOf) implements Kind {
    /** A section whose keys do not exclude each other. */
    Section(List<Key> keys) {
      this(keys, List.of());
    }
  }

  /**
   * One key.
   *
   * @param fallback the value that holds where the key is missing, as it would be written; empty
   *     where there is none
   * @param about one sentence for the reference and for editors
   */
  record Key(String name, Kind kind, boolean required, String fallback, String about) {}
}
