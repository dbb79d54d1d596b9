package bluegreen.command;

import java.util.ArrayList;
import java.util.List;

/** The help text for a {@link Syntax}, for terminals of 80 columns. */
public final class Help {
  private static final int WIDTH = 80;
  private static final int COLUMN = 28;

  private final String program;
  private final Syntax syntax;
  private final String about;
  private final List<String> footer;

  /** The help for one program. */
  public Help(String program, Syntax syntax, String about, List<String> footer) {
    this.program = program;
    this.syntax = syntax;
    this.about = about;
    this.footer = List.copyOf(footer);
  }

  /** All of it. */
  public String all() {
    List<String> lines = new ArrayList<>();
    lines.add("Usage: " + program + " [COMMAND] [OPTIONS] PLAYBOOK");
    lines.add(about);
    lines.add("");
    lines.add("Commands:");
    for (Syntax.Form form : syntax.commands()) {
      row(form.name() + " " + shown(form), form.about(), lines);
      form.options().forEach(o -> option(o, lines));
    }
    lines.add("");
    lines.add("Options:");
    syntax.options().forEach(o -> option(o, lines));
    lines.add("");
    lines.add(program + " COMMAND --help shows what one command takes, with examples.");
    lines.addAll(footer);
    return String.join("\n", lines);
  }

  /** That of one command: what it does, what it takes, and how it may be called. */
  public String of(Syntax.Form form) {
    List<String> lines = new ArrayList<>(List.of(usage(form)));
    lines.addAll(wrapped(form.about()));
    lines.add("");
    lines.add("Options:");
    syntax.of(form).forEach(o -> option(o, lines));
    if (!form.examples().isEmpty()) {
      lines.add("");
      lines.add(form.examples().size() == 1 ? "Example:" : "Examples:");
      form.examples().forEach(example -> lines.add("  " + program + " " + example));
    }
    return String.join("\n", lines);
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** How one command is called. */
  public String usage(Syntax.Form form) {
    return ("Usage: " + program + " " + form.name() + " [OPTIONS] " + shown(form)).stripTrailing();
  }

  private static String shown(Syntax.Form form) {
    boolean required = form.operandRequired() || form.operand().isEmpty();
    String before = form.before().isEmpty() ? "" : "[" + form.before() + "] ";
    return before + (required ? form.operand() : "[" + form.operand() + "]");
  }

  private static void option(Syntax.Option option, List<String> lines) {
    String names = String.join(", ", option.names());
    row(
        "  " + names + (option.value().isEmpty() ? "" : " " + option.value()),
        option.about(),
        lines);
  }

  private static void row(String left, String right, List<String> lines) {
    StringBuilder line = new StringBuilder("  ").append(left);
    if (line.length() > COLUMN - 2) {
      lines.add(line.toString());
      line.setLength(0);
    }
    line.append(" ".repeat(COLUMN - line.length()));
    int room = COLUMN;
    for (String word : right.split(" ")) {
      if (line.length() + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(room));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
  }
}
