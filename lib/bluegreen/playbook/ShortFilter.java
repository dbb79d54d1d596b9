package bluegreen.playbook;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A filter of Pebble's that makes no text that would take for ever, or all of the memory. */
record ShortFilter(Filter whole) implements Filter {
  /** Letters; far more than any value of a playbook has. */
  private static final int MOST = 1_000_000;

  /** A width or a precision that no value needs: {@code format} would fill it all the same. */
  private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{5}");

  /** What was asked for is more than any value has. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public List<String> getArgumentNames() {
    return whole.getArgumentNames();
  }

  @Override
  public Object apply(
      Object input,
      Map<String, Object> args,
      PebbleTemplate self,
      EvaluationContext context,
      int line)
      throws PebbleException {
    refuse(input instanceof String format && WIDE.matcher(format).find());
    Object made = whole.apply(input, args, self, context, line);
    refuse(made instanceof String text && text.length() > MOST);
    return made;
  }

  private static void refuse(boolean tooLarge) {
    if (tooLarge) {
      throw new TooLarge();
    }
  }
}
