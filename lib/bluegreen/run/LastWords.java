package bluegreen.run;

import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;

/** What a slot's process has written at last, for whoever wants to know why it failed. */
final class LastWords {
  private static final int LINES = 20;

  private LastWords() {}

  /** A few lines of it, indented, with a heading. */
  static String of(Runner runner, Slot slot) throws InterruptedException {
    String words = runner.logTail(slot, LINES);
    return words.isEmpty()
        ? "it has written nothing"
        : "the last lines that it wrote:\n"
            + words.lines().map(l -> "  " + l).reduce("", (a, b) -> a.isEmpty() ? b : a + "\n" + b);
  }
}
