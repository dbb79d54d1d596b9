package bluegreen.report;

import bluegreen.host.Edit;
import java.util.ArrayList;
import java.util.List;

/** Unified diffs of small texts. */
public final class Diff {
  private static final int CONTEXT = 3;
  private static final String UNENDED = "\n\\ No newline at end of file";

  private Diff() {}

  private record Line(char kind, String text, int before, int after) {
    private boolean changed() {
      return kind != ' ';
    }
  }

  /**
   * The differences as {@code diff -u} prints them, without the two file names; empty where there
   * are none.
   */
  public static List<String> unified(String before, String after) {
    List<Line> lines = align(lines(before), lines(after));
    List<String> out = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      if (!lines.get(at).changed()) {
        at++;
        continue;
      }
      int from = Math.max(0, at - CONTEXT);
      int last = at;
      for (int i = at; i < lines.size() && i <= last + 2 * CONTEXT + 1; i++) {
        last = lines.get(i).changed() ? i : last;
      }
      int to = Math.min(lines.size(), last + CONTEXT + 1);
      hunk(lines.subList(from, to), out);
      at = to;
    }
    return out;
  }

  /** The same with the file's name. */
  static String shown(Edit edit, Terminal terminal) {
    List<String> lines = unified(edit.before().orElse(""), edit.after());
    StringBuilder text = new StringBuilder();
    text.append("--- ").append(edit.before().isPresent() ? edit.file() : "/dev/null").append('\n');
    text.append("+++ ").append(edit.file());
    lines.forEach(l -> text.append('\n').append(terminal.diff(l)));
    return text.toString();
  }

  /** The lines of a text; how they end is part of what they are. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.replace("\r", "^M").split("\n", -1)));
    String rest = lines.remove(lines.size() - 1);
    if (!rest.isEmpty()) {
      lines.add(rest + UNENDED);
    }
    return lines;
  }

  private static void hunk(List<Line> lines, List<String> out) {
    long before = lines.stream().filter(l -> l.kind() != '+').count();
    long after = lines.stream().filter(l -> l.kind() != '-').count();
    Line first = lines.get(0);
    out.add("@@ -" + range(first.before(), before) + " +" + range(first.after(), after) + " @@");
    lines.forEach(l -> out.addAll((l.kind() + l.text()).lines().toList()));
  }

  private static String range(int start, long count) {
    int from = count == 0 ? start : start + 1;
    return count == 1 ? "" + from : from + "," + count;
  }

  /** Both texts line by line along their longest common subsequence. */
  private static List<Line> align(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        lines.add(new Line(' ', a.get(i), i++, j++));
      } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', a.get(i), i++, j));
      } else {
        lines.add(new Line('+', b.get(j), i, j++));
      }
    }
    return lines;
  }
}
