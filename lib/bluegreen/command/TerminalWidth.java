package bluegreen.command;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import java.util.Optional;

/** Asks the terminal how wide it is. */
final class TerminalWidth {
  private TerminalWidth() {}

  /** Columns; empty where the terminal does not say. */
  static Optional<Integer> ask() {
    try {
      Commands.Result size =
          new Commands(Trace.SILENT).run(Command.of("stty", "-F", "/dev/tty", "size"));
      String[] rowsAndColumns = size.stdout().strip().split(" ");
      return size.ok() && rowsAndColumns.length == 2
          ? Optional.of(Integer.valueOf(rowsAndColumns[1])).filter(columns -> columns >= 20)
          : Optional.empty();
    } catch (HostFailure | NumberFormatException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
