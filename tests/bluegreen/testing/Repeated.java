package bluegreen.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one command line of the product after another, in a process that has the product's jar
 * before the tests in its class path: what a {@link Repeater} starts.
 */
public final class Repeated {
  private Repeated() {}

  /**
   * Reads command lines from standard input and answers each with what came of it, until there are
   * no more.
   *
   * @param args the product's jar
   */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.class.path", args[0]); // As where it is started by java -jar.
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream answers = new DataOutputStream(System.out);
    System.setOut(System.err);
    while (true) {
      List<String> line = new ArrayList<>();
      try {
        for (int words = in.readInt(); words > 0; words--) {
          line.add(read(in));
        }
      } catch (EOFException e) {
        System.exit(0);
      }
      answer(line, answers);
    }
  }

  private static void answer(List<String> line, DataOutputStream answers) throws IOException {
    Run run = Product.run(line.toArray(String[]::new));
    answers.writeInt(run.exit());
    write(answers, run.out());
    write(answers, run.err());
    answers.flush();
  }

  /** A text as {@link #write} has written it. */
  static String read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Writes a text, of any length. */
  static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
