package bluegreen.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The product within our own process, where many short runs would cost a start of Java's each. */
public final class Product {
  private Product() {}

  /** Runs a command line to its end. */
  public static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complained = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      Method run =
          Class.forName("bluegreen.deploy")
              .getMethod("run", PrintStream.class, PrintStream.class, List.class);
      int code = (int) run.invoke(null, printed, complained, List.of(arguments));
      return new Run(
          List.of(arguments),
          code,
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
