package bluegreen.command;

import bluegreen.command.starter.Starter;
import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.observe.Roster;
import bluegreen.report.Call;
import bluegreen.report.Terminal;
import bluegreen.run.Outcome;
import bluegreen.state.Layout;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Writes a starter playbook from what is found in a folder and on this machine. */
public final class Init {
  private static final FileAttribute<?> FOR_US_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int LABEL = 11;
  private static final int NARROWEST = 30;

  private final Path folder;
  private final Optional<Path> ownApps;
  private final boolean json;
  private final Terminal terminal;
  private final Call call;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * For one folder.
   *
   * @param ownApps the folder of our own apps; empty where we have none
   * @param json whether what was found is told to programs
   */
  public Init(
      Path folder,
      Optional<Path> ownApps,
      boolean json,
      Terminal terminal,
      Call call,
      PrintStream out,
      PrintStream err) {
    this.ownApps = ownApps;
    this.folder = folder;
    this.json = json;
    this.call = call;
    this.terminal = terminal;
    this.out = out;
    this.err = err;
  }

  /** Writes {@code playbook.yml}, never over an existing one; the exit code. */
  public int run() {
    Path file = folder.resolve("playbook.yml");
    try {
      Language language = Language.own();
      language.checkArguments();
      language.checkFolder();
      if (!Files.isDirectory(folder)) {
        return failed(Outcome.USAGE, "there is no folder " + folder);
      } else if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Processes processes = new Processes();
      List<Layout> deployed =
          new Roster(processes)
              .entries(ownApps, List.of()).stream().map(Roster.Entry::layout).toList();
      Starter.Result result = new Starter(deployed, processes, new Http(Trace.SILENT)).of(folder);
      language.checkFound(result.text() + String.join("\n", result.undecided()));
      write(file, result);
      tell(file, result);
      return Outcome.OK.code();
    } catch (FileAlreadyExistsException e) {
      return failed(Outcome.USAGE, file + " exists already; it was left as it is");
    } catch (HostFailure e) {
      return failed(Outcome.FAILED, e.getMessage());
    } catch (AccessDeniedException e) {
      return failed(Outcome.FAILED, denied());
    } catch (IOException e) {
      return failed(Outcome.FAILED, "cannot write " + file + ": " + AtomicFiles.why(e));
    } catch (InterruptedException e) {
      return failed(Outcome.FAILED, "interrupted; nothing was written");
    }
  }

  /** Who may write there, and how. */
  private String denied() {
    String us = System.getProperty("user.name", "we") + " may not write to " + folder;
    String again = call.line("init", folder.toString());
    try {
      String owner = Files.getOwner(folder).getName();
      String as = owner.equals("root") ? "" : "-u " + owner + " ";
      return us + ", which belongs to " + owner + "; do it as " + owner + ": sudo " + as + again;
    } catch (IOException e) {
      return us + "; do it as its owner: " + again;
    }
  }

  private static void write(Path file, Starter.Result result) throws IOException {
    if (result.confidential()) {
      Files.createFile(file, FOR_US_ALONE);
      Files.writeString(file, result.text());
    } else {
      Files.writeString(file, result.text(), StandardOpenOption.CREATE_NEW);
    }
  }

  private int failed(Outcome outcome, String message) {
    if (json) {
      JsonObject event = new JsonObject();
      event.put("event", "error");
      event.put("message", message);
      out.println(JsonWriter.string(event));
    } else {
      err.println("error: " + message);
    }
    return outcome.code();
  }

  private void tell(Path file, Starter.Result result) {
    String next = call.line("--dry-run", file.toString());
    if (json) {
      JsonObject event = new JsonObject();
      event.put("event", "init");
      event.put("status", "ok");
      event.put("file", file.toString());
      event.put("found", new JsonObject(result.found()));
      event.put("look_at", new JsonArray(result.undecided()));
      event.put("next", next);
      out.println(JsonWriter.string(event));
      return;
    }
    out.println("wrote " + file);
    result.found().forEach(this::line);
    result.undecided().forEach(sentence -> line("look at", sentence));
    out.println("next: read it, then see what would be done:");
    out.println("  " + next);
  }

  /** Broken between words where a terminal is too narrow; a file keeps whole lines. */
  private void line(String label, String text) {
    int width = terminal.isLive() ? Math.max(NARROWEST, terminal.width()) : Integer.MAX_VALUE;
    StringBuilder line = new StringBuilder(("  " + label + " ".repeat(LABEL)).substring(0, LABEL));
    boolean begun = false;
    for (String word : text.split(" ")) {
      if (begun && line.length() + 1 + word.length() > width) {
        out.println(line);
        line = new StringBuilder(" ".repeat(LABEL));
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    out.println(line);
  }
}
