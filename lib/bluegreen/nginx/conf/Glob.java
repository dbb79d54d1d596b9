package bluegreen.nginx.conf;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A pattern of file names as glob(3) reads it, which nginx asks for its includes. */
final class Glob {
  private final Pattern pattern;

  Glob(String pattern) {
    this.pattern = compiled(pattern);
  }

  /** Whether nginx takes a name for a pattern. */
  static boolean isPattern(String name) {
    return name.matches("(?s).*[*?\\[].*");
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  private static Pattern compiled(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean first = i == 0 || pattern.charAt(i - 1) == '/';
      int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
      if ((c == '*' || c == '?' || close > 0) && first) {
        regex.append("(?!\\.)");
      }
      if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (close > 0) {
        String in = pattern.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(in.replaceFirst("^!", "^").replace("&", "\\&")).append(']');
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(Pattern.quote(pattern));
    }
  }
}
