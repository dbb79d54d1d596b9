package bluegreen.playbook;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggestions {
  private Suggestions() {}

  /** The nearest candidate, where one is near enough to be a misspelling. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int near = Math.max(1, Math.min(3, word.length() / 3));
    String folded = fold(word);
    return candidates.stream()
        // Names from a hostile file can be long, and the distance takes time and room for each
        // pair.
        .filter(
            c ->
                !folded.isEmpty() && Math.abs(c.length() - word.length()) <= near
                    || folded.length() > 1 && fold(c).startsWith(folded))
        .filter(c -> distance(folded, fold(c)) <= near || fold(c).startsWith(folded))
        .min(Comparator.comparingInt(c -> distance(folded, fold(c))));
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Edits (insert, delete, replace, swap of neighbours) between two words. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swap =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swap) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
