package bluegreen.command;

import bluegreen.command.starter.Starter;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.report.Terminal;
import bluegreen.run.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Writes a starter playbook from what is found in a folder and on this machine. */
public final class Init {
  private static final FileAttribute<?> FOR_US_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int LABEL = 11;
  private static final int NARROWEST = 30;

  private final Path folder;
  private final Terminal terminal;
  private final PrintStream out;
  private final PrintStream err;

  /** For one folder. */
  public Init(Path folder, Terminal terminal, PrintStream out, PrintStream err) {
    this.folder = folder;
    this.terminal = terminal;
    this.out = out;
    this.err = err;
  }

  /** Writes {@code playbook.yml}, never over an existing one; the exit code. */
  public int run() {
    Path file = folder.resolve("playbook.yml");
    try (Http http = new Http(Trace.SILENT)) {
      if (!Files.isDirectory(folder)) {
        err.println("error: there is no folder " + folder);
        return Outcome.USAGE.code();
      } else if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Starter.Result result = new Starter(new Processes(), http).of(folder);
      if (result.confidential()) {
        Files.createFile(file, FOR_US_ALONE);
        Files.writeString(file, result.text());
      } else {
        Files.writeString(file, result.text(), StandardOpenOption.CREATE_NEW);
      }
      tell(file, result);
      return Outcome.OK.code();
    } catch (FileAlreadyExistsException e) {
      err.println("error: " + file + " exists already; it was left as it is");
      return Outcome.USAGE.code();
    } catch (IOException e) {
      err.println("error: cannot write " + file + ": " + AtomicFiles.why(e));
      return Outcome.FAILED.code();
    } catch (InterruptedException e) {
      err.println("error: interrupted; nothing was written");
      return Outcome.FAILED.code();
    }
  }

  private void tell(Path file, Starter.Result result) {
    out.println("wrote " + file);
    result.found().forEach(this::line);
    result.undecided().forEach(sentence -> line("look at", sentence));
    out.println("next: read it, then see what would be done:");
    out.println("  " + Command.shown(List.of("jbang", "deploy.java", "--dry-run", "" + file)));
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
