package bluegreen.host;

import java.time.Duration;
import java.util.List;

/** Hears of everything that is done outside this program; what it shows is up to the verbosity. */
public interface Trace {

  /** Hears and says nothing. */
  Trace SILENT =
      new Trace() {
        @Override
        public void command(List<String> argv) {}

        @Override
        public void output(String text) {}

        @Override
        public void exchange(String line) {}

        @Override
        public void file(String line) {}
      };

  /** A command is about to run. */
  void command(List<String> argv);

  /** What a command wrote, or what an HTTP server answered. */
  void output(String text);

  /** An HTTP exchange, in one line. */
  void exchange(String line);

  /** A file was written, moved or removed, or a large one read. */
  void file(String line);

  /** How far it is with what takes long; said again and again. */
  default void progress(String what, Duration since) {}
}
