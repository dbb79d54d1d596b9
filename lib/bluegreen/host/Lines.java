package bluegreen.host;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of text out of bytes in UTF-8, whatever the language that Java is set to. */
public final class Lines extends OutputStream {
  /** Bytes; what is longer is handed on in pieces. */
  private static final int LONGEST = 1 << 20;

  private final Consumer<String> consumer;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** Hands every line on as soon as it is whole, without what ends it. */
  public Lines(Consumer<String> consumer) {
    this.consumer = consumer;
  }

  @Override
  public void write(int b) {
    if (b == '\n' || line.size() >= LONGEST) {
      handOn();
    }
    if (b != '\n') {
      line.write(b);
    }
  }

  /** Hands on a last line that nothing ends. */
  public void end() {
    if (line.size() > 0) {
      handOn();
    }
  }

  private void handOn() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    consumer.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
