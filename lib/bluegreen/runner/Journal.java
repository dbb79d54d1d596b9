package bluegreen.runner;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a unit has written to the journal.
 *
 * <p>journalctl is not told since when: it would count the lines from there and show the first ones
 * rather than the last. What is older is passed over here.
 */
record Journal(Commands commands, SystemdCommands lines) {

  /** The last lines, or those of one run of the unit. */
  void tail(Instant since, Optional<String> invocation, int most, Consumer<String> line)
      throws HostFailure, InterruptedException {
    commands.run(SystemdCommands.syncJournal());
    commands.stream(lines.journal(invocation, most), entry -> show(entry, since, line));
  }

  /** The last lines, and all that follow, until interrupted. */
  void follow(Instant since, int most, Consumer<String> line)
      throws HostFailure, InterruptedException {
    Command command = lines.follow(most);
    commands.stream(command, entry -> show(entry, since, line));
    throw new HostFailure(Command.shown(command.argv()) + " has ended");
  }

  private static void show(String entry, Instant since, Consumer<String> line) {
    try {
      JsonObject json = JsonParser.object().from(entry);
      long micros = Long.parseLong(json.getString("__REALTIME_TIMESTAMP", "0"));
      if (micros / 1000 >= since.toEpochMilli()) {
        text(json).lines().forEach(line);
      }
    } catch (JsonParserException | NumberFormatException e) {
      line.accept(entry); // What journalctl itself has to say.
    }
  }

  /** Bytes that are no text come as numbers. */
  private static String text(JsonObject json) {
    if (json.get("MESSAGE") instanceof JsonArray bytes) {
      byte[] raw = new byte[bytes.size()];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = (byte) bytes.getInt(i);
      }
      return new String(raw, StandardCharsets.UTF_8);
    }
    return json.getString("MESSAGE", "");
  }
}
