package bluegreen.plan;

/**
 * Something that does not stand in the way of a plan, and that whoever carries it out should know.
 *
 * @param sentence what it is
 * @param remedy the line that mends it, to be copied as it stands; empty where there is none
 */
public record Note(String sentence, String remedy) {

  /** In one line, for machines. */
  public String inOneLine() {
    return remedy.isEmpty() ? sentence : sentence + ": " + remedy;
  }
}
