package bluegreen.playbook;

import bluegreen.playbook.Kind.Key;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the {@link Keys} as Markdown tables, for the part of a document between two markers. */
public final class Reference {
  private static final String START = "<!-- playbook reference -->";
  private static final String END = "<!-- end of playbook reference -->";

  private Reference() {}

  /** The tables: one for each section of the playbook, and those of a task. */
  public static String text() {
    StringBuilder out = new StringBuilder();
    section("The playbook", "", Keys.PLAYBOOK, out);
    section("A task", "", Keys.TASK, out);
    return out.toString().strip() + "\n";
  }

  /**
   * A document with its reference as {@link #text()} has it now.
   *
   * @throws IllegalArgumentException where the document lacks one of the markers
   */
  public static String renewedIn(String document) {
    int start = document.indexOf(START);
    int end = document.indexOf(END);
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("expected the markers " + START + " and " + END);
    }
    return document.substring(0, start + START.length())
        + "\n\n"
        + text()
        + "\n"
        + document.substring(end);
  }

  private static void section(String title, String path, Kind.Section section, StringBuilder out) {
    out.append("### ").append(title).append("\n\n");
    if (!section.oneOf().isEmpty()) {
      out.append("Exactly one of ").append(names(section.oneOf())).append(" is required.\n\n");
    }
    out.append("| key | holds | default | about |\n|---|---|---|---|\n");
    section.keys().forEach(key -> out.append(row(path, key)).append("\n"));
    out.append("\n");
    for (Key key : section.keys()) {
      if (key.kind() instanceof Kind.Section below) {
        String at = path + key.name();
        section("`" + at + "`", at + ".", below, out);
      }
    }
  }

  private static String row(String path, Key key) {
    String fallback = key.required() ? "required" : code(key.fallback());
    return List.of(code(key.name()), holds(path, key), fallback, key.about()).stream()
        .map(cell -> cell.replace("\\", "\\\\").replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"))
        .replace("  ", " ");
  }

  private static String holds(String path, Key key) {
    if (key.kind() instanceof Kind.Section) {
      return "see " + code(path + key.name());
    } else if (key.kind() instanceof Kind.Table table) {
      return "names, each with " + Words.expected(table.value());
    } else if (key.kind() instanceof Kind.Items items && items.orOne()) {
      String item = Words.expected(items.item());
      return item + ", or a list of such";
    }
    return Words.expected(key.kind());
  }

  private static String names(List<String> keys) {
    return keys.stream().map(Reference::code).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
