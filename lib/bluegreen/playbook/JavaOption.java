package bluegreen.playbook;

import java.util.regex.Pattern;

/** Tells options of java's own, which count before the jar's name and nowhere else. */
public final class JavaOption {
  /** No app of its own would name an argument so; see java(1). */
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?s)-D[A-Za-z_{].*|-X(m[nsx]|ss|X:|log|share|debug|int|comp|rs|noclassgc|bootclasspath).*"
              + "|-javaagent:.*|-agent(lib|path):.*|--add-(opens|exports|modules|reads)(=.*)?");

  private JavaOption() {}

  /** Whether a word is one. */
  public static boolean is(String word) {
    return KNOWN.matcher(word).matches();
  }
}
