package bluegreen.contents;

import java.util.List;

/**
 * A migration of a database.
 *
 * @param name as the tool that runs it knows it
 * @param print what changes when the migration does
 * @param created the tables that come with it, which no version before it can need, in small
 *     letters
 * @param effects what it takes away from, or forbids, a version that does not know it
 */
public record Migration(
    String name,
    Kind kind,
    Reading reading,
    String print,
    List<String> created,
    List<Effect> effects) {

  /** When it runs. */
  public enum Kind {
    /** Once, in its turn. */
    ONCE,
    /** Again whenever it has changed. */
    REPEATED,
    /** Not with a new version: it takes another one back, or is for empty databases. */
    ASIDE
  }

  /** How much of what it does is known. */
  public enum Reading {
    WHOLE,
    /** Some of it is made while it runs, or could not be read. */
    PARTLY,
    /** It is code. */
    NONE
  }

  /**
   * What it does to what a version that does not know it may need.
   *
   * @param verb such as {@code drops column}
   * @param object such as {@code orders.note}
   * @param table the table that it is about, in small letters; empty where it is about none
   */
  public record Effect(String verb, String object, String table) {
    /** In words. */
    public String words() {
      return verb + " " + object;
    }
  }

  /** By what it is known again: a script of Flyway's may move to another folder. */
  public String key() {
    return name.contains("::") ? name : name.substring(name.lastIndexOf('/') + 1);
  }

  /** Whether a new version brings it about. */
  public boolean runs() {
    return kind != Kind.ASIDE;
  }
}
