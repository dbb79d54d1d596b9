package bluegreen.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The languages of the page. */
public enum Lang {
  EN,
  KO;

  /** Its code, such as {@code en}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of a code; empty where there is none. */
  public static Optional<Lang> of(String code) {
    return Arrays.stream(values()).filter(lang -> lang.code().equals(code)).findFirst();
  }
}
