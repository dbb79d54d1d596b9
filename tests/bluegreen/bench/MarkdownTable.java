package bluegreen.bench;

import java.util.ArrayList;
import java.util.List;

/** A table as docs/measured.md shows it: the first column to the left, figures to the right. */
public final class MarkdownTable {
  private final String title;
  private final List<String> lines = new ArrayList<>();

  MarkdownTable(String title, String... columns) {
    this.title = title;
    row(columns);
    lines.add("|---|" + "--:|".repeat(columns.length - 1));
  }

  MarkdownTable row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
    return this;
  }

  @Override
  public String toString() {
    return title + "\n\n" + String.join("\n", lines) + "\n";
  }
}
