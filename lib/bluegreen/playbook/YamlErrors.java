package bluegreen.playbook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says what SnakeYAML stumbled over in the words of someone who writes a playbook. */
final class YamlErrors {
  private static final Pattern STRAY_CHARACTER = Pattern.compile("found character '(.)' that");
  private static final String NO_VALUE = "expected the node content, but found ";

  private static final Pattern ESCAPE = Pattern.compile("found unknown escape character (.)");
  private static final Pattern ALIAS = Pattern.compile("found undefined alias (\\S+)");

  /** A value that starts with {{ and is not in quotes. */
  private static final Pattern UNQUOTED_TEMPLATE =
      Pattern.compile("(:|-|\\[|,|=)\\s+\\{\\{|\\[\\{\\{");

  private YamlErrors() {}

  static PlaybookError explain(MarkedYAMLException e, String text) {
    String problem = e.getProblem() == null ? String.valueOf(e.getMessage()) : e.getProblem();
    String context = e.getContext() == null ? "" : e.getContext();
    Mark problemMark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    Mark start = e.getContextMark() == null ? problemMark : e.getContextMark();
    boolean atEnd = problem.contains("end of stream") || problem.contains("<stream end>");
    if (context.contains("quoted scalar") && atEnd) {
      return at(start, "a quote that is never closed");
    }
    if (context.contains("flow") && atEnd) {
      return at(start, "a bracket or brace that is never closed");
    }
    return at(problemMark, sentence(problem, context, line(text, problemMark)));
  }

  private static String sentence(String problem, String context, String line) {
    Matcher stray = STRAY_CHARACTER.matcher(problem);
    Matcher escape = ESCAPE.matcher(problem);
    Matcher alias = ALIAS.matcher(problem);
    if (problem.contains("\\t(TAB)")) {
      return "a tab: YAML is indented with spaces";
    } else if (UNQUOTED_TEMPLATE.matcher(line).find()) {
      return "a value that starts with {{ needs quotes: \"{{ … }}\"";
    } else if (stray.find()) {
      return "a value cannot start with '" + Words.visible(stray.group(1)) + "'; put it in quotes";
    } else if (escape.find()) {
      String escaped = Words.visible(escape.group(1));
      return "'\\" + escaped + "' means nothing in double quotes; use single quotes";
    } else if (alias.find()) {
      String name = Words.shorten(alias.group(1));
      return "the alias *" + name + " has no anchor &" + name + " before it";
    } else if (problem.contains("but found another document")) {
      return "a second document; a playbook is one";
    } else if (problem.contains("mapping values are not allowed")) {
      return "a ':' that cannot stand here; check the indentation, or put the value in quotes";
    } else if (problem.startsWith(NO_VALUE)) {
      return "expected a value, got " + Words.sentence(problem.substring(NO_VALUE.length()));
    } else if (problem.contains("sequence entries are not allowed")) {
      return "a '-' that cannot stand here; start the list in a line of its own";
    } else if (problem.startsWith("expected ',' or ")) {
      return problem.substring(0, "expected ',' or ']'".length())
          + ": a bracket is still open here";
    } else if (problem.contains("could not find expected ':'")) {
      return "expected a ':' after the key in the line above";
    } else if (problem.contains("expected <block end>") || problem.contains("<document start>")) {
      return "does not fit what stands before it; check the indentation and the quotes";
    }
    return "not YAML: " + Words.sentence((context.isEmpty() ? "" : context + ": ") + problem);
  }

  private static String line(String text, Mark mark) {
    return text.lines().skip(mark.getLine()).findFirst().orElse("");
  }

  private static PlaybookError at(Mark place, String sentence) {
    return new PlaybookError(place.getLine() + 1, place.getColumn() + 1, "", sentence);
  }
}
