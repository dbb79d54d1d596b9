package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Special;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of {@code NAME=VALUE} lines, as systemd and Docker read them. */
public final class EnvFile {
  private EnvFile() {}

  /**
   * Reads a file: blank lines and lines that begin with {@code #} are passed over, quotes around a
   * whole value are taken off.
   *
   * @throws HostFailure where it cannot be read or a line is no assignment; the line's number is
   *     named, never its text
   */
  public static Map<String, String> read(Path file) throws HostFailure {
    Optional<String> special = Special.kind(file);
    if (special.isPresent()) {
      throw new HostFailure(
          "app.env_file: " + file + " is " + special.get() + "; put the lines into a file");
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new HostFailure(
          "app.env_file: " + file + " is not UTF-8, and no value may change unseen; convert it");
    } catch (IOException e) {
      throw new HostFailure("app.env_file: " + file + " cannot be read: " + AtomicFiles.why(e));
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      String assignment = line.startsWith("export ") ? line.substring(7).strip() : line;
      int equals = assignment.indexOf('=');
      if (equals < 1 || !assignment.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new HostFailure("app.env_file: " + file + ":" + (i + 1) + ": expected NAME=VALUE");
      }
      values.put(assignment.substring(0, equals), unquoted(assignment.substring(equals + 1)));
    }
    return values;
  }

  private static String unquoted(String value) {
    String bare = value.strip();
    boolean quoted =
        bare.length() >= 2
            && (bare.startsWith("\"") && bare.endsWith("\"")
                || bare.startsWith("'") && bare.endsWith("'"));
    return quoted ? bare.substring(1, bare.length() - 1) : bare;
  }
}
