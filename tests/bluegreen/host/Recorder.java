package bluegreen.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps all that it hears. */
final class Recorder implements Trace {
  final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void command(List<String> argv) {
    heard.add("command " + String.join(" ", argv));
  }

  @Override
  public void output(String text) {
    heard.add("output " + text);
  }

  @Override
  public void exchange(String line) {
    heard.add("exchange " + line);
  }

  @Override
  public void file(String line) {
    heard.add("file " + line);
  }
}
