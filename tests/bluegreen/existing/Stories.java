package bluegreen.existing;

import bluegreen.testing.Enclave;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Plays what befalls existing servers, each in its turn, where there is nothing else. */
public final class Stories implements AutoCloseable {
  private final Enclave enclave = Enclave.running(Stories.class);

  /** Plays what befalls a server; fails where that is not what is to befall it. */
  public void play(String name) {
    try {
      JsonObject answer = JsonParser.object().from(enclave.ask(name));
      if (!answer.getString("failure").isEmpty()) {
        throw new AssertionError(answer.getString("failure"));
      }
    } catch (JsonParserException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    enclave.close();
  }

  /** Where it is played: an order is the name of a server. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Box box = new Box();
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      JsonObject answer = new JsonObject();
      answer.put("failure", failure(box, order));
      answers.println(JsonWriter.string(answer));
    }
  }

  private static String failure(Box box, String name) {
    try {
      Existing server = ExistingServers.named(name);
      box.become(server);
      Story.of(server);
      return "";
    } catch (RuntimeException | AssertionError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return trace.toString();
    }
  }
}
