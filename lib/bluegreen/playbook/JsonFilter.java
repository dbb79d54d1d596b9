package bluegreen.playbook;

import com.grack.nanojson.JsonWriter;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;

/** A value as JSON writes it, a text in its quotes: {@code {{ recap.failure | json }}}. */
record JsonFilter() implements Filter {
  @Override
  public List<String> getArgumentNames() {
    return List.of();
  }

  @Override
  public Object apply(
      Object input,
      Map<String, Object> args,
      PebbleTemplate self,
      EvaluationContext context,
      int line) {
    return JsonWriter.string(input);
  }
}
