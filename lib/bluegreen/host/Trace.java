package bluegreen.host;

import java.util.List;

/** Hears of everything that is done outside this program; what it shows is up to the verbosity. */
public interface Trace {
  /** A command is about to run. */
  void command(List<String> argv);

  /** What a command wrote, or what an HTTP server answered. */
  void output(String text);

  /** An HTTP exchange, in one line. */
  void exchange(String line);

  /** A file was written, moved or removed. */
  void file(String line);
}
